"""Plays a team's first week with kbc: start, articles, commits through the hook, branches, a merge, a pull request.

python story.py KBC

Everything happens in directories that are removed in the end; nothing is fetched from anywhere.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import yaml

TITLE = "# KB{number} - The cache forgets, part {number}\n\n## File information\n\n"
TABLE = "|File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n"
ROW = "|Cache{number}.sys|6.1.7600.{at}|{size},568|14-Jul-2009|01:17|x86|\n"
TWICE = "|Cache.mof|Not applicable|13,780|10-Jun-2009|21:33|x86|\n"
MOST_LINES = 60


def article(number: int, rows: int = 3, repeated: int = 0) -> str:
    """An article with one table, in which one row can stand several times."""
    table = "".join(ROW.format(number=number, at=100 + at, size=10 + at) for at in range(rows))
    return TITLE.format(number=number) + TABLE + table + TWICE * repeated


class Team:
    """A repository, and the commands that its members type."""

    def __init__(self, directory: Path, kbc: Path) -> None:
        self.directory = directory
        tools = directory.parent / "bin"
        tools.mkdir(exist_ok=True)
        if not (tools / "kbc").exists():
            (tools / "kbc").symlink_to(kbc)
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        identity = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "team"), ("EMAIL", "team@localhost"))
        }
        own |= identity | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        self.environment = own | {"PATH": f"{tools}{os.pathsep}{own['PATH']}"}
        self.facts: list[tuple[str, Any, Any]] = []

    def run(self, *command: str, at: str = ".", given: str | None = None) -> tuple[int, str]:
        """Runs a command; gives its exit code, and what it says on both streams."""
        ran = subprocess.run(
            command,
            cwd=self.directory / at,
            env=self.environment,
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout

    def must(self, *command: str, at: str = ".") -> str:
        """Runs a command that must succeed."""
        code, said = self.run(*command, at=at)
        if code != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{said}")
        return said

    def write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")

    def fact(self, what: str, expected: Any, found: Any) -> None:
        self.facts.append((what, expected, found))

    def holds(self, what: str, text: str, *parts: str) -> None:
        """Notes which of some parts a text lacks."""
        self.fact(f"{what}: parts that are missing in\n{text}", [], [part for part in parts if part not in text])

    def commit(self, message: str) -> str:
        self.must("git", "add", "--all")
        return self.must("git", "commit", "--message", message)


def start(team: Team) -> None:
    """An empty directory becomes a repository; the second time nothing is left to do."""
    said = team.must("kbc", "init")
    team.holds("what init wrote", said, "wrote    kbc.toml", "wrote    input/waivers.toml", "git config merge.kbc.driver")
    before = sorted(str(path) for path in team.directory.rglob("*") if ".git/" not in str(path))
    again = team.must("kbc", "init")
    team.fact("files that init writes again", False, "wrote" in again)
    after = sorted(str(path) for path in team.directory.rglob("*") if ".git/" not in str(path))
    team.fact("files after the second init", before, after)
    team.must("git", "checkout", "--quiet", "-b", "main")
    team.write("kbc.toml", 'formats = ["csv", "parquet"]\n[levels]\nK310 = "off"\n')
    team.write("input/one.md", article(5000001, repeated=2))
    code, said = team.run("git", "add", "--all")
    code, said = team.run("git", "commit", "--message", "articles")
    team.fact("exit code of a commit without output", 1, code)
    team.holds("why", said, "`output` is not up to date: run `kbc build` and commit what it writes")
    team.must("kbc", "build", at="input")
    team.fact("JSON, which kbc.toml does not name", [], list(team.directory.glob("output/*_codes.json")))
    team.must("kbc", "check")
    team.commit("the first article")
    said = team.must("kbc", "config", at="input")
    team.holds("settings", said, '"../input"', "# default", '["csv", "parquet"]', "../kbc.toml:1", "../kbc.toml:2")


def findings(team: Team) -> None:
    """Slips of published articles are accepted; one more is a finding again."""
    team.holds("what is known", team.must("kbc", "check"), "[K401]")
    team.fact("what is new", False, "[K401]" in team.must("kbc", "check", "--new-since", "HEAD"))
    team.write("input/two.md", article(5000002, repeated=2))
    said = team.run("kbc", "check", "--new-since", "HEAD")[1]
    team.holds("what the article brings", said, "input/two.md:11:")
    team.fact("what was there", False, "input/one.md" in said)
    team.must("kbc", "baseline", "--reason", "published so")
    said = team.must("kbc", "check", "--deny", "notes", "input/one.md", "input/two.md")
    team.fact("findings behind the baseline", False, "[K401]" in said)
    team.write("input/two.md", article(5000002, repeated=3))
    team.holds("one more", team.must("kbc", "check", "input/two.md"), "[K401]")
    text = article(5000002, repeated=3)
    code, said = team.run("kbc", "check", "-", "--name", "input/two.md", given=text)
    team.holds("the same on the standard input", said, "input/two.md:", "[K401]")
    team.write("input/two.md", article(5000002, repeated=2))
    team.must("kbc", "build")
    team.commit("the second article")
    team.holds("a value", team.must("kbc", "explain", "13,780"), "files: 4 rows", "one.md table 1 row 4")
    team.holds("a number", team.must("kbc", "explain", "KB5000002"), "two.md", "The cache forgets, part 5000002")


def merge(team: Team) -> None:
    """Two branches that each add an article become one output."""
    for name, number in (("left", 5000003), ("right", 5000004), ("third", 5000005)):
        team.must("git", "checkout", "--quiet", "-b", name, "main")
        team.write(f"input/{name}.md", article(number))
        team.must("kbc", "build")
        team.commit(name)
    team.must("git", "checkout", "--quiet", "main")
    team.must("git", "merge", "--no-edit", "left")
    said = team.must("git", "merge", "--no-edit", "right")
    team.fact("what is not committed after the merge", "", team.must("git", "status", "--porcelain"))
    team.holds("the output of both", team.must("kbc", "check"), "output: current")
    team.holds("rows of both", (team.directory / "output/files.csv").read_text("utf-8"), "left.md", "right.md")
    team.must("git", "checkout", "--quiet", "third")
    said = team.must("git", "rebase", "main")
    team.holds("what a rebase says", said, "the output was built again")
    team.must("git", "add", "output")
    team.must("git", "commit", "--amend", "--no-edit")
    team.holds("the output after a rebase", team.must("kbc", "check"), "output: current")
    # The same line of one article: git leaves its markers, which no commit gets past.
    for name, size in (("ours", 10), ("theirs", 20)):
        team.must("git", "checkout", "--quiet", "-b", name, "main")
        team.write("input/one.md", article(5000001).replace("10,568", f"{size},600"))
        team.must("kbc", "build")
        team.commit(name)
    code, said = team.run("git", "merge", "ours")
    team.fact("exit code of a merge with a conflict", 1, code)
    team.holds("what the driver says", said, "both branches changed `output/`, which is generated")
    team.run("kbc", "build")
    code, said = team.run("kbc", "check")
    team.fact("exit code of a check with markers", 1, code)
    team.holds("markers", said, "error[K112]")
    team.must("git", "reset", "--quiet", "--hard")


def line_ends(team: Team) -> None:
    """A clone whose git writes other line ends holds the same bytes."""
    clone = team.directory.parent / "clone"
    # Nobody's settings of a clone are copied.
    team.must("git", "clone", "--quiet", "--config", "core.autocrlf=true", str(team.directory), str(clone))
    team.must("git", "checkout", "--quiet", "main", at=str(clone))
    said = team.must("kbc", "check", at=str(clone))
    team.holds("a clone with core.autocrlf", said, "output: current")
    (clone / "kbc.toml").write_bytes((clone / "kbc.toml").read_bytes().replace(b"\n", b"\r\n"))
    waivers = clone / "input/baseline.toml"
    waivers.write_bytes(waivers.read_bytes().replace(b"\n", b"\r\n"))
    team.holds("settings with other line ends", team.must("kbc", "check", at=str(clone)), "output: current")
    # The settings of git are those of a clone: the same command installs them.
    team.holds("init in a clone", team.must("kbc", "init", at=str(clone)), "git config merge.kbc.driver", "kept     kbc.toml")


def pull_request(team: Team, kbc: Path) -> None:
    """The workflow of init, as the host would run it: its steps, with what the host knows in their variables."""
    team.must("git", "checkout", "--quiet", "-b", "work", "main")
    team.write("input/one.md", article(5000001, repeated=2).replace("10,568", "10,569"))
    team.must("kbc", "build")
    team.commit("a size")
    team.holds("a diff of Parquet", team.must("git", "diff", "main", "--", "output/files.parquet"), "+one.md", "10569")
    archive = team.directory.parent / "kbc.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(kbc, "kbc-0.0.0/kbc")
    base = team.must("git", "rev-parse", "main").strip()
    known = {
        "vars.KBC_ARCHIVE": archive.as_uri(),
        "vars.KBC_SHA256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "github.event.pull_request.base.sha": base,
    }
    steps = yaml.safe_load((team.directory / ".github/workflows/kbc.yml").read_text("utf-8"))["jobs"]["check"]["steps"]
    for step in steps:
        if "run" not in step:
            continue
        environment = dict(team.environment, GITHUB_STEP_SUMMARY=str(archive.parent / "summary.md"))
        for name, text in step.get("env", {}).items():
            expression = text.removeprefix("${{ ").removesuffix(" }}")
            # Places of lines are made of several expressions.
            place = "https://git.example/blob/main/{path}#L{line}" if "{path}" in text else f"--against={base}"
            environment[name] = known.get(expression, place)
        ran = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=team.directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        team.fact(f"exit code of `{step['name']}`:\n{ran.stdout}{ran.stderr}", 0, ran.returncode)
    comment = (team.directory / "report/comment.md").read_text("utf-8")
    team.holds("the comment", comment, "`10568` → `10569`", "one.md")
    team.fact("lines of the comment", True, len(comment.splitlines()) <= MOST_LINES)
    team.fact("the summary", comment, (archive.parent / "summary.md").read_text("utf-8"))


def other_files(team: Team) -> None:
    """`git diff` never ends for a file that is not Parquet."""
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    whole = (team.directory / "output/files.parquet").read_bytes()
    for name, data in {
        "pointer": pointer.encode(),
        "empty": b"",
        "foreign": b"PK\x03\x04 not Parquet",
        "cut": whole[: len(whole) // 2],
        "damaged": whole[:200] + bytes(200) + whole[400:],
    }.items():
        path = team.directory.parent / f"{name}.parquet"
        path.write_bytes(data)
        code, said = team.run("kbc", "git-textconv", str(path))
        team.fact(f"exit code for a {name} file", 0, code)
        if name != "damaged":
            team.fact(f"lines for a {name} file", 1, len(said.splitlines()))
    team.holds("a pointer", team.run("kbc", "git-textconv", str(team.directory.parent / "pointer.parquet"))[1], "Git LFS", "12345")


def main() -> int:
    """Prints what is not as it must be; the exit code says whether there is something."""
    kbc = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="kbc-story-") as directory:
        team = Team(Path(directory) / "team", kbc)
        team.directory.mkdir()
        start(team)
        findings(team)
        merge(team)
        line_ends(team)
        pull_request(team, kbc)
        other_files(team)
    wrong = [fact for fact in team.facts if fact[1] != fact[2]]
    for what, expected, found in wrong:
        print(f"{what}: expected {expected!r}, found {found!r}", file=sys.stderr)
    print(f"a team's week: {len(team.facts)} facts, {len(wrong)} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

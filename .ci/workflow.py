"""Proves that the steps of .github/workflows/data.yml do what they say: runs them in a clone, as a pull request would.

python workflow.py KBC REPOSITORY

What the host does (checking out, caching, artefacts, the comment itself) is not run; `cargo build` is what made KBC.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

WORKFLOW = ".github/workflows/data.yml"
BUILD = "cargo build --release --locked"
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
BASE = "github.event.pull_request.base.sha"
HEAD = "github.event.pull_request.head.sha"
AGAINST = f"github.event_name == 'pull_request' && format('--against={{0}}', {BASE}) || ''"
MOST_LINES = 60
# What is looked at, what must be there, what is there.
Fact = tuple[str, Any, Any]


class Clone:
    """A clone with a branch whose pull request the workflow is for."""

    def __init__(self, directory: Path, repository: Path, kbc: Path) -> None:
        self.directory = directory
        self.git("clone", "--quiet", "--no-hardlinks", str(repository), str(directory), cwd=repository)
        (directory / "target/release").mkdir(parents=True)
        shutil.copy2(kbc, directory / "target/release/kbc")
        # The output of the base is that of this kbc, whatever was committed last.
        self.build_and_commit()
        self.base = self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        own = ["-c", "user.name=ci", "-c", "user.email=ci@localhost"]
        return subprocess.run(
            ["git", *own, *arguments],
            cwd=cwd or self.directory,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def build_and_commit(self) -> None:
        subprocess.run(["target/release/kbc", "build"], cwd=self.directory, capture_output=True)
        self.git("add", "--all", "input", "output", "schemas")
        self.git("commit", "--quiet", "--allow-empty", "--message", "edit")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.directory / name
        text = path.read_text("utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        path.write_text(text.replace(old, new, 1), "utf-8")

    def run(self) -> dict[str, int]:
        """Runs the steps of a shell; gives their exit codes by name."""
        steps = yaml.safe_load((self.directory / WORKFLOW).read_text("utf-8"))["jobs"]["check"]["steps"]
        codes = {}
        for step in steps:
            if "run" not in step or step["run"] == BUILD:
                continue
            values = {name: self.value(text) for name, text in step.get("env", {}).items()}
            summary = str(self.directory / "summary.md")
            environment = {**os.environ, **values, "GITHUB_STEP_SUMMARY": summary}
            # As the host runs a step that names no shell.
            command = ["bash", "-e", "-c", step["run"]]
            ran = subprocess.run(command, cwd=self.directory, env=environment, capture_output=True)
            codes[step["name"]] = ran.returncode
        return codes

    def value(self, text: str) -> str:
        """A value of the environment, where the host would evaluate it."""
        known = {
            BASE: self.base,
            HEAD: self.git("rev-parse", "HEAD").strip(),
            AGAINST: f"--against={self.base}",
            "github.server_url": "https://example.org",
            "github.repository": "team/kb",
        }
        return EXPRESSION.sub(lambda found: known[found[1]], text)

    def text(self, name: str) -> str:
        return (self.directory / name).read_text("utf-8")


def facts(clone: Clone) -> Iterator[Fact]:
    check, changed = "is output/ current, and what do the rules say", "what changed in the data"
    told = {changed: 0, "pages to look at": 0}

    yield "steps where nothing changed", {check: 0, **told}, clone.run()
    yield "the comment where nothing changed", True, "Nothing" in clone.text("report/comment.md")

    clone.edit("input/client-certificate-deleted.txt", "343,552", "343,560")
    yield "steps where output/ is stale", {check: 1, **told}, clone.run()
    clone.build_and_commit()
    yield "steps where a size changed", {check: 0, **told}, clone.run()
    comment = clone.text("report/comment.md")
    yield "the value in the comment", True, "`343552` → `343560`" in comment
    head = clone.git("rev-parse", "HEAD").strip()
    lines = clone.text("input/client-certificate-deleted.txt").splitlines()
    line = 1 + next(at for at, text in enumerate(lines) if "343,560" in text)
    link = f"https://example.org/team/kb/blob/{head}/input/client-certificate-deleted.txt?plain=1#L{line})"
    yield "the link to the line of the value", True, link in comment
    yield "lines of the comment", True, len(comment.splitlines()) <= MOST_LINES
    yield "the summary of the job ends with the comment", True, clone.text("summary.md").endswith(comment)
    for name in ("report/diff.txt", "report/rows.parquet", "findings.sarif", "findings.txt", "site/index.html"):
        yield f"{name} is there", True, (clone.directory / name).is_file()
    schema = subprocess.run(
        ["target/release/kbc", "schema", "changes"], cwd=clone.directory, check=True, stdout=subprocess.PIPE
    ).stdout
    validator = Draft202012Validator(json.loads(schema))
    report = json.loads(clone.text("report/diff.json"))
    yield "mistakes in diff.json", [], [error.message for error in validator.iter_errors(report)]
    causes = {
        cause: rows
        for dataset in report["datasets"].values()
        for cause, rows in dataset["causes"].items()
        if rows
    }
    yield "causes", ["article"], sorted(causes)

    column = '[[column]]\nname = "checked_by"\ntype = "text"\nheaders = ["Checked by"]\ndoc = "Who."\n\n'
    clone.edit("schemas/files.toml", "[[constraint]]", f"{column}[[constraint]]")
    clone.build_and_commit()
    yield "steps where the version of the contract did not rise", {check: 1, **told}, clone.run()
    yield "the column in the comment", True, "`checked_by` is new" in clone.text("report/comment.md")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kbc", type=Path)
    parser.add_argument("repository", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        clone = Clone(Path(directory) / "clone", arguments.repository.resolve(), arguments.kbc.resolve())
        looked_at = list(facts(clone))
    wrong = [fact for fact in looked_at if fact[1] != fact[2]]
    for title, expected, found in wrong:
        print(f"{title}: expected {expected}, found {found}")
    print(f"{len(looked_at)} facts looked at, {len(wrong) or 'no'} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

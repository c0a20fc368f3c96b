"""Attacks kbc with faults, and proves that an output is old or new, whole, and that somebody is told.

python faults.py KBC [--sample] [CAMPAIGN...]

syscalls: every system call of a build that has to do with files fails, or the process is killed at it, in both modes of
    publishing (the output exchanged as a whole, and file by file). Needs strace.
pairs: two builds into one output at the same time.
limits: limits on memory, and on the number and length of files, from what starts no build to what is enough for one.
parquet: Parquet files with bytes that are changed, cut or doubled, as `git-textconv` and `diff` read them.

Without names of campaigns all of them run; `--sample` runs some hundred faults of each.
"""

import argparse
import hashlib
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

# One dataset in two formats: few system calls, and every step of publishing.
SCHEMA = """
name = "limits"
doc = "One row per limit of a product."
each = "row"
order = ["source", "table", "row"]
formats = ["csv", "parquet"]

[[column]]
name = "source"
type = "text"
from = "article.source"
required = true
doc = "Path of the article."

[[column]]
name = "table"
type = "u32"
from = "table.ordinal"
required = true
doc = "Ordinal of the table."

[[column]]
name = "row"
type = "u32"
from = "row.ordinal"
required = true
doc = "Ordinal of the row."

[[column]]
name = "item"
type = "text"
headers = ["Item"]
required = true
doc = "What is limited."

[[column]]
name = "maximum"
type = "i64"
headers = ["Maximum"]
doc = "The limit."
"""
MODES = ("whole", "file by file")
FAULTS = ("EIO", "ENOSPC", "EACCES", "SIGKILL")
TRACED = "%file,%desc"
# Memory, threads, time and terminals have nothing to do with files.
OTHERS = {"mmap", "execve", "poll", "ppoll", "ioctl", "pipe2", "eventfd2"}
LONGEST = 60
# A damaged file must not make kbc ask for more memory than this.
MEMORY = 4 << 30

Files = dict[str, bytes]


@dataclass
class Ran:
    code: int
    out: str
    err: str


def run(command: list[str | Path], where: Path, **more: object) -> Ran:
    """Runs a command in a directory, with temporary files below it."""
    environment = os.environ | {"TMPDIR": str(where / "tmp"), "NO_COLOR": "1", "RUST_BACKTRACE": "0"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=where,
        env=environment,
        capture_output=True,
        timeout=LONGEST,
        check=False,
        **more,  # type: ignore[call-overload]
    )
    return Ran(
        done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


def article(number: int, rows: int) -> str:
    lines = "".join(f"|Widgets of kind {row}|{row * number}|\n" for row in range(1, rows + 1))
    return f"# Limits, part {number}\n\n|Item|Maximum|\n|---|---|\n{lines}"


def project(where: Path, articles: int) -> None:
    for name in ("input", "schemas", "tmp", "none"):
        (where / name).mkdir(parents=True, exist_ok=True)
    (where / "schemas/limits.toml").write_text(SCHEMA)
    (where / "schemas/contract.toml").write_text('version = "1.0.0"\n')
    for number in range(1, articles + 1):
        (where / f"input/{number}.md").write_text(article(number, 3))


def built(kbc: Path, where: Path) -> Files:
    ran = run([kbc, "build", "--jobs", "1"], where)
    assert ran.code == 0, ran.err
    return output(where)


def output(where: Path) -> Files:
    found = (where / "output").glob("*") if (where / "output").is_dir() else []
    return {
        path.name: path.read_bytes()
        for path in found
        if path.is_file() and not path.name.startswith((".kbc-", "mine"))
    }


def rubbish(where: Path) -> list[str]:
    """What kbc puts on the disk until it is done."""
    left = [path for path in where.rglob("*") if ".kbc-" in path.name or path.parent.name == "tmp"]
    return sorted(str(path.relative_to(where)) for path in left)


class Table:
    """Counts what happened, by row and kind, and collects what must not."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.counts: dict[str, Counter[str]] = {}
        self.wrong: list[str] = []

    def add(self, row: str, kind: str, wrong: str = "") -> None:
        self.counts.setdefault(row, Counter())[kind] += 1
        if wrong:
            self.wrong.append(f"{row}: {wrong}")

    def show(self) -> None:
        kinds = list(dict.fromkeys(kind for counts in self.counts.values() for kind in counts))
        width = max((len(row) for row in self.counts), default=0)
        print(f"\n{self.title}\n{'':<{width}}  " + "  ".join(f"{kind:>12}" for kind in kinds))
        for row, counts in self.counts.items():
            print(
                f"{row:<{width}}  " + "  ".join(f"{counts[kind]:>{max(12, len(kind))}}" for kind in kinds)
            )
        print(f"wrong: {len(self.wrong)}")
        for line in self.wrong[:20]:
            print(f"  {line}")
        sys.stdout.flush()


# --- system calls ---


def template(kbc: Path, where: Path, mode: str) -> tuple[Files, Files]:
    """A project with an old output, and with articles for a new one; gives both."""
    project(where, 2)
    old = built(kbc, where)
    (where / "output/mine.txt").write_text("by hand")
    if mode != "whole":
        (where / "output/mine").mkdir()
        (where / "output/mine/notes.txt").write_text("by hand")
    project(where, 4)
    (where / "input/1.md").write_text(article(7, 5))
    with tempfile.TemporaryDirectory() as other:
        undisturbed = Path(other) / "project"
        shutil.copytree(where, undisturbed)
        return old, built(kbc, undisturbed)


def calls(kbc: Path, where: Path) -> dict[str, int]:
    """How often each system call is made; of several threads the one that makes it most often."""
    trace = where / "tmp/trace"
    ran = run(["strace", "-f", "-o", trace, "-e", f"trace={TRACED}", kbc, "build", "--jobs", "1"], where)
    if not trace.is_file() or "ptrace" in ran.err:
        sys.exit(f"strace cannot attach to a process here, so no fault was tried:\n{ran.err}")
    assert ran.code == 0, ran.err
    of_thread: Counter[tuple[str, str]] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        found = re.match(r"(\d+)\s+([a-z0-9_]+)\(", line)
        if found and found[2] not in OTHERS and not found[2].startswith("epoll"):
            of_thread[found[1], found[2]] += 1
    trace.unlink()
    most: dict[str, int] = {}
    for (_, call), count in of_thread.items():
        most[call] = max(count, most.get(call, 0))
    return most


def one_fault(
    kbc: Path, start: Path, mode: str, outputs: tuple[Files, Files], what: tuple[str, int, str], table: Table
) -> None:
    call, at, fault = what
    old, new = outputs
    row = f"{mode}, {fault}"
    name = f"{call} {at}"
    with tempfile.TemporaryDirectory(prefix="kbc-faults-", dir=start.parent) as place:
        where = Path(place) / "project"
        shutil.copytree(start, where)
        trace = Path(place) / "trace"
        how = f"signal={fault}" if fault.startswith("SIG") else f"error={fault}"
        command = ["strace", "-f", "-o", trace, "-e", f"trace={call}", "-e", f"inject={call}:{how}:when={at}"]
        try:
            ran = run([*command, kbc, "build", "--jobs", "1"], where)
        except subprocess.TimeoutExpired:
            table.add(row, "hung", f"{name}: it hung")
            return
        lines = [line for line in trace.read_text(errors="replace").splitlines() if "INJECTED" in line]
        is_killed = fault == "SIGKILL" and ran.code in (-9, 137)
        if not lines and not is_killed:
            table.add(row, "not reached")
            return
        wrong = []
        found = output(where)
        kind = "old" if found == old else "new" if found == new else "in between"
        if is_killed:
            if kind == "in between":
                # The next process puts the old files back, also where it can do nothing else.
                again = run([kbc, "build", "--input", "none"], where)
                found = output(where)
                back = "old" if found == old else "new" if found == new else "mixed"
                kind = f"put back: {back}"
                if back == "mixed" or "the old ones are back" not in again.err:
                    wrong.append(f"the next run left it in between: {again.err!r}")
        elif "loading shared libraries" in ran.err or "loading shared libraries" in ran.out:
            kind = "not started"
        elif "unexpected error during closedir" in ran.err and kind != "in between":
            # Rust's own library insists that closing a directory works, as it does on every file system we know.
            kind = f"closedir, {kind}"
        else:
            is_said = re.search(r"`[^`]+`", ran.err) or any("write(2," in line for line in lines)
            if kind == "in between":
                differs = sorted(name for name in found | new if found.get(name) not in (new.get(name), old.get(name)))
                wrong.append(f"neither old nor new in {differs}: {ran.code} {ran.err[-300:]!r}")
            elif ran.code == 2 and not is_said:
                wrong.append(f"no path is said: {ran.err!r}")
            elif ran.code == 0 and kind == "old":
                wrong.append(f"the old output, and exit code 0: {ran.err!r}")
            elif ran.code not in (0, 2):
                wrong.append(f"exit code {ran.code}: {ran.err[-300:]!r}")
            kind = f"{kind}, {ran.code}"
        if (where / "output/mine.txt").read_text() != "by hand":
            wrong.append("a file of the user is not what it was")
        after = run([kbc, "build", "--jobs", "1"], where)
        if after.code != 0 or output(where) != new:
            wrong.append(f"the next build: {after.code} {after.err!r}")
        if left := rubbish(where):
            wrong.append(f"rubbish: {left}")
        seen = lines[0][:160] if lines else ""
        table.add(row, kind, f"{name}: {'; '.join(wrong)} <- {seen}" if wrong else "")


def syscalls(kbc: Path, chosen: random.Random | None) -> list[str]:
    table = Table("system calls of a build")
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as place:
        work = []
        for mode in MODES:
            start = Path(place) / mode.replace(" ", "-")
            outputs = template(kbc, start, mode)
            counting = Path(place) / "counting"
            shutil.copytree(start, counting)
            most = calls(kbc, counting)
            shutil.rmtree(counting)
            faults = [(call, at, fault) for call in most for at in range(1, most[call] + 1) for fault in FAULTS]
            print(f"{mode}: {sum(most.values())} calls of {len(most)} kinds, {len(faults)} faults")
            if chosen:
                # Every kind of call is in the sample.
                firsts = [(call, (most[call] + 1) // 2, "EIO") for call in most]
                faults = firsts + chosen.sample(faults, min(len(faults), 150))
            work += [(start, mode, outputs, what) for what in faults]
        sys.stdout.flush()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [pool.submit(one_fault, kbc, *some, table) for some in work]
            for job in jobs:
                job.result()
    table.show()
    return table.wrong


# --- two builds ---


def pairs(kbc: Path, chosen: random.Random | None) -> list[str]:
    table = Table("two builds into one output")
    for trial in range(20 if chosen else 120):
        for mode in MODES:
            with tempfile.TemporaryDirectory(prefix="kbc-faults-") as place:
                where = Path(place)
                template(kbc, where, mode)
                wanted = []
                for number in (1, 2):
                    (where / f"input{number}").mkdir()
                    for part in range(1, 40):
                        (where / f"input{number}/{part}.md").write_text(article(part * number, 20))
                    into = ["--input", f"input{number}", "--output", f"other{number}"]
                    assert run([kbc, "build", *into], where).code == 0
                    other = where / f"other{number}"
                    wanted.append({path.name: path.read_bytes() for path in other.iterdir()})
                started = [
                    subprocess.Popen(
                        [kbc, "build", "--input", f"input{number}"],
                        cwd=where,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                    for number in (1, 2)
                ]
                said = [process.communicate(timeout=LONGEST)[1] for process in started]
                codes = [process.returncode for process in started]
                refused = [
                    text for code, text in zip(codes, said, strict=True) if code == 2 and "another kbc" in text
                ]
                won = [number for number in (0, 1) if codes[number] == 0]
                wrong = ""
                if len(refused) + len(won) != 2 or not won:
                    wrong = f"trial {trial}: {codes} {said}"
                elif output(where) not in [wanted[number] for number in won]:
                    wrong = f"trial {trial}: the output is of neither build"
                elif left := rubbish(where):
                    wrong = f"trial {trial}: rubbish: {left}"
                named = "one refused" if any("process" in text for text in refused) else "no number"
                table.add(mode, named if refused else "one after the other", wrong)
    table.show()
    return table.wrong


# --- limits of the system ---

# By name: the limit, the first value, the last one, and the factor between two of them.
LIMITS = {
    "memory, -v": (resource.RLIMIT_AS, 40 << 20, 400 << 20, 1.02),
    "open files, -n": (resource.RLIMIT_NOFILE, 4, 60, 1.06),
    "length of files, -f": (resource.RLIMIT_FSIZE, 1, 1 << 20, 1.2),
}


def limits(kbc: Path, chosen: random.Random | None) -> list[str]:
    table = Table("limits of the system")
    with tempfile.TemporaryDirectory(prefix="kbc-faults-") as place:
        start = Path(place) / "start"
        project(start, 3)
        old = built(kbc, start)
        for number in range(4, 34):
            (start / f"input/{number}.md").write_text(article(number, 100))
        other = Path(place) / "other"
        shutil.copytree(start, other)
        new = built(kbc, other)
        for name, (limit, least, most, factor) in LIMITS.items():
            values = [least]
            while values[-1] < most:
                values.append(max(values[-1] + 1, int(values[-1] * factor)))
            if chosen:
                values = sorted({values[0], values[-1], *chosen.sample(values, min(len(values), 12))})
            for value in values:
                where = Path(place) / "where"
                shutil.copytree(start, where)

                def set_limit(limit: int = limit, value: int = value) -> None:
                    resource.setrlimit(limit, (value, value))

                wrong = []
                try:
                    ran = run([kbc, "build", "--jobs", "2"], where, preexec_fn=set_limit)
                except subprocess.TimeoutExpired:
                    ran = Ran(-1, "", "it hung")
                except OSError as error:
                    # Too little to start anything.
                    ran = Ran(2, "", f"error: {error}\n  help: none")
                found = output(where)
                # What the loader of programs cannot map is killed, or told by the loader, before kbc begins.
                is_started = not (ran.code in (-9, -11, 127) and "error: " not in ran.err and found == old)
                if is_started and ran.code not in (0, 2):
                    wrong.append(f"exit code {ran.code}: {ran.err[-300:]!r}")
                elif is_started and ran.code == 2 and "error: " not in ran.err:
                    wrong.append(f"nothing is said: {ran.err[-300:]!r}")
                if found != (new if ran.code == 0 else old):
                    wrong.append("the output is not the one that the exit code says")
                after = run([kbc, "build", "--jobs", "1"], where)
                if after.code != 0 or output(where) != new:
                    wrong.append(f"the next build: {after.code} {after.err!r}")
                if left := rubbish(where):
                    wrong.append(f"rubbish: {left}")
                kind = f"exit {ran.code}" if is_started else "not started"
                table.add(name, kind, f"{value}: {'; '.join(wrong)}" if wrong else "")
                shutil.rmtree(where)
    table.show()
    return table.wrong


# --- damaged Parquet ---


def damages(good: bytes, chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Damaged copies: most damage is done to the metadata at the end, where a reader trusts numbers."""
    footer = int.from_bytes(good[-8:-4], "little") + 8
    for _ in range(count):
        kind = chance.choice(("flip", "flip", "flips", "set", "cut", "double", "zero"))
        where = chance.choice((range(len(good)), range(len(good) - footer, len(good))))
        at = chance.choice(where)
        data = bytearray(good)
        if kind == "cut":
            del data[at : at + chance.randint(1, 64)]
        elif kind == "double":
            data[at:at] = data[at : at + chance.randint(1, 64)]
        elif kind == "zero":
            end = min(len(data), at + chance.randint(1, 64))
            data[at:end] = bytes(end - at)
        elif kind == "set":
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        else:
            for _ in range(1 if kind == "flip" else 8):
                data[chance.choice(where)] ^= 1 << chance.randint(0, 7)
        if bytes(data) != good:
            yield kind, bytes(data)


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def parquet(kbc: Path, chosen: random.Random | None) -> list[str]:
    table = Table("damaged Parquet")
    chance = chosen or random.Random(20)
    count = 60 if chosen else 1500
    own = Path(__file__).parent.parent / "output"
    names = ["files", "articles", "products", "coverage"]

    def one(command: str, kind: str, name: str, data: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="kbc-faults-") as place:
            where = Path(place)
            (where / "tmp").mkdir()
            file = f"{name}.parquet"
            if command == "diff":
                shutil.copytree(own, where / "output")
                (where / "output" / file).write_bytes(data)
                # What was damaged on the way to the disk has the hash of its damage.
                described = json.loads((own / "datapackage.json").read_text())
                for resource_ in described["resources"]:
                    resource_.pop("kbc:content_sha256", None)
                    for described_file in [resource_, *resource_.get("kbc:alternates", [])]:
                        if described_file["path"] == file:
                            described_file["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
                (where / "output/datapackage.json").write_text(json.dumps(described))
                words: list[str | Path] = [kbc, "diff", own, where / "output"]
            else:
                (where / file).write_bytes(data)
                words = [kbc, "git-textconv", file]
            try:
                ran = run(words, where, preexec_fn=limited)
            except subprocess.TimeoutExpired:
                table.add(command, "hung", f"{kind} of {file}: it hung")
                return
            wrong = ""
            if ran.code not in (0, 1, 2) or "panicked" in ran.err:
                wrong = f"{kind} of {file}: exit code {ran.code}: {ran.err[-300:]!r}"
            elif ran.code == 2 and file not in ran.err:
                wrong = f"{kind} of {file}: no path is said: {ran.err!r}"
            table.add(command, f"exit {ran.code}", wrong)
            if wrong and (keep := os.environ.get("KBC_FAULTS_KEEP")):
                Path(keep, f"{hashlib.sha256(data).hexdigest()[:12]}-{file}").write_bytes(data)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = []
        for name in names:
            good = (own / f"{name}.parquet").read_bytes()
            for number, (kind, data) in enumerate(damages(good, chance, count)):
                command = "diff" if number % 4 == 0 else "git-textconv"
                jobs.append(pool.submit(one, command, kind, name, data))
        for job in jobs:
            job.result()
    table.show()
    return table.wrong


CAMPAIGNS: dict[str, Callable[[Path, random.Random | None], list[str]]] = {
    "syscalls": syscalls,
    "pairs": pairs,
    "limits": limits,
    "parquet": parquet,
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("kbc", type=Path)
    options.add_argument("campaigns", nargs="*", choices=[[], *CAMPAIGNS])
    options.add_argument("--sample", action="store_true")
    given = options.parse_args()
    wrong = []
    for name in given.campaigns or CAMPAIGNS:
        # Always the same sample: a gate must not fail by chance.
        wrong += CAMPAIGNS[name](given.kbc.resolve(), random.Random(1) if given.sample else None)
    if wrong:
        sys.exit(f"\n{len(wrong)} faults did what they must not")
    print("\nevery output was old or new, and every error was said")


main()

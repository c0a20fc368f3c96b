#!/usr/bin/env python3
"""Halves and doubles every threshold of the stages, and prints how many rows and findings that changes.

    python3 .ci/sensitivity.py CORPUS... [--only TEXT] [--out FILE]

A threshold is a constant whose value is a bare number: `const MOST_LINES: usize = 8;`. In a copy of the sources each becomes a
function that asks for another value at run time, so that one build serves all trials. Constants that the compiler must know
(lengths of arrays, patterns, other constants) are listed as not tried.
"""

import argparse
import collections
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAGES = ("blocks", "lines", "tables", "outline", "records", "checks", "values")
NUMBER = r"usize|u8|u16|u32|u64|i32|i64|f32|f64"
DECLARATION = re.compile(
    rf"^(?P<visible>pub(?:\([a-z ]+\))? )?const (?P<name>[A-Z][A-Z_0-9]*): (?P<type>{NUMBER}) = (?P<value>[0-9_.]+);",
    re.MULTILINE,
)
USE = re.compile(r"^(?:pub(?:\([a-z ]+\))? )?use [^;]*;", re.MULTILINE)
ASKS = """//! Thresholds that can be changed at run time.

use std::sync::LazyLock;

static OTHER: LazyLock<Option<(usize, f64)>> = LazyLock::new(|| {
    let (number, value) = std::env::var("KBC_LIMIT").ok()?.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    Some((number.parse().ok()?, value.parse().ok()?))
});

/// The value of the threshold of a number.
pub(crate) fn of(number: usize, value: f64) -> f64 {
    match *OTHER {
        Some((other, changed)) if other == number => changed,
        _ => value,
    }
}
"""


class Limit:
    def __init__(self, number, path, match, reason):
        self.number, self.path, self.reason = number, path, reason
        self.name, self.type = match["name"], match["type"]
        self.visible, self.printed = match["visible"] or "", match["value"]
        self.value = float(self.printed.replace("_", ""))

    @property
    def title(self):
        return f"{self.path.as_posix()} {self.name}"

    def changed(self, factor):
        value = self.value * factor
        return value if self.type.startswith("f") else float(int(value))

    def function(self):
        return (
            f"#[allow(non_snake_case)] {self.visible}fn {self.name}() -> {self.type} "
            f"{{ crate::limit::of({self.number}, {self.value}_f64) as {self.type} }}"
        )


def reason_above(text, at):
    """The doc comment above a place, as one line."""
    lines = text[:at].rstrip("\n").split("\n")
    doc = []
    while lines and lines[-1].lstrip().startswith("///"):
        doc.insert(0, lines.pop().lstrip()[3:].strip())
    return " ".join(doc)


def limits(folder):
    found = []
    for stage in STAGES:
        for path in sorted((folder / "pipeline" / stage).rglob("*.rs")):
            text = path.read_text(encoding="utf-8")
            end = text.find("#[cfg(test)]\nmod ")
            for match in DECLARATION.finditer(text, 0, end if end >= 0 else len(text)):
                reason = reason_above(text, match.start())
                found.append(Limit(len(found), path.relative_to(folder), match, reason))
    return found


def rewrite(folder, found, fixed):
    """Turns the constants of a copy into functions; those in `fixed` stay."""
    tried = [limit for limit in found if limit.number not in fixed]
    declared = collections.defaultdict(dict)
    for limit in tried:
        declared[limit.path][limit.name] = limit
    visible = {limit.name for limit in tried if limit.visible}
    for stage in STAGES:
        for path in sorted((folder / "pipeline" / stage).rglob("*.rs")):
            text = path.read_text(encoding="utf-8")
            own = declared.get(path.relative_to(folder), {})
            imported = {word for use in USE.findall(text) for word in re.findall(r"\b[A-Z][A-Z_0-9]+\b", use)}
            names = set(own) | (imported & visible)
            if not names:
                continue
            code = DECLARATION.sub(lambda m: own[m["name"]].function() if m["name"] in own else m[0], text)
            names_in = re.compile(r"(?<![\w:])((?:\w+::)*)(" + "|".join(sorted(names)) + r")\b(?!\()")
            lines, in_use = [], False
            for line in code.split("\n"):
                starts_use = re.match(r"(?:pub(?:\([a-z ]+\))? )?use ", line) is not None
                in_use = in_use or starts_use
                if not in_use and not line.lstrip().startswith("//"):
                    line = names_in.sub(r"\1\2()", line)
                if in_use and line.rstrip().endswith(";"):
                    in_use = False
                lines.append(line)
            path.write_text("\n".join(lines), encoding="utf-8")
    (folder / "pipeline/limit.rs").write_text(ASKS, encoding="utf-8")
    lib = folder / "pipeline/lib.rs"
    text = lib.read_text(encoding="utf-8")
    lib.write_text(re.sub(r"^((?:pub(?:\([a-z ]+\))? )?mod )", r"mod limit;\n\1", text, count=1, flags=re.MULTILINE))


def copy(folder):
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in files.decode().rstrip("\0").split("\0"):
        source = ROOT / name
        if source.is_file() and not name.startswith(("output/", ".github/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)


def build(work):
    """Builds the copy. Constants that cannot be functions stay constants."""
    fixed = set()
    while True:
        source = work / "source"
        shutil.rmtree(source, ignore_errors=True)
        copy(source)
        found = limits(source)
        rewrite(source, found, fixed)
        environment = os.environ | {"CARGO_TARGET_DIR": str(work / "target"), "RUSTFLAGS": "-Awarnings"}
        command = ["cargo", "build", "--locked", "--release", "--bin", "kbc", "--message-format", "short"]
        command += ["--config", "profile.release.lto='off'", "--config", "profile.release.codegen-units=16"]
        built = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)
        if built.returncode == 0:
            return work / "target/release/kbc", found, fixed
        wrong = set()
        for path, line in re.findall(r"^(\S+\.rs):(\d+):\d+: error", built.stderr, re.MULTILINE):
            text = (source / path).read_text(encoding="utf-8").split("\n")[int(line) - 1]
            called = set(re.findall(r"\b([A-Z][A-Z_0-9]+)\(\)", text))
            wrong |= {limit.number for limit in found if limit.name in called}
        if not wrong - fixed:
            sys.exit(f"the copy with functions for constants does not compile:\n{built.stderr[-4000:]}")
        fixed |= wrong


def rows(kbc, corpus, setting=None):
    """The rows of all datasets of a corpus, by dataset; lines of CSV."""
    environment = os.environ | ({"KBC_LIMIT": setting} if setting else {})
    with tempfile.TemporaryDirectory() as output:
        command = [kbc, "build", "--input", corpus, "--output", f"{output}/o", "--formats", "csv", "--no-sync"]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
        if ran.returncode not in (0, 1):
            return None
        found = {}
        for path in sorted(pathlib.Path(output, "o").glob("*.csv")):
            lines = path.read_bytes().split(b"\n")[1:]
            found[path.stem] = collections.Counter(hashlib.blake2b(line, digest_size=8).digest() for line in lines)
        return found


def difference(before, after):
    """Rows of datasets, and findings, that are not in both."""
    if after is None:
        return None
    changed = {}
    for dataset in before:
        gone, new = before[dataset] - after[dataset], after[dataset] - before[dataset]
        changed[dataset] = max(gone.total(), new.total())
    findings = changed.pop("diagnostics", 0)
    for dataset in ("coverage", "tables", "articles"):
        changed.pop(dataset, 0)
    return sum(changed.values()), findings


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="+", help="directories of articles")
    parser.add_argument("--only", default="", help="thresholds whose path or name holds this text")
    parser.add_argument("--out", help="write the table here, too")
    parser.add_argument("--work", default=str(ROOT / "target/sensitivity"), help="where the copy is built")
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    kbc, found, fixed = build(work)
    before = [rows(kbc, corpus) for corpus in arguments.corpus]
    if any(corpus is None for corpus in before):
        sys.exit("kbc could not build a corpus")
    lines = ["| threshold | value | half: rows, findings | double: rows, findings | reason |", "|---|---|---|---|---|"]
    idle = 0

    def trial(limit, factor):
        setting = f"{limit.number}={limit.changed(factor)}"
        each = [difference(old, rows(kbc, corpus, setting)) for old, corpus in zip(before, arguments.corpus)]
        return None if None in each else tuple(map(sum, zip(*each)))

    shown = lambda result: "failed" if result is None else f"{result[0]}, {result[1]}"
    wanted = [limit for limit in found if arguments.only in limit.title]
    for limit in wanted:
        if limit.number in fixed:
            lines.append(f"| {limit.title} | {limit.printed} | not tried | not tried | {limit.reason} |")
            continue
        half, double = trial(limit, 0.5), trial(limit, 2)
        idle += half == double == (0, 0)
        lines.append(f"| {limit.title} | {limit.printed} | {shown(half)} | {shown(double)} | {limit.reason} |")
        print(lines[-1], flush=True)
    summary = f"{len(wanted)} thresholds, {idle} of which change nothing, {len(fixed)} not tried"
    print(summary)
    if arguments.out:
        pathlib.Path(arguments.out).write_text("\n".join([*lines, "", summary, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

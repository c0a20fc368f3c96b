"""Directories of datasets: built, read, compared."""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kbc._command import KbcError, run
from kbc._compile import Directory

_PLACE = [("source", pa.string()), ("line", pa.int64()), ("column", pa.int64())]

FINDINGS = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("level", pa.string()),
        ("message", pa.string()),
        ("help", pa.string()),
        ("path", pa.string()),
        *_PLACE,
        ("end_line", pa.int64()),
        ("end_column", pa.int64()),
        ("dataset", pa.string()),
        ("table", pa.int64()),
        ("row", pa.int64()),
        ("text", pa.string()),
        ("waived", pa.bool_()),
        ("reason", pa.string()),
        ("others", pa.list_(pa.struct([*_PLACE, ("label", pa.string())]))),
    ]
)


@dataclass(frozen=True)
class Report:
    """What `kbc.build` did."""

    output: Path
    """The directory of the datasets."""
    is_clean: bool
    """Whether no finding is an unwaived error, and every article could be read."""
    findings: pa.Table
    """What the rules found, one row for each finding: code, level, message, place, the row it is about, whether it is waived."""
    message: str
    """What the command said: articles, rows and files."""

    def read(self, dataset: str) -> pa.Table:
        """One of the datasets."""
        return read(self.output, dataset)


def build(
    input: Directory,
    output: Directory,
    *,
    schemas: Directory | None = None,
    formats: Iterable[str] | None = None,
    jobs: int = 0,
    keep_going: bool = False,
) -> Report:
    """Compiles the articles of a directory into a directory of datasets, as `kbc build` does.

    `formats` are those to write (`csv`, `json`, `jsonl`, `parquet`); `keep_going` publishes without articles that the system
    does not let be read. Findings are no exception: look at the report. The output is replaced as a whole or not at all.

    >>> import kbc
    >>> report = kbc.build("input", "data", formats=["parquet"])
    >>> report.is_clean, report.read("files").num_rows
    (True, 168)
    >>> report.findings.num_rows, all(report.findings["waived"].to_pylist())
    (9, True)
    """
    arguments: list[str | os.PathLike[str]] = ["build", "--input", input, "--output", output, "--format", "json"]
    arguments += ["--jobs", str(jobs)]
    if schemas is not None:
        arguments += ["--schemas", schemas]
    if formats is not None:
        arguments += ["--formats", formats if isinstance(formats, str) else ",".join(formats)]
    if keep_going:
        arguments.append("--keep-going")
    code, printed, message = run(arguments, codes=(0, 1))
    findings = [_finding(found) for found in json.loads(printed)["findings"]]
    table = pa.Table.from_pylist(findings, schema=FINDINGS)
    return Report(Path(output), code == 0, table, message.strip())


def _finding(found: dict[str, Any]) -> dict[str, Any]:
    others = [{**other["place"], "label": other["label"]} for other in found["others"]]
    return {**found, **found["place"], "others": others}


def read(output: Directory, dataset: str, *, columns: list[str] | None = None) -> pa.Table:
    """Reads a dataset from the Parquet files of an output, of `kbc build` or of `kbc.spark.write`.

    >>> import kbc
    >>> kbc.read("output", "articles", columns=["kb"]).num_rows
    3
    """
    path = Path(output) / f"{dataset}.parquet"
    if not path.exists():
        there = sorted(found.stem for found in Path(output).glob("*.parquet"))
        help = f"the datasets there: {', '.join(there)}" if there else "`kbc build --formats parquet` writes them"
        raise KbcError(f"there is no dataset `{path}`\n  help: {help}")
    return pq.read_table(path, columns=columns)


@dataclass(frozen=True)
class Difference:
    """What `kbc.diff` found."""

    is_same: bool
    """Whether both outputs are the same."""
    rows: pa.Table
    """Every row that came, went or changed, and every value that did."""
    report: dict[str, Any]
    """The report of `kbc diff --format json`; `kbc schema changes` prints its JSON Schema."""


def diff(
    old: Directory, new: Directory, *, input: Directory | None = None, schemas: Directory | None = None
) -> Difference:
    """Compares two outputs, directories or git revisions, row by row. `input` are the articles, by which causes are told apart.

    >>> import kbc
    >>> difference = kbc.diff("output", "output")
    >>> difference.is_same, difference.rows.num_rows
    (True, 0)
    """
    with tempfile.TemporaryDirectory() as directory:
        rows = Path(directory) / "rows.parquet"
        arguments: list[str | os.PathLike[str]] = ["diff", old, new, "--format", "json", "--rows", rows]
        for option, given in (("--input", input), ("--schemas", schemas)):
            if given is not None:
                arguments += [option, given]
        code, printed, _ = run(arguments, codes=(0, 1))
        # Read as a whole: the file goes away.
        table = pq.read_table(rows, memory_map=False)
    return Difference(code == 0, table, json.loads(printed))

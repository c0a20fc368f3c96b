"""Proves that other people's readers see the same data in every format of an output directory.

python readers.py OUTPUT [--input INPUT]
"""

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pandas
import polars
import pyarrow.parquet

from content import SHOWN, Columns, Fact, cell_facts, coverage_facts, key_facts
from digest import content_sha256

ROW_GROUP = 122_880
CLOSED_LIST = "dictionary<values=string, indices=int32, ordered=0>"
# Arrow type: type in the descriptor, type of the Parquet column in DuckDB.
ARROW_TYPES = {
    "string": ("string", "VARCHAR"),
    CLOSED_LIST: ("string", "VARCHAR"),
    "bool": ("boolean", "BOOLEAN"),
    "uint8": ("integer", "UTINYINT"),
    "uint32": ("integer", "UINTEGER"),
    "int64": ("integer", "BIGINT"),
    "float": ("number", "FLOAT"),
    "date32[day]": ("date", "DATE"),
    "timestamp[ms, tz=UTC]": ("datetime", "TIMESTAMP WITH TIME ZONE"),
    "list<element: string not null>": ("array", "VARCHAR[]"),
    "list<element: int64 not null>": ("array", "BIGINT[]"),
}
# Type in the descriptor: type that DuckDB is told to read CSV and JSON as; integers as the widest.
DUCKDB_TYPES = dict(ARROW_TYPES.values()) | {"array": "JSON"}


class Dataset:
    """A dataset as the descriptor describes it."""

    def __init__(self, resource: dict[str, Any], output: Path) -> None:
        self.name: str = resource["name"]
        self.rows: int = resource["rows"]
        self.content_sha256: str = resource["kbc:content_sha256"]
        self.fields: list[dict[str, Any]] = resource["schema"]["fields"]
        self.columns: list[str] = [column["name"] for column in self.fields]
        self.key: list[str] = resource["schema"]["primaryKey"]
        self.foreign_keys: list[dict[str, Any]] = resource["schema"].get("foreignKeys", [])
        files = [resource, *resource.get("kbc:alternates", [])]
        self.files = {file["format"]: file for file in files}
        self.paths = {name: str(output / file["path"]) for name, file in self.files.items()}

    @cached_property
    def arrow(self) -> dict[str, str]:
        """The columns of the Parquet file with their Arrow types; the descriptor does not tell integers apart."""
        columns = pyarrow.parquet.read_schema(self.paths["parquet"])
        return {column.name: str(column.type) for column in columns}


@dataclass
class Problems:
    """The differences: all are counted, the first ones are kept."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, dataset: str, where: str, expected: Any, found: Any) -> None:
        self.count += 1
        if self.count <= SHOWN:
            self.first.append(f"{dataset}: {where}\n  expected {expected!r}\n  found    {found!r}")

    def judge(self, dataset: str, subject: str, facts: Iterator[Fact]) -> int:
        """Looks at every fact; a file that cannot be read is a difference, too."""
        seen = 0
        try:
            for where, expected, found in facts:
                seen += 1
                if expected != found or type(expected) is not type(found):
                    self.add(dataset, f"{subject}: {where}", expected, found)
        except (Exception, polars.exceptions.PanicException) as error:
            self.add(dataset, subject, "data that can be read", error)
        return seen


def printed(value: Any) -> str | None:
    """A value as CSV prints it."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return numpy.format_float_positional(numpy.float32(value), trim="0")
        case list():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case datetime():
            return value.replace(tzinfo=None).isoformat() + "Z"
        case date():
            return value.isoformat()
    return str(value)


def printed_or_empty(value: Any) -> str:
    """For readers that cannot tell an empty field from a quoted empty one."""
    return printed(value) or ""


def in_json(value: Any) -> Any:
    return printed(value) if isinstance(value, date) else value


def transposed(dataset: Dataset, rows: list[Any]) -> Columns:
    columns = zip(*rows, strict=True) if rows else [()] * len(dataset.columns)
    return {name: list(values) for name, values in zip(dataset.columns, columns, strict=True)}


def connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def parquet_by_duckdb(dataset: Dataset, path: str) -> Columns:
    return transposed(dataset, connect().from_parquet(path).fetchall())


def parquet_by_polars(_: Dataset, path: str) -> Columns:
    return polars.read_parquet(path).to_dict(as_series=False)


def text_by_duckdb(dataset: Dataset, path: str, function: str, options: str) -> Columns:
    types = {column["name"]: DUCKDB_TYPES[column["type"]] for column in dataset.fields}
    casts = {name: f"::{ARROW_TYPES[kind][1]}" if types[name] == "JSON" else "" for name, kind in dataset.arrow.items()}
    wanted = ", ".join(f'"{name}"{cast}' for name, cast in casts.items())
    query = f"SELECT {wanted} FROM {function}(?, columns = {types}, {options})"
    return transposed(dataset, connect().execute(query, [path]).fetchall())


def csv_by_duckdb(dataset: Dataset, path: str) -> Columns:
    options = """auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        nullstr = '', allow_quoted_nulls = false"""
    return text_by_duckdb(dataset, path, "read_csv", options)


def csv_by_polars(_: Dataset, path: str) -> Columns:
    return polars.read_csv(path, infer_schema=False).to_dict(as_series=False)


def csv_by_pandas(_: Dataset, path: str) -> Columns:
    return pandas.read_csv(path, dtype=str, na_filter=False).to_dict("list")


def csv_by_python(dataset: Dataset, path: str) -> Columns:
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    if header != dataset.columns:
        raise ValueError(f"the header is {header}")
    return transposed(dataset, rows)


def json_by_duckdb(dataset: Dataset, path: str) -> Columns:
    return text_by_duckdb(dataset, path, "read_json", "format = 'array'")


def json_by_python(dataset: Dataset, path: str) -> Columns:
    text = Path(path).read_bytes().decode("utf-8")
    lines = text.split("\n")
    if lines[0] != "[" or lines[-2:] != ["]", ""]:
        raise ValueError("the brackets do not stand on lines of their own")
    rows = [json.loads(line.removesuffix(","), object_pairs_hook=list) for line in lines[1:-2]]
    if [dict(pairs) for pairs in rows] != json.loads(text):
        raise ValueError("the lines are not the objects")
    for row, pairs in enumerate(rows, 1):
        if (names := [name for name, _ in pairs]) != dataset.columns:
            raise ValueError(f"the keys of row {row} are {names}")
    columns = transposed(dataset, [[value for _, value in pairs] for pairs in rows])
    for column in dataset.fields:
        if column["type"] == "number":
            # JSON knows no single precision.
            columns[column["name"]] = [
                float(numpy.float32(value)) if type(value) in (int, float) else value
                for value in columns[column["name"]]
            ]
    return columns


# Who reads, which format, how, and how a value looks there (none: as in Parquet).
Reader = tuple[str, str, Callable[[Dataset, str], Columns], Callable[[Any], Any] | None]
READERS: list[Reader] = [
    ("Parquet by DuckDB", "parquet", parquet_by_duckdb, None),
    ("Parquet by Polars", "parquet", parquet_by_polars, None),
    ("CSV by DuckDB", "csv", csv_by_duckdb, None),
    ("CSV by Polars", "csv", csv_by_polars, printed),
    ("CSV by pandas", "csv", csv_by_pandas, printed_or_empty),
    ("CSV by Python", "csv", csv_by_python, printed_or_empty),
    ("JSON by DuckDB", "json", json_by_duckdb, None),
    ("JSON by Python", "json", json_by_python, in_json),
]


def file_facts(dataset: Dataset) -> Iterator[Fact]:
    for form, file in dataset.files.items():
        content = Path(dataset.paths[form]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        yield f"bytes of {file['path']}", file.get("bytes", file.get("kbc:bytes")), len(content)
        yield f"hash of {file['path']}", file["hash"], f"sha256:{digest}"


def parquet_facts(dataset: Dataset) -> Iterator[Fact]:
    """Types and metadata."""
    file = pyarrow.parquet.ParquetFile(dataset.paths["parquet"])
    types = connect().from_parquet(dataset.paths["parquet"]).types
    yield "columns", dataset.columns, file.schema_arrow.names
    for column, arrow, in_duckdb in zip(dataset.fields, file.schema_arrow, types, strict=True):
        where, constraints = f"column {column['name']}", column.get("constraints", {})
        kind, doc = str(arrow.type), (arrow.metadata or {}).get(b"doc", b"")
        type_, duckdb_type = ARROW_TYPES.get(kind, (None, None))
        duckdb_found = "VARCHAR" if in_duckdb.id == "enum" else str(in_duckdb)
        yield f"{where}: type of {kind} in the descriptor", type_, column["type"]
        yield f"{where}: type of {kind} in DuckDB", duckdb_type, duckdb_found
        yield f"{where}: a closed list is a dictionary", True, kind == CLOSED_LIST or "enum" not in constraints
        yield f"{where}: never null", constraints.get("required", False), not arrow.nullable
        yield f"{where}: doc", column["description"], doc.decode()
    yield "created_by", "kbc version ", (file.metadata.created_by or "")[:12]
    for at in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(at)
        chunks = [group.column(column) for column in range(group.num_columns)]
        order = [(by.column_index, by.descending, by.nulls_first) for by in group.sorting_columns]
        leaves = [chunk.path_in_schema for chunk in chunks]
        by_key = [(leaves.index(name), False, False) for name in dataset.key]
        yield f"row group {at}: rows", min(group.num_rows, ROW_GROUP), group.num_rows
        yield f"row group {at}: sorting columns", by_key, order
        for chunk in chunks:
            where = f"row group {at}, column {chunk.path_in_schema}"
            indexes = (chunk.has_column_index, chunk.has_offset_index)
            yield f"{where}: compression", "ZSTD", chunk.compression
            yield f"{where}: column index, offset index", (True, True), indexes


def row_facts(dataset: Dataset, rows: Columns) -> Iterator[Fact]:
    """Number, order and closed lists of the rows."""
    for name, values in rows.items():
        yield f"rows of column {name}", dataset.rows, len(values)
    keys = zip(*(rows[name] for name in dataset.key), strict=True)
    for row, (one, other) in enumerate(pairwise(keys), 2):
        if one >= other:
            yield f"row {row}, columns {', '.join(dataset.key)}", f"a key after {one}", other
    for column in dataset.fields:
        if "enum" in column.get("constraints", {}):
            known = {None, *column["constraints"]["enum"]}
            unknown = set(rows[column["name"]]) - known
            yield f"column {column['name']}: values that are not listed", set(), unknown


def reader_facts(dataset: Dataset, rows: Columns, reader: Reader) -> Iterator[Fact]:
    """Cell by cell, and of the same type: 1 is neither 1.0 nor true."""
    _, form, read, look = reader
    found = read(dataset, dataset.paths[form])
    yield "columns", dataset.columns, list(found)
    for name in dataset.columns:
        expected = [look(value) for value in rows[name]] if look else rows[name]
        yield f"rows of column {name}", len(expected), len(found[name])
        if expected != found[name] or [*map(type, expected)] != [*map(type, found[name])]:
            for row, (one, other) in enumerate(zip(expected, found[name], strict=False), 1):
                yield f"row {row}, column {name}", one, other
    if not look:
        yield "kbc:content_sha256", dataset.content_sha256, content_sha256(dataset.arrow, found)


def check(dataset: Dataset, problems: Problems) -> Columns:
    """All formats of one dataset; gives back its content, empty where it cannot be read."""
    rows: Columns = {}

    def parquet_by_pyarrow() -> Iterator[Fact]:
        rows.update(pyarrow.parquet.read_table(dataset.paths["parquet"]).to_pydict())
        yield from row_facts(dataset, rows)
        yield "kbc:content_sha256", dataset.content_sha256, content_sha256(dataset.arrow, rows)

    problems.judge(dataset.name, "descriptor", file_facts(dataset))
    problems.judge(dataset.name, "Parquet metadata", parquet_facts(dataset))
    problems.judge(dataset.name, "Parquet by pyarrow", parquet_by_pyarrow())
    for reader in READERS if rows else []:
        if reader[1] in dataset.paths:
            problems.judge(dataset.name, reader[0], reader_facts(dataset, rows, reader))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="directory with datapackage.json")
    parser.add_argument("--input", type=Path, help="directory of the articles")
    arguments = parser.parse_args()
    package = json.loads((arguments.output / "datapackage.json").read_text("utf-8"))
    datasets = [Dataset(resource, arguments.output) for resource in package["resources"]]
    contents: dict[str, Columns] = {}
    problems = Problems()
    for dataset in datasets:
        before = problems.count
        contents[dataset.name] = check(dataset, problems)
        found = problems.count - before
        formats = ", ".join(dataset.paths)
        print(f"{dataset.name}: {dataset.rows} rows in {formats}: {found or 'no'} differences")

    tables = connect()
    readable = [dataset for dataset in datasets if contents[dataset.name]]
    for dataset in readable:
        view = tables.from_parquet(dataset.paths["parquet"], file_row_number=True)
        view.create_view(dataset.name)
    seen = 0
    for dataset in readable:
        facts = key_facts(tables, dataset.name, dataset.key, dataset.foreign_keys)
        seen += problems.judge(dataset.name, "keys", facts)
    print(f"keys: {seen} rules looked at")
    cells, coverage = contents.get("cells"), contents.get("coverage")
    if cells and arguments.input:
        seen = problems.judge("cells", "places", cell_facts(cells, arguments.input))
        print(f"places: {seen} of {len(cells['text'])} cells looked up in their articles")
    if cells and coverage:
        seen = problems.judge("coverage", "sums", coverage_facts(coverage, cells))
        print(f"coverage: {seen} sums looked at")

    for problem in problems.first:
        print(problem)
    if problems.count > SHOWN:
        print(f"... and {problems.count - SHOWN} more")
    print(f"{problems.count or 'no'} differences")
    return 1 if problems.count else 0


if __name__ == "__main__":
    sys.exit(main())

"""Proves that `kbc schema sql`, for DuckDB and for Spark, and kbc's own check of the constraints give the same rows.

python constraints.py KBC REPOSITORY
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from spark import session

SHOWN = 10
RULES = {"unique": "K508", "determines": "K509", "references": "K510"}
# Every rule is off but those of constraints: nothing else says the same in its own words.
ONLY_CONSTRAINTS = '[checks]\nall = "off"\nK508 = "on"\nK509 = "on"\nK510 = "on"\n'
IMPOSSIBLE = "-- (kbc makes rows in a way that rules it out)"

# Constraints that articles do break, by dataset: kind, columns, what they determine or refer to, level.
BROKEN: dict[str, list[tuple[str, list[str], tuple[str, list[str]], str]]] = {
    "articles": [
        ("unique", ["kb"], ("", []), "error"),
        ("determines", ["title_source"], ("", ["format", "article_type", "language"]), "note"),
        ("references", ["kb"], ("kb_references", ["referenced_kb"]), "note"),
    ],
    "assemblies": [
        ("unique", ["component", "version"], ("", []), "note"),
        ("unique", ["source", "file_name"], ("", []), "warn"),
        ("determines", ["component"], ("", ["culture", "platform"]), "warning"),
        ("references", ["component", "version"], ("files", ["file_name", "file_version"]), "note"),
    ],
    "cells": [
        ("unique", ["source", "header", "text"], ("", []), "note"),
        ("determines", ["header"], ("", ["claimed_by"]), "note"),
    ],
    "files": [
        ("unique", ["file_name", "file_version", "platform"], ("", []), "error"),
        ("unique", ["source", "file_name"], ("", []), "note"),
        ("unique", ["target_products", "file_date", "file_time", "modified"], ("", []), "note"),
        ("determines", ["file_name"], ("", ["platform", "target_products"]), "error"),
        ("determines", ["source", "section"], ("", ["file_date", "file_time", "file_name"]), "warn"),
        ("references", ["file_name"], ("package_hashes", ["file_name"]), "warning"),
        ("references", ["source", "file_name"], ("package_hashes", ["source", "file_name"]), "note"),
    ],
    "kb_references": [("references", ["referenced_kb"], ("articles", ["kb"]), "note")],
    "package_hashes": [
        ("unique", ["digest"], ("", []), "error"),
        ("determines", ["file_name"], ("", ["digest"]), "warning"),
        ("references", ["source", "table_number"], ("files", ["source", "table_number"]), "note"),
    ],
    "products": [("unique", ["product"], ("", []), "note")],
    "sections": [
        ("unique", ["source", "level"], ("", []), "note"),
        ("determines", ["text"], ("", ["level", "label_kind"]), "note"),
    ],
    "tables": [
        ("unique", ["header"], ("", []), "note"),
        ("determines", ["dataset"], ("", ["layout", "confidence"]), "note"),
        ("references", ["column_count"], ("sections", ["level"]), "note"),
    ],
}


class Query(NamedTuple):
    """One query of `kbc schema sql`, as its comment describes it."""

    dataset: str
    kind: str
    level: str
    is_impossible: bool
    is_left_to_rules: bool
    text: str


# Code, level, dataset, source, table, row.
Row = tuple[str, str, str, str, int | None, int | None]


def queries(kbc: Path, schemas: Path, output: Path, dialect: str = "duckdb") -> list[Query]:
    text = run(kbc, "schema", "sql", "--schemas", schemas, "--output", output, "--dialect", dialect)
    found = []
    for part in re.split(r"\n(?=-- \w+: )", text)[1:]:
        head = re.match(r"-- (\w+): .*?\b(unique|determines|references)\b.* \((\w+)(, left to .*)?\)\n", part)
        if not head:
            raise ValueError(f"this query is not described: {part}")
        dataset, kind, level, left = head.groups()
        found.append(Query(dataset, kind, level, IMPOSSIBLE in part, bool(left), part))
    return found


def run(*command: object, codes: tuple[int, ...] = (0,)) -> str:
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if ran.returncode not in codes:
        raise RuntimeError(f"{command} gives {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def by_sql(found: list[Query], output: Path) -> tuple[Counter[Row], Counter[Query]]:
    """The rows that the queries return, and how many each of them does."""
    connection = duckdb.connect()
    rows: Counter[Row] = Counter()
    counts: Counter[Query] = Counter()
    for query in found:
        numbers = [row[-1] for row in connection.execute(query.text).fetchall()]
        counts[query] = len(numbers)
        places = places_of(connection, output / f"{query.dataset}.parquet", query.dataset)
        rows.update((RULES[query.kind], query.level, query.dataset, *places[number]) for number in numbers)
    return rows, counts


def by_spark(kbc: Path, schemas: Path, output: Path) -> int:
    """Compares the rows that Spark and DuckDB return for each constraint; gives the number of differences."""
    # Spark gives moments without a time zone, in that of the process.
    os.environ["TZ"] = "UTC"
    time.tzset()
    spark = session(**{"session.timeZone": "UTC"})
    wrong = rows = 0
    pairs = zip(queries(kbc, schemas, output), queries(kbc, schemas, output, "spark"), strict=True)
    for duck, other in pairs:
        # The number of the row in its file is DuckDB's alone.
        expected = Counter(repr([same(value) for value in row[:-1]]) for row in duckdb.sql(duck.text).fetchall())
        text = other.text[other.text.index("SELECT") :].rstrip("; \n")
        found = Counter(repr([same(value) for value in row]) for row in spark.sql(text).collect())
        rows += expected.total()
        if expected != found:
            print(f"  {duck.dataset} {duck.kind}: {(expected - found).total()} rows by DuckDB alone, {(found - expected).total()} by Spark")
            wrong += 1
    spark.stop()
    print(f"by Spark: {rows} rows, {wrong or 'no'} queries differ")
    return wrong


def same(value: Any) -> Any:
    """A value as both give it."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def places_of(
    connection: duckdb.DuckDBPyConnection, path: Path, dataset: str
) -> list[tuple[str, int | None, int | None]]:
    """Source, table and row of each row, as a finding names it."""
    rows = connection.from_parquet(str(path), file_row_number=True)
    if {"table_number", "row_number"} <= set(rows.columns):
        pair = "table_number, row_number"
    else:
        ordinal = "row_number() OVER (PARTITION BY source ORDER BY file_row_number)"
        pair = f"{ordinal}, NULL" if dataset == "tables" else f"NULL, {ordinal}"
    return rows.query("rows", f"SELECT source, {pair} FROM rows ORDER BY file_row_number").fetchall()


def by_kbc(output: Path) -> Counter[Row]:
    """The rows that kbc reports for a constraint."""
    diagnostics = duckdb.connect().from_parquet(str(output / "diagnostics.parquet"))
    found = diagnostics.filter(f"code IN {tuple(RULES.values())}")
    return Counter(found.select('code, level::VARCHAR, dataset, source, table_number, row_number').fetchall())


def schema_with(text: str, constraints: list[tuple[str, list[str], tuple[str, list[str]], str]]) -> str:
    """A schema with more constraints."""
    for kind, columns, (dataset, others), level in constraints:
        text += f'\n[[constraint]]\nkind = "{kind}"\ncolumns = {columns}\nlevel = "{level}"\n'
        if kind == "references":
            text += f'dataset = "{dataset}"\n'
        if kind != "unique":
            text += f"{kind} = {others}\n"
    return text


def articles(repository: Path, directory: Path) -> None:
    """Our own articles and the fixtures of the tests, some of them twice."""
    directory.mkdir()
    fixtures = repository / "pipeline/tests/fixtures"
    found = [*(repository / "input").iterdir(), *(fixtures / "records").iterdir(), *(fixtures / "tables").iterdir()]
    for at, path in enumerate(sorted(found)):
        if path.suffix in {".md", ".txt", ".html"}:
            shutil.copy(path, directory / f"{path.parent.name}-{path.name}")
            if at % 3 == 0:
                (directory / "again").mkdir(exist_ok=True)
                text = path.read_text("utf-8").replace(".dll", ".DLL").replace("2009", "2010")
                (directory / "again" / path.name).write_text(text, "utf-8")


def built(kbc: Path, work: Path) -> Path:
    """The output of the articles of a directory with no rules but those of constraints."""
    (work / "input" / "waivers.toml").write_text(ONLY_CONSTRAINTS, "utf-8")
    options = ("--input", work / "input", "--output", work / "output", "--schemas", work / "schemas")
    run(kbc, "build", *options, "--formats", "parquet", "--max-findings", "1", codes=(0, 1))
    return work / "output"


def differences(title: str, expected: Counter[Row], found: Counter[Row]) -> int:
    lost, more = expected - found, found - expected
    print(f"{title}: {expected.total()} rows by SQL, {found.total()} by kbc")
    for row in sorted(lost, key=repr)[:SHOWN]:
        print(f"  by SQL alone: {row}")
    for row in sorted(more, key=repr)[:SHOWN]:
        print(f"  by kbc alone: {row}")
    return lost.total() + more.total()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kbc", type=Path, help="the program")
    parser.add_argument("repository", type=Path)
    arguments = parser.parse_args()
    kbc, repository = arguments.kbc.resolve(), arguments.repository.resolve()
    wrong = 0

    # What is committed. Where a constraint is left to other rules, they have the word.
    output = repository / "output"
    found = queries(kbc, repository / "schemas", output)
    expected, _ = by_sql([query for query in found if not query.is_left_to_rules], output)
    wrong += differences(f"output/, {len(found)} constraints", expected, by_kbc(output))

    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory) / "own"
        shutil.copytree(repository / "input", work / "input")
        shutil.copytree(repository / "schemas", work / "schemas")
        output = built(kbc, work)
        expected, _ = by_sql(queries(kbc, work / "schemas", output), output)
        wrong += differences("input/ without other rules", expected, by_kbc(output))

        work = Path(directory) / "broken"
        shutil.copytree(repository / "schemas", work / "schemas")
        for dataset, constraints in BROKEN.items():
            path = work / "schemas" / f"{dataset}.toml"
            path.write_text(schema_with(path.read_text("utf-8"), constraints), "utf-8")
        articles(repository, work / "input")
        output = built(kbc, work)
        expected, counts = by_sql(queries(kbc, work / "schemas", output), output)
        wrong += differences("broken constraints", expected, by_kbc(output))
        for query, count in counts.items():
            title = query.text.split("\n", 1)[0].removeprefix("-- ")
            if query.is_impossible:
                wrong += count
            else:
                print(f"  {count:6} {title}")
        wrong += by_spark(kbc, work / "schemas", output)
        for code in RULES.values():
            if not any(row[0] == code for row in expected):
                print(f"  no row breaks a constraint of rule {code}")
                wrong += 1

    print(f"{wrong or 'no'} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

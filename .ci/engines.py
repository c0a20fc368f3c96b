"""Proves that engines open every file of an output without options, and name every column without quotes.

python engines.py OUTPUT... --reserved RESERVED [--old DIRECTORY] [--old-root SYSTEM]

RESERVED is the directory with a list of reserved words for each engine; what the engines here say must be in it. `--old` names a
directory with a DuckDB of 2023; `--old-root` a directory with a system whose Python runs it, if it is not this one.
"""

import argparse
import ctypes
import ctypes.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import fastparquet
import pandas
import polars
import pyarrow.dataset
import pyarrow.parquet
from pyspark.sql import SparkSession

from spark import session

# What is looked at, what must be there, what is there.
Fact = tuple[str, object, object]
# Counts the rows of a file of a dataset, in whose columns are these.
Count = Callable[[Path, str], int]

# Reads the query of each line and prints what it gives.
OLD = """
import sys, duckdb
print(duckdb.__version__)
for query in sys.stdin.read().splitlines():
    print(duckdb.sql(query).fetchone()[0])
"""


def query(path: str, columns: str) -> str:
    """The number of rows, of a query that names all columns."""
    return f"SELECT count(*) FROM (SELECT {columns} FROM {path} ORDER BY {columns})"


def readers(spark: SparkSession) -> dict[str, dict[str, Count]]:
    """Who reads what, by the ending of a file."""

    def by_duckdb(path: Path, columns: str) -> int:
        return int(duckdb.sql(query(f"'{path}'", columns)).fetchall()[0][0])

    def by_spark(path: Path, columns: str) -> int:
        return int(spark.sql(query(f"parquet.`{path}`", columns)).collect()[0][0])

    parquet: dict[str, Count] = {
        "DuckDB": by_duckdb,
        "Spark": by_spark,
        "pandas": lambda path, _: len(pandas.read_parquet(path)),
        "Polars": lambda path, _: polars.read_parquet(path).height,
        "fastparquet": lambda path, _: len(fastparquet.ParquetFile(str(path)).to_pandas()),
        "Arrow": lambda path, _: pyarrow.dataset.dataset(path).to_table().num_rows,
    }
    csv: dict[str, Count] = {
        "Polars": lambda path, _: polars.read_csv(path).height,
        "pandas": lambda path, _: len(pandas.read_csv(path, low_memory=False)),
        "SQLite": by_sqlite,
    }
    lines: dict[str, Count] = {
        "DuckDB": by_duckdb,
        "pandas": lambda path, _: len(pandas.read_json(path, lines=True)),
        "Polars": lambda path, _: polars.read_ndjson(path, infer_schema_length=None).height,
    }
    return {".parquet": parquet, ".csv": csv, ".jsonl": lines}


def by_sqlite(path: Path, columns: str) -> int:
    """A table whose columns are named without quotes."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE {path.stem} ({columns})")
    frame = pandas.read_csv(path, dtype=str, low_memory=False)
    places = ", ".join("?" * len(frame.columns))
    connection.executemany(f"INSERT INTO {path.stem} VALUES ({places})", frame.itertuples(index=False))
    return int(connection.execute(query(path.stem, columns)).fetchone()[0])


def file_facts(output: Path, spark: SparkSession) -> Iterator[Fact]:
    """Every reader sees all rows of every file."""
    by_ending = readers(spark)
    for resource in json.loads((output / "datapackage.json").read_text("utf-8"))["resources"]:
        columns = ", ".join(field["name"] for field in resource["schema"]["fields"])
        rows = resource.get("rows", resource.get("kbc:rows"))
        for file in [resource, *resource.get("kbc:alternates", [])]:
            path = output / file["path"]
            # JSON Lines without a line tells no reader of columns.
            seen = by_ending.get(path.suffix, {}) if path.stat().st_size else {}
            for name, count in seen.items():
                try:
                    found: object = count(path, columns)
                except Exception as error:  # Readers fail in ways of their own.
                    found = f"{type(error).__name__}: {str(error)[:300]}"
                yield f"rows of {output.name}/{path.name} by {name}", rows, found


def old_facts(output: Path, directory: Path, root: Path | None) -> Iterator[Fact]:
    """A DuckDB of 2023 sees all rows of every Parquet file."""
    paths = sorted(output.glob("*.parquet"))
    columns = {path: ", ".join(pyarrow.parquet.read_schema(path).names) for path in paths}
    # Files are copied to where the other system, if there is one, sees them.
    with tempfile.TemporaryDirectory(dir=root and root / "tmp") as seen:
        shutil.copytree(output, seen, dirs_exist_ok=True)

        def inside(path: Path) -> Path:
            return Path("/") / path.relative_to(root) if root else path

        queries = "\n".join(query(f"'{inside(Path(seen)) / path.name}'", columns[path]) for path in paths)
        environment = {**os.environ, "PYTHONPATH": str(inside(directory))}
        python = ["chroot", str(root), "python3"] if root else [sys.executable]
        ran = subprocess.run([*python, "-c", OLD], input=queries, env=environment, capture_output=True, text=True)
    version, *found = ran.stdout.splitlines() or [ran.stderr]
    yield "version of the old DuckDB", "0.9", version[:3]
    rows = [str(pyarrow.parquet.read_metadata(path).num_rows) for path in paths]
    yield f"rows of {output.name}/ by DuckDB {version}", (rows, ""), (found, ran.stderr)


def sqlite_words() -> set[str]:
    """Keywords that cannot name a column of SQLite without quotes."""
    library = ctypes.CDLL(ctypes.util.find_library("sqlite3") or "libsqlite3.so.0")
    words = set()
    for at in range(library.sqlite3_keyword_count()):
        text, length = ctypes.c_char_p(), ctypes.c_int()
        library.sqlite3_keyword_name(at, ctypes.byref(text), ctypes.byref(length))
        word = ctypes.string_at(text, length.value).decode().lower()
        try:
            sqlite3.connect(":memory:").execute(f"CREATE TABLE words ({word} INTEGER)")
        except sqlite3.OperationalError:
            words.add(word)
    return words


def word_facts(reserved: Path, spark: SparkSession) -> Iterator[Fact]:
    """The lists hold all that the engines reserve."""
    in_duckdb = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')"
    in_spark = "SELECT lower(keyword) FROM sql_keywords() WHERE reserved"
    words = {
        "duckdb": {row[0] for row in duckdb.sql(in_duckdb).fetchall()},
        "spark": {row[0] for row in spark.sql(in_spark).collect()},
        "sqlite": sqlite_words(),
    }
    for engine, own in words.items():
        listed = set((reserved / f"{engine}.txt").read_text("utf-8").splitlines())
        yield f"words that {engine} reserves and the list lacks", [], sorted(own - listed)
        yield f"reserved words of {engine}", True, len(own) > 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", type=Path, nargs="+", help="directories with datapackage.json")
    parser.add_argument("--reserved", type=Path, required=True, help="directory with lists of reserved words")
    parser.add_argument("--old", type=Path, help="a directory with a DuckDB of 2023")
    parser.add_argument("--old-root", type=Path, help="a directory with a system whose Python runs it")
    arguments = parser.parse_args()
    # Spark holds to its own list of reserved words.
    spark = session(**{"ansi.enforceReservedKeywords": "true"})
    facts = [*word_facts(arguments.reserved, spark)]
    for output in arguments.outputs:
        facts += file_facts(output.resolve(), spark)
        if arguments.old:
            root = arguments.old_root and arguments.old_root.resolve()
            facts += old_facts(output.resolve(), arguments.old.resolve(), root)
    spark.stop()
    wrong = [fact for fact in facts if fact[1] != fact[2]]
    for title, expected, found in wrong:
        print(f"{title}\n  expected {expected!r}\n  found    {found!r}")
    print(f"{len(facts)} facts looked at; {len(wrong) or 'no'} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Proves that docs/loading.md is true: runs its blocks over an output directory and compares what they print.

python loading.py REPOSITORY [--output OUTPUT] [--kbc KBC] [--r-root SYSTEM] [--write]

A block of `sh` (in which `kbc` runs), of `sql` (DuckDB, or Spark where it says `spark`), `python` or `r` is followed by a block of `text`, what it prints.
`--write` writes what they print into the page. `--r-root` is a directory with a system in which R is.
"""

import argparse
import contextlib
import difflib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from spark import session

FENCES = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VIEWS = "docs/views.sql"
# What it is about, what must be there, what is there.
Problem = tuple[str, str, str]


class Page:
    """The page, and the connection that its SQL shares."""

    def __init__(self, text: str, spark: SparkSession, r_root: Path | None, kbc: Path) -> None:
        self.text = text
        self.connection = connected()
        self.spark = spark
        self.r_root = r_root
        self.kbc = kbc
        self.ran = {"sh": 0, "sql": 0, "sql spark": 0, "python": 0, "r": 0}

    def checked(self) -> tuple[str, list[Problem]]:
        """The page with the outputs that its blocks have now, and those that differ from what it shows."""
        fences = list(FENCES.finditer(self.text))
        parts, problems, end = [], [], 0
        for at, fence in enumerate(fences):
            language, code = fence.groups()
            if language in self.ran:
                shown = fences[at + 1] if at + 1 < len(fences) else None
                if shown is None or shown[1] != "text":
                    raise ValueError(f"no block of text follows this one:\n{code}")
                printed = self.run(language, code)
                self.ran[language] += 1
                if printed != shown[2]:
                    line = self.text.count("\n", 0, shown.start()) + 1
                    problems.append((f"docs/loading.md:{line}", shown[2], printed))
                parts += [self.text[end : shown.start(2)], printed]
                end = shown.end(2)
            elif language != "text":
                raise ValueError(f"nothing here runs a block of `{language}`")
        return "".join([*parts, self.text[end:]]), problems

    def run(self, language: str, code: str) -> str:
        """What a block prints."""
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                if language == "sql":
                    print(self.connection.sql(code))
                elif language == "sql spark":
                    for statement in code.rstrip("; \n").split(";\n"):
                        frame = self.spark.sql(statement)
                    frame.show(truncate=False)
                elif language == "r":
                    print(by_r(code, self.r_root))
                elif language == "sh":
                    print(by_shell(code, self.kbc))
                else:
                    exec(compile(code, "docs/loading.md", "exec"), {"__name__": "block"})
        except Exception as error:
            raise ValueError(f"this block does not run, {error!r}:\n{code}") from error
        lines = (line.rstrip() for line in printed.getvalue().splitlines())
        return "\n".join(lines).strip("\n") + "\n"


def by_shell(code: str, kbc: Path) -> str:
    """What commands say, in this directory."""
    environment = {**os.environ, "PATH": f"{kbc.parent}{os.pathsep}{os.environ['PATH']}"}
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    ran = subprocess.run(["bash", "-e", "-c", code], env=environment, text=True, **both)
    if ran.returncode:
        raise ValueError(ran.stdout)
    return ran.stdout


def by_r(code: str, root: Path | None) -> str:
    """What R prints, in this directory."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    command = ["Rscript", "--vanilla", "-e", code]
    if root:
        command = ["chroot", str(root), "env", "-C", f"/{Path.cwd().relative_to(root)}", *command]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode:
        raise ValueError(ran.stderr)
    return ran.stdout


# Prints `dataset column class`, of all datasets; of several classes the first, which is the closest.
R_CLASSES = """
for (path in Sys.glob("output/*.parquet")) {
    classes <- vapply(arrow::read_parquet(path), function(column) class(column)[1], "")
    cat(sprintf("%s %s %s\n", tools::file_path_sans_ext(basename(path)), names(classes), classes), sep = "")
}
"""


def r_classes(root: Path | None) -> dict[tuple[str, str], str]:
    """The class of each column of each dataset, to R."""
    rows = [line.split(" ") for line in by_r(R_CLASSES, root).splitlines()]
    return {(dataset, column): name for dataset, column, name in rows}


def connected(files: str = "FROM 'output/files.parquet'") -> duckdb.DuckDBPyConnection:
    """A connection with the views, over other `files` where a query is given."""
    connection = duckdb.connect()
    connection.execute(Path(VIEWS).read_text("utf-8"))
    connection.execute(f"CREATE OR REPLACE VIEW files AS {files}")
    return connection


def view_facts() -> Iterator[Problem]:
    """The views find what is put there, and nothing else."""

    def found(files: str, query: str) -> str:
        return str(connected(files).execute(query).fetchall())

    files = "FROM 'output/files.parquet'"
    one = f"{files} WHERE source = (SELECT min(source) {files})"
    differ = "SELECT DISTINCT file FROM sizes_that_differ ORDER BY file"
    sized = "SELECT DISTINCT lower(file_name) AS file FROM files WHERE version_major + file_size > 0 ORDER BY file"
    again = f"{one} UNION ALL SELECT * REPLACE ('other.md' AS source"
    yield "sizes of an article and its copy", "[]", found(f"{again}) {one}", differ)
    spoiled = f"{again}, file_size + 1 AS file_size) {one}"
    yield "other sizes in the copy of an article", found(one, sized), found(spoiled, differ)

    rows = "SELECT count(*) FROM files_by_product WHERE told_by ="
    keys = "SELECT sum(len(target_product_keys))::BIGINT FROM files"
    yield "files below labels, by product", found(files, keys), found(files, f"{rows} 'label'")
    unlabelled = "SELECT * REPLACE (NULL AS target_products, NULL AS target_product_keys) FROM 'output/files.parquet'"
    products = "(SELECT DISTINCT source, product_key, service_pack, platform FROM products WHERE product_key IS NOT NULL)"
    joined = f"SELECT count(*) FROM files JOIN {products} USING (source)"
    yield "files without labels, by product", found(unlabelled, joined), found(unlabelled, f"{rows} 'article'")

    manifests = "SELECT count(*) FROM manifests_without_payload"
    named = "SELECT count(*) FROM assemblies WHERE component_kind = 'named' AND platform <> 'msil'"
    without = f"{files} WHERE kind <> 'payload'"
    yield "manifests where no payload is listed", found(without, named), found(without, manifests)


def table_of(text: str, heading: str) -> list[list[str]]:
    """The header and the rows of the table that begins with a heading."""
    found = re.search(rf"^\| {re.escape(heading)} \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    if not found:
        raise ValueError(f"docs/loading.md has no table that begins with {heading!r}")
    header, _, *rows = [line.strip("| ").split(" | ") for line in found[0].splitlines()]
    return [header, *rows]


def name_facts(text: str) -> Iterator[Problem]:
    """The page tells every name that a column had before, and no other."""
    resources = json.loads(Path("output/datapackage.json").read_text("utf-8"))["resources"]
    before = {
        (resource["name"], old, column["name"])
        for resource in resources
        for column in resource["schema"]["fields"]
        for old in column.get("kbc:was", [])
    }
    everywhere, told = set(), set()
    for where, *names in table_of(text, "dataset")[1:]:
        olds, news = (re.findall(r"`(\w+)`", cell) for cell in names)
        pairs = {(old, new) for old, new in zip(olds, news, strict=True) if old != new}
        if where.startswith("all "):
            everywhere = pairs
        else:
            told |= {(dataset, *pair) for dataset in re.findall(r"`(\w+)`", where) for pair in pairs}
    told |= {(dataset, *pair) for dataset, *pair in before if tuple(pair) in everywhere}
    yield "names of contract 1", str(sorted(before)), str(sorted(told))


def spark_types(spark: SparkSession, name: str) -> dict[str, str] | str:
    """The types of a dataset, or the class of the mistake that it is to Spark."""
    try:
        frame = spark.read.parquet(f"output/{name}.parquet")
        return {column: ty.upper() for column, ty in frame.dtypes}
    except PySparkException as error:
        return str(error.getCondition()).split(".")[0]


def large_number_facts(r_root: Path | None) -> Iterator[Problem]:
    """What the page says of numbers that R has no `integer` for."""
    large = {"uint32": pyarrow.array([2**31], "uint32"), "int64": pyarrow.array([2**31], "int64")}
    pyarrow.parquet.write_table(pyarrow.table(large), "large.parquet")
    code = 'cat(vapply(arrow::read_parquet("large.parquet"), function(column) class(column)[1], ""))'
    yield "large numbers in R", "numeric integer64", by_r(code, r_root)


def type_facts(text: str, spark: SparkSession, r_root: Path | None) -> Iterator[Problem]:
    """The table of types says what the readers do, for every column of every dataset."""
    header, *rows = table_of(text, "Parquet (Arrow)")
    table = {row[0].split("`")[1]: [cell.split("`")[1] for cell in row[1:]] for row in rows}
    sqlite = sqlite3.connect("kb.sqlite")
    classes = r_classes(r_root)
    for path in sorted(Path("output").glob("*.parquet")):
        by_duckdb = duckdb.from_parquet(str(path))
        by_polars = polars.read_parquet_schema(path)
        by_pandas = pandas.read_parquet(path, dtype_backend="pyarrow").dtypes
        by_sqlite = {row[1]: row[2] for row in sqlite.execute(f'PRAGMA table_info("{path.stem}")')}
        by_spark = spark_types(spark, path.stem)
        for column, in_duckdb in zip(pyarrow.parquet.read_schema(path), by_duckdb.types, strict=True):
            name, arrow = column.name, str(column.type).split("<values")[0]
            in_pandas = str(by_pandas[name]).removesuffix("[pyarrow]").split("<values")[0]
            expected = table.get(arrow, [""] * (len(header) - 1))
            in_sqlite = by_sqlite.get(name, expected[3] if path.stem == "cells" else "no such column")
            in_spark = by_spark[name] if isinstance(by_spark, dict) else by_spark
            in_r = classes[path.stem, name]
            found = [str(in_duckdb), str(by_polars[name]), in_pandas, in_sqlite, in_spark, in_r]
            yield f"types of {path.stem}.{name}", str(expected), str(found)
            if column.nullable and arrow in {"string", "dictionary"} and by_sqlite:
                empty = by_duckdb.filter(f'"{name}"::VARCHAR = \'\'').count("*").fetchall()
                yield f"empty texts in {path.stem}.{name}", "[(0,)]", str(empty)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--output", type=Path, help="another directory of datasets")
    parser.add_argument("--kbc", type=Path, help="the program [default: target/release/kbc of the repository]")
    parser.add_argument("--r-root", type=Path, help="a directory with a system in which R is, if it is not in this one")
    parser.add_argument("--write", action="store_true", help="write the outputs into the page")
    arguments = parser.parse_args()
    repository = arguments.repository.resolve()
    path = repository / "docs/loading.md"
    output = (arguments.output or repository / "output").resolve()
    kbc = (arguments.kbc or repository / "target/release/kbc").resolve()
    r_root = arguments.r_root and arguments.r_root.resolve()
    text = path.read_text("utf-8")
    # What the blocks write stays apart, where R sees it.
    apart = r_root and r_root / "tmp"
    with tempfile.TemporaryDirectory(dir=apart) as directory, contextlib.chdir(directory):
        shutil.copytree(output, "output")
        shutil.copytree(repository / "docs", "docs")
        shutil.copytree(repository / "input", "input")
        spark = session(**{"session.timeZone": "UTC"})
        try:
            page = Page(text, spark, r_root, kbc)
            new, problems = page.checked()
        except (ValueError, duckdb.Error) as error:
            sys.exit(f"docs/loading.md, {VIEWS}: {error}")
        facts = [*name_facts(text), *type_facts(text, spark, r_root), *large_number_facts(r_root), *view_facts()]
        spark.stop()
    if arguments.write:
        path.write_text(new, "utf-8")
        problems = []
    wrong = [fact for fact in facts if fact[1] != fact[2]]
    for title, expected, found in [*problems, *wrong]:
        print(title)
        sys.stdout.writelines(difflib.unified_diff(lines(expected), lines(found), "expected", "found", n=1))
    print(f"blocks run: {page.ran}; {len(facts)} facts looked at")
    if problems:
        print("if they are right now, write them into the page: `python .ci/loading.py . --write`")
    print(f"{len(problems) + len(wrong) or 'no'} differences")
    return 1 if problems or wrong else 0


def lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.splitlines()]


if __name__ == "__main__":
    sys.exit(main())

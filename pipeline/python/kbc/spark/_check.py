"""Constraints of the schemas, and rules over all articles, as SQL."""

import re
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from kbc._command import KbcError, run
from kbc._compile import Directory

_HEAD = re.compile(r"-- (\w+): (.*) \((\w+)(?:, left to [^)]*)?\)\n")
_CODES = {"unique": "K508", "determines": "K509", "references": "K510", "fits": "K514"}

# Rules over all articles: their SQL is a file of that name beside this one.
_RULES = {"K506": ("files", "a file of one name, version and platform has two sizes in two articles", "warning")}


@dataclass(frozen=True)
class Check:
    """A question to all rows."""

    code: str
    """The rule that asks it in `kbc build`: K508 to K510 and K514 are the constraints of the schemas."""
    dataset: str
    title: str
    """What is asked."""
    level: str
    """`error`, `warning` or `note`."""
    rows: DataFrame
    """The rows that break it: what identifies them, and what was compared. Asked when it is used."""


def check(spark: SparkSession, path: str, *, schemas: Directory | None = None) -> list[Check]:
    """What constraints and rules over all articles say of the datasets in `path`, written by `write` or by `kbc build`.

    `schemas` is a directory of schemas on the driver. docs/scaling.md lists the rules that have no SQL.
    """
    arguments = ["schema", "sql", "--dialect", "spark", "--output", path]
    if schemas is not None:
        arguments += ["--schemas", str(schemas)]
    found = [_constraint(spark, part) for part in run(arguments)[1].split("\n\n")[1:]]
    checks = [one for one in found if one is not None]
    for code, (dataset, title, level) in _RULES.items():
        query = (Path(__file__).parent / f"{code}.sql").read_text("utf-8")
        table = spark.read.parquet(f"{path.rstrip('/')}/{dataset}.parquet")
        checks.append(Check(code, dataset, title, level, spark.sql(query, files=table)))
    return checks


def _constraint(spark: SparkSession, part: str) -> Check | None:
    head = _HEAD.match(part)
    if head is None:
        raise KbcError(f"this query is not described:\n{part}")
    dataset, title, level = head.groups()
    query = "\n".join(line for line in part.splitlines() if not line.startswith("--")).rstrip(";\n ")
    if not query:
        return None
    kind = next(kind for kind in _CODES if re.search(rf"\b{kind}\b", title))
    return Check(_CODES[kind], dataset, title, {"warn": "warning"}.get(level, level), spark.sql(query))

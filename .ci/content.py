"""What must hold inside the data: keys, places of cells, sums of the ledger."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

Columns = dict[str, list[Any]]
# What is looked at, what must be there, what is there.
Fact = tuple[str, Any, Any]

# Of many rows that break a rule, the first ones are named.
SHOWN = 10


def key_facts(
    tables: duckdb.DuckDBPyConnection,
    name: str,
    key: list[str],
    foreign_keys: list[dict[str, Any]],
) -> Iterator[Fact]:
    """Rows whose primary key is null or not unique, or whose foreign keys lead nowhere.

    `tables` has a view of every dataset with its `file_row_number`, from 0.
    """

    def rows(query: str) -> list[Any]:
        return tables.execute(f"{query} ORDER BY ALL LIMIT {SHOWN}").fetchall()

    columns = ", ".join(f'"{column}"' for column in key)
    groups = f'SELECT max(file_row_number) + 1, {columns} FROM "{name}" GROUP BY {columns} HAVING'
    nulls = " OR ".join(f'"{column}" IS NULL' for column in key)
    yield f"rows with a null in columns {columns}", [], rows(f"{groups} {nulls}")
    yield f"rows with the same columns {columns}", [], rows(f"{groups} count(*) > 1")
    for foreign in foreign_keys:
        parent, fields = foreign["reference"]["resource"], foreign["fields"]
        pairs = zip(fields, foreign["reference"]["fields"], strict=True)
        equal = " AND ".join(f'child."{column}" = parent."{other}"' for column, other in pairs)
        given = " AND ".join(f'child."{column}" IS NOT NULL' for column in fields)
        columns = ", ".join(f'child."{column}"' for column in fields)
        orphans = rows(f"""SELECT child.file_row_number + 1, {columns} FROM "{name}" AS child
            ANTI JOIN "{parent}" AS parent ON {equal} WHERE {given}""")
        yield f"rows whose columns {', '.join(fields)} are not in {parent}", [], orphans


def article_text(path: Path) -> str | None:
    """The text as kbc counts it; none where there is no such article, or where it is no UTF-8."""
    try:
        content = path.read_bytes()
        return None if b"\0" in content else content.decode("utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def cell_facts(cells: Columns, articles: Path) -> Iterator[Fact]:
    """Every text stands in its article, at its place."""
    names = ("source", "line", "column_first", "column_last", "text")
    places = zip(*(cells[name] for name in names), strict=True)
    texts: dict[str, tuple[str | None, list[int]]] = {}
    for row, (source, line, first, last, text) in enumerate(places, 1):
        if source not in texts:
            article = article_text(articles / source)
            ends = [at for at, character in enumerate(article or "", 1) if character == "\n"]
            texts[source] = (article, [0, *ends])
        article, starts = texts[source]
        if article is not None:
            start = starts[line - 1]
            where = f"row {row}, columns text, column_last, of {source}:{line}:{first}-{last}"
            stands = article[start + first - 1 : start + last]
            yield where, (stands, first - 1 + len(text)), (text, last)


def coverage_facts(coverage: Columns, cells: Columns) -> Iterator[Fact]:
    """The ledger adds up, and `cells` holds what it says."""
    counts = Counter(zip(cells["source"], cells["status"], strict=True))
    ignored = [name for name in coverage if name.startswith("ignored_")]
    for row, source in enumerate(coverage["source"]):
        entry = {name: values[row] for name, values in coverage.items()}
        total = sum(entry[f"cells_{name}"] for name in ("typed", "raw", "ignored", "unread"))
        yield f"row {row + 1}, column cells", total, entry["cells"]
        reasons = sum(entry[name] for name in ignored)
        yield f"row {row + 1}, column cells_ignored", reasons, entry["cells_ignored"]
        for name in ("typed", "raw", "unread"):
            column = f"cells_{name}"
            yield f"row {row + 1}, column {column}", counts[source, name], entry[column]
    yield "articles of cells without a row", set(), set(cells["source"]) - set(coverage["source"])

"""Articles in memory to tables."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

import pyarrow as pa

from kbc._pipe import Pipe


class ArrowStream(Protocol):
    """A table of Arrow, whoever made it: pyarrow, pandas, Polars, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


Articles: TypeAlias = Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]] | ArrowStream
"""Articles: a mapping or pairs of path and text or bytes; or a table with the columns `source` and `content`."""

Directory: TypeAlias = str | os.PathLike[str]

# So many articles, and about so many bytes, are sent at a time.
_ROWS = 256
_BYTES = 8 << 20

_SCHEMA = pa.schema([pa.field("source", pa.string(), nullable=False), pa.field("content", pa.binary())])


def compile(
    articles: Articles,
    *,
    datasets: Iterable[str] | None = None,
    schemas: Directory | None = None,
    jobs: int = 0,
) -> dict[str, pa.Table]:
    """Compiles articles that are in memory; gives a table for each dataset.

    `articles` is a mapping or pairs of path and text or bytes, or a table with the columns `source` and `content`: of pandas,
    Polars, DuckDB, pyarrow, or whatever else is a stream of Arrow. The path is the identity of an article, and its extension
    says how it is read. `datasets` names those that are wanted, `schemas` a directory of schemas, `jobs` the number of threads
    (0 = one for each processor).

    Rows are those of `kbc.build`, but for what only a whole corpus can say: `diagnostics` holds findings in single articles,
    and `hash_check` and `component_full` of `assemblies` know nothing of other articles. An article never raises an exception;
    what is wrong with it is a row of `diagnostics`.

    >>> import kbc
    >>> tables = kbc.compile({"a.md": "# KB981506 - Cache\\n\\n|File name|File size|\\n|---|---|\\n|a.dll|1,024|\\n", "b.md": b""})
    >>> tables["articles"].select(["source", "kb"]).to_pylist()
    [{'source': 'a.md', 'kb': 981506}, {'source': 'b.md', 'kb': None}]
    >>> [row["message"] for row in tables["diagnostics"].to_pylist() if row["source"] == "b.md"]
    ['the article is empty']
    """
    with Pipe(_arguments(datasets, schemas, jobs)) as pipe:
        wanted = [(at, field.name, _row_schema(field)) for at, field in enumerate(pipe.schema) if at > 0]
        parts: dict[str, list[pa.RecordBatch]] = {name: [] for _, name, _ in wanted}
        for batch in pipe.rows(*_batches(articles)):
            for at, name, schema in wanted:
                rows = batch.column(at).flatten()
                if len(rows) > 0:
                    parts[name].append(pa.RecordBatch.from_arrays(rows.flatten(), schema=schema))
        return {name: pa.Table.from_batches(parts[name], schema=schema) for _, name, schema in wanted}


def stream(
    articles: Articles, dataset: str, *, schemas: Directory | None = None, jobs: int = 0
) -> Iterator[pa.RecordBatch]:
    """The rows of one dataset, batch by batch: for more articles than fit in memory. `articles` is read as rows are asked for.

    >>> import kbc
    >>> pairs = ((f"{number}.md", f"# KB{number}") for number in range(5000001, 5002001))
    >>> sum(batch.num_rows for batch in kbc.stream(pairs, "articles"))
    2000
    """
    arguments = ["--dataset", dataset, "--jobs", str(jobs)]
    if schemas is not None:
        arguments += ["--schemas", os.fspath(schemas)]
    with Pipe(arguments) as pipe:
        yield from pipe.rows(*_batches(articles))


def schema(*, schemas: Directory | None = None) -> dict[str, pa.Schema]:
    """The columns of all datasets as `kbc.compile` gives them; the metadata of a field say what it means.

    >>> import kbc
    >>> field = kbc.schema()["files"].field("file_size")
    >>> str(field.type), field.metadata[b"unit"]
    ('int64', b'bytes')
    """
    with Pipe(_arguments(None, schemas, 1)) as pipe:
        return {field.name: _row_schema(field) for field in list(pipe.schema)[1:]}


def _arguments(datasets: Iterable[str] | None, schemas: Directory | None, jobs: int) -> list[str]:
    arguments = ["--jobs", str(jobs)]
    if datasets is not None:
        if isinstance(datasets, str):
            raise TypeError(f"datasets is a list of names: [{datasets!r}]")
        arguments += ["--only", ",".join(datasets)]
    if schemas is not None:
        arguments += ["--schemas", os.fspath(schemas)]
    return arguments


def _row_schema(field: pa.Field) -> pa.Schema:
    """The schema of the rows in a column of lists."""
    return pa.schema(list(field.type.value_type), metadata=field.metadata)


def _batches(articles: Articles) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
    """Articles as batches, and the schema of these."""
    if hasattr(articles, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(articles)
        return _of_table(reader), _wanted(reader.schema)
    pairs = articles.items() if isinstance(articles, Mapping) else articles
    return _of_pairs(pairs), _SCHEMA


def _wanted(schema: pa.Schema) -> pa.Schema:
    """The columns that are sent. Where one is missing, the command says so."""
    return pa.schema([field for field in schema if field.name in ("source", "content")])


def _of_table(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    names = [field.name for field in _wanted(reader.schema)]
    for batch in reader:
        # Views of rows: nothing is copied.
        for start in range(0, batch.num_rows, _ROWS):
            yield batch.slice(start, _ROWS).select(names)


def _of_pairs(pairs: Iterable[tuple[str, str | bytes]] | Any) -> Iterator[pa.RecordBatch]:
    sources: list[str] = []
    contents: list[bytes] = []
    size = 0
    for source, content in pairs:
        sources.append(source)
        contents.append(content.encode("utf-8") if isinstance(content, str) else content)
        size += len(contents[-1] or b"")
        if len(sources) == _ROWS or size >= _BYTES:
            yield pa.record_batch([sources, contents], schema=_SCHEMA)
            sources, contents, size = [], [], 0
    if sources:
        yield pa.record_batch([sources, contents], schema=_SCHEMA)

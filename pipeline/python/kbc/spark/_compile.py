"""DataFrames of articles to DataFrames of rows."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as spark
from pyspark.storagelevel import StorageLevel

from kbc._command import KbcError
from kbc._compile import Directory
from kbc._pipe import Pipe
from kbc.spark._settle import CUT_NAMES, LATE, settled
from kbc.spark._types import field_of

# A task has one core.
_ARGUMENTS = ["--jobs", "1"]
# Articles of a batch that are sent to `kbc pipe` at a time.
_ROWS = 256

Schemas = dict[str, str]
"""Files of schemas, path and text; empty for the schemas in kbc."""


def by_article(
    articles: DataFrame,
    *,
    datasets: Iterable[str] | None = None,
    schemas: Directory | None = None,
    cut_names: bool = False,
) -> DataFrame:
    """A row for each article: `source`, and for each dataset the list of its rows. `inline(files)` makes rows of a list.

    `articles` has the columns `source` (text) and `content` (text or binary). `datasets` names those that are wanted. `schemas`
    is a directory of schemas on the driver. With `cut_names` a last column holds what settles cut names of manifests.
    """
    files = _files(schemas)
    return _compiled(articles, _columns(datasets, files), files, cut_names)


def compile(
    articles: DataFrame, *, datasets: Iterable[str] | None = None, schemas: Directory | None = None
) -> dict[str, DataFrame]:
    """Compiles articles; gives a DataFrame for each dataset.

    `articles` has the columns `source` (text: the path of an article, its identity) and `content` (text or binary). Each
    DataFrame compiles the articles when it is used, and makes the rows of its dataset alone: to have several datasets, or one
    several times, use `write`, which compiles them once.

    Rows are those of `kbc build`, but `diagnostics`, which holds findings in single articles; `check` asks what rules over all
    articles ask.
    """
    files = _files(schemas)
    columns = _columns(datasets, files)
    return {
        name: _dataset(_compiled(articles, {name: column}, files, name == LATE), name) for name, column in columns.items()
    }


def write(
    articles: DataFrame,
    path: str,
    *,
    datasets: Iterable[str] | None = None,
    schemas: Directory | None = None,
    mode: str = "error",
) -> None:
    """Compiles articles once and writes the datasets: a directory `PATH/NAME.parquet` for each, with zstd.

    `mode` is what happens where one is there already: `error`, or `overwrite`. The rows wait on the disks of the executors, by
    article, until all datasets are written.
    """
    files = _files(schemas)
    columns = _columns(datasets, files)
    rows = _compiled(articles, columns, files, LATE in columns).persist(StorageLevel.DISK_ONLY)
    try:
        for name in columns:
            target = f"{path.rstrip('/')}/{name}.parquet"
            _dataset(rows, name).write.mode(mode).option("compression", "zstd").parquet(target)
    finally:
        rows.unpersist()


def _dataset(rows: DataFrame, name: str) -> DataFrame:
    """The rows of a dataset, out of rows by article."""
    dataset = rows.select(F.inline(name))
    return settled(dataset, rows) if name == LATE else dataset


def _columns(datasets: Iterable[str] | None, files: Schemas) -> dict[str, spark.StructField]:
    """The datasets that are wanted, and what each of them is as a column of lists."""
    arguments = [*_ARGUMENTS, "--cut-names"]
    if isinstance(datasets, str):
        raise TypeError(f"datasets is a list of names: [{datasets!r}]")
    if datasets is not None:
        arguments += ["--only", ",".join(datasets)]
    with _pipe(arguments, files) as pipe:
        return {field.name: field_of(field) for field in list(pipe.schema)[1:] if field.name != "cut_names"}


def _compiled(
    articles: DataFrame, columns: dict[str, spark.StructField], files: Schemas, has_cut_names: bool
) -> DataFrame:
    """A row for each article, with a list for each of these datasets."""
    arguments = [*_ARGUMENTS, "--only", ",".join(columns)]
    fields = [spark.StructField("source", spark.StringType()), *columns.values()]
    if has_cut_names:
        arguments.append("--cut-names")
        fields.append(spark.StructField("cut_names", CUT_NAMES))
    return articles.select("source", "content").mapInArrow(_compiler(arguments, files), spark.StructType(fields))


def _files(schemas: Directory | None) -> Schemas:
    """The texts of schemas: an executor has not the directories of the driver."""
    if schemas is None:
        return {}
    root = Path(schemas)
    found = [*root.glob("*.toml"), *root.glob("languages/*.toml")]
    if not found:
        raise KbcError(f"there are no schemas in `{root}`\n  help: `kbc schema export DIR` writes those of kbc")
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(found)}


def _pipe(arguments: list[str], files: Schemas) -> Pipe:
    """A process in a directory of its own, where nothing but these schemas is found."""
    with tempfile.TemporaryDirectory(prefix="kbc-") as directory:
        if files:
            arguments = [*arguments, "--schemas", directory]
        for name, text in files.items():
            path = Path(directory) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        # The schema of its output is there: it has read all of them.
        return Pipe(arguments, directory)


def _compiler(arguments: list[str], files: Schemas) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What an executor does with the articles of a partition."""

    def compiled(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is None:
            # Nothing to do is no process.
            return

        def all_of_them() -> Iterator[pa.RecordBatch]:
            for batch in _chain(first, batches):
                for start in range(0, batch.num_rows, _ROWS):
                    yield batch.slice(start, _ROWS)

        with _pipe(arguments, files) as pipe:
            yield from pipe.rows(all_of_them(), first.schema)

    return compiled


def _chain(first: pa.RecordBatch, others: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from others

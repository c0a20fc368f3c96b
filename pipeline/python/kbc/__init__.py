"""The Knowledge Base compiler: Microsoft support articles in, typed and checked datasets out.

`kbc.build` compiles a directory of articles into a directory of datasets, as the command `kbc build` does. `kbc.compile`
compiles articles that are in memory, `kbc.read` reads a dataset, `kbc.diff` compares two outputs, `kbc.schema` says which
columns there are. Tables are `pyarrow.Table`, which pandas, Polars and DuckDB take without copies. `kbc.spark` does the same
on a cluster.

    >>> import kbc
    >>> tables = kbc.compile({"a.md": "# KB981506 - Cache\\n\\n|File name|File size|\\n|---|---|\\n|a.dll|1,024|\\n"})
    >>> tables["files"].select(["kb", "file_name", "file_size"]).to_pylist()
    [{'kb': 981506, 'file_name': 'a.dll', 'file_size': 1024}]
"""

from kbc._command import KbcError, version
from kbc._compile import compile, schema, stream
from kbc._output import Difference, Report, build, diff, read

__all__ = ["Difference", "KbcError", "Report", "build", "compile", "diff", "read", "schema", "stream", "version"]

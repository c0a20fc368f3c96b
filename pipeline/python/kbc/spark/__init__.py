"""The same on a Spark cluster: for those whose articles outgrow a machine. docs/scaling.md says when that is.

Only DataFrames are used, so Spark Connect and managed services work. Each executor runs `kbc pipe` as a process of its own; the
wheel of kbc, pandas and pyarrow must be installed there.
"""

from kbc.spark._check import Check, check
from kbc.spark._compile import by_article, compile, write

__all__ = ["Check", "by_article", "check", "compile", "write"]

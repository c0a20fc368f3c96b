"""Runs the examples in the Python package, over a copy of the articles and datasets of the repository.

python doctests.py REPOSITORY
"""

import doctest
import importlib
import os
import pkgutil
import shutil
import sys
import tempfile
from pathlib import Path

import kbc


def main() -> int:
    repository = Path(sys.argv[1]).resolve()
    # Spark has a test of its own.
    names = ["kbc", *(f"kbc.{module.name}" for module in pkgutil.iter_modules(kbc.__path__) if module.name not in ("__main__", "spark"))]
    attempted = failed = 0
    with tempfile.TemporaryDirectory(prefix="kbc-doctest-") as directory:
        for part in ("input", "output"):
            shutil.copytree(repository / part, Path(directory) / part)
        os.chdir(directory)
        for name in names:
            result = doctest.testmod(importlib.import_module(name))
            attempted += result.attempted
            failed += result.failed
        os.chdir(repository)
    print(f"{attempted} examples ran, {failed or 'none'} failed")
    return 1 if failed or not attempted else 0


if __name__ == "__main__":
    sys.exit(main())

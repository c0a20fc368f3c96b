"""Proves that a page on Python is true: runs its blocks of `python`, one after the other, and compares what they print.

python pages.py PAGE [--input DIRECTORY] [--write]

A block of `python` is followed by a block of `text`, what it prints, where it prints something. Blocks share their names, as in a
notebook, and run in a directory of their own with a copy of the articles in `input/`. `--write` writes what they print into the page.
"""

import argparse
import contextlib
import difflib
import io
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

FENCES = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def ran(text: str, page: str) -> str:
    """The page with what its blocks print now."""
    names: dict[str, Any] = {"__name__": "page"}
    fences = list(FENCES.finditer(text))
    parts, end = [], 0
    for at, fence in enumerate(fences):
        if fence[1] != "python":
            continue
        printed = io.StringIO()
        line = text.count("\n", 0, fence.start()) + 1
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * line + fence[2], page, "exec"), names)
        shown = fences[at + 1] if at + 1 < len(fences) and fences[at + 1][1] == "text" else None
        lines = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
        if shown:
            parts += [text[end : shown.start(2)], lines]
            end = shown.end(2)
        elif lines:
            raise ValueError(f"{page}:{line}: this block prints, and no block of text follows it:\n{lines}")
    return "".join([*parts, text[end:]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--input", type=Path, default=Path("input"), help="directory of articles")
    parser.add_argument("--write", action="store_true", help="write what the blocks print into the page")
    arguments = parser.parse_args()
    page = arguments.page.resolve()
    text = page.read_text("utf-8")
    with tempfile.TemporaryDirectory(prefix="kbc-page-") as directory:
        shutil.copytree(arguments.input, Path(directory) / "input")
        before = Path.cwd()
        os.chdir(directory)
        try:
            found = ran(text, arguments.page.as_posix())
        finally:
            os.chdir(before)
    if arguments.write:
        page.write_text(found, "utf-8")
    elif found != text:
        print("\n".join(difflib.unified_diff(text.splitlines(), found.splitlines(), "page", "printed", lineterm="")))
        return 1
    print(f"{arguments.page}: {sum(fence[1] == 'python' for fence in FENCES.finditer(text))} blocks ran")
    return 0


if __name__ == "__main__":
    sys.exit(main())

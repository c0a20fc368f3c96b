"""What the Python package does where `kbc pipe` breaks off: it raises, and leaves no process behind.

python shim.py KBC

A command of Python stands in for kbc: it runs it, and spoils what comes out.
"""

import os
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

import kbc

REAL = str(Path(sys.argv.pop(1)).resolve())

SPOILER = """#!{python}
import subprocess, sys
ran = subprocess.Popen([{kbc!r}, *sys.argv[1:]], stdout=subprocess.PIPE)
# The schema goes through at once, before any article comes.
head = ran.stdout.read(8)
sys.stdout.buffer.write(head + ran.stdout.read(int.from_bytes(head[4:], "little")))
sys.stdout.flush()
whole = ran.stdout.read()
trailer = whole.rindex(b'{{"kbc_pipe"')
{spoil}
"""
# What is done to the output: the end of the stream is 8 bytes before the trailer.
SPOILS = {
    "crash": "sys.stdout.buffer.write(whole[:-100]); sys.stdout.flush(); import os; os.abort()",
    "no trailer": "sys.stdout.buffer.write(whole[:trailer])",
    "no end": "sys.stdout.buffer.write(whole[:trailer - 8])",
    "cut": "sys.stdout.buffer.write(whole[:trailer - 100])",
    "a row too few": "sys.stdout.buffer.write(whole.replace(b'\"articles\":', b'\"articles\":1'))",
    "a message": "sys.stdout.buffer.write(whole); print('error: the disk is full', file=sys.stderr); sys.exit(2)",
    "no schema": "print('error: no such option' + ' ' * 200_000, file=sys.stderr); sys.exit(2)",
}
ARTICLES = {f"{number}.md": f"# KB{5_000_000 + number} - Cache" for number in range(600)}


def children() -> list[str]:
    """Processes that this one started and that still run."""
    listed = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if " pipe " in line]


class Shim(unittest.TestCase):
    def setUp(self) -> None:
        os.environ["KBC_BINARY"] = REAL

    def tearDown(self) -> None:
        self.assertEqual(children(), [])

    def test_a_whole_stream_is_taken(self) -> None:
        self.assertEqual(kbc.compile(ARTICLES)["articles"].num_rows, len(ARTICLES))

    def test_every_spoiled_stream_is_an_error(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            command = Path(directory) / "kbc"
            for name, spoil in SPOILS.items():
                command.write_text(SPOILER.format(python=sys.executable, kbc=REAL, spoil=spoil))
                command.chmod(command.stat().st_mode | stat.S_IXUSR)
                os.environ["KBC_BINARY"] = str(command)
                for read in (lambda: kbc.compile(ARTICLES), lambda: list(kbc.stream(ARTICLES, "articles"))):
                    with self.subTest(name), self.assertRaises(kbc.KbcError) as raised:
                        read()
                    if name == "a message":
                        self.assertEqual(str(raised.exception), "the disk is full")

    def test_an_exception_of_the_articles_is_raised_as_it_is(self) -> None:
        def articles() -> Iterator[tuple[str, str]]:
            yield from ARTICLES.items()
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            kbc.compile(articles())
        with self.assertRaises(ZeroDivisionError):
            list(kbc.stream(articles(), "articles"))

    def test_whoever_stops_early_stops_the_process(self) -> None:
        rows = kbc.stream(((f"{number}.md", "# KB1 - Cache\n" * 1000) for number in range(10**9)), "articles")
        self.assertGreater(next(rows).num_rows, 0)
        self.assertEqual(len(children()), 1)
        rows.close()
        time.sleep(0.1)

    def test_what_is_asked_for_in_vain_is_named(self) -> None:
        with self.assertRaisesRegex(kbc.KbcError, "`filez`"):
            kbc.compile({}, datasets=["filez"])
        with self.assertRaisesRegex(TypeError, r"\['files'\]"):
            kbc.compile({}, datasets="files")
        with self.assertRaisesRegex(kbc.KbcError, "no column `content`"):
            kbc.compile(pa.table({"source": ["a.md"], "text": ["x"]}))

    def test_no_article_is_no_row(self) -> None:
        tables = kbc.compile({})
        self.assertEqual({table.num_rows for table in tables.values()}, {0})
        self.assertEqual({name: table.schema for name, table in tables.items()}, kbc.schema())


if __name__ == "__main__":
    unittest.main()

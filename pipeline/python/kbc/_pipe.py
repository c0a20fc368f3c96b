"""`kbc pipe` as a process of its own: batches of articles in, batches of rows out.

What goes wrong in it, a crash or a lack of memory, is an exception here and nothing else. A stream that was cut looks whole to
readers of Arrow, so this one looks at the exit code and at the numbers behind the end of the stream.
"""

import contextlib
import json
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterable, Sequence

import pyarrow as pa

from kbc._command import KbcError, binary, said

# A process that has seen the end of its input ends by itself.
_PATIENCE = 60


class Pipe:
    """A running `kbc pipe`; `schema` is there before the first article is sent."""

    def __init__(self, arguments: Sequence[str], directory: str | None = None) -> None:
        # A pipe that nobody reads would stop the process as soon as it is full.
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [binary(), "pipe", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=directory,
        )
        assert self._process.stdin and self._process.stdout
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        try:
            self._reader = pa.ipc.open_stream(self._stdout)
        except (pa.ArrowInvalid, OSError):
            self._process.wait()
            message = self._said()
            self.__exit__()
            raise KbcError(message) from None
        self.schema: pa.Schema = self._reader.schema
        self._by_article = "--dataset" not in arguments
        self._failure: BaseException | None = None
        self._articles = 0

    def rows(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Generator[pa.RecordBatch, None, None]:
        """The rows of articles, in the order of the articles. Whoever stops before the end stops the process."""
        feeder = threading.Thread(target=self._feed, args=(batches, schema), daemon=True)
        feeder.start()
        rows = 0
        try:
            while True:
                try:
                    batch = self._reader.read_next_batch()
                except StopIteration:
                    break
                except (pa.ArrowInvalid, OSError):
                    # The process says what went wrong.
                    self._process.wait()
                    break
                rows += batch.num_rows
                yield batch
            feeder.join(_PATIENCE)
            self._judge(rows)
        finally:
            self.close()
            feeder.join(_PATIENCE)

    def _feed(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        articles = iter(batches)
        try:
            writer = pa.ipc.new_stream(self._stdin, schema)
            while True:
                try:
                    batch = next(articles)
                except StopIteration:
                    break
                except BaseException as error:  # it belongs to whoever asked for rows
                    self._fail(error)
                    return
                writer.write_batch(batch)
                self._articles += batch.num_rows
            # Only now: this writes the end of the stream, and the process takes what comes before it for all there is.
            writer.close()
            self._stdin.close()
        except OSError:
            # The process went away, and says why; or it was stopped from here.
            pass
        except (ValueError, pa.ArrowException) as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        # Its input must not end as if it were whole.
        self._process.kill()

    def _judge(self, rows: int) -> None:
        """Raises where rows may be missing."""
        behind = self._stdout.read()
        code = self._process.wait()
        if self._failure:
            raise self._failure
        if code != 0:
            raise KbcError(self._said())
        try:
            trailer = json.loads(behind)
            sent, received = trailer["articles"], sum(trailer["rows"].values())
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KbcError("rows are missing: the stream of `kbc pipe` was cut") from None
        expected = sent if self._by_article else received
        if sent != self._articles or expected != rows:
            raise KbcError(
                f"rows are missing: {self._articles} articles were sent and {sent} compiled, "
                f"{expected} rows were written and {rows} arrived"
            )

    def _said(self) -> str:
        self._errors.seek(0)
        return said(self._errors.read())

    def close(self) -> None:
        """Stops the process if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._stdout.close()
        if not self._errors.closed:
            self._errors.close()

    def __enter__(self) -> "Pipe":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        with contextlib.suppress(OSError, ValueError):
            # What was not sent is not wanted any more.
            self._stdin.close()

"""The command `kbc`: where it is, and how it is run."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path


class KbcError(Exception):
    """The command could not do what it was asked for; the text is its message, with what to do.

    >>> import kbc
    >>> try:
    ...     kbc.build("no-such-directory", "output")
    ... except kbc.KbcError as error:
    ...     print(error)
    there is no input directory `no-such-directory`
      help: put articles there, or name a directory, an article, an archive or a table with `--input PATH` or in kbc.toml
    """


def _places() -> Iterator[Path]:
    name = f"kbc{sysconfig.get_config_var('EXE') or ''}"
    yield Path(sysconfig.get_path("scripts")) / name
    # Installed by `pip install --user`, or by `pip install --target`.
    user = "nt_user" if os.name == "nt" else "posix_user"
    yield Path(sysconfig.get_path("scripts", scheme=user)) / name
    yield Path(__file__).parent.parent / "bin" / name
    yield Path(sys.executable).parent / name


def binary() -> str:
    """Path of the command: what `KBC_BINARY` in the environment names, else what this package was installed with, else what
    `PATH` finds."""
    named = os.environ.get("KBC_BINARY")
    if named:
        return named
    found = next((str(place) for place in _places() if place.is_file()), None) or shutil.which("kbc")
    if found is None:
        raise KbcError(
            "the command `kbc` was not found\n  help: install the wheel of kbc, or name the command in KBC_BINARY"
        )
    return found


def said(stderr: bytes | str) -> str:
    """The message of a command that failed."""
    text = stderr.decode("utf-8", "replace") if isinstance(stderr, bytes) else stderr
    text = text.strip()
    return text.removeprefix("error: ") or "the command ended without a message"


def run(arguments: Sequence[str | os.PathLike[str]], codes: tuple[int, ...] = (0,)) -> tuple[int, str, str]:
    """Runs the command; gives its exit code, what it printed, and what it said besides."""
    command = [binary(), *(os.fspath(argument) for argument in arguments)]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ran.returncode not in codes:
        raise KbcError(said(ran.stderr))
    return ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8", "replace")


def version() -> str:
    """Version of the command.

    >>> import kbc
    >>> kbc.version().split()[0]
    'kbc'
    """
    return run(["--version"])[1].strip()

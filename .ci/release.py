"""Packs a release: the program with its papers, manual pages and completions, and its checksum.

python release.py pack KBC TARGET DIST [--tag TAG]    packs KBC, compiled for TARGET, into DIST
python release.py notes TAG                           prints what CHANGELOG.md says of it
python release.py check KBC                           packs twice, and looks at what is packed (for the gate)

The same files give the same archive, byte for byte: names are sorted, and times are those of SOURCE_DATE_EPOCH, else 1980.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PAPERS = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "SECURITY.md", "THIRD-PARTY.md"]
COMPLETIONS = {"bash": "kbc.bash", "zsh": "_kbc", "fish": "kbc.fish", "powershell": "kbc.ps1", "elvish": "kbc.elv"}
# The first day that a zip archive can tell.
OLDEST = 315532800


def version() -> str:
    """The one version, from Cargo.toml."""
    return tomllib.loads((REPOSITORY / "Cargo.toml").read_text("utf-8"))["package"]["version"]


def said(kbc: Path, *arguments: str) -> bytes:
    return subprocess.run([kbc, *arguments], check=True, stdout=subprocess.PIPE).stdout


def contents(kbc: Path, target: str) -> dict[str, tuple[bytes, bool]]:
    """Every file of a release: its bytes, and whether it is a program."""
    program = "kbc.exe" if "windows" in target else "kbc"
    files = {program: (kbc.read_bytes(), True)}
    for name in PAPERS:
        files[name] = ((REPOSITORY / name).read_bytes(), False)
    for shell, name in COMPLETIONS.items():
        files[f"completions/{name}"] = (said(kbc, "completions", shell), False)
    with tempfile.TemporaryDirectory() as directory:
        said(kbc, "man", directory)
        for page in Path(directory).iterdir():
            files[f"man/man1/{page.name}"] = (page.read_bytes(), False)
    return dict(sorted(files.items()))


def mode(is_program: bool) -> int:
    return 0o755 if is_program else 0o644


def as_tar(root: str, files: dict[str, tuple[bytes, bool]], when: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (content, is_program) in files.items():
            entry = tarfile.TarInfo(f"{root}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), when, mode(is_program)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


def as_zip(root: str, files: dict[str, tuple[bytes, bool]], when: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, is_program) in files.items():
            entry = zipfile.ZipInfo(f"{root}/{name}", time.gmtime(when)[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (stat.S_IFREG | mode(is_program)) << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def pack(kbc: Path, target: str, dist: Path, tag: str | None) -> Path:
    """Writes the archive and its checksum; gives the path of the archive."""
    own = version()
    if tag is not None and tag != f"v{own}":
        sys.exit(f"the tag is {tag}, and Cargo.toml has version {own}: set one of them")
    printed = said(kbc, "--version").decode()
    if not printed.startswith(f"kbc {own} "):
        sys.exit(f"`{kbc} --version` prints {printed!r}, expected version {own}: compile it anew")
    root = f"kbc-{own}-{target}"
    when = max(OLDEST, int(os.environ.get("SOURCE_DATE_EPOCH", OLDEST)))
    files = contents(kbc, target)
    is_zip = "windows" in target
    packed = (as_zip if is_zip else as_tar)(root, files, when)
    dist.mkdir(parents=True, exist_ok=True)
    path = dist / f"{root}{'.zip' if is_zip else '.tar.gz'}"
    path.write_bytes(packed)
    line = f"{hashlib.sha256(packed).hexdigest()}  {path.name}\n"
    path.with_name(f"{path.name}.sha256").write_text(line, "ascii", newline="\n")
    print(f"{path}: {len(files)} files, {len(packed) / 1e6:.1f} MB")
    return path


def notes(tag: str) -> str:
    """The part of the changelog on a version."""
    text = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(tag.removeprefix('v'))}\b.*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found or not found[1].strip():
        sys.exit(f"CHANGELOG.md says nothing of {tag}: add a heading `## {tag.removeprefix('v')}` with what changed")
    return found[1].strip() + "\n"


def check(kbc: Path) -> None:
    """Packs for two systems, each twice."""
    notes(f"v{version()}")
    for target in ("x86_64-unknown-linux-musl", "x86_64-pc-windows-msvc"):
        with tempfile.TemporaryDirectory() as directory:
            one, two = (pack(kbc, target, Path(directory) / at, f"v{version()}") for at in "ab")
            if one.read_bytes() != two.read_bytes():
                sys.exit(f"{one.name} differs where it is packed again")
            if one.suffix == ".zip":
                names = zipfile.ZipFile(one).namelist()
            else:
                with tarfile.open(one) as archive:
                    names = archive.getnames()
            pages = [name for name in names if name.endswith(".1")]
            missing = [name for name in [*PAPERS, *COMPLETIONS.values(), "kbc.1", "kbc-build.1"] if not any(
                path.endswith(f"/{name}") for path in names
            )]
            if missing or len(pages) < 10:
                sys.exit(f"{one.name} lacks {missing}, and has {len(pages)} manual pages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    packing = commands.add_parser("pack")
    packing.add_argument("kbc", type=Path)
    packing.add_argument("target")
    packing.add_argument("dist", type=Path)
    packing.add_argument("--tag")
    telling = commands.add_parser("notes")
    telling.add_argument("tag")
    checking = commands.add_parser("check")
    checking.add_argument("kbc", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "pack":
        pack(arguments.kbc.resolve(), arguments.target, arguments.dist, arguments.tag)
    elif arguments.command == "notes":
        print(notes(arguments.tag), end="")
    else:
        check(arguments.kbc.resolve())


if __name__ == "__main__":
    main()

"""Writes THIRD-PARTY.md: the crates that the programs of a release are made of, and the texts of their licences.

python notices.py [--check]    with --check it writes nothing, and says whether the file is current

Which licences may be among them is for `cargo deny` to say. Crates are those that `cargo metadata` finds behind kbc for the systems of the
release, without those of build scripts and tests; texts are those that lie in the crates.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
NOTICES = REPOSITORY / "THIRD-PARTY.md"
WORKFLOW = REPOSITORY / ".github/workflows/release.yml"
TEXTS = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
# Where a crate leaves the choice, this one is taken: its text is named like that.
CHOICE = re.compile(r"\bMIT\b.*\bOR\b|\bOR\b.*\bMIT\b|/")
# Where a crate has no text at all, ours stands in; for other licences the text of a crate that is under the same one.
COMMON = {"Apache-2.0": "LICENSE-APACHE", "MIT": "LICENSE-MIT"}
HEAD = """# Notices of third parties

Written by `just notices`; do not edit. kbc itself is licensed under [MIT](LICENSE-MIT) or [Apache-2.0](LICENSE-APACHE). Its programs hold the
crates below; where a crate leaves the choice between MIT and another licence, MIT is chosen. The pages of `kbc site` have
notices of their own: `NOTICE.txt` in every site.
"""


def crates(target: str) -> dict[str, dict[str, Any]]:
    """The crates that a program for a system is made of, by name and version."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    ran = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE)
    metadata = json.loads(ran.stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    seen, waiting = {root}, [root]
    while waiting:
        for needed in nodes[waiting.pop()]["deps"]:
            is_linked = any(kind["kind"] is None for kind in needed["dep_kinds"])
            if is_linked and needed["pkg"] not in seen:
                seen.add(needed["pkg"])
                waiting.append(needed["pkg"])
    found = (packages[package] for package in seen - {root})
    return {f"{package['name']} {package['version']}": package for package in found}


def texts(package: dict[str, Any]) -> list[str]:
    """The texts of the licence of a crate, and its notices."""
    directory = Path(package["manifest_path"]).parent
    licence = package["license"] or ""
    found = sorted(path for path in directory.iterdir() if path.is_file() and TEXTS.match(path.name))
    if package["name"].endswith("-sys"):
        # A library in C that lies in the crate has a licence of its own.
        below = (path for folder in directory.iterdir() if folder.is_dir() for path in folder.iterdir())
        found += sorted(path for path in below if path.is_file() and TEXTS.match(path.name))
    chosen = [path for path in found if "MIT" in path.name.upper()]
    if CHOICE.search(licence) and chosen:
        found = chosen + [path for path in found if re.match("copyright|notice", path.name, re.IGNORECASE)]
    if not found:
        found = [REPOSITORY / COMMON[name] for name in COMMON if name in licence][:1]
    return [tidy(path.read_text("utf-8", errors="replace")) for path in found]


def tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.expandtabs(4).splitlines())
    return "\n".join(lines).strip("\n")


def notices() -> str:
    targets = sorted(set(re.findall(r"target: ([\w-]+),", WORKFLOW.read_text("utf-8"))))
    packages: dict[str, dict[str, Any]] = {}
    for target in targets:
        packages |= crates(target)
    of_text = defaultdict(list)
    own = {name: texts(package) for name, package in packages.items()}
    of_licence = {packages[name]["license"]: found for name, found in sorted(own.items()) if found}
    for name in sorted(packages):
        licence = packages[name]["license"]
        if not own[name] and licence not in of_licence:
            sys.exit(f"{name} has no text of its licence, {licence}, and no other crate has: ask its authors for one")
        for text in own[name] or of_licence[licence]:
            of_text[text].append(name)
    parts = [HEAD]
    for text, names in sorted(of_text.items(), key=lambda found: found[1]):
        listed = "".join(
            f"- {name}: {packages[name]['license']}, {packages[name]['repository'] or 'no address'}\n" for name in names
        )
        parts.append(f"## {names[0] if len(names) == 1 else f'{names[0]} and {len(names) - 1} more'}\n\n{listed}\n````text\n{text}\n````\n")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = notices()
    if arguments.check:
        current = NOTICES.read_text("utf-8") if NOTICES.exists() else ""
        if current != text:
            sys.exit("THIRD-PARTY.md is not what Cargo.lock and the crates give: run `just notices`, read the difference, commit")
        print(f"THIRD-PARTY.md is current: {len(set(re.findall('^- ([^:]+):', text, re.MULTILINE)))} crates")
    else:
        NOTICES.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

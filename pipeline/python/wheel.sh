#!/usr/bin/env bash
# Builds dist/kbc-*.whl: the command and the Python package, for Linux with glibc 2.17 and later.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pins=.ci/requirements.txt
tools="${KBC_WHEEL_TOOLS:-}"
if [ -z "$tools" ]; then
    tools="${TMPDIR:-/tmp}/kbc-wheel-tools-$(id -u)"
    grep -E '^(maturin|ziglang)==' "$pins" >"$tools.txt"
    if ! cmp -s "$tools.txt" "$tools/requirements.txt"; then
        python3 -m venv --clear "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$tools.txt"
        cp "$tools.txt" "$tools/requirements.txt"
    fi
fi
# `kbc --version` names the commit, where the files are those of one.
if [ -z "${KBC_COMMIT:-}" ] && [ -z "$(git status --porcelain 2>&1)" ]; then
    KBC_COMMIT="$(git rev-parse HEAD)"
    export KBC_COMMIT
fi
# Zig links against an old glibc, whatever this system has; maturin finds it beside itself.
PATH="$tools/bin:$PATH" "$tools/bin/maturin" build --release --locked --zig --compatibility manylinux_2_17 --out dist

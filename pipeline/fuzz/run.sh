#!/usr/bin/env bash
# Runs one fuzz target: `run.sh TARGET [OPTIONS of libFuzzer]`. Inputs that reach something new go to target/fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target="$1"
shift
cargo build --quiet --release --locked
found=../../target/fuzz
mkdir -p "$found/corpus/$target" "$found/found"
# Outputs that are compared lie here, and go with it.
TMPDIR="$(mktemp -d)"
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
longest=4096
# A Parquet file has some parts that cannot be shorter.
[ "$target" = diff ] && longest=20000
"$found/release/$target" -dict=kbc.dict -max_len="$longest" -timeout=20 -rss_limit_mb=2048 \
    -artifact_prefix="$found/found/$target-" "$@" "$found/corpus/$target" "seeds/$target"

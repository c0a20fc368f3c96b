#!/bin/sh
# Stands before rustc: coverage as libFuzzer reads it, in kbc and in the crates that read what people write. The flags are those of a
# stable compiler. Other crates are compiled as they are: counters in all of Arrow take a quarter of an hour to compile.
for word in "$@"; do
    case "$word" in
    kbc | kbc_fuzz | article | table | schema | policy | diff | pulldown_cmark | html5ever | markup5ever | web_atoms | scraper | tendril | toml | toml_parser)
        is_instrumented=yes
        ;;
    esac
    [ "$word" = "build_script_build" ] && exec "$@"
done
[ -n "$is_instrumented" ] || exec "$@"
exec "$@" --cfg=fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares

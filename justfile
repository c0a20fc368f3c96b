# The commands of the project, each one line; `just` lists them.

# compile input/ into output/
build:
    cargo run --release -- build

# is output/ what input/ gives?
check:
    cargo run --release -- check

# all tests
test:
    cargo test

# ratios against walking, reading and bare pulldown-cmark over DIR (default: the articles of input/)
bench DIR="input":
    cargo bench --bench build -- {{DIR}}

# rewrite what is generated: output/, schemas/README.md, expectations of tests
bless:
    KBC_BLESS=1 cargo test
    cargo run --release -- build

# everything that must hold before a pull request
ready:
    bash .ci/run

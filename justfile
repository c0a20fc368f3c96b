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

# plant slips in good articles of DIRS (default: our own) and print how many of each kind the rules catch; `just slips --help`
slips *DIRS:
    cargo bench --bench slips -- {{DIRS}}

# a site of output/ and input/ to look at
site:
    cargo run --release -- site --open

# bundle the pages of the site: pipeline/site/web/ -> pipeline/site/bundle/
site-assets:
    cd pipeline/site/web && npm ci --ignore-scripts && npm run check-types && npm run build

# build dist/kbc-*.whl: the command and the Python package
wheel:
    bash pipeline/python/wheel.sh

# rewrite what is generated: output/, schemas/README.md, expectations of tests
bless:
    KBC_BLESS=1 cargo test
    cargo run --release -- build

# fail every system call of a build, let builds race, withhold memory, damage Parquet files (hours; CAMPAIGN: syscalls, pairs, limits or parquet)
faults *CAMPAIGN:
    cargo build --release
    python3 -B .ci/faults.py target/release/kbc {{CAMPAIGN}}

# search for inputs that break a promise (TARGET: article, table, schema, policy, archive or diff; options of libFuzzer may follow)
fuzz TARGET *OPTIONS:
    bash pipeline/fuzz/run.sh {{TARGET}} {{OPTIONS}}

# the notices of third parties: THIRD-PARTY.md
notices:
    python3 -B .ci/notices.py

# everything that must hold before a pull request
ready:
    bash .ci/run

//! Tests of kbc as a whole: one module per promise; expectations are data files, rewritten by `just bless`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test that cannot go on fails; fixtures are files"
)]

mod any_bytes;
mod bad_input;
mod checksums;
mod cli;
mod compiled;
mod constraints;
mod corpus;
mod crashes;
mod damage;
mod damaged_values;
mod determinism;
mod diff;
mod fixtures;
mod fuzzed;
mod generated;
mod hostile_html;
mod hostile_shapes;
mod hostile_work;
mod html_oracle;
mod html_walk;
mod in_the_way;
mod inline_oracle;
mod input;
mod interrupted;
mod languages;
mod layering;
mod layouts;
mod ledger;
mod looks;
mod mutated_packages;
mod own_dataset;
mod own_family;
mod own_language;
mod packed;
mod pipe;
mod policy;
mod product_names;
mod render;
mod reserved_words;
mod reviews;
mod roles;
mod rules;
mod same_rows;
mod schema_mistakes;
mod seeds;
mod sentences;
mod shared;
mod site;
mod slips;
mod soup;
mod support;
mod team;
mod terminal;
mod toy_layout;
mod unchanged;

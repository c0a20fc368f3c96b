//! Tests of kbc as a whole: one module per promise; expectations are data files, rewritten by `just bless`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails; fixtures are files"
)]

mod any_bytes;
mod bad_input;
mod cli;
mod compiled;
mod corpus;
mod damage;
mod determinism;
mod fixtures;
mod generated;
mod hostile_html;
mod hostile_work;
mod html_oracle;
mod interrupted;
mod layering;
mod layouts;
mod ledger;
mod own_dataset;
mod render;
mod rules;
mod schema_mistakes;
mod seeds;
mod shared;
mod soup;
mod support;

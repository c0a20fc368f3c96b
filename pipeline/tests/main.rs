//! Tests of kbc as a whole: one module per promise; expectations are data files, rewritten by `just bless`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails; fixtures are files"
)]

mod compiled;
mod corpus;
mod damage;
mod fixtures;
mod generated;
mod layering;
mod layouts;
mod ledger;
mod render;
mod seeds;
mod shared;
mod soup;

//! Tests of kbc as a whole: one module per promise; expectations are data files, rewritten by `just bless`.

mod fixtures;
mod generated;
mod layering;

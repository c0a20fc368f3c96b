//! Every rule, one file each.

use super::Rule;

mod constraint_determines;
mod constraint_references;
mod constraint_unique;
mod duplicate_row;
mod size_differs_between_articles;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &duplicate_row::RULE,
    &size_differs_between_articles::RULE,
    &constraint_unique::RULE,
    &constraint_determines::RULE,
    &constraint_references::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

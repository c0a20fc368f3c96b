//! Every rule, one file each.

use super::Rule;

mod assembly_checksum;
mod assembly_group;
mod constraint_determines;
mod constraint_references;
mod constraint_unique;
mod duplicate_row;
mod malformed_assembly_name;
mod size_differs_between_articles;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &malformed_assembly_name::RULE,
    &assembly_checksum::RULE,
    &duplicate_row::RULE,
    &assembly_group::RULE,
    &size_differs_between_articles::RULE,
    &constraint_unique::RULE,
    &constraint_determines::RULE,
    &constraint_references::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

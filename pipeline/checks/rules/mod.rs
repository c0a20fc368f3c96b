//! Every rule, one file each.

use super::Rule;

mod assembly_not_of_section;
mod assembly_version_unknown;
mod component_set_changes;
mod conflicting_size;
mod conflicting_time;
mod duplicate_row;
mod platform_not_of_section;
mod shared_rows_differ;
mod size_differs_between_articles;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;
mod wow_rows_missing;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &duplicate_row::RULE,
    &conflicting_size::RULE,
    &conflicting_time::RULE,
    &platform_not_of_section::RULE,
    &assembly_not_of_section::RULE,
    &assembly_version_unknown::RULE,
    &component_set_changes::RULE,
    &shared_rows_differ::RULE,
    &wow_rows_missing::RULE,
    &size_differs_between_articles::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

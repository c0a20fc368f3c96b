//! Every rule, one file each.

use super::Rule;

mod duplicate_row;
mod identifiers_disagree;
mod package_of_another_kb;
mod size_differs_between_articles;
mod update_mum_count;
mod version_of_no_branch;
mod version_out_of_order;
mod version_pair_disagrees;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &duplicate_row::RULE,
    &version_of_no_branch::RULE,
    &package_of_another_kb::RULE,
    &update_mum_count::RULE,
    &version_out_of_order::RULE,
    &version_pair_disagrees::RULE,
    &identifiers_disagree::RULE,
    &size_differs_between_articles::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

//! Every rule, one file each.

use super::Rule;

mod article_repeated;
mod broken_digit_grouping;
mod build_and_kb_disagree;
mod duplicate_row;
mod hex_disagrees_with_decimal;
mod kb_in_several_articles;
mod locale_separators;
mod malformed_digest;
mod malformed_version;
mod near_miss_name;
mod odd_executable_size;
mod release_dates_differ;
mod replacement_cycle;
mod rounded_size;
mod size_differs_between_articles;
mod spreadsheet_formula;
mod unknown_platform;
mod unread_value;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &broken_digit_grouping::RULE,
    &locale_separators::RULE,
    &rounded_size::RULE,
    &odd_executable_size::RULE,
    &malformed_version::RULE,
    &unknown_platform::RULE,
    &malformed_digest::RULE,
    &hex_disagrees_with_decimal::RULE,
    &spreadsheet_formula::RULE,
    &unread_value::RULE,
    &duplicate_row::RULE,
    &kb_in_several_articles::RULE,
    &article_repeated::RULE,
    &build_and_kb_disagree::RULE,
    &release_dates_differ::RULE,
    &replacement_cycle::RULE,
    &size_differs_between_articles::RULE,
    &near_miss_name::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

//! Every rule, one file each.

use super::Rule;

mod ambiguous_date_order;
mod date_punctuation;
mod duplicate_row;
mod implausible_year;
mod impossible_date;
mod impossible_time;
mod mixed_date_styles;
mod size_differs_between_articles;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;
mod year_missing;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &impossible_date::RULE,
    &implausible_year::RULE,
    &year_missing::RULE,
    &ambiguous_date_order::RULE,
    &mixed_date_styles::RULE,
    &date_punctuation::RULE,
    &impossible_time::RULE,
    &duplicate_row::RULE,
    &size_differs_between_articles::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

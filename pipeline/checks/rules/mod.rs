//! Every rule, one file each.

use super::Rule;

mod ambiguous_date_order;
mod ambiguous_table;
mod cells_do_not_fill_rows;
mod count_disagrees;
mod date_punctuation;
mod duplicate_row;
mod header_does_not_fit;
mod implausible_year;
mod impossible_date;
mod impossible_time;
mod long_row;
mod mixed_date_styles;
mod row_in_no_dataset;
mod short_row;
mod sibling_tables_differ;
mod size_differs_between_articles;
mod unclaimed_file_line;
mod unclaimed_table;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;
mod year_missing;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &short_row::RULE,
    &long_row::RULE,
    &cells_do_not_fill_rows::RULE,
    &unclaimed_file_line::RULE,
    &unclaimed_table::RULE,
    &ambiguous_table::RULE,
    &header_does_not_fit::RULE,
    &sibling_tables_differ::RULE,
    &count_disagrees::RULE,
    &row_in_no_dataset::RULE,
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

//! Every rule, one file each.

use super::Rule;

mod ambiguous_date_order;
mod ambiguous_table;
mod article_repeated;
mod assembly_checksum;
mod assembly_group;
mod assembly_not_of_section;
mod assembly_version_unknown;
mod broken_digit_grouping;
mod build_and_kb_disagree;
mod cells_do_not_fill_rows;
mod component_set_changes;
mod conflict_markers;
mod conflicting_size;
mod conflicting_time;
mod constraint_determines;
mod constraint_pattern;
mod constraint_references;
mod constraint_unique;
mod count_disagrees;
mod cut_span;
mod damaged_extension;
mod dangling_anchor;
mod date_off_build;
mod date_punctuation;
mod duplicate_row;
mod empty_article;
mod file_missing_in_system;
mod glued_text;
mod header_does_not_fit;
mod hex_disagrees_with_decimal;
mod identifiers_disagree;
mod implausible_year;
mod impossible_date;
mod impossible_time;
mod invisible_character;
mod kb_in_several_articles;
mod label_and_text_disagree;
mod link_text_disagrees;
mod locale_separators;
mod long_row;
mod malformed_assembly_name;
mod malformed_digest;
mod malformed_version;
mod manifest_with_another_extension;
mod missing_value;
mod misspelled_heading;
mod mixed_date_styles;
mod moment_off_deployment;
mod near_miss_name;
mod near_miss_reference;
mod no_kb_number;
mod odd_executable_size;
mod package_of_another_kb;
mod page_without_text;
mod platform_not_of_section;
mod reference_repeated;
mod release_dates_differ;
mod replacement_cycle;
mod rounded_size;
mod row_differs_in_one_value;
mod row_in_no_dataset;
mod several_kb_numbers;
mod shared_rows_differ;
mod short_row;
mod sibling_tables_differ;
mod size_differs_between_articles;
mod spreadsheet_formula;
mod template_text;
mod title_names_another_kb;
mod unclaimed_file_line;
mod unclaimed_table;
mod unclosed_fence;
mod undecodable_bytes;
mod unknown_platform;
mod unread_value;
mod update_mum_count;
mod version_of_no_branch;
mod version_off_build;
mod version_out_of_order;
mod version_pair_disagrees;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;
mod wow_rows_missing;
mod year_missing;
mod year_off_revisions;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &unclosed_fence::RULE,
    &no_kb_number::RULE,
    &several_kb_numbers::RULE,
    &title_names_another_kb::RULE,
    &template_text::RULE,
    &dangling_anchor::RULE,
    &invisible_character::RULE,
    &undecodable_bytes::RULE,
    &link_text_disagrees::RULE,
    &reference_repeated::RULE,
    &glued_text::RULE,
    &conflict_markers::RULE,
    &page_without_text::RULE,
    &empty_article::RULE,
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
    &cut_span::RULE,
    &misspelled_heading::RULE,
    &missing_value::RULE,
    &impossible_date::RULE,
    &implausible_year::RULE,
    &year_missing::RULE,
    &ambiguous_date_order::RULE,
    &mixed_date_styles::RULE,
    &date_punctuation::RULE,
    &impossible_time::RULE,
    &broken_digit_grouping::RULE,
    &locale_separators::RULE,
    &rounded_size::RULE,
    &odd_executable_size::RULE,
    &malformed_version::RULE,
    &unknown_platform::RULE,
    &malformed_digest::RULE,
    &malformed_assembly_name::RULE,
    &assembly_checksum::RULE,
    &hex_disagrees_with_decimal::RULE,
    &spreadsheet_formula::RULE,
    &unread_value::RULE,
    &damaged_extension::RULE,
    &manifest_with_another_extension::RULE,
    &duplicate_row::RULE,
    &conflicting_size::RULE,
    &conflicting_time::RULE,
    &platform_not_of_section::RULE,
    &assembly_not_of_section::RULE,
    &assembly_version_unknown::RULE,
    &component_set_changes::RULE,
    &shared_rows_differ::RULE,
    &wow_rows_missing::RULE,
    &version_of_no_branch::RULE,
    &package_of_another_kb::RULE,
    &update_mum_count::RULE,
    &assembly_group::RULE,
    &version_out_of_order::RULE,
    &version_pair_disagrees::RULE,
    &identifiers_disagree::RULE,
    &label_and_text_disagree::RULE,
    &file_missing_in_system::RULE,
    &date_off_build::RULE,
    &version_off_build::RULE,
    &moment_off_deployment::RULE,
    &kb_in_several_articles::RULE,
    &article_repeated::RULE,
    &build_and_kb_disagree::RULE,
    &release_dates_differ::RULE,
    &replacement_cycle::RULE,
    &size_differs_between_articles::RULE,
    &near_miss_name::RULE,
    &constraint_unique::RULE,
    &constraint_determines::RULE,
    &constraint_references::RULE,
    &near_miss_reference::RULE,
    &row_differs_in_one_value::RULE,
    &year_off_revisions::RULE,
    &constraint_pattern::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

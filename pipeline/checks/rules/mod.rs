//! Every rule, one file each.

use super::Rule;

mod assembly_checksum;
mod assembly_group;
mod duplicate_row;
mod malformed_assembly_name;
mod dangling_anchor;
mod duplicate_row;
mod glued_text;
mod invisible_character;
mod link_text_disagrees;
mod no_kb_number;
mod reference_repeated;
mod several_kb_numbers;
mod size_differs_between_articles;
mod template_text;
mod title_names_another_kb;
mod unclosed_fence;
mod undecodable_bytes;
mod waiver_expired;
mod waiver_unused;
mod waiver_without_reason;

/// Every rule, in the order of codes.
pub const RULES: &[&Rule] = &[
    &malformed_assembly_name::RULE,
    &assembly_checksum::RULE,
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
    &duplicate_row::RULE,
    &assembly_group::RULE,
    &size_differs_between_articles::RULE,
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &waiver_without_reason::RULE,
];

//! `Draft`: what a schema says before the names in it are resolved.

use super::Dataset;
use crate::finding::Level;
use crate::toml_file::Text;
use regex::Regex;
use std::ops::Range;

/// What a schema says before names are resolved.
pub(super) struct Draft {
    pub(super) path: String,
    pub(super) dataset: Dataset,
    pub(super) name_range: Range<usize>,
    pub(super) order: Vec<Text>,
    pub(super) identity: Vec<Text>,
    pub(super) needs_one_of: Vec<Text>,
    pub(super) in_titles: Vec<Text>,
    pub(super) shares_tables_with: Vec<Text>,
    pub(super) one_row_per: Option<Text>,
    pub(super) from: Vec<Vec<Text>>,
    /// Of each column.
    pub(super) roles: Vec<Option<Text>>,
    pub(super) constraints: Vec<DraftConstraint>,
}

pub(super) struct DraftConstraint {
    pub(super) kind: Text,
    pub(super) columns: Vec<Text>,
    pub(super) determines: Vec<Text>,
    pub(super) dataset: Option<Text>,
    pub(super) references: Vec<Text>,
    pub(super) pattern: Option<(String, Regex)>,
    pub(super) level: Level,
    pub(super) left_to: Vec<Text>,
}

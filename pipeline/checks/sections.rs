//! Rows of `files` by the label they stand under: what an article prints below one label belongs together.

use super::{Article, FileRow};
use crate::span::Span;

/// The rows below one label, in order.
#[derive(Clone, Copy)]
pub struct FileSection<'r, 'a> {
    /// The label nearest above them; null where none stands above.
    pub label: Option<Span>,
    /// The rows; at least one.
    pub rows: &'r [FileRow<'a>],
}

/// Sections that list files, in reading order. Two labels with the same words are two sections.
#[must_use]
pub fn file_sections<'r, 'a>(article: &'r Article<'a>) -> Vec<FileSection<'r, 'a>> {
    let sections = &article.records.outline.sections;
    // The number of labels that stand above a table names the nearest of them.
    let above = |row: &FileRow<'_>| {
        let table = article.tables.get((row.table as usize).wrapping_sub(1));
        table.map_or(0, |table| sections.partition_point(|section| section.block < table.first_block))
    };
    let groups = article.files().chunk_by(|left, right| left.table == right.table || above(left) == above(right));
    groups
        .map(|rows| {
            let nearest = rows.first().and_then(|row| sections.get(above(row).checked_sub(1)?));
            let label = nearest.and_then(|section| article.document.blocks.get(section.block)).map(|block| block.span);
            FileSection { label, rows }
        })
        .collect()
}

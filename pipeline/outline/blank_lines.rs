//! Whether a page lost its blank lines: then a label stands right below what is above it.

use crate::blocks::{Document, Kind};
use crate::tables::Table;

/// Paragraphs of so many lines on an average are many paragraphs.
const LINES_OF_PARAGRAPH: usize = 10;

/// Whether the lines of an article stand one right below the other. Those of tables do so in any article.
pub(super) fn has_no_blank_lines(document: &Document<'_>, tables: &[Table]) -> bool {
    let (mut lines, mut opening) = (0, 0);
    let mut behind_grid = false;
    let mut tables = tables.iter().peekable();
    for (at, block) in document.blocks.iter().enumerate() {
        while tables.next_if(|table| table.end_block <= at).is_some() {}
        let is_in_table = tables.peek().is_some_and(|table| table.first_block <= at);
        if let Kind::Line(line) = block.kind
            && !is_in_table
        {
            lines += 1;
            // What stands behind a grid opens in any case.
            opening += usize::from(line.opens && !line.bullet && !behind_grid);
        }
        behind_grid = matches!(block.kind, Kind::Grid { .. });
    }
    opening * LINES_OF_PARAGRAPH < lines
}

//! Loose cells: lines outside of tables that hold nothing but versions, sizes, dates and times: the cells of a table that
//! was flattened, one on each line, or its rows without their names.

use super::Article;
use crate::contract::Column;
use crate::span::Span;
use crate::tables::{Headings, Line, Table};

/// A longer line is no cell and no row without its name, in bytes.
const LONGEST_LINE: usize = 64;
/// Lines of cells are one run with at most this number of blocks between them, such as names and platforms.
const MOST_BLOCKS_BETWEEN: usize = 4;
/// Kinds of data that a run of cells has at least.
const FEWEST_KINDS: usize = 3;

/// Lines of data that follow each other.
#[derive(Default)]
struct Run<'c> {
    lines: Vec<Span>,
    kinds: Vec<&'c str>,
    /// Block of the last line.
    last: usize,
    /// Whether it goes on with the table above it, whose business it is.
    is_rest: bool,
}

/// The runs of lines that look like values of at least three of some columns, and that no table claims.
#[must_use]
pub fn loose_cells(article: &Article<'_>, columns: &[&Column]) -> Vec<Vec<Span>> {
    let document = article.document;
    let mut tables = article.tables.iter().filter(|table| table.has_blocks()).peekable();
    let mut found = Vec::new();
    let mut run = Run::default();
    let (mut behind, mut at): (Option<&Table>, usize) = (None, 0);
    while at < document.blocks.len() {
        if let Some(table) = tables.next_if(|table| table.first_block <= at) {
            at = table.end_block.max(at + 1);
            behind = Some(table);
            continue;
        }
        // Nearly every line is passed over by its first byte.
        let line = document.line(at).filter(|(span, line)| {
            let raw = document.raw(*span);
            raw.len() <= LONGEST_LINE && raw.starts_with(|c: char| c.is_ascii_digit()) && !line.bullet
        });
        if let Some((span, line)) = line
            && let Some(kinds) = data(document.raw(span), columns)
        {
            if at > run.last + MOST_BLOCKS_BETWEEN + 1 {
                found.extend(std::mem::take(&mut run).end());
            }
            if run.lines.is_empty() {
                run.is_rest = behind.is_some_and(|table| table.end_block == at && goes_on(table, line.opens));
            }
            run.lines.push(span);
            run.last = at;
            for kind in kinds {
                if !run.kinds.contains(&kind) {
                    run.kinds.push(kind);
                }
            }
        }
        at += 1;
    }
    found.extend(run.end());
    found
}

impl Run<'_> {
    fn end(self) -> Option<Vec<Span>> {
        (self.kinds.len() >= FEWEST_KINDS && !self.is_rest).then_some(self.lines)
    }
}

/// Whether a line of data right behind a table belongs to it.
fn goes_on(table: &Table, opens: bool) -> bool {
    let is_flat = !table.layout.is_printed() && table.layout.headings == Headings::First;
    match table.layout.line {
        Line::Cell => is_flat,
        Line::Row => is_flat && !opens,
        _ => false,
    }
}

/// The types of the words of a line that is nothing but data; null where it holds anything else, or bare numbers only.
fn data<'c>(line: &str, columns: &[&'c Column]) -> Option<Vec<&'c str>> {
    let mut kinds = Vec::new();
    for word in line.split_whitespace() {
        let kind = columns.iter().find(|column| column.type_name() != "file-name" && column.is_shape(word))?;
        if !word.bytes().all(|b| b.is_ascii_digit()) {
            kinds.push(kind.type_name());
        }
    }
    (!kinds.is_empty()).then_some(kinds)
}

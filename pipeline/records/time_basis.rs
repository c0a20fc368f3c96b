//! Which sentences say that the dates and times of the tables below them are UTC, or that they are not.

use crate::blocks::{Document, Kind};
use crate::contract::{Contract, Statement};
use crate::tables::Table;
use crate::values::sentences;

/// What an article says of the basis of its times, in reading order.
#[derive(Debug, Default)]
pub(super) struct TimeBasis {
    /// The block at which a sentence's paragraph begins, and whether it states UTC.
    said: Vec<(usize, bool)>,
}

/// A sentence is looked for in at most this many lines of one paragraph: work stays in proportion to the article.
const MOST_LINES: usize = 64;

impl TimeBasis {
    /// Reads what stands above the last table that a dataset claims.
    pub(super) fn read(document: &Document<'_>, tables: &[Table], contract: &Contract) -> Self {
        let mut found = Self::default();
        let Some(statement) = contract.time_basis() else { return found };
        let Some(last) = tables.iter().rfind(|table| table.claim.is_some()) else { return found };
        let mut next_table = tables.iter().filter(|table| table.has_blocks()).peekable();
        let mut at = 0;
        while at < last.first_block {
            if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
                at = table.end_block.max(at + 1);
                continue;
            }
            let end = paragraph_end(document, at).min(last.first_block);
            found.add(document, statement, at, end);
            at = end;
        }
        found
    }

    fn add(&mut self, document: &Document<'_>, statement: &Statement, at: usize, end: usize) {
        let texts: Vec<_> = document.blocks[at..end].iter().map(|block| document.plain(block.span)).collect();
        let text = match texts.as_slice() {
            [text] => text.clone(),
            texts => texts.join(" ").into(),
        };
        self.said.extend(sentences(&text).filter_map(|sentence| statement.said_by(sentence)).map(|said| (at, said)));
    }

    /// Whether the last sentence above a table that speaks of it says UTC.
    pub(super) fn is_utc(&self, table: &Table) -> bool {
        let above = self.said.partition_point(|(block, _)| *block < table.first_block);
        above.checked_sub(1).is_some_and(|last| self.said[last].1)
    }
}

/// One past the last block of the paragraph that begins at a block.
fn paragraph_end(document: &Document<'_>, at: usize) -> usize {
    let goes_on = |at: &usize| document.line(*at).is_some_and(|(_, line)| !line.opens && !line.bullet);
    match document.blocks.get(at).map(|block| block.kind) {
        Some(Kind::Line(_)) => at + 1 + (at + 1..at + MOST_LINES).take_while(goes_on).count(),
        _ => at + 1,
    }
}

//! Positions of words on a line, as columns that people see: tabs go to the next multiple of 8.

use super::finder::Finder;
use crate::span::Span;
use std::ops::Range;

/// Words that stand together, and the columns from which to which they reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its text.
    pub(super) span: Span,
    /// Its columns.
    pub(super) columns: Range<usize>,
}

impl Piece {
    /// Both, and what stands between them.
    pub(super) fn join(&self, other: &Self) -> Self {
        Self { span: self.span.join(other.span), columns: self.columns.start..other.columns.end }
    }
}

/// Longer lines have no words, in bytes.
const LONGEST_LINE: usize = 400;
const TAB: usize = 8;

/// The words of a line.
pub(super) fn words(finder: &Finder<'_, '_>, span: Span) -> Vec<Piece> {
    let text = finder.document.source.text.as_str();
    let Range { start, end } = span.range();
    let before = start.saturating_sub(LONGEST_LINE);
    let Some(line) = memchr::memrchr(b'\n', &text.as_bytes()[before..start]).map(|at| before + at + 1) else {
        return if before == 0 { place(text, 0, span) } else { Vec::new() };
    };
    if end - line > LONGEST_LINE { Vec::new() } else { place(text, line, span) }
}

/// The words of a span of a line that begins at a byte.
fn place(text: &str, line: usize, span: Span) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut column = 0;
    let mut is_open = false;
    for (at, c) in text[line..span.range().end].char_indices() {
        let at = line + at;
        let next = if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 };
        if at < span.range().start || c.is_whitespace() {
            is_open = false;
        } else {
            let letter = Span::of(at..at + c.len_utf8());
            match found.last_mut().filter(|_| is_open) {
                Some(word) => *word = Piece { span: word.span.join(letter), columns: word.columns.start..next },
                None => found.push(Piece { span: letter, columns: column..next }),
            }
            is_open = true;
        }
        column = next;
    }
    found
}

/// Words that one blank divides stand together; a tab or more blanks divide.
pub(super) fn together(finder: &Finder<'_, '_>, words: &[Piece]) -> Vec<Vec<Piece>> {
    let is_close = |a: &Piece, b: &Piece| {
        let between = Span::of(a.span.range().end..b.span.range().start);
        matches!(finder.document.raw(between), " ")
    };
    words.chunk_by(is_close).map(<[Piece]>::to_vec).collect()
}

/// The first to the last of some words.
pub(super) fn whole(words: &[Piece]) -> Option<Piece> {
    Some(words.first()?.join(words.last()?))
}

/// The number of columns that two ranges share.
pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The number of columns between two ranges that share none.
pub(super) fn distance(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.start.max(b.start).saturating_sub(a.end.min(b.end))
}

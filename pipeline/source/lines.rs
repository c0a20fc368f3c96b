//! Byte offset to line and column, both from 1.

use crate::span::Span;
use std::ops::RangeInclusive;

/// Where lines begin in one article.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Number of characters before each piece of [`PIECE`] bytes; empty where every character is a byte.
    characters: Vec<u32>,
}

/// Bytes whose characters are counted at once: a column far into a long line is found without counting from its start.
const PIECE: usize = 512;

/// A place as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: u32,
}

impl LineIndex {
    /// Finds the line ends (`\n`; a `\r` before it belongs to the line end).
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 40 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self { starts, characters: if text.is_ascii() { Vec::new() } else { characters(text.as_bytes()) } }
    }

    /// Number of lines; a final line end begins no new line, an empty text has none.
    #[must_use]
    pub fn count(&self, text: &str) -> u32 {
        let open_line = u32::from(!text.is_empty() && !text.ends_with('\n'));
        u32::try_from(self.starts.len() - 1).unwrap_or(u32::MAX).saturating_add(open_line)
    }

    /// The line, from 1, that holds `offset`.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    /// The lines that a span touches.
    #[must_use]
    pub fn lines(&self, span: Span) -> RangeInclusive<u32> {
        self.line(span.start)..=self.line(span.end.saturating_sub(1).max(span.start))
    }

    /// Line and column of `offset`.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let column = self.characters(text, Span { start: self.start(line), end: offset }) + 1;
        Position { line, column }
    }

    /// Number of characters in a span.
    #[must_use]
    pub fn characters(&self, text: &str, span: Span) -> u32 {
        self.before(text, span.end).saturating_sub(self.before(text, span.start))
    }

    /// Number of characters before an offset.
    fn before(&self, text: &str, offset: u32) -> u32 {
        let piece = offset as usize / PIECE;
        match self.characters.get(piece) {
            None => offset,
            Some(before) => before + count(&text.as_bytes()[piece * PIECE..(offset as usize).min(text.len())]),
        }
    }

    /// Offset of the first byte of a line (from 1).
    #[must_use]
    pub fn start(&self, line: u32) -> u32 {
        self.starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(u32::MAX)
    }
}

/// Number of characters that begin in some bytes of UTF-8.
fn count(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()).unwrap_or(u32::MAX)
}

/// Number of characters before each piece of [`PIECE`] bytes, and before the end.
fn characters(bytes: &[u8]) -> Vec<u32> {
    let mut sum = 0;
    let mut before = vec![0];
    before.extend(bytes.chunks(PIECE).map(|piece| {
        sum += count(piece);
        sum
    }));
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_columns_in_characters() {
        let text = "ab\r\nä\u{a0}x\n";
        let lines = LineIndex::new(text);
        let at = |needle: char| lines.position(text, u32::try_from(text.find(needle).unwrap()).unwrap());
        assert_eq!(at('b'), Position { line: 1, column: 2 });
        assert_eq!(at('x'), Position { line: 2, column: 3 });
        assert_eq!(lines.count(text), 2);
        assert_eq!(LineIndex::new("").count(""), 0);
        assert_eq!(LineIndex::new("a").count("a"), 1);
    }
}

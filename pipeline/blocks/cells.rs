//! Cells of a row between bars.

use super::Document;
use super::inline::{References, is_unmarked, unbroken};
use crate::span::Span;
use std::ops::Range;

/// The cells of a row.
#[derive(Debug)]
pub(super) struct Cells {
    /// Their texts, trimmed.
    pub(super) spans: Vec<Span>,
    /// Which bars divide them.
    pub(super) division: Division,
}

/// Which bars of a row divide its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Division {
    /// All that are not escaped, as in GitHub's Markdown.
    EachBar,
    /// Those outside of code, links and tags, as in the Markdown of other publishers.
    OuterBars,
}

impl Cells {
    /// Divides a row at each bar, or at its outer bars where that gives it the width of its header.
    pub(super) fn of(text: &str, row: Span, width: Option<usize>, references: &References) -> Self {
        let raw = row.slice(text);
        let divide = |whole: &[Range<usize>], count: usize| {
            let mut spans = Vec::with_capacity(count);
            split(raw, whole, |range| spans.push(row.inner(range.start, range.len()).trim(text)));
            spans
        };
        let spans = divide(&[], width.unwrap_or_default());
        if let Some(width) = width.filter(|&width| spans.len() > width && !is_unmarked(raw)) {
            let outer = divide(&unbroken(raw, references), width);
            if outer.len() == width {
                return Self { spans: outer, division: Division::OuterBars };
            }
        }
        Self { spans, division: Division::EachBar }
    }
}

impl Document<'_> {
    /// The cells of a line, divided by bars that are not escaped; trimmed.
    #[must_use]
    pub fn split(&self, span: Span) -> Vec<Span> {
        self.split_to_fit(span, None)
    }

    /// The cells of a line below a header of so many cells: a bar in code, a link or a tag is text where that gives the
    /// line as many.
    #[must_use]
    pub fn split_to_fit(&self, span: Span, width: Option<usize>) -> Vec<Span> {
        crate::work::add(span.range().len());
        let width = width.filter(|_| self.has_markup);
        Cells::of(&self.source.text, span, width, &References::default()).spans
    }

    /// Whether cells are the rule between header and rows.
    #[must_use]
    pub fn is_delimiter(&self, cells: &[Span]) -> bool {
        !cells.is_empty() && cells.iter().all(|cell| is_rule(cell.slice(&self.source.text)))
    }
}

/// Splits a row at its bars. A bar at the beginning and at the end is the frame; `\|`, and a bar in one of some ranges,
/// is text.
fn split(row: &str, whole: &[Range<usize>], mut push: impl FnMut(Range<usize>)) {
    let bytes = row.as_bytes();
    let begin = row.len() - row.trim_start().len();
    let end = row.trim_end().len();
    let mut start = begin + usize::from(bytes.get(begin) == Some(&b'|'));
    let mut open = false;
    for at in memchr::memchr_iter(b'|', bytes) {
        if at < start || at >= end {
            continue;
        }
        let next = whole.partition_point(|range| range.end <= at);
        if whole.get(next).is_some_and(|range| range.start <= at) {
            continue;
        }
        let escapes = bytes[..at].iter().rev().take_while(|&&b| b == b'\\').count();
        if escapes % 2 == 0 {
            push(start..at);
            start = at + 1;
            open = true;
        }
    }
    if start < end || !open && start > begin {
        push(start.min(end)..end);
    }
}

/// Whether a cell is a piece of the rule between header and rows: `---`, `:--`, `:-:`.
fn is_rule(cell: &str) -> bool {
    let dashes = cell.strip_prefix(':').unwrap_or(cell);
    let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
    !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str, width: usize) -> Vec<&str> {
        let found = Cells::of(row, Span::of(0..row.len()), Some(width), &References::default());
        found.spans.iter().map(|cell| cell.slice(row)).collect()
    }

    #[test]
    fn rows_are_split_at_bars_that_are_not_escaped() {
        assert_eq!(cells("|a|b |", 2), ["a", "b"]);
        assert_eq!(cells("a | b", 2), ["a", "b"]);
        assert_eq!(cells(r"| a \| b | c |  ", 2), [r"a \| b", "c"]);
        assert_eq!(cells("||", 2), [""]);
        assert_eq!(cells("|||", 2), ["", ""]);
        assert_eq!(cells("| |", 2), [""]);
        assert_eq!(cells("|a||c|", 3), ["a", "", "c"]);
        assert_eq!(cells("|a|b", 2), ["a", "b"]);
    }

    #[test]
    fn bars_in_code_links_and_tags_divide_no_cells_where_the_row_then_fits() {
        assert_eq!(cells("|`a | b`|c|", 2), ["`a | b`", "c"]);
        assert_eq!(cells("|[a | b](c)|<b id='|'>d</b>|", 2), ["[a | b](c)", "<b id='|'>d</b>"]);
        assert_eq!(cells("|![*a* | [b](c) |](d)|e|", 2), ["![*a* | [b](c) |](d)", "e"]);
        assert_eq!(cells("|`a | b`|c|", 3), ["`a", "b`", "c"]);
        assert_eq!(cells("|`a | b`|c|d|", 2), ["`a", "b`", "c", "d"]);
    }
}

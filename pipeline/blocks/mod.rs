//! Stage 2, [`Source`] to [`Document`]: one front-end per syntax, registered in [`FRONT_ENDS`].
//!
//! A front-end knows syntax and nothing of what tables mean. All of them lower to the same flat list of blocks,
//! in reading order, so that a layout works on every syntax.

mod front_matter;
mod html;
mod markdown;
mod plain;
mod text;
mod wrapped;

pub use front_matter::{Entry, FrontMatter};
pub use plain::{before_footnote, plain};
pub use wrapped::is_drawn_rule;

use crate::source::Source;
use crate::span::Span;
use crate::work;
use std::borrow::Cow;
use std::ops::Range;

/// An article as blocks.
#[derive(Debug)]
pub struct Document<'s> {
    /// The article.
    pub source: &'s Source,
    /// Name of the front-end that read it.
    pub format: &'static str,
    /// Whether inline markup (emphasis, links, code) means something.
    pub has_markup: bool,
    /// Keys and values before the text.
    pub front_matter: FrontMatter<'s>,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Rows of all grids, in reading order.
    pub rows: Vec<GridRow>,
    /// Cells of all grids, in reading order; trimmed.
    pub cells: Vec<Span>,
    /// Links with an address, in reading order.
    pub links: Vec<Link<'s>>,
    /// Fences of code that do not end as they should, in reading order.
    pub open_fences: Vec<OpenFence>,
    /// Tags of cells that span fewer columns or rows than they say: no row is made wider than 1,000 columns, no cell
    /// higher than 65,534 rows, and all copies together weigh at most as much as the text.
    pub cut_spans: Vec<Span>,
    /// Parts whose text is HTML, in reading order.
    html: Vec<Span>,
}

/// A block: one line of text, a heading, or a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its text without block syntax (`#`, bullet, quote sign), trimmed.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A line underlined with `=` (1) or `-` (2).
    Underlined(u8),
    /// The summary of a folded part.
    Summary,
    /// One line of a paragraph.
    Line(Line),
    /// A table of rows and cells: positions in [`Document::rows`].
    Grid {
        /// First row.
        first: u32,
        /// One past the last row.
        end: u32,
    },
}

/// How a line of text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Whether it begins a paragraph: a blank line or another block stands before it.
    pub opens: bool,
    /// Whether it begins an item of a list.
    pub bullet: bool,
    /// Whether it stands in code.
    pub code: bool,
}

/// A row of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// The whole row.
    pub span: Span,
    /// Whether it is the rule between header and rows.
    pub delimiter: bool,
    /// First cell in [`Document::cells`].
    pub first: u32,
    /// One past the last cell.
    pub end: u32,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'s> {
    /// The whole link.
    pub span: Span,
    /// The text that is linked.
    pub text: Span,
    /// The address.
    pub url: Cow<'s, str>,
}

/// The first line of a part in code that does not end as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenFence {
    /// The line.
    pub span: Span,
    /// What ends it instead.
    pub end: FenceEnd,
}

/// What ends a part in code that no fence of its own ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceEnd {
    /// Nothing: it would go on to the end of the article, and is read as text.
    Nothing,
    /// The list or quote around it ends.
    Container,
    /// The fence that belongs to the next part, whose first line stands here.
    Next(Span),
}

/// A front-end.
pub struct FrontEnd {
    /// Name, as in `articles.format`.
    pub name: &'static str,
    /// How well the article fits this syntax, by its content and then by its name; the best one reads it.
    pub fits: fn(&Source, body: usize) -> u32,
    /// Fills blocks and links from the text behind the front matter. Never fails.
    pub read: for<'s> fn(&mut Document<'s>, body: usize),
    /// Whether inline markup means something.
    pub has_markup: bool,
}

/// Every front-end.
pub const FRONT_ENDS: &[&FrontEnd] = &[&markdown::FRONT_END, &html::FRONT_END, &text::FRONT_END];

/// Reads an article into blocks.
#[must_use]
pub fn read(source: &Source) -> Document<'_> {
    let (front_matter, body) = front_matter::read(&source.text);
    // The first of equals wins.
    let (mut best, mut fits) = (FRONT_ENDS[0], (FRONT_ENDS[0].fits)(source, body));
    for front_end in &FRONT_ENDS[1..] {
        let own = (front_end.fits)(source, body);
        if own > fits {
            (best, fits) = (front_end, own);
        }
    }
    let mut document = Document {
        source,
        format: best.name,
        has_markup: best.has_markup,
        front_matter,
        blocks: Vec::with_capacity(source.text.len() / 64 + 4),
        rows: Vec::new(),
        cells: Vec::new(),
        links: Vec::new(),
        open_fences: Vec::new(),
        cut_spans: Vec::new(),
        html: Vec::new(),
    };
    (best.read)(&mut document, body);
    document
}

impl<'s> Document<'s> {
    /// The raw text of a span.
    #[must_use]
    pub fn raw(&self, span: Span) -> &'s str {
        work::add(span.range().len());
        span.slice(&self.source.text)
    }

    /// The text of a span as a reader sees it: markup removed, runs of blanks made one.
    #[must_use]
    pub fn plain(&self, span: Span) -> Cow<'s, str> {
        work::add(span.range().len());
        if self.is_html(span) { html::plain(self.raw(span)) } else { plain(self.raw(span), self.has_markup) }
    }

    /// Whether all of a line is printed bold.
    #[must_use]
    pub fn is_bold(&self, span: Span) -> bool {
        let raw = self.raw(span);
        if self.is_html(span) || self.has_markup && raw.starts_with('<') {
            return html::is_bold(raw);
        }
        self.has_markup
            && raw.len() > 4
            && [("**", "**"), ("__", "__")].iter().any(|(open, close)| {
                raw.starts_with(open) && raw.ends_with(close) && !raw[2..raw.len() - 2].contains(open)
            })
    }

    fn is_html(&self, span: Span) -> bool {
        let at = self.html.partition_point(|part| part.end < span.end);
        self.html.get(at).is_some_and(|part| part.start <= span.start)
    }

    /// The line block at a position.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<(Span, Line)> {
        work::add(0);
        match self.blocks.get(index)? {
            Block { span, kind: Kind::Line(line) } => Some((*span, *line)),
            _ => None,
        }
    }

    /// The cells of a line, divided by bars that are not escaped; trimmed.
    #[must_use]
    pub fn split(&self, span: Span) -> Vec<Span> {
        let mut cells = Vec::new();
        split_cells(self.raw(span), |range| cells.push(span.inner(range.start, range.len()).trim(&self.source.text)));
        cells
    }

    /// Whether cells are the rule between header and rows.
    #[must_use]
    pub fn is_delimiter(&self, cells: &[Span]) -> bool {
        !cells.is_empty() && cells.iter().all(|cell| is_rule(cell.slice(&self.source.text)))
    }

    /// Adds a row of a grid.
    fn push_row(&mut self, span: Span) {
        let first = self.cells.len();
        let text = &self.source.text;
        split_cells(span.slice(text), |range| self.cells.push(span.inner(range.start, range.len()).trim(text)));
        let delimiter = self.is_delimiter(&self.cells[first..]);
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.rows.push(GridRow { span, delimiter, first: position(first), end: position(self.cells.len()) });
    }

    /// The cells of a row.
    #[must_use]
    pub fn row_cells(&self, row: &GridRow) -> &[Span] {
        self.cells.get(row.first as usize..row.end as usize).unwrap_or_default()
    }
}

/// Splits a row at its bars. A bar at the beginning and at the end is the frame, `\|` is text.
fn split_cells(row: &str, mut push: impl FnMut(Range<usize>)) {
    let bytes = row.as_bytes();
    let begin = row.len() - row.trim_start().len();
    let end = row.trim_end().len();
    let mut start = begin + usize::from(bytes.get(begin) == Some(&b'|'));
    let mut open = false;
    for at in memchr::memchr_iter(b'|', bytes) {
        if at < start || at >= end {
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

    fn cells(row: &str) -> Vec<&str> {
        let mut found = Vec::new();
        split_cells(row, |range| found.push(row[range].trim()));
        found
    }

    #[test]
    fn rows_are_split_at_bars_that_are_not_escaped() {
        assert_eq!(cells("|a|b |"), ["a", "b"]);
        assert_eq!(cells("a | b"), ["a", "b"]);
        assert_eq!(cells(r"| a \| b | c |  "), [r"a \| b", "c"]);
        assert_eq!(cells("||"), [""]);
        assert_eq!(cells("|||"), ["", ""]);
        assert_eq!(cells("| |"), [""]);
        assert_eq!(cells("|a||c|"), ["a", "", "c"]);
        assert_eq!(cells("|a|b"), ["a", "b"]);
    }
}

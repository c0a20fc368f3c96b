//! Stage 2, [`Source`] to [`Document`]: one front-end per syntax, registered in [`FRONT_ENDS`].
//!
//! A front-end knows syntax and nothing of what tables mean. All of them lower to the same flat list of blocks,
//! in reading order, so that a layout works on every syntax.

mod cells;
mod front_matter;
mod html;
mod inline;
mod markdown;
mod merge;
mod pieces;
mod text;
mod wrapped;

pub use front_matter::{Entry, FrontMatter};
pub use inline::{before_footnote, before_mark, leading_footnote, without_tags};
pub use merge::Marker;
pub use wrapped::is_drawn_rule;

use crate::source::Source;
use crate::span::Span;
use crate::work;
use pieces::Pieces;
use std::borrow::Cow;

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
    /// What a reader sees of it.
    pieces: Pieces,
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
        pieces: Pieces::default(),
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

    /// The lines of a cell: what line breaks or paragraphs part. None without text.
    pub(crate) fn parts(&self, span: Span) -> Vec<Span> {
        self.pieces.parts(&self.source.text, span)
    }

    /// The text of a span as a reader sees it: markup removed, runs of blanks made one.
    #[must_use]
    pub fn plain(&self, span: Span) -> Cow<'s, str> {
        work::add(span.range().len());
        self.pieces.plain(&self.source.text, span)
    }

    /// Whether all of a line is printed bold.
    #[must_use]
    pub fn is_bold(&self, span: Span) -> bool {
        self.pieces.is_bold(&self.source.text, span)
    }

    /// The parts of a span that inline markup sets apart: what is bold, code or a link in a sentence.
    pub(crate) fn set_apart(&self, span: Span) -> Vec<Span> {
        work::add(span.range().len());
        self.pieces.set_apart(span)
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

    /// Where the text and the links of inline markup go.
    fn seen(&mut self) -> inline::Seen<'_, 's> {
        inline::Seen { pieces: &mut self.pieces, links: &mut self.links }
    }

    /// The cells of a row.
    #[must_use]
    pub fn row_cells(&self, row: &GridRow) -> &[Span] {
        self.cells.get(row.first as usize..row.end as usize).unwrap_or_default()
    }
}

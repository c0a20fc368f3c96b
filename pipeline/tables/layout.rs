//! `Layout`: a shape, the facts of a line with which its tables begin, and what finds them.

use super::finder::Finder;
use super::shape::Shape;
use super::table::Table;
use crate::blocks::{Block, Kind};
use crate::lines::text::COLONS;
use crate::values::name_in_columns;

/// A layout.
pub struct Layout {
    /// How its tables are printed.
    pub shape: &'static Shape,
    /// Its tables begin at blocks of which one of these is true; at no other one it is asked.
    pub begins: &'static [Begins],
    /// Looks for a table that begins at a block.
    pub find: fn(&Finder<'_, '_>, &'static Layout, at: usize) -> Search,
    /// Looks for rows behind a table that go on with it under a label, without headings of their own.
    pub resume: Option<fn(&Finder<'_, '_>, &Table) -> Option<Table>>,
}

/// What a layout found.
#[derive(Debug)]
pub enum Search {
    /// A table.
    Found(Box<Table>),
    /// Nothing that looks like one.
    Nothing,
    /// Blocks that look like a table of this layout and are none. It does not look at them again: work stays in
    /// proportion to the article.
    Refused {
        /// One past the last of these blocks.
        end: usize,
    },
}

impl From<Option<Table>> for Search {
    fn from(found: Option<Table>) -> Self {
        found.map_or(Self::Nothing, |table| Self::Found(Box::new(table)))
    }
}

/// A fact of a block with which tables begin: a cheap test that rejects nearly every line of prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// It is a grid.
    Grid,
    /// A line with a bar.
    Bar,
    /// A line that is drawn: `+-`.
    Cross,
    /// A line that begins with the first word of a heading.
    Heading,
    /// A short line without digits and stops in which a heading begins behind the first word.
    HeadingBehindWord,
    /// A short line in which a heading stands behind a gap.
    HeadingBehindGap,
    /// A short line with a name and digits.
    Data,
    /// A line that this text divides, with a heading before it.
    HeadingBefore(char),
    /// An item of a list with several colons.
    Item,
}

/// A longer line of several words is no cell of a flattened table, in bytes.
pub(super) const LONGEST_CELL: usize = 100;
/// A longer line is no header but prose, in bytes.
pub(super) const LONGEST_HEADER: usize = 160;
/// Fewer digits are no date and no size.
pub(super) const LEAST_DIGITS: usize = 5;

impl Begins {
    /// Whether it is true of a block.
    pub(super) fn at(self, finder: &Finder<'_, '_>, at: usize) -> bool {
        let (raw, is_item) = match finder.document.blocks.get(at) {
            Some(Block { kind: Kind::Grid { .. }, .. }) => return self == Self::Grid,
            Some(&Block { span, kind: Kind::Line(line) }) => (finder.document.raw(span), line.bullet),
            Some(&Block { span, kind: Kind::Underlined(_) }) => (finder.document.raw(span), false),
            _ => return false,
        };
        let words = &finder.contract.flattened;
        match self {
            Self::Grid => false,
            Self::Bar => raw.contains('|'),
            Self::Cross => raw.starts_with("+-") || raw.starts_with("+="),
            Self::Heading => words.may_begin(raw),
            Self::HeadingBefore(divider) => raw
                .split_once(divider)
                .is_some_and(|(first, _)| finder.contract.vocabulary.heading(first.trim_matches(['"', ' '])).is_some()),
            Self::Item => is_item && raw.matches(COLONS).nth(1).is_some(),
            Self::HeadingBehindWord => {
                raw.len() <= LONGEST_HEADER
                    && words.may_begin_behind_word(raw)
                    && !raw.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
            }
            Self::HeadingBehindGap => {
                raw.len() <= LONGEST_CELL
                    && raw.as_bytes().windows(2).any(|pair| pair == b"  ")
                    && raw.split("  ").skip(1).any(|piece| words.heading(piece).is_some())
            }
            // A name has a point that is not the end of the line, or is divided in columns.
            Self::Data => {
                raw.len() <= LONGEST_CELL
                    && (memchr::memchr(b'.', raw.as_bytes()).is_some_and(|point| point + 1 < raw.len())
                        || name_in_columns(raw).is_some())
                    && raw.bytes().filter(u8::is_ascii_digit).nth(LEAST_DIGITS - 1).is_some()
                    && finder.contract.datasets.iter().any(|dataset| !dataset.announced_by.is_empty())
            }
        }
    }
}

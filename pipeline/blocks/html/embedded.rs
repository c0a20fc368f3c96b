//! HTML in an article of another syntax.

use super::reader::{Lines, read};
use super::tree;
use crate::blocks::Document;
use crate::span::Span;
use std::ops::Range;

/// Signs of quotes, which stand before lines.
const SIGNS: &str = ">";

/// After so many looks at the rest of an article for the end of a table, or of a comment in one, that is not there, tables
/// end with their part.
const MOST_LOOKS: usize = 8;

/// What is known of an article, while its parts are looked at in order.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::blocks) struct Embedded {
    looks: usize,
}

impl Embedded {
    /// Reads a part, and a table or hidden element that is open at its end up to its end tag, which may stand far behind the part.
    /// Gives the offset behind it.
    pub(in crate::blocks) fn read(&mut self, document: &mut Document<'_>, part: Range<usize>) -> usize {
        let text = &document.source.text;
        let most = if self.looks < MOST_LOOKS { text.len() } else { part.end };
        let mut tree = tree::read(text, part.clone(), most, SIGNS);
        let is_unclosed = tree.is_unclosed && most > part.end;
        self.looks += usize::from(is_unclosed || tree.looked_far);
        if is_unclosed {
            tree = tree::read(text, part.clone(), part.end, SIGNS);
        }
        let end = tree.end;
        read(document, &tree, Span::of(part.start..end), Lines::Kept);
        end
    }
}

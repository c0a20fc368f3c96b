//! HTML in an article of another syntax.

use super::reader::{Lines, read};
use super::tree;
use crate::blocks::Document;
use crate::span::Span;
use std::ops::Range;

/// Signs of quotes, which stand before lines.
const SIGNS: &str = ">";

/// After so many tables that never close, they end with their part: each of them costs a look at the rest.
const MOST_UNCLOSED: usize = 8;

/// What is known of an article, while its parts are looked at in order.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::blocks) struct Embedded {
    unclosed: usize,
}

impl Embedded {
    /// Reads a part, and a table that is open at its end up to its tag `</table>`, which may stand far behind the part.
    /// Gives the offset behind it.
    pub(in crate::blocks) fn read(&mut self, document: &mut Document<'_>, part: Range<usize>) -> usize {
        let text = &document.source.text;
        let most = if self.unclosed < MOST_UNCLOSED { text.len() } else { part.end };
        let mut tree = tree::read(text, part.clone(), most, SIGNS);
        if tree.is_unclosed && most > part.end {
            self.unclosed += 1;
            tree = tree::read(text, part.clone(), part.end, SIGNS);
        }
        let end = tree.end;
        read(document, &tree, Span::of(part.start..end), Lines::Kept);
        end
    }
}

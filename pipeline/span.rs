//! `Span`: a half-open byte range of one article's text, eight bytes and `Copy`.

use crate::work;
use std::borrow::Cow;
use std::ops::Range;

/// Where a piece of text stands in the decoded article: byte offsets, `start` inclusive, `end` exclusive.
///
/// Articles are at most 1 GiB (the source stage refuses longer ones), so 32 bits are enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The bytes `range` of a text, borrowed where the text is.
#[must_use]
pub(crate) fn part(text: Cow<'_, str>, range: Range<usize>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) if range == (0..text.len()) => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}

impl Span {
    /// The span of a byte range; offsets past `u32::MAX` are clamped, which the article size limit rules out.
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// An empty span at `offset`.
    #[must_use]
    pub fn empty_at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The span as a range of `usize`.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The raw text under the span; empty when the span does not lie in `text`.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        work::add(0);
        text.get(self.range()).unwrap_or_default()
    }

    /// Whether no byte is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span of `part`, a sub-slice that starts `offset` bytes into this span.
    #[must_use]
    pub fn inner(self, offset: usize, length: usize) -> Self {
        let start = self.start as usize + offset;
        Self::of(start..start + length)
    }

    /// The span without leading and trailing white space (U+00A0 included).
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let raw = self.slice(text);
        let start = raw.len() - raw.trim_start().len();
        self.inner(start, raw.trim().len())
    }
}

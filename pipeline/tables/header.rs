//! Headings on a line, and the words that they are made of.

use super::finder::Finder;
use super::layout::LONGEST_CELL;
use crate::contract::HeadingId;
use crate::span::Span;

/// Lines of more words than this are not looked at.
const MOST_WORDS: usize = 64;

/// Whether a line is the header of a table on lines.
pub(super) fn is_header(finder: &Finder<'_, '_>, span: Span) -> bool {
    finder.contract.flattened.may_begin(finder.document.raw(span)) && headings(finder, &words(finder, span)).is_some()
}

/// The headings that words are; one of them may be unknown, where enough others are known.
pub(super) fn headings(finder: &Finder<'_, '_>, words: &[Span]) -> Option<Vec<Span>> {
    let texts: Vec<&str> = words.iter().map(|&word| finder.document.raw(word)).collect();
    let vocabulary = &finder.contract.flattened;
    if !vocabulary.may_be_headings(&texts) {
        return None;
    }
    let segments = vocabulary.segment(&texts).or_else(|| vocabulary.segment_around_unknown(&texts))?;
    // A colon behind one of them alone makes it the key of a value: `Key Name:`, `Value Name: Type`.
    let keys = segments.iter().filter(|&&(first, length, _)| texts[first + length - 1].ends_with(':')).count();
    (segments.len() >= 2 && (keys == 0 || keys == segments.len()))
        .then(|| segments.iter().map(|&(first, length, _)| words[first].join(words[first + length - 1])).collect())
}

/// The heading that a whole line is.
pub(super) fn whole_heading(finder: &Finder<'_, '_>, span: Span) -> Option<HeadingId> {
    finder.contract.flattened.may_begin(finder.document.raw(span)).then_some(())?;
    finder.contract.flattened.heading(&finder.document.plain(span))
}

/// The words of a line, as far as they are looked at.
pub(super) fn words(finder: &Finder<'_, '_>, span: Span) -> Vec<Span> {
    let raw = finder.document.raw(span);
    let offset = |word: &str| word.as_ptr().addr() - raw.as_ptr().addr();
    raw.split_whitespace().take(MOST_WORDS + 1).map(|word| span.inner(offset(word), word.len())).collect()
}

/// A line of nothing but `-`, `=` and blanks.
pub(super) fn is_rule(raw: &str) -> bool {
    raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t' | b'+'))
}

/// Whether a flattened table cannot go on at a block: nothing stands there, or no line, or a label, a heading, prose.
pub(super) fn ends_table(finder: &Finder<'_, '_>, at: usize) -> bool {
    let Some((span, _)) = finder.document.line(at) else { return true };
    let text = finder.lines.text(at);
    text.len() > LONGEST_CELL && text.contains(' ')
        || finder.lines.kind(at).is_some()
        || finder.contract.flattened.heading(text).is_some()
        || is_header(finder, span)
        || finder.lines.names(at).products
}

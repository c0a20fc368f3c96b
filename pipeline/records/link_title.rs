//! The title of a reference: the text of a link, or what stands behind its number or in front of its address.

use super::glue::glue;
use crate::blocks::{Document, Kind, Link};
use crate::span::{Span, part};
use crate::values::{Words, kb_number};
use std::borrow::Cow;

/// The title: the text of the link, or what follows it where the text is nothing but the number.
pub(super) fn link_title<'s>(
    document: &Document<'s>,
    link: &Link<'s>,
    block: usize,
    words: &Words,
) -> Option<Cow<'s, str>> {
    let text = document.plain(link.text);
    let number = text.strip_prefix("KB").or_else(|| text.strip_prefix('Q')).unwrap_or(&text);
    let is_number = kb_number(number.trim()).is_some();
    if !is_number {
        return link_label(document, link, block);
    }
    let whole = document.blocks.get(block).filter(|block| matches!(block.kind, Kind::Line(_)))?.span;
    let next = document.links.partition_point(|next| next.span.start < link.span.end);
    let next = document.links.get(next).map_or(whole.end, |next| next.span.start.min(whole.end));
    let rest = Span { start: link.span.end, end: whole.end.max(link.span.end) };
    let before = document.raw(Span { start: whole.start, end: link.span.start.max(whole.start) }).trim_end();
    // `**[KB5010460](...)**: February 2022 preview`
    if matches!(before.trim_matches(['*', '_']), "" | "KB") {
        return title(behind_mark(document.plain(rest)), words);
    }
    // A number inside a sentence has no title, but for one behind a colon: `see the following article: 123456 How to`.
    let is_announced = before.ends_with(':');
    let rest = Span { end: next.max(rest.start), ..rest };
    is_announced.then(|| title(document.plain(rest), words)).flatten().filter(|title| is_title(title))
}

/// The text of a link. Where it is an address, the text in front of it in an item of a list.
pub(super) fn link_label<'s>(document: &Document<'s>, link: &Link<'s>, block: usize) -> Option<Cow<'s, str>> {
    let text = document.plain(link.text);
    if text.contains("://") { before_address(document, link.span, block) } else { Some(text) }
        .filter(|title| !title.is_empty())
}

/// A text without the colon or dash that divides it from the number before it.
fn behind_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.len();
    let mark = end - text.trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ' ', '*', '_']).len();
    part(text, mark..end)
}

/// Stops behind an address, in bytes.
const MOST_MARKS: usize = 3;

/// The title in front of an address that ends an item of a list: `- Widgets stop at night - https://...`.
pub(super) fn before_address<'s>(document: &Document<'s>, address: Span, block: usize) -> Option<Cow<'s, str>> {
    let (whole, item) = document.line(block)?;
    let behind = Span { start: address.end, end: whole.end.max(address.end) };
    let is_last = || {
        behind.range().len() <= MOST_MARKS && document.raw(behind).trim_matches(['.', ',', ';', ':', ' ']).is_empty()
    };
    if !item.bullet || address.start < whole.start || !is_last() {
        return None;
    }
    let before = document.plain(Span { start: whole.start, end: address.start });
    let title = before.trim_end_matches([' ', '-', '\u{2013}', '\u{2014}']);
    // A sentence that leads to the address ends with a small word: `is told at https://...`.
    let last = title.rsplit(' ').next().unwrap_or_default();
    let ends = title.len() < before.trim_end().len() || !last.starts_with(char::is_lowercase);
    (ends && !title.ends_with(':') && is_title(title)).then(|| Cow::Owned(title.to_owned()))
}

/// A longer text behind a bare number is no title, in bytes.
const LONGEST_TITLE: usize = 200;

/// Whether a text behind a bare number makes it the number of an article: a capital begins it, and it has words. `4096543
/// KB total disk space` counts something, `2200523 PPD 13,382 09-11-93` lists a file.
pub(super) fn is_title(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    text.len() <= LONGEST_TITLE
        && text.starts_with(|c: char| c.is_uppercase() || c == '"')
        && !["KB ", "MB ", "GB "].iter().any(|unit| text.starts_with(unit))
        && text
            .split([' ', '-', '\''])
            .any(|word| is_word(word) || word.len() > 2 && word.is_char_boundary(1) && is_word(&word[1..]))
}

/// A title without the sentence that is glued to it.
pub(super) fn title<'t>(text: Cow<'t, str>, words: &Words) -> Option<Cow<'t, str>> {
    let end = glue(&text, words).unwrap_or(text.len());
    let text = part(text, 0..end);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    #[test]
    fn a_sentence_glued_to_a_title_is_cut_off() {
        let words = Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}")).words;
        let title = |text: &'static str| title(text.into(), &words);
        assert_eq!(title("How to get the packFor more information").unwrap(), "How to get the pack");
        assert_eq!(title("For more information").unwrap(), "For more information");
        assert_eq!(title(""), None);
    }
}

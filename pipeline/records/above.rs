//! A value that stands in the text right above a table, and belongs to all of its rows: the key of a registry.

use crate::blocks::{Document, Kind};
use crate::contract::Column;
use crate::lines::text::is_sentence;
use crate::outline::Outline;
use crate::span::Span;
use crate::values::{Value, Words};
use std::borrow::Cow;
use std::ops::Range;

/// The value of the nearest paragraph that holds one, and no other; null where a heading, a list or two values come first.
pub(super) fn value<'s>(
    document: &Document<'s>,
    outline: &Outline<'s>,
    words: &Words,
    column: &Column,
    above: &Range<usize>,
) -> Value<'s> {
    let mut end = above.end;
    while end > above.start {
        let Some(first) = (above.start..end).rev().find(|&at| document.line(at).is_none_or(|(_, line)| line.opens))
        else {
            break;
        };
        let Some(paragraph) = (first..end).map(|at| text_of(document, at)).reduce(|all, next| Some(all?.join(next?)))
        else {
            break;
        };
        let Some(paragraph) = paragraph else { break };
        let mut found = candidates(document, words, column, paragraph).into_iter();
        if let Some(text) = found.next() {
            let is_only = found.all(|other| other == text);
            return if is_only { read(column, &text) } else { Value::Null };
        }
        if outline.sections.binary_search_by_key(&first, |section| section.block).is_ok() {
            break;
        }
        end = first;
    }
    Value::Null
}

/// The text of a line or heading.
fn text_of(document: &Document<'_>, at: usize) -> Option<Span> {
    let block = document.blocks.get(at)?;
    (!matches!(block.kind, Kind::Grid { .. })).then_some(block.span)
}

/// What of a paragraph may be a value: all of it; what markup or quotes set apart; words.
fn candidates<'s>(document: &Document<'s>, words: &Words, column: &Column, paragraph: Span) -> Vec<Cow<'s, str>> {
    let is_value = |text: &str| column.is_shape(text) && text.contains('\\') && !is_place(text);
    let is_root = |word: &str| column.is_shape(word.split('\\').next().unwrap_or_default());
    // `HKEY_LOCAL_MACHINE \Software` has a blank too many; of two keys none is the value.
    let is_one = |text: &str| {
        let mut words = text.split(' ');
        words.next().is_some_and(|word| word.contains('\\') || is_root(word)) && !words.any(is_root) && is_value(text)
    };
    let text = document.plain(paragraph);
    let is_whole = text.starts_with(|c: char| c.is_uppercase() || c == '\\') && is_one(&text);
    if is_whole && !text.contains(". ") && !is_sentence(&text, words) {
        return vec![text];
    }
    let apart = document.set_apart(paragraph).into_iter().map(|part| document.plain(part));
    let mut found: Vec<Cow<'s, str>> = apart.filter(|part| is_one(part)).collect();
    let in_text = values(&text, is_root).filter(|value| is_value(value));
    let others: Vec<_> = in_text.filter(|value| !found.iter().any(|apart| apart.contains(*value))).collect();
    found.extend(others.into_iter().map(|value| Cow::Owned(value.to_owned())));
    found
}

/// Signs that stand around a value and are no part of it.
const AROUND: &[char] = &[
    '.', ',', ':', ';', '(', ')', '"', '\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}', '\u{300c}',
    '\u{300d}',
];

/// The words of a text that hold a `\`, each with what belongs to it: all up to the quote that ends it, or the next words
/// with a `\` where at most names stand between, as in `...\Internet Explorer\Main`.
fn values(text: &str, is_root: impl Fn(&str) -> bool + Copy) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let sign = rest.find('\\')?;
        let begin = rest[..sign].rfind(' ').map_or(0, |blank| blank + 1);
        let from = &rest[begin..];
        let end = end_of_quoted(from).unwrap_or_else(|| end_of_value(from, is_root));
        rest = &from[end..];
        Some(from[..end].trim_matches(AROUND))
    })
}

/// Where a value ends that begins a text and that nothing encloses.
fn end_of_value(text: &str, is_root: impl Fn(&str) -> bool) -> usize {
    let mut end = 0;
    let mut at = 0;
    for word in text.split(' ') {
        let is_broken = text[..end].ends_with('\\');
        let goes_on = is_broken || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !is_root(word);
        if at > 0 && !goes_on {
            break;
        }
        at += word.len();
        if word.contains('\\') || is_broken {
            end = at;
        }
        if word.ends_with(AROUND) {
            break;
        }
        at += 1;
    }
    end
}

/// Where a text ends that a quote begins.
fn end_of_quoted(text: &str) -> Option<usize> {
    let begin = text.chars().next()?;
    let end = match begin {
        '"' | '\'' => begin,
        '\u{201c}' => '\u{201d}',
        '\u{201e}' => '\u{201c}',
        '\u{ab}' => '\u{bb}',
        '\u{300c}' => '\u{300d}',
        _ => return None,
    };
    let inner = begin.len_utf8();
    text[inner..].find(end).map(|at| at + inner)
}

/// Whether a text is a place in the file system: `C:\\Widget`, `\\\\server\\share`.
fn is_place(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.starts_with("\\\\") || bytes.get(1) == Some(&b':') || text.starts_with('%')
}

fn read<'s>(column: &Column, text: &Cow<'s, str>) -> Value<'s> {
    super::rows::read_text(text, |text| column.read(text)).unwrap_or(Value::Null)
}

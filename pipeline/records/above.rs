//! A value that stands in the text right above a table, and belongs to all of its rows: the key of a registry.

use crate::blocks::Document;
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
        let lines = (first..end).map(|at| document.line(at).map(|(span, _)| span));
        let Some(paragraph) =
            lines.collect::<Option<Vec<Span>>>().and_then(|lines| lines.into_iter().reduce(Span::join))
        else {
            break;
        };
        let mut found = candidates(document, words, paragraph).filter(|text| column.is_shape(text) && !is_place(text));
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

/// What of a paragraph may be a value: all of it; what is printed as code; each word.
fn candidates<'s>(
    document: &Document<'s>,
    words: &Words,
    paragraph: Span,
) -> Box<dyn Iterator<Item = Cow<'s, str>> + 's> {
    let text = document.plain(paragraph);
    let raw = document.raw(paragraph);
    let is_whole =
        !is_sentence(&text, words) && text.starts_with(|c: char| c.is_uppercase() || c == '\\') && text.contains('\\');
    if is_whole && !raw.contains(". ") && text.split(' ').next().is_some_and(|word| word.contains('\\')) {
        return Box::new(std::iter::once(text));
    }
    let is_value = |text: &&str| text.contains('\\');
    if raw.contains('`') {
        return Box::new(raw.split('`').skip(1).step_by(2).filter(is_value).map(Cow::Borrowed));
    }
    let word = |word: &'s str| word.trim_matches(['.', ',', ':', ';', '(', ')', '"', '*', '_']);
    Box::new(raw.split_whitespace().map(word).filter(is_value).map(Cow::Borrowed))
}

/// Whether a text is a place in the file system: `C:\\Widget`, `\\\\server\\share`.
fn is_place(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.starts_with("\\\\") || bytes.get(1) == Some(&b':') || text.starts_with('%')
}

fn read<'s>(column: &Column, text: &Cow<'s, str>) -> Value<'s> {
    super::rows::read_text(text, |text| column.read(text)).unwrap_or(Value::Null)
}

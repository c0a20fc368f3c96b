//! References to other articles: links to the Knowledge Base, and lines that begin with a number.

use super::article::kb;
use super::glue::glue;
use crate::blocks::{Block, Document, Kind, Link};
use crate::span::Span;
use crate::tables::Table;
use std::borrow::Cow;

/// A reference.
#[derive(Debug)]
pub(crate) struct Reference<'s> {
    /// Its block.
    pub(crate) block: usize,
    /// The link, or the line.
    pub(crate) span: Span,
    pub(crate) kb: u32,
    pub(crate) title: Option<Cow<'s, str>>,
    pub(crate) url: Option<Cow<'s, str>>,
}

/// Finds all references, in reading order.
pub(super) fn read<'s>(document: &Document<'s>, tables: &[Table]) -> Vec<Reference<'s>> {
    let mut found: Vec<(u32, Reference<'s>)> = Vec::new();
    for link in &document.links {
        if let Some(kb) = number_of(document, link) {
            let block = document.blocks.partition_point(|block| block.span.start <= link.span.start).saturating_sub(1);
            let title = link_title(document, link, block);
            found.push((link.span.start, Reference { block, span: link.span, kb, title, url: Some(link.url.clone()) }));
        }
    }
    let mut next_table = tables.iter().peekable();
    let mut at = 0;
    while at < document.blocks.len() {
        if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
            at = table.end_block.max(at + 1);
            continue;
        }
        if let Some((span, line)) = document.line(at)
            && line.opens
            && !line.code
            && let Some(reference) = bare_number(document, at, span)
        {
            found.push((span.start, reference));
        }
        at += 1;
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, reference)| reference).collect()
}

/// The number a link leads to: in an address of the Knowledge Base, else in a text that is nothing but a number.
fn number_of(document: &Document<'_>, link: &Link<'_>) -> Option<u32> {
    let url = link.url.as_ref();
    if let Some(number) = number_in_address(url) {
        return Some(number);
    }
    let is_elsewhere = !url.contains("support.microsoft.com") && url.contains("://");
    let text = document.raw(link.text);
    let own = text.trim_end_matches(')').rsplit(['(', ' ']).next().unwrap_or_default();
    let number = own.strip_prefix("KB").or_else(|| (own.len() == text.len()).then_some(own)).and_then(kb)?;
    (!is_elsewhere || own.len() < text.len() || text.starts_with("KB")).then_some(number)
}

/// The number in an address of the Knowledge Base.
pub(crate) fn number_in_address(url: &str) -> Option<u32> {
    url.match_indices('/').find_map(|(at, _)| {
        let rest = &url[at + 1..];
        let behind = rest
            .strip_prefix("help/")
            .or_else(|| rest.strip_prefix("kb/"))
            .or_else(|| rest.strip_prefix("default.aspx?kbid="))?;
        kb(behind.split(['/', '?', '#', '&']).next()?)
    })
}

/// The title: the text of the link, or what follows it where the text is nothing but the number.
fn link_title<'s>(document: &Document<'s>, link: &Link<'s>, block: usize) -> Option<Cow<'s, str>> {
    let text = document.plain(link.text);
    let is_number = kb(text.strip_prefix("KB").unwrap_or(&text).trim()).is_some();
    if !is_number {
        return (!text.is_empty()).then_some(text);
    }
    let whole = document.blocks.get(block).filter(|block| matches!(block.kind, Kind::Line(_)))?.span;
    let rest = Span { start: link.span.end, end: whole.end.max(link.span.end) };
    // A number inside a sentence has no title.
    (link.span.start == whole.start).then(|| title(document.plain(rest))).flatten()
}

/// A line that begins with a number; the title follows it, or stands on the next line.
fn bare_number<'s>(document: &Document<'s>, at: usize, span: Span) -> Option<Reference<'s>> {
    let raw = document.raw(span);
    if !raw.starts_with(|c: char| c.is_ascii_digit() || c == 'Q' || c == 'K') {
        return None;
    }
    let end = raw.find(char::is_whitespace).unwrap_or(raw.len());
    let word = &raw[..end];
    let number = word.strip_prefix("KB").or_else(|| word.strip_prefix('Q')).unwrap_or(word);
    let kb = kb(number).filter(|_| number.len() >= 6)?;
    let rest = span.inner(end, raw.len() - end).trim(&document.source.text);
    let title_span = if rest.is_empty() {
        match document.blocks.get(at + 1) {
            Some(Block { span, kind: Kind::Line(next) }) if !next.bullet && !next.code => *span,
            _ => return None,
        }
    } else {
        rest
    };
    let title = title(document.plain(title_span))?;
    title.starts_with(|c: char| c.is_uppercase() || c == '"').then_some(Reference {
        block: at,
        span,
        kb,
        title: Some(title),
        url: None,
    })
}

/// A title without the sentence that is glued to it.
fn title(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let cut = glue(&text);
    let text = match (cut, text) {
        (None, text) => text,
        (Some(at), Cow::Borrowed(text)) => Cow::Borrowed(&text[..at]),
        (Some(at), Cow::Owned(mut text)) => {
            text.truncate(at);
            Cow::Owned(text)
        }
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_glued_to_a_title_is_cut_off() {
        assert_eq!(title("How to get the packFor more information".into()).unwrap(), "How to get the pack");
        assert_eq!(title("For more information".into()).unwrap(), "For more information");
        assert_eq!(title("".into()), None);
    }
}

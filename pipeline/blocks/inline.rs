//! Inline markup by the events of pulldown-cmark, as pieces of visible text.

use super::pieces::Pieces;
use super::plain::{TAGS, footnote};
use crate::span::Span;
use pulldown_cmark::{Event, Parser};

/// Stands before a line that is parsed on its own: whatever the line begins with, it is the rest of a paragraph.
const PARAGRAPH: &str = "x ";

/// Adds the pieces of text that has no markup but entities and tags, as old articles have them.
pub(super) fn unmarked(pieces: &mut Pieces, text: &str, span: Span) {
    let bytes = &text.as_bytes()[..span.range().end];
    let mut done = span.range().start;
    while let Some(found) = memchr::memchr2(b'<', b'&', &bytes[done..]) {
        let at = done + found;
        let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1).max(done);
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        pieces.same(text, Span::of(done..line));
        unmarked_line(pieces, text, Span::of(line..end));
        done = end;
    }
    pieces.same(text, Span::of(done..bytes.len()));
}

fn unmarked_line(pieces: &mut Pieces, text: &str, line: Span) {
    let parsed = [PARAGRAPH, line.slice(text)].concat();
    let mut done = line.range().start;
    let source = |at: usize| line.range().start + at - PARAGRAPH.len();
    let mut raised = None;
    for (event, range) in Parser::new(&parsed).into_offset_iter() {
        if range.start < PARAGRAPH.len() {
            continue;
        }
        let span = Span::of(source(range.start)..source(range.end));
        let before = Span::of(done..span.range().start);
        match event {
            Event::InlineHtml(tag) => {
                let Some(shows) = Tag::of(&tag) else { continue };
                pieces.same(text, before);
                if shows == Tag::Blank {
                    pieces.blank(span);
                }
                raised = (shows == Tag::Raised).then_some(span.end);
            }
            Event::Text(shown) if *shown != *span.slice(text) => {
                pieces.same(text, before);
                pieces.other(span, &shown);
            }
            Event::Text(shown)
                if raised == Some(span.start)
                    && let Some(mark) = footnote(&shown) =>
            {
                pieces.other(span, &mark);
            }
            _ => continue,
        }
        done = span.range().end;
    }
    pieces.same(text, Span::of(done..line.range().end));
}

/// What a tag in a line does to the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    /// It shows nothing.
    Hidden,
    /// It parts words.
    Blank,
    /// It raises the text behind it.
    Raised,
}

impl Tag {
    /// Null where it is text: `<IP address>`.
    fn of(raw: &str) -> Option<Self> {
        let inner = raw.strip_prefix('<')?;
        if inner.starts_with(['!', '?']) {
            return Some(Self::Hidden);
        }
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        if !TAGS.contains(&&*name) {
            return None;
        }
        match &*name {
            "br" | "p" | "div" | "li" | "tr" | "td" | "th" | "hr" => Some(Self::Blank),
            "sup" if !inner.starts_with('/') => Some(Self::Raised),
            _ => Some(Self::Hidden),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_markup_keeps_its_signs() {
        for (raw, shown) in [
            ("_a_ *b* `c` [d](e)\n\n    code", "_a_ *b* `c` [d](e) code"),
            ("a &lt;b&gt; &amp;amp; AT&T <IP address>", "a <b> &amp; AT&T <IP address>"),
            ("- <b>File</b>&nbsp;name<br>x", "- File name x"),
            ("Cng.sys<sup>12</sup> 1<sup>st</sup>", "Cng.sys¹² 1st"),
            ("<!-- a --> b < c <https://contoso.com>", "b < c <https://contoso.com>"),
            ("\\&amp; `&amp;`", "\\&amp; `&amp;`"),
        ] {
            let span = Span::of(0..raw.len());
            let mut pieces = Pieces::default();
            unmarked(&mut pieces, raw, span);
            assert_eq!(pieces.plain(raw, span), shown, "{raw}");
        }
    }
}

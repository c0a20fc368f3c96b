//! Inline markup by the events of pulldown-cmark: what they show, as pieces of visible text, and the links in them.

mod footnotes;
mod tag;

pub(super) use footnotes::raised;
pub use footnotes::{before_footnote, before_mark, leading_footnote};

use super::Link;
use super::pieces::Pieces;
use crate::span::Span;
use footnotes::Footnotes;
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use tag::{Concealed, Effect};

/// Addresses of links that are defined at another place than they are used, by their labels in small letters.
pub(super) type References = FxHashMap<String, String>;

/// The address of a link whose label is not defined in the text that is parsed.
pub(super) fn resolve<'t>(references: &References, link: &BrokenLink<'_>) -> Option<(CowStr<'t>, CowStr<'t>)> {
    if references.is_empty() {
        return None;
    }
    Some((references.get(&link.reference.to_lowercase())?.clone().into(), "".into()))
}

/// Where the text and the links of events go.
pub(super) struct Seen<'d, 's> {
    pub(super) pieces: &'d mut Pieces,
    pub(super) links: &'d mut Vec<Link<'s>>,
}

/// Reads the events of inline markup in the order in which they come, over a whole article.
pub(super) struct Inline<'s> {
    text: &'s str,
    footnotes: Footnotes<'s>,
    /// Number of elements around that print bold.
    bold: u32,
    /// The number of pieces before a text that is raised.
    raised: Option<usize>,
    concealed: Concealed<'s>,
    /// The link that is open, and whether any of its text was read.
    link: Option<(Link<'s>, bool)>,
    /// Everything before this offset was shown by an event before.
    done: u32,
}

impl<'s> Inline<'s> {
    /// A reader of an article whose text begins at an offset.
    pub(super) fn new(text: &'s str, body: usize) -> Self {
        Self {
            text,
            footnotes: Footnotes::new(text, body),
            bold: 0,
            raised: None,
            concealed: Concealed::default(),
            link: None,
            done: 0,
        }
    }

    /// Ends a paragraph, heading or cell: what it left open reaches no further. It may be read again.
    pub(super) fn end(&mut self, pieces: &mut Pieces) {
        (self.bold, self.raised, self.done) = (0, None, 0);
        self.concealed = Concealed::default();
        (pieces.bold, pieces.depth) = (false, 0);
    }

    /// Reads an event of the article itself.
    pub(super) fn event(&mut self, seen: &mut Seen<'_, 's>, event: &Event<'s>, span: Span) {
        self.read(seen, event, span, |address| match address {
            CowStr::Borrowed(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        });
    }

    /// Reads a part of a line that stands in no paragraph, heading or cell of the parser: what is behind the cells that it
    /// knows, text that it takes for code.
    pub(super) fn part(&mut self, seen: &mut Seen<'_, 's>, span: Span, references: &References) {
        if is_unmarked(span.slice(self.text)) {
            seen.pieces.same(self.text, span);
            return;
        }
        crate::work::add(span.range().len());
        let paragraph = Paragraph::of(span, self.text);
        for (event, span) in paragraph.events(references) {
            self.read(seen, &event, span, |address| Cow::Owned(address.to_string()));
        }
        self.end(seen.pieces);
    }

    fn read<'e>(
        &mut self,
        seen: &mut Seen<'_, 's>,
        event: &Event<'e>,
        span: Span,
        address: impl Fn(&CowStr<'e>) -> Cow<'s, str>,
    ) {
        let pieces = &mut *seen.pieces;
        match event {
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. }) => pieces.nest(true),
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => pieces.nest(false),
            _ => {}
        }
        match event {
            // Whatever is not displayed shows nothing.
            Event::InlineHtml(_) if self.concealed.tag(span.slice(self.text)) => {}
            Event::Text(_) | Event::Code(_) | Event::Start(Tag::Link { .. }) if self.concealed.is_open() => {}
            Event::Start(Tag::Strong) => self.weigh(pieces, true),
            Event::End(TagEnd::Strong) => self.weigh(pieces, false),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let text = Span::empty_at(span.start);
                self.link = Some((Link { span, text, url: address(dest_url) }, false));
                self.footnote(pieces, span.start);
            }
            Event::End(TagEnd::Link) => seen.links.extend(self.link.take().map(|(link, _)| link)),
            Event::Text(shown) => {
                self.linked(span);
                if **shown == *"[" && self.footnote(pieces, span.start) {
                    return;
                }
                if **shown == *span.slice(self.text) {
                    pieces.same(self.text, Span { start: span.start.max(self.done), ..span });
                } else if span.start >= self.done {
                    pieces.other(span, shown);
                }
            }
            Event::Code(shown) => {
                self.linked(span);
                pieces.nest(true);
                self.code(pieces, shown, span);
                pieces.nest(false);
            }
            Event::InlineHtml(raw) => {
                self.linked(span);
                self.tag(pieces, raw, span);
            }
            // The sign of a hard break stands before the line end.
            Event::SoftBreak | Event::HardBreak if !span.is_empty() => {
                pieces.same(self.text, Span { start: span.end - 1, ..span });
            }
            _ => {}
        }
    }

    /// Keeps what is linked.
    fn linked(&mut self, span: Span) {
        if let Some((link, begun)) = &mut self.link {
            link.text = if *begun { link.text.join(span) } else { span };
            *begun = true;
        }
    }

    /// Begins or ends an element that prints bold.
    fn weigh(&mut self, pieces: &mut Pieces, begins: bool) {
        self.bold = if begins { self.bold + 1 } else { self.bold.saturating_sub(1) };
        pieces.bold = self.bold > 0;
    }

    /// Shows the mark of a footnote that begins at an offset. False where none does.
    fn footnote(&mut self, pieces: &mut Pieces, at: u32) -> bool {
        let Some((length, number)) = self.footnotes.at(at as usize) else { return false };
        let span = Span { start: at, end: at + length };
        pieces.other(span, &number);
        self.done = span.end;
        true
    }

    /// The content of a code span. Signs of quotes and backslashes before bars stand in it and are not shown.
    fn code(&mut self, pieces: &mut Pieces, shown: &str, span: Span) {
        let raw = span.slice(self.text);
        let ticks = raw.bytes().take_while(|&b| b == b'`').count();
        let inner = span.inner(ticks, raw.len().saturating_sub(2 * ticks));
        let content = inner.slice(self.text);
        let stripped = content.len().saturating_sub(shown.len()) / 2;
        if content.get(stripped..stripped + shown.len()) == Some(shown) {
            return pieces.same(self.text, inner.inner(stripped, shown.len()));
        }
        let mut at = 0;
        for c in shown.chars() {
            let is_shown = |other: char| other == c || c == ' ' && other == '\n';
            let Some((skipped, found)) = content[at..].char_indices().find(|&(_, other)| is_shown(other)) else {
                break;
            };
            at += skipped;
            pieces.same(self.text, inner.inner(at, found.len_utf8()));
            at += found.len_utf8();
        }
    }

    fn tag(&mut self, pieces: &mut Pieces, raw: &str, span: Span) {
        match Effect::of(raw) {
            Effect::Text => pieces.same(self.text, span),
            Effect::Hidden => {}
            Effect::Blank => pieces.blank(span),
            Effect::Look { begins } => pieces.nest(begins),
            Effect::Bold { begins } => {
                pieces.nest(begins);
                self.weigh(pieces, begins);
            }
            Effect::Raised { begins: true } => self.raised = Some(pieces.len()),
            Effect::Raised { begins: false } => {
                if let Some(first) = self.raised.take() {
                    pieces.replace(self.text, first, raised);
                }
            }
        }
    }
}

/// The ranges of a row of a table in which a bar is text, in order: code, links and tags.
pub(super) fn unbroken(row: &str, references: &References) -> Vec<Range<usize>> {
    crate::work::add(row.len());
    let paragraph = Paragraph::of(Span::of(0..row.len()), row);
    let is_whole = |event: &Event<'_>| {
        matches!(event, Event::Code(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }))
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for (_, span) in paragraph.events(references).filter(|(event, _)| is_whole(event)) {
        // What stands in a link is a part of it.
        if found.last().is_none_or(|last| last.end <= span.range().start) {
            found.push(span.range());
        }
    }
    found
}

/// Text that is parsed on its own, as the rest of a paragraph: whatever it begins with is no block.
struct Paragraph {
    parsed: String,
    start: usize,
}

impl Paragraph {
    /// What the paragraph begins with.
    const BEGIN: &str = "x ";

    fn of(span: Span, text: &str) -> Self {
        Self { parsed: [Self::BEGIN, span.slice(text)].concat(), start: span.range().start }
    }

    fn events(&self, references: &References) -> impl Iterator<Item = (Event<'_>, Span)> {
        let resolve = |link: BrokenLink<'_>| resolve(references, &link);
        let events = Parser::new_with_broken_link_callback(&self.parsed, Options::empty(), Some(resolve));
        events.into_offset_iter().filter_map(|(event, range)| {
            let at = |offset: usize| (offset.max(Self::BEGIN.len()) - Self::BEGIN.len()) + self.start;
            if range.start >= Self::BEGIN.len() {
                return Some((event, Span::of(at(range.start)..at(range.end))));
            }
            // Its first text begins with what stands before it.
            match event {
                Event::Text(_) if range.end > Self::BEGIN.len() => {
                    let rest = self.parsed.get(Self::BEGIN.len()..range.end).unwrap_or_default();
                    Some((Event::Text(CowStr::Borrowed(rest)), Span::of(at(range.start)..at(range.end))))
                }
                _ => None,
            }
        })
    }
}

/// Whether no byte of a part of a line can mean anything but itself.
pub(super) fn is_unmarked(part: &str) -> bool {
    part.bytes().all(|b| !matches!(b, b'\\' | b'*' | b'_' | b'`' | b'[' | b'<' | b'&'))
}

/// A text from outside the body, without its tags and with its entities read.
#[must_use]
pub fn without_tags(text: &str) -> Cow<'_, str> {
    let mut pieces = Pieces::default();
    let whole = Span::of(0..text.len());
    unmarked(&mut pieces, text, whole);
    pieces.plain(text, whole)
}

/// Adds the pieces of a text that has no markup but entities and tags, as old articles have them.
pub(super) fn unmarked(pieces: &mut Pieces, text: &str, span: Span) {
    let bytes = &text.as_bytes()[..span.range().end];
    let mut done = span.range().start;
    while let Some(found) = memchr::memchr2(b'<', b'&', &bytes[done..]) {
        let at = done + found;
        let line = memchr::memrchr(b'\n', &bytes[done..at]).map_or(done, |end| done + end + 1);
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        pieces.same(text, Span::of(done..line));
        unmarked_line(pieces, text, Span::of(line..end));
        done = end;
    }
    pieces.same(text, Span::of(done..bytes.len()));
}

/// Adds the pieces of a line of which only entities and tags are markup: all between them shows itself.
fn unmarked_line(pieces: &mut Pieces, text: &str, line: Span) {
    let mut done = line.start;
    let mut first_raised = None;
    let mut concealed = Concealed::default();
    for (event, span) in Paragraph::of(line, text).events(&References::default()) {
        let before = Span { start: done, end: span.start };
        let was_concealed = concealed.is_open();
        match event {
            Event::InlineHtml(_) if concealed.tag(span.slice(text)) => {
                if !was_concealed {
                    pieces.same(text, before);
                }
            }
            _ if was_concealed => continue,
            Event::Text(shown) if *shown != *span.slice(text) => {
                pieces.same(text, before);
                pieces.other(span, &shown);
            }
            Event::InlineHtml(raw) => {
                let effect = Effect::of(&raw);
                if effect == Effect::Text {
                    continue;
                }
                pieces.same(text, before);
                match effect {
                    Effect::Blank => pieces.blank(span),
                    Effect::Raised { begins: true } => first_raised = Some(pieces.len()),
                    Effect::Raised { begins: false } if let Some(first) = first_raised.take() => {
                        pieces.replace(text, first, raised);
                    }
                    _ => {}
                }
            }
            _ => continue,
        }
        done = span.end;
    }
    // What nothing ends conceals nothing that stands behind the line.
    if !concealed.is_open() {
        pieces.same(text, Span { start: done, end: line.end });
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
            ("<span hidden>00 <b>A</b> &amp;</span>Cng.sys", "Cng.sys"),
        ] {
            let span = Span::of(0..raw.len());
            let mut pieces = Pieces::default();
            unmarked(&mut pieces, raw, span);
            assert_eq!(pieces.plain(raw, span), shown, "{raw}");
        }
    }

    #[test]
    fn markup_is_removed_and_text_stays() {
        for (raw, shown) in [
            ("**File name**", "File name"),
            (" File   name ", "File name"),
            ("`Cng.sys`", "Cng.sys"),
            ("`` a ` b ``", "a ` b"),
            ("[824684](https://x/help/824684) Title", "824684 Title"),
            ("[Cng.sys][1] [1] [2]", "Cng.sys 1 [2]"),
            ("<https://contoso.com/a>", "https://contoso.com/a"),
            ("<a id=123>[123](#123) </a>", "123"),
            ("_Original KB number:_ &nbsp; 981506", "Original KB number: 981506"),
            ("X86_1421ac_31bf_6.1_none_23.manifest", "X86_1421ac_31bf_6.1_none_23.manifest"),
            ("6.0.600<br/> 2 .<br/> 22 *xxx*", "6.0.600 2 . 22 xxx"),
            ("a\\|b &#124; c", "a|b | c"),
            ("a\u{200b}b\u{a0}c", "ab c"),
            ("*", "*"),
            ("6.0.6002.22*", "6.0.6002.22*"),
            ("/boot/grub*/grub.c*", "/boot/grub*/grub.c*"),
            ("Retry[T](work done, count) failed", "Retry[T](work done, count) failed"),
            ("x <!--ERROR--> y", "x y"),
            ("***both***", "both"),
            ("[not a link] (x)", "[not a link] (x)"),
            ("<span style='display: none'>0 <span>1</span> `2` [3](#a)</span>Cng.sys<br hidden>", "Cng.sys"),
            ("Cng.sys<sup>12</sup>", "Cng.sys¹²"),
            ("Cng.sys<sup>[**1**](#note), [2]</sup>", "Cng.sys¹,²"),
            ("the 1<sup>st</sup>", "the 1st"),
            ("&lt;b&gt; <server name> <DIR>", "<b> <server name> <DIR>"),
            ("# - 1. > a", "# - 1. > a"),
            ("    a", "a"),
        ] {
            let span = Span::of(0..raw.len());
            let (mut pieces, mut links) = (Pieces::default(), Vec::new());
            let references = References::from_iter([("1".to_owned(), "https://contoso.com".to_owned())]);
            let mut seen = Seen { pieces: &mut pieces, links: &mut links };
            Inline::new(raw, 0).part(&mut seen, span, &references);
            assert_eq!(pieces.plain(raw, span), shown, "{raw}");
        }
    }
}

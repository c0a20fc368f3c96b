//! Markdown: headings, lines, lists, quotes, folded parts and pipe tables, by pulldown-cmark.
//!
//! Rows of tables are divided by us and not by pulldown-cmark, which drops surplus cells.

mod table;

use super::html::Embedded;
use super::inline::{Inline, References, resolve};
use super::{Block, Document, FenceEnd, FrontEnd, Kind, Line, OpenFence};
use crate::source::Source;
use crate::span::Span;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Markdown.
pub(super) const FRONT_END: FrontEnd = FrontEnd { name: "markdown", fits, read, has_markup: true };

/// Bytes of an article that are looked at to tell its syntax.
const SAMPLE: usize = 8 * 1024;

fn fits(source: &Source, body: usize) -> u32 {
    let extension = source.path.rsplit('.').next().unwrap_or_default();
    let named = extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown");
    let text = sample(&source.text, body);
    if is_indented_text(text) {
        0
    } else if named {
        3
    } else if body > 0 || has_marks(text) {
        2
    } else {
        0
    }
}

/// Whether nearly all lines are indented, as in old articles, from the first one below the title on. Lists and code of
/// Markdown are indented, too, but stand below lines that are not.
fn is_indented_text(text: &str) -> bool {
    let is_indented = |line: &str| line.starts_with('\t') || line.starts_with("    ");
    let is_around_text = |line: &str| line.starts_with('#') || line.starts_with("{%");
    let (mut lines, mut indented) = (0_u32, 0_u32);
    for line in text.lines().filter(|line| !line.trim().is_empty() && !is_around_text(line)) {
        lines += 1;
        indented += u32::from(is_indented(line));
        if lines == 1 && indented == 0 {
            return false;
        }
    }
    lines >= 5 && indented * 5 > lines * 4
}

/// Whether a text without front matter has a heading on its first line, or two marks of Markdown anywhere: one may be
/// chance.
pub(super) fn has_marks(text: &str) -> bool {
    let mut marks = 0;
    for (number, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let hashes = line.bytes().take_while(|&b| b == b'#').count();
        if (1..=6).contains(&hashes) && line.as_bytes().get(hashes) == Some(&b' ') {
            marks += if number == 0 { 2 } else { 1 };
        } else if has_mark(line) {
            marks += 1;
        }
    }
    marks >= 2
}

/// Whether a line holds a link, or the rule of a pipe table.
fn has_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr2_iter(b']', b'|', bytes)
        .any(|at| [&b"]("[..], b"|--", b"| --", b"|:-"].iter().any(|mark| bytes[at..].starts_with(mark)))
}

/// The beginning of the text, cut between characters.
pub(super) fn sample(text: &str, body: usize) -> &str {
    &text[body..text.floor_char_boundary(body + SAMPLE)]
}

fn read(document: &mut Document<'_>, body: usize) {
    let mut inline = Inline::new(&document.source.text, body);
    let mut references = References::default();
    let mut from = Some(Rest { offset: body, fences: 0, tables: Embedded::default() });
    while let Some(rest) = from {
        let known = std::mem::take(&mut references);
        let mut reader = Reader {
            rest,
            opens: true,
            bullet: false,
            line: None,
            done: 0,
            html: Vec::new(),
            skip: 0,
            inline: &mut inline,
            references: &mut references,
        };
        from = reader.run(document, &known);
    }
}

/// A rest of the text that has to be parsed on its own.
#[derive(Clone, Copy)]
struct Rest {
    /// Where it begins in the article.
    offset: usize,
    /// Number of fences before it that never close.
    fences: usize,
    /// What is known of its HTML tables.
    tables: Embedded,
}

/// After so many fences that never close, the rest of the text is code: each of them costs a parse of the rest.
const MOST_UNCLOSED_FENCES: usize = 8;

/// A part in code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    /// Between fences: all of it is text.
    Fenced,
    /// Indented, mostly by accident: its lines are read as any other.
    Indented,
}

struct Reader<'r, 's> {
    /// What is parsed.
    rest: Rest,
    opens: bool,
    bullet: bool,
    line: Option<Span>,
    /// Everything before this offset stands in a block.
    done: u32,
    html: Vec<Span>,
    /// Everything before this offset stands in an HTML table.
    skip: u32,
    inline: &'r mut Inline<'s>,
    /// Addresses that the text defines, and those that what was parsed before it did.
    references: &'r mut References,
}

impl<'s> Reader<'_, 's> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::of(range.start + self.rest.offset..range.end + self.rest.offset)
    }

    /// Reads to the end, or until the parser would lose text: then gives the rest.
    fn run(&mut self, document: &mut Document<'s>, known: &References) -> Option<Rest> {
        let source: &'s Source = document.source;
        let text = &source.text[self.rest.offset..];
        // The parser divides all of it into blocks at once.
        crate::work::add(text.len());
        let mut heading = None;
        let mut code = None;
        let resolve = |link: BrokenLink<'_>| resolve(known, &link);
        let parser = Parser::new_with_broken_link_callback(text, Options::ENABLE_TABLES, Some(resolve));
        let mut events = parser.into_offset_iter();
        self.references.clone_from(known);
        for (label, link) in events.reference_definitions().iter() {
            self.references.entry(label.to_lowercase()).or_insert_with(|| link.dest.to_string());
        }
        while let Some((event, range)) = events.next() {
            let mut span = self.span(&range);
            if span.start < self.skip {
                // Blank lines end an HTML block of Markdown, but no table: its rest was read with its beginning.
                match event {
                    Event::Html(_) if span.end > self.skip => span.start = self.skip,
                    Event::End(TagEnd::HtmlBlock) => {}
                    Event::Start(Tag::CodeBlock(_))
                        if span.end > self.skip && self.rest.fences < MOST_UNCLOSED_FENCES =>
                    {
                        return Some(Rest { offset: self.skip as usize, fences: self.rest.fences + 1, ..self.rest });
                    }
                    _ => continue,
                }
            }
            match event {
                Event::Start(Tag::Heading { level, .. }) => heading = Some(level),
                Event::End(TagEnd::Heading(_)) => {
                    let kind =
                        heading.take().map_or(Kind::Heading(1), |level| heading_kind(level, span.slice(&source.text)));
                    let whole = self.line.take();
                    let text = whole.unwrap_or(span).trim(&source.text);
                    if !text.is_empty() {
                        document.blocks.push(Block { span: text, kind });
                    }
                    self.opens = true;
                    self.inline.end(&mut document.pieces);
                }
                Event::Start(Tag::Table(_)) => {
                    self.end_line(document);
                    let (mut rows, rest) = self.rows(events.by_ref(), text);
                    self.tables(document, &mut rows);
                    if rest.is_some() {
                        return rest;
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    self.end_line(document);
                    let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                    if is_fenced && let Some(rest) = self.fence(document, range, text) {
                        return Some(rest);
                    }
                    code = Some(if is_fenced { Code::Fenced } else { Code::Indented });
                }
                Event::End(TagEnd::CodeBlock) => {
                    code = None;
                    self.opens = true;
                }
                Event::Text(_) if let Some(code) = code => {
                    match code {
                        Code::Fenced => document.pieces.same(&source.text, span),
                        Code::Indented => self.part(document, span),
                    }
                    self.lines(document, span, true);
                }
                Event::Start(Tag::HtmlBlock) => self.end_line(document),
                Event::Html(_) => self.html.push(span),
                Event::End(TagEnd::HtmlBlock) => self.end_html(document),
                Event::Start(Tag::Item) => {
                    self.end_line(document);
                    self.opens = true;
                    self.bullet = true;
                }
                Event::Start(Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_))
                | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_)) => {
                    self.end_line(document);
                    self.opens = true;
                    self.inline.end(&mut document.pieces);
                }
                event => {
                    self.inline.event(&mut document.seen(), &event, span);
                    match event {
                        Event::SoftBreak | Event::HardBreak if heading.is_none() => self.end_line(document),
                        Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Image { .. })
                        | Event::End(TagEnd::Link)
                        | Event::Text(_)
                        | Event::Code(_)
                        | Event::InlineHtml(_) => self.grow(span),
                        _ => {}
                    }
                }
            }
        }
        self.end_line(document);
        None
    }

    /// Reads a part of a line on its own.
    fn part(&mut self, document: &mut Document<'s>, span: Span) {
        let span = span.trim(&document.source.text);
        self.inline.part(&mut document.seen(), span, self.references);
    }

    /// Looks how a part in code ends that a fence opens. Gives the rest where it would swallow it: that is read once
    /// more, as if the fence were text.
    fn fence(&self, document: &mut Document<'s>, block: Range<usize>, text: &str) -> Option<Rest> {
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[block.start..]);
        let line = block.start..line_end.map_or(text.len(), |end| block.start + end);
        let whole = |line: &Range<usize>| self.span(line).trim(&document.source.text);
        let end = if is_closed(&text[block.clone()]) {
            let next = opening_fence(text, line.end..block.end, &text[line.clone()]);
            next.map(|next| FenceEnd::Next(whole(&next)))
        } else if text[block.end..].trim_start().is_empty() {
            Some(FenceEnd::Nothing)
        } else {
            Some(FenceEnd::Container)
        };
        let span = whole(&line);
        document.open_fences.push(OpenFence { span, end: end? });
        let swallows = end == Some(FenceEnd::Nothing) && self.rest.fences < MOST_UNCLOSED_FENCES;
        let offset = self.rest.offset + block.start + line_end? + 1;
        swallows.then_some(Rest { offset, fences: self.rest.fences + 1, ..self.rest })
    }

    fn grow(&mut self, span: Span) {
        // Emphasis and links may run over line ends: their lines are added as a whole, once.
        let span = Span { start: span.start.max(self.done), end: span.end };
        if span.is_empty() {
            return;
        }
        self.line = Some(self.line.map_or(span, |line| line.join(span)));
    }

    /// Ends the line that is being read.
    fn end_line(&mut self, document: &mut Document<'s>) {
        let Some(line) = self.line.take() else { return };
        // Emphasis may run over a line break: its lines are divided at the break.
        self.lines(document, line, false);
    }

    /// Adds the lines of a span that may hold several.
    fn lines(&mut self, document: &mut Document<'s>, span: Span, code: bool) {
        self.done = self.done.max(span.end);
        let text = span.slice(&document.source.text);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = span.inner(start, end - start).trim(&document.source.text);
            start = end + 1;
            if line.is_empty() {
                // The end of the last line of code is no blank line.
                self.opens |= code && end < text.len();
                continue;
            }
            let sign = if code { 0 } else { bullet_sign(line.slice(&document.source.text)) };
            let bullet = self.bullet || sign > 0;
            let kind = Kind::Line(Line { opens: self.opens || sign > 0, bullet, code });
            (self.opens, self.bullet) = (false, false);
            let text = line.inner(sign, line.range().len() - sign).trim(&document.source.text);
            document.blocks.push(Block { span: text, kind });
        }
    }

    /// An HTML block. A table that it begins may end far behind it.
    fn end_html(&mut self, document: &mut Document<'s>) {
        let pieces = std::mem::take(&mut self.html);
        let Some(span) = pieces.iter().copied().reduce(Span::join) else { return };
        let end = self.rest.tables.read(document, span.range());
        self.skip = Span::of(0..end).end;
        self.done = self.done.max(self.skip);
        self.opens = true;
    }
}

/// The length of a bullet sign that Markdown does not know.
fn bullet_sign(line: &str) -> usize {
    line.strip_prefix('\u{2022}')
        .filter(|rest| rest.trim_start().len() < rest.len())
        .map_or(0, |_| '\u{2022}'.len_utf8())
}

fn heading_kind(level: HeadingLevel, raw: &str) -> Kind {
    let level = level as u8;
    if raw.trim_start().starts_with('#') { Kind::Heading(level) } else { Kind::Underlined(level) }
}

/// Whether a fenced block ends with a fence.
fn is_closed(block: &str) -> bool {
    let block = block.trim_end();
    let last = block.rsplit('\n').next().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
    block.contains('\n') && (last.starts_with("```") || last.starts_with("~~~"))
}

/// The first line in code that opens a fence: at least as long as the one around it, and with a word behind it.
fn opening_fence(text: &str, code: Range<usize>, outer: &str) -> Option<Range<usize>> {
    let outer = outer.trim_start();
    let sign = outer.chars().next()?;
    let length = |line: &str| line.bytes().take_while(|&b| char::from(b) == sign).count();
    let fence = outer.get(..length(outer)).filter(|fence| fence.len() >= 3)?;
    memchr::memmem::find_iter(text.get(code.clone())?.as_bytes(), fence).find_map(|at| {
        let at = code.start + at;
        let before = text[..at].trim_end_matches([' ', '\t', '>']);
        if !before.ends_with('\n') {
            return None;
        }
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
        let info = text[at..end].trim_start_matches(sign).trim();
        let is_word = !info.is_empty()
            && info.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'#' | b'_'));
        is_word.then_some(before.len()..end)
    })
}

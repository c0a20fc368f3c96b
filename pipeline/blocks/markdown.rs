//! Markdown: headings, lines, lists, quotes, folded parts and pipe tables, by pulldown-cmark.
//!
//! Rows of tables are split by [`Document::push_row`] and not by pulldown-cmark, which drops surplus cells.

use super::html::{Embedded, read_part};
use super::{Block, Document, FrontEnd, Kind, Line, Link};
use crate::source::Source;
use crate::span::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Markdown.
pub(super) const FRONT_END: FrontEnd = FrontEnd { name: "markdown", fits, read, has_markup: true };

/// Bytes of an article that are looked at to tell its syntax.
const SAMPLE: usize = 8 * 1024;

fn fits(source: &Source, body: usize) -> u32 {
    let extension = source.path.rsplit('.').next().unwrap_or_default();
    let named = extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown");
    let text = sample(&source.text, body);
    let (mut lines, mut indented) = (0_u32, 0_u32);
    for line in text.as_bytes().split(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        lines += 1;
        indented += u32::from(line.starts_with(b"\t") || line.starts_with(b"    "));
    }
    // Old articles are indented as a whole; lists of Markdown may be, too, but have links or tables.
    let is_indented_text = lines >= 5 && indented * 5 > lines * 4;
    if is_indented_text && !text.lines().any(has_mark) {
        0
    } else if named {
        3
    } else if body > 0 || has_marks(text) {
        2
    } else {
        0
    }
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
    ["](", "|--", "| --", "|:-"].iter().any(|mark| line.contains(mark))
}

/// The beginning of the text, cut between characters.
pub(super) fn sample(text: &str, body: usize) -> &str {
    let mut end = text.len().min(body + SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[body..end]
}

fn read(document: &mut Document<'_>, body: usize) {
    let mut from = Some(Rest { offset: body, fences: 0, tables: Embedded::default() });
    while let Some(rest) = from {
        let reader =
            Reader { rest, opens: true, bullet: false, line: None, done: 0, link: None, html: Vec::new(), skip: 0 };
        from = reader.run(document);
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

struct Reader<'s> {
    /// What is parsed.
    rest: Rest,
    opens: bool,
    bullet: bool,
    line: Option<Span>,
    /// Everything before this offset stands in a block.
    done: u32,
    link: Option<(Link<'s>, bool)>,
    html: Vec<Span>,
    /// Everything before this offset stands in an HTML table.
    skip: u32,
}

impl<'s> Reader<'s> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::of(range.start + self.rest.offset..range.end + self.rest.offset)
    }

    /// Reads to the end, or until the parser would lose text: then gives the rest.
    fn run(mut self, document: &mut Document<'s>) -> Option<Rest> {
        let source: &'s Source = document.source;
        let text = &source.text[self.rest.offset..];
        // The parser divides all of it into blocks at once.
        document.work.add(text.len());
        let mut heading = None;
        let mut in_code = false;
        let mut events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
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
                }
                Event::Start(Tag::Table(_)) => {
                    self.end_line(document);
                    let mut rows = Vec::new();
                    for (event, range) in events.by_ref() {
                        match event {
                            Event::Start(Tag::TableRow) if range.end <= range.start => {
                                // The parser pads short rows up to a limit, then loses all that follows.
                                let end = self.rest_of_table(range.start, &mut rows, text);
                                self.table(document, &rows);
                                return Some(Rest { offset: end, ..self.rest });
                            }
                            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(self.span(&range)),
                            Event::End(TagEnd::Table) => break,
                            _ => {}
                        }
                    }
                    self.table(document, &rows);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    self.end_line(document);
                    let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                    if fenced && self.rest.fences < MOST_UNCLOSED_FENCES && is_unclosed(text, &range) {
                        // It would swallow the rest, which is read once more, as if the fence were text.
                        let line_end = memchr::memchr(b'\n', &text.as_bytes()[range.start..])?;
                        let offset = self.rest.offset + range.start + line_end + 1;
                        return Some(Rest { offset, fences: self.rest.fences + 1, ..self.rest });
                    }
                    in_code = true;
                }
                Event::End(TagEnd::CodeBlock) => {
                    in_code = false;
                    self.opens = true;
                }
                Event::Text(_) if in_code => self.lines(document, span, true),
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
                }
                Event::SoftBreak | Event::HardBreak if heading.is_none() => self.end_line(document),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.grow(span);
                    let text = Span::empty_at(span.start);
                    self.link = Some((Link { span, text, url: borrow(dest_url) }, false));
                }
                Event::End(TagEnd::Link) => {
                    self.grow(span);
                    document.links.extend(self.link.take().map(|(link, _)| link));
                }
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => {
                    if let Some((link, begun)) = &mut self.link {
                        link.text = if *begun { link.text.join(span) } else { span };
                        *begun = true;
                    }
                    self.grow(span);
                }
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Image { .. }) => self.grow(span),
                _ => {}
            }
        }
        self.end_line(document);
        None
    }

    /// Adds the rows of a table from an offset on: lines with a bar. Gives the offset behind them.
    fn rest_of_table(&self, start: usize, rows: &mut Vec<Span>, text: &str) -> usize {
        let mut at = self.rest.offset + start;
        for line in text[start..].split_inclusive('\n') {
            let Some(bar) = line.find('|') else { break };
            // Signs of quotes stand before the first bar.
            let signs = if line[..bar].trim_matches(['>', ' ', '\t']).is_empty() { bar } else { 0 };
            rows.push(Span::of(at + signs..at + line.len()));
            at += line.len();
        }
        at
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

    /// Adds a table. Lines without a bar behind its last row belong to the text.
    fn table(&mut self, document: &mut Document<'s>, rows: &[Span]) {
        let source = document.source;
        let with_bars = rows.iter().rposition(|row| row.slice(&source.text).contains('|')).map_or(0, |last| last + 1);
        let (rows, rest) = rows.split_at(with_bars);
        let first = document.rows.len();
        for (index, row) in rows.iter().enumerate() {
            document.push_row(row.trim(&source.text));
            if index == 0 {
                let behind = row.end as usize;
                let delimiter = delimiter_line(&source.text, behind);
                document.push_row(delimiter);
            }
        }
        if let (Some(head), Some(last)) = (rows.first(), document.rows.last()) {
            let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let kind = Kind::Grid { first: position(first), end: position(document.rows.len()) };
            document.blocks.push(Block { span: head.join(last.span).trim(&source.text), kind });
        }
        self.opens = true;
        for line in rest {
            self.lines(document, *line, false);
        }
        self.opens = true;
    }

    /// An HTML block: tables are grids, summaries are labels, other lines are text unless they are nothing but tags.
    fn end_html(&mut self, document: &mut Document<'s>) {
        let pieces = std::mem::take(&mut self.html);
        let Some(mut span) = pieces.iter().copied().reduce(Span::join) else { return };
        let text = &document.source.text;
        while find_ignoring_case(span.slice(text), "<table").is_some() {
            let Some(table) = self.rest.tables.table(text, span.range()) else { break };
            self.html_lines(document, Span::of(span.range().start..table.start));
            read_part(document, table.clone(), ">");
            self.skip = Span::of(table).end;
            self.done = self.done.max(self.skip);
            span = Span { start: self.skip, end: span.end.max(self.skip) };
        }
        self.html_lines(document, span);
        self.opens = true;
    }

    fn html_lines(&mut self, document: &mut Document<'s>, span: Span) {
        let text = span.slice(&document.source.text);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = span.inner(start, end - start).trim(&document.source.text);
            start = end + 1;
            let raw = line.slice(&document.source.text);
            if let Some(summary) = summary(raw) {
                document.blocks.push(Block {
                    span: line.inner(summary.start, summary.len()).trim(&document.source.text),
                    kind: Kind::Summary,
                });
                self.opens = true;
            } else if raw.is_empty() {
                self.opens = true;
            } else if !document.plain(line).is_empty() {
                self.lines(document, line, false);
            }
        }
    }
}

/// The length of a bullet sign that Markdown does not know.
fn bullet_sign(line: &str) -> usize {
    line.strip_prefix('\u{2022}')
        .filter(|rest| rest.trim_start().len() < rest.len())
        .map_or(0, |_| '\u{2022}'.len_utf8())
}

/// The text between `<summary>` and `</summary>`.
fn summary(line: &str) -> Option<Range<usize>> {
    let start = find_ignoring_case(line, "<summary>")? + "<summary>".len();
    let end = find_ignoring_case(&line[start..], "</summary>").map_or(line.len(), |end| start + end);
    Some(start..end)
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&at| {
        text.as_bytes().get(at..at + needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle.as_bytes()))
    })
}

fn heading_kind(level: HeadingLevel, raw: &str) -> Kind {
    let level = level as u8;
    if raw.trim_start().starts_with('#') { Kind::Heading(level) } else { Kind::Underlined(level) }
}

/// Whether a fenced block ends with the text and not with a fence.
fn is_unclosed(text: &str, range: &Range<usize>) -> bool {
    let block = text[range.clone()].trim_end();
    let last = block.rsplit('\n').next().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
    let closed = block.contains('\n') && (last.starts_with("```") || last.starts_with("~~~"));
    !closed && text[range.end..].trim().is_empty()
}

/// The rule behind the header of a table: the line that begins behind the header's end.
fn delimiter_line(text: &str, header_end: usize) -> Span {
    let start = memchr::memchr(b'\n', &text.as_bytes()[header_end.saturating_sub(1)..])
        .map_or(header_end, |end| header_end.saturating_sub(1) + end + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
    let line = &text[start..end];
    // Signs of quotes and lists stand before it.
    let inner = line.find(['|', ':', '-']).unwrap_or(0);
    Span::of(start + inner..end).trim(text)
}

fn borrow(text: pulldown_cmark::CowStr<'_>) -> Cow<'_, str> {
    match text {
        pulldown_cmark::CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

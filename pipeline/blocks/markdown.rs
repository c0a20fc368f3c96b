//! Markdown: headings, lines, lists, quotes, folded parts and pipe tables, by pulldown-cmark.
//!
//! Rows of tables are split by [`Document::push_row`] and not by pulldown-cmark, which drops surplus cells.

use super::html::{Embedded, read_part};
use super::{Block, Document, FenceEnd, FrontEnd, Kind, Line, Link, OpenFence};
use crate::source::Source;
use crate::span::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::cell::LazyCell;
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
        crate::work::add(text.len());
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
                    let (rows, rest) = self.rows(document, events.by_ref(), text);
                    self.tables(document, &rows);
                    if rest.is_some() {
                        return rest;
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    self.end_line(document);
                    if matches!(kind, CodeBlockKind::Fenced(_))
                        && let Some(rest) = self.fence(document, range, text)
                    {
                        return Some(rest);
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
                Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Image { .. })
                | Event::End(TagEnd::Link)
                | Event::Text(_)
                | Event::Code(_)
                | Event::InlineHtml(_) => {
                    self.linked(document, &event, span);
                    self.grow(span);
                }
                _ => {}
            }
        }
        self.end_line(document);
        None
    }

    /// Reads the rows of a table, and keeps its links. Gives the rest where the parser would lose text.
    fn rows(
        &mut self,
        document: &mut Document<'s>,
        events: impl Iterator<Item = (Event<'s>, Range<usize>)>,
        text: &str,
    ) -> (Vec<Span>, Option<Rest>) {
        let mut rows = Vec::new();
        for (event, range) in events {
            match event {
                Event::Start(Tag::TableRow) if range.end <= range.start => {
                    // The parser pads short rows up to a limit, then loses all that follows.
                    let end = self.rest_of_table(range.start, &mut rows, text);
                    return (rows, Some(Rest { offset: end, ..self.rest }));
                }
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(self.span(&range)),
                Event::End(TagEnd::Table) => break,
                event => self.linked(document, &event, self.span(&range)),
            }
        }
        (rows, None)
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

    /// Keeps links, in lines and in cells.
    fn linked(&mut self, document: &mut Document<'s>, event: &Event<'s>, span: Span) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let text = Span::empty_at(span.start);
                self.link = Some((Link { span, text, url: borrow(dest_url.clone()) }, false));
            }
            Event::End(TagEnd::Link) => document.links.extend(self.link.take().map(|(link, _)| link)),
            Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => {
                if let Some((link, begun)) = &mut self.link {
                    link.text = if *begun { link.text.join(span) } else { span };
                    *begun = true;
                }
            }
            _ => {}
        }
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

    /// Adds a table, or several that no blank line divides: below a line without a bar, a header and its rule begin
    /// another one, and so do keys and values below a wider table, where nothing else stands below them.
    fn tables(&mut self, document: &mut Document<'s>, rows: &[Span]) {
        const KEY_AND_VALUE: usize = 2;
        let cells =
            |at: usize| rows.get(at).map_or_else(Vec::new, |row| document.split(row.trim(&document.source.text)));
        let has_bar = |at: usize| rows[at].slice(&document.source.text).contains('|');
        let last_other =
            LazyCell::new(|| (0..rows.len()).rfind(|&at| has_bar(at) && cells(at).len() != KEY_AND_VALUE).unwrap_or(0));
        let mut headers = vec![0];
        let (mut begin, mut width) = (0, None);
        for at in (1..rows.len()).filter(|at| !has_bar(at - 1)) {
            let (head, next) = (cells(at), cells(at + 1));
            // Rows of a table of three columns may be short by one cell; those of a wider one are no pairs.
            let mut is_below_wide =
                || *width.get_or_insert_with(|| cells(begin).len()) > KEY_AND_VALUE + 1 && at > *last_other;
            let is_header = document.is_delimiter(&next) || next.len() == KEY_AND_VALUE && is_below_wide();
            if head.len() > 1 && head.len() == next.len() && is_header {
                headers.push(at);
                (begin, width) = (at, None);
            }
        }
        headers.push(rows.len());
        for (index, ends) in headers.windows(2).enumerate() {
            self.table(document, &rows[ends[0]..ends[1]], index == 0);
        }
    }

    /// Adds a table. Lines without a bar behind its last row belong to the text. The rule of the first table is no row.
    fn table(&mut self, document: &mut Document<'s>, rows: &[Span], is_first: bool) {
        let source = document.source;
        let with_bars = rows.iter().rposition(|row| row.slice(&source.text).contains('|')).map_or(0, |last| last + 1);
        let (rows, rest) = rows.split_at(with_bars);
        let first = document.rows.len();
        for (index, row) in rows.iter().enumerate() {
            document.push_row(row.trim(&source.text));
            if index == 0 && is_first {
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
        let mut may_close = true;
        while start <= text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
            let line = span.inner(start, end - start).trim(&document.source.text);
            let raw = line.slice(&document.source.text);
            let line_start = start;
            start = end + 1;
            // What a comment holds is not shown; one that never ends is text.
            if may_close && raw.starts_with("<!--") {
                match memchr::memmem::find(&text.as_bytes()[line_start..], b"-->") {
                    Some(close) => {
                        start = line_start + close + 3;
                        continue;
                    }
                    None => may_close = false,
                }
            }
            if let Some(heading) = heading(&text[line_start..]) {
                let inner = span.inner(line_start + heading.text.start, heading.text.len());
                let inner = inner.trim(&document.source.text);
                if !document.plain(inner).is_empty() {
                    document.blocks.push(Block { span: inner, kind: Kind::Heading(heading.level) });
                }
                self.opens = true;
                start = line_start + heading.end;
            } else if let Some(summary) = summary(raw) {
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

/// A heading that is printed as HTML.
struct HtmlHeading {
    level: u8,
    /// Its text.
    text: Range<usize>,
    /// Where what is behind it begins.
    end: usize,
}

/// A longer heading is none, in bytes: work stays in proportion to the text.
const LONGEST_HEADING: usize = 500;

/// The heading with which a text begins: `<h4>Prerequisites</h4>`.
fn heading(text: &str) -> Option<HtmlHeading> {
    let begin = text.len() - text.trim_start_matches([' ', '\t']).len();
    let rest = text[begin..].strip_prefix("<h").or_else(|| text[begin..].strip_prefix("<H"))?;
    let level = rest.bytes().next().filter(|level| (b'1'..=b'6').contains(level))?;
    if !rest[1..].starts_with(['>', ' ']) {
        return None;
    }
    let most = text.floor_char_boundary(begin + LONGEST_HEADING);
    let near = &text[begin..most];
    let open = begin + near.find('>')? + 1;
    let close = open + find_ignoring_case(&text[open..most], &format!("</h{}", char::from(level)))?;
    let end = close + text[close..most].find('>')? + 1;
    Some(HtmlHeading { level: level - b'0', text: open..close, end })
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

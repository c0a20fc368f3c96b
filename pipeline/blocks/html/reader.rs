//! HTML to blocks, in one pass from tag to tag.

use super::element::Element;
use super::plain::plain;
use super::table::{Cell, Content, MOST_ROWS, Table};
use super::tokens::{Tag, Token, Tokens};
use crate::blocks::{Block, Document, Entry, Kind, Line, Link};
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// Reads a part of the article. Text that is nothing but blanks and `signs` stands between the lines of the part.
pub(in crate::blocks) fn read_part<'s>(document: &mut Document<'s>, part: Range<usize>, signs: &'static str) {
    let text: &'s str = &document.source.text;
    document.html.push(Span::of(part.clone()));
    let mut reader = Reader {
        document,
        text,
        signs,
        line: None,
        has_text: false,
        style: None,
        next: Line { opens: true, ..Line::default() },
        link: None,
        tables: Vec::new(),
        budget: part.len(),
        title: None,
    };
    for token in Tokens::new(text, part.start, part.end) {
        crate::work::add(0);
        match token {
            Token::Text(span) => reader.text(span),
            Token::Open(tag) => reader.open(&tag),
            Token::Close(tag) => reader.close(&tag),
            Token::Raw(tag, span) if tag.is("title") => reader.title = reader.title.or(Some(span)),
            Token::Raw(..) => {}
        }
    }
    reader.finish(Span::of(part).end);
}

/// A page states no more of itself: looking each key up would take long.
const MOST_STATED: usize = 256;

/// What a line is, when it is more than a line.
#[derive(Clone, Copy)]
enum Style {
    Heading(u8),
    Summary,
}

/// A link that is open.
struct OpenLink<'s> {
    span: Span,
    text: Option<Span>,
    url: Cow<'s, str>,
}

struct Reader<'d, 's> {
    document: &'d mut Document<'s>,
    text: &'s str,
    signs: &'static str,
    /// The line that is being read: from its first tag or text to its last.
    line: Option<Span>,
    /// Whether it shows anything.
    has_text: bool,
    style: Option<Style>,
    /// How the next line stands.
    next: Line,
    link: Option<OpenLink<'s>>,
    tables: Vec<Table>,
    /// How many cells may still be copied.
    budget: usize,
    title: Option<Span>,
}

impl Reader<'_, '_> {
    fn text(&mut self, span: Span) {
        if !self.next.code {
            return self.piece(span.trim(self.text));
        }
        let raw = span.slice(self.text);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', raw.as_bytes()) {
            self.piece(span.inner(start, end - start).trim(self.text));
            self.end_code_line();
            start = end + 1;
        }
        self.piece(span.inner(start, raw.len() - start).trim(self.text));
    }

    fn end_code_line(&mut self) {
        self.next.opens |= !self.has_text;
        self.end_line();
    }

    /// A piece of a line.
    fn piece(&mut self, span: Span) {
        let raw = span.slice(self.text);
        if raw.trim_matches(|c: char| self.signs.contains(c) || c.is_whitespace()).is_empty() {
            return;
        }
        if !self.has_text && !plain(raw).is_empty() {
            self.has_text = true;
            if let Some(table) = self.tables.last_mut().filter(|table| table.is_between_cells()) {
                // Text between rows keeps its place: the rows above it are a table, those below it another one.
                table.close_row(self.document, &mut self.budget);
                table.end_rows(self.document);
                self.next.opens = true;
            }
        }
        if let Some(link) = &mut self.link {
            link.text = Some(link.text.map_or(span, |text| text.join(span)));
            link.span = link.span.join(span);
        }
        self.grow(span);
    }

    fn grow(&mut self, span: Span) {
        self.line = Some(self.line.map_or(span, |line| line.join(span)));
    }

    /// Ends the line that is being read.
    fn end_line(&mut self) {
        let Some(span) = self.line.take() else { return };
        if !std::mem::take(&mut self.has_text) {
            return;
        }
        let style = self.style.take();
        let kind = match style {
            Some(Style::Heading(level)) => Kind::Heading(level),
            Some(Style::Summary) => Kind::Summary,
            None => Kind::Line(self.next),
        };
        (self.next.opens, self.next.bullet) = (style.is_some(), false);
        let block = Block { span, kind };
        self.document.blocks.push(block);
        if let Some(table) = self.tables.last_mut() {
            table.content().add(block);
        }
    }

    /// Ends a paragraph.
    fn end_paragraph(&mut self) {
        self.end_line();
        self.next.opens = true;
    }

    /// Ends all that does not reach beyond a cell or table.
    fn end_all(&mut self) {
        self.end_paragraph();
        self.end_link();
        (self.style, self.next) = (None, Line { opens: true, ..Line::default() });
    }

    fn end_link(&mut self) {
        if let Some(OpenLink { span, text, url }) = self.link.take() {
            let text = text.unwrap_or(Span::empty_at(span.end));
            self.document.links.push(Link { span, text, url });
        }
    }
}

impl<'s> Reader<'_, 's> {
    fn open(&mut self, tag: &Tag<'s>) {
        if tag.is("meta") {
            let name = tag.attribute("name").or_else(|| tag.attribute("property"));
            return name.into_iter().for_each(|name| self.state(name, tag.attribute("content")));
        }
        if tag.is("link") {
            let is_own = tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
            return self.state("canonical_url".into(), tag.attribute("href").filter(|_| is_own));
        }
        match Element::of(tag.name) {
            Element::Inline | Element::Bold => self.grow(tag.span),
            Element::Link => {
                self.end_link();
                self.grow(tag.span);
                self.link = tag.attribute("href").map(|url| OpenLink { span: tag.span, text: None, url });
            }
            // A line of two breaks is a blank line.
            Element::Break if self.has_text && self.style.is_none() => self.end_line(),
            Element::Break => self.next.opens = true,
            Element::Block => {
                self.end_paragraph();
                if tag.is("html") {
                    self.state("lang".into(), tag.attribute("lang"));
                }
            }
            Element::Item => {
                self.end_paragraph();
                (self.style, self.next.bullet) = (None, true);
            }
            Element::Heading(level) => {
                self.end_paragraph();
                (self.style, self.next.bullet) = (Some(Style::Heading(level)), false);
            }
            Element::Summary => {
                self.end_paragraph();
                (self.style, self.next.bullet) = (Some(Style::Summary), false);
            }
            Element::Pre => {
                self.end_paragraph();
                self.next.code = true;
            }
            Element::Table => {
                self.end_all();
                if self.tables.last().is_some_and(|table| table.cell.is_none()) {
                    self.close_table(tag.span.start);
                }
                self.tables.push(Table::default());
            }
            Element::Rows => self.close_rows(tag.span.start),
            Element::Row => {
                self.close_row(tag.span.start);
                if let Some(table) = self.tables.last_mut() {
                    table.open_row(self.document, tag.span.start);
                }
            }
            Element::Cell => {
                self.close_cell(tag.span.start);
                if let Some(table) = self.tables.last_mut() {
                    table.open_row(self.document, tag.span.start);
                    table.cell = Some(Cell {
                        tag: tag.span,
                        columns: span_of(tag, "colspan").max(1),
                        rows: match span_of(tag, "rowspan") {
                            0 => MOST_ROWS,
                            rows => rows,
                        },
                        content: Content::default(),
                    });
                }
            }
        }
    }

    fn close(&mut self, tag: &Tag<'s>) {
        match Element::of(tag.name) {
            Element::Inline | Element::Bold => self.grow(tag.span),
            Element::Link => {
                self.grow(tag.span);
                if let Some(link) = &mut self.link {
                    link.span = link.span.join(tag.span);
                }
                self.end_link();
            }
            // As in a browser.
            Element::Break => self.open(tag),
            Element::Block => self.end_paragraph(),
            Element::Item => {
                self.end_paragraph();
                self.next.bullet = false;
            }
            Element::Heading(_) | Element::Summary => {
                self.end_paragraph();
                self.style = None;
            }
            Element::Pre => {
                self.end_paragraph();
                self.next.code = false;
            }
            Element::Table => self.close_table(tag.span.start),
            Element::Rows => self.close_rows(tag.span.start),
            Element::Row => self.close_row(tag.span.start),
            Element::Cell => self.close_cell(tag.span.end),
        }
    }

    fn close_cell(&mut self, at: u32) {
        self.end_all();
        if let Some(table) = self.tables.last_mut() {
            self.document.cut_spans.extend(table.close_cell(at, &mut self.budget));
        }
    }

    fn close_row(&mut self, at: u32) {
        self.close_cell(at);
        if let Some(table) = self.tables.last_mut() {
            table.close_row(self.document, &mut self.budget);
        }
    }

    fn close_rows(&mut self, at: u32) {
        self.close_row(at);
        if let Some(table) = self.tables.last_mut() {
            table.end_group();
        }
    }

    fn close_table(&mut self, at: u32) {
        self.close_row(at);
        if let Some(mut table) = self.tables.pop() {
            table.end_rows(self.document);
            if let Some(outer) = self.tables.last_mut() {
                table.end_within(outer);
            }
        }
    }

    /// Adds what a page says of itself to the front matter. A piece of HTML in another article is no page.
    fn state(&mut self, key: Cow<'s, str>, value: Option<Cow<'s, str>>) {
        let is_page = self.document.format == super::FRONT_END.name;
        let entries = &self.document.front_matter.entries;
        let known = entries.len() >= MOST_STATED || self.document.front_matter.get(&key).is_some();
        if let Some(value) = value.filter(|value| !value.is_empty() && !known && is_page) {
            self.document.front_matter.entries.push(Entry { key, value, in_list: false });
        }
    }

    fn finish(mut self, end: u32) {
        while !self.tables.is_empty() {
            self.close_table(end);
        }
        self.end_all();
        if let Some(title) = self.title {
            self.state("title".into(), Some(plain(title.slice(self.text))));
        }
    }
}

/// The number of columns or rows that a cell says to span.
fn span_of(tag: &Tag<'_>, name: &str) -> u32 {
    let Some(value) = tag.attribute(name) else { return 1 };
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    match &value[..digits] {
        "" => 1,
        digits => digits.parse().unwrap_or(u32::MAX),
    }
}

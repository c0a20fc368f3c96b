//! HTML to blocks, from token to token in the order of the article; the tree says what each of them stands in.

use super::element::Element;
use super::places::{Id, Place, Places, Spot, group_of};
use super::sink::Token;
use super::table::{Cell, MOST_ROWS, Table};
use super::tree::Tree;
use crate::blocks::inline::raised;
use crate::blocks::pieces::{fold, is_invisible};
use crate::blocks::{Block, Document, Entry, Kind, Line, Link};
use crate::span::Span;
use std::borrow::Cow;

/// What a line of source is outside of tables and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// A blank, as in any page.
    Folded,
    /// A line, as in a text of another syntax that holds HTML.
    Kept,
}

/// Reads a tree into blocks.
pub(super) fn read(document: &mut Document<'_>, tree: &Tree, part: Span, lines: Lines) {
    let mut reader = Reader {
        document,
        places: &tree.places,
        lines,
        line: None,
        behind: None,
        has_text: false,
        is_line_empty: true,
        is_parted: false,
        block: None,
        heading: None,
        item: None,
        next: Line { opens: true, ..Line::default() },
        bold: 0,
        raised: None,
        last: Id::ROOT,
        link: None,
        tables: Vec::new(),
        budget: part.range().len(),
        title: None,
    };
    reader.state_root();
    for (at, token) in tree.tokens.iter().enumerate() {
        crate::work::add(0);
        match token {
            Token::Text { span, shown, place } => {
                let shown = shown.as_deref();
                reader.text(*span, shown, *place, &tree.tokens[at + 1..]);
            }
            Token::Open { span, element, made, within, url } => {
                match made {
                    Some(id) => reader.open(*span, *id),
                    None => reader.open_look(*span, *element, *within, url.as_deref()),
                }
                reader.last = *within;
            }
            Token::Close { span, element, made, within } => {
                reader.close(*span, *element, *made);
                reader.last = *within;
            }
        }
    }
    reader.finish(part.end);
}

/// A page states no more of itself: looking each key up would take long.
const MOST_STATED: usize = 256;

/// A link that is open.
struct OpenLink<'s> {
    span: Span,
    text: Option<Span>,
    url: Cow<'s, str>,
}

struct Reader<'d, 's, 't> {
    document: &'d mut Document<'s>,
    places: &'t Places,
    lines: Lines,
    /// The line that is being read: from its first tag or text to its last.
    line: Option<Span>,
    /// Tags behind the end of a paragraph, which belong to the next line, unless the paragraph goes on.
    #[expect(clippy::option_option, reason = "null where the paragraph goes on; empty where no tag stands behind it")]
    behind: Option<Option<Span>>,
    /// Whether the line shows anything.
    has_text: bool,
    /// Whether nothing stands on the line of the article that is being read.
    is_line_empty: bool,
    /// Whether a line ended since the last text.
    is_parted: bool,
    /// What the text before stands in.
    block: Option<Id>,
    /// The heading that a line was made of: what follows in it is text.
    heading: Option<Id>,
    /// The item of a list whose first line comes next.
    item: Option<Id>,
    /// How the next line stands.
    next: Line,
    /// How many bold elements are open.
    bold: u32,
    /// The number of pieces before a text that is raised.
    raised: Option<usize>,
    /// The element that is open.
    last: Id,
    link: Option<OpenLink<'s>>,
    tables: Vec<Table>,
    /// How many cells may still be copied.
    budget: usize,
    title: Option<String>,
}

impl<'s, 't> Reader<'_, 's, 't> {
    fn source(&self) -> &'s str {
        &self.document.source.text
    }

    fn place(&self, id: Id) -> &'t Place {
        self.places.get(id)
    }

    fn is_hidden(&self) -> bool {
        self.place(self.last).is_hidden
    }

    // ---- text

    fn text(&mut self, span: Span, shown: Option<&str>, place: Option<(Id, Spot)>, rest: &[Token]) {
        self.last = place.map_or(self.last, |(id, _)| id);
        if self.is_hidden() {
            if self.place(self.last).element == Element::Title {
                let shown = shown.unwrap_or_else(|| span.slice(self.source()));
                self.title.get_or_insert_default().push_str(shown);
            }
            return;
        }
        let raw = span.slice(self.source());
        if shown.is_some() || !raw.contains('\n') || !self.keeps_lines(place) {
            return self.line_text(span, shown, place, rest);
        }
        let mut start = 0;
        for line in raw.split_inclusive('\n') {
            let inner = line.trim_end_matches(['\r', '\n']).len();
            for (from, length) in [(start, inner), (start + inner, line.len() - inner)] {
                if length > 0 {
                    self.line_text(span.inner(from, length), None, place, rest);
                }
            }
            start += line.len();
        }
    }

    /// A text, of one line where lines are kept.
    fn line_text(&mut self, span: Span, shown: Option<&str>, place: Option<(Id, Spot)>, rest: &[Token]) {
        let is_seen = |text: &str| text.chars().any(|c| !c.is_whitespace() && !is_invisible(c));
        let text = shown.unwrap_or_else(|| span.slice(self.source()));
        if !is_seen(text) {
            return self.blank(span, shown, place);
        }
        self.is_line_empty = false;
        if let Some((id, spot)) = place {
            self.settle(id, spot, span, rest);
        }
        self.go_on();
        if std::mem::take(&mut self.is_parted) {
            self.document.pieces.blank(Span::empty_at(span.start));
        }
        let source = self.source();
        self.document.pieces.bold = self.bold > 0;
        match shown {
            Some(shown) => self.document.pieces.other(span, shown),
            None => self.document.pieces.same(source, span),
        }
        self.piece(span.trim(source));
    }

    /// Text that shows nothing: it parts words.
    fn blank(&mut self, span: Span, shown: Option<&str>, place: Option<(Id, Spot)>) {
        let source = self.source();
        if self.keeps_lines(place) && span.slice(source).contains(['\n', '\r']) {
            self.next.opens |= self.is_line_empty;
            self.is_line_empty = true;
            return self.end_line();
        }
        match shown {
            // A blank that is written, `&nbsp;`, may be all that a line of a cell holds.
            Some(shown) => {
                if std::mem::take(&mut self.is_parted) {
                    self.document.pieces.blank(Span::empty_at(span.start));
                }
                self.document.pieces.other(span, shown);
            }
            None if self.has_text => self.document.pieces.same(source, span),
            None => {}
        }
        if shown.is_some() {
            // A reference stands in its line, as a tag does.
            self.grow(span);
        }
    }

    /// Whether line ends count.
    fn keeps_lines(&self, place: Option<(Id, Spot)>) -> bool {
        let is_outside = place.map_or(self.tables.is_empty(), |(_, spot)| spot.table.is_none());
        self.lines == Lines::Kept && is_outside || self.place(self.last).is_code
    }

    /// Comes to a place: ends what does not reach to it, and begins what it stands in.
    fn settle(&mut self, id: Id, spot: Spot, span: Span, rest: &[Token]) {
        if self.is_in_lost_cell(spot) {
            return self.come_to_block(id);
        }
        self.come_to(spot, span.start);
        if let Some(table) = self.tables.last_mut()
            && spot.cell.is_none()
        {
            if spot.is_misplaced && table.row.is_some() && is_cell(rest) {
                table.cell = Some(Cell { is_lost: true, ..Cell::new(Span::empty_at(span.start)) });
                return self.come_to_block(id);
            }
            // Text between rows keeps its place: the rows above it are a table, those below it another one.
            table.close_row(self.document, &mut self.budget);
            if table.has_rows() {
                table.end_rows(self.document);
                self.next.opens = true;
            }
        }
        self.come_to_block(id);
    }

    /// Whether a place is the cell that is open, whose tag is missing.
    fn is_in_lost_cell(&self, spot: Spot) -> bool {
        let table = self.tables.last().filter(|table| spot.is_misplaced && Some(table.id) == spot.table);
        table.and_then(|table| table.cell.as_ref()).is_some_and(|cell| cell.is_lost)
    }

    fn come_to_block(&mut self, id: Id) {
        let place = self.place(id);
        if self.block != Some(place.block) {
            let behind = self.behind.take().flatten();
            let had_line = self.block.is_some();
            if had_line && (self.has_text || behind.is_some()) {
                self.end_paragraph();
                self.line = behind;
            }
            // What ends here is what the block before says.
            self.block = Some(place.block);
            self.next.opens |= had_line;
        }
        self.next.code = place.is_code;
    }

    /// A piece of a line.
    fn piece(&mut self, span: Span) {
        self.has_text = true;
        if let Some(link) = &mut self.link {
            link.text = Some(link.text.map_or(span, |text| text.join(span)));
            link.span = link.span.join(span);
        }
        self.grow(span);
    }

    fn grow(&mut self, span: Span) {
        let line = self.behind.as_mut().unwrap_or(&mut self.line);
        *line = Some(line.map_or(span, |line| line.join(span)));
    }

    /// The paragraph that seemed to end goes on.
    fn go_on(&mut self) {
        if let Some(Some(span)) = self.behind.take() {
            self.grow(span);
        }
    }

    /// Ends the line that is being read.
    fn end_line(&mut self) {
        self.is_parted = true;
        let Some(span) = self.line.take() else { return };
        if !std::mem::take(&mut self.has_text) {
            return;
        }
        let place = self.block.map(|block| self.place(block));
        let heading = place.and_then(|place| place.heading).filter(|&heading| self.heading != Some(heading));
        let item = std::mem::take(&mut self.item);
        let kind = match heading.map(|heading| self.place(heading).element) {
            Some(Element::Heading(level)) => Kind::Heading(level),
            Some(_) => Kind::Summary,
            None => Kind::Line(Line { bullet: item.is_some(), ..self.next }),
        };
        self.heading = heading.or(self.heading);
        self.next.opens = heading.is_some();
        let block = Block { span, kind };
        self.document.blocks.push(block);
        if let Some(table) = self.tables.last_mut() {
            table.content().add(block);
        }
    }

    /// Ends a paragraph.
    fn end_paragraph(&mut self) {
        self.end_line();
        self.line = self.behind.take().flatten();
        self.next.opens = true;
        self.document.pieces.depth = 0;
    }

    /// Ends all that does not reach beyond a cell or table.
    fn end_all(&mut self) {
        self.end_paragraph();
        self.end_link();
        (self.line, self.bold, self.item, self.raised) = (None, 0, None, None);
        self.next = Line { opens: true, ..Line::default() };
    }

    fn end_link(&mut self) {
        if let Some(OpenLink { span, text, url }) = self.link.take() {
            let text = text.unwrap_or(Span::empty_at(span.end));
            self.document.links.push(Link { span, text, url });
        }
    }

    // ---- tags

    fn open(&mut self, span: Span, id: Id) {
        self.is_line_empty = false;
        let place = self.place(id);
        if place.is_hidden {
            return self.state_of(id);
        }
        self.come_out(place.spot, span.start);
        match place.element {
            Element::Table | Element::Row | Element::Rows(_) => self.come_to(place.spot, span.start),
            Element::Cell | Element::HeadingCell => {
                self.come_to(Spot { cell: None, ..place.spot }, span.start);
                self.end_all();
                let columns = self.number(id, "colspan").max(1);
                let rows = match self.number(id, "rowspan") {
                    0 => MOST_ROWS,
                    rows => rows,
                };
                if let Some(table) = self.tables.last_mut() {
                    let is_heading = place.element == Element::HeadingCell;
                    table.cell = Some(Cell { id: Some(id), columns, rows, is_heading, ..Cell::new(span) });
                }
                self.block = Some(id);
            }
            Element::Break if self.has_text && place.heading.is_none() => self.end_line(),
            // A line of two breaks is a blank line.
            Element::Break => (self.next.opens, self.is_parted) = (true, true),
            Element::Inline | Element::Link | Element::Bold => {
                self.document.pieces.nest(true);
                self.grow(span);
            }
            Element::Void => self.grow(span),
            Element::Raised => {
                self.grow(span);
                self.raised = Some(self.document.pieces.len());
            }
            Element::Item => {
                self.end_paragraph();
                self.item = Some(id);
            }
            Element::Block | Element::Pre | Element::Heading(_) | Element::Summary => self.end_paragraph(),
            Element::Title | Element::Hidden => {}
        }
    }

    /// A tag that is no part of the tree.
    fn open_look(&mut self, span: Span, element: Element, within: Id, url: Option<&str>) {
        self.is_line_empty = false;
        if self.place(within).is_hidden || !element.is_inline() {
            return;
        }
        self.come_out(self.place(within).spot, span.start);
        if element == Element::Link {
            self.end_link();
            self.link = url.map(|url| OpenLink { span, text: None, url: Cow::Owned(url.trim().to_owned()) });
        }
        self.bold += u32::from(element == Element::Bold);
        self.document.pieces.nest(true);
        self.grow(span);
    }

    fn close(&mut self, span: Span, element: Element, made: Option<Id>) {
        self.is_line_empty = false;
        if let Some(id) = made.filter(|&id| self.place(id).element != Element::Row) {
            return self.open(span, id);
        }
        match element {
            Element::Row => {
                if self.tables.last().is_some_and(|table| made.is_some() && table.row_id() == made) {
                    self.close_row(span.start);
                }
            }
            Element::Cell | Element::HeadingCell => {
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.end = Some(span.end);
                    if cell.is_lost {
                        self.close_cell(span.end);
                    }
                }
            }
            _ if !element.is_inline() => {
                self.behind.get_or_insert_default();
            }
            _ if self.is_hidden() => {}
            _ => {
                if element == Element::Raised
                    && let Some(first) = self.raised.take()
                {
                    self.document.pieces.replace(self.source(), first, raised);
                }
                self.bold -= u32::from(element == Element::Bold && self.bold > 0);
                self.document.pieces.nest(false);
                self.grow(span);
                if element == Element::Link {
                    if let Some(link) = &mut self.link {
                        link.span = link.span.join(span);
                    }
                    self.end_link();
                }
            }
        }
    }

    /// The number of columns or rows that a cell says to span.
    fn number(&self, id: Id, name: &str) -> u32 {
        let Some(value) = self.places.attribute(id, name) else { return 1 };
        let value = value.trim();
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        match &value[..digits] {
            "" => 1,
            digits => digits.parse().unwrap_or(u32::MAX),
        }
    }

    // ---- tables

    /// Ends tables that a place does not stand in.
    fn come_out(&mut self, spot: Spot, at: u32) {
        if self.tables.last().is_some_and(|table| Some(table.id) != spot.table) {
            self.come_to(spot, at);
        }
    }

    /// Ends tables, rows and cells that a place does not stand in, and begins those that it does.
    fn come_to(&mut self, spot: Spot, at: u32) {
        let is_there = |table: &Table| table.spot() == spot && table.cell.as_ref().is_none_or(|cell| !cell.is_lost);
        let top = self.tables.last();
        if top.map(|table| table.id) == spot.table && top.is_none_or(is_there) {
            return;
        }
        // The tables that it stands in, from the innermost to the first that is open.
        let mut around = Vec::new();
        let mut next = spot;
        while let Some(table) = next.table
            && !self.tables.iter().rev().any(|open| open.id == table)
        {
            around.push((table, next));
            next = self.place(self.place(table).parent).spot;
        }
        while self.tables.last().is_some_and(|table| Some(table.id) != next.table) {
            self.close_table(at);
        }
        self.come_within(next, at);
        for (table, spot) in around.into_iter().rev() {
            self.end_all();
            if let Some(outer) = self.tables.last_mut().filter(|outer| outer.cell.is_none()) {
                outer.close_row(self.document, &mut self.budget);
                outer.end_rows(self.document);
            }
            self.tables.push(Table::new(table));
            self.come_within(spot, at);
        }
    }

    /// Comes to a row and cell of the innermost table.
    fn come_within(&mut self, spot: Spot, at: u32) {
        let Some(table) = self.tables.last() else { return };
        let open = table.spot();
        if open.cell.is_some() && open.cell != spot.cell || table.cell.as_ref().is_some_and(|cell| cell.is_lost) {
            self.close_cell(at);
        }
        if open.row.is_some() && open.row != spot.row && !spot.is_misplaced {
            self.close_row(at);
        }
        let group = spot.group.map(|group| group_of(self.place(group).element));
        let Some(table) = self.tables.last_mut() else { return };
        if !spot.is_misplaced {
            table.come_to_group(spot.group, group);
        }
        if let Some(row) = spot.row.filter(|_| table.row.is_none()) {
            self.end_all();
            let Some(table) = self.tables.last_mut() else { return };
            table.open_row(self.document, row, at);
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

    fn close_table(&mut self, at: u32) {
        self.close_row(at);
        if let Some(mut table) = self.tables.pop() {
            table.end_rows(self.document);
            if let Some(outer) = self.tables.last_mut() {
                table.end_within(outer);
            }
        }
    }

    // ---- what a page says of itself

    fn state_root(&mut self) {
        let lang = self.places.root_attribute("lang").map(|lang| lang.trim().to_owned());
        self.state("lang".into(), lang);
    }

    fn state_of(&mut self, id: Id) {
        let value = |name: &str| self.places.attribute(id, name).map(|value| value.trim().to_owned());
        match self.places.name(id) {
            "meta" => {
                if let Some(name) = value("name").or_else(|| value("property")) {
                    self.state(name.into(), value("content"));
                }
            }
            "link" if value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.state("canonical_url".into(), value("href"));
            }
            _ => {}
        }
    }

    /// Adds what a page says of itself to the front matter. A piece of HTML in another article is no page.
    fn state(&mut self, key: Cow<'s, str>, value: Option<String>) {
        let is_page = self.document.format == super::FRONT_END.name;
        let entries = &self.document.front_matter.entries;
        let known = entries.len() >= MOST_STATED || self.document.front_matter.get(&key).is_some();
        if let Some(value) = value.filter(|value| !value.is_empty() && !known && is_page) {
            self.document.front_matter.entries.push(Entry { key, value: value.into(), in_list: false });
        }
    }

    fn finish(mut self, end: u32) {
        while !self.tables.is_empty() {
            self.close_table(end);
        }
        self.end_all();
        if let Some(title) = std::mem::take(&mut self.title) {
            self.state("title".into(), Some(fold(&title).into_owned()));
        }
    }
}

/// Whether text that stands in a row, but in no cell, is a cell whose tag is missing: a cell ends or begins behind it.
fn is_cell(rest: &[Token]) -> bool {
    let is_passed = |token: &&Token| match token {
        Token::Text { .. } => true,
        Token::Open { element, .. } | Token::Close { element, .. } => !element.is_table_part(),
    };
    let next = rest.iter().find(|token| {
        crate::work::add(0);
        !is_passed(token)
    });
    matches!(
        next,
        Some(
            Token::Close { element: Element::Cell | Element::HeadingCell, .. }
                | Token::Open { element: Element::Cell | Element::HeadingCell, made: Some(_), .. }
        )
    )
}

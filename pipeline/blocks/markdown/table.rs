//! Pipe tables: rows and inline markup by the events of pulldown-cmark, cells by the bars of the row.
//!
//! The parser drops the cells behind those of the header, and divides a cell at a bar in code: such rows are read again,
//! cell by cell.

use super::{Reader, Rest};
use crate::blocks::cells::{Cells, Division};
use crate::blocks::inline::{Seen, is_unmarked};
use crate::blocks::pieces::Pieces;
use crate::blocks::{Block, Document, GridRow, Kind, Link};
use crate::source::Source;
use crate::span::Span;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::cell::LazyCell;
use std::ops::Range;

/// The rows of a block of rows as the parser finds them.
#[derive(Debug, Default)]
pub(super) struct Rows<'s> {
    list: Vec<Row<'s>>,
    /// What their events show.
    pieces: Pieces,
    /// Number of cells of the first row: events tell of no more of them in the others.
    width: usize,
}

#[derive(Debug)]
struct Row<'s> {
    span: Span,
    shows: Shows,
    links: Vec<Link<'s>>,
}

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// Itself: it has no markup.
    Itself,
    /// Pieces, from a number on.
    Pieces(usize),
    /// No event tells.
    Unread,
}

impl Rows<'_> {
    fn push(&mut self, span: Span, shows: Shows) {
        self.list.push(Row { span, shows, links: Vec::new() });
    }

    /// Number of the first piece of a row whose events show what stands in its cells.
    fn first_piece(&self, row: &Row<'_>, cells: &Cells) -> Option<usize> {
        let Shows::Pieces(first) = row.shows else { return None };
        if cells.division != Division::EachBar || cells.spans.len() > self.width {
            return None;
        }
        let mut next = first;
        for cell in &cells.spans {
            while let Some(piece) = self.pieces.span(next).filter(|piece| piece.end <= cell.end) {
                if piece.start < cell.start {
                    return None;
                }
                next += 1;
            }
        }
        self.pieces.span(next).is_none_or(|piece| piece.start >= row.span.end).then_some(first)
    }
}

impl<'s> Reader<'_, 's> {
    /// Reads the rows of a block of rows. Gives the rest where the parser would lose text.
    pub(super) fn rows(
        &mut self,
        events: impl Iterator<Item = (Event<'s>, Range<usize>)>,
        text: &str,
    ) -> (Rows<'s>, Option<Rest>) {
        let mut rows = Rows::default();
        for (event, range) in events {
            match event {
                Event::Start(Tag::TableRow) if range.end <= range.start => {
                    // The parser pads short rows up to a limit, then loses all that follows.
                    let end = self.rest_of_table(range.start, &mut rows, text);
                    return (rows, Some(Rest { offset: end, ..self.rest }));
                }
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    let is_unmarked = is_unmarked(&text[range.clone()]);
                    let shows = if is_unmarked { Shows::Itself } else { Shows::Pieces(rows.pieces.len()) };
                    rows.push(self.span(&range), shows);
                }
                Event::End(TagEnd::Table) => break,
                Event::End(TagEnd::TableCell) => {
                    rows.width += usize::from(rows.list.len() == 1);
                    self.inline.end(&mut rows.pieces);
                    rows.pieces.close();
                }
                event => {
                    let span = self.span(&range);
                    if let Some(Row { shows: Shows::Pieces(_), links, .. }) = rows.list.last_mut() {
                        self.inline.event(&mut Seen { pieces: &mut rows.pieces, links }, &event, span);
                    }
                }
            }
        }
        (rows, None)
    }

    /// Adds the rows of a table from an offset on: lines with a bar. Gives the offset behind them.
    fn rest_of_table(&self, start: usize, rows: &mut Rows<'s>, text: &str) -> usize {
        let mut at = self.rest.offset + start;
        for line in text[start..].split_inclusive('\n') {
            let Some(bar) = line.find('|') else { break };
            // Signs of quotes stand before the first bar.
            let signs = if line[..bar].trim_matches(['>', ' ', '\t']).is_empty() { bar } else { 0 };
            rows.push(Span::of(at + signs..at + line.len()), Shows::Unread);
            at += line.len();
        }
        at
    }

    /// Adds a table, or several that no blank line divides: below a line without a bar, a header and its rule begin
    /// another one, and so do keys and values below a wider table, where nothing else stands below them.
    pub(super) fn tables(&mut self, document: &mut Document<'s>, rows: &mut Rows<'s>) {
        const KEY_AND_VALUE: usize = 2;
        let list = &rows.list;
        let cells =
            |at: usize| list.get(at).map_or_else(Vec::new, |row| document.split(row.span.trim(&document.source.text)));
        let has_bar = |at: usize| list[at].span.slice(&document.source.text).contains('|');
        let last_other =
            LazyCell::new(|| (0..list.len()).rfind(|&at| has_bar(at) && cells(at).len() != KEY_AND_VALUE).unwrap_or(0));
        let mut headers = vec![0];
        let (mut begin, mut width) = (0, None);
        for at in (1..list.len()).filter(|at| !has_bar(at - 1)) {
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
        headers.push(list.len());
        for (index, ends) in headers.windows(2).enumerate() {
            self.table(document, rows, ends[0]..ends[1], index == 0);
        }
    }

    /// Adds a table. Lines without a bar behind its last row belong to the text. The rule of the first table is no row.
    fn table(&mut self, document: &mut Document<'s>, rows: &mut Rows<'s>, range: Range<usize>, is_first: bool) {
        let source: &'s Source = document.source;
        let text = &source.text;
        let has_bar = |row: &Row<'_>| row.span.slice(text).contains('|');
        let with_bars = rows.list[range.clone()].iter().rposition(has_bar).map_or(0, |last| last + 1);
        let rest = range.start + with_bars..range.end;
        let first = document.rows.len();
        for at in range.start..rest.start {
            let width = document.rows.get(first).map(|header| (header.end - header.first) as usize);
            let row = rows.list[at].span.trim(text);
            let cells = Cells::of(text, row, width, self.references);
            push_row(document, row, &cells.spans);
            self.show(document, rows, at, &cells);
            if at == range.start && is_first {
                let delimiter = delimiter_line(text, rows.list[at].span.range().end);
                let cells = Cells::of(text, delimiter, None, self.references);
                push_row(document, delimiter, &cells.spans);
                document.pieces.same(text, delimiter);
            }
        }
        if let (Some(head), Some(last)) = (rows.list[range.start..rest.start].first(), document.rows.last()) {
            let kind = Kind::Grid { first: position(first), end: position(document.rows.len()) };
            document.blocks.push(Block { span: head.span.join(last.span).trim(text), kind });
        }
        self.opens = true;
        for at in rest {
            let line = rows.list[at].span.trim(text);
            self.show(document, rows, at, &Cells { spans: vec![line], division: Division::EachBar });
            self.lines(document, line, false);
        }
        self.opens = true;
    }

    /// Adds the text and the links of a row.
    fn show(&mut self, document: &mut Document<'s>, rows: &mut Rows<'s>, at: usize, cells: &Cells) {
        let source: &'s Source = document.source;
        let text = &source.text;
        let row = rows.list[at].span.trim(text);
        if rows.list[at].shows == Shows::Itself {
            return document.pieces.same(text, row);
        }
        let mut next = rows.first_piece(&rows.list[at], cells);
        let mut done = row.start;
        for cell in &cells.spans {
            document.pieces.same(text, Span { start: done, end: cell.start });
            match &mut next {
                Some(next) => *next = document.pieces.take(text, &rows.pieces, *next, *cell),
                None => self.part(document, *cell),
            }
            done = cell.end;
        }
        document.pieces.same(text, Span { start: done, end: row.end });
        if next.is_some() {
            document.links.append(&mut rows.list[at].links);
        }
    }
}

/// Adds a row of a grid.
fn push_row(document: &mut Document<'_>, span: Span, cells: &[Span]) {
    let delimiter = document.is_delimiter(cells);
    let first = position(document.cells.len());
    document.cells.extend(cells);
    document.rows.push(GridRow { span, delimiter, first, end: position(document.cells.len()) });
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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

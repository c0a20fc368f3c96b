//! `fixed_width`: one row per line, cells below their headings. What a cell looks like goes before where it stands;
//! where that can be read in two ways, its place decides.

use super::word_rows::{aligned, under};
use crate::blocks::{Block, Kind};
use crate::contract::Claim;
use crate::span::Span;
use crate::tables::align::{Allowance, Fit, Slot};
use crate::tables::finder::Finder;
use crate::tables::header::{TwoLines, ends_table, is_rule};
use crate::tables::labels::labels;
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::positions::{Piece, distance, overlap, together, whole, words};
use crate::tables::rows::{self, ReadRows};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, CellColumn, Fitted, Table};
use std::ops::Range;

/// One row per line, columns by position.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "fixed_width",
        cells: CellsBy::Place,
        line: Line::Row,
        headings: Headings::First,
        short: Short::Fine,
    },
    begins: &[Begins::Heading, Begins::HeadingBehindGap],
    find,
    resume: Some(resume),
};

/// Lines that are no rows are looked past, at most so many.
const MOST_DAMAGED: usize = 3;
/// A name is cut over at most so many lines.
const MOST_LINES_OF_NAME: usize = 4;
/// A line of more words is no header.
const MOST_WORDS_OF_HEADER: usize = 24;

/// Headings, and the columns of the line below which their cells stand.
struct Header {
    headings: Vec<Piece>,
    /// The other line of each heading of a header of two.
    captions: Vec<Span>,
    claim: Claim,
    /// Blocks from the headings to the rule.
    blocks: usize,
    /// Headings that go on on a second line.
    more: usize,
    rules: usize,
}

/// What reads rows.
struct Reader<'f, 'd, 's> {
    finder: &'f Finder<'d, 's>,
    slots: Vec<Slot<'f>>,
    columns: Vec<Range<usize>>,
    /// The words of the headings.
    header: Vec<&'d str>,
}

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    let Some(header) = header(finder, at) else { return Search::Nothing };
    let mut table = Table::new(layout.shape, at, header.headings.iter().map(|heading| heading.span).collect());
    table.captions.clone_from(&header.captions);
    table.ignored.header += header.more;
    table.ignored.delimiter = header.rules;
    let behind = at + header.blocks;
    match rows::below(&mut Reader::new(finder, &header), table, header.claim.clone(), behind) {
        Ok(table) => Search::Found(Box::new(table)),
        Err(end) if end > behind => Search::Refused { end },
        Err(_) => Search::Nothing,
    }
}

/// Rows that go on with a table under another label, below the same headings.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let first = above.headings.iter().chain(&above.captions).filter(|span| !span.is_empty()).min()?;
    let behind = finder.document.blocks.partition_point(|block| block.span.start <= first.start);
    let header = header(finder, behind.checked_sub(1)?)?;
    let printed = Table {
        headings: header.headings.iter().map(|heading| heading.span).collect(),
        captions: header.captions.clone(),
        ..Table::below(above, above.end_block)
    };
    rows::resume(&mut Reader::new(finder, &header), printed, header.claim.clone())
}

/// The header that begins at a block: headings with gaps between them, of which a dataset knows enough.
fn header(finder: &Finder<'_, '_>, at: usize) -> Option<Header> {
    let document = finder.document;
    // A rule of `=` under the headings looks like the underline of a title.
    let (span, underlined) = match document.blocks[at] {
        Block { span, kind: Kind::Line(_) } => (span, false),
        Block { span, kind: Kind::Underlined(_) } => (span, true),
        Block { .. } => return None,
    };
    let words = words(finder, span);
    let groups = together(finder, &words);
    if groups.len() < 2 || words.len() > MOST_WORDS_OF_HEADER {
        return None;
    }
    let line = |at: usize| document.line(at).map(|(span, _)| span);
    let rule = |at: usize| line(at).filter(|&span| is_rule(document.raw(span)));
    let by_gaps = || by_gaps(finder, &groups);
    let mut found = Header {
        headings: Vec::new(),
        captions: Vec::new(),
        claim: Claim { dataset: 0, columns: Vec::new(), known: 0 },
        blocks: 1,
        more: 0,
        rules: usize::from(underlined),
    };
    let vocabulary = &finder.contract.flattened;
    if let Some(rule) = rule(at + 1) {
        found.blocks = 2;
        found.rules += 1;
        found.headings = by_rule(&words, &self::words(finder, rule)).unwrap_or_else(by_gaps);
    } else {
        found.headings = by_gaps();
        // Headings that go on below the first line; the rule stands below both.
        let second = line(at + 1).filter(|_| rule(at + 2).is_some());
        if let Some(columns) = second.and_then(|second| columns_of_two_lines(finder, &found.headings, second)) {
            (found.blocks, found.rules) = (3, found.rules + 1);
            found.more = columns.iter().filter(|(_, [_, below])| !below.is_empty()).count();
            let lines: Vec<[Span; 2]> = columns.iter().map(|&(_, lines)| lines).collect();
            let header = TwoLines::read(finder, vocabulary, &lines)?;
            let places = columns.into_iter().map(|(place, _)| place);
            found.headings = places.zip(&header.headings).map(|(columns, &span)| Piece { span, columns }).collect();
            (found.captions, found.claim) = (header.captions, header.claim);
            return Some(found);
        }
    }
    let spans: Vec<Span> = found.headings.iter().map(|heading| heading.span).collect();
    found.claim = finder.claim(vocabulary, &spans)?;
    Some(found)
}

/// The columns of a header of two lines, each with its place and both lines; null where the second line is none of a header.
/// What stands below one heading is as wide as both; of several things below one, each is a column.
fn columns_of_two_lines(
    finder: &Finder<'_, '_>,
    above: &[Piece],
    second: Span,
) -> Option<Vec<(Range<usize>, [Span; 2])>> {
    if finder.document.raw(second).bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let below: Vec<Piece> = by_gaps(finder, &together(finder, &words(finder, second)));
    let is_below = |piece: &Piece| above.iter().any(|heading| overlap(&heading.columns, &piece.columns) > 0);
    let nearest = |piece: &Piece| (0..above.len()).min_by_key(|&at| distance(&above[at].columns, &piece.columns));
    let owners: Vec<usize> = below.iter().map(nearest).collect::<Option<_>>()?;
    if below.is_empty() || below.len() <= above.len() && !below.iter().all(is_below) {
        return None;
    }
    let mut columns = Vec::new();
    for (at, heading) in above.iter().enumerate() {
        let own: Vec<&Piece> =
            below.iter().zip(&owners).filter(|(_, owner)| **owner == at).map(|(piece, _)| piece).collect();
        match own.as_slice() {
            [] => columns.push((heading.columns.clone(), [heading.span, Span::empty_at(heading.span.end)])),
            [piece] => {
                let place = heading.columns.start.min(piece.columns.start)..heading.columns.end.max(piece.columns.end);
                columns.push((place, [heading.span, piece.span]));
            }
            several => {
                columns.extend(several.iter().map(|piece| (piece.columns.clone(), [heading.span, piece.span])));
            }
        }
    }
    Some(columns)
}

/// Headings are what stands above one run of a rule of several runs, which are as wide as the columns.
fn by_rule(words: &[Piece], runs: &[Piece]) -> Option<Vec<Piece>> {
    let above = |run: &Piece| {
        let above: Vec<Piece> = words.iter().filter(|word| overlap(&word.columns, &run.columns) > 0).cloned().collect();
        Some((above.len(), whole(&above)?))
    };
    let found: Vec<(usize, Piece)> = runs.iter().map(above).collect::<Option<_>>()?;
    let count: usize = found.iter().map(|(count, _)| count).sum();
    let widened = found.into_iter().zip(runs).map(|((_, heading), run)| {
        let Range { start, end } = heading.columns;
        Piece { columns: start.min(run.columns.start)..end.max(run.columns.end), ..heading }
    });
    let widened: Vec<Piece> = widened.collect();
    let are_apart = widened.windows(2).all(|pair| pair[0].columns.end <= pair[1].columns.start);
    (runs.len() >= 2 && count == words.len() && are_apart).then_some(widened)
}

/// Headings are divided by gaps; words that stand together may still be several.
fn by_gaps(finder: &Finder<'_, '_>, groups: &[Vec<Piece>]) -> Vec<Piece> {
    let mut headings = Vec::new();
    for group in groups {
        let texts: Vec<&str> = group.iter().map(|word| finder.document.raw(word.span)).collect();
        // Unknown headings may follow a known one; a small word goes on with it: `Folder installed in`.
        let goes_on = |length: &usize| texts.get(*length).is_some_and(|next| next.starts_with(char::is_lowercase));
        let known = finder.contract.flattened.prefix(&texts).map(|(_, length)| length);
        let length = known.filter(|length| !goes_on(length)).unwrap_or(group.len());
        match finder.contract.flattened.segment(&texts) {
            Some(found) => {
                headings.extend(found.iter().filter_map(|&(first, count, _)| whole(&group[first..first + count])));
            }
            None => headings.extend([&group[..length], &group[length..]].into_iter().filter_map(whole)),
        }
    }
    headings
}

impl<'d, 's: 'd> ReadRows<'d, 's> for Reader<'_, 'd, 's> {
    type Row = Vec<Cell>;

    fn finder(&self) -> &Finder<'d, 's> {
        self.finder
    }

    fn row(&mut self, at: usize) -> Option<(Vec<Cell>, usize)> {
        let (span, _) = self.finder.document.line(at)?;
        let Some(cells) = self.read(span) else {
            let below = || self.goes_on_below(span, at + 1).map(|cells| (cells, 2));
            return self.wrapped(span, at + 1).map(|(cells, lines)| (under(cells), lines)).or_else(below);
        };
        // A name that is broken over two lines is none: both stay whole, in no column.
        Some(match self.rest_of_name(&cells, at + 1) {
            Some(rest) => ([span, rest].map(Cell::apart).to_vec(), 2),
            None => (under(cells), 1),
        })
    }

    fn begins(&self, at: usize) -> bool {
        self.finder.document.line(at).is_some_and(|(span, _)| self.read(span).is_some())
    }

    fn apart(&self, lines: &[Span]) -> Vec<Vec<Cell>> {
        lines.iter().map(|&line| vec![Cell::apart(line)]).collect()
    }

    fn labels(&self, at: usize) -> usize {
        labels(self.finder, at, |word| self.slots.iter().any(|slot| slot.is_mark(word)))
    }

    fn most_damaged(&self) -> usize {
        MOST_DAMAGED
    }

    fn may_be_damage(&self, at: usize, is_first: bool) -> bool {
        let goes_on = || self.finder.document.line(at).is_some_and(|(_, line)| !line.opens);
        !ends_table(self.finder, at) && (is_first || goes_on())
    }

    /// The rest of free text in the last column.
    fn goes_on(&self, above: &mut Vec<Cell>, at: usize) -> bool {
        let last = self.slots.len() - 1;
        let Some((span, _)) = self.finder.document.line(at) else { return false };
        let words = words(self.finder, span);
        let is_rest = words.first().is_some_and(|word| word.columns.start >= self.columns[last].start);
        match above.last_mut() {
            Some(cell) if is_rest && cell.column == CellColumn::Under(last) && self.slots[last].is_free() => {
                cell.span = cell.span.join(span);
                true
            }
            _ => false,
        }
    }

    fn repeated_header(&self, at: usize) -> Option<usize> {
        let document = self.finder.document;
        let words = document.raw(document.line(at)?.0).split_whitespace();
        words.eq(self.header.iter().copied()).then_some(1)
    }
}

impl<'f, 'd, 's> Reader<'f, 'd, 's> {
    fn new(finder: &'f Finder<'d, 's>, header: &'f Header) -> Self {
        let slot = |heading| Slot::of_words(finder.locale(), finder.columns(&header.claim, heading));
        let headings = || header.headings.iter();
        Self {
            finder,
            slots: (0..header.headings.len()).map(slot).collect(),
            columns: headings().map(|heading| heading.columns.clone()).collect(),
            header: headings().flat_map(|heading| finder.document.raw(heading.span).split_whitespace()).collect(),
        }
    }

    /// The row of lines that hold the beginning of its first cell alone, and of the line below them, with their number. The cell
    /// was cut where it filled its column, and the next word had no room; or a line begins small, and goes on with the one
    /// above. Only all parts together look like a required value.
    fn wrapped(&self, first: Span, below: usize) -> Option<(Fitted, usize)> {
        let document = self.finder.document;
        let mut begin = self.lone(first)?;
        let mut goes_on = false;
        for at in below..below + MOST_LINES_OF_NAME {
            let (line, _) = document.line(at).filter(|(_, line)| !line.opens)?;
            let raw = document.raw(line);
            let column = self.column(&begin)?;
            let is_full = self.is_full(column, &begin, raw);
            if let Some(mut cells) = self.read(line) {
                let (own, rest) = cells.first_mut()?;
                // One word that is a whole value is no rest, unless what is above it has begun to go on.
                let is_rest = goes_on || document.raw(*rest).contains(' ') && is_full;
                let is_first = *own == column && self.slots[column].is_required() && rest.start == line.start;
                *rest = first.join(*rest);
                let is_value = self.fit(column, *rest) == Fit::Value;
                return (is_rest && is_first && is_value).then_some((cells, at + 2 - below));
            }
            let begins_small = raw.starts_with(char::is_lowercase);
            let next = self.lone(line).filter(|next| begins_small && self.column(next) == Some(column))?;
            (begin, goes_on) = (next, true);
        }
        None
    }

    /// The row of a line whose required cell goes on in the line below, where nothing else stands: only both together look
    /// like its value.
    fn goes_on_below(&self, span: Span, below: usize) -> Option<Vec<Cell>> {
        let document = self.finder.document;
        let (line, _) = document.line(below).filter(|(_, line)| !line.opens)?;
        let rest = self.lone(line)?;
        let column = self.column(&rest).filter(|&column| self.slots[column].is_required())?;
        let cells = self.placed(&words(self.finder, span))?;
        let (_, name) = *cells.iter().find(|(own, _)| *own == column)?;
        let mut others = cells.iter().filter(|(own, _)| *own != column);
        let fits = others.all(|&(own, span)| self.slots[own].is_free() || self.fit(own, span) != Fit::No);
        let text = format!("{} {}", document.plain(name), document.plain(rest.span));
        let is_value = self.slots[column].fit(&text) == Fit::Value && document.raw(rest.span).contains(' ');
        // What stands behind the cells of all columns goes on with one of them.
        let is_whole = cells.len() == self.slots.len();
        let go_on = || under(cells.into_iter().chain([(column, rest.span)]).collect());
        (fits && is_value && is_whole).then(go_on)
    }

    /// The only words of a line, which stand together.
    fn lone(&self, line: Span) -> Option<Piece> {
        let [group] = together(self.finder, &words(self.finder, line)).try_into().ok()?;
        whole(&group)
    }

    /// Whether the first word of a line had no room behind a piece in a column.
    fn is_full(&self, column: usize, piece: &Piece, next: &str) -> bool {
        let next_column = self.columns.get(column + 1).map(|next| next.start);
        let room = next_column.and_then(|next| next.checked_sub(piece.columns.end + 1));
        let word = next.split(' ').next().unwrap_or_default();
        room.is_some_and(|room| word.chars().count() >= room)
    }

    /// The line behind a row that is nothing but the rest of its required cell: only both together look like one.
    fn rest_of_name(&self, cells: &Fitted, at: usize) -> Option<Span> {
        let document = self.finder.document;
        let (span, line) = document.line(at)?;
        let &(column, name) = cells.iter().find(|(column, _)| self.slots[*column].is_required())?;
        if line.opens || self.fit(column, name) == Fit::Value {
            return None;
        }
        let rest = whole(&words(self.finder, span))?;
        let text = format!("{}{}", document.plain(name), document.plain(rest.span));
        let is_rest = overlap(&self.columns[column], &rest.columns) > 0 && self.slots[column].fit(&text) == Fit::Value;
        is_rest.then_some(span)
    }

    /// The cells of a row: by their types; else by their places, where all fit; else by their types, free text too; else
    /// with cells left out, or with one that makes no sense.
    fn read(&self, span: Span) -> Option<Fitted> {
        let words = words(self.finder, span);
        let tokens: Vec<Span> = words.iter().map(|word| word.span).collect();
        let by_type = |allowance| {
            let is_told_by_type = !self.slots.iter().any(Slot::is_free);
            let found = is_told_by_type.then(|| aligned(self.finder, &self.slots, &tokens, allowance)).flatten();
            found.filter(|cells| allowance != Allowance::Cells || !self.bridges(cells, &words))
        };
        let placed = || self.placed(&words);
        by_type(Allowance::Nothing)
            .or_else(|| placed().filter(|cells| self.misfits(cells) == Some(0)))
            .or_else(|| {
                // One column of free text takes what the others leave.
                let is_told = self.slots.iter().filter(|slot| slot.is_free()).count() == 1;
                is_told.then(|| aligned(self.finder, &self.slots, &tokens, Allowance::Nothing)).flatten()
            })
            .or_else(|| by_type(Allowance::Shape))
            .or_else(|| by_type(Allowance::Cells))
            .or_else(|| placed().filter(|cells| self.misfits(cells) == Some(1)))
            .or_else(|| by_type(Allowance::Sense))
    }

    /// Whether a cell reaches over a gap to what stands below the heading of another column.
    fn bridges(&self, cells: &Fitted, words: &[Piece]) -> bool {
        words.windows(2).any(|pair| {
            let [before, behind] = pair else { return false };
            let has_gap = before.columns.end + 1 < behind.columns.start;
            has_gap
                && cells.iter().any(|&(column, span)| {
                    let is_inside = span.start <= before.span.start && behind.span.end <= span.end;
                    is_inside && self.column(behind) != Some(column)
                })
        })
    }

    /// The cells by their places; null where one could stand in two columns.
    fn placed(&self, words: &[Piece]) -> Option<Fitted> {
        let mut cells = Fitted::new();
        let mut add = |column: usize, span: Span| {
            match cells.last_mut() {
                Some((last, _)) if *last > column => return None,
                // Free text may have gaps, and so may a value: `64  KB`.
                Some((last, so_far)) if *last == column => {
                    let joined = so_far.join(span);
                    if !self.slots[column].is_free() && self.fit(column, joined) != Fit::Value {
                        return None;
                    }
                    *so_far = joined;
                }
                _ => cells.push((column, span)),
            }
            Some(())
        };
        for group in together(self.finder, words) {
            let piece = whole(&group)?;
            // Words of several columns, with one blank between them: where each run of them looks like its column, they
            // are no value of one.
            let runs = if group.len() > 1 { self.runs(&group) } else { None };
            let are_values = runs.as_ref().is_some_and(|runs| {
                runs.len() > 1 && runs.iter().all(|(column, span)| self.fit(*column, *span) == Fit::Value)
            });
            if let Some(column) = self.column(&piece).filter(|_| !are_values) {
                add(column, piece.span)?;
                continue;
            }
            for (column, span) in runs? {
                add(column, span)?;
            }
        }
        Some(cells)
    }

    /// The words of a group by the columns that they stand in; null where one stands in none.
    fn runs(&self, group: &[Piece]) -> Option<Vec<(usize, Span)>> {
        let columns: Vec<usize> = group.iter().map(|word| self.column(word)).collect::<Option<_>>()?;
        let mut first = 0;
        columns
            .chunk_by(|a, b| a == b)
            .map(|same| {
                let words = &group[first..first + same.len()];
                first += same.len();
                Some((same[0], whole(words)?.span))
            })
            .collect()
    }

    /// The column that a piece stands in: the one below whose heading it stands, else the nearest. Where there are
    /// several of them, the one whose type it looks like.
    fn column(&self, piece: &Piece) -> Option<usize> {
        let shares = |&column: &usize| overlap(&self.columns[column], &piece.columns) > 0;
        let mut candidates: Vec<usize> = (0..self.columns.len()).filter(shares).collect();
        if candidates.is_empty() {
            let gap = |column: &usize| distance(&self.columns[*column], &piece.columns);
            let before = (0..self.columns.len()).rfind(|&column| self.columns[column].end <= piece.columns.start);
            let behind = (0..self.columns.len()).find(|&column| self.columns[column].start >= piece.columns.end);
            candidates.extend(before.into_iter().chain(behind));
            if candidates.iter().all(|&column| self.fit(column, piece.span) != Fit::Value) {
                let nearest = candidates.iter().map(gap).min()?;
                candidates.retain(|column| gap(column) == nearest);
            }
        }
        if let [column] = candidates.as_slice() {
            return Some(*column);
        }
        let typed: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|&column| self.fit(column, piece.span) != Fit::No && !self.slots[column].is_free())
            .collect();
        if let [column] = typed.as_slice() {
            return Some(*column);
        }
        // Free text may run below the next heading.
        let first = *candidates.first()?;
        let is_text = typed.is_empty()
            && self.slots[first].is_free()
            && piece.columns.start >= self.columns[first].start
            && candidates[1..].iter().all(|&column| !self.slots[column].is_free());
        is_text.then_some(first)
    }

    fn fit(&self, column: usize, span: Span) -> Fit {
        self.slots[column].fit(&self.finder.text(span))
    }

    /// The number of cells that do not look like their type. Null for what is no row: without its required cells,
    /// with less than two values, or where a cell looks like the type of an empty column.
    fn misfits(&self, cells: &Fitted) -> Option<usize> {
        let typed = || cells.iter().filter(|(column, _)| !self.slots[*column].is_free());
        let fits = |(column, span): &&(usize, Span)| self.fit(*column, *span) == Fit::Value;
        let is_given = |column: usize| cells.iter().any(|(given, _)| *given == column);
        let has_required = (0..self.slots.len()).filter(|&column| self.slots[column].is_required()).all(is_given);
        // A build of two numbers looks like a size, and is one where it stands.
        let is_read = |column: usize, span: Span| {
            self.slots[column].is_required() && self.slots[column].reads(&self.finder.text(span))
        };
        let values = typed().filter(|&cell| fits(&cell) || is_read(cell.0, cell.1)).count();
        let is_misfit = |&(column, span): &(usize, Span)| self.fit(column, span) == Fit::No && !is_read(column, span);
        let misfits: Fitted = typed().copied().filter(is_misfit).collect();
        let is_elsewhere = |span: Span| {
            (0..self.slots.len()).any(|column| {
                !self.slots[column].is_free() && !is_given(column) && self.fit(column, span) == Fit::Value
            })
        };
        let is_row = has_required
            && values >= 2.max(misfits.len() + 1)
            && !misfits.iter().any(|&(column, span)| is_elsewhere(span) || self.slots[column].is_required());
        is_row.then_some(misfits.len())
    }
}

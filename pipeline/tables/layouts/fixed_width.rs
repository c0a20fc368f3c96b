//! `fixed_width`: one row per line, cells below their headings. What a cell looks like goes before where it stands;
//! where that can be read in two ways, its place decides.

use super::super::align::{Allowance, Fit, Slot};
use super::super::labels::labels;
use super::super::positions::{Piece, distance, overlap, together, whole, words};
use super::super::{Cell, Claim, Finder, LONGEST_CELL, Layout, Search, Table};
use super::flattened_rows::{aligned, is_rule};
use crate::blocks::{Block, Kind};
use crate::contract::normal;
use crate::span::Span;
use std::collections::HashSet;
use std::ops::Range;

/// One row per line, columns by position.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "fixed_width", find, resume };

/// Lines that are no rows are looked past, at most so many.
const MOST_DAMAGED: usize = 3;
/// A line of more words is no header.
const MOST_WORDS_OF_HEADER: usize = 24;

/// Headings, and the columns of the line below which their cells stand.
struct Header {
    headings: Vec<Piece>,
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
}

/// Whether a line can be a header though its first heading is unknown: a later one, behind a gap, is known.
pub(in crate::tables) fn may_begin(finder: &Finder<'_, '_>, raw: &str) -> bool {
    let has_gap = || raw.as_bytes().windows(2).any(|pair| pair == b"  ");
    raw.len() <= LONGEST_CELL
        && has_gap()
        && raw.split("  ").skip(1).any(|piece| finder.contract.flattened.heading(piece).is_some())
}

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    let Some(header) = header(finder, at) else { return Search::Nothing };
    let mut table = Table::new(LAYOUT.name, at, header.headings.iter().map(|heading| heading.span).collect());
    table.ignored.header = table.headings.len() + header.more;
    table.ignored.delimiter = header.rules;
    below(finder, table, &header, at + header.blocks)
}

/// The table whose rows begin at a block; labels may stand between its header and its rows.
fn below(finder: &Finder<'_, '_>, mut table: Table, header: &Header, at: usize) -> Search {
    let reader = Reader::new(finder, header);
    let mut end = reader.rows(&mut table, at);
    if table.rows.is_empty()
        && let Some(count) = reader.labels_before_rows(end)
    {
        table.first_block = end + count;
        end = reader.rows(&mut table, end + count);
    }
    if table.rows.is_empty() {
        return Search::Nothing;
    }
    table.claim = Some(header.claim.clone());
    table.end(finder.document, end);
    let table = finder.with_evidence(table);
    if table.claim.is_some() { Search::Found(Box::new(table)) } else { Search::Refused { end } }
}

/// Rows that go on with a table under another label, below the same headings.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let first = above.headings.first()?;
    let behind = finder.document.blocks.partition_point(|block| block.span.start <= first.start);
    let header = header(finder, behind.checked_sub(1)?)?;
    let begin = above.end_block + Reader::new(finder, &header).labels_before_rows(above.end_block)?;
    match below(finder, Table::new(LAYOUT.name, begin, above.headings.clone()), &header, begin) {
        Search::Found(table) => Some(*table),
        _ => None,
    }
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
    let mut below: Vec<Piece> = Vec::new();
    let mut found = Header {
        headings: Vec::new(),
        claim: Claim { dataset: 0, columns: Vec::new(), known: 0 },
        blocks: 1,
        more: 0,
        rules: usize::from(underlined),
    };
    if let Some(rule) = rule(at + 1) {
        found.blocks = 2;
        found.rules += 1;
        found.headings = by_rule(&words, &self::words(finder, rule)).unwrap_or_else(by_gaps);
    } else {
        found.headings = by_gaps();
        // Headings that go on below the first line; the rule stands below both.
        if let Some(second) = line(at + 1).filter(|_| rule(at + 2).is_some()) {
            below = together(finder, &self::words(finder, second)).iter().filter_map(|group| whole(group)).collect();
            let is_below =
                |piece: &Piece| found.headings.iter().any(|heading| overlap(&heading.columns, &piece.columns) > 0);
            if !document.raw(second).bytes().any(|b| b.is_ascii_digit()) && below.iter().all(is_below) {
                (found.blocks, found.more) = (3, below.len());
                found.rules += 1;
            } else {
                below.clear();
            }
        }
    }
    let names: Vec<String> = found.headings.iter_mut().map(|heading| whole_name(finder, heading, &below)).collect();
    // Of two columns of one name nobody knows which is meant.
    if names.iter().collect::<HashSet<_>>().len() < names.len() {
        return None;
    }
    let vocabulary = &finder.contract.flattened;
    let ids: Vec<_> = names.iter().map(|name| vocabulary.heading(name)).collect();
    found.claim = vocabulary.claim(&ids, &finder.contract.datasets).ok()?;
    Some(found)
}

/// The name of a heading, with what stands below it where both are one heading; it is then as wide as both.
fn whole_name(finder: &Finder<'_, '_>, heading: &mut Piece, below: &[Piece]) -> String {
    let document = finder.document;
    let name = document.plain(heading.span);
    let mut pieces = below.iter().filter(|piece| overlap(&heading.columns, &piece.columns) > 0);
    if let (Some(rest), None) = (pieces.next(), pieces.next()) {
        let whole = format!("{name} {}", document.plain(rest.span));
        if finder.contract.flattened.heading(&whole).is_some() {
            let Range { start, end } = rest.columns;
            heading.columns = heading.columns.start.min(start)..heading.columns.end.max(end);
            return normal(&whole);
        }
    }
    normal(&name)
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
        // Unknown headings may follow a known one.
        let length = finder.contract.flattened.prefix(&texts).map_or(group.len(), |(_, length)| length);
        match finder.contract.flattened.segment(&texts) {
            Some(found) => {
                headings.extend(found.iter().filter_map(|&(first, count, _)| whole(&group[first..first + count])));
            }
            None => headings.extend([&group[..length], &group[length..]].into_iter().filter_map(whole)),
        }
    }
    headings
}

impl<'f, 'd, 's> Reader<'f, 'd, 's> {
    fn new(finder: &'f Finder<'d, 's>, header: &'f Header) -> Self {
        let slot = |heading| Slot::of_words(finder.columns(&header.claim, heading));
        Self {
            finder,
            slots: (0..header.headings.len()).map(slot).collect(),
            columns: header.headings.iter().map(|heading| heading.columns.clone()).collect(),
        }
    }

    /// The number of labels from a block on, where a row follows them.
    fn labels_before_rows(&self, at: usize) -> Option<usize> {
        let count = labels(self.finder, at, |word| self.slots.iter().any(|slot| slot.is_mark(word)));
        (count > 0 && self.is_row(at + count)).then_some(count)
    }

    /// Reads rows from a block on, and gives the block behind them.
    fn rows(&self, table: &mut Table, from: usize) -> usize {
        let document = self.finder.document;
        let width = self.slots.len();
        let mut end = from;
        while let Some(Block { span, kind }) = document.blocks.get(end).copied() {
            let (is_line, opens) = match kind {
                Kind::Line(line) => (true, line.opens),
                Kind::Underlined(_) => (false, true),
                _ => break,
            };
            if is_line && is_rule(document.raw(span)) && (!opens || table.rows.is_empty()) {
                table.ignored.delimiter += 1;
            } else if is_line && let Some(cells) = self.row(span) {
                if let Some(rest) = self.rest_of_name(&cells, end + 1) {
                    // A name that is broken over two lines is none: both stay whole, in no column.
                    table.push([span, rest].map(|span| Cell { span, column: width }));
                    end += 1;
                } else {
                    table.push(cells);
                }
            } else if is_line && !opens && self.continues(table, span) {
                // The last cell went on.
            } else if is_line && !table.rows.is_empty() && self.repeats_header(table, span) {
                table.ignored.repeated_header += width;
            } else if is_line
                && self.labels_before_rows(end).is_none()
                && let Some(lines) = self.damaged_lines(end)
            {
                // Lines among rows that are none: kept whole, in no column.
                for (span, _) in (end..end + lines).filter_map(|at| document.line(at)) {
                    table.push([Cell { span, column: width }]);
                }
                end += lines - 1;
            } else {
                break;
            }
            end += 1;
        }
        end
    }

    /// The number of lines until a row; null where the table ends before.
    fn damaged_lines(&self, at: usize) -> Option<usize> {
        let goes_on = |at: usize| self.finder.document.line(at).is_some_and(|(_, line)| !line.opens);
        let is_open = |lines: &usize| !self.finder.ends_table(at + lines) && (*lines == 0 || goes_on(at + lines));
        let open = (0..MOST_DAMAGED).take_while(is_open).count();
        (1..=open).find(|lines| self.is_row(at + lines))
    }

    /// The line behind a row that is nothing but the rest of its required cell: only both together look like one.
    fn rest_of_name(&self, cells: &[Cell], at: usize) -> Option<Span> {
        let document = self.finder.document;
        let (span, line) = document.line(at)?;
        let name = cells.iter().find(|cell| self.slots[cell.column].is_required())?;
        if line.opens || self.fit(name.column, name.span) == Fit::Value {
            return None;
        }
        let rest = whole(&words(self.finder, span))?;
        let text = format!("{}{}", document.plain(name.span), document.plain(rest.span));
        let is_rest =
            overlap(&self.columns[name.column], &rest.columns) > 0 && self.slots[name.column].fit(&text) == Fit::Value;
        is_rest.then_some(span)
    }

    fn is_row(&self, at: usize) -> bool {
        self.finder.document.line(at).is_some_and(|(span, _)| self.row(span).is_some())
    }

    /// The cells of a row: by their types; else by their places, where all fit; else by their types, free text too; else
    /// with cells left out, or with one that makes no sense.
    fn row(&self, span: Span) -> Option<Vec<Cell>> {
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
    fn bridges(&self, cells: &[Cell], words: &[Piece]) -> bool {
        words.windows(2).any(|pair| {
            let [before, behind] = pair else { return false };
            let has_gap = before.columns.end + 1 < behind.columns.start;
            has_gap
                && cells.iter().any(|cell| {
                    let is_inside = cell.span.start <= before.span.start && behind.span.end <= cell.span.end;
                    is_inside && self.column(behind) != Some(cell.column)
                })
        })
    }

    /// The cells by their places; null where one could stand in two columns.
    fn placed(&self, words: &[Piece]) -> Option<Vec<Cell>> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut add = |column: usize, span: Span| {
            match cells.last_mut() {
                Some(last) if last.column > column => return None,
                // Free text may have gaps, and so may a value: `64  KB`.
                Some(last) if last.column == column => {
                    let joined = last.span.join(span);
                    if !self.slots[column].is_free() && self.fit(column, joined) != Fit::Value {
                        return None;
                    }
                    last.span = joined;
                }
                _ => cells.push(Cell { span, column }),
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
        self.slots[column].fit(&self.finder.document.plain(span))
    }

    /// The number of cells that do not look like their type. Null for what is no row: without its required cells,
    /// with less than two values, or where a cell looks like the type of an empty column.
    fn misfits(&self, cells: &[Cell]) -> Option<usize> {
        let typed = || cells.iter().filter(|cell| !self.slots[cell.column].is_free());
        let fits = |cell: &&Cell| self.fit(cell.column, cell.span) == Fit::Value;
        let is_given = |column: usize| cells.iter().any(|cell| cell.column == column);
        let has_required = (0..self.slots.len()).filter(|&column| self.slots[column].is_required()).all(is_given);
        let values = typed().filter(fits).count();
        let misfits: Vec<&Cell> = typed().filter(|cell| self.fit(cell.column, cell.span) == Fit::No).collect();
        let is_elsewhere = |cell: &&Cell| {
            (0..self.slots.len()).any(|column| {
                !self.slots[column].is_free() && !is_given(column) && self.fit(column, cell.span) == Fit::Value
            })
        };
        let is_required = |cell: &&Cell| self.slots[cell.column].is_required();
        let is_row = has_required
            && values >= 2.max(misfits.len() + 1)
            && !misfits.iter().any(|cell| is_elsewhere(cell) || is_required(cell));
        is_row.then_some(misfits.len())
    }

    /// Whether a line is the rest of the cell above it, free text in the last column; then the cell takes it.
    fn continues(&self, table: &mut Table, span: Span) -> bool {
        let last = self.slots.len() - 1;
        let words = words(self.finder, span);
        let is_rest = words.first().is_some_and(|word| word.columns.start >= self.columns[last].start);
        match table.cells.last_mut() {
            Some(cell) if is_rest && cell.column == last && self.slots[last].is_free() => {
                cell.span = cell.span.join(span);
                true
            }
            _ => false,
        }
    }

    /// Whether a line prints the headings again.
    fn repeats_header(&self, table: &Table, span: Span) -> bool {
        let document = self.finder.document;
        let texts = table.headings.iter().map(|&heading| document.raw(heading).split_whitespace());
        document.raw(span).split_whitespace().eq(texts.flatten())
    }
}

//! Cells of several lines: `Alder.dll<br>Birch.dll` beside `6.1.7600.1<br>6.1.7600.2`. Where all cells of a row break
//! alike, it is as many rows. A line that has a heading of its own, `Availability date: 2024-11-26`, is a cell of its own.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::table::{Cell, Row, Table};
use crate::contract::{Claim, normal};
use crate::lines::text::around_colon;
use crate::span::Span;

/// Joins rows that only go on with the text of the row above, in mid-sentence, to that row: `Access is` above `denied.`, below an
/// empty code.
pub(super) fn join_continued(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = &table.claim else { return };
    let slots = finder.slots(claim);
    let slot = |cell: &Cell| slots.get(cell.column.heading()?);
    let goes_on = |above: &[Cell], row: &[Cell]| {
        let has_text = row.iter().any(|cell| !cell.span.is_empty());
        has_text
            && row.iter().all(|cell| {
                let Some(slot) = slot(cell) else { return false };
                // The nearest one: a text that goes on for long is not read again for each row.
                let before = || above.iter().rfind(|before| before.column == cell.column && !before.span.is_empty());
                let is_open = |before: &Cell| !finder.document.raw(before.span).ends_with(['.', '!', '?', ':']);
                cell.span.is_empty()
                    || slot.is_free()
                        && finder.document.plain(cell.span).starts_with(char::is_lowercase)
                        && before().is_some_and(is_open)
            })
            && row.iter().any(|cell| slot(cell).is_some_and(Slot::is_required) && cell.span.is_empty())
    };
    let mut joined: Vec<Row> = Vec::with_capacity(table.rows.len());
    for &row in &table.rows {
        match joined.last_mut() {
            Some(above) if goes_on(&table.cells[above.first..above.end], &table.cells[row.first..row.end]) => {
                above.end = row.end;
            }
            _ => joined.push(row),
        }
    }
    if joined.len() < table.rows.len() {
        table.rows = joined;
    }
}

/// Takes lines with a heading of their own out of their cells, where no other heading feeds the column. All of one heading are
/// one column behind the others.
pub(super) fn take_labelled(finder: &Finder<'_, '_>, table: &mut Table) {
    let headings = table.headings.len();
    while table.headings.len() < headings + MOST_LABELS && take_heading(finder, table) {}
}

/// Cells hold no more headings than these; each of them costs a look at all cells.
const MOST_LABELS: usize = 4;

/// Takes the lines with the first such heading. False where there is none.
fn take_heading(finder: &Finder<'_, '_>, table: &mut Table) -> bool {
    let Some(claim) = &table.claim else { return false };
    let may_hold = |cell: &Cell| {
        let raw = finder.document.raw(cell.span);
        raw.contains('<') && raw.contains(':')
    };
    if !table.cells.iter().any(may_hold) {
        return false;
    }
    let slots = finder.slots(claim);
    // A name that is read without its second line has one that nobody knows: `Install name: Alder.dll`.
    let ends_name = |cell: &Cell, first: Span| {
        let slot = cell.column.heading().and_then(|heading| slots.get(heading));
        let fits = |span: Span| slot.is_some_and(|slot| slot.is_mark(&finder.document.plain(span)));
        fits(first) && !fits(cell.span)
    };
    let Some((heading, columns)) = table.cells.iter().filter(|cell| may_hold(cell)).find_map(|cell| {
        let parts = shown_parts(finder, cell.span);
        let (heading, _) = labelled(finder, *parts.last()?)?;
        let known = column_of(finder, claim, heading).map(|column| vec![column]);
        known.or_else(|| ends_name(cell, *parts.first()?).then(Vec::new)).map(|columns| (heading, columns))
    }) else {
        return false;
    };
    drop(slots);
    let name = normal(&finder.document.plain(heading));
    let width = table.headings.len();
    let rows = std::mem::take(&mut table.rows);
    let cells = std::mem::take(&mut table.cells);
    let mut again = Vec::new();
    for row in rows {
        let mut read = cells[row.first..row.end].to_vec();
        let mut taken = None;
        for cell in read.iter_mut().filter(|cell| may_hold(cell)) {
            let parts = shown_parts(finder, cell.span);
            if let [first, .., last] = parts.as_slice()
                && let Some((own, value)) = labelled(finder, *last)
                && normal(&finder.document.plain(own)) == name
            {
                cell.span = first.join(parts[parts.len() - 2]);
                again.push(own);
                taken = Some(Cell::under(width, value));
            }
        }
        // A row without such a line has an empty cell there.
        let end = read.last().filter(|_| read.len() == width).map(|last| Span::empty_at(last.span.end));
        read.extend(taken.or(end.map(|end| Cell::under(width, end))));
        table.push(read);
    }
    let is_taken = !again.is_empty();
    again.retain(|own| *own != heading);
    table.headings.push(heading);
    table.ignored.header += 1;
    table.ignored.repeated_header += again.len();
    table.captions.extend(again);
    if let Some(claim) = &mut table.claim {
        claim.known += columns.len();
        claim.columns.push(columns);
    }
    is_taken
}

/// The heading at the beginning of a line, and the value behind its colon.
fn labelled(finder: &Finder<'_, '_>, line: Span) -> Option<(Span, Span)> {
    let raw = finder.document.raw(line);
    let (heading, value) = around_colon(raw)?;
    let heading = line.inner(0, heading.len() + 1);
    let value = line.inner(raw.len() - value.trim_start().len(), value.trim_start().len());
    let is_name = raw.starts_with(|c: char| c.is_uppercase() || c == '*');
    (is_name && !value.is_empty()).then_some((heading, value))
}

/// The column of a claimed dataset that a heading feeds, where nothing else does.
fn column_of(finder: &Finder<'_, '_>, claim: &Claim, heading: Span) -> Option<usize> {
    let vocabulary = &finder.contract.vocabulary;
    let feeds = vocabulary.feeds(vocabulary.heading(&finder.document.plain(heading))?);
    let mut own = feeds.iter().filter(|(dataset, _)| *dataset == claim.dataset).map(|&(_, column)| column);
    own.next().filter(|column| own.next().is_none() && !claim.columns.iter().any(|fed| fed.contains(column)))
}

/// Divides the rows whose cells break alike.
pub(super) fn divide(finder: &Finder<'_, '_>, table: &mut Table) {
    let Some(claim) = table.claim.clone() else { return };
    let slots = finder.slots(&claim);
    let slot = |cell: &Cell| slots.get(cell.column.heading()?);
    // A cheap test: tags part lines.
    let may_break = |cell: &Cell| {
        slot(cell).is_some_and(|slot| slot.is_required() && !slot.is_free())
            && finder.document.raw(cell.span).contains('<')
    };
    if !table.cells.iter().any(may_break) {
        return;
    }
    let rows = std::mem::take(&mut table.rows);
    let cells = std::mem::take(&mut table.cells);
    for row in rows {
        let cells = &cells[row.first..row.end];
        match cells.iter().find(|cell| may_break(cell)).and_then(|key| lines(finder, cells, key, slot)) {
            Some(lines) => lines.into_iter().for_each(|line| table.push(line)),
            None => table.push(cells.iter().copied()),
        }
    }
}

/// The rows that a row is: of each cell as many lines as the key has, all of which fit though the whole key does not. Empty
/// cells are empty in each.
fn lines<'f, 'c: 'f>(
    finder: &Finder<'_, '_>,
    cells: &[Cell],
    key: &Cell,
    slot: impl Fn(&Cell) -> Option<&'f Slot<'c>>,
) -> Option<Vec<Vec<Cell>>> {
    let fits = |cell: &Cell, span: Span| {
        slot(cell).is_none_or(|slot| slot.is_unfed() || slot.fit(&finder.document.plain(span)) != Fit::No)
    };
    let count = shown_parts(finder, key.span).len();
    if count < 2 || fits(key, key.span) {
        return None;
    }
    let mut rows = vec![Vec::with_capacity(cells.len()); count];
    for cell in cells {
        // A line of nothing but a blank is one where the others need it.
        let all = finder.document.parts(cell.span);
        let parts = if all.len() == count { all } else { shown_parts(finder, cell.span) };
        let is_empty = finder.document.plain(cell.span).is_empty();
        if !is_empty && (parts.len() != count || !parts.iter().all(|&part| fits(cell, part))) {
            return None;
        }
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(Cell { span: if is_empty { cell.span } else { parts[at] }, ..*cell });
        }
    }
    Some(rows)
}

/// The lines of a cell that show something.
fn shown_parts(finder: &Finder<'_, '_>, cell: Span) -> Vec<Span> {
    let mut parts = finder.document.parts(cell);
    parts.retain(|&part| !finder.document.plain(part).is_empty());
    parts
}

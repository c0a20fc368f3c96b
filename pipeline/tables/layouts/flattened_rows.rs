//! `flattened_rows`: one row per line, cells divided by blanks; which word belongs to which column is told by types.
//! A row may run over several lines, as version patterns do.

use super::super::align::{Alignment, Allowance, Fit, Slot, align};
use super::super::labels::labels;
use super::super::{Cell, Claim, Finder, Layout, Search, Table};
use super::flattened_cells::below_row;
use super::flattened_pairs::{whole_heading, words};
use crate::blocks::{Block, Kind};
use crate::span::Span;
use crate::values::begins_long_name;

/// One row per line.
pub(in crate::tables) const LAYOUT: Layout = Layout { name: "flattened_rows", find, resume };

/// A row runs over at most this many lines.
const MOST_LINES: usize = 8;

fn find(finder: &Finder<'_, '_>, at: usize) -> Search {
    let document = finder.document;
    // A rule under the headings looks like the underline of a title.
    let underlined = match document.blocks[at] {
        Block { kind: Kind::Line(_), .. } => false,
        Block { kind: Kind::Underlined(_), .. } => true,
        Block { .. } => return Search::Nothing,
    };
    let found = |lines| {
        let claim_of = |headings: &[Span]| finder.claim(&finder.contract.flattened, headings);
        let headings = header(finder, at, lines)?;
        let is_long = lines > MOST_LINES_OF_ONE_HEADING;
        // The rest of a header is none itself, unless its first heading was broken: `File`, `name`. Of two lines the
        // first may stand above another column.
        let is_header = |rest: usize| {
            header(finder, at + lines - rest, rest)
                .is_some_and(|rest| (!is_long || rest.len() < headings.len()) && claim_of(&rest).is_some())
        };
        let is_of_cells = is_long && !has_line_of_headings(finder, at, lines, &headings);
        if is_of_cells || (1..lines).any(is_header) {
            return None;
        }
        let claim = claim_of(&headings)?;
        let is_unknown = |&heading: &Span| whole_heading(finder, heading).is_none();
        // Around an unknown heading all others must belong together, and few lines can be told from prose.
        if headings.iter().any(is_unknown) && (is_long || claim.known + 1 < headings.len()) {
            return None;
        }
        let header = || {
            let mut table = Table::new(LAYOUT.name, at, headings.clone());
            table.ignored.header = table.headings.len();
            table.ignored.delimiter = usize::from(underlined);
            table
        };
        // Where only the cells below the headings were paragraphs of the page, each of them stands on a line of its own.
        let rows = below(finder, header(), claim.clone(), at + lines);
        fuller(finder, &claim, rows, || below_row(finder, header(), claim.clone(), at + lines))
    };
    (1..=lines_of_header(finder, at)).find_map(found).into()
}

/// A header is broken over at most this many lines.
const MOST_LINES_OF_HEADER: usize = 8;

/// The most lines that a header may take which begins at a block. What is broken goes on at once, and headings have
/// neither digits nor stops.
fn lines_of_header(finder: &Finder<'_, '_>, at: usize) -> usize {
    let is_prose = |raw: &str| raw.len() > LONGEST_LINE_OF_HEADER || raw.bytes().any(|b| matches!(b, b'.' | b','));
    let may_go_on = |next: &usize| {
        finder.document.line(at + next).is_some_and(|(span, line)| {
            let raw = finder.document.raw(span);
            !line.opens && !is_prose(raw) && !is_rule(raw) && !raw.bytes().any(|b| b.is_ascii_digit())
        })
    };
    1 + (1..MOST_LINES_OF_HEADER).take_while(may_go_on).count()
}

/// Headings that stand one below the other are those of cells that do, too; of two nobody knows.
const MOST_LINES_OF_ONE_HEADING: usize = 2;

/// Whether two headings begin on one line of a header.
fn has_line_of_headings(finder: &Finder<'_, '_>, at: usize, lines: usize, headings: &[Span]) -> bool {
    finder.document.blocks[at..].iter().take(lines).any(|line| {
        let range = line.span.range();
        headings.iter().filter(|heading| range.contains(&heading.range().start)).count() > 1
    })
}

/// A longer line is prose, in bytes.
const LONGEST_LINE_OF_HEADER: usize = 160;

/// Whether a line may be a header whose first heading is unknown, `Ref File name File version`: a cheap test.
pub(in crate::tables) fn may_begin_behind_unknown(finder: &Finder<'_, '_>, raw: &str) -> bool {
    raw.len() <= LONGEST_LINE_OF_HEADER
        && finder.contract.flattened.may_begin_behind_word(raw)
        && !raw.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

/// A table; where it was not found, or all of its rows lack cells, the same read in another shape, of which some row lacks
/// none. Where all that must be there is free text, lines of prose would be rows.
pub(super) fn fuller(
    finder: &Finder<'_, '_>,
    claim: &Claim,
    table: Option<Table>,
    other: impl FnOnce() -> Option<Table>,
) -> Option<Table> {
    let is_told_by_type = finder.slots(claim).iter().any(|slot| slot.is_required() && !slot.is_free());
    if !is_told_by_type {
        return table;
    }
    let lacks_none = |table: &Table| table.rows.iter().any(|row| row.end - row.first == table.headings.len());
    match table {
        Some(table) if lacks_none(&table) => Some(table),
        Some(table) => Some(other().filter(lacks_none).unwrap_or(table)),
        None => other(),
    }
}

/// The table whose rows begin at a block, where its headings stand one below the other.
pub(super) fn below_cells(finder: &Finder<'_, '_>, header: Table, claim: Claim, at: usize) -> Option<Table> {
    below(finder, Table { layout: LAYOUT.name, ..header }, claim, at)
}

/// The table whose rows begin at a block; labels may stand between its header and its rows.
fn below(finder: &Finder<'_, '_>, mut table: Table, claim: Claim, at: usize) -> Option<Table> {
    let slots = finder.slots(&claim);
    let mut end = rows(finder, &slots, &mut table, at);
    if table.rows.is_empty() {
        let begin = end + labels_before_rows(finder, &slots, end)?;
        table.first_block = begin;
        end = rows(finder, &slots, &mut table, begin);
    }
    if table.rows.is_empty() {
        return None;
    }
    table.claim = Some(claim);
    table.end(finder.document, end);
    Some(finder.with_evidence(table)).filter(|table| table.claim.is_some())
}

/// Rows that go on with a table under another label.
fn resume(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.clone()?;
    let begin = above.end_block + labels_before_rows(finder, &finder.slots(&claim), above.end_block)?;
    below(finder, Table::new(LAYOUT.name, begin, above.headings.clone()), claim, begin)
}

/// The number of labels from a block on, where a row follows them. Where a column takes any text, what follows may be
/// prose.
fn labels_before_rows(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<usize> {
    let count = labels(finder, at, |word| slots.iter().any(|slot| slot.is_mark(word)));
    let is_told_by_type = !slots.iter().any(Slot::is_free);
    (count > 0 && is_told_by_type && row(finder, slots, at + count).is_some()).then_some(count)
}

/// Adds the rows from a block on, and gives the block behind them.
fn rows(finder: &Finder<'_, '_>, slots: &[Slot<'_>], table: &mut Table, from: usize) -> usize {
    let document = finder.document;
    let mut end = from;
    while let Some((span, line)) = document.line(end) {
        if is_rule(document.raw(span)) && (!line.opens || table.rows.is_empty()) {
            table.ignored.delimiter += 1;
            end += 1;
        } else if let Some((cells, lines)) = row(finder, slots, end) {
            table.push(cells);
            end += lines;
        } else if !line.opens
            && !table.rows.is_empty()
            && let Some(lines) = repeated_header(finder, &table.headings, end)
        {
            table.ignored.repeated_header += table.headings.len();
            end += lines;
        } else if labels_before_rows(finder, slots, end).is_none()
            && let Some(lines) = damaged_lines(finder, slots, end)
        {
            // Lines among rows that are none: kept whole, in no column.
            let column = table.headings.len();
            for (span, _) in (end..end + lines).filter_map(|at| document.line(at)) {
                table.push([Cell { span, column }]);
            }
            end += lines;
        } else {
            break;
        }
    }
    end
}

/// The number of lines of a header that comes again.
fn repeated_header(finder: &Finder<'_, '_>, headings: &[Span], at: usize) -> Option<usize> {
    let is_same = |lines: &usize| header(finder, at, *lines).is_some_and(|again| again.len() == headings.len());
    (1..=lines_of_header(finder, at)).find(is_same)
}

/// Lines that are no rows are looked past, at most so many.
const MOST_DAMAGED: usize = 4;

/// The number of lines until a row on one line; a last line that begins like a row counts, too. Null where the table
/// ends before.
fn damaged_lines(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<usize> {
    let open = (0..MOST_DAMAGED).take_while(|&lines| !finder.ends_table(at + lines)).count();
    let is_row = |at: usize| row(finder, slots, at).is_some_and(|(_, lines)| lines == 1);
    (1..=open).find(|&lines| is_row(at + lines)).or_else(|| {
        let (span, line) = finder.document.line(at).filter(|_| open > 0)?;
        let words = words(finder, span);
        let has_name = words.iter().any(|&word| {
            let text = finder.document.plain(word);
            slots.iter().any(|slot| slot.is_mark(&text))
        });
        (!line.opens && has_name && words.len() > 1).then_some(1)
    })
}

/// Whether a line is the header of a table on lines.
pub(in crate::tables) fn is_header(finder: &Finder<'_, '_>, span: Span) -> bool {
    finder.contract.flattened.may_begin(finder.document.raw(span)) && headings(finder, &words(finder, span)).is_some()
}

/// The headings that cover so many whole lines.
fn header(finder: &Finder<'_, '_>, at: usize, lines: usize) -> Option<Vec<Span>> {
    let Block { span, kind: Kind::Line(_) | Kind::Underlined(_) } = *finder.document.blocks.get(at)? else {
        return None;
    };
    let mut found = words(finder, span);
    for at in at + 1..at + lines {
        let (next, _) = finder.document.line(at)?;
        found.extend(words(finder, next));
    }
    headings(finder, &found)
}

/// The headings that words are; one of them may be unknown, where enough others are known.
fn headings(finder: &Finder<'_, '_>, words: &[Span]) -> Option<Vec<Span>> {
    let texts: Vec<&str> = words.iter().map(|&word| finder.document.raw(word)).collect();
    let vocabulary = &finder.contract.flattened;
    if !vocabulary.may_be_headings(&texts) {
        return None;
    }
    let segments = vocabulary.segment(&texts).or_else(|| vocabulary.segment_around_unknown(&texts))?;
    (segments.len() >= 2)
        .then(|| segments.iter().map(|&(first, length, _)| words[first].join(words[first + length - 1])).collect())
}

/// A line of nothing but `-`, `=` and blanks.
pub(in crate::tables) fn is_rule(raw: &str) -> bool {
    raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t' | b'+'))
}

/// The row that begins at a line: its cells and the number of its lines. First all columns, over as few lines as
/// possible; then one line whose required word has no shape, or with cells left out, or with one that makes no sense.
fn row(finder: &Finder<'_, '_>, slots: &[Slot<'_>], at: usize) -> Option<(Vec<Cell>, usize)> {
    let document = finder.document;
    let (first, _) = document.line(at)?;
    let mut tokens = words(finder, first);
    let first_line = tokens.len();
    let one_line = |allowance: Allowance, tokens: &[Span]| aligned(finder, slots, &tokens[..first_line], allowance);
    if let Some(found) = one_line(Allowance::Nothing, &tokens) {
        return Some((found, 1));
    }
    // A cell that is cut over lines, such as a version pattern, may be cut by blank lines, too.
    let is_cut = slots.first().is_some_and(|slot| {
        slot.wraps()
            && !tokens.is_empty()
            && (1..=first_line).all(|end| slot.fit(&joined(finder, &tokens[..end])) == Fit::No)
    });
    for lines in 2..=MOST_LINES {
        let Some((span, line)) = document.line(at + lines - 1) else { break };
        let next = words(finder, span);
        let begins_row = || {
            let begin = next.first().map(|&word| document.plain(word)).unwrap_or_default();
            // Other required values stand inside a row: two digests of one file.
            slots.iter().find(|slot| slot.is_required()).is_some_and(|slot| slot.is_mark(&begin))
        };
        let goes_on = is_broken(document.raw(tokens[tokens.len() - 1]), slots);
        if line.bullet
            || !goes_on && finder.ends_table(at + lines - 1)
            || !is_cut && !goes_on && (line.opens || begins_row())
        {
            break;
        }
        tokens.extend(next);
        if let Some(found) = aligned(finder, slots, &tokens, Allowance::Nothing) {
            return Some((found, lines));
        }
    }
    [Allowance::Shape, Allowance::Cells, Allowance::Sense]
        .into_iter()
        .find_map(|allowance| one_line(allowance, &tokens))
        .map(|cells| (cells, 1))
}

fn joined(finder: &Finder<'_, '_>, tokens: &[Span]) -> String {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => finder.document.plain(first.join(*last)).into_owned(),
        _ => String::new(),
    }
}

/// The cells of a row whose words are tokens.
pub(super) fn aligned(
    finder: &Finder<'_, '_>,
    slots: &[Slot<'_>],
    tokens: &[Span],
    allowance: Allowance,
) -> Option<Vec<Cell>> {
    let found = align(slots, tokens.len(), allowance, |range| {
        finder.document.plain(tokens[range.start].join(tokens[range.end - 1]))
    })?;
    let cells = cells(&found, tokens);
    // A name may be broken.
    let broken = cells.iter().any(|cell| {
        let mut lines = finder.document.raw(cell.span).lines();
        lines.next_back();
        !slots[cell.column].wraps() && lines.any(|line| !is_broken(line.trim_end(), slots))
    });
    (!broken).then_some(cells)
}

/// Whether a word is the first part of a name that is broken behind an underscore, or another mark of a long name:
/// `DISKCOPY.CO_` is a whole name.
pub(super) fn is_broken(word: &str, slots: &[Slot<'_>]) -> bool {
    let last = word.rsplit(' ').next().unwrap_or_default();
    (last.ends_with('_') || begins_long_name(last)) && !slots.iter().any(|slot| slot.is_mark(last))
}

/// The cells of an alignment.
pub(super) fn cells(alignment: &Alignment, tokens: &[Span]) -> Vec<Cell> {
    let span = |range: &std::ops::Range<usize>| tokens[range.start].join(tokens[range.end - 1]);
    alignment
        .iter()
        .enumerate()
        .filter_map(|(column, range)| Some(Cell { span: span(range.as_ref()?), column }))
        .collect()
}

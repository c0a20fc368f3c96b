//! Rows on lines whose words are told apart by types: as few lines as possible to a row.

use crate::blocks::{Block, Kind};
use crate::contract::Claim;
use crate::span::Span;
use crate::tables::align::{Allowance, Fit, Slot, align, fitted};
use crate::tables::finder::Finder;
use crate::tables::header::{ends_table, headings, is_rule, words};
use crate::tables::labels::labels;
use crate::tables::layout::LONGEST_HEADER;
use crate::tables::rows::{ReadRows, below, resume};
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::{Cell, Fitted, Table};
use crate::values::begins_long_name;

/// One row per line, cells told by type.
pub(super) const SHAPE: &Shape = &Shape {
    name: "flattened_rows",
    cells: CellsBy::Type,
    line: Line::Row,
    headings: Headings::First,
    short: Short::Told,
};

/// A row runs over at most this many lines: a pattern of versions for each of the systems that an article of 2010 names.
const MOST_LINES: usize = 8;
/// A header is broken over at most this many lines.
const MOST_LINES_OF_HEADER: usize = 8;
/// Lines that are no rows are looked past, at most so many.
const MOST_DAMAGED: usize = 4;

struct WordRows<'f, 'd, 's> {
    finder: &'f Finder<'d, 's>,
    slots: Vec<Slot<'f>>,
}

/// The table whose rows begin at a block.
pub(super) fn table(finder: &Finder<'_, '_>, header: Table, claim: &Claim, at: usize) -> Option<Table> {
    let mut reader = WordRows { finder, slots: finder.slots(claim) };
    below(&mut reader, Table { layout: SHAPE, ..header }, claim.clone(), at).ok()
}

/// Rows that go on with a table under another label.
pub(super) fn go_on(finder: &Finder<'_, '_>, above: &Table) -> Option<Table> {
    let claim = above.claim.as_ref()?;
    resume(&mut WordRows { finder, slots: finder.slots(claim) }, Table::below(above, above.end_block), claim.clone())
}

impl<'d, 's: 'd> ReadRows<'d, 's> for WordRows<'_, 'd, 's> {
    type Row = Vec<Cell>;

    fn finder(&self) -> &Finder<'d, 's> {
        self.finder
    }

    fn row(&mut self, at: usize) -> Option<(Vec<Cell>, usize)> {
        self.read(at).map(|(cells, lines)| (under(cells), lines))
    }

    fn begins(&self, at: usize) -> bool {
        self.read(at).is_some()
    }

    fn ends_damage(&self, at: usize) -> bool {
        self.read(at).is_some_and(|(_, lines)| lines == 1)
    }

    fn apart(&self, lines: &[Span]) -> Vec<Vec<Cell>> {
        lines.iter().map(|&line| vec![Cell::apart(line)]).collect()
    }

    /// Where a column takes any text, what follows may be prose.
    fn labels(&self, at: usize) -> usize {
        let is_told_by_type = !self.slots.iter().any(Slot::is_free);
        if is_told_by_type { labels(self.finder, at, |word| self.is_mark(word)) } else { 0 }
    }

    fn most_damaged(&self) -> usize {
        MOST_DAMAGED
    }

    /// A last line that begins like a row is one that was damaged.
    fn damage_at_end(&self, at: usize) -> Option<usize> {
        let (span, line) = self.finder.document.line(at)?;
        let words = words(self.finder, span);
        let has_name = words.iter().any(|&word| self.is_mark(&self.finder.document.plain(word)));
        (!line.opens && has_name && words.len() > 1).then_some(1)
    }

    fn repeated_header(&self, at: usize) -> Option<usize> {
        self.finder.document.line(at).filter(|(_, line)| !line.opens)?;
        let is_same =
            |&lines: &usize| header(self.finder, at, lines).is_some_and(|again| again.len() == self.slots.len());
        (1..=lines_of_header(self.finder, at)).find(is_same)
    }
}

impl WordRows<'_, '_, '_> {
    fn is_mark(&self, word: &str) -> bool {
        self.slots.iter().any(|slot| slot.is_mark(word))
    }

    /// The row that begins at a line: its cells and the number of its lines. First all columns, over as few lines as
    /// possible; then one line whose required word has no shape, or with cells left out, or with one that makes no sense.
    fn read(&self, at: usize) -> Option<(Fitted, usize)> {
        let (document, slots) = (self.finder.document, &self.slots);
        let (first, _) = document.line(at)?;
        let mut tokens = words(self.finder, first);
        let first_line = tokens.len();
        let one_line = |allowance, tokens: &[Span]| aligned(self.finder, slots, &tokens[..first_line], allowance);
        if let Some(found) = one_line(Allowance::Nothing, &tokens) {
            return Some((found, 1));
        }
        // A cell that is cut over lines, such as a version pattern, may be cut by blank lines, too.
        let is_cut = slots.first().is_some_and(|slot| {
            let text = |end: usize| document.plain(tokens[0].join(tokens[end - 1]));
            slot.wraps() && !tokens.is_empty() && (1..=first_line).all(|end| slot.fit(&text(end)) == Fit::No)
        });
        for lines in 2..=MOST_LINES {
            let Some((span, line)) = document.line(at + lines - 1) else { break };
            let next = words(self.finder, span);
            let begins_row = || {
                let begin = next.first().map(|&word| document.plain(word)).unwrap_or_default();
                // Other required values stand inside a row: two digests of one file.
                slots.iter().find(|slot| slot.is_required()).is_some_and(|slot| slot.is_mark(&begin))
            };
            let goes_on = is_broken(document.raw(tokens[tokens.len() - 1]), slots);
            if line.bullet
                || !goes_on && ends_table(self.finder, at + lines - 1)
                || !is_cut && !goes_on && (line.opens || begins_row())
            {
                break;
            }
            tokens.extend(next);
            if let Some(found) = aligned(self.finder, slots, &tokens, Allowance::Nothing) {
                return Some((found, lines));
            }
        }
        let mut allowances = [Allowance::Shape, Allowance::Cells, Allowance::Sense].into_iter();
        allowances.find_map(|allowance| one_line(allowance, &tokens)).map(|cells| (cells, 1))
    }
}

/// The headings that cover so many whole lines.
pub(super) fn header(finder: &Finder<'_, '_>, at: usize, lines: usize) -> Option<Vec<Span>> {
    let Block { span, kind: Kind::Line(_) | Kind::Underlined(_) } = *finder.document.blocks.get(at)? else {
        return None;
    };
    let mut found = words(finder, span);
    for at in at + 1..at + lines {
        found.extend(words(finder, finder.document.line(at)?.0));
    }
    headings(finder, &found)
}

/// The most lines that a header may take which begins at a block. What is broken goes on at once, and headings have
/// neither digits nor stops.
pub(super) fn lines_of_header(finder: &Finder<'_, '_>, at: usize) -> usize {
    let is_prose = |raw: &str| raw.len() > LONGEST_HEADER || raw.bytes().any(|b| matches!(b, b'.' | b','));
    let may_go_on = |next: &usize| {
        finder.document.line(at + next).is_some_and(|(span, line)| {
            let raw = finder.document.raw(span);
            !line.opens && !is_prose(raw) && !is_rule(raw) && !raw.bytes().any(|b| b.is_ascii_digit())
        })
    };
    1 + (1..MOST_LINES_OF_HEADER).take_while(may_go_on).count()
}

/// The cells of a row whose words are tokens.
pub(super) fn aligned(
    finder: &Finder<'_, '_>,
    slots: &[Slot<'_>],
    tokens: &[Span],
    allowance: Allowance,
) -> Option<Fitted> {
    let text = |range: std::ops::Range<usize>| finder.text(tokens[range.start].join(tokens[range.end - 1]));
    let cells = fitted(&align(slots, tokens.len(), allowance, text)?, tokens);
    // A name may be broken.
    let broken = cells.iter().any(|&(column, span)| {
        let mut lines = finder.document.raw(span).lines();
        lines.next_back();
        !slots[column].wraps() && lines.any(|line| !is_broken(line.trim_end(), slots))
    });
    (!broken).then_some(cells)
}

/// Whether a word is the first part of a name that is broken behind an underscore, or another mark of a long name:
/// `DISKCOPY.CO_` is a whole name.
pub(super) fn is_broken(word: &str, slots: &[Slot<'_>]) -> bool {
    let last = word.rsplit(' ').next().unwrap_or_default();
    (last.ends_with('_') || begins_long_name(last)) && !slots.iter().any(|slot| slot.is_mark(last))
}

/// The cells below their headings.
pub(super) fn under(cells: Fitted) -> Vec<Cell> {
    cells.into_iter().map(|(heading, span)| Cell::under(heading, span)).collect()
}

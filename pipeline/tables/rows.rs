//! The one walk over the rows of a table on lines: labels before them, rules, headers printed again, and lines among rows
//! that are no rows, which are kept whole, in no column.

use super::evidence::with_evidence;
use super::finder::Finder;
use super::header::{ends_table, is_rule};
use super::table::{Cell, Table};
use crate::contract::Claim;
use crate::span::Span;

/// What a layout knows of its rows.
pub(super) trait ReadRows<'d, 's: 'd> {
    /// The cells of a row while rows are read.
    type Row;

    /// Whether a line before the first row is asked for a label before it is read as a row: where every cell is a line of
    /// its own, a label looks like one.
    const LABELS_FIRST: bool = false;

    /// Where it looks.
    fn finder(&self) -> &Finder<'d, 's>;

    /// The row that begins at a block, and the number of its lines.
    fn row(&mut self, at: usize) -> Option<(Self::Row, usize)>;

    /// Whether a row that nothing is wrong with begins at a block.
    fn begins(&self, at: usize) -> bool;

    /// Whether a row begins at a block behind lines that are none.
    fn ends_damage(&self, at: usize) -> bool {
        self.begins(at)
    }

    /// Lines that are no rows, kept whole.
    fn apart(&self, lines: &[Span]) -> Vec<Self::Row>;

    /// The number of labels from a block on, whatever stands below them.
    fn labels(&self, _at: usize) -> usize {
        0
    }

    /// Whether lines among rows are looked past until the next row; at most so many.
    fn most_damaged(&self) -> usize;

    /// Whether a line, the first or a later one between two rows, may be damage.
    fn may_be_damage(&self, at: usize, _is_first: bool) -> bool {
        !ends_table(self.finder(), at)
    }

    /// The number of lines among rows that are none where no row follows them.
    fn damage_at_end(&self, _at: usize) -> Option<usize> {
        None
    }

    /// Whether a line goes on with the row above it, which then takes it.
    fn goes_on(&self, _above: &mut Self::Row, _at: usize) -> bool {
        false
    }

    /// The number of lines of a header that comes again.
    fn repeated_header(&self, _at: usize) -> Option<usize> {
        None
    }

    /// Whether a line is the rule below the header or between rows.
    fn is_rule(&self, at: usize, is_first: bool) -> bool {
        let document = self.finder().document;
        document.line(at).is_some_and(|(span, line)| is_rule(document.raw(span)) && (!line.opens || is_first))
    }
}

/// Rows that follow each other.
pub(super) struct Found<R> {
    pub(super) rows: Vec<R>,
    /// The block at which they begin, behind rules and labels.
    first_block: Option<usize>,
    /// One past the last block.
    pub(super) end: usize,
    rules: usize,
    headers: usize,
}

impl<R> Found<R> {
    /// Goes past the labels that stand before the first row; not where there are none.
    fn passes_labels<'d, 's: 'd>(&mut self, reader: &impl ReadRows<'d, 's, Row = R>) -> bool {
        let labels = if self.rows.is_empty() { labels_before_rows(reader, self.end) } else { None };
        let Some(count) = labels else { return false };
        self.end += count;
        self.first_block = Some(self.end);
        true
    }
}

/// Reads rows from a block on; labels may stand before the first one.
pub(super) fn walk<'d, 's: 'd, R: ReadRows<'d, 's>>(reader: &mut R, from: usize) -> Found<R::Row> {
    let mut found = Found { rows: Vec::new(), first_block: None, end: from, rules: 0, headers: 0 };
    loop {
        let at = found.end;
        let Some((span, line)) = reader.finder().document.line(at) else {
            // A label may be a heading of the article.
            if !found.passes_labels(reader) {
                break;
            }
            continue;
        };
        if reader.is_rule(at, found.rows.is_empty()) {
            found.rules += 1;
            found.end += 1;
        } else if R::LABELS_FIRST && found.passes_labels(reader) {
            // The rows begin below them.
        } else if let Some((row, lines)) = reader.row(at) {
            found.rows.push(row);
            found.end += lines;
        } else if found.passes_labels(reader) {
            // As above.
        } else if !line.opens && found.rows.last_mut().is_some_and(|above| reader.goes_on(above, at)) {
            found.end += 1;
        } else if !found.rows.is_empty()
            && let Some(lines) = reader.repeated_header(at)
        {
            found.headers += 1;
            found.end += lines;
        } else if labels_before_rows(reader, at).is_none()
            && let Some(lines) = damaged_lines(reader, at)
        {
            let document = reader.finder().document;
            let spans: Vec<Span> = (at + 1..at + lines).filter_map(|at| Some(document.line(at)?.0)).collect();
            found.rows.extend(reader.apart(&[&[span], spans.as_slice()].concat()));
            found.end += lines;
        } else {
            break;
        }
    }
    found
}

/// The number of labels from a block on, where a row follows them.
pub(super) fn labels_before_rows<'d, 's: 'd, R: ReadRows<'d, 's>>(reader: &R, at: usize) -> Option<usize> {
    let count = reader.labels(at);
    (count > 0 && reader.begins(at + count)).then_some(count)
}

/// The number of lines until a row; null where the table ends before.
fn damaged_lines<'d, 's: 'd, R: ReadRows<'d, 's>>(reader: &R, at: usize) -> Option<usize> {
    let is_open = |&lines: &usize| reader.may_be_damage(at + lines, lines == 0);
    let open = (0..reader.most_damaged()).take_while(is_open).count();
    (1..=open)
        .find(|&lines| reader.ends_damage(at + lines))
        .or_else(|| if open > 0 { reader.damage_at_end(at) } else { None })
}

/// The table of rows that begin at a block, where its dataset is proved to know them.
pub(super) fn below<'d, 's: 'd, R: ReadRows<'d, 's, Row = Vec<Cell>>>(
    reader: &mut R,
    mut table: Table,
    claim: Claim,
    at: usize,
) -> Result<Table, usize> {
    let found = walk(reader, at);
    if found.rows.is_empty() {
        return Err(at);
    }
    table.first_block = found.first_block.unwrap_or(table.first_block);
    table.ignored.delimiter += found.rules;
    table.ignored.repeated_header += found.headers * table.headings.len();
    for row in found.rows {
        table.push(row);
    }
    table.claim = Some(claim);
    table.end(reader.finder().document, found.end);
    let table = with_evidence(reader.finder(), table);
    if table.claim.is_some() { Ok(table) } else { Err(found.end) }
}

/// Rows below labels that go on with a table, without headings of their own.
pub(super) fn resume<'d, 's: 'd, R: ReadRows<'d, 's, Row = Vec<Cell>>>(
    reader: &mut R,
    mut table: Table,
    claim: Claim,
) -> Option<Table> {
    let begin = table.first_block + labels_before_rows(reader, table.first_block)?;
    table.first_block = begin;
    below(reader, table, claim, begin).ok()
}

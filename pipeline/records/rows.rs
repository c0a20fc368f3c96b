//! Rows of a table: which column claims each cell, what its text is worth, and whether the row is a record.

use super::date_order::DateOrders;
use super::footnotes::Footnotes;
use super::time_basis::TimeBasis;
use crate::blocks::{Document, before_footnote, before_mark};
use crate::contract::{Claim, Contract, Dataset, Statement};
use crate::outline::LONGEST_REPEATED;
use crate::span::Span;
use crate::tables::Table;
use crate::values::{LanguageId, Unreadable, Value, before_utc, is_attributes, is_in_columns};
use crate::work;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::RefCell;

/// A row of a table after reading.
#[derive(Debug)]
pub struct ReadRow<'s> {
    /// Cells in order.
    pub cells: Vec<ReadCell<'s>>,
    /// Whether every required column has a value: only then it is a row of a dataset.
    pub is_record: bool,
    /// The same row as another dataset reads it that shares the table: its position, and the row.
    pub beside: Option<(usize, Box<ReadRow<'s>>)>,
    /// Columns that have a value, with the position of its cell; in order.
    given: Vec<(usize, usize)>,
}

impl<'s> ReadRow<'s> {
    /// The cells whose values make a row each, with the column they feed; one null where the row is one record.
    pub(crate) fn records(&self, per: Option<usize>) -> Vec<Option<(usize, &ReadCell<'s>)>> {
        let Some(per) = per else { return vec![None] };
        self.cells.iter().filter(|cell| cell.gives(per)).map(|cell| Some((per, cell))).collect()
    }

    /// The row as a dataset reads it.
    pub(crate) fn read_by(&self, dataset: usize) -> &Self {
        self.beside.as_ref().filter(|(other, _)| *other == dataset).map_or(self, |(_, row)| row)
    }

    /// The cell that gives a column its value.
    pub(crate) fn cell_of(&self, column: usize) -> Option<&ReadCell<'s>> {
        work::add(0);
        let at = self.given.partition_point(|(given, _)| *given < column);
        let (_, cell) = self.given.get(at).filter(|(given, _)| *given == column)?;
        self.cells.get(*cell)
    }
}

impl ReadCell<'_> {
    /// Whether the cell has a value for a column.
    fn gives(&self, column: usize) -> bool {
        self.values.iter().any(|(at, value)| *at == column && value.as_ref().is_ok_and(|value| !value.is_null()))
    }
}

/// A cell after reading.
#[derive(Debug)]
pub struct ReadCell<'s> {
    /// Its place.
    pub span: Span,
    /// Position of its heading.
    pub column: usize,
    /// Heading, markup removed; null in a row longer than its header, and where it is too long to be repeated.
    pub header: Option<Cow<'s, str>>,
    /// What became of it.
    pub status: CellStatus,
    /// Values by column of the dataset; empty where none claims the cell.
    pub values: Vec<(usize, Result<Value<'s>, Unreadable>)>,
    /// Path of the first column that claims it.
    pub claimed_by: Option<&'s str>,
    /// Whether a remark behind its date or time says that it is UTC.
    says_utc: bool,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellStatus {
    /// Read into a typed column, or understood as no value.
    Typed,
    /// Claimed by no column.
    Raw,
    /// Claimed, but no value of the column's type.
    Unread,
}

impl CellStatus {
    /// Name in `cells.status`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Raw => "raw",
            Self::Unread => "unread",
        }
    }
}

/// How the values of the tables of an article are read.
pub(super) struct TableLocale<'c, 's> {
    pub(super) language: Option<LanguageId>,
    pub(super) orders: &'c DateOrders<'c>,
    pub(super) footnotes: Footnotes<'c, 's>,
}

/// Reads all rows of a table, which has this position in the article.
pub(super) fn read_table<'s>(
    document: &Document<'s>,
    (index, table): (usize, &Table),
    contract: &'s Contract,
    locale: &TableLocale<'_, 's>,
) -> Vec<ReadRow<'s>> {
    let headings: Vec<Cow<'s, str>> = table.headings.iter().map(|&span| document.plain(span)).collect();
    let read =
        |row, claim: Option<&Claim>| read_row(document, (index, table.row(row)), claim, &headings, locale, contract);
    let both = |row| {
        let mut first = read(row, table.claim.as_ref());
        if let Some(claim) = &table.beside {
            let other = read(row, Some(claim));
            for (cell, theirs) in first.cells.iter_mut().zip(&other.cells) {
                if cell.claimed_by.is_none() {
                    (cell.status, cell.claimed_by) = (theirs.status, theirs.claimed_by);
                }
            }
            first.beside = Some((claim.dataset, Box::new(other)));
        }
        first
    };
    table.rows.iter().map(|&row| both(row)).collect()
}

fn read_row<'s>(
    document: &Document<'s>,
    (table, cells): (usize, &[crate::tables::Cell]),
    claim: Option<&Claim>,
    headings: &[Cow<'s, str>],
    locale: &TableLocale<'_, 's>,
    contract: &'s Contract,
) -> ReadRow<'s> {
    let mut read: Vec<ReadCell<'s>> = cells
        .iter()
        .map(|cell| ReadCell {
            span: cell.span,
            column: cell.column.position(headings.len()),
            header: cell
                .column
                .heading()
                .and_then(|heading| headings.get(heading))
                .filter(|heading| heading.len() <= LONGEST_REPEATED)
                .cloned(),
            status: CellStatus::Raw,
            values: Vec::new(),
            claimed_by: None,
            says_utc: false,
        })
        .collect();
    let Some(claim) = claim else {
        return ReadRow { cells: read, is_record: false, beside: None, given: Vec::new() };
    };
    let dataset = &contract.datasets[claim.dataset];
    let rests = rests(document, cells, claim.columns.len());
    for (at, cell) in read.iter_mut().enumerate() {
        let raw = document.raw(cell.span);
        // The gap in a name that stands in columns tells it from two words.
        let mut text = if is_in_columns(raw) { Cow::Borrowed(raw) } else { document.plain(cell.span) };
        if let Some(rest) = rests.get(&cell.column).filter(|_| at < claim.columns.len()) {
            text = Cow::Owned(format!("{text}{rest}"));
        }
        for &at in claim.columns.get(cell.column).into_iter().flatten() {
            let column = &dataset.columns[at];
            let heading = cell.header.as_deref().unwrap_or_default();
            let read = |text: &Cow<'s, str>| {
                if contract.words.is_null(text) && !(column.none_is_text && says_none(text)) {
                    return Ok(Value::Null);
                }
                let read = read_text(text, |text| column.read_under(heading, text, locale.language));
                locale.orders.under(table, cell.column, text, read)
            };
            let before = |mark: fn(&str) -> Option<&str>| {
                mark(&text).filter(|_| !column.ty.is_free_text()).map(|bare| Cow::Owned(bare.to_owned()))
            };
            let noted = || locale.footnotes.before(&text).map(|bare| Cow::Owned(bare.to_owned()));
            let value = match before(before_footnote).or_else(noted) {
                Some(bare) => read(&bare),
                // A star may be a part of the value.
                None => read(&text).or_else(|unread| before(before_mark).map_or(Err(unread), |bare| read(&bare))),
            };
            let value = value.or_else(|unread| {
                let (bare, last) = text.rsplit_once(' ').ok_or(unread)?;
                if is_attributes(last) { read(&Cow::Owned(bare.to_owned())) } else { Err(unread) }
            });
            let is_moment = matches!(value, Ok(Value::Date(_) | Value::Time(_)));
            cell.says_utc |= is_moment && before_utc(&text, &contract.words).is_some();
            cell.values.push((at, value));
            cell.claimed_by = cell.claimed_by.or(Some(&column.path));
        }
    }
    let mut given: Vec<(usize, usize)> = Vec::new();
    for (at, cell) in read.iter().enumerate() {
        let values = cell.values.iter().filter(|(_, value)| value.as_ref().is_ok_and(|value| !value.is_null()));
        given.extend(values.map(|(column, _)| (*column, at)));
    }
    given.sort_unstable();
    let is_given = |at: usize| given.binary_search_by_key(&at, |(column, _)| *column).is_ok();
    let mut columns = dataset.columns.iter().enumerate();
    let is_record = columns.all(|(at, column)| !column.must_be_printed() || is_given(at))
        && !is_lone_word(document, cells, claim, dataset);
    if !is_record {
        given.clear();
    }
    for cell in &mut read {
        if !is_record {
            // A row that is no record leaves all of its cells raw.
            cell.values.clear();
            cell.claimed_by = None;
        } else if !cell.values.is_empty() {
            let understood = cell.values.iter().all(|(_, value)| value.is_ok());
            cell.status = if understood { CellStatus::Typed } else { CellStatus::Unread };
        }
    }
    ReadRow { cells: read, is_record, beside: None, given }
}

/// By column what its text goes on with in further cells, which stand behind those of all columns.
fn rests(document: &Document<'_>, cells: &[crate::tables::Cell], width: usize) -> FxHashMap<usize, String> {
    let mut rests: FxHashMap<usize, String> = FxHashMap::default();
    for cell in cells.iter().skip(width).filter(|cell| !cell.span.is_empty()) {
        if let Some(heading) = cell.column.heading() {
            let rest = rests.entry(heading).or_default();
            rest.push(' ');
            rest.push_str(&document.plain(cell.span));
        }
    }
    rests
}

/// Whether a text is one word that says that there is nothing: `None` is an action, `N/A` and `Not applicable` are none.
fn says_none(text: &str) -> bool {
    text.contains(char::is_lowercase) && text.chars().all(char::is_alphabetic)
}

/// Whether a row holds nothing but one text, alone or in all of its cells, that does not look like what a row must have:
/// `LDR` above the files of a branch could be read as the name of a file.
fn is_lone_word(document: &Document<'_>, cells: &[crate::tables::Cell], claim: &Claim, dataset: &Dataset) -> bool {
    let raw = |cell: &crate::tables::Cell| document.raw(cell.span);
    let mut given = cells.iter().filter(|cell| !raw(cell).is_empty());
    let Some(first) = given.next().filter(|_| cells.len().max(claim.columns.len()) >= LEAST_CELLS) else {
        return false;
    };
    let others = given.clone().count();
    if others > 0 && (others + 1 < cells.len() || given.any(|cell| raw(cell) != raw(first))) {
        return false;
    }
    let text = document.plain(first.span);
    let fed = first
        .column
        .heading()
        .and_then(|heading| claim.columns.get(heading))
        .into_iter()
        .flatten()
        .map(|&at| &dataset.columns[at]);
    fed.filter(|column| column.must_be_printed() && !column.ty.is_free_text()).any(|column| !column.is_shape(&text))
}

/// A row of a table with fewer columns may have one text and be whole.
const LEAST_CELLS: usize = 3;

/// Applies a reader to a text that may be owned: the value then owns its texts, too.
pub(super) fn read_text<'s, E>(
    text: &Cow<'s, str>,
    read: impl for<'t> Fn(&'t str) -> Result<Value<'t>, E>,
) -> Result<Value<'s>, E> {
    match text {
        Cow::Borrowed(text) => read(text),
        Cow::Owned(text) => read(text).map(own),
    }
}

fn own<'s>(value: Value<'_>) -> Value<'s> {
    match value {
        Value::Null => Value::Null,
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Enum(value) => Value::Enum(value),
        Value::Bool(value) => Value::Bool(value),
        Value::U8(value) => Value::U8(value),
        Value::U32(value) => Value::U32(value),
        Value::I64(value) => Value::I64(value),
        Value::F32(value) => Value::F32(value),
        Value::Date(value) => Value::Date(value),
        Value::Time(value) => Value::Time(value),
        Value::Timestamp(value) => Value::Timestamp(value),
        Value::Ints(numbers) => Value::Ints(numbers),
        Value::Texts(texts) => Value::Texts(texts.into_iter().map(|text| Cow::Owned(text.into_owned())).collect()),
    }
}

/// What is known of a table as a whole.
pub(super) struct TableFacts<'s> {
    pub(super) ordinal: u32,
    pub(super) lines: (u32, u32),
    pub(super) layout: &'static str,
    pub(super) columns: u32,
    pub(super) rows: u32,
    pub(super) header: String,
    pub(super) dataset: Option<&'s str>,
    pub(super) confidence: f32,
    pub(super) reasons: String,
    pub(super) is_utc: bool,
    /// The blocks right above it, below the table before it.
    pub(super) above: std::ops::Range<usize>,
    /// What they give columns, by path, as far as anybody asked.
    pub(super) named_above: RefCell<Vec<(String, Value<'s>)>>,
}

impl<'s> TableFacts<'s> {
    /// Collects the facts.
    pub(super) fn new(
        document: &Document<'s>,
        table: &Table,
        index: usize,
        rows: &[ReadRow<'s>],
        contract: &'s Contract,
        time_basis: &TimeBasis,
    ) -> Self {
        let headings: Vec<Cow<'s, str>> = table.headings.iter().map(|&span| document.plain(span)).collect();
        let lines = document.source.lines.lines(table.extent());
        let (mut typed, mut cells) = (0_usize, 0_usize);
        for cell in rows.iter().flat_map(|row| &row.cells) {
            cells += 1;
            typed += usize::from(cell.status == CellStatus::Typed);
        }
        let reasons = match &table.claim {
            None => "no dataset knows these headings".to_owned(),
            Some(claim) => {
                format!("{} of {} headings known, {typed} of {cells} cells read", claim.known, headings.len())
            }
        };
        let names_utc = |statement: &Statement| headings.iter().any(|heading| statement.is_named_in(heading));
        Self {
            ordinal: count(index + 1),
            lines: (*lines.start(), *lines.end()),
            layout: table.layout.name,
            columns: count(headings.len()),
            rows: count(rows.len()),
            header: serde_json::to_string(&headings).unwrap_or_default(),
            dataset: table.claim.as_ref().map(|claim| contract.datasets[claim.dataset].name.as_str()),
            // Two digits: more would say more than is known.
            confidence: (table.score * 100.0).floor() / 100.0,
            reasons,
            named_above: RefCell::default(),
            above: table.first_block.saturating_sub(MOST_ABOVE)..table.first_block,
            is_utc: contract.time_basis().is_some_and(names_utc) || time_basis.is_utc(table) || all_say_utc(rows),
        }
    }
}

/// Text of so many blocks above a table may name what all of its rows belong to.
const MOST_ABOVE: usize = 6;

/// Whether each time of day of a table has a remark that it is UTC, and there is one.
fn all_say_utc(rows: &[ReadRow<'_>]) -> bool {
    let is_time = |cell: &&ReadCell<'_>| cell.values.iter().any(|(_, value)| matches!(value, Ok(Value::Time(_))));
    let mut times = rows.iter().flat_map(|row| &row.cells).filter(is_time).peekable();
    times.peek().is_some() && times.all(|cell| cell.says_utc)
}

/// A number of things in an article, which has less than 2^32 bytes.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

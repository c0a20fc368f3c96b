//! In which order the dates of an article have day and month, where two numbers can be both: proved by its column, else by its
//! table, else by the article, else stated by the language; nothing is guessed.

use super::labels::Label;
use crate::blocks::Document;
use crate::contract::{Claim, Column, Contract};
use crate::tables::Table;
use crate::values::{
    DateOrder, DateStyle, LanguageId, Locale, NumberOrder, Physical, Reading, Unreadable, Value, before_utc,
    date_with_day_first,
};

/// Why a date is not read whose numbers can be a day and a month in two ways.
pub(crate) const OPEN_ORDER: Unreadable = Unreadable("nothing proves which of its numbers is the day");

/// What dates in numbers prove: whether one only makes sense with the day first, and one with the month first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Proof {
    day_first: bool,
    month_first: bool,
}

impl Proof {
    fn add(&mut self, style: Option<DateStyle>) {
        match style.map(|style| style.order) {
            Some(DateOrder::DayFirst) => self.day_first = true,
            Some(DateOrder::MonthFirst) => self.month_first = true,
            _ => {}
        }
    }

    fn join(self, other: Self) -> Self {
        Self { day_first: self.day_first || other.day_first, month_first: self.month_first || other.month_first }
    }

    /// What is proved; an error where both orders are, null where none is.
    fn order(self) -> Option<Result<NumberOrder, Unreadable>> {
        match (self.day_first, self.month_first) {
            (true, true) => Some(Err(OPEN_ORDER)),
            (true, false) => Some(Ok(NumberOrder::DayFirst)),
            (false, true) => Some(Ok(NumberOrder::MonthFirst)),
            (false, false) => None,
        }
    }
}

/// The order of day and month in the dates of an article.
#[derive(Debug)]
pub(super) struct DateOrders<'c> {
    locale: Locale<'c>,
    /// Of each table, by heading, what its column proves.
    columns: Vec<Vec<Proof>>,
    tables: Vec<Proof>,
    article: Proof,
}

impl<'c> DateOrders<'c> {
    /// Looks at all dates in tables, and at those behind labels of the text.
    pub(super) fn of(
        document: &Document<'_>,
        tables: &[Table],
        labels: &[Label<'_>],
        contract: &'c Contract,
        language: Option<LanguageId>,
    ) -> Self {
        let locale = contract.words.within(language);
        let columns: Vec<Vec<Proof>> = tables.iter().map(|table| proofs(document, table, contract, locale)).collect();
        let joined = |proofs: &Vec<Proof>| proofs.iter().copied().fold(Proof::default(), Proof::join);
        let tables: Vec<Proof> = columns.iter().map(joined).collect();
        let mut article = joined(&tables);
        let is_date = |label: &&Label<'_>| {
            let feeds = &mut label.feeds.iter();
            // Front matter is written by programs, in an order of its own.
            !label.in_front_matter
                && feeds.any(|&(dataset, column)| holds_dates(&contract.datasets[dataset].columns[column]))
        };
        labels.iter().filter(is_date).for_each(|label| article.add(in_numbers(&label.value, locale)));
        Self { locale, columns, tables, article }
    }

    /// Reads a date under a heading of a table: what a column of dates made of its text, in the order that is proved.
    pub(super) fn under<'s>(&self, table: usize, heading: usize, text: &str, read: Reading<'s>) -> Reading<'s> {
        let column = || self.columns.get(table)?.get(heading)?.order();
        let table = || self.tables.get(table)?.order();
        self.with(text, read, || column().or_else(table))
    }

    /// Reads a date that stands outside of tables.
    pub(super) fn outside<'s>(&self, text: &str, read: Reading<'s>) -> Reading<'s> {
        self.with(text, read, || None)
    }

    fn with<'s>(
        &self,
        text: &str,
        read: Reading<'s>,
        nearer: impl Fn() -> Option<Result<NumberOrder, Unreadable>>,
    ) -> Reading<'s> {
        let text = before_utc(text, self.locale.words).unwrap_or(text);
        if !matches!(read, Ok(Value::Date(_))) || text.bytes().any(|b| b.is_ascii_alphabetic() && b != b'T') {
            return read;
        }
        if DateStyle::of(text, self.locale).is_none_or(|style| style.order != DateOrder::Either) {
            return read;
        }
        let day_first = date_with_day_first(text, self.locale).map(Value::Date);
        // The same day and month are one date in any order.
        let Some(day_first) = day_first.filter(|date| read.as_ref() != Ok(date)) else { return read };
        let stated = || self.locale.order().map(Ok);
        match nearer().or_else(|| self.article.order()).or_else(stated) {
            Some(Ok(NumberOrder::DayFirst)) => Ok(day_first),
            Some(Ok(NumberOrder::MonthFirst)) => read,
            Some(Ok(NumberOrder::YearFirst)) | None => Err(OPEN_ORDER),
            Some(Err(reason)) => Err(reason),
        }
    }
}

/// What each column of a table proves.
fn proofs(document: &Document<'_>, table: &Table, contract: &Contract, locale: Locale<'_>) -> Vec<Proof> {
    let claims = [&table.claim, &table.beside];
    let mut proofs = vec![Proof::default(); table.headings.len()];
    let are_dates: Vec<bool> = (0..proofs.len())
        .map(|heading| claims.into_iter().flatten().any(|claim| feeds_date(claim, heading, contract)))
        .collect();
    if are_dates.contains(&true) {
        for cell in table.rows.iter().flat_map(|&row| table.row(row)) {
            let Some(heading) = cell.column.heading().filter(|&heading| are_dates.get(heading) == Some(&true)) else {
                continue;
            };
            // Most dates name their month: these need no second look.
            let raw = document.raw(cell.span);
            if before_utc(raw, locale.words).unwrap_or(raw).bytes().all(|b| !b.is_ascii_alphabetic()) {
                proofs[heading].add(in_numbers(&document.plain(cell.span), locale));
            }
        }
    }
    proofs
}

/// The style of a date in numbers.
fn in_numbers(text: &str, locale: Locale<'_>) -> Option<DateStyle> {
    let text = before_utc(text, locale.words).unwrap_or(text);
    text.bytes().all(|b| !b.is_ascii_alphabetic()).then(|| DateStyle::of(text, locale)).flatten()
}

fn feeds_date(claim: &Claim, heading: usize, contract: &Contract) -> bool {
    let columns = claim.columns.get(heading).into_iter().flatten();
    columns.into_iter().any(|&at| holds_dates(&contract.datasets[claim.dataset].columns[at]))
}

fn holds_dates(column: &Column) -> bool {
    column.physical() == Physical::Date
}

//! Dates and times as articles print them, for the rules about them: cells under headings of dates and times, and the
//! labels of the article.

use super::Article;
use crate::contract::Column;
use crate::records::OPEN_ORDER;
use crate::span::Span;
use crate::values::{DateFlaw, Unreadable, Value, date_flaw, may_be_damaged_date};
use std::borrow::Cow;

/// A cell under a heading of dates, of times, or of both.
#[derive(Clone, Copy)]
pub struct DateCell<'a> {
    /// Position of its table.
    pub table: usize,
    /// Position of its row in the table.
    pub row: usize,
    /// Position of its heading.
    pub column: usize,
    /// Its place.
    pub span: Span,
    /// What was read as a date; null where the heading stands for no date.
    pub date: Option<&'a Result<Value<'a>, Unreadable>>,
    /// What was read as a time of day; null where the heading stands for none.
    pub time: Option<&'a Result<Value<'a>, Unreadable>>,
}

/// A text in the place of a date that is none.
pub struct UnreadDate<'a> {
    /// Its place.
    pub span: Span,
    /// The text, markup removed.
    pub text: Cow<'a, str>,
    /// What is wrong with it.
    pub flaw: DateFlaw,
    /// Positions of its table and row; null for the label of an article.
    pub row: Option<(usize, usize)>,
}

/// Whether a column holds dates or times of day: what is wrong with its cells is said by rules of their own, as far as
/// they hold a digit.
#[must_use]
pub fn is_date_or_time(column: &Column) -> bool {
    is_date(column) || is_time(column)
}

fn is_date(column: &Column) -> bool {
    matches!(column.type_name(), "date" | "date-or-month")
}

fn is_time(column: &Column) -> bool {
    column.type_name() == "time"
}

/// All cells under headings of dates and times, in reading order.
pub(super) fn date_cells<'a>(article: &Article<'a>) -> Vec<DateCell<'a>> {
    let mut found = Vec::new();
    for (at, (table, read)) in article.tables().enumerate() {
        let Some(claim) = &table.claim else { continue };
        let columns = &article.contract.datasets[claim.dataset].columns;
        let is_timed = |fed: &Vec<usize>| fed.iter().any(|&column| is_date_or_time(&columns[column]));
        let headings: Vec<usize> = (0..claim.columns.len()).filter(|&at| is_timed(&claim.columns[at])).collect();
        if headings.is_empty() {
            continue;
        }
        for (row, cells) in read.rows.iter().enumerate().filter(|(_, row)| row.is_record) {
            for cell in cells.cells.iter().filter(|cell| headings.contains(&cell.column)) {
                let of = |is_kind: fn(&Column) -> bool| {
                    cell.values.iter().find(|(column, _)| is_kind(&columns[*column])).map(|(_, value)| value)
                };
                let (date, time) = (of(is_date), of(is_time));
                found.push(DateCell { table: at, row, column: cell.column, span: cell.span, date, time });
            }
        }
    }
    found
}

/// All texts in places of dates that are none, but words and periods, and cells that stand under a wrong heading.
pub(super) fn unread_dates<'a>(article: &Article<'a>) -> Vec<UnreadDate<'a>> {
    let mut found = Vec::new();
    for (span, text, flaw) in
        date_labels(article).filter_map(|(span, text)| Some((span, text, date_flaw(text, article.locale())?)))
    {
        // Other words behind a label, or a month alone, are no damaged date.
        if !matches!(flaw, DateFlaw::NoDate | DateFlaw::NoDay) {
            found.push(UnreadDate { span, text: Cow::Borrowed(text), flaw, row: None });
        }
    }
    for cell in article.date_cells().iter().filter(|cell| cell.date.is_some_and(Result::is_err)) {
        let text = article.document.plain(cell.span);
        if may_be_damaged_date(&text, article.locale()) && !article.misfits()[cell.table].explain(cell.row, cell.column)
        {
            // A date of which nobody knows what is the day is one all the same.
            let is_open = matches!(cell.date, Some(Err(OPEN_ORDER)));
            let flaw = date_flaw(&text, article.locale()).unwrap_or(DateFlaw::NoDate);
            if is_open {
                continue;
            }
            found.push(UnreadDate { span: cell.span, text, flaw, row: Some((cell.table, cell.row)) });
        }
    }
    found
}

/// The labels of the article that stand for dates: their places, and the values behind them.
pub fn date_labels<'a>(article: &Article<'a>) -> impl Iterator<Item = (Span, &'a str)> {
    let (records, document, contract) = (article.records, article.document, article.contract);
    let text = article.text();
    records.labels.iter().filter_map(move |label| {
        let column = |&(dataset, column): &(usize, usize)| contract.datasets.get(dataset)?.columns.get(column);
        if !label.feeds.iter().filter_map(column).any(is_date) {
            return None;
        }
        let value = label.value.as_ref();
        let whole =
            if label.in_front_matter { document.front_matter.span } else { document.blocks.get(label.block)?.span };
        let raw = whole.slice(text);
        let line = if label.in_front_matter { line_of_key(raw, &label.key)? } else { 0..raw.len() };
        let span = match raw[line.clone()].rfind(value) {
            Some(at) => whole.inner(line.start + at, value.len()),
            None => whole.inner(line.start, line.len()),
        };
        Some((span, value))
    })
}

/// The line of the front matter that begins with a key.
fn line_of_key(front_matter: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in front_matter.split_inclusive('\n') {
        let is_key = line.split_once(':').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case(key));
        if is_key {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

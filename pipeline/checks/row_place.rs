//! `RowPlaces`: where the rows of any dataset are printed.

use super::Article;
use crate::contract::{Column, Dataset, Each, Origin};
use crate::records::{ReadRow, Rows};
use crate::span::Span;
use crate::values::Value;
use memchr::memmem;

/// The rows that a dataset has of one article, and where they are printed.
pub(super) struct RowPlaces<'r, 'a> {
    article: &'r Article<'a>,
    at: usize,
    dataset: &'a Dataset,
    rows: &'a Rows<'a>,
}

impl<'r, 'a> RowPlaces<'r, 'a> {
    /// The rows of the dataset at a position of the contract.
    pub(super) fn of(article: &'r Article<'a>, at: usize) -> Self {
        Self { article, at, dataset: &article.contract.datasets[at], rows: &article.records.datasets[at] }
    }

    /// Ordinals, from 1, of the table and its row that a row was read from. Without a table the first is 0, and the
    /// other one the ordinal among the rows of the article; of a table as a whole the other one is 0.
    pub(super) fn ordinals(&self, row: usize) -> (u32, u32) {
        let ordinal = u32::try_from(row + 1).unwrap_or(u32::MAX);
        match self.dataset.each {
            Each::Table => (ordinal, 0),
            _ => self.rows.printed.get(row).copied().unwrap_or((0, ordinal)),
        }
    }

    /// Where the first of the columns that is printed stands, else the row as a whole.
    pub(super) fn span(&self, row: usize, columns: &[usize]) -> Span {
        let (article, records) = (self.article, self.article.records);
        let block = |at: usize| article.document.blocks.get(at).map(|block| block.span);
        let whole = Span::of(0..article.text().len());
        let span = match self.dataset.each {
            Each::Row | Each::Assembly | Each::Cell => self.printed(row, columns),
            Each::Table => article.tables.get(row).and_then(|table| {
                let headings = table.headings.iter().copied().reduce(Span::join);
                headings.or_else(|| table.cells.first().map(|cell| cell.span))
            }),
            Each::Section => records.outline.sections.get(row).and_then(|section| block(section.block)),
            Each::Link => {
                let line = records.references.get(row).and_then(|link| block(link.block));
                line.map(|line| self.words(line, row, columns).unwrap_or(line))
            }
            Each::Article | Each::Product | Each::Address => self.words(whole, row, columns),
            Each::Finding => None,
        };
        span.unwrap_or_else(|| {
            let text = article.text();
            let start = text.len() - text.trim_start().len();
            let line = text[start..].lines().next().unwrap_or_default();
            Span::of(start..start + line.len()).trim(text)
        })
    }

    /// The cell of the first column that has one in the row of the table, else that row.
    fn printed(&self, row: usize, columns: &[usize]) -> Option<Span> {
        let printed = &self.rows.printed;
        let place = printed.get(row)?;
        let table = self.article.records.tables.get((place.0 as usize).checked_sub(1)?)?;
        // Two datasets may share a table, and each has columns of its own.
        let read = table.rows.get((place.1 as usize).checked_sub(1)?)?.read_by(self.at);
        // One row of a table can give several rows here: rows are in the order of tables and their rows.
        let nth = row - printed.partition_point(|other| other < place);
        let cell = match self.dataset.each {
            Each::Cell => read.cells.get(nth).map(|cell| cell.span),
            Each::Assembly => self.name_taken_apart(read, row),
            _ => columns.iter().find_map(|&column| self.cell(read, nth, column)),
        };
        cell.or_else(|| read.cells.iter().map(|cell| cell.span).reduce(Span::join))
    }

    /// The cell that a column, or the column it is taken from, is read from.
    fn cell(&self, read: &ReadRow<'_>, nth: usize, column: usize) -> Option<Span> {
        let own = |column: usize| match self.dataset.one_row_per {
            Some(per) if per == column => Some(read.records(Some(per)).get(nth).copied()??.1.span),
            _ => read.cell_of(column).map(|cell| cell.span),
        };
        own(column).or_else(|| {
            let origins = self.dataset.columns.get(column)?.from.iter();
            origins
                .filter_map(|origin| match origin {
                    Origin::Part { column, .. }
                    | Origin::Column { column }
                    | Origin::Heading { column }
                    | Origin::Article { column } => Some(*column),
                    _ => None,
                })
                .find_map(own)
        })
    }

    /// The cell with the name that is taken apart in a dataset of assemblies.
    fn name_taken_apart(&self, read: &ReadRow<'_>, row: usize) -> Option<Span> {
        let is_name = |column: &Column| column.type_name() == "assembly-name";
        let Value::Text(name) = self.value(row, self.dataset.columns.iter().position(is_name)?)? else { return None };
        let holds = |value: &Value<'_>| matches!(value, Value::Text(text) if text == name);
        let mut cells = read.cells.iter();
        cells
            .find(|cell| cell.values.iter().filter_map(|(_, value)| value.as_ref().ok()).any(holds))
            .map(|cell| cell.span)
    }

    /// The first place within a span where the value of one of the columns stands as it is.
    fn words(&self, within: Span, row: usize, columns: &[usize]) -> Option<Span> {
        let text = within.slice(self.article.text());
        columns.iter().find_map(|&column| {
            let (words, is_number) = match self.value(row, column)? {
                Value::Text(words) => (words.to_string(), false),
                Value::U32(number) => (number.to_string(), true),
                Value::I64(number) => (number.to_string(), true),
                _ => return None,
            };
            if words.is_empty() {
                return None;
            }
            // A number is not the part of a longer one.
            let is_digit =
                |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
            memmem::find_iter(text.as_bytes(), &words)
                .find(|at| !(is_number && (is_digit(at.checked_sub(1)) || is_digit(at.checked_add(words.len())))))
                .map(|at| within.inner(at, words.len()))
        })
    }

    fn value(&self, row: usize, column: usize) -> Option<&'a Value<'a>> {
        self.rows.values.get(row * self.rows.width + column)
    }
}

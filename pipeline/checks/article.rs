//! `Article`: everything that a rule may look at in one article.

use super::files::{FileRow, file_rows};
use crate::blocks::Document;
use crate::contract::{Contract, Dataset};
use crate::records::{ReadTable, Records};
use crate::source::Source;
use crate::span::Span;
use crate::tables::Table;
use crate::values::Value;
use std::cell::OnceCell;

/// One article after the stages that read it.
pub struct Article<'a> {
    /// Its number in the corpus, from 0.
    pub number: u32,
    /// Text, lines and encoding.
    pub source: &'a Source,
    /// Blocks in reading order.
    pub document: &'a Document<'a>,
    /// Tables in reading order.
    pub tables: &'a [Table],
    /// Rows of all datasets, and what they were made of.
    pub records: &'a Records<'a>,
    /// The contract.
    pub contract: &'a Contract,
    files: OnceCell<Vec<FileRow<'a>>>,
}

impl<'a> Article<'a> {
    /// Puts the results of the stages together.
    #[must_use]
    pub fn new(
        number: u32,
        document: &'a Document<'a>,
        tables: &'a [Table],
        records: &'a Records<'a>,
        contract: &'a Contract,
    ) -> Self {
        Self { number, source: document.source, document, tables, records, contract, files: OnceCell::new() }
    }

    /// The article's text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.source.text
    }

    /// Rows of `files` in order.
    pub fn files(&self) -> &[FileRow<'a>] {
        self.files.get_or_init(|| file_rows(self))
    }

    /// Tables as found and as read.
    pub fn tables(&self) -> impl Iterator<Item = (&'a Table, &'a ReadTable<'a>)> {
        self.tables.iter().zip(&self.records.tables)
    }

    /// Name of the dataset that claims a table.
    #[must_use]
    pub fn dataset_of(&self, table: &Table) -> Option<&'a str> {
        let claim = table.claim.as_ref()?;
        self.contract.datasets.get(claim.dataset).map(|dataset| dataset.name.as_str())
    }

    /// Rows of a dataset; none where the contract has no such dataset.
    pub fn rows(&self, dataset: &str) -> impl Iterator<Item = DataRow<'a>> + use<'a> {
        let (at, records) = (self.contract.position(dataset), self.records);
        let dataset = at.and_then(|at| Some((at, self.contract.datasets.get(at)?)));
        let rows = at.and_then(|at| self.records.datasets.get(at));
        dataset.zip(rows).into_iter().flat_map(move |((position, dataset), rows)| {
            rows.iter().map(move |values| DataRow { dataset, position, values, records })
        })
    }
}

/// A row of a dataset, its columns by name.
#[derive(Clone, Copy)]
pub struct DataRow<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    position: usize,
    /// Values in the order of its columns.
    pub values: &'a [Value<'a>],
    records: &'a Records<'a>,
}

impl<'a> DataRow<'a> {
    /// The value of a column; null where there is none of that name.
    #[must_use]
    pub fn value(&self, column: &str) -> &'a Value<'a> {
        self.dataset.position(column).and_then(|at| self.values.get(at)).unwrap_or(&Value::Null)
    }

    /// A text, or the word of an enumeration.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&'a str> {
        match self.value(column) {
            Value::Text(text) => Some(text),
            Value::Enum(at) => {
                let column = self.dataset.position(column)?;
                self.dataset.columns[column].symbols().get(usize::from(*at)).copied()
            }
            _ => None,
        }
    }

    /// A number of 32 bits.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<u32> {
        match self.value(column) {
            Value::U32(number) => Some(*number),
            _ => None,
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn date(&self, column: &str) -> Option<i32> {
        match self.value(column) {
            Value::Date(days) => Some(*days),
            _ => None,
        }
    }

    /// Where a column is printed: the cell of the table row; null where it is derived, or the row comes from no table.
    #[must_use]
    pub fn span(&self, column: &str) -> Option<Span> {
        let at = self.dataset.position(column)?;
        let table = (self.number("table")? as usize).checked_sub(1)?;
        let row = (self.number("row")? as usize).checked_sub(1)?;
        self.records.tables.get(table)?.rows.get(row)?.read_by(self.position).cell_of(at).map(|cell| cell.span)
    }
}

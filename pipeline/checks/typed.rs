//! `Typed`: a cell that was read by a type, for rules that look at all values of one type.

use super::{Article, Draft};
use crate::contract::{Column, Dataset};
use crate::records::ReadCell;
use crate::values::Value;

/// A cell and the value that it gives a column.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// Ordinal of its table, from 1.
    pub table: u32,
    /// Ordinal of its row in the table, from 1.
    pub row: u32,
    /// The dataset that claims its table.
    pub dataset: &'a Dataset,
    /// The column.
    pub column: &'a Column,
    /// The cell.
    pub cell: &'a ReadCell<'a>,
    /// Its value; null where the text says so, or stands for no value of the type.
    pub value: &'a Value<'a>,
}

impl Typed<'_> {
    /// Says in a finding that it is about this row.
    pub fn mark<'d>(&self, draft: &'d mut Draft) -> &'d mut Draft {
        draft.row(Some(&self.dataset.name), self.table, Some(self.row))
    }
}

/// The cells that feed columns of a type, in reading order. Tables without such a column cost nothing.
pub fn typed<'a>(article: &Article<'a>, type_name: &'static str) -> impl Iterator<Item = Typed<'a>> + use<'a> {
    let datasets = article.contract.datasets.as_slice();
    (1..).zip(article.tables()).flat_map(move |(number, (table, read))| {
        let claim = table.claim.as_ref();
        let dataset = claim.map(|claim| &datasets[claim.dataset]);
        let is_of_type = move |at: usize| {
            dataset.and_then(|dataset| dataset.columns.get(at)).filter(|column| column.type_name() == type_name)
        };
        let has_type = claim.is_some_and(|claim| claim.columns.iter().flatten().any(|&at| is_of_type(at).is_some()));
        let rows = if has_type { read.rows.as_slice() } else { &[] };
        let cells = (1..).zip(rows).flat_map(|(row, cells)| cells.cells.iter().map(move |cell| (row, cell)));
        cells.filter_map(move |(row, cell)| {
            let (column, value) =
                cell.values.iter().find_map(|(at, value)| Some((is_of_type(*at)?, value.as_ref().ok()?)))?;
            Some(Typed { table: number, row, dataset: dataset?, column, cell, value })
        })
    })
}

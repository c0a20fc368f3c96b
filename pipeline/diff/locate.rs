//! The lines of the rows that a report tells of.

use super::descriptor::data_file;
use super::groups::Groups;
use super::place::{Place, number};
use super::{DatasetDifference, Difference, Sample, Snapshot};
use crate::contract::{Contract, Dataset, Each, Fact};
use crate::error::Error;
use std::collections::BTreeMap;

/// Finds the lines of the rows that a report tells of. A row of a table is printed where its first cell is: the outputs
/// say so in the dataset of cells.
///
/// # Errors
/// When the cells of an output cannot be read.
pub fn locate(difference: &mut Difference, old: &Snapshot, new: &Snapshot, contract: &Contract) -> Result<(), Error> {
    let Some(cells) = contract.datasets.iter().find(|dataset| dataset.each == Each::Cell) else { return Ok(()) };
    for (side, snapshot) in [old, new].into_iter().enumerate() {
        let mut lines = Lines::new();
        for_each(difference, side, &mut |sample| {
            if let Place::Row { table, row } = sample.place {
                lines.entry(sample.source.clone()).or_default().insert((table, row), None);
            }
        });
        find(&mut lines, snapshot, cells)?;
        for_each(difference, side, &mut |sample| {
            if let Place::Row { table, row } = sample.place {
                let line = lines.get(&sample.source).and_then(|rows| *rows.get(&(table, row))?);
                sample.place = line.map_or(Place::Article, Place::Line);
            }
        });
    }
    Ok(())
}

/// By article, the lines of rows by table and row; null where a line is not known.
type Lines = BTreeMap<String, BTreeMap<(u32, u32), Option<u32>>>;

/// Calls `each` for every sample of rows that stand in one of the outputs: what is gone before, all else after.
fn for_each(difference: &mut Difference, side: usize, each: &mut dyn FnMut(&mut Sample)) {
    for found in difference.datasets.values_mut() {
        let DatasetDifference { columns, some_added, some_removed, by_article, .. } = found;
        let mut lists: Vec<&mut Vec<Sample>> = Vec::new();
        if side == 0 {
            lists.push(some_removed);
            lists.extend(by_article.values_mut().map(|rows| &mut rows.some_removed));
        } else {
            lists.push(some_added);
            lists.extend(by_article.values_mut().map(|rows| &mut rows.some_added));
            lists.extend(columns.values_mut().map(|values| &mut values.samples));
        }
        for sample in lists.into_iter().flatten() {
            each(sample);
        }
    }
}

/// Fills in the lines that the cells of an output name.
fn find(lines: &mut Lines, snapshot: &Snapshot, cells: &Dataset) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    let file = data_file(&cells.name);
    let Some(opened) = snapshot.data(&file)? else { return Ok(()) };
    let mut groups = Groups::open(opened, &file, Some(cells))?;
    let facts = [Fact::TableOrdinal, Fact::RowOrdinal, Fact::CellLine];
    let names = facts.map(|fact| cells.fed_by(fact).map_or("", |at| cells.columns[at].name.as_str()));
    let [Ok(table), Ok(row), Ok(line)] = names.map(|name| groups.schema.index_of(name)) else { return Ok(()) };
    while let Some((source, batch)) = groups.next()? {
        let Some(wanted) = lines.get_mut(&source) else { continue };
        for at in 0..batch.num_rows() {
            let [table, row, line] = [table, row, line].map(|column| number(&batch, column, at));
            let Some(found) = table.zip(row).and_then(|key| wanted.get_mut(&key)) else { continue };
            *found = match (*found, line) {
                (Some(first), Some(line)) => Some(first.min(line)),
                (first, line) => first.or(line),
            };
        }
    }
    Ok(())
}

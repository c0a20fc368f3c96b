//! `Carried`: tables that stand in another article now, with the same rows.
//!
//! A table was carried where all rows that it gave to a dataset went, and all rows of a table elsewhere came, and they are the
//! same ones. Rows alone are not looked for in other articles: that two articles name the same product is no move.

use super::comparer::Comparer;
use super::pair::{Changes, Pairing};
use super::plan::Plan;
use super::sides::Sides;
use super::walk::{Visit, Walk};
use crate::error::Error;
use arrow::array::{AsArray as _, RecordBatch};
use arrow::datatypes::UInt32Type;
use rustc_hash::FxHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;

/// An article and the ordinal of a table in it.
pub(super) type TableKey = (String, u32);

/// Tables that stand in another article now.
#[derive(Debug, Default)]
pub(super) struct Carried {
    went: BTreeSet<TableKey>,
    came: BTreeSet<TableKey>,
    /// Where they stood, where they stand, and their number of rows.
    pub(super) list: Vec<(TableKey, TableKey, usize)>,
}

/// Tables by a hash of their rows.
type ByHash = BTreeMap<(usize, u64), Vec<TableKey>>;

impl Carried {
    /// Finds the tables of a dataset; `is_suspect` says of the paths of an article whether it changed.
    pub(super) fn find(
        mut walk: Walk<'_>,
        plan: &Plan,
        pairing: &Pairing,
        is_suspect: &dyn Fn(&Visit) -> bool,
    ) -> Result<Self, Error> {
        let Some((old_table, new_table)) = plan.table else { return Ok(Self::default()) };
        let [schema, _] = walk.schemas();
        let columns: Vec<_> = plan.anywhere.iter().map(|&at| &plan.all[at]).collect();
        let content = Comparer::new(&columns, &schema)?;
        let (mut went, mut came) = (ByHash::new(), ByHash::new());
        while let Some(visit) = walk.next()? {
            if !is_suspect(&visit) {
                continue;
            }
            let Changes { removed, added, .. } =
                pairing.pair(plan, Sides { old: &visit.old, new: &visit.new }, false)?;
            let [before, after] = &visit.sources;
            if !removed.is_empty() {
                whole_tables(before, &visit.old, old_table, &removed, &content.old_rows(&visit.old)?, &mut went);
            }
            if !added.is_empty() {
                whole_tables(after, &visit.new, new_table, &added, &content.new_rows(&visit.new)?, &mut came);
            }
        }
        let mut carried = Self::default();
        for ((rows, hash), from) in went {
            let to = came.remove(&(rows, hash)).unwrap_or_default();
            for (from, to) in from.into_iter().zip(to) {
                carried.went.insert(from.clone());
                carried.came.insert(to.clone());
                carried.list.push((from, to, rows));
            }
        }
        carried.list.sort();
        Ok(carried)
    }

    /// Takes rows of carried tables out of those that came or went; gives the number of those that came.
    pub(super) fn take(&self, visit: &Visit, plan: &Plan, changes: &mut Changes) -> usize {
        let Some((old_table, new_table)) = plan.table.filter(|_| !self.list.is_empty()) else { return 0 };
        let [before, after] = &visit.sources;
        let keep =
            |set: &BTreeSet<TableKey>, source: &String, batch: &RecordBatch, column: usize, rows: &mut Vec<usize>| {
                let count = rows.len();
                rows.retain(|&row| {
                    table(batch, column, row).is_none_or(|table| !set.contains(&(source.clone(), table)))
                });
                count - rows.len()
            };
        keep(&self.went, before, &visit.old, old_table, &mut changes.removed);
        keep(&self.came, after, &visit.new, new_table, &mut changes.added)
    }
}

fn table(batch: &RecordBatch, column: usize, row: usize) -> Option<u32> {
    Some(batch.column(column).as_primitive_opt::<UInt32Type>()?.value(row))
}

/// Adds the tables of which all rows are among these.
fn whole_tables(
    source: &str,
    batch: &RecordBatch,
    column: usize,
    rows: &[usize],
    content: &arrow::row::Rows,
    found: &mut ByHash,
) {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for row in 0..batch.num_rows() {
        if let Some(table) = table(batch, column, row) {
            *sizes.entry(table).or_default() += 1;
        }
    }
    let mut tables: BTreeMap<u32, (usize, FxHasher)> = BTreeMap::new();
    for &row in rows {
        if let Some(table) = table(batch, column, row) {
            let (count, hasher) = tables.entry(table).or_default();
            *count += 1;
            hasher.write(content.row(row).data());
            hasher.write_u8(0);
        }
    }
    for (table, (count, hasher)) in tables {
        if sizes.get(&table) == Some(&count) {
            found.entry((count, hasher.finish())).or_default().push((source.to_owned(), table));
        }
    }
}

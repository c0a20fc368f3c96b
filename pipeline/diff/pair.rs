//! Pairs the rows of one article before and after: first those that are the same, then those that only moved, then those
//! of one identity. Rows are a multiset: each is paired once, in order, and none by accident.

use super::plan::{Plan, Shared};
use super::{DatasetDifference, Sample};
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::row::{RowConverter, Rows, SortField};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Compares rows by some columns.
pub(super) struct Pairing {
    all: Comparer,
    content: Comparer,
    identity: Comparer,
}

/// Makes rows of some columns comparable as bytes.
struct Comparer {
    columns: Vec<(usize, usize)>,
    converter: RowConverter,
}

/// Rows of both sides that still have no counterpart.
struct Open {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Comparer {
    fn new(columns: Vec<&Shared>, schema: &arrow::datatypes::Schema) -> Result<Self, Error> {
        let fields = columns.iter().map(|column| SortField::new(schema.field(column.old).data_type().clone()));
        let converter = RowConverter::new(fields.collect()).map_err(|error| internal(&error))?;
        Ok(Self { columns: columns.iter().map(|column| (column.old, column.new)).collect(), converter })
    }

    fn rows(&self, old: &RecordBatch, new: &RecordBatch) -> Result<(Rows, Rows), Error> {
        let of = |batch: &RecordBatch, at: &dyn Fn(&(usize, usize)) -> usize| {
            let columns: Vec<ArrayRef> = self.columns.iter().map(|pair| batch.column(at(pair)).clone()).collect();
            self.converter.convert_columns(&columns).map_err(|error| internal(&error))
        };
        Ok((of(old, &|pair| pair.0)?, of(new, &|pair| pair.1)?))
    }

    /// Pairs open rows that agree; those without a counterpart stay open.
    fn pair(&self, old: &RecordBatch, new: &RecordBatch, open: &mut Open) -> Result<Vec<(usize, usize)>, Error> {
        if open.old.is_empty() || open.new.is_empty() || self.columns.is_empty() {
            return Ok(Vec::new());
        }
        let (before, after) = self.rows(old, new)?;
        let mut waiting: FxHashMap<&[u8], VecDeque<usize>> = FxHashMap::default();
        let keys: Vec<_> = open.new.iter().map(|&row| (after.row(row), row)).collect();
        for (key, row) in &keys {
            waiting.entry(key.data()).or_default().push_back(*row);
        }
        let mut pairs = Vec::new();
        let mut alone = Vec::new();
        for &row in &open.old {
            match waiting.get_mut(before.row(row).data()).and_then(VecDeque::pop_front) {
                Some(other) => pairs.push((row, other)),
                None => alone.push(row),
            }
        }
        let mut left: Vec<usize> = waiting.into_values().flatten().collect();
        left.sort_unstable();
        *open = Open { old: alone, new: left };
        Ok(pairs)
    }
}

impl Pairing {
    pub(super) fn new(plan: &Plan, schema: &arrow::datatypes::Schema) -> Result<Self, Error> {
        let of = |positions: &[usize]| positions.iter().map(|&at| &plan.all[at]).collect();
        Ok(Self {
            all: Comparer::new(plan.all.iter().collect(), schema)?,
            content: Comparer::new(of(&plan.content), schema)?,
            identity: Comparer::new(of(&plan.identity), schema)?,
        })
    }

    /// Compares the rows of one article and adds what changed.
    pub(super) fn compare(
        &self,
        plan: &Plan,
        source: &str,
        old: &RecordBatch,
        new: &RecordBatch,
        found: &mut DatasetDifference,
    ) -> Result<(), Error> {
        let mut open = Open { old: (0..old.num_rows()).collect(), new: (0..new.num_rows()).collect() };
        if old.num_rows() == new.num_rows() {
            // Most articles did not change: then there is nothing to pair.
            let (before, after) = self.all.rows(old, new)?;
            if before.iter().eq(after.iter()) {
                return Ok(());
            }
        }
        self.all.pair(old, new, &mut open)?;
        found.moved += self.content.pair(old, new, &mut open)?.len() as u64;
        for (before, after) in self.identity.pair(old, new, &mut open)? {
            found.changed += 1;
            for &at in &plan.content {
                let Shared { name, old: old_column, new: new_column } = &plan.all[at];
                let (was, is) = (value_as_json(old, *old_column, before), value_as_json(new, *new_column, after));
                if was != is {
                    let row = key(plan, source, old, before);
                    found.column(name).add(Sample { source: source.to_owned(), row, old: Some(was), new: Some(is) });
                }
            }
        }
        found.remove(open.old.iter().map(|&row| key(plan, source, old, row)), source);
        found.add(open.new.iter().map(|&row| new_key(plan, source, new, row)), source);
        Ok(())
    }
}

/// The values by which people know a row of the old side.
pub(super) fn key(plan: &Plan, source: &str, batch: &RecordBatch, row: usize) -> String {
    words(plan, source, row, batch, |column| column.old)
}

/// The same of the new side.
pub(super) fn new_key(plan: &Plan, source: &str, batch: &RecordBatch, row: usize) -> String {
    words(plan, source, row, batch, |column| column.new)
}

fn words(plan: &Plan, source: &str, row: usize, batch: &RecordBatch, at: impl Fn(&Shared) -> usize) -> String {
    let values = plan.identity.iter().map(|&column| value_as_json(batch, at(&plan.all[column]), row));
    let is_source = |value: &String| value.trim_matches('"') == source;
    let words: Vec<String> = values.filter(|value| value != "null" && !is_source(value)).collect();
    words.iter().map(|word| word.trim_matches('"')).collect::<Vec<_>>().join(" ")
}

fn internal(error: &dyn std::fmt::Display) -> Error {
    Error::Internal { stage: "diff", message: error.to_string() }
}

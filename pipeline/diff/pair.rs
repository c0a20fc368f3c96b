//! Pairs the rows of one article before and after: first those that are the same, then those that only moved, then those
//! of one identity. Rows are a multiset: each is paired once, in order, and none by accident.

use super::cause::{Cause, Causes};
use super::plan::{Plan, Shared};
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::row::{RowConverter, Rows, SortField};
use rustc_hash::{FxHashMap, FxHashSet};
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

/// What became of the rows of one article; positions of rows.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Number of rows that stand elsewhere.
    pub(super) moved: usize,
    /// Rows of one identity, before and after.
    pub(super) changed: Vec<(usize, usize)>,
    /// Rows without a counterpart after.
    pub(super) removed: Vec<usize>,
    /// Rows without a counterpart before.
    pub(super) added: Vec<usize>,
}

impl Changes {
    /// Whether rows came, went or changed.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && self.added.is_empty()
    }
}

/// Causes of changes, in their order.
pub(super) struct RowCauses {
    pub(super) changed: Vec<Cause>,
    pub(super) removed: Vec<Cause>,
    pub(super) added: Vec<Cause>,
}

/// Rows of both sides that still have no counterpart.
struct Open {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Comparer {
    fn new(columns: &[&Shared], schema: &arrow::datatypes::Schema) -> Result<Self, Error> {
        let fields = columns.iter().map(|column| SortField::new(schema.field(column.old).data_type().clone()));
        let converter = RowConverter::new(fields.collect()).map_err(|error| internal(&error))?;
        Ok(Self { columns: columns.iter().map(|column| (column.old, column.new)).collect(), converter })
    }

    fn old_rows(&self, batch: &RecordBatch) -> Result<Rows, Error> {
        let columns: Vec<ArrayRef> = self.columns.iter().map(|pair| batch.column(pair.0).clone()).collect();
        self.converter.convert_columns(&columns).map_err(|error| internal(&error))
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
        let of = |positions: &[usize]| positions.iter().map(|&at| &plan.all[at]).collect::<Vec<_>>();
        Ok(Self {
            all: Comparer::new(&plan.all.iter().collect::<Vec<_>>(), schema)?,
            content: Comparer::new(&of(&plan.content), schema)?,
            identity: Comparer::new(&of(&plan.identity), schema)?,
        })
    }

    /// Pairs the rows of one article.
    pub(super) fn pair(&self, old: &RecordBatch, new: &RecordBatch) -> Result<Changes, Error> {
        let mut open = Open { old: (0..old.num_rows()).collect(), new: (0..new.num_rows()).collect() };
        if old.num_rows() == new.num_rows() {
            // Most articles did not change: then there is nothing to pair.
            let (before, after) = self.all.rows(old, new)?;
            if before.iter().eq(after.iter()) {
                return Ok(Changes::default());
            }
        }
        self.all.pair(old, new, &mut open)?;
        let moved = self.content.pair(old, new, &mut open)?.len();
        let changed = self.identity.pair(old, new, &mut open)?;
        Ok(Changes { moved, changed, removed: open.old, added: open.new })
    }

    /// For rows of one article, the causes of their change.
    pub(super) fn causes(
        &self,
        causes: &Causes,
        old: &RecordBatch,
        new: &RecordBatch,
        changes: &Changes,
    ) -> Result<RowCauses, Error> {
        let all = |cause| RowCauses {
            changed: vec![cause; changes.changed.len()],
            removed: vec![cause; changes.removed.len()],
            added: vec![cause; changes.added.len()],
        };
        let steps = match causes {
            Causes::Certain(cause) => return Ok(all(*cause)),
            Causes::Steps(steps) => steps,
        };
        let (before, after) = self.content.rows(old, new)?;
        let (by_compiler, by_article) = (self.content.old_rows(&steps[0])?, self.content.old_rows(&steps[1])?);
        let sets = [&by_compiler, &by_article].map(|rows| rows.iter().map(|row| row.data()).collect::<FxHashSet<_>>());
        // The first step behind which an old row is no longer there, or a new one is.
        let cause = |row: &[u8], is_there: bool| match sets
            .iter()
            .map(|set| set.contains(row) == is_there)
            .position(|changed| changed)
        {
            Some(0) => Cause::Compiler,
            Some(_) => Cause::Article,
            None => Cause::Contract,
        };
        let gone = |row: usize| cause(before.row(row).data(), false);
        Ok(RowCauses {
            changed: changes.changed.iter().map(|(row, _)| gone(*row)).collect(),
            removed: changes.removed.iter().map(|row| gone(*row)).collect(),
            added: changes.added.iter().map(|row| cause(after.row(*row).data(), true)).collect(),
        })
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

//! Compares the rows of one dataset in two outputs, article by article.

use super::cause::{Causes, Finder};
use super::groups::Groups;
use super::pair::{Pairing, key, new_key};
use super::plan::Plan;
use super::{Cause, Change, DatasetDifference, Rank, RowChange, Sample, Snapshot};
use crate::contract::Contract;
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::RecordBatch;
use std::cmp::Ordering;

/// Two outputs that are being compared.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Snapshot,
    pub(super) new: &'a Snapshot,
    pub(super) contract: &'a Contract,
    pub(super) finder: Finder,
}

impl Comparison<'_> {
    /// Compares one dataset, article by article.
    pub(super) fn dataset(
        &self,
        name: &str,
        found: &mut DatasetDifference,
        each: &mut dyn FnMut(RowChange) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let file = format!("{name}.parquet");
        let open = |snapshot: &Snapshot| snapshot.data(&file)?.map(|opened| Groups::open(opened, &file)).transpose();
        let (mut before, mut after) = match (open(self.old)?, open(self.new)?) {
            (Some(before), Some(after)) => (before, after),
            (None, None) => return Ok(()),
            (Some(groups), None) => return whole(groups, Change::Removed, found),
            (None, Some(groups)) => return whole(groups, Change::Added, found),
        };
        let plan = Plan::new(&before.schema, &after.schema, self.contract, name);
        let pairing = Pairing::new(&plan, &before.schema)?;
        found.schema.clone_from(&plan.changes);
        let none = [&before.schema, &after.schema].map(|schema| RecordBatch::new_empty(schema.clone()));
        let (mut left, mut right) = (before.next()?, after.next()?);
        let mut rows = [0, 0];
        loop {
            let order = match (&left, &right) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((left, _)), Some((right, _))) => left.cmp(right),
            };
            let from_old = if order == Ordering::Greater { None } else { left.take() };
            let from_new = if order == Ordering::Less { None } else { right.take() };
            let source = from_old.as_ref().or(from_new.as_ref()).map(|(source, _)| source.clone()).unwrap_or_default();
            let [no_old, no_new] = &none;
            let old_rows = from_old.as_ref().map_or(no_old, |(_, batch)| batch);
            let new_rows = from_new.as_ref().map_or(no_new, |(_, batch)| batch);
            rows[0] += old_rows.num_rows() as u64;
            rows[1] += new_rows.num_rows() as u64;
            let article = Article { dataset: name, source: &source, old: old_rows, new: new_rows };
            self.article(&article, &plan, &pairing, found, each)?;
            if order != Ordering::Greater {
                left = before.next()?;
            }
            if order != Ordering::Less {
                right = after.next()?;
            }
        }
        found.rows = rows.map(Some);
        Ok(())
    }

    /// The causes of what changed in the rows of an article. A finding may come from another article, or from a waiver:
    /// of these only the edit of its own article is known.
    fn causes(&self, rank: Rank, dataset: &str, source: &str) -> Causes {
        match self.finder.causes(dataset, source) {
            Causes::Certain(Cause::Article) => Causes::Certain(Cause::Article),
            _ if rank == Rank::Findings => Causes::Certain(Cause::Unknown),
            causes => causes,
        }
    }

    /// Compares the rows of one article.
    fn article(
        &self,
        article: &Article<'_>,
        plan: &Plan,
        pairing: &Pairing,
        found: &mut DatasetDifference,
        each: &mut dyn FnMut(RowChange) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Article { dataset, source, old, new } = *article;
        let changes = pairing.pair(old, new)?;
        found.moved += changes.moved as u64;
        if changes.is_empty() {
            return Ok(());
        }
        found.sources += 1;
        let causes = pairing.causes(&self.causes(found.rank, dataset, source), old, new, &changes)?;
        let sample = |row: String, cause: Cause| Sample { source: source.to_owned(), row, cause, old: None, new: None };
        for (&(before, after), &cause) in changes.changed.iter().zip(&causes.changed) {
            let row = sample(key(plan, source, old, before), cause);
            for &at in &plan.content {
                let column = &plan.all[at];
                let (was, is) = (value_as_json(old, column.old, before), value_as_json(new, column.new, after));
                if was != is {
                    let value = Sample { old: Some(was), new: Some(is), ..row.clone() };
                    each(RowChange::value(dataset, &column.name, &value))?;
                    found.column(&column.name).add(value);
                }
            }
            found.take(Change::Changed, row);
        }
        for (&at, &cause) in changes.removed.iter().zip(&causes.removed) {
            let row = sample(key(plan, source, old, at), cause);
            each(RowChange::row(dataset, Change::Removed, &row))?;
            found.take(Change::Removed, row);
        }
        for (&at, &cause) in changes.added.iter().zip(&causes.added) {
            let row = sample(new_key(plan, source, new, at), cause);
            each(RowChange::row(dataset, Change::Added, &row))?;
            found.take(Change::Added, row);
        }
        Ok(())
    }
}

/// A dataset that only one output has.
fn whole(mut groups: Groups, change: Change, found: &mut DatasetDifference) -> Result<(), Error> {
    let mut rows = 0;
    while let Some((_, batch)) = groups.next()? {
        rows += batch.num_rows() as u64;
    }
    let (side, count) = if change == Change::Removed { (0, &mut found.removed) } else { (1, &mut found.added) };
    *count += rows;
    found.rows[side] = Some(rows);
    // A dataset comes and goes with its schema.
    found.causes.insert(Cause::Contract, rows);
    Ok(())
}

/// The rows of a dataset that one article gave and gives.
#[derive(Clone, Copy)]
struct Article<'a> {
    dataset: &'a str,
    source: &'a str,
    old: &'a RecordBatch,
    new: &'a RecordBatch,
}

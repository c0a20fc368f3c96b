//! Compares the rows of one dataset in two outputs, article by article.

use super::carried::Carried;
use super::comparer::Comparer;
use super::descriptor::data_file;
use super::difference::{DatasetDifference, Sample};
use super::finder::{Causes, Finder, Place, Scope, Steps};
use super::groups::Groups;
use super::pair::{Changes, Pairing, rest, words};
use super::plan::{Plan, Shared};
use super::renames::Renames;
use super::sides::Sides;
use super::walk::{Visit, Walk};
use super::{Cause, Change, RowChange, Snapshot};
use crate::contract::Contract;
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::RecordBatch;
use rustc_hash::FxHashMap;

/// Is told every row that was added, removed or changed.
pub(super) type Each<'e> = &'e mut dyn FnMut(RowChange) -> Result<(), Error>;

/// Two outputs that are being compared.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Snapshot,
    pub(super) new: &'a Snapshot,
    pub(super) contract: &'a Contract,
    pub(super) renames: &'a Renames,
    pub(super) finder: Finder,
}

/// One dataset that is being compared.
struct Dataset<'a> {
    name: &'a str,
    scope: Scope,
    plan: &'a Plan,
    pairing: &'a Pairing,
    carried: &'a Carried,
}

/// Causes of changes, in their order.
struct RowCauses {
    changed: Vec<Cause>,
    removed: Vec<Cause>,
    added: Vec<Cause>,
}

impl Comparison<'_> {
    /// Compares one dataset, article by article.
    pub(super) fn dataset(&self, name: &str, found: &mut DatasetDifference, each: Each<'_>) -> Result<(), Error> {
        let file = data_file(name);
        let declared = self.contract.position(name).map(|at| &self.contract.datasets[at]);
        let open =
            |snapshot: &Snapshot| snapshot.data(&file)?.map(|opened| Groups::open(opened, &file, declared)).transpose();
        let (before, after) = match (open(self.old)?, open(self.new)?) {
            (Some(before), Some(after)) => (before, after),
            (Some(groups), None) if found.rows[1].is_none() => {
                return self.whole(name, groups, Change::Removed, found, each);
            }
            (None, Some(groups)) if found.rows[0].is_none() => {
                return self.whole(name, groups, Change::Added, found, each);
            }
            (before, _) => {
                let side = if before.is_none() { self.old } else { self.new };
                return Err(Error::Usage(format!(
                    "`{file}` is not in `{}`: rows are compared by Parquet files\n  help: build both outputs with Parquet among the formats",
                    side.name()
                )));
            }
        };
        let plan = Plan::new(&before.schema, &after.schema, self.contract, name);
        let pairing = Pairing::new(&plan, &before.schema)?;
        found.schema.clone_from(&plan.changes);
        let mut carried = Carried::default();
        if plan.table.is_some() && self.finder.can_tables_be_carried() {
            let again = (open(self.old)?, open(self.new)?);
            if let (Some(before), Some(after)) = again {
                let is_suspect = |visit: &Visit| self.finder.is_edited(&visit.sources);
                carried = Carried::find(Walk::new(before, after, self.renames)?, &plan, &pairing, &is_suspect)?;
            }
        }
        let scope = self.contract.position(name).map_or(Scope::Article, |at| Scope::of(&self.contract.datasets[at]));
        let dataset = Dataset { name, scope, plan: &plan, pairing: &pairing, carried: &carried };
        let mut walk = Walk::new(before, after, self.renames)?;
        let new_columns = plan.new_columns(&walk.schemas()[1]);
        let mut rows = [0, 0];
        while let Some(visit) = walk.next()? {
            found.fill(&new_columns, &visit.new);
            rows[0] += visit.old.num_rows() as u64;
            rows[1] += visit.new.num_rows() as u64;
            self.article(&dataset, &visit, found, each)?;
        }
        found.rows = rows.map(Some);
        found.carried = carried.list;
        Ok(())
    }

    /// Compares the rows of one article.
    fn article(
        &self,
        dataset: &Dataset<'_>,
        visit: &Visit,
        found: &mut DatasetDifference,
        each: Each<'_>,
    ) -> Result<(), Error> {
        let Dataset { name, plan, pairing, .. } = *dataset;
        let [before, after] = &visit.sources;
        let sides = Sides { old: &visit.old, new: &visit.new };
        let mut changes = pairing.pair(plan, sides, before != after)?;
        changes.moved += dataset.carried.take(visit, plan, &mut changes);
        found.moved += changes.moved as u64;
        if changes.is_empty() {
            return Ok(());
        }
        found.sources += 1;
        let causes = self.row_causes(dataset, visit, sides, &changes)?;
        let described = |source: &String, batch: &RecordBatch, row: usize, cause: Cause, at: fn(&Shared) -> usize| {
            let place = plan.places.of(&plan.all, batch, row, at);
            Sample::of(source.clone(), words(plan, batch, row, at), cause, place)
        };
        let differing = pairing.differing(sides, &changes.changed)?;
        let pairs = changes.changed.iter().zip(&differing).zip(&causes.changed);
        for ((&(old, new), columns), &cause) in pairs {
            // It is called what it was called, and shown where it stands.
            let place = plan.places.of(&plan.all, sides.new, new, |column| column.new);
            let row = Sample { place, ..described(after, sides.old, old, cause, |column| column.old) };
            for &at in columns {
                let column = &plan.all[at];
                let (was, is) = (value_as_json(sides.old, column.old, old), value_as_json(sides.new, column.new, new));
                let value = Sample { old: Some(was), new: Some(is), ..row.clone() };
                each(RowChange::value(name, &column.name, &value))?;
                found.column(plan, at).add(value);
            }
            found.take(Change::Changed, row);
        }
        let [has_come, has_gone] = self.finder.came_and_went(&visit.sources);
        for (&at, &cause) in changes.removed.iter().zip(&causes.removed) {
            let row = described(before, sides.old, at, cause, |column| column.old);
            let rest = rest(plan, sides.old, at, |column| column.old);
            let row = Sample { is_of_whole: has_gone, rest, ..row };
            each(RowChange::row(name, Change::Removed, &row))?;
            found.take(Change::Removed, row);
        }
        for (&at, &cause) in changes.added.iter().zip(&causes.added) {
            let row = described(after, sides.new, at, cause, |column| column.new);
            let rest = rest(plan, sides.new, at, |column| column.new);
            let row = Sample { is_of_whole: has_come, rest, ..row };
            each(RowChange::row(name, Change::Added, &row))?;
            found.take(Change::Added, row);
        }
        Ok(())
    }

    /// For rows of one article, the causes of their change.
    fn row_causes(
        &self,
        dataset: &Dataset<'_>,
        visit: &Visit,
        sides: Sides<'_>,
        changes: &Changes,
    ) -> Result<RowCauses, Error> {
        let [before, after] = &visit.sources;
        let place = Place { dataset: dataset.name, scope: dataset.scope, sources: [before, after] };
        let all = |cause| RowCauses {
            changed: vec![cause; changes.changed.len()],
            removed: vec![cause; changes.removed.len()],
            added: vec![cause; changes.added.len()],
        };
        let steps = match self.finder.causes(&place) {
            Causes::Certain(cause) => return Ok(all(cause)),
            Causes::Steps(steps) => steps,
        };
        let content = dataset.pairing.content();
        let counted = Counted::new(content, sides.old, &steps)?;
        let (before, after) = content.rows(sides)?;
        let gone = |row: usize| counted.cause(before.row(row).data(), &|then, now| now < then);
        let come = |row: usize| counted.cause(after.row(row).data(), &|then, now| now > then);
        let causes = RowCauses {
            changed: changes.changed.iter().map(|(row, _)| gone(*row)).collect(),
            removed: changes.removed.iter().map(|row| gone(*row)).collect(),
            added: changes.added.iter().map(|row| come(*row)).collect(),
        };
        if [&causes.changed, &causes.removed, &causes.added].into_iter().any(|list| list.contains(&Cause::Unknown)) {
            self.finder.note_stale(self.new);
        }
        Ok(causes)
    }

    /// A dataset that only one output has. It comes and goes with its schema.
    fn whole(
        &self,
        name: &str,
        mut groups: Groups,
        change: Change,
        found: &mut DatasetDifference,
        each: Each<'_>,
    ) -> Result<(), Error> {
        let schema = groups.schema.clone();
        let plan = Plan::new(&schema, &schema, self.contract, name);
        let mut rows = 0;
        while let Some((source, batch)) = groups.next()? {
            rows += batch.num_rows() as u64;
            for at in 0..batch.num_rows() {
                let words = words(&plan, &batch, at, |column| column.old);
                let place = plan.places.of(&plan.all, &batch, at, |column| column.old);
                let row = Sample::of(source.clone(), words, Cause::Contract, place);
                each(RowChange::row(name, change, &row))?;
                found.take(change, row);
            }
            found.sources += 1;
        }
        found.rows[usize::from(change == Change::Added)] = Some(rows);
        Ok(())
    }
}

/// How often each row is there before, and behind each step.
struct Counted {
    before: Counts,
    steps: Vec<Counts>,
    causes: [Cause; 4],
}

type Counts = FxHashMap<Box<[u8]>, usize>;

impl Counted {
    fn new(content: &Comparer, old: &RecordBatch, steps: &Steps) -> Result<Self, Error> {
        let count = |rows: arrow::row::Rows| {
            let mut counts = Counts::default();
            for row in &rows {
                *counts.entry(row.data().into()).or_default() += 1;
            }
            counts
        };
        let mut counted = vec![count(content.old_rows(&steps.compiled)?), count(content.old_rows(&steps.edited)?)];
        if let Some(batch) = &steps.contracted {
            counted.push(count(content.new_rows(batch)?));
        }
        Ok(Self { before: count(content.old_rows(old)?), steps: counted, causes: steps.causes })
    }

    /// The cause of the first step behind which a row is there more or less often than before.
    fn cause(&self, row: &[u8], has_changed: &dyn Fn(usize, usize) -> bool) -> Cause {
        let number = |counts: &Counts| counts.get(row).copied().unwrap_or(0);
        let before = number(&self.before);
        let at = self.steps.iter().position(|step| has_changed(before, number(step)));
        // Behind the last step stands the output itself.
        at.map_or(self.causes[3], |at| self.causes[at])
    }
}

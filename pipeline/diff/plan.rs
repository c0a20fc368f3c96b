//! `Plan`: which columns two versions of a dataset share, and what they are compared for.

use super::{SchemaChange, SchemaChangeKind};
use crate::contract::{Column, Contract, Dataset, Origin};
use arrow::datatypes::{DataType, Schema};

/// A column that both versions have, with the same type.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) old: usize,
    pub(super) new: usize,
}

/// How two versions of a dataset are compared.
#[derive(Debug)]
pub(super) struct Plan {
    /// All columns that both have.
    pub(super) all: Vec<Shared>,
    /// Positions in `all` of those that say something, not where it stands.
    pub(super) content: Vec<usize>,
    /// Positions in `all` of those by which a row is known.
    pub(super) identity: Vec<usize>,
    pub(super) changes: Vec<SchemaChange>,
}

impl Plan {
    /// Compares the columns of two versions. A dataset that the contract does not know is known by all its columns.
    pub(super) fn new(old: &Schema, new: &Schema, contract: &Contract, name: &str) -> Self {
        let dataset = contract.position(name).map(|at| &contract.datasets[at]);
        let mut all = Vec::new();
        let mut changes = Vec::new();
        let change = |column: &str, kind| SchemaChange { column: column.to_owned(), kind };
        for (at, field) in old.fields().iter().enumerate() {
            match new.fields().find(field.name()) {
                None => changes.push(change(field.name(), SchemaChangeKind::Removed)),
                Some((other, after)) if after.data_type() == field.data_type() => {
                    if after.is_nullable() && !field.is_nullable() {
                        changes.push(change(field.name(), SchemaChangeKind::Nullable));
                    }
                    all.push(Shared { name: field.name().clone(), old: at, new: other });
                }
                Some((_, after)) => changes.push(change(
                    field.name(),
                    SchemaChangeKind::Retyped { from: shown(field.data_type()), to: shown(after.data_type()) },
                )),
            }
        }
        for field in new.fields().iter().filter(|field| old.fields().find(field.name()).is_none()) {
            changes.push(change(field.name(), SchemaChangeKind::Added));
        }
        let column =
            |shared: &Shared| dataset.and_then(|dataset| Some(&dataset.columns[dataset.position(&shared.name)?]));
        let content = (0..all.len()).filter(|&at| !column(&all[at]).is_some_and(is_position)).collect();
        let is_identity = |shared: &Shared| dataset.is_none_or(|dataset| identifies(dataset, &shared.name));
        let identity = (0..all.len()).filter(|&at| is_identity(&all[at])).collect();
        Self { all, content, identity, changes }
    }
}

/// Whether a column says where something stands, and not what it is.
fn is_position(column: &Column) -> bool {
    column.from.iter().any(|origin| matches!(origin, Origin::Fact(fact) if fact.is_position()))
}

fn identifies(dataset: &Dataset, name: &str) -> bool {
    dataset.position(name).is_some_and(|at| dataset.identity.contains(&at))
}

/// A type as readers name it: that a text is stored as a dictionary is nobody's business.
fn shown(ty: &DataType) -> String {
    match ty {
        DataType::Dictionary(..) => "dictionary of texts".to_owned(),
        other => other.to_string(),
    }
}

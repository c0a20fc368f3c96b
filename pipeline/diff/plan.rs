//! `Plan`: which columns two versions of a dataset share, and what they are compared for.

use super::{SchemaChange, SchemaChangeKind};
use crate::contract::{Column, Contract, Dataset, Each, Fact, Origin};
use arrow::datatypes::{DataType, Schema};

/// A column that both versions have, with the same type.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) old: usize,
    pub(super) new: usize,
    /// Whether it says where something stands, and not what it is.
    pub(super) is_position: bool,
}

/// How two versions of a dataset are compared. Numbers are positions in `all`. The path of the article is in none of the
/// lists: rows are compared of one article at a time, which may have been renamed.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// All columns that both have.
    pub(super) all: Vec<Shared>,
    /// Those that say something.
    pub(super) content: Vec<usize>,
    /// Those by which a row is known; null where none of them is left.
    pub(super) identity: Option<Vec<usize>>,
    /// Those that people are shown of a row.
    pub(super) shown: Vec<usize>,
    /// Content without the headings that rows stand below, where there are such columns.
    pub(super) without_headings: Option<Vec<usize>>,
    /// Identity without them.
    pub(super) known_without_headings: Vec<usize>,
    /// For each column of the identity that is no heading: the content but for it and what is derived from it.
    pub(super) apart: Vec<(usize, Vec<usize>)>,
    /// Of cells: the columns that name a printed row.
    pub(super) printed_row: Vec<usize>,
    /// Of rows that are read from tables: where the column stands that names the table, before and after.
    pub(super) table: Option<(usize, usize)>,
    /// Content but for what is said of the article.
    pub(super) anywhere: Vec<usize>,
    /// Columns that hold no more than the hash of the article.
    pub(super) digests: Vec<usize>,
    /// Columns that hold parts of another one, and that one.
    pub(super) parts: Vec<(usize, usize)>,
    pub(super) changes: Vec<SchemaChange>,
}

impl Plan {
    /// Compares the columns of two versions. A dataset that the contract does not know is known by all its columns.
    pub(super) fn new(old: &Schema, new: &Schema, contract: &Contract, name: &str) -> Self {
        let (shared, changes) = columns(old, new);
        let Some(dataset) = contract.position(name).map(|at| &contract.datasets[at]) else {
            let positions = || (0..shared.len()).filter(|&at| shared[at].name != SOURCE).collect::<Vec<_>>();
            let (content, identity, shown) = (positions(), Some(positions()), positions());
            return Self { all: shared, content, identity, shown, changes, ..Self::default() };
        };
        let declared = |shared: &Shared| dataset.position(&shared.name);
        let all: Vec<Shared> = shared
            .into_iter()
            .map(|shared| {
                let is_position = declared(&shared).is_some_and(|at| is_fed(&dataset.columns[at], Fact::is_position));
                Shared { is_position, ..shared }
            })
            .collect();
        let chosen = |is_chosen: &dyn Fn(&Shared, Option<usize>) -> bool| -> Vec<usize> {
            let rest = (0..all.len()).filter(|&at| all[at].name != SOURCE);
            rest.filter(|&at| is_chosen(&all[at], declared(&all[at]))).collect()
        };
        let is_heading = |at: Option<usize>| at.is_some_and(|at| is_fed(&dataset.columns[at], Fact::is_heading));
        let is_identity = |at: Option<usize>| at.is_some_and(|at| dataset.identity.contains(&at));
        let content = chosen(&|shared, _| !shared.is_position);
        let identity = chosen(&|_, at| is_identity(at));
        let is_declared = |at: &usize| dataset.columns[*at].name != SOURCE;
        let is_lost = identity.is_empty() && dataset.identity.iter().any(is_declared);
        let without_headings = chosen(&|shared, at| !shared.is_position && !is_heading(at));
        let is_finding = dataset.each == Each::Finding;
        let fed = |shared: &Shared, is_it: fn(Fact) -> bool| {
            declared(shared).is_some_and(|at| is_fed(&dataset.columns[at], is_it))
        };
        let is_of_table = matches!(dataset.each, Each::Row | Each::Cell | Each::Assembly);
        let table = all.iter().find(|shared| is_of_table && fed(shared, |fact| fact == Fact::TableOrdinal));
        let apart = |at: usize| {
            let column = declared(&all[at])?;
            let rest = |shared: &Shared, other: Option<usize>| {
                !shared.is_position && !other.is_some_and(|other| is_derived(dataset, other, column))
            };
            (!all[at].is_position && !is_heading(Some(column))).then(|| (at, chosen(&rest)))
        };
        Self {
            // A finding in other words is another finding.
            apart: if is_finding { Vec::new() } else { identity.iter().filter_map(|&at| apart(at)).collect() },
            known_without_headings: chosen(&|_, at| is_identity(at) && !is_heading(at)),
            without_headings: (without_headings.len() < content.len()).then_some(without_headings),
            printed_row: if dataset.each == Each::Cell {
                chosen(&|_, at| at.is_some_and(|at| is_fed(&dataset.columns[at], names_printed_row)))
            } else {
                Vec::new()
            },
            shown: if is_finding {
                chosen(&|_, at| at.is_some_and(|at| is_fed(&dataset.columns[at], tells_finding)))
            } else {
                // What a row is comes first, then where it stands.
                let (headings, own) = identity.iter().partition::<Vec<_>, _>(|&&at| is_heading(declared(&all[at])));
                [own, headings].concat()
            },
            table: table.map(|shared| (shared.old, shared.new)),
            anywhere: chosen(&|shared, _| !shared.is_position && !fed(shared, |fact| fact == Fact::Kb)),
            digests: chosen(&|shared, _| fed(shared, |fact| fact == Fact::Sha256)),
            parts: all
                .iter()
                .enumerate()
                .filter_map(|(at, shared)| Some((at, whole_of(dataset, declared(shared)?)?)))
                .filter_map(|(at, whole)| Some((at, all.iter().position(|shared| declared(shared) == Some(whole))?)))
                .collect(),
            identity: (!is_lost).then_some(identity),
            content,
            all,
            changes,
        }
    }
}

/// The column by which articles are known in every dataset.
const SOURCE: &str = "source";

/// Columns of both versions, and what became of the others.
fn columns(old: &Schema, new: &Schema) -> (Vec<Shared>, Vec<SchemaChange>) {
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
                all.push(Shared { name: field.name().clone(), old: at, new: other, is_position: false });
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
    (all, changes)
}

fn is_fed(column: &Column, is_it: fn(Fact) -> bool) -> bool {
    column.from.iter().any(|origin| matches!(origin, Origin::Fact(fact) if is_it(*fact)))
}

fn names_printed_row(fact: Fact) -> bool {
    matches!(fact, Fact::TableOrdinal | Fact::RowOrdinal)
}

fn tells_finding(fact: Fact) -> bool {
    matches!(fact, Fact::FindingLevel | Fact::FindingCode | Fact::FindingMessage)
}

/// The column that another one holds a part of.
fn whole_of(dataset: &Dataset, column: usize) -> Option<usize> {
    dataset.columns[column].from.iter().find_map(|origin| match *origin {
        Origin::Part { column: whole, .. } => Some(whole),
        _ => None,
    })
}

/// Whether a column is another one, or takes its value from it.
fn is_derived(dataset: &Dataset, column: usize, from: usize) -> bool {
    let is = |at: usize, fact: Fact| dataset.fed_by(fact) == Some(at);
    // A column takes its value from columns before it, so this comes to an end.
    column == from
        // What a label is about is read off its words.
        || is(column, Fact::SectionKind) && is(from, Fact::SectionText)
        || dataset.columns[column].from.iter().any(|origin| match *origin {
            Origin::Part { column: other, .. } | Origin::Column { column: other } | Origin::Heading { column: other } => {
                other < column && is_derived(dataset, other, from)
            }
            _ => false,
        })
}

/// A type as readers name it: that a text is stored as a dictionary is nobody's business.
fn shown(ty: &DataType) -> String {
    match ty {
        DataType::Dictionary(..) => "dictionary of texts".to_owned(),
        other => other.to_string(),
    }
}

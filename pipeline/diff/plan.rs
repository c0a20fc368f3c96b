//! `Plan`: which columns two versions of a dataset share, and what they are compared for.

use super::place::{Place, number};
use super::stored::{NAME, TYPE};
use super::{SchemaChange, SchemaChangeKind};
use crate::contract::{Column, Contract, Dataset, Each, Fact, Origin};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};

/// A column that both versions have, with the same type.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) old: usize,
    pub(super) new: usize,
    /// Whether it says where something stands, and not what it is.
    pub(super) is_position: bool,
}

/// The columns that say where rows are printed: positions in the list of those that both versions have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    line: Option<usize>,
    table: Option<usize>,
    row: Option<usize>,
}

impl Places {
    /// The place of a row; `at` says where a shared column is.
    pub(super) fn of(&self, all: &[Shared], batch: &RecordBatch, row: usize, at: fn(&Shared) -> usize) -> Place {
        let value = |column: Option<usize>| number(batch, at(&all[column?]), row);
        match (value(self.line), value(self.table), value(self.row)) {
            (Some(line), ..) => Place::Line(line),
            (None, Some(table), Some(row)) => Place::Row { table, row },
            _ => Place::Article,
        }
    }
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
    /// Those that say where a row is printed.
    pub(super) places: Places,
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
        let known = Known::new(dataset, shared);
        let content = known.chosen(|at| !known.all[at].is_position);
        let identity = known.chosen(|at| known.is_identity(at));
        let is_declared = |at: &usize| dataset.columns[*at].name != SOURCE;
        let is_lost = identity.is_empty() && dataset.identity.iter().any(is_declared);
        let without_headings = known.chosen(|at| !known.all[at].is_position && !known.is_heading(at));
        // A finding in other words is another finding.
        let is_finding = dataset.each == Each::Finding;
        let apart = identity.iter().filter(|_| !is_finding).filter_map(|&at| known.apart(at)).collect();
        Self {
            apart,
            known_without_headings: known.chosen(|at| known.is_identity(at) && !known.is_heading(at)),
            without_headings: (without_headings.len() < content.len()).then_some(without_headings),
            printed_row: known.chosen(|at| dataset.each == Each::Cell && known.is_fed(at, names_printed_row)),
            shown: if is_finding {
                known.chosen(|at| known.is_fed(at, tells_finding))
            } else {
                known.own_first(&identity)
            },
            table: known.table(),
            anywhere: known.chosen(|at| !known.all[at].is_position && !known.is_fed(at, |fact| fact == Fact::Kb)),
            digests: known.chosen(|at| known.is_fed(at, |fact| fact == Fact::Sha256)),
            parts: known.parts(),
            places: known.places(),
            identity: (!is_lost).then_some(identity),
            content,
            all: known.all,
            changes,
        }
    }
}

impl Plan {
    /// Columns that only the new version has: name and position there.
    pub(super) fn new_columns(&self, new: &Schema) -> Vec<(String, usize)> {
        let added = self.changes.iter().filter(|change| change.kind == SchemaChangeKind::Added);
        added.filter_map(|change| Some((change.column.clone(), new.index_of(&change.column).ok()?))).collect()
    }
}

/// The shared columns of a dataset that the contract knows.
struct Known<'c> {
    dataset: &'c Dataset,
    all: Vec<Shared>,
}

impl<'c> Known<'c> {
    fn new(dataset: &'c Dataset, all: Vec<Shared>) -> Self {
        let mut known = Self { dataset, all };
        for at in 0..known.all.len() {
            known.all[at].is_position = known.is_fed(at, Fact::is_position);
        }
        known
    }

    /// Position in the dataset of a shared column.
    fn column(&self, at: usize) -> Option<usize> {
        self.dataset.position(&self.all[at].name)
    }

    /// Whether a shared column takes its value from such a fact.
    fn is_fed(&self, at: usize, is_it: fn(Fact) -> bool) -> bool {
        self.column(at).is_some_and(|column| is_fed(&self.dataset.columns[column], is_it))
    }

    fn is_heading(&self, at: usize) -> bool {
        self.is_fed(at, Fact::is_heading)
    }

    fn is_identity(&self, at: usize) -> bool {
        self.column(at).is_some_and(|column| self.dataset.identity.contains(&column))
    }

    /// The columns of which something is true, but for the path of the article.
    fn chosen(&self, is_chosen: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.all.len()).filter(|&at| self.all[at].name != SOURCE && is_chosen(at)).collect()
    }

    /// A column that is no heading, with the content but for it and what is derived from it.
    fn apart(&self, at: usize) -> Option<(usize, Vec<usize>)> {
        let column = self.column(at)?;
        let is_rest = |other: usize| {
            let is_derived = |other| is_derived(self.dataset, other, column);
            !self.all[other].is_position && !self.column(other).is_some_and(is_derived)
        };
        (!self.all[at].is_position && !self.is_heading(at)).then(|| (at, self.chosen(is_rest)))
    }

    /// What a row is comes first, then where it stands.
    fn own_first(&self, identity: &[usize]) -> Vec<usize> {
        let (headings, own) = identity.iter().partition::<Vec<_>, _>(|&&at| self.is_heading(at));
        [own, headings].concat()
    }

    /// Where the column stands that names the table, before and after, in datasets of rows that are read from tables.
    fn table(&self) -> Option<(usize, usize)> {
        let is_of_table = matches!(self.dataset.each, Each::Row | Each::Cell | Each::Assembly);
        let at = (0..self.all.len()).find(|&at| is_of_table && self.is_fed(at, |fact| fact == Fact::TableOrdinal))?;
        Some((self.all[at].old, self.all[at].new))
    }

    /// Columns that say where a row is printed. A finding that is about a row names its own line.
    fn places(&self) -> Places {
        let fed = |is_it: fn(Fact) -> bool| (0..self.all.len()).find(|&at| self.is_fed(at, is_it));
        Places {
            line: fed(is_line),
            table: fed(|fact| fact == Fact::TableOrdinal),
            row: fed(|fact| fact == Fact::RowOrdinal),
        }
    }

    /// Columns that hold parts of another one, and that one.
    fn parts(&self) -> Vec<(usize, usize)> {
        let part = |at: usize| {
            let whole = whole_of(self.dataset, self.column(at)?)?;
            Some((at, (0..self.all.len()).find(|&other| self.column(other) == Some(whole))?))
        };
        (0..self.all.len()).filter_map(part).collect()
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
                changes.extend(stored_otherwise(field, after));
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

/// What became of a column that is compared although the two files name it, or store its values, in different ways.
fn stored_otherwise(before: &Field, after: &Field) -> Vec<SchemaChange> {
    let [was, is] = [before, after].map(|field| field.metadata().get(NAME).unwrap_or(field.name()));
    let [from, to] =
        [before, after].map(|field| field.metadata().get(TYPE).map_or_else(|| shown(field.data_type()), Clone::clone));
    let mut changes = Vec::new();
    if was != is {
        changes.push(SchemaChangeKind::Renamed { from: was.clone() });
    }
    if from != to {
        changes.push(SchemaChangeKind::Retyped { from, to });
    }
    changes.into_iter().map(|kind| SchemaChange { column: is.clone(), kind }).collect()
}

fn is_fed(column: &Column, is_it: fn(Fact) -> bool) -> bool {
    column.from.iter().any(|origin| matches!(origin, Origin::Fact(fact) if is_it(*fact)))
}

/// Whether a column with such a fact says on which line a row is printed.
fn is_line(fact: Fact) -> bool {
    matches!(fact, Fact::CellLine | Fact::FindingLine | Fact::TableLineFirst)
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
        Origin::Fact(fact) => dataset.fed_by(fact.whole()?),
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
            Origin::Part { column: other, .. } | Origin::Column { column: other } | Origin::Heading { column: other } | Origin::Article { column: other } => {
                other < column && is_derived(dataset, other, from)
            }
            Origin::Matched { version, .. } => version < column && is_derived(dataset, version, from),
            Origin::Fact(fact) => fact.whole().is_some_and(|whole| is(from, whole)),
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

//! `Constraint`: what must hold for the rows of a dataset, and how far one must look to see whether it does.

use super::{Dataset, Each, Fact, Origin};
use crate::finding::Level;
use crate::values::Physical;
use regex::Regex;

/// A constraint on the rows of a dataset.
///
/// As in SQL, a row with a null in `columns` is not looked at, and a null among the determined values contradicts
/// nothing. Columns of type `file-name` are compared without case.
#[derive(Debug)]
pub struct Constraint {
    /// `unique`, `determines`, `references` or `pattern`.
    pub kind: ConstraintKind,
    /// Positions of the columns.
    pub columns: Vec<usize>,
    /// Level of the findings of rows that break it.
    pub level: Level,
    /// How far one must look.
    pub reach: Reach,
    /// Codes or names of rules that judge the same and know more: as long as one of them is on, they have the word.
    pub left_to: Vec<String>,
}

/// Kinds of constraints.
#[derive(Debug)]
pub enum ConstraintKind {
    /// No two rows agree in the columns.
    Unique,
    /// Rows that agree in the columns agree in these, too.
    Determines(Vec<usize>),
    /// The columns are found in another dataset.
    References {
        /// Position of the other dataset.
        dataset: usize,
        /// Its columns.
        columns: Vec<usize>,
    },
    /// Every value of the columns fits a regular expression as a whole.
    Pattern {
        /// The expression as the schema writes it.
        text: String,
        /// The same, compiled to fit whole values.
        regex: Regex,
    },
}

/// Which rows must be compared to see whether a constraint holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// None: the way in which rows are made of articles rules out that it is broken.
    Nothing,
    /// Those of one article: the columns hold the path of the article, which no other article has.
    Article,
    /// Those of all articles.
    Corpus,
}

impl Constraint {
    /// Level, and who has the word, for people.
    pub(super) fn weight(&self) -> String {
        match self.left_to.as_slice() {
            [] => self.level.to_string(),
            rules => format!("{}, left to {}", self.level, rules.join(", ")),
        }
    }
}

/// Levels of constraints, in the words of schemas.
pub(super) const LEVELS: &[&str] = &["error", "warning", "note"];

/// The level of a word in a schema; `warn` is short for `warning`.
pub(super) fn level(word: &str) -> Option<Level> {
    Level::of(if word == "warn" { "warning" } else { word })
}

/// Says of every constraint how far it reaches, once all datasets are known.
pub(super) fn set_reaches(datasets: &mut [Dataset]) {
    let reaches: Vec<Vec<Reach>> = datasets
        .iter()
        .map(|dataset| dataset.constraints.iter().map(|constraint| reach(datasets, dataset, constraint)).collect())
        .collect();
    for (dataset, reaches) in datasets.iter_mut().zip(reaches) {
        for (constraint, reach) in dataset.constraints.iter_mut().zip(reaches) {
            constraint.reach = reach;
        }
    }
}

fn reach(datasets: &[Dataset], dataset: &Dataset, constraint: &Constraint) -> Reach {
    let own = facts(dataset, &constraint.columns);
    let holds = |fact: &Fact| own.contains(&Some(*fact));
    let (always, in_article) = match &constraint.kind {
        ConstraintKind::Unique | ConstraintKind::Determines(_) => {
            let is_key = identity(datasets, dataset).is_some_and(|key| key.iter().all(holds));
            (is_key, holds(&Fact::Source))
        }
        // Each row is looked at alone.
        ConstraintKind::Pattern { .. } => (false, true),
        ConstraintKind::References { dataset: at, columns } => {
            let Some(other) = datasets.get(*at) else { return Reach::Corpus };
            let theirs = facts(other, columns);
            let is_same = own == theirs && own.iter().all(Option::is_some);
            let is_key = identity(datasets, other)
                .is_some_and(|key| key.iter().all(holds) && own.iter().flatten().all(|fact| key.contains(fact)));
            let both = own.iter().zip(&theirs);
            let in_article = both.into_iter().any(|pair| pair == (&Some(Fact::Source), &Some(Fact::Source)));
            (is_same && is_key && is_part(datasets, dataset, *at), in_article)
        }
    };
    match (always, in_article) {
        (true, _) => Reach::Nothing,
        (false, true) => Reach::Article,
        (false, false) => Reach::Corpus,
    }
}

/// The fact that each column always holds; null for a column that articles can fill in another way.
fn facts(dataset: &Dataset, columns: &[usize]) -> Vec<Option<Fact>> {
    let fact = |at: &usize| {
        let column = dataset.columns.get(*at)?;
        let Some(Origin::Fact(fact)) = column.from.first() else { return None };
        // A text is read by the type of the column, which may change it; other values are taken as they are.
        let is_taken =
            column.physical() == fact.info()?.physical && (column.physical() != Physical::Text || column.is_verbatim());
        (column.headers.is_empty() && column.labels.is_empty() && is_taken).then_some(*fact)
    };
    columns.iter().map(fact).collect()
}

/// The facts that no two rows of a dataset share; null where there are none.
fn identity(datasets: &[Dataset], dataset: &Dataset) -> Option<&'static [Fact]> {
    const ROW: &[Fact] = &[Fact::Source, Fact::TableOrdinal, Fact::RowOrdinal];
    match dataset.each {
        Each::Article => Some(&[Fact::Source]),
        Each::Table => Some(&[Fact::Source, Fact::TableOrdinal]),
        Each::Section => Some(&[Fact::Source, Fact::SectionOrdinal]),
        Each::Product => Some(&[Fact::Source, Fact::ProductOrdinal]),
        Each::Link => Some(&[Fact::Source, Fact::LinkOrdinal]),
        Each::Address => Some(&[Fact::Source, Fact::AddressOrdinal]),
        Each::Row => dataset.one_row_per.is_none().then_some(ROW),
        Each::Assembly => {
            let mut named = taken_apart(datasets, dataset);
            let (first, second) = (named.next(), named.next());
            first.is_some_and(|(_, other)| other.one_row_per.is_none() && second.is_none()).then_some(ROW)
        }
        Each::Cell | Each::Finding => None,
    }
}

/// The datasets whose manifest names a dataset of assemblies takes apart.
fn taken_apart<'d>(datasets: &'d [Dataset], dataset: &'d Dataset) -> impl Iterator<Item = (usize, &'d Dataset)> {
    datasets.iter().enumerate().filter(|(at, other)| other.each == Each::Row && dataset.refers_to(*at))
}

/// Whether each row of a dataset is made together with a row of the other one, which has the same facts.
fn is_part(datasets: &[Dataset], dataset: &Dataset, other: usize) -> bool {
    match datasets.get(other).map(|other| other.each) {
        // Every article and every table has its row; facts of tables are known to parts of tables only.
        Some(Each::Article | Each::Table) => true,
        Some(Each::Row) => dataset.each == Each::Assembly && taken_apart(datasets, dataset).all(|(at, _)| at == other),
        _ => false,
    }
}

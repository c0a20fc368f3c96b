//! The contract: `schemas/*.toml` compiled into datasets, columns and the vocabulary that recognises tables.
//!
//! Nothing here reads files or knows articles. Everything else (Arrow schema, CSV header, data dictionary,
//! descriptor) is derived from [`Contract`].

mod column;
mod constraint;
mod dictionary;
mod draft;
mod enumeration;
mod extends;
mod facts;
mod families;
mod language;
mod names;
mod normal;
mod parse;
mod phrases;
mod prefixes;
mod read_column;
mod read_dataset;
mod resolve;
mod roles;
mod sql;
mod statement;
mod types;
mod value_roles;
mod vocabulary;

pub use column::{Column, ColumnType, Origin};
pub use constraint::{Constraint, ConstraintKind, Reach};
pub use dictionary::{dictionary, dictionary_of};
pub use enumeration::Enumeration;
pub use extends::{FOLDERS, folder, is_language_file, is_version_file};
pub use facts::{FACTS, Fact, FactInfo};
pub use names::Names;
pub use normal::{normal, normal_heading};
pub use phrases::Phrases;
pub use roles::{Meaning, ROLES, Role, RoleInfo, Roles, Subject};
pub use sql::{Dialect, sql};
pub use statement::Statement;
pub use value_roles::{VALUE_ROLES, ValueRole, ValueRoleInfo};
pub use vocabulary::{Claim, HeadingId, Segment, Vocabulary};

use crate::error::Error;
use crate::values::{Families, PatternType, Words};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The schemas that the binary carries.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// The schema files that the binary carries, path to text.
#[must_use]
pub fn embedded() -> BTreeMap<String, String> {
    let within = FOLDERS.into_iter().filter_map(|folder| EMBEDDED.get_dir(folder)).flat_map(Dir::files);
    let schemas =
        EMBEDDED.files().chain(within).filter(|file| file.path().extension().is_some_and(|ext| ext == "toml"));
    schemas
        .filter_map(|file| Some((format!("schemas/{}", file.path().to_str()?), file.contents_utf8()?.to_owned())))
        .collect()
}

/// The version of the contract that the binary carries; empty where it states none, which a test rules out.
#[must_use]
pub fn embedded_version() -> String {
    let text = EMBEDDED.get_file("contract.toml").and_then(include_dir::File::contents_utf8).unwrap_or_default();
    let table: Option<toml::Table> = toml::from_str(text).ok();
    let version = table.as_ref().and_then(|table| table.get("version")?.as_str());
    version.unwrap_or_default().to_owned()
}

/// All datasets, in the order of their file names.
#[derive(Debug)]
pub struct Contract {
    /// Version of the contract, from `contract.toml`.
    pub version: String,
    /// SHA-256 of the text of all schemas, lower case hex.
    pub sha256: String,
    /// The datasets.
    pub datasets: Vec<Dataset>,
    /// The types that the contract states as patterns.
    pub types: Vec<Arc<PatternType>>,
    /// Headings and labels of all datasets.
    pub vocabulary: Vocabulary,
    /// Headings of the datasets that are looked for in flattened text, too.
    pub flattened: Vocabulary,
    /// Kinds of sections: the closed list of the column that is fed by `section.kind`.
    pub section_kinds: Enumeration,
    /// The columns that rules look at, whatever they are called.
    pub roles: Roles,
    /// What all languages say in values and labels.
    pub words: Arc<Words>,
    /// What is known of the names of products.
    pub families: Families,
    /// The phrases of all datasets that announce a list without headings, ...
    pub announcing: Phrases,
    /// ... and those that announce the output of a program.
    pub not_announcing: Phrases,
}

/// What one row of a dataset stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// An article.
    Article,
    /// A row of a table that the dataset claims.
    Row,
    /// A label or heading.
    Section,
    /// A product that the article names.
    Product,
    /// A reference to another article.
    Link,
    /// An address that the article leads to, of those that the dataset's required columns read.
    Address,
    /// A table.
    Table,
    /// A cell of a table.
    Cell,
    /// A row whose file is a side-by-side manifest.
    Assembly,
    /// A finding of a rule.
    Finding,
}

impl Each {
    /// The words for `each` in a schema.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("article", Self::Article),
        ("row", Self::Row),
        ("section", Self::Section),
        ("product", Self::Product),
        ("link", Self::Link),
        ("address", Self::Address),
        ("table", Self::Table),
        ("cell", Self::Cell),
        ("assembly", Self::Assembly),
        ("finding", Self::Finding),
    ];

    /// The word that a schema uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, each)| *each == self).map_or("", |(name, _)| name)
    }
}

/// One dataset.
#[derive(Debug)]
pub struct Dataset {
    /// Name: the stem of its files.
    pub name: String,
    /// What it holds.
    pub doc: String,
    /// What one row stands for.
    pub each: Each,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Positions of the columns that order and identify the rows.
    pub order: Vec<usize>,
    /// Positions of the columns by which a row is known when two outputs are compared; those of the order where the
    /// schema names none.
    pub identity: Vec<usize>,
    /// Positions of columns of which a table must have a heading for one, to be claimed; empty = no such demand.
    pub needs_one_of: Vec<usize>,
    /// Positions of the columns that a heading or an item of a list may state by itself, in the order in which they are asked;
    /// empty = none does.
    pub in_titles: Vec<usize>,
    /// Position of the column of which every printed value makes a row: several headings of a table may feed it.
    pub one_row_per: Option<usize>,
    /// Whether its tables are looked for in flattened text, not only where bars divide the cells.
    pub flattened: bool,
    /// Positions of datasets that may claim a table together with this one.
    pub shares_tables_with: Vec<usize>,
    /// Its tables hold one of these words, or stand below a text that does: other tables have the same headings. Any table does
    /// where there are none.
    pub named_by: Phrases,
    /// Words that do the same in headings, and may mean anything in a text: `code`.
    pub named_by_headings: Phrases,
    /// Phrases of sentences that announce a list without headings.
    pub announced_by: Phrases,
    /// Phrases of sentences that announce the output of a program, whatever else they hold.
    pub not_announced_by: Phrases,
    /// Words, in lower case, that may stand between the values of such a list: `Alder.sys version 4.0.1.2`.
    pub between_values: Vec<String>,
    /// Cells, in lower case, that tell a row of something else: `<dir>`.
    pub other_rows: Vec<String>,
    /// Names of the formats it is written in.
    pub formats: Vec<String>,
    /// What must hold.
    pub constraints: Vec<Constraint>,
}

impl Contract {
    /// The contract that the binary carries; `formats` are the names of the output formats.
    ///
    /// # Errors
    /// When an embedded schema is wrong, which a test rules out.
    pub fn embedded(formats: &[&str]) -> Result<Self, Error> {
        let texts = embedded();
        parse::contract(&texts, &texts, formats)
    }

    /// Compiles schema files, path to text, and the embedded ones that they extend; `formats` are the names of the output
    /// formats.
    ///
    /// # Errors
    /// All mistakes of all files, rendered with carets.
    pub fn compile(texts: &BTreeMap<String, String>, formats: &[&str]) -> Result<Self, Error> {
        parse::contract(texts, &embedded(), formats)
    }

    /// The columns that a heading of flattened text feeds, of all datasets.
    pub fn fed_by(&self, heading: HeadingId) -> impl Iterator<Item = &Column> {
        self.flattened
            .feeds(heading)
            .iter()
            .filter_map(|&(dataset, column)| self.datasets.get(dataset)?.columns.get(column))
    }

    /// What is known of the names that make the rows of a kind.
    #[must_use]
    pub fn names(&self, each: Each) -> Option<&Names> {
        let mut columns =
            self.datasets.iter().filter(|dataset| dataset.each == each).flat_map(|dataset| &dataset.columns);
        columns.find_map(|column| column.names.as_ref())
    }

    /// Whether a column has a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.column(role).is_some()
    }

    /// The dataset whose column has a role.
    #[must_use]
    pub fn dataset_with(&self, role: Role) -> Option<&Dataset> {
        self.datasets.get(self.roles.column(role)?.0)
    }

    /// By which sentences articles state that the times of a table are UTC.
    #[must_use]
    pub fn time_basis(&self) -> Option<&Statement> {
        let mut fed = self.datasets.iter().filter_map(|dataset| Some((dataset, dataset.fed_by(Fact::TableTimeBasis)?)));
        fed.find_map(|(dataset, column)| dataset.columns[column].statement.as_ref())
    }

    /// The position of the first dataset of a kind of row.
    #[must_use]
    pub fn position_of(&self, each: Each) -> Option<usize> {
        self.datasets.iter().position(|dataset| dataset.each == each)
    }

    /// The position of a dataset.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.datasets.iter().position(|dataset| dataset.name == name)
    }
}

impl Dataset {
    /// Whether its rows may belong to rows of another dataset: a `references` constraint names that one, or none.
    #[must_use]
    pub fn refers_to(&self, dataset: usize) -> bool {
        let mut named = self.constraints.iter().filter_map(|constraint| match constraint.kind {
            ConstraintKind::References { dataset, .. } => Some(dataset),
            _ => None,
        });
        named.next().is_none_or(|first| first == dataset || named.any(|other| other == dataset))
    }

    /// Whether a cell or word tells a row of something else.
    #[must_use]
    pub fn is_of_other_row(&self, text: &str) -> bool {
        self.other_rows.iter().any(|other| other.eq_ignore_ascii_case(text))
    }

    /// Whether the columns that each row must have, and that addresses feed, can read one: an address that they cannot read is
    /// no row of the dataset.
    #[must_use]
    pub fn keeps_address(&self, url: &str) -> bool {
        let is_fed = |column: &&Column| {
            column.required && column.from.iter().any(|from| matches!(from, Origin::Fact(Fact::AddressUrl)))
        };
        self.columns.iter().filter(is_fed).all(|column| column.read_in(url, None).is_ok_and(|value| !value.is_null()))
    }

    /// The position of the first column that a fact feeds.
    #[must_use]
    pub fn fed_by(&self, fact: Fact) -> Option<usize> {
        let is_fact = |origin: &Origin| matches!(origin, Origin::Fact(own) if *own == fact);
        self.columns.iter().position(|column| column.from.iter().any(is_fact))
    }

    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The name today of a column that has, or had, this one; the name itself where no column says so.
    #[must_use]
    pub fn name_today<'n>(&'n self, name: &'n str) -> &'n str {
        let renamed = self.columns.iter().find(|column| column.was.iter().any(|was| was == name));
        renamed.map_or(name, |column| &column.name)
    }
}

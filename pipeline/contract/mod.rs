//! The contract: `schemas/*.toml` compiled into datasets, columns and the vocabulary that recognises tables.
//!
//! Nothing here reads files or knows articles. Everything else (Arrow schema, CSV header, data dictionary,
//! descriptor) is derived from [`Contract`].

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
mod resolve;
mod roles;
mod sql;
mod statement;
mod value_roles;
mod vocabulary;

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
use crate::values::{Damage, Families, LanguageId, Part, Physical, Reading, Type, Value, Words, damage};
use crate::work;
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

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Names that it had in earlier versions of the contract.
    pub was: Vec<String>,
    /// `dataset.column`.
    pub path: String,
    /// What it means.
    pub doc: String,
    /// Unit, empty where there is none.
    pub unit: String,
    /// Semantic type.
    pub ty: ColumnType,
    /// Whether it is never null. A table row that does not give it is no row of the dataset.
    pub required: bool,
    /// Printed headings that feed it.
    pub headers: Vec<String>,
    /// Those of them, as compared, that are everyday words and no evidence: cells under them must prove more.
    pub weak_headers: Vec<String>,
    /// Whether the first column of a table feeds it where no heading does, and another heading is one of this dataset alone.
    pub leads_rows: bool,
    /// Whether one word for nothing, `None`, is a text of it: an action, not a cell without one.
    pub none_is_text: bool,
    /// Headings that feed it where no other one does and each of their cells says something else, as they are compared.
    pub distinct_headers: Vec<String>,
    /// Types of the cells under some of the headings, where they are not the column's own.
    pub readings: Vec<(Vec<String>, &'static Type)>,
    /// Printed labels and front-matter keys that feed it.
    pub labels: Vec<String>,
    /// Facts and parts that feed it; the first that is not null wins.
    pub from: Vec<Origin>,
    /// The printed form of `from`, for the dictionary.
    pub from_text: Vec<String>,
    /// Position of the value of an enumeration that stands where nothing else was found.
    pub default: Option<u16>,
    /// What is known of its values, where lists do not say where one ends.
    pub names: Option<Names>,
    /// By which sentences an article states its value.
    pub statement: Option<Statement>,
    /// The words by which its values are read.
    pub words: Arc<Words>,
}

/// The semantic type of a column.
#[derive(Debug)]
pub enum ColumnType {
    /// One of [`crate::values::TYPES`].
    Semantic(&'static Type),
    /// A closed list of the schema.
    Enumeration(Enumeration),
}

/// Where a derived column takes its value.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// A fact of the article, section, table, row, ...
    Fact(Fact),
    /// A part of another column's value.
    Part {
        /// Position of the column.
        column: usize,
        /// The part.
        part: &'static Part,
    },
    /// Another column's text, read by this column's type.
    Column {
        /// Position of the column.
        column: usize,
    },
    /// The heading under which another column's value is printed.
    Heading {
        /// Position of the column.
        column: usize,
    },
    /// The number of the article that another column's cell names in brackets at its end, or links to.
    Article {
        /// Position of the column.
        column: usize,
    },
    /// Number of rows of another dataset in this article.
    Count {
        /// Position of the dataset.
        dataset: usize,
    },
    /// Text of the sections of one kind.
    SectionText {
        /// Position in the section kinds.
        kind: u16,
    },
    /// A column of the row of another dataset of this article whose version pattern the row's version fits.
    Matched {
        /// Position of the other dataset.
        dataset: usize,
        /// Its column of patterns.
        pattern: usize,
        /// Its column to take.
        take: usize,
        /// Our column of versions.
        version: usize,
    },
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

impl Column {
    /// Whether a heading is an everyday word: `Name` may stand above anything.
    #[must_use]
    pub fn is_weak(&self, heading: &str) -> bool {
        !self.weak_headers.is_empty() && self.weak_headers.contains(&normal_heading(heading))
    }

    /// Whether a text has all parts that values of the type can have: a name with an extension, a version of four numbers.
    #[must_use]
    pub fn is_whole(&self, text: &str) -> bool {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.parts.iter().all(|part| !(part.get)(text, self.words.any()).is_null()),
            ColumnType::Enumeration(_) => true,
        }
    }

    /// How it is stored.
    #[must_use]
    pub fn physical(&self) -> Physical {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.physical,
            ColumnType::Enumeration(_) => Physical::Enum,
        }
    }

    /// Name of the semantic type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.name,
            ColumnType::Enumeration(_) => "enum",
        }
    }

    /// The closed list of an enumeration, in order; empty for other types.
    #[must_use]
    pub fn symbols(&self) -> Vec<&str> {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.symbols.to_vec(),
            ColumnType::Enumeration(list) => list.names().collect(),
        }
    }

    /// The word at a position of the closed list; empty where there is none.
    #[must_use]
    pub fn symbol(&self, at: u16) -> &str {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.symbols.get(usize::from(at)).copied().unwrap_or_default(),
            ColumnType::Enumeration(list) => list.name(at),
        }
    }

    /// Whether its values are known only when all articles are.
    #[must_use]
    pub fn is_settled_late(&self) -> bool {
        self.from.iter().any(|origin| matches!(origin, Origin::Fact(fact) if fact.is_late()))
    }

    /// Whether its values are names of files: those compare without case.
    #[must_use]
    pub fn is_file_name(&self) -> bool {
        self.type_name() == "file-name"
    }

    /// The type of the cells under a heading; null where it is an enumeration of the schema.
    #[must_use]
    pub fn type_under(&self, heading: &str) -> Option<&'static Type> {
        let own = match &self.ty {
            ColumnType::Semantic(ty) => Some(*ty),
            ColumnType::Enumeration(_) => None,
        };
        let heading = if self.readings.is_empty() { String::new() } else { normal_heading(heading) };
        self.readings.iter().find(|(headings, _)| headings.contains(&heading)).map_or(own, |(_, ty)| Some(ty))
    }

    /// Reads the text of a cell of a language, under its heading, that is not one of the null spellings.
    ///
    /// # Errors
    /// When the text cannot be read as the type that the heading stands for.
    pub fn read_under<'s>(&self, heading: &str, text: &'s str, language: Option<LanguageId>) -> Reading<'s> {
        match self.type_under(heading) {
            Some(ty) => (ty.parse)(text, self.words.within(language)),
            None => self.read(text),
        }
    }

    /// Reads a printed text of any language that is not one of the null spellings.
    ///
    /// # Errors
    /// When the text cannot be read as the column's type.
    pub fn read<'s>(&self, text: &'s str) -> Reading<'s> {
        self.read_in(text, None)
    }

    /// The same for a text of a language.
    ///
    /// # Errors
    /// When the text cannot be read as the column's type.
    pub fn read_in<'s>(&self, text: &'s str, language: Option<LanguageId>) -> Reading<'s> {
        work::add(text.len());
        match &self.ty {
            ColumnType::Semantic(ty) => (ty.parse)(text, self.words.within(language)),
            ColumnType::Enumeration(list) => list.read(text),
        }
    }

    /// How a text is damaged that the column cannot read.
    #[must_use]
    pub fn damage(&self, text: &str) -> Damage {
        damage(self.type_name(), text, self.words.any())
    }

    /// Whether a text looks like a value of this column and hardly like another one.
    #[must_use]
    pub fn is_shape(&self, text: &str) -> bool {
        self.is_shape_in(text, None)
    }

    /// The same for a text of a language.
    #[must_use]
    pub fn is_shape_in(&self, text: &str, language: Option<LanguageId>) -> bool {
        work::add(text.len());
        let locale = self.words.within(language);
        if self.readings.iter().any(|(_, ty)| (ty.is_shape)(text, locale)) {
            return true;
        }
        match &self.ty {
            ColumnType::Semantic(ty) => (ty.is_shape)(text, locale),
            ColumnType::Enumeration(list) => list.read(text).is_ok(),
        }
    }

    /// The largest number of words that one value is printed with; 0 = any number.
    #[must_use]
    pub fn words(&self) -> usize {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.words,
            ColumnType::Enumeration(list) => list.words(),
        }
    }

    /// Whether a text is taken as it stands.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        matches!(self.physical(), Physical::Text | Physical::Category) && self.words() == 0
    }

    /// Whether one value may run over a line end.
    #[must_use]
    pub fn wraps(&self) -> bool {
        matches!(&self.ty, ColumnType::Semantic(ty) if ty.wraps)
    }

    /// Whether only a table can give it, and must: it is required, and nothing but headings feeds it.
    #[must_use]
    pub fn must_be_printed(&self) -> bool {
        self.required && !self.headers.is_empty() && self.from.is_empty()
    }

    /// The value that stands where nothing was found.
    #[must_use]
    pub fn fallback(&self) -> Value<'static> {
        self.default.map_or(Value::Null, Value::Enum)
    }
}

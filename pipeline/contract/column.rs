//! `Column`: how one column of a dataset is called, fed and read.

use super::{Enumeration, Fact, Names, Statement, normal_heading};
use crate::values::{AnyPart, AnyType, Damage, LanguageId, Physical, Reading, Value, Words, damage};
use crate::work;
use std::sync::Arc;

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
    pub readings: Vec<(Vec<String>, AnyType)>,
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
    /// A type of the program or of the contract.
    Semantic(AnyType),
    /// A closed list of the schema.
    Enumeration(Enumeration),
}

/// Where a derived column takes its value.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A fact of the article, section, table, row, ...
    Fact(Fact),
    /// A part of another column's value.
    Part {
        /// Position of the column.
        column: usize,
        /// The part.
        part: AnyPart,
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
            ColumnType::Semantic(ty) => ty.is_whole(text, self.words.any()),
            ColumnType::Enumeration(_) => true,
        }
    }

    /// How it is stored.
    #[must_use]
    pub fn physical(&self) -> Physical {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.physical(),
            ColumnType::Enumeration(_) => Physical::Enum,
        }
    }

    /// Name of the semantic type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.name(),
            ColumnType::Enumeration(_) => "enum",
        }
    }

    /// The closed list of an enumeration, in order; empty for other types.
    #[must_use]
    pub fn symbols(&self) -> Vec<&str> {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.symbols().to_vec(),
            ColumnType::Enumeration(list) => list.names().collect(),
        }
    }

    /// The word at a position of the closed list; empty where there is none.
    #[must_use]
    pub fn symbol(&self, at: u16) -> &str {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.symbols().get(usize::from(at)).copied().unwrap_or_default(),
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
    pub fn type_under(&self, heading: &str) -> Option<&AnyType> {
        let own = match &self.ty {
            ColumnType::Semantic(ty) => Some(ty),
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
            Some(ty) => ty.parse(text, self.words.within(language)),
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
            ColumnType::Semantic(ty) => ty.parse(text, self.words.within(language)),
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
        if self.readings.iter().any(|(_, ty)| ty.is_shape(text, locale)) {
            return true;
        }
        match &self.ty {
            ColumnType::Semantic(ty) => ty.is_shape(text, locale),
            ColumnType::Enumeration(list) => list.read(text).is_ok(),
        }
    }

    /// The largest number of words that one value is printed with; 0 = any number.
    #[must_use]
    pub fn words(&self) -> usize {
        match &self.ty {
            ColumnType::Semantic(ty) => ty.words(),
            ColumnType::Enumeration(list) => list.words(),
        }
    }

    /// Whether a text is taken as it stands.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        matches!(&self.ty, ColumnType::Semantic(ty) if ty.is_verbatim())
    }

    /// Whether one value may run over a line end.
    #[must_use]
    pub fn wraps(&self) -> bool {
        matches!(&self.ty, ColumnType::Semantic(ty) if ty.wraps())
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

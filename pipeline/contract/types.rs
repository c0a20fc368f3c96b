//! `[[type]]` tables of schema files: types that a contract states as patterns.

use super::extends::is_embedded;
use crate::toml_file::{Reader, Text};
use crate::values::{AnyType, Between, PatternMistake, PatternText, PatternType, TYPES, whole_pattern};
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The key of the tables, and the only one of `types.toml`.
pub(super) const KEY: &str = "type";

const TYPE_KEYS: &[&str] = &[
    "name",
    "doc",
    "unit",
    "pattern",
    "shape",
    "canonical",
    "null",
    "stored",
    "list",
    "divided_by",
    "between",
    "words",
    "wraps",
];

/// The words for `stored`: whether the value is a number.
const STORED: [(&str, bool); 2] = [("text", false), ("integer", true)];

/// Every type that a column can have, besides `enum`.
#[derive(Default)]
pub(super) struct Types {
    stated: Vec<Stated>,
}

/// A type of the contract.
struct Stated {
    ty: Arc<PatternType>,
    /// Whether the file is one that the binary lends.
    is_embedded: bool,
}

impl Types {
    /// Adds the types of a file. A type of a user's file replaces one of this name that the binary lends.
    pub(super) fn add(&mut self, reader: &mut Reader<'_>, table: &DeTable<'_>) {
        let is_lent = is_embedded(&reader.path);
        for (table, place) in reader.tables(table, KEY) {
            let Some((name, ty)) = reader.pattern_type(table, place) else { continue };
            let known = self.stated.iter().position(|known| known.ty.text.name == name.text);
            let is_taken = TYPES.iter().any(|ty| ty.name == name.text) || name.text == "enum";
            match known {
                Some(at) if is_lent != self.stated[at].is_embedded => {
                    if !is_lent {
                        self.stated[at] = Stated { ty: Arc::new(ty), is_embedded: false };
                    }
                }
                None if !is_taken => self.stated.push(Stated { ty: Arc::new(ty), is_embedded: is_lent }),
                _ => {
                    let label = if is_taken { "a type of kbc" } else { "named a second time" };
                    let message = format!("two types are named `{}`", name.text);
                    reader.push(name.range, message, label, "give it a name of its own");
                }
            }
        }
    }

    /// The type of a name.
    pub(super) fn find(&self, name: &str) -> Option<AnyType> {
        let stated = || self.stated.iter().find(|stated| stated.ty.text.name == name);
        let built_in = TYPES.iter().find(|ty| ty.name == name).map(|ty| AnyType::BuiltIn(ty));
        built_in.or_else(|| Some(AnyType::Pattern(Arc::clone(&stated()?.ty))))
    }

    /// The names of all types.
    pub(super) fn names(&self) -> Vec<&str> {
        TYPES.iter().map(|ty| ty.name).chain(self.stated.iter().map(|stated| stated.ty.text.name.as_str())).collect()
    }

    /// The types of the contract, by name.
    pub(super) fn into_stated(self) -> Vec<Arc<PatternType>> {
        let mut types: Vec<Arc<PatternType>> = self.stated.into_iter().map(|stated| stated.ty).collect();
        types.sort_by(|left, right| left.text.name.cmp(&right.text.name));
        types
    }
}

impl Reader<'_> {
    /// One `[[type]]`, and the place of its name.
    fn pattern_type(&mut self, table: &DeTable<'_>, place: Range<usize>) -> Option<(Text, PatternType)> {
        self.known_keys(table, TYPE_KEYS);
        let name = self.needed(table, "name", place.clone());
        let doc = self.needed(table, "doc", place.clone());
        let pattern = self.needed(table, "pattern", place);
        let (name, doc, pattern) = (name?, doc?, pattern?);
        self.must_be_name_of_a_type(&name);
        let is_list = self.flag(table, "list");
        let between = self.between(table);
        let divided_by = self.text(table, "divided_by");
        self.must_be_of(divided_by.as_ref(), "divided_by", is_list, "list = true");
        let between_range = between.first().map(|(range, _)| range.clone());
        let first = between_range.map(|range| Text { text: String::new(), range });
        self.must_be_of(first.as_ref(), "between", divided_by.is_some(), "divided_by = '[,; ]+'");
        let stored = self.text(table, "stored");
        if let Some(word) = &stored {
            self.one_of(word, "storage", &STORED.map(|(word, _)| word));
        }
        let is_number =
            stored.is_some_and(|word| STORED.iter().any(|(known, is_number)| *known == word.text && *is_number));
        let words = self.count(table, "words").unwrap_or(usize::from(!is_list));
        let text = |text: Option<Text>| text.map(|text| text.text);
        let said = PatternText {
            name: name.text.clone(),
            doc: doc.text,
            unit: text(self.text(table, "unit")).unwrap_or_default(),
            pattern: pattern.text,
            shape: text(self.text(table, "shape")),
            canonical: text(self.text(table, "canonical")),
            null: self.texts(table, "null").into_iter().map(|text| text.text).collect(),
            is_number,
            is_list,
            divided_by: text(divided_by),
            between: between.into_iter().map(|(_, list)| list).collect(),
            words,
            wraps: self.flag(table, "wraps"),
        };
        // Where it is wrong, a stand-in keeps the name of the type known: one mistake is reported once.
        let stand_in = PatternText {
            pattern: ".".to_owned(),
            shape: None,
            canonical: None,
            divided_by: None,
            between: Vec::new(),
            ..said.clone()
        };
        let ty = PatternType::new(said).or_else(|mistake| {
            self.wrong_pattern(table, mistake);
            PatternType::new(stand_in)
        });
        Some((name, ty.ok()?))
    }

    /// A pattern that values fit as a whole, for the `pattern` of a constraint.
    pub(super) fn whole_pattern(&mut self, table: &DeTable<'_>) -> Option<(String, regex::Regex)> {
        let pattern = self.text(table, "pattern")?;
        match whole_pattern("pattern", &pattern.text) {
            Ok(regex) => Some((pattern.text, regex)),
            Err(mistake) => {
                self.wrong_pattern(table, mistake);
                None
            }
        }
    }

    /// Points at what is wrong in a pattern.
    fn wrong_pattern(&mut self, table: &DeTable<'_>, mistake: PatternMistake) {
        let Some(text) = self.text(table, mistake.key) else { return };
        let whole = text.range;
        // With one quote at each end and no escape in it, the text is printed as it is meant.
        let is_as_printed = whole.len() == text.text.len() + 2;
        let range = mistake.range.filter(|_| is_as_printed).map(|part| {
            let at = |at: usize| (whole.start + 1 + at).min(whole.end);
            at(part.start)..at(part.end).max(at(part.start) + 1)
        });
        self.push(range.unwrap_or(whole), mistake.message, "here", mistake.help);
    }

    /// Looks whether a key stands beside another one without which it says nothing.
    fn must_be_of(&mut self, text: Option<&Text>, key: &str, is_there: bool, other: &str) {
        if let Some(text) = text.filter(|_| !is_there) {
            let help = format!("add `{other}`, or remove `{key}`");
            self.push(text.range.clone(), format!("`{key}` says nothing here"), "has no effect", help);
        }
    }

    /// Looks whether a text can name a type.
    fn must_be_name_of_a_type(&mut self, Text { text, range }: &Text) {
        let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_name {
            let help = "use lower case letters, digits and `-`";
            self.push(range.clone(), format!("expected the name of a type, found `{text}`"), "not a name", help);
        }
    }

    /// Lists of the languages, with their places.
    fn between(&mut self, table: &DeTable<'_>) -> Vec<(Range<usize>, Between)> {
        let names: Vec<&str> = Between::NAMES.iter().map(|(name, _)| *name).collect();
        let words = self.texts(table, "between");
        let known: Vec<Text> = words.into_iter().filter(|word| self.one_of(word, "list of words", &names)).collect();
        let list = |word: &Text| Between::NAMES.iter().find(|(name, _)| *name == word.text).map(|(_, list)| *list);
        known.into_iter().filter_map(|word| Some((word.range.clone(), list(&word)?))).collect()
    }

    /// A whole number from 0 on.
    fn count(&mut self, table: &DeTable<'_>, key: &str) -> Option<usize> {
        let value = table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(value, key, "a whole number");
        }
        number
    }
}

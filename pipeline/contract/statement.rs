//! `Statement`: by which sentences an article gives a column a value for the tables below: `[column.statement]`.

use super::{ColumnType, Phrases};
use crate::toml_file::Reader;
use std::ops::Range;
use toml::de::DeTable;

const KEYS: &[&str] = &["value", "names", "of", "not_of", "denied_by"];

/// A sentence states a value where it names it, speaks of the column and of nothing else.
#[derive(Debug)]
pub struct Statement {
    /// Position of the value in the closed list of the column.
    pub value: u16,
    /// Phrases that name the value: `Coordinated Universal Time`.
    pub names: Phrases,
    /// Phrases of which a sentence holds one when it speaks of the column: `dates and times * files`.
    of: Phrases,
    /// Phrases of sentences that speak of something else.
    not_of: Phrases,
    /// Phrases that deny the value: `not * Coordinated Universal Time`.
    denied_by: Phrases,
}

impl Statement {
    /// Whether a sentence states the value (true), denies it (false), or says nothing of it (null).
    #[must_use]
    pub fn said_by(&self, sentence: &str) -> Option<bool> {
        let is_about = || self.of.are_in(sentence) && !self.not_of.are_in(sentence);
        (self.names.are_in(sentence) && is_about()).then(|| !self.denied_by.are_in(sentence))
    }
}

/// The lists of phrases of a statement.
pub(super) const PHRASES: [&str; 4] = ["names", "of", "not_of", "denied_by"];

impl Statement {
    /// Adds phrases of a language, in the order of [`PHRASES`].
    pub(super) fn extend(&mut self, more: &[Vec<String>; 4]) {
        let own = [&mut self.names, &mut self.of, &mut self.not_of, &mut self.denied_by];
        for (own, more) in own.into_iter().zip(more).filter(|(_, more)| !more.is_empty()) {
            *own = own.with(more);
        }
    }
}

impl Reader<'_> {
    /// The `[column.statement]` table.
    pub(super) fn statement(&mut self, table: &DeTable<'_>, ty: &ColumnType, place: Range<usize>) -> Option<Statement> {
        let table = self.table(table, "statement")?;
        self.known_keys(table, KEYS);
        let word = self.needed(table, "value", place.clone())?;
        let ColumnType::Enumeration(list) = ty else {
            let help = "remove it: sentences state values of a closed list";
            self.push(word.range, "only `enum` columns have a statement", "not an enum", help);
            return None;
        };
        let names: Vec<&str> = list.names().collect();
        if !self.one_of(&word, "value", &names) {
            return None;
        }
        for key in ["names", "of"].into_iter().filter(|key| !table.contains_key(*key)) {
            let help = format!("add `{key} = [...]`: without it no sentence states the value");
            self.push(place.clone(), format!("`{key}` of the statement is missing"), "in this column", help);
        }
        let mut phrases = |key| {
            Phrases::new(&self.texts(table, key).into_iter().map(|text| text.text.to_lowercase()).collect::<Vec<_>>())
        };
        Some(Statement {
            value: list.position(&word.text)?,
            names: phrases("names"),
            of: phrases("of"),
            not_of: phrases("not_of"),
            denied_by: phrases("denied_by"),
        })
    }
}

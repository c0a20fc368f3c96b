//! `Statement`: by which sentences an article gives a column a value for the tables below: `[column.statement]`.

use super::phrases::comparable;
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
    names: Phrases,
    /// Phrases of which a sentence holds one when it speaks of the column: `dates and times * files`.
    of: Phrases,
    /// Phrases of sentences that speak of something else.
    not_of: Phrases,
    /// What denies the value.
    denied_by: Denials,
}

/// Phrases that deny a value. A star at an end of one stands for all between it and the name of the value.
#[derive(Debug, Default)]
struct Denials {
    /// `not *`: the name stands somewhere behind it.
    before: Phrases,
    /// `*ではなく`: the name stands somewhere before it.
    behind: Phrases,
    /// `not in UTC`: wherever it stands.
    anywhere: Phrases,
}

impl Denials {
    /// The same with more phrases.
    fn with(&self, more: &[String]) -> Self {
        let (before, others): (Vec<_>, Vec<_>) = more.iter().partition(|phrase| phrase.ends_with('*'));
        let (behind, anywhere): (Vec<_>, Vec<_>) = others.into_iter().partition(|phrase| phrase.starts_with('*'));
        let bare = |phrases: Vec<&String>| phrases.iter().map(|text| text.trim_matches('*').into()).collect::<Vec<_>>();
        Self {
            before: self.before.with(&bare(before)),
            behind: self.behind.with(&bare(behind)),
            anywhere: self.anywhere.with(&bare(anywhere)),
        }
    }

    /// Whether a text denies what it names at some places.
    fn are_of(&self, text: &str, names: &[Range<usize>]) -> bool {
        let first = names.iter().map(|name| name.start).min();
        let last = names.iter().map(|name| name.end).max();
        self.before.places(text).any(|phrase| last.is_some_and(|last| phrase.end < last))
            || self.behind.places(text).any(|phrase| first.is_some_and(|first| phrase.start > first))
            || self.anywhere.places(text).next().is_some()
    }
}

impl Statement {
    /// Whether a sentence states the value (true), denies it (false), or says nothing of it (null).
    #[must_use]
    pub fn said_by(&self, sentence: &str) -> Option<bool> {
        let text = comparable(sentence);
        let (names, others): (Vec<_>, Vec<_>) = self.names.places(&text).partition(|name| !is_moved(&text[name.end..]));
        let is_named = !names.is_empty() || !others.is_empty();
        let is_about = || self.of.are_in(&text) && !self.not_of.are_in(&text);
        (is_named && is_about()).then(|| !names.is_empty() && !self.denied_by.are_of(&text, &names))
    }

    /// Whether a text names the value.
    #[must_use]
    pub fn is_named_in(&self, text: &str) -> bool {
        let text = comparable(text);
        self.names.places(&text).any(|name| !is_moved(&text[name.end..]))
    }
}

/// Whether what stands behind a name adds a number to it or takes one away, so that something else is meant: `UTC-08:00`.
fn is_moved(behind: &str) -> bool {
    let number = behind.trim_start_matches(' ').trim_start_matches(['+', '-', '\u{2212}', '\u{2013}', '\u{b1}']);
    let digits = number.trim_start_matches(['0', ':']);
    number.len() < behind.trim_start_matches(' ').len() && digits.starts_with(|c: char| c.is_ascii_digit())
}

/// The lists of phrases of a statement.
pub(super) const PHRASES: [&str; 4] = ["names", "of", "not_of", "denied_by"];

impl Statement {
    /// Adds phrases of a language, in the order of [`PHRASES`].
    pub(super) fn extend(&mut self, more: &[Vec<String>; 4]) {
        let [names, of, not_of, denied_by] = more;
        for (own, more) in [(&mut self.names, names), (&mut self.of, of), (&mut self.not_of, not_of)] {
            if !more.is_empty() {
                *own = own.with(more);
            }
        }
        self.denied_by = self.denied_by.with(denied_by);
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
        let mut texts = |key| self.texts(table, key).into_iter().map(|text| text.text).collect::<Vec<_>>();
        Some(Statement {
            value: list.position(&word.text)?,
            names: Phrases::new(&texts("names")),
            of: Phrases::new(&texts("of")),
            not_of: Phrases::new(&texts("not_of")),
            denied_by: Denials::default().with(&texts("denied_by")),
        })
    }
}

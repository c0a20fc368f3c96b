//! `Reader`: takes strings, lists and tables out of a TOML file, and keeps every mistake with its place.

use super::mistake::{Mistake, nearest};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Table<'i> = DeTable<'i>;

/// A text with its place.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
}

/// Collects mistakes of one file.
pub(crate) struct Reader<'m> {
    pub(crate) path: String,
    /// Names of the output formats.
    pub(crate) formats: &'m [&'m str],
    pub(crate) mistakes: &'m mut Vec<Mistake>,
}

impl Reader<'_> {
    pub(crate) fn push(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.mistakes.push(Mistake {
            path: self.path.clone(),
            range,
            message: message.into(),
            label: label.into(),
            help: help.into(),
        });
    }

    pub(crate) fn known_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                self.push(
                    key.span(),
                    format!("unknown key `{word}`"),
                    "no such key",
                    nearest(word, known.iter().copied()),
                );
            }
        }
    }

    pub(crate) fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let found = value.get_ref().type_str();
        self.push(
            value.span(),
            format!("`{key}` is of type {found}, not {expected}"),
            format!("expected {expected}"),
            "",
        );
    }

    pub(crate) fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Text> {
        let value = table.get(key)?;
        if let Some(text) = value.get_ref().as_str() {
            Some(Text { text: text.to_owned(), range: value.span() })
        } else {
            self.wrong_type(value, key, "a string");
            None
        }
    }

    /// A text that must be there.
    pub(crate) fn needed(&mut self, table: &Table<'_>, key: &str, whole: Range<usize>) -> Option<Text> {
        if !table.contains_key(key) {
            self.push(whole, format!("`{key}` is missing"), "in this table", format!("add `{key} = \"...\"`"));
        }
        self.text(table, key)
    }

    /// A list of strings; a single string is a list of one.
    pub(crate) fn texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Text> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) if text.trim().is_empty() => self.push(
                    item.span(),
                    format!("`{key}` holds an empty text"),
                    "matches nothing",
                    "write what is printed, or leave it out",
                ),
                Some(text) => texts.push(Text { text: text.to_owned(), range: item.span() }),
                None => self.wrong_type(item, key, "a list of strings"),
            }
        }
        texts
    }

    pub(crate) fn flag(&mut self, table: &Table<'_>, key: &str) -> bool {
        let Some(value) = table.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(value, key, "true or false");
            false
        })
    }

    /// The table `[key]`.
    pub(crate) fn table<'t, 'i>(&mut self, table: &'t Table<'i>, key: &str) -> Option<&'t Table<'i>> {
        let value = table.get(key)?;
        let found = value.get_ref().as_table();
        if found.is_none() {
            self.wrong_type(value, key, &format!("a table, `[{key}]`"));
        }
        found
    }

    /// The tables of `[[key]]`, each with its place.
    pub(crate) fn tables<'t, 'i>(&mut self, table: &'t Table<'i>, key: &str) -> Vec<(&'t Table<'i>, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, key, &format!("a list of tables, `[[{key}]]`"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, item.span())),
                None => self.wrong_type(item, key, "a list of tables"),
            }
        }
        tables
    }

    pub(crate) fn one_of(&mut self, word: &Text, what: &str, valid: &[&str]) -> bool {
        let known = valid.contains(&word.text.as_str());
        if !known {
            let help = nearest(&word.text, valid.iter().copied());
            self.push(word.range.clone(), format!("unknown {what} `{}`", word.text), format!("no such {what}"), help);
        }
        known
    }
}

//! `Enumeration`: a closed list of a schema with the printed spellings of each value.

use super::vocabulary::normal;
use crate::values::{Reading, Unreadable, Value};
use memchr::memmem;
use std::collections::HashMap;

/// A closed list. Spellings are compared without case, markup and runs of blanks; `*` stands for any text.
#[derive(Clone, Debug, Default)]
pub struct Enumeration {
    names: Vec<String>,
    docs: Vec<String>,
    exact: HashMap<String, u16>,
    patterns: Vec<Pattern>,
    words: usize,
}

#[derive(Clone, Debug)]
struct Pattern {
    parts: Vec<memmem::Finder<'static>>,
    open_start: bool,
    open_end: bool,
    value: u16,
}

impl Pattern {
    fn new(text: &str, value: u16) -> Self {
        Self {
            parts: text
                .split('*')
                .filter(|part| !part.is_empty())
                .map(|part| memmem::Finder::new(part).into_owned())
                .collect(),
            open_start: text.starts_with('*'),
            open_end: text.ends_with('*'),
            value,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        for (index, part) in self.parts.iter().enumerate() {
            let Some(at) = part.find(rest) else { return false };
            if index == 0 && !self.open_start && at != 0 {
                return false;
            }
            if index + 1 == self.parts.len() && !self.open_end {
                return rest.ends_with(part.needle());
            }
            rest = &rest[at + part.needle().len()..];
        }
        true
    }
}

impl Enumeration {
    /// Adds a value with its spellings; its own name is always one of them.
    pub fn push(&mut self, name: &str, doc: &str, spellings: &[String]) {
        let value = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(name.to_owned());
        self.docs.push(doc.to_owned());
        self.exact.entry(name.to_owned()).or_insert(value);
        self.words = self.words.max(1);
        for spelling in spellings {
            let text = normal(spelling);
            if text.contains('*') {
                self.patterns.push(Pattern::new(&text, value));
            } else {
                self.words = self.words.max(text.split(' ').count());
                self.exact.entry(text).or_insert(value);
            }
        }
    }

    /// The values in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// What each value means, in order.
    pub fn docs(&self) -> impl Iterator<Item = &str> {
        self.docs.iter().map(String::as_str)
    }

    /// The position of a value by its name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<u16> {
        self.names.iter().position(|known| known == name).and_then(|at| u16::try_from(at).ok())
    }

    /// The name of a value.
    #[must_use]
    pub fn name(&self, value: u16) -> &str {
        self.names.get(usize::from(value)).map_or("", String::as_str)
    }

    /// The value that a printed text stands for.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u16> {
        if let Some(&value) = self.exact.get(text) {
            return Some(value);
        }
        let text = normal(text);
        self.exact
            .get(&text)
            .copied()
            .or_else(|| self.patterns.iter().find(|pattern| pattern.matches(&text)).map(|pattern| pattern.value))
    }

    /// Reads a printed text.
    ///
    /// # Errors
    /// When it is none of the spellings.
    pub fn read<'s>(&self, text: &str) -> Reading<'s> {
        self.find(text).map(Value::Enum).ok_or(Unreadable("it is none of the values of the schema"))
    }

    /// The most words that a spelling without `*` has.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_exact_or_patterns() {
        let mut list = Enumeration::default();
        list.push("required", "", &["*must restart*".to_owned()]);
        list.push("notes", "", &["* information notes".to_owned(), "Notes".to_owned()]);
        assert_eq!(list.find("You MUST  restart the computer."), Some(0));
        assert_eq!(list.find("required"), Some(0));
        assert_eq!(list.find("Windows 7 file information notes"), Some(1));
        assert_eq!(list.find("notes:"), Some(1));
        assert_eq!(list.find("information notes at the end"), None);
    }
}

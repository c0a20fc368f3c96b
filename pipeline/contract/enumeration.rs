//! `Enumeration`: a closed list of a schema with the printed spellings of each value.

use super::ValueRole;
use super::normal::{NormalMap, normal};
use crate::fold::is_plain;
use crate::values::{Reading, Unreadable, Value};
use crate::work;
use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// A closed list. Spellings are compared without case, markup and runs of blanks; `*` stands for any text.
#[derive(Clone, Debug, Default)]
pub struct Enumeration {
    names: Vec<String>,
    docs: Vec<String>,
    roles: Vec<Option<ValueRole>>,
    exact: NormalMap<u16>,
    patterns: Vec<Pattern>,
    /// Finds the longest part of each pattern, by its position: nearly every text holds none of them. Made when it is first
    /// asked.
    needles: OnceLock<Option<AhoCorasick>>,
    words: usize,
}

#[derive(Clone, Debug)]
struct Pattern {
    parts: Vec<String>,
    open_start: bool,
    open_end: bool,
    value: u16,
}

impl Pattern {
    fn new(text: &str, value: u16) -> Self {
        Self {
            parts: text.split('*').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            open_start: text.starts_with('*'),
            open_end: text.ends_with('*'),
            value,
        }
    }

    /// The longest part; empty for `*`, which every text holds.
    fn needle(&self) -> &str {
        self.parts.iter().max_by_key(|part| part.len()).map_or("", String::as_str)
    }

    fn matches(&self, text: &str) -> bool {
        work::add(text.len());
        let mut rest = text;
        for (index, part) in self.parts.iter().enumerate() {
            let is_first = index == 0 && !self.open_start;
            let is_last = index + 1 == self.parts.len() && !self.open_end;
            rest = match (is_first, is_last) {
                (true, true) => return rest == part,
                (true, false) => match rest.strip_prefix(part.as_str()) {
                    Some(rest) => rest,
                    None => return false,
                },
                (false, true) => return rest.ends_with(part.as_str()),
                (false, false) => match rest.find(part.as_str()) {
                    Some(at) => &rest[at + part.len()..],
                    None => return false,
                },
            };
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
        self.roles.push(None);
        self.exact.entry(name, || value);
        self.words = self.words.max(1);
        self.extend(value, spellings);
    }

    /// Adds spellings of a value that is there.
    pub(super) fn extend(&mut self, value: u16, spellings: &[String]) {
        for spelling in spellings {
            let text = normal(spelling);
            if text.contains('*') {
                self.patterns.push(Pattern::new(&text, value));
                self.needles = OnceLock::new();
            } else {
                self.words = self.words.max(text.split(' ').count());
                self.exact.entry(&text, || value);
            }
        }
    }

    /// Gives the last value a role.
    pub(super) fn give_role(&mut self, role: Option<ValueRole>) {
        if let Some(last) = self.roles.last_mut() {
            *last = role;
        }
    }

    /// The role of a value.
    #[must_use]
    pub fn role(&self, value: u16) -> Option<ValueRole> {
        self.roles.get(usize::from(value)).copied().flatten()
    }

    /// The value that has a role.
    #[must_use]
    pub fn with_role(&self, role: ValueRole) -> Option<u16> {
        self.roles.iter().position(|own| *own == Some(role)).and_then(|at| u16::try_from(at).ok())
    }

    fn needles(&self) -> Option<&AhoCorasick> {
        let build = || {
            let needles = self.patterns.iter().map(Pattern::needle);
            AhoCorasick::builder().ascii_case_insensitive(true).build(needles).ok()
        };
        self.needles.get_or_init(build).as_ref()
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
        self.exact.get(text).copied().or_else(|| self.pattern(text))
    }

    /// Whether a text is a spelling as a whole, and not only fits a pattern.
    #[must_use]
    pub fn is_spelled(&self, text: &str) -> bool {
        self.exact.get(text).is_some()
    }

    /// The value of the first pattern that a text fits.
    fn pattern(&self, text: &str) -> Option<u16> {
        let needles = self.needles()?;
        // What is left out of a text when it is compared stands in brackets.
        if is_plain(text) && !text.contains('(') && !needles.is_match(text) {
            return None;
        }
        let text = &normal(text);
        let found = needles.find_overlapping_iter(text).map(|found| found.pattern().as_usize());
        let mut found = found.peekable();
        found.peek()?;
        // However often its needle stands in the text, a pattern is tried once.
        let mut is_tried = vec![false; self.patterns.len()];
        let fits = found
            .filter(|&at| !std::mem::replace(&mut is_tried[at], true))
            .filter(|&at| self.patterns[at].matches(text));
        fits.min().map(|at| self.patterns[at].value)
    }

    /// Reads a printed text.
    ///
    /// # Errors
    /// When it is none of the spellings.
    pub fn read<'s>(&self, text: &str) -> Reading<'s> {
        // Behind the value of a sentence stands its stop: `Type: String.`
        let found = self.find(text).or_else(|| self.find(text.strip_suffix('.')?));
        found.map(Value::Enum).ok_or(Unreadable("the schema does not list it among the values"))
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

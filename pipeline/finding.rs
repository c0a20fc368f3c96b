//! `Finding`: one thing that a rule has to say about one place, as plain data without any look.

use crate::span::Span;
use std::fmt;
use std::sync::Arc;

/// How bad it is. The order is that of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// The data is probably wrong.
    Warning,
    /// The data is wrong, or was lost.
    Error,
}

impl Level {
    /// All levels, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The word in schemas, reports and datasets.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of a word.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place in an article, as people name it and as programs find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Path of the article relative to the input root.
    pub source: Arc<str>,
    /// Bytes of the decoded text.
    pub span: Span,
    /// First line, from 1.
    pub line: u32,
    /// Column of the first character, from 1, in characters (Unicode scalar values).
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code of the rule.
    pub code: &'static str,
    /// Name of the rule.
    pub name: &'static str,
    /// Level: that of the rule, or a lower one where the case is milder, or the one that the policy sets.
    pub level: Level,
    /// What is wrong: lower case, no full stop, the actual values first.
    pub message: String,
    /// What to do; null where nothing can be done.
    pub help: Option<String>,
    /// The value that other places agree on, as they print it; null where there are none. Nothing is repaired.
    pub suggestion: Option<String>,
    /// Where it is.
    pub place: Location,
    /// What stands under the carets; may be empty.
    pub label: String,
    /// Other places that belong to it, with what they say.
    pub others: Vec<(Location, String)>,
    /// The row of a dataset that it is about.
    pub row: Option<RowKey>,
    /// The words at its place, runs of blanks made one, long ones cut: what a waiver names it by.
    pub text: String,
    /// The waiver that accepts it.
    pub waived: Option<Waived>,
}

/// A row of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// Name of the dataset; null where no dataset claims the table.
    pub dataset: Option<Arc<str>>,
    /// Ordinal of the table, from 1; null where the rows of the dataset are not read from tables.
    pub table: Option<u32>,
    /// Ordinal of the row in the table, from 1; null for the table as a whole. Where there is no table, the ordinal
    /// among the rows of the article.
    pub row: Option<u32>,
}

/// Why a finding is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Position of the waiver in its file.
    pub waiver: usize,
    /// The reason it gives.
    pub reason: String,
}

/// Longer words at a place are cut, in characters.
const LONGEST_TEXT: usize = 160;

/// The words by which a finding is known: runs of blanks made one, at most 160 characters.
#[must_use]
pub fn words(raw: &str) -> String {
    let mut text = String::new();
    // A character has at most four bytes: more than so many are never shown.
    let most = 4 * LONGEST_TEXT + 1;
    for word in raw.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word[..word.floor_char_boundary(most + 4)]);
        if text.len() >= most {
            break;
        }
    }
    match text.char_indices().nth(LONGEST_TEXT) {
        None => text,
        Some((cut, _)) => format!("{}…", &text[..cut]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_single_blanks_and_an_end() {
        assert_eq!(words(" a\t b\r\n\u{a0}c "), "a b c");
        assert_eq!(words(&"ä".repeat(200)), format!("{}…", "ä".repeat(160)));
        assert_eq!(words(&"\u{1f4be}".repeat(200)), format!("{}…", "\u{1f4be}".repeat(160)));
        assert_eq!(words(&"a ".repeat(200)), format!("{}…", "a ".repeat(80)));
        assert_eq!(words(""), "");
    }
}

//! Whether a block can be a label by what it says, and how much has to stand around it for that.

use super::text::{
    around_colon, ends_as_prose, ends_with_colon, has_time, is_label, is_name_with_clause, is_sentence, is_short,
    is_title_case, leads_on, names_systems,
};
use super::{Lines, Names};
use crate::blocks::Kind;
use crate::values::List;
use std::borrow::Cow;

/// What marks a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A line underlined with `=` (1) or `-` (2).
    Underline(u8),
    /// The summary of a folded part.
    Summary,
    /// A line that is bold as a whole.
    Bold,
    /// An item of a list.
    Bullet,
    /// Nothing but its words and its place.
    Plain,
}

/// How much has to stand around a line before it is a label; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// It is none, wherever it stands: a sentence, a row, a fact, a control.
    Never,
    /// A table stands right below it.
    AboveTable,
    /// It stands alone, as a paragraph of one line.
    Alone,
}

impl Mark {
    /// As in `sections.label_kind`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Underline(_) => "underline",
            Self::Summary => "summary",
            Self::Bold => "bold",
            Self::Bullet => "bullet",
            Self::Plain => "plain",
        }
    }
}

impl<'s> Lines<'_, 's> {
    /// What marks a block as a label; null where it is a grid.
    pub(crate) fn mark(&self, at: usize) -> Option<Mark> {
        Some(match self.document.blocks.get(at)?.kind {
            Kind::Heading(level) => Mark::Heading(level),
            Kind::Underlined(level) => Mark::Underline(level),
            Kind::Summary => Mark::Summary,
            Kind::Grid { .. } => return None,
            Kind::Line(_) if self.is_bold(at) => Mark::Bold,
            Kind::Line(line) if line.bullet => Mark::Bullet,
            Kind::Line(_) => Mark::Plain,
        })
    }

    /// How much has to stand around a line before it is a label.
    pub(crate) fn strength(&self, at: usize) -> Strength {
        let (Some((_, line)), Some(raw)) = (self.document.line(at), self.raw(at)) else { return Strength::Never };
        if self.is_bold(at) {
            return Strength::Alone;
        }
        if self.is_title_row(at) {
            return Strength::AboveTable;
        }
        // Most lines are prose, which ends with a stop.
        // Words of a script without capitals do not tell names from prose.
        let has_capitals =
            |text: &str| !text.contains(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        let is_prose = |text| ends_as_prose(text) && !(has_capitals(text) && is_title_case(text, &self.contract.words));
        if is_prose(raw) && memchr::memmem::find(raw.as_bytes(), b" of ").is_none() {
            return Strength::Never;
        }
        let text = self.text(at);
        // Items of lists are labels of tables only.
        let alone = if line.bullet { Strength::AboveTable } else { Strength::Alone };
        if self.names_systems(at) {
            // `An x64-based version of Windows 7` is an item like any other, `For all supported x64-based versions` is not.
            let stands_apart = !line.bullet && !ends_as_prose(text) || self.kind(at).is_some();
            return if stands_apart { Strength::Alone } else { Strength::AboveTable };
        }
        // `Contoso Server 2010, Standard x64 Edition; and Contoso Server 2010, Enterprise x64 Edition.` is a list of systems.
        if is_prose(text) || ends_as_prose(text) && !self.names(at).is_any() {
            return Strength::Never;
        }
        if self.kind(at).is_some() {
            return alone;
        }
        let names = || {
            self.names(at).is_any()
                || is_title_case(text, &self.contract.words) && !text.starts_with(char::is_lowercase)
        };
        if self.can_name(text, names) { Strength::AboveTable } else { Strength::Never }
    }

    /// Whether a text can name the table right below it. Without the names of systems in it, it does not read on.
    fn can_name(&self, text: &str, names_systems: impl FnOnce() -> bool) -> bool {
        let words = &self.contract.words;
        let reads_on = text.starts_with(char::is_lowercase) || ends_with_colon(text) && leads_on(text, words);
        // What has bars or a time of day is a row.
        let is_row = text.contains('|') || has_time(text);
        !is_row && (!is_sentence(text, words) || is_name_with_clause(text, words)) && (!reads_on || names_systems())
    }

    /// The text of the paragraph that a line ends, where it has several lines and can name the table right below it: with
    /// a colon, whatever its length.
    pub(crate) fn label_over_lines(&self, at: usize) -> Option<Cow<'s, str>> {
        let (end, line) = self.document.line(at).filter(|(span, _)| ends_with_colon(self.document.raw(*span)))?;
        if line.opens || line.code {
            return None;
        }
        let begins = |above: &usize| self.document.line(*above).is_some_and(|(_, line)| line.opens);
        let first = (at.saturating_sub(MOST_LINES_OF_LABEL)..at).rev().find(begins)?;
        let lines = first..at;
        let (start, _) = self.document.line(first).filter(|(_, line)| !line.bullet)?;
        let is_paragraph =
            lines.clone().all(|at| self.document.line(at).is_some_and(|(_, line)| !line.code && !line.bullet));
        let text = self.document.plain(start.join(end));
        let names = || Names::of(&text, &self.contract.words).is_any();
        (is_paragraph && !ends_as_prose(&text) && self.can_name(&text, names)).then_some(text)
    }

    /// Whether a text that is too long for a label names the table right below it all the same: with a colon at its end, or
    /// by the systems in it.
    pub(crate) fn is_long_label(&self, at: usize) -> bool {
        ends_with_colon(self.text(at)) || self.names(at).is_any()
    }

    /// Whether a paragraph right above a table is neither its label nor prose, nor leads to it: nobody understands it, and what is
    /// above it does not reach the table.
    pub(crate) fn is_unclear(&self, at: usize) -> bool {
        let (Some((_, line)), text) = (self.document.line(at), self.text(at)) else { return false };
        line.opens
            && !line.code
            && !line.bullet
            && !ends_as_prose(text)
            && !leads_on(text, &self.contract.words)
            && !is_sentence(text, &self.contract.words)
            // It goes on with what is above it: `and:`; or it is a row that no table claims.
            && !text.starts_with(char::is_lowercase)
            && !has_time(text)
            && !self.is_header(at)
            && !self.says_nothing(at, Mark::Plain)
    }

    /// Whether a line right above a table that is no label leads to that table and away from the one above it: `On the
    /// subfolders, the following permissions are required:`. A paragraph that begins small, `and:`, goes on with it.
    pub(crate) fn leads_to_next(&self, at: usize) -> bool {
        let (Some((_, line)), text) = (self.document.line(at), self.text(at)) else { return false };
        let goes_on = line.opens && text.starts_with(char::is_lowercase);
        ends_with_colon(text) && !goes_on && !line.code
    }

    /// Whether a block names what may be spread over several tables: systems, or a place such as a key of the registry.
    pub(crate) fn names_whole(&self, at: usize) -> bool {
        self.text(at).contains('\\') || names_systems(self.contract, self.text(at))
    }

    /// Whether a block is a scope label: it names a processor and products, and is no sentence.
    pub(crate) fn names_systems(&self, at: usize) -> bool {
        let words = &self.contract.words;
        words.may_name_processor(self.text(at)) && self.names(at).is_both() && !is_sentence(self.text(at), words)
    }

    /// Whether a block names a processor and can be a label.
    pub(crate) fn names_processor(&self, at: usize) -> bool {
        let words = &self.contract.words;
        words.may_name_processor(self.text(at)) && self.names(at).platform.is_some() && is_label(self.text(at), words)
    }

    /// Whether a line is short enough to be a label.
    pub(crate) fn is_short(&self, at: usize) -> bool {
        self.raw(at).is_some_and(is_short)
    }

    /// Whether a block says nothing that could name what stands below it: it folds a part, has no letters, or states a fact of
    /// the article, `Release date: March 29, 2021`.
    pub(crate) fn says_nothing(&self, at: usize, mark: Mark) -> bool {
        let text = self.text(at);
        // `Click here to view or to hide the files` folds, `Expand this table` does, and both name nothing.
        mark == Mark::Summary && self.contract.words.list(List::Controls).is_in(text)
            || self.names_nothing(at)
            || !text.contains(char::is_alphanumeric)
            || mark == Mark::Plain && self.states_fact(text)
    }

    fn states_fact(&self, text: &str) -> bool {
        around_colon(text).is_some_and(|(key, value)| {
            !value.trim().is_empty() && !self.contract.vocabulary.label(key.trim_matches(['_', '*', ' '])).is_empty()
        })
    }

    /// Whether a line is nothing but headings of columns.
    pub(crate) fn is_header(&self, at: usize) -> bool {
        self.raw(at).is_some_and(|raw| {
            self.contract.flattened.may_begin(raw) && {
                let words: Vec<&str> = raw.split_whitespace().collect();
                self.contract.flattened.segment(&words).is_some_and(|headings| headings.len() > 1)
            }
        })
    }

    /// Whether a line among others is nothing but the name of a section, and no end of the line above it.
    pub(crate) fn is_name_of_section(&self, at: usize) -> bool {
        let Some(raw) = self.raw(at) else { return false };
        let begins = raw.len() <= LONGEST_NAME && raw.starts_with(|c: char| c.is_uppercase()) && !raw.ends_with('.');
        let goes_on = || {
            at.checked_sub(1).is_some_and(|above| {
                let raw = self.raw(above).unwrap_or_default();
                raw.ends_with([',', ';', '-'])
                    || raw.ends_with(|c: char| c.is_lowercase()) && self.document.is_hard_wrapped(above)
            })
        };
        begins && self.contract.section_kinds.is_spelled(self.text(at)) && !goes_on() && !self.in_contents(at)
    }

    /// Whether a line stands among so many names of sections that they are a table of contents.
    fn in_contents(&self, at: usize) -> bool {
        let is_name = |&at: &usize| {
            self.raw(at).is_some_and(|raw| raw.len() <= LONGEST_NAME && self.contract.section_kinds.is_spelled(raw))
        };
        let opens = |at: usize| self.document.line(at).is_some_and(|(_, line)| line.opens);
        // Both in the same paragraph.
        let above =
            (at.saturating_sub(SHORTEST_CONTENTS)..at).rev().take_while(|&at| !opens(at + 1) && is_name(&at)).count();
        let below = (at + 1..=at + SHORTEST_CONTENTS).take_while(|&at| !opens(at) && is_name(&at)).count();
        above + below >= SHORTEST_CONTENTS
    }
}

/// A paragraph of more lines is prose.
const MOST_LINES_OF_LABEL: usize = 8;

/// Fewer names of sections that stand around another may be a section in a section.
const SHORTEST_CONTENTS: usize = 4;

/// A longer line is no name of a section, in bytes.
const LONGEST_NAME: usize = 60;

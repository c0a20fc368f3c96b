//! Findings as people and programs read them: one file per form, registered in [`FORMS`].

mod excerpt;
mod github;
mod json;
mod sarif;
mod text;

use crate::finding::{Finding, Level};
use crate::source::Source;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Component, Path};

pub use json::SCHEMA as FINDINGS_SCHEMA;

/// A form of the report.
pub struct Form {
    /// Name on the command line.
    pub name: &'static str,
    /// Extension of files in this form.
    pub extension: &'static str,
    /// One phrase.
    pub doc: &'static str,
    /// Writes all findings.
    pub render: fn(&Shown<'_>) -> String,
}

/// Every form.
pub const FORMS: &[&Form] = &[&text::FORM, &json::FORM, &github::FORM, &sarif::FORM];

/// What shall be shown, and how.
pub struct Shown<'a> {
    /// Findings in order.
    pub findings: &'a [Finding],
    /// What stands before the paths of articles: the input directory, or nothing.
    pub root: &'a str,
    /// Gives an article by its path relative to the input root; null where it can no longer be read.
    pub load: &'a dyn Fn(&str) -> Option<Source>,
    /// In text, the most findings; as annotations, the most of each level; null for all.
    pub most: Option<usize>,
    /// How new each finding is; null where there is nothing to compare with.
    pub novelty: Option<&'a [Novelty]>,
    /// In text, with colours.
    pub is_styled: bool,
}

/// How new a finding is. The order is that of weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Novelty {
    /// Whether it was not found before.
    pub is_new: bool,
    /// Whether its article changed.
    pub is_changed: bool,
}

impl Shown<'_> {
    /// Positions of at most some of these findings, of each of the groups that `key` makes: the worst, then the newest of
    /// them, in their order.
    fn chosen(&self, open: &[usize], most: usize, key: impl Fn(&Finding) -> Option<Level>) -> Vec<usize> {
        let novelty = |at: usize| self.novelty.and_then(|list| list.get(at)).copied().unwrap_or_default();
        let mut order = open.to_vec();
        order.sort_by_key(|&at| (Reverse(self.findings[at].level), Reverse(novelty(at)), at));
        let mut taken: BTreeMap<Option<Level>, usize> = BTreeMap::new();
        order.retain(|&at| {
            let count = taken.entry(key(&self.findings[at])).or_default();
            *count += 1;
            *count <= most
        });
        order
    }

    /// The path of an article as its reader would open it, divided by `/`, without `./`: code hosts compare it with the
    /// paths of the files that changed.
    fn path(&self, source: &str) -> String {
        let mut path = String::new();
        for part in Path::new(self.root).components() {
            match part {
                Component::CurDir => {}
                Component::RootDir => path.push('/'),
                Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                    divide(&mut path);
                    path.push_str(&part.as_os_str().to_string_lossy());
                }
            }
        }
        divide(&mut path);
        path.push_str(source);
        path
    }
}

/// Puts a `/` behind what is not empty and has none.
fn divide(path: &mut String) {
    if !path.is_empty() && !path.ends_with('/') {
        path.push('/');
    }
}

/// Numbers of findings that no waiver accepts, by level; and of those that are waived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that a waiver accepts.
    pub waived: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match (&finding.waived, finding.level) {
                (Some(_), _) => counts.waived += 1,
                (None, Level::Error) => counts.errors += 1,
                (None, Level::Warning) => counts.warnings += 1,
                (None, Level::Note) => counts.notes += 1,
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    /// `2 errors, 1 warning, 40 notes, 3 waived`; empty where there is none.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.errors, "error", "s"),
            (self.warnings, "warning", "s"),
            (self.notes, "note", "s"),
            (self.waived, "waived", ""),
        ];
        let shown = parts.iter().filter(|(count, ..)| *count > 0);
        let words: Vec<String> =
            shown.map(|(count, word, many)| format!("{count} {word}{}", if *count == 1 { "" } else { many })).collect();
        f.write_str(&words.join(", "))
    }
}

//! `CutNames`: manifest names whose component or culture is cut, held against each other over the corpus.
//!
//! The checksum of a cut name covers the whole one, and tells what the hidden text contributed. All names with the
//! same cut text must tell the same; a word of the corpus that is cut to that text and contributes that much is the
//! whole name, proved.

use super::{Article, Load, Place};
use crate::contract::{Contract, Each, Fact};
use crate::datasets::{Outcome, Settled, name_key};
use crate::records::Records;
use crate::values::{AssemblyName, Value, Verdict, cut_component, text_hash};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;

/// What is cut in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cut {
    Component,
    Culture,
}

/// A cut name, a few numbers of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CutName {
    cut: Cut,
    /// Hash of the cut text.
    text: u64,
    /// The hash that the whole text must have.
    hidden: u64,
    /// Hash of the name.
    name: u64,
    /// Where it is printed.
    pub(super) place: Place,
    pub(super) table: u32,
    pub(super) row: u32,
}

/// Why a cut name cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Conflict {
    /// The other name has the same cut text and hides another one.
    HidesAnother,
    /// The other name hides the same text and has another cut one.
    CutDiffers,
}

/// A cut name that cannot be right, with one that speaks against it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disagreement {
    pub(super) name: CutName,
    pub(super) other: CutName,
    pub(super) conflict: Conflict,
}

/// Cut names of the corpus.
#[derive(Clone, Debug, Default)]
pub(super) struct CutNames {
    list: Vec<CutName>,
}

impl CutNames {
    /// The cut names of an article.
    pub(super) fn of(article: &Article<'_>) -> Self {
        let mut list = Vec::new();
        for row in article.rows_of(Each::Assembly) {
            let Some(printed) = row.text(Fact::AssemblyName) else { continue };
            let Some(name) = AssemblyName::of(printed) else { continue };
            let (cut, text, hidden) = match name.verdict() {
                Verdict::CutComponent(hidden) => (Cut::Component, name.component, hidden),
                Verdict::CutCulture(hidden) => (Cut::Culture, name.culture, hidden),
                Verdict::Fits | Verdict::Differs(_) | Verdict::Unknown => continue,
            };
            let (table, number) = (row.table().unwrap_or(0), row.row().unwrap_or(0));
            let place = Place { source: article.number, span: article.file_name_span(table, number) };
            list.push(CutName {
                cut,
                text: name_key(text),
                hidden,
                name: name_key(printed),
                place,
                table,
                row: number,
            });
        }
        Self { list }
    }

    /// Takes over the names of articles that come later.
    pub(super) fn append(&mut self, mut later: Self) {
        self.list.append(&mut later.list);
    }

    /// Holds all names against each other, and against the words of all articles.
    pub(super) fn settle(mut self, articles: u32, load: Load<'_>) -> (Settled, Vec<Disagreement>) {
        self.list.sort_unstable();
        let full = self.recover(articles, load);
        // Runs of names that hide the same text behind the same cut one.
        let runs: Vec<Run<'_>> = self
            .list
            .chunk_by(|left, right| left.identity() == right.identity())
            .map(|names| Run::new(names, &full))
            .collect();
        let strong: FxHashMap<(Cut, u64), &Run<'_>> =
            runs.iter().filter(|run| run.is_strong()).map(|run| ((run.cut(), run.hidden()), run)).collect();
        let mut settled = Settled::default();
        let mut disagreements = Vec::new();
        for group in runs.chunk_by(|left, right| (left.cut(), left.text()) == (right.cut(), right.text())) {
            let best = group.iter().max_by_key(|run| (run.is_strong(), run.distinct, std::cmp::Reverse(run.first())));
            for run in group {
                let against = best.filter(|best| group.len() > 1 && !run.is_strong() && !std::ptr::eq(*best, run));
                let double = strong.get(&(run.cut(), run.hidden())).filter(|other| other.text() != run.text());
                let (other, conflict) = match (against, double.filter(|_| !run.is_strong())) {
                    (Some(other), _) => (Some(other), Conflict::HidesAnother),
                    (None, Some(other)) => (Some(*other), Conflict::CutDiffers),
                    (None, None) => (None, Conflict::HidesAnother),
                };
                let is_split = group.len() > 1 && !run.is_strong();
                let check = match (&run.full, other) {
                    (Some(_), _) => "verified",
                    (None, Some(_)) => "mismatch",
                    (None, None) if is_split => "mismatch",
                    (None, None) if run.is_strong() => "consistent",
                    (None, None) => "unchecked",
                };
                let name = run.first();
                disagreements.extend(other.map(|other| Disagreement { name, other: other.first(), conflict }));
                for name in run.names {
                    settled.insert(name.name, Outcome { check, full: run.full.clone() });
                }
            }
        }
        disagreements.sort_by_key(|found| (found.name.place, found.conflict));
        (settled, disagreements)
    }

    /// Whole components by cut text and hash, found among the words of all articles; these are read again only where
    /// there is something to find.
    fn recover(&self, articles: u32, load: Load<'_>) -> FxHashMap<(u64, u64), Arc<str>> {
        let components = self.list.iter().filter(|name| name.cut == Cut::Component);
        let wanted: FxHashSet<(u64, u64)> = components.map(|name| (name.text, name.hidden)).collect();
        let mut full: FxHashMap<(u64, u64), Arc<str>> = FxHashMap::default();
        if wanted.is_empty() {
            return full;
        }
        for source in (0..articles).filter_map(load) {
            for word in component_words(&source.text) {
                let Some(cut) = cut_component(word) else { continue };
                let key = (name_key(&cut), text_hash(word));
                if wanted.contains(&key) {
                    full.entry(key).or_insert_with(|| Arc::from(word));
                }
            }
        }
        full
    }
}

impl CutName {
    fn identity(&self) -> (Cut, u64, u64) {
        (self.cut, self.text, self.hidden)
    }
}

/// Names with the same cut text that hide the same one.
struct Run<'a> {
    names: &'a [CutName],
    /// Number of different names: the same one printed twice proves nothing.
    distinct: usize,
    full: Option<Arc<str>>,
}

impl<'a> Run<'a> {
    fn new(names: &'a [CutName], full: &FxHashMap<(u64, u64), Arc<str>>) -> Self {
        // Names are sorted: equal ones follow each other.
        let distinct = names.chunk_by(|left, right| left.name == right.name).count();
        let first = &names[0];
        let full = full.get(&(first.text, first.hidden)).filter(|_| first.cut == Cut::Component).cloned();
        Self { names, distinct, full }
    }

    /// Whether names other than one stand for it: that they agree by accident has a chance of one in 2^64.
    fn is_strong(&self) -> bool {
        self.distinct > 1 || self.full.is_some()
    }

    fn first(&self) -> CutName {
        let first = self.names[0];
        self.names.iter().copied().min_by_key(|name| name.place).unwrap_or(first)
    }

    fn cut(&self) -> Cut {
        self.names[0].cut
    }

    fn text(&self) -> u64 {
        self.names[0].text
    }

    fn hidden(&self) -> u64 {
        self.names[0].hidden
    }
}

/// What one article says of cut manifest names: with that of all articles they can be settled elsewhere, as `CutNames::settle`
/// does here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutEvidence {
    /// `component` or `culture`, what is cut in a name of a manifest; `word` for a text that may be a whole component.
    pub kind: &'static str,
    /// The cut text, in lower case.
    pub cut: String,
    /// The hash that the whole text must have, or has.
    pub hidden: u64,
    /// The name of the manifest, or the word.
    pub text: String,
}

/// The evidence in one article, in the order in which it is printed; each thing once.
#[must_use]
pub fn cut_evidence(text: &str, records: &Records<'_>, contract: &Contract) -> Vec<CutEvidence> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut add = |kind, cut: String, hidden, text: &str| {
        let name = if kind == WORD { 0 } else { name_key(text) };
        if seen.insert((kind, name_key(&cut), hidden, name)) {
            found.push(CutEvidence { kind, cut, hidden, text: text.to_owned() });
        }
    };
    for (dataset, rows) in
        contract.datasets.iter().zip(&records.datasets).filter(|(dataset, _)| dataset.each == Each::Assembly)
    {
        let Some(at) = dataset.fed_by(Fact::AssemblyName) else { continue };
        for row in rows.iter() {
            let Some(Value::Text(printed)) = row.get(at) else { continue };
            let Some(name) = AssemblyName::of(printed) else { continue };
            match name.verdict() {
                Verdict::CutComponent(hidden) => add("component", name.component.to_ascii_lowercase(), hidden, printed),
                Verdict::CutCulture(hidden) => add("culture", name.culture.to_ascii_lowercase(), hidden, printed),
                Verdict::Fits | Verdict::Differs(_) | Verdict::Unknown => {}
            }
        }
    }
    for word in component_words(text) {
        if let Some(cut) = cut_component(word) {
            add(WORD, cut, text_hash(word), word);
        }
    }
    found
}

const WORD: &str = "word";

/// Words of a text that may be whole components: long ones, and their parts between underscores.
fn component_words(text: &str) -> impl Iterator<Item = &str> {
    long_words(text.as_bytes()).flat_map(|run| {
        let run = text.get(run).unwrap_or_default().trim_matches(['.', '-', '_']);
        [run].into_iter().chain(run.split('_'))
    })
}

/// A component is cut from this many characters on.
const SHORTEST: usize = 41;

/// Words of letters, digits, points, dashes and underscores that are long enough to be cut. Looks at one byte of so
/// many, and at more only where that one could stand in such a word.
fn long_words(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let is_word = |at: &usize| text.get(*at).is_some_and(|b| b.is_ascii_alphanumeric() || b"._-".contains(b));
    let (mut from, mut at) = (0, SHORTEST - 1);
    std::iter::from_fn(move || {
        while at < text.len() {
            if is_word(&at) {
                let start = (from..at).rev().take_while(is_word).last().unwrap_or(at);
                let end = (at..text.len()).take_while(is_word).last().unwrap_or(at) + 1;
                (from, at) = (end, end + SHORTEST);
                if end - start >= SHORTEST {
                    return Some(start..end);
                }
            } else {
                (from, at) = (at, at + SHORTEST);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_found_wherever_they_stand() {
        let word = "microsoft-windows-application-experience-apphelp";
        for before in 0..100 {
            let text = format!("{} {word}, {word}x. {word}", "a ".repeat(before));
            let found: Vec<&str> = long_words(text.as_bytes()).map(|range| &text[range]).collect();
            assert_eq!(found, [word, &format!("{word}x."), word], "{before}");
        }
        assert_eq!(long_words("short words only ".repeat(20).as_bytes()).count(), 0);
        assert_eq!(long_words("a".repeat(40).as_bytes()).count(), 0);
        assert_eq!(long_words("a".repeat(41).as_bytes()).count(), 1);
    }
}

//! `Keys`: what rules over the whole corpus remember of each article, a few bytes for each row.

use super::{Disagreement, Draft, Place};
use crate::contract::{Contract, Role};
use crate::source::Source;
use crate::span::Span;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// One thing that a rule remembers: 48 bytes, never the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What sort of key it is, where a rule has several.
    pub class: u32,
    /// Hash of what must agree ([`hash`]).
    pub key: u64,
    /// Hash of what is compared where the keys agree.
    pub value: u64,
    /// Number of the article.
    pub source: u32,
    /// Ordinal of the table, from 1; 0 where there is none.
    pub table: u32,
    /// Ordinal of the row, from 1; 0 where there is none.
    pub row: u32,
    /// Where the compared value is printed.
    pub place: Span,
    /// Where the key is printed; equal to `place` where that is the same.
    pub name: Span,
}

impl Entry {
    /// The place of the compared value.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { source: self.source, span: self.place }
    }

    /// The place of the key.
    #[must_use]
    pub fn name(&self) -> Place {
        Place { source: self.source, span: self.name }
    }
}

/// A hash that is the same on every machine and in every run.
#[must_use]
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    value.hash(&mut hasher);
    // The upper half of this hash is the better one, and the order of entries must not depend on its weak half.
    hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The entries of one rule.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    list: Vec<Entry>,
}

impl Keys {
    /// Remembers something.
    pub fn add(&mut self, entry: Entry) {
        self.list.push(entry);
    }

    /// Takes over the entries of articles that come later.
    pub(super) fn append(&mut self, mut later: Self) {
        self.list.append(&mut later.list);
    }

    /// Puts the entries in a total order: equal keys stand together, in the order of values, then of articles.
    pub(super) fn sort(&mut self) {
        self.list.sort_unstable();
    }
}

/// Gives an article by its number; null where it can no longer be read.
pub type Load<'a> = &'a dyn Fn(u32) -> Option<Source>;

/// What a rule over the corpus judges: its sorted keys, the articles behind them, and the findings so far.
pub struct Judge<'a> {
    contract: &'a Contract,
    keys: &'a [Entry],
    disagreements: &'a [Disagreement],
    sources: &'a mut Sources<'a>,
    pub(super) drafts: Vec<Draft>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        contract: &'a Contract,
        keys: &'a Keys,
        disagreements: &'a [Disagreement],
        sources: &'a mut Sources<'a>,
    ) -> Self {
        Self { contract, keys: &keys.list, disagreements, sources, drafts: Vec::new() }
    }

    /// The contract.
    #[must_use]
    pub fn contract(&self) -> &'a Contract {
        self.contract
    }

    /// Name of the dataset whose column has a role.
    #[must_use]
    pub fn dataset(&self, role: Role) -> Option<&'a str> {
        self.contract.dataset_with(role).map(|dataset| dataset.name.as_str())
    }

    /// Cut manifest names that cannot be right.
    pub(super) fn disagreements(&self) -> &'a [Disagreement] {
        self.disagreements
    }

    /// All entries, sorted by class, key, value, article, table and row.
    #[must_use]
    pub fn entries(&self) -> &'a [Entry] {
        self.keys
    }

    /// Runs of entries that agree in class and key.
    pub fn groups(&self) -> impl Iterator<Item = &'a [Entry]> + use<'a> {
        self.keys.chunk_by(|left, right| (left.class, left.key) == (right.class, right.key))
    }

    /// The text at a place, as printed; empty where the article can no longer be read.
    pub fn text(&mut self, place: Place) -> String {
        self.sources.load(place.source).map_or_else(String::new, |source| place.span.slice(&source.text).to_owned())
    }

    /// Path of an article relative to the input root.
    pub fn path(&mut self, source: u32) -> String {
        self.sources.load(source).map_or_else(String::new, |source| source.path.clone())
    }

    /// Adds a finding.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Draft {
        self.drafts.push(Draft::new(place, message));
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }
}

/// Articles that were read again, kept until they are many.
pub(super) struct Sources<'a> {
    load: Load<'a>,
    kept: BTreeMap<u32, Option<Source>>,
    bytes: usize,
}

/// Bytes of articles to keep for the next question.
const KEPT: usize = 32 << 20;

impl<'a> Sources<'a> {
    pub(super) fn new(load: Load<'a>) -> Self {
        Self { load, kept: BTreeMap::new(), bytes: 0 }
    }

    /// Makes sure that all of these are at hand at once.
    pub(super) fn need(&mut self, numbers: impl Iterator<Item = u32>) {
        if self.bytes > KEPT {
            self.kept.clear();
            self.bytes = 0;
        }
        for number in numbers {
            self.fetch(number);
        }
    }

    /// An article that [`Self::need`] has fetched.
    pub(super) fn get(&self, number: u32) -> Option<&Source> {
        self.kept.get(&number)?.as_ref()
    }

    fn load(&mut self, number: u32) -> Option<&Source> {
        self.need([number].into_iter());
        self.get(number)
    }

    fn fetch(&mut self, number: u32) {
        if !self.kept.contains_key(&number) {
            let source = (self.load)(number);
            self.bytes += source.as_ref().map_or(0, |source| source.text.len());
            self.kept.insert(number, source);
        }
    }
}

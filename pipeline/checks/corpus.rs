//! `Keys`: what rules over the whole corpus remember of each article, a few bytes for each row.

use super::entries::{Groups, Sorted};
use super::entry::Entry;
use super::{Disagreement, Draft, Place};
use crate::contract::{Contract, Role};
use crate::source::Source;
use std::collections::BTreeMap;

/// The entries of one rule and article.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub(super) list: Vec<Entry>,
}

impl Keys {
    /// Remembers something.
    pub fn add(&mut self, entry: Entry) {
        self.list.push(entry);
    }
}

/// Gives an article by its number; null where it can no longer be read.
pub type Load<'a> = &'a dyn Fn(u32) -> Option<Source>;

/// What a rule over the corpus judges: its sorted keys, the articles behind them, and the findings so far.
pub struct Judge<'a> {
    contract: &'a Contract,
    entries: &'a Sorted,
    disagreements: &'a [Disagreement],
    sources: &'a mut Sources<'a>,
    pub(super) drafts: Vec<Draft>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        contract: &'a Contract,
        entries: &'a Sorted,
        disagreements: &'a [Disagreement],
        sources: &'a mut Sources<'a>,
    ) -> Self {
        Self { contract, entries, disagreements, sources, drafts: Vec::new() }
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

    /// All entries, sorted by class, key, value, article, table and row. They must fit into memory: a rule that remembers each row
    /// takes [`Self::groups`].
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.all()
    }

    /// Runs of entries that agree in class and key, sorted by value, article, table and row.
    #[must_use]
    pub fn groups(&self) -> Groups<'a> {
        self.entries.groups()
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

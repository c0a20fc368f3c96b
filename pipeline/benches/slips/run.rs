//! A corpus that is compiled once, and again wherever slips are planted.

use crate::kinds::Reach;
use crate::places::{self, Places};
use kbc::checks::{self, Checked, Corpus, Policy};
use kbc::contract::{Contract, Dataset, Each, Fact};
use kbc::finding::{Finding, Level};
use kbc::records::Records;
use kbc::source::Source;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A slip to plant.
pub(crate) struct Planted {
    /// Name of its kind.
    pub(crate) kind: &'static str,
    /// Number of the article.
    pub(crate) article: u32,
    /// The article with the slip.
    pub(crate) text: String,
    /// The rows that it may change.
    pub(crate) reach: Reach,
}

/// What became of a slip.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// An error or a warning that was not there before.
    Warned,
    /// A note that was not there before.
    Noted,
    /// Its own rows changed, and nothing is said.
    Visible,
    /// Other rows changed, too, and nothing is said.
    OtherRows,
    /// No row changed.
    Silent,
}

/// A slip and what became of it.
pub(crate) struct Result {
    /// Name of its kind.
    pub(crate) kind: &'static str,
    /// What became of it.
    pub(crate) fate: Fate,
    /// Codes of the findings that are new.
    pub(crate) codes: BTreeSet<&'static str>,
    /// Path of the article, the line before, the line after.
    pub(crate) shown: String,
}

/// Fewer rows about files make no good article.
const FEWEST_ROWS: usize = 8;
/// Slips that are planted in one pass, each in another article: so few that they hardly meet.
const AT_ONCE: usize = 24;

/// A corpus.
pub(crate) struct Whole<'a> {
    contract: &'a Contract,
    policy: Policy,
    sources: &'a [Source],
    places: Vec<Places>,
    checked: Vec<Checked>,
    /// The findings of the corpus, as they are known, with their number.
    known: BTreeMap<String, usize>,
    /// Numbers of articles with findings of weight.
    bad: BTreeSet<u32>,
}

impl<'a> Whole<'a> {
    /// Compiles a corpus.
    pub(crate) fn new(contract: &'a Contract, policy: Policy, sources: &'a [Source]) -> Self {
        let numbered: Vec<(u32, &Source)> = (0..).zip(sources).collect();
        let checked: Vec<Checked> = numbered
            .par_iter()
            .map(|(number, source)| kbc::compile_and_check(source, *number, contract, &policy).1)
            .collect();
        let places = sources.par_iter().map(|source| places::of(source, contract)).collect();
        let mut whole =
            Self { contract, policy, sources, places, checked, known: BTreeMap::new(), bad: BTreeSet::new() };
        for finding in whole.findings(&BTreeMap::new()) {
            *whole.known.entry(key(&finding)).or_default() += 1;
        }
        // Which articles are good does not depend on the rules that are left out, or two runs would plant different slips.
        let sources: Vec<&Source> = sources.iter().collect();
        let numbers: BTreeMap<&str, u32> = numbered.iter().map(|(n, source)| (source.path.as_str(), *n)).collect();
        for finding in kbc::build::check_sources(&sources, contract, &Policy::default()).unwrap_or_default() {
            if finding.level > Level::Note {
                whole.bad.extend(numbers.get(finding.place.source.as_ref()));
            }
        }
        whole
    }

    /// The text of an article.
    pub(crate) fn text(&self, number: u32) -> &'a str {
        &self.sources[number as usize].text
    }

    /// The places of an article.
    pub(crate) fn places(&self, number: u32) -> &Places {
        &self.places[number as usize]
    }

    /// Number of articles.
    pub(crate) fn len(&self) -> usize {
        self.sources.len()
    }

    /// Articles with enough rows about files and without a finding of weight: those of the last run, or the others.
    pub(crate) fn good(&self, last: bool) -> Vec<u32> {
        let all = (0..).zip(self.sources).filter(|(number, source)| {
            let is_last = checks::hash(&source.path).is_multiple_of(3);
            is_last == last && self.places(*number).rows.len() >= FEWEST_ROWS && !self.bad.contains(number)
        });
        all.map(|(number, _)| number).collect()
    }

    /// Articles that state their own number or name others, and have no finding of weight.
    pub(crate) fn referring(&self) -> Vec<u32> {
        let refers = |places: &Places| !(places.linked.is_empty() && places.named.is_empty() && places.own.is_empty());
        let all = (0..).zip(&self.places).filter(|(number, places)| refers(places) && !self.bad.contains(number));
        all.map(|(number, _)| number).collect()
    }

    /// All findings where some articles are replaced.
    fn findings(&self, replaced: &BTreeMap<u32, &Source>) -> Vec<Finding> {
        let mut corpus = Corpus::default();
        for (number, checked) in (0..).zip(&self.checked) {
            corpus.add(match replaced.get(&number) {
                Some(source) => kbc::compile_and_check(source, number, self.contract, &self.policy).1,
                None => checked.clone(),
            });
        }
        let load = |number: u32| {
            let source = replaced.get(&number).copied().or_else(|| self.sources.get(number as usize))?;
            Some(Source::new(source.path.clone(), source.text.clone().into_bytes()))
        };
        corpus.judge(self.contract, &self.policy, &load).map_or_else(|_| Vec::new(), |judged| judged.findings)
    }

    /// Plants slips, a few in each pass, and says what became of each.
    pub(crate) fn plant(&self, slips: &[Planted]) -> Vec<Result> {
        let mut passes: Vec<BTreeMap<u32, usize>> = Vec::new();
        for (at, slip) in slips.iter().enumerate() {
            let is_free = |pass: &&mut BTreeMap<u32, usize>| pass.len() < AT_ONCE && !pass.contains_key(&slip.article);
            match passes.iter_mut().find(is_free) {
                Some(pass) => _ = pass.insert(slip.article, at),
                None => passes.push(BTreeMap::from([(slip.article, at)])),
            }
        }
        let mut results: Vec<(usize, Result)> =
            passes.par_iter().flat_map_iter(|pass| self.pass(pass, slips)).collect();
        results.sort_by_key(|(at, _)| *at);
        results.into_iter().map(|(_, result)| result).collect()
    }

    fn pass(&self, pass: &BTreeMap<u32, usize>, slips: &[Planted]) -> Vec<(usize, Result)> {
        let edited: BTreeMap<u32, Source> = pass
            .iter()
            .map(|(&number, &at)| {
                let path = self.sources[number as usize].path.clone();
                (number, Source::new(path, slips[at].text.clone().into_bytes()))
            })
            .collect();
        let findings = self.findings(&edited.iter().map(|(number, source)| (*number, source)).collect());
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let is_new = |finding: &&Finding| {
            let key = key(finding);
            let known = self.known.get(&key).copied().unwrap_or(0);
            let times = seen.entry(key).or_default();
            *times += 1;
            *times > known
        };
        let new: Vec<&Finding> = findings.iter().filter(is_new).collect();
        let result = |(&number, &at): (&u32, &usize)| {
            let path = self.sources[number as usize].path.as_str();
            // A finding in another article that was damaged is about that one, whoever is its witness.
            let is_of_other = |source: &str| {
                let mut others = pass.keys().filter(|other| **other != number);
                others.any(|&other| self.sources[other as usize].path == source)
            };
            let is_about = |finding: &&&Finding| {
                if is_of_other(&finding.place.source) {
                    return false;
                }
                let mut places = finding.others.iter().map(|(place, _)| place).chain([&finding.place]);
                places.any(|place| place.source.as_ref() == path)
            };
            let own: Vec<&&Finding> = new.iter().filter(is_about).collect();
            let fate = match own.iter().map(|finding| finding.level).max() {
                Some(Level::Error | Level::Warning) => Fate::Warned,
                Some(Level::Note) => Fate::Noted,
                None => self.change(number, &edited[&number], slips[at].reach),
            };
            let codes = own.iter().map(|finding| finding.code).collect();
            let shown = shown(path, &self.sources[number as usize].text, &slips[at].text);
            (at, Result { kind: slips[at].kind, fate, codes, shown })
        };
        pass.iter().map(result).collect()
    }

    /// What a slip did to the rows.
    fn change(&self, number: u32, edited: &Source, reach: Reach) -> Fate {
        let (before, after) =
            (kbc::compile(&self.sources[number as usize], self.contract), kbc::compile(edited, self.contract));
        let (mut gone, mut come) = (0, 0);
        for (at, dataset) in self.contract.datasets.iter().enumerate().filter(|(_, dataset)| is_data(dataset)) {
            let mut rows: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
            hashes(&before, at, dataset).for_each(|hash| rows.entry(hash).or_default().0 += 1);
            hashes(&after, at, dataset).for_each(|hash| rows.entry(hash).or_default().1 += 1);
            gone = gone.max(rows.values().map(|(before, after)| before.saturating_sub(*after)).sum());
            come = come.max(rows.values().map(|(before, after)| after.saturating_sub(*before)).sum());
        }
        match reach {
            _ if gone + come == 0 => Fate::Silent,
            Reach::Rows(most) if gone.max(come) > most => Fate::OtherRows,
            _ => Fate::Visible,
        }
    }
}

/// By what a finding is known: not by its line.
fn key(finding: &Finding) -> String {
    format!("{} {} {} {} {}", finding.code, finding.level, finding.place.source, finding.text, finding.message)
}

/// Whether the rows of a dataset are data: not the counts of what was read.
fn is_data(dataset: &Dataset) -> bool {
    matches!(dataset.each, Each::Article | Each::Row | Each::Product | Each::Link | Each::Address | Each::Assembly)
        && dataset.name != "coverage"
}

/// The rows of a dataset without what only counts or changes with every byte.
fn hashes<'r>(records: &'r Records<'_>, at: usize, dataset: &'r Dataset) -> impl Iterator<Item = u64> + use<'r> {
    let facts =
        [Fact::TableOrdinal, Fact::RowOrdinal, Fact::LinkOrdinal, Fact::ProductOrdinal, Fact::Sha256, Fact::Tables];
    let mut without: Vec<usize> = facts.into_iter().filter_map(|fact| dataset.fed_by(fact)).collect();
    without.extend(dataset.position("files"));
    records.datasets[at].iter().map(move |row| {
        let values = row.iter().enumerate().filter(|(column, _)| !without.contains(column));
        checks::hash(values.map(|(_, value)| format!("{value:?}")).collect::<Vec<_>>())
    })
}

/// The first line that differs, before and after.
fn shown(path: &str, before: &str, after: &str) -> String {
    let mut pairs = before.lines().zip(after.lines()).zip(1..);
    match pairs.find(|((before, after), _)| before != after) {
        Some(((before, after), line)) => format!("{path}:{line}\n    - {}\n    + {}", before.trim(), after.trim()),
        None => format!("{path}: the end"),
    }
}

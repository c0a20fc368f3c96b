//! `Recompiler`: what articles give with another contract or policy, by the kbc that runs.
//!
//! It uses nothing that is not what the output was made of: articles are known by the hashes in the dataset of articles,
//! schemas by the hash in the descriptor.

use super::snapshot::{Inputs, Snapshot};
use crate::checks::{Corpus, Policy, rows};
use crate::contract::{Contract, Each};
use crate::datasets::{Settled, batches, batches_of, is_settled_late, schemas, settle};
use crate::emit::prefix_of;
use crate::finding::Finding;
use crate::source::Source;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// What is taken of one side or the other: 0 = before, 1 = after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub(super) articles: usize,
    pub(super) contract: usize,
    pub(super) policy: usize,
}

/// What is not at hand, in words.
pub(super) type Missing = String;

/// Compiles articles again.
pub(super) struct Recompiler {
    names: [String; 2],
    inputs: [Inputs; 2],
    /// What stands before the paths of articles.
    prefixes: [String; 2],
    /// Hashes of the articles before and after, by path.
    articles: [FxHashMap<String, String>; 2],
    contracts: [Option<Rc<Contracted>>; 2],
    corpora: RefCell<FxHashMap<Step, Result<Rc<Judged>, Missing>>>,
    kept: RefCell<Kept>,
}

/// A contract and its schemas of datasets.
struct Contracted {
    contract: Contract,
    schemas: Vec<SchemaRef>,
}

/// What a corpus says.
struct Judged {
    settled: Settled,
    /// By article.
    findings: FxHashMap<String, Vec<Finding>>,
}

/// Batches of articles, kept until they are many: datasets come one after the other, and each asks for the same articles.
#[derive(Default)]
struct Kept {
    batches: FxHashMap<(String, usize, usize), Rc<Vec<RecordBatch>>>,
    bytes: usize,
}

/// The most bytes of batches that are kept.
const KEPT: usize = 64 << 20;
/// Articles that are checked at a time.
const WINDOW: usize = 256;

impl Recompiler {
    /// `articles` holds the hashes of the articles before and after, by path.
    pub(super) fn new(
        sides: [&Snapshot; 2],
        descriptors: [&serde_json::Value; 2],
        articles: [FxHashMap<String, String>; 2],
        formats: &[&str],
    ) -> Self {
        let contracted = |side: usize| {
            let sha256 = descriptors[side]["kbc"]["contract_sha256"].as_str()?;
            // Schemas that this compiler does not understand tell nothing.
            let beside = sides.iter().filter_map(|snapshot| snapshot.inputs.schemas().ok()?);
            let mut known = beside
                .filter_map(|texts| Contract::compile(&texts, formats).ok())
                .chain(Contract::embedded(formats).ok());
            let contract = known.find(|contract| contract.sha256 == sha256)?;
            let schemas = schemas(&contract);
            Some(Rc::new(Contracted { contract, schemas }))
        };
        Self {
            names: sides.map(Snapshot::name),
            inputs: sides.map(|snapshot| snapshot.inputs.clone()),
            prefixes: descriptors.map(|descriptor| prefix_of(descriptor).to_owned()),
            articles,
            contracts: [contracted(0), contracted(1)],
            corpora: RefCell::default(),
            kept: RefCell::default(),
        }
    }

    /// The hash of an article.
    pub(super) fn hash(&self, side: usize, source: &str) -> Option<&String> {
        self.articles[side].get(source)
    }

    /// Paths of articles that are on one side only, or say something else there.
    pub(super) fn changed_articles(&self) -> impl Iterator<Item = &String> {
        let [old, new] = &self.articles;
        let changed = old.iter().filter(|(path, hash)| new.get(*path) != Some(*hash));
        changed.map(|(path, _)| path).chain(new.keys().filter(|path| !old.contains_key(*path)))
    }

    /// Whether the articles are not the same ones, or not all of them say the same.
    pub(super) fn have_articles_changed(&self) -> bool {
        self.changed_articles().next().is_some()
    }

    /// Rows that one article gives to a dataset.
    pub(super) fn rows(&self, dataset: &str, source: &str, step: Step) -> Result<RecordBatch, Missing> {
        let made = self.contracted(step.contract)?;
        let at = made.contract.position(dataset).ok_or_else(|| format!("the dataset `{dataset}` is not in it"))?;
        let schema = &made.schemas[at];
        let declared = &made.contract.datasets[at];
        let refused = |error: &dyn std::fmt::Display| error.to_string();
        if declared.each == Each::Finding {
            let judged = self.judged(step)?;
            let findings = judged.findings.get(self.own(source, step.articles)).map_or(&[][..], Vec::as_slice);
            let rows = rows(findings, &made.contract, &self.prefixes[step.articles]);
            let mut batches = batches_of(&made.contract, &made.schemas, &[&rows]).map_err(|error| refused(&error))?;
            return Ok(batches.swap_remove(at));
        }
        // An article that is not there gives no rows.
        if !self.articles[step.articles].contains_key(source) {
            return Ok(RecordBatch::new_empty(schema.clone()));
        }
        let batch = self.compiled(source, step, &made)?[at].clone();
        if is_settled_late(declared) {
            return settle(batch, declared, &self.judged(step)?.settled).map_err(|error| refused(&error));
        }
        Ok(batch)
    }

    fn contracted(&self, side: usize) -> Result<Rc<Contracted>, Missing> {
        self.contracts[side]
            .clone()
            .ok_or_else(|| format!("the schemas that `{}` was made with are not at hand", self.names[side]))
    }

    /// Batches of one article, by dataset.
    fn compiled(&self, source: &str, step: Step, made: &Contracted) -> Result<Rc<Vec<RecordBatch>>, Missing> {
        let key = (source.to_owned(), step.articles, step.contract);
        if let Some(kept) = self.kept.borrow().batches.get(&key) {
            return Ok(kept.clone());
        }
        let article = self.article(source, step.articles)?;
        let records = crate::compile(&article, &made.contract);
        let batches = batches(&made.contract, &made.schemas, &[records]).map_err(|error| error.to_string())?;
        let batches = Rc::new(batches);
        let mut kept = self.kept.borrow_mut();
        if kept.bytes < KEPT {
            kept.bytes += batches.iter().map(RecordBatch::get_array_memory_size).sum::<usize>();
            kept.batches.insert(key, batches.clone());
        }
        Ok(batches)
    }

    /// The path of an article as its side reads it.
    fn own<'s>(&self, source: &'s str, side: usize) -> &'s str {
        source.strip_prefix(self.prefixes[side].as_str()).unwrap_or(source)
    }

    /// An article as one side had it, wherever it is at hand.
    fn article(&self, source: &str, side: usize) -> Result<Source, Missing> {
        let known = self.articles[side].get(source);
        let own = self.own(source, side);
        let articles = [side, 1 - side].into_iter().filter_map(|at| self.inputs[at].article(own));
        let mut sources = articles.map(|bytes| Source::new(own.to_owned(), bytes).behind(&self.prefixes[side]));
        sources
            .find(|article| Some(&article.sha256) == known)
            .ok_or_else(|| format!("the articles that `{}` was made of are not at hand", self.names[side]))
    }

    /// What all articles say together.
    fn judged(&self, step: Step) -> Result<Rc<Judged>, Missing> {
        if let Some(known) = self.corpora.borrow().get(&step) {
            return known.clone();
        }
        let judged = self.judge(step).map(Rc::new);
        self.corpora.borrow_mut().insert(step, judged.clone());
        judged
    }

    fn judge(&self, step: Step) -> Result<Judged, Missing> {
        let made = self.contracted(step.contract)?;
        let policy = self.inputs[step.policy]
            .policy()
            .ok_or_else(|| format!("the waivers that `{}` was made with are not at hand", self.names[step.policy]))?;
        let mut paths: Vec<&String> = self.articles[step.articles].keys().collect();
        paths.sort_unstable();
        let mut corpus = Corpus::default();
        let mut number = 0;
        for window in paths.chunks(WINDOW) {
            let sources = window
                .iter()
                .map(|path| self.article(path, step.articles))
                .collect::<Result<Vec<Source>, Missing>>()?;
            let numbered: Vec<(u32, &Source)> = (number..).zip(&sources).collect();
            number += u32::try_from(sources.len()).unwrap_or(u32::MAX);
            let contract = &made.contract;
            let check = |&(number, source): &(u32, &Source)| check(source, number, contract, &policy);
            for checked in numbered.par_iter().map(check).collect::<Vec<_>>() {
                corpus.add(checked);
            }
        }
        let load = |number: u32| self.article(paths.get(number as usize)?, step.articles).ok();
        let judged = corpus.judge(&made.contract, &policy, &load).map_err(|error| error.to_string())?;
        let mut findings: FxHashMap<String, Vec<Finding>> = FxHashMap::default();
        for finding in judged.findings {
            findings.entry(finding.place.source.to_string()).or_default().push(finding);
        }
        Ok(Judged { settled: judged.settled, findings })
    }
}

fn check(source: &Source, number: u32, contract: &Contract, policy: &Policy) -> crate::checks::Checked {
    crate::compile_and_check(source, number, contract, policy).1
}

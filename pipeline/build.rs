//! The stages put together over a directory of articles: windows of articles are compiled in parallel while the
//! window before them is written in a fixed order.

mod unchanged;

pub use unchanged::unchanged;

use crate::checks::{self, BASELINE, Checked, Corpus, Policy, PolicyFile, WAIVERS};
use crate::contract::{Contract, Each};
use crate::datasets::{Settled, batches, batches_of, is_settled_late, schemas, settle};
use crate::emit::{DatasetWriters, Durability, Format, Outcome, Published, Spool, Staging, format_names};
use crate::error::Error;
use crate::finding::Finding;
use crate::source::{self, Found, Input, InputDigest, Loss, PolicyText, Skipped, Source, Wanted};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What to build.
pub struct Job<'a> {
    /// The articles, and the prefix by which rows call them.
    pub input: &'a Input,
    /// Directory of datasets.
    pub output: &'a Path,
    /// The contract.
    pub contract: &'a Contract,
    /// Levels of rules, and accepted findings.
    pub policy: &'a Policy,
    /// Formats to write.
    pub formats: &'a [&'static Format],
    /// Publish, or only compare.
    pub outcome: Outcome,
    /// Whether to wait until the output is on the disk.
    pub durability: Durability,
    /// What to do where an article cannot be read this time.
    pub unread: Unread,
    /// Is told the number of articles found, then after each window the number of those compiled.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// What to do where the system does not let an article be read, or it changes meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Keep the old output: it has rows of that article.
    Stop,
    /// Publish what there is.
    KeepGoing,
}

/// What was built.
#[derive(Debug)]
pub struct Report {
    /// Number of articles compiled.
    pub articles: usize,
    /// Files below the input directory that are not compiled, and articles that could not be read.
    pub skipped: Vec<Skipped>,
    /// The files of the output.
    pub published: Published,
    /// What the rules have to say, in the order of articles and places, waived findings marked.
    pub findings: Vec<Finding>,
    /// Whether articles were compiled; else all is as the output says.
    pub is_compiled: bool,
}

/// Articles that are compiled as one unit: at most so many, and about so many bytes.
pub(crate) const CHUNK_ARTICLES: usize = 32;
pub(crate) const CHUNK_BYTES: u64 = 1 << 20;
/// Units that are compiled before they are written: at most so many, and about so many bytes.
const WINDOW_CHUNKS: usize = 16;
const WINDOW_BYTES: u64 = 16 << 20;

/// What a unit of articles gives.
struct Chunk {
    articles: usize,
    /// By dataset: the batch, and its bytes in each format that encodes batches on their own.
    datasets: Vec<(RecordBatch, Vec<Vec<u8>>)>,
    skipped: Vec<Skipped>,
    checked: Vec<Checked>,
    /// Digests of the bytes of the articles that were read, by number.
    read: Vec<(u32, String)>,
}

/// Articles of a unit, and the number of the first of them.
type Articles<'f> = (u32, &'f [Found]);

/// So many files are named where none of them can be compiled.
const MOST_REASONS: usize = 10;

/// Findings that become rows at a time.
const FINDINGS: usize = 8192;

/// Compiles all articles of a directory and publishes or compares the output.
///
/// # Errors
/// When there is no input, no article can be read, one cannot be read this time, or the output cannot be written.
pub fn build(job: &Job<'_>) -> Result<Report, Error> {
    let (found, mut skipped) = (&job.input.found, job.input.skipped.clone());
    stop_at(job, &skipped)?;
    (job.progress)(0, found.len() as u64);
    let schemas = schemas(job.contract);
    let mut number = 0;
    let number_of = |articles: &[Found]| {
        let first = number;
        number += u32::try_from(articles.len()).unwrap_or(u32::MAX);
        first
    };
    let chunks = groups(found, CHUNK_ARTICLES, CHUNK_BYTES, |found| found.size);
    let chunks: Vec<Articles<'_>> = chunks.iter().copied().map(number_of).zip(chunks.iter().copied()).collect();
    let windows = groups(&chunks, WINDOW_CHUNKS, WINDOW_BYTES, |chunk| chunk.1.iter().map(|found| found.size).sum());
    let mut target = Target { staging: None, spools: spools(job.contract, &schemas)? };
    let mut articles = 0;
    let mut corpus = Corpus::default();
    let mut waiting: Vec<Chunk> = Vec::new();
    // Hashes of the digests of articles by number, and the digest of all of them.
    let mut read: Vec<u64> = vec![UNREAD; found.len()];
    let mut input = InputDigest::default();
    for window in windows.into_iter().map(Some).chain([None]) {
        let compile = || {
            window
                .unwrap_or_default()
                .par_iter()
                .map(|&chunk| compile(job, &schemas, chunk))
                .collect::<Result<Vec<Chunk>, Error>>()
        };
        let (compiled, written) = rayon::join(compile, || target.write(job, &schemas, &waiting));
        written?;
        waiting = compiled?;
        for chunk in &mut waiting {
            articles += chunk.articles;
            skipped.append(&mut chunk.skipped);
            chunk.checked.drain(..).for_each(|checked| corpus.add(checked));
            for (number, sha256) in chunk.read.drain(..) {
                let at = number as usize;
                input.add(found.get(at).map_or("", |article| &article.name), &sha256);
                if let Some(read) = read.get_mut(at) {
                    *read = known_by(&sha256);
                }
            }
        }
        stop_at(job, &skipped)?;
        (job.progress)(articles as u64, found.len() as u64);
    }
    if articles == 0 {
        return Err(Error::NothingToCompile { input: job.input.wanted().shown(), reasons: reasons(&skipped) });
    }
    let lost: BTreeSet<&Path> = skipped.iter().filter(|file| file.is_error()).map(|file| file.path.as_path()).collect();
    for article in found.iter().filter(|article| !lost.is_empty() && lost.contains(article.path().as_path())) {
        corpus.lose(article.name.to_string());
    }
    let meanwhile = RefCell::new(Vec::new());
    let judged = corpus.judge(job.contract, job.policy, &|number| {
        let article = found.get(number as usize)?;
        match source::read(article) {
            Ok(source) if read.get(number as usize) == Some(&known_by(&source.sha256)) => Some(source),
            Ok(_) => {
                meanwhile.borrow_mut().push(source::changed(article));
                None
            }
            Err(skipped) => {
                meanwhile.borrow_mut().push(skipped);
                None
            }
        }
    })?;
    skipped.append(&mut meanwhile.into_inner());
    let mut staging = target.settle(job, &schemas, &judged.settled)?;
    report(&mut staging, job, &schemas, &judged.findings)?;
    let compiled = found.par_iter().zip(&read).filter(|(_, read)| **read != UNREAD);
    skipped.par_extend(
        compiled.map(|(article, _)| article).filter(|article| !source::is_unchanged(article)).map(source::changed),
    );
    skipped.sort();
    skipped.dedup();
    stop_at(job, &skipped)?;
    let is_whole = !skipped.iter().any(Skipped::is_error);
    let made_of = unchanged::made_of(job, is_whole.then(|| input.finish()));
    let published = staging.finish(job.contract, &made_of, job.durability)?;
    Ok(Report { articles, skipped, published, findings: judged.findings, is_compiled: true })
}

/// What an article that was not read is known by.
const UNREAD: u64 = 0;

/// What an article that was read is known by when it is read again: a hash of its digest.
fn known_by(sha256: &str) -> u64 {
    checks::hash(sha256).max(UNREAD + 1)
}

/// Keeps the old output where it may have rows of articles that were not read this time.
fn stop_at(job: &Job<'_>, skipped: &[Skipped]) -> Result<(), Error> {
    let missed: Vec<Skipped> = skipped.iter().filter(|file| file.loss == Loss::Moment).cloned().collect();
    if missed.is_empty() || job.unread == Unread::KeepGoing {
        return Ok(());
    }
    Err(Error::Unread { reasons: reasons(&missed) })
}

/// A line for each of the first files that were passed over.
fn reasons(skipped: &[Skipped]) -> String {
    let reason = |skipped: &Skipped| format!("\n  `{}`: {}", skipped.path.display(), skipped.reason);
    let mut reasons: Vec<String> = skipped.iter().take(MOST_REASONS).map(reason).collect();
    if skipped.len() > MOST_REASONS {
        reasons.push(format!("\n  and {} files more", skipped.len() - MOST_REASONS));
    }
    reasons.concat()
}

/// Cuts a list into groups of at most `most` items and about `bytes` bytes; never an empty group.
pub(crate) fn groups<T>(items: &[T], most: usize, bytes: u64, size: impl Fn(&T) -> u64) -> Vec<&[T]> {
    let mut groups = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        let size = size(item);
        if at > start && (at - start == most || sum + size > bytes) {
            groups.push(&items[start..at]);
            (start, sum) = (at, 0);
        }
        sum += size;
    }
    if start < items.len() {
        groups.push(&items[start..]);
    }
    groups
}

/// Appends the findings to the datasets that are made of them.
fn report(staging: &mut Staging, job: &Job<'_>, schemas: &[SchemaRef], findings: &[Finding]) -> Result<(), Error> {
    for some in findings.chunks(FINDINGS) {
        staging.keep(some)?;
        let rows = checks::rows(some, job.contract, &job.input.wanted().prefix);
        let batches = batches_of(job.contract, schemas, &[&rows])?;
        for ((writers, batch), dataset) in staging.writers().iter_mut().zip(batches).zip(&job.contract.datasets) {
            if dataset.each == Each::Finding {
                writers.append(&batch, &DatasetWriters::encode(job.formats, dataset, &batch))?;
            }
        }
    }
    Ok(())
}

/// The policy beside the articles: `waivers.toml` and `baseline.toml` at the top of the input; an empty one where there is
/// neither.
///
/// # Errors
/// When the file cannot be read, or is wrong.
pub fn policy(input: &Wanted) -> Result<Policy, Error> {
    let files: [Option<PolicyText>; 2] = [input.policy(WAIVERS)?, input.policy(BASELINE)?];
    let [waivers, baseline] = files.each_ref().map(|file| file.as_ref().map(|(path, text)| PolicyFile { path, text }));
    Policy::of(waivers, baseline)
}

/// Directory of the schemas that [`check`] is given.
const SCHEMAS: &str = "schemas/";
const ALONE: &str = "version = \"1.0.0\"\nextends = \"nothing\"\n";

/// Checks articles that are at hand, path and text, as a build would. One of the name `waivers.toml` is the policy,
/// held against `today`. Those below `schemas/` are a contract of their own, which stands in place of the other one.
///
/// # Errors
/// When the policy or a schema is wrong.
pub fn check(
    files: &[(&str, &str)],
    contract: &Contract,
    today: jiff::civil::Date,
) -> Result<(Vec<Source>, Vec<Finding>), Error> {
    let mut schemas: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| path.starts_with(SCHEMAS))
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    // It stands alone, whatever it says of itself.
    if !schemas.is_empty() {
        schemas.entry(format!("{SCHEMAS}contract.toml")).or_insert_with(|| ALONE.to_owned());
    }
    let own = if schemas.is_empty() { None } else { Some(Contract::compile(&schemas, &format_names())?) };
    let contract = own.as_ref().unwrap_or(contract);
    let mut policy = Policy::default();
    let mut sources = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with(SCHEMAS)) {
        if *path == WAIVERS {
            policy = Policy::parse(text, path)?;
        }
        sources.push(Source::new((*path).to_owned(), text.as_bytes().to_vec()));
    }
    let articles: Vec<&Source> = sources.iter().filter(|source| source.path != WAIVERS).collect();
    let mut findings = check_sources(&articles, contract, &policy)?;
    policy.expire(today, &mut findings);
    checks::sort(&mut findings);
    Ok((sources, findings))
}

/// Checks articles that are at hand as if there were no others: rules over the corpus compare these alone.
///
/// # Errors
/// When the temporary file of what the rules remember cannot be written or read.
pub fn check_sources(sources: &[&Source], contract: &Contract, policy: &Policy) -> Result<Vec<Finding>, Error> {
    let mut corpus = Corpus::default();
    for (number, source) in (0..).zip(sources) {
        corpus.add(crate::compile_and_check(source, number, contract, policy).1);
    }
    // An article is read again from the same text.
    let load = |number: u32| {
        let source = sources.get(number as usize)?;
        Some(Source::new(source.path.clone(), source.text.clone().into_bytes()))
    };
    Ok(corpus.judge(contract, policy, &load)?.findings)
}

fn compile(job: &Job<'_>, schemas: &[SchemaRef], (first, found): Articles<'_>) -> Result<Chunk, Error> {
    let mut skipped = Vec::new();
    let mut sources = Vec::with_capacity(found.len());
    for (number, found) in (first..).zip(found) {
        match source::read(found) {
            Ok(source) => sources.push((number, source.behind(&job.input.wanted().prefix))),
            Err(unread) => skipped.push(unread),
        }
    }
    let compile = |(number, source)| crate::compile_and_check(source, number, job.contract, job.policy);
    let (records, checked): (Vec<_>, Vec<_>) =
        sources.iter().map(|(number, source)| compile((*number, source))).unzip();
    let batches = batches(job.contract, schemas, &records)?;
    let datasets = job.contract.datasets.iter().zip(batches).map(|(dataset, batch)| {
        let encoded =
            if is_settled_late(dataset) { Vec::new() } else { DatasetWriters::encode(job.formats, dataset, &batch) };
        (batch, encoded)
    });
    let read = sources.iter().map(|(number, source)| (*number, source.sha256.clone())).collect();
    Ok(Chunk { articles: sources.len(), datasets: datasets.collect(), skipped, checked, read })
}

/// Where chunks go: files, and batches that wait for the whole corpus.
struct Target {
    staging: Option<Staging>,
    /// By dataset; null for those that can be written at once.
    spools: Vec<Option<Spool>>,
}

fn spools(contract: &Contract, schemas: &[SchemaRef]) -> Result<Vec<Option<Spool>>, Error> {
    let datasets = contract.datasets.iter().zip(schemas);
    datasets.map(|(dataset, schema)| is_settled_late(dataset).then(|| Spool::new(schema)).transpose()).collect()
}

impl Target {
    /// Appends chunks in their order; the files of different datasets at the same time. The files are opened with the
    /// first chunk: where nothing can be compiled nothing is touched.
    fn write(&mut self, job: &Job<'_>, schemas: &[SchemaRef], chunks: &[Chunk]) -> Result<(), Error> {
        if chunks.is_empty() {
            return Ok(());
        }
        let staging = match &mut self.staging {
            Some(staging) => staging,
            None => self.staging.insert(open(job, schemas)?),
        };
        let datasets = staging.writers().par_iter_mut().zip(&mut self.spools).enumerate();
        datasets.try_for_each(|(at, (writers, spool))| {
            let mut parts = chunks.iter().filter_map(|chunk| chunk.datasets.get(at));
            parts.try_for_each(|(batch, encoded)| match spool {
                Some(spool) => spool.push(batch),
                None => writers.append(batch, encoded),
            })
        })
    }

    /// Writes what waited for the corpus.
    fn settle(self, job: &Job<'_>, schemas: &[SchemaRef], settled: &Settled) -> Result<Staging, Error> {
        let mut staging = self.staging.map_or_else(|| open(job, schemas), Ok)?;
        for ((writers, spool), dataset) in staging.writers().iter_mut().zip(self.spools).zip(&job.contract.datasets) {
            let Some(spool) = spool else { continue };
            for batch in spool.into_batches()? {
                let batch = settle(batch?, dataset, settled)?;
                writers.append(&batch, &DatasetWriters::encode(job.formats, dataset, &batch))?;
            }
        }
        Ok(staging)
    }
}

fn open(job: &Job<'_>, schemas: &[SchemaRef]) -> Result<Staging, Error> {
    Staging::open(job.output, job.contract, schemas, job.formats, job.outcome)
}

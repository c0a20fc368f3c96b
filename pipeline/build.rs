//! The stages put together over a directory of articles: windows of articles are compiled in parallel while the
//! window before them is written in a fixed order.

use crate::contract::Contract;
use crate::datasets::{batches, schemas};
use crate::emit::{DatasetWriters, Format, Outcome, Published, Staging};
use crate::error::Error;
use crate::source::{self, Found, Skipped};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;
use std::path::Path;

/// What to build.
pub struct Job<'a> {
    /// Directory of articles.
    pub input: &'a Path,
    /// Directory of datasets.
    pub output: &'a Path,
    /// The contract.
    pub contract: &'a Contract,
    /// Formats to write.
    pub formats: &'a [&'static Format],
    /// Publish, or only compare.
    pub outcome: Outcome,
    /// Is told the number of articles found, then after each window the number of those compiled.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// What was built.
#[derive(Debug)]
pub struct Report {
    /// Number of articles compiled.
    pub articles: usize,
    /// Files below the input directory that are not compiled, and articles that could not be read or decoded well.
    pub skipped: Vec<Skipped>,
    /// The files of the output.
    pub published: Published,
}

/// Articles that are compiled as one unit: at most so many, and about so many bytes.
const CHUNK_ARTICLES: usize = 32;
const CHUNK_BYTES: u64 = 1 << 20;
/// Units that are compiled before they are written: at most so many, and about so many bytes.
const WINDOW_CHUNKS: usize = 16;
const WINDOW_BYTES: u64 = 16 << 20;

/// What a unit of articles gives.
struct Chunk {
    articles: usize,
    /// By dataset: the batch, and its bytes in each format that encodes batches on their own.
    datasets: Vec<(RecordBatch, Vec<Vec<u8>>)>,
    skipped: Vec<Skipped>,
}

/// Compiles all articles of a directory and publishes or compares the output.
///
/// # Errors
/// When there is no input, no article can be read, or the output cannot be written.
pub fn build(job: &Job<'_>) -> Result<Report, Error> {
    let (found, mut skipped) = source::articles(job.input)?;
    (job.progress)(0, found.len() as u64);
    let schemas = schemas(job.contract);
    let chunks = groups(&found, CHUNK_ARTICLES, CHUNK_BYTES, |found| found.size);
    let windows = groups(&chunks, WINDOW_CHUNKS, WINDOW_BYTES, |chunk| chunk.iter().map(|found| found.size).sum());
    let mut staging = None;
    let mut articles = 0;
    let mut waiting: Vec<Chunk> = Vec::new();
    for window in windows.into_iter().map(Some).chain([None]) {
        let compile = || {
            window
                .unwrap_or_default()
                .par_iter()
                .map(|chunk| compile(job, &schemas, chunk))
                .collect::<Result<Vec<Chunk>, Error>>()
        };
        let (compiled, written) = rayon::join(compile, || write(&mut staging, job, &schemas, &waiting));
        written?;
        waiting = compiled?;
        for chunk in &mut waiting {
            articles += chunk.articles;
            skipped.append(&mut chunk.skipped);
        }
        (job.progress)(articles as u64, found.len() as u64);
    }
    if articles == 0 {
        let reasons: Vec<String> = skipped
            .iter()
            .map(|skipped| {
                format!(
                    "
  `{}`: {}",
                    skipped.path.display(),
                    skipped.reason
                )
            })
            .collect();
        let reasons = reasons.concat();
        return Err(Error::NothingToCompile { path: job.input.to_owned(), reasons });
    }
    let staging = match staging {
        Some(staging) => staging,
        None => Staging::open(job.output, job.contract, &schemas, job.formats, job.outcome)?,
    };
    let published = staging.finish(job.contract, job.outcome)?;
    skipped.sort();
    Ok(Report { articles, skipped, published })
}

/// Cuts a list into groups of at most `most` items and about `bytes` bytes; never an empty group.
fn groups<T>(items: &[T], most: usize, bytes: u64, size: impl Fn(&T) -> u64) -> Vec<&[T]> {
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

fn compile(job: &Job<'_>, schemas: &[SchemaRef], found: &[Found]) -> Result<Chunk, Error> {
    let mut skipped = Vec::new();
    let mut sources = Vec::with_capacity(found.len());
    for found in found {
        match source::read(found) {
            Ok(source) => {
                if source.damaged {
                    let reason = format!(
                        "it holds bytes that are no text in {}; they became U+FFFD: save it as UTF-8",
                        source.encoding
                    );
                    skipped.push(Skipped { path: found.path.clone(), reason, is_error: false });
                }
                sources.push(source);
            }
            Err(reason) => skipped.push(Skipped { path: found.path.clone(), reason, is_error: true }),
        }
    }
    let records: Vec<_> = sources.iter().map(|source| crate::compile(source, job.contract)).collect();
    let batches = batches(job.contract, schemas, &records)?;
    let datasets = job.contract.datasets.iter().zip(batches).map(|(dataset, batch)| {
        let encoded = DatasetWriters::encode(job.formats, dataset, &batch);
        (batch, encoded)
    });
    Ok(Chunk { articles: sources.len(), datasets: datasets.collect(), skipped })
}

/// Appends chunks in their order; the files of different datasets at the same time. The files are opened with the
/// first chunk: where nothing can be compiled nothing is touched.
fn write(staging: &mut Option<Staging>, job: &Job<'_>, schemas: &[SchemaRef], chunks: &[Chunk]) -> Result<(), Error> {
    if chunks.is_empty() {
        return Ok(());
    }
    let staging = match staging {
        Some(staging) => staging,
        None => staging.insert(Staging::open(job.output, job.contract, schemas, job.formats, job.outcome)?),
    };
    staging.writers().par_iter_mut().enumerate().try_for_each(|(at, writers)| {
        chunks
            .iter()
            .filter_map(|chunk| chunk.datasets.get(at))
            .try_for_each(|(batch, encoded)| writers.append(batch, encoded))
    })
}

//! All writing: new files wait beside the output, which is then exchanged with them as a whole, or file by file with the old
//! ones kept until the new ones are valid.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "writing happens here and nowhere else")]

mod claim;
mod files;
mod intact;
mod owned;
mod replace;
mod tree;
mod undo;

pub use claim::{Recovered, recover};
pub use files::{Durability, generated};
pub use intact::intact;
pub use tree::Tree;

use super::content::ContentHash;
use super::datapackage::{MadeOf, descriptor};
use super::kept::{KEPT, line};
use super::written::Written;
use super::{DESCRIPTOR, Encoding, Format, Rows, Sink};
use crate::contract::{Contract, Dataset};
use crate::error::Error;
use crate::finding::Finding;
use crate::source::current;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use claim::Claim;
use files::{change, digest};
use owned::Owned;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Files that are being written, not yet visible.
pub struct Staging {
    /// Null where the files are only compared: those have no names, and go with the process.
    waiting: Option<Waiting>,
    output: PathBuf,
    owned: Owned,
    writers: Vec<DatasetWriters>,
    /// The file of findings, and their number.
    kept: (BufWriter<File>, usize),
}

/// Where files wait that will be published.
struct Waiting {
    // Goes before the claim on its place does.
    directory: tempfile::TempDir,
    claim: Claim,
}

/// The files of one dataset.
pub struct DatasetWriters {
    dataset: usize,
    rows: usize,
    content: ContentHash,
    files: Vec<Writing>,
}

/// A file that is being written.
struct Writing {
    format: &'static Format,
    name: String,
    /// What its name will be, for messages.
    path: PathBuf,
    target: Target,
}

enum Target {
    Rows(Rows, BufWriter<File>),
    /// And the file that it writes.
    Sink(Box<dyn Sink>, File),
}

impl Writing {
    /// Completes the file.
    fn finish(self) -> Result<(&'static Format, String, PathBuf, File), Error> {
        let Self { format, name, path, target } = self;
        let file = match target {
            Target::Rows(rows, mut out) => {
                let file = out.write_all(rows.tail.as_bytes()).and_then(|()| out.into_inner().map_err(Into::into));
                file.map_err(write_error(&path))?
            }
            Target::Sink(sink, file) => {
                sink.finish().map_err(named(&path))?;
                file
            }
        };
        Ok((format, name, path, file))
    }
}

/// What became of the output.
#[derive(Debug)]
pub struct Published {
    /// Every file by name, and what became of it.
    pub files: BTreeMap<String, Change>,
    /// Rows by dataset.
    pub rows: BTreeMap<String, usize>,
    /// A directory of old files that could not be removed; the next build does.
    pub left: Option<PathBuf>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added,
    /// Its bytes changed.
    Changed,
    /// Its bytes are the same; the file was not touched.
    Same,
    /// It is no longer written.
    Removed,
}

/// What `finish` shall do with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Replace the output.
    Publish,
    /// Only say what would change.
    Compare,
}

impl Staging {
    /// Opens the files of all datasets: beside the output where it is published, without names where it is only compared.
    ///
    /// # Errors
    /// When another process writes the output, something in it is in the way, or a file cannot be made.
    pub fn open(
        output: &Path,
        contract: &Contract,
        schemas: &[SchemaRef],
        formats: &[&'static Format],
        outcome: Outcome,
    ) -> Result<Self, Error> {
        let waiting = match outcome {
            Outcome::Publish => {
                let claim = Claim::take(output)?;
                let directory = claim.directory().map_err(write_error(output))?;
                Some(Waiting { directory, claim })
            }
            Outcome::Compare => None,
        };
        let owned = Owned::read(output)?;
        let create = |name: &str| match &waiting {
            Some(Waiting { directory, .. }) => {
                owned.refuse(output, name)?;
                let path = directory.path().join(name);
                let file = File::options().read(true).write(true).create_new(true).open(path);
                file.map_err(write_error(&output.join(name)))
            }
            None => tempfile::tempfile().map_err(write_error(&std::env::temp_dir())),
        };
        let mut writers = Vec::new();
        for (at, (dataset, schema)) in contract.datasets.iter().zip(schemas).enumerate() {
            let mut files = Vec::new();
            for format in formats.iter().filter(|format| dataset.formats.iter().any(|name| name == format.name)) {
                let name = format!("{}.{}", dataset.name, format.extension);
                let path = output.join(&name);
                let file = create(&name)?;
                let target = match format.encoding {
                    Encoding::Rows(rows) => {
                        let mut out = BufWriter::new(file);
                        out.write_all((rows.head)(dataset).as_bytes()).map_err(write_error(&path))?;
                        Target::Rows(rows, out)
                    }
                    Encoding::File(open) => {
                        let written = file.try_clone().map_err(write_error(&path))?;
                        Target::Sink(open(dataset, contract, schema.clone(), Box::new(written))?, file)
                    }
                };
                files.push(Writing { format, name, path, target });
            }
            let content = ContentHash::new(dataset.columns.len());
            writers.push(DatasetWriters { dataset: at, rows: 0, content, files });
        }
        let kept = (BufWriter::new(create(KEPT)?), 0);
        if waiting.is_some() {
            owned.refuse(output, DESCRIPTOR)?;
        }
        Ok(Self { waiting, output: output.to_owned(), owned, writers, kept })
    }

    /// The writers of all datasets, in the order of the contract; each can be used on a thread of its own.
    pub fn writers(&mut self) -> &mut [DatasetWriters] {
        &mut self.writers
    }

    /// Appends findings to the file that keeps them whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, findings: &[Finding]) -> Result<(), Error> {
        let (file, count) = &mut self.kept;
        *count += findings.len();
        let mut lines = findings.iter().map(line);
        lines.try_for_each(|line| writeln!(file, "{line}")).map_err(write_error(&self.output.join(KEPT)))
    }

    /// Completes all files and the descriptor, which says what they are made of, and publishes or compares them.
    ///
    /// # Errors
    /// When a file cannot be written or the output cannot be replaced; the old output is then as it was.
    pub fn finish(self, contract: &Contract, made_of: &MadeOf, durability: Durability) -> Result<Published, Error> {
        let Self { waiting, output, owned, writers, kept } = self;
        let rows = writers.iter().map(|writers| (contract.datasets[writers.dataset].name.clone(), writers.rows));
        let rows = rows.collect();
        let mut contents = Vec::new();
        let mut files = Vec::new();
        for DatasetWriters { dataset, rows, content, files: own } in writers {
            let columns = contract.datasets[dataset].columns.iter();
            contents.push(content.finish(columns.map(|column| (column.name.as_str(), column.physical()))));
            files.extend(own.into_iter().map(|file| (dataset, rows, file)));
        }
        let written = files
            .into_par_iter()
            .map(|(dataset, rows, writing)| {
                let (format, name, path, mut file) = writing.finish()?;
                let (bytes, sha256) = digest(&mut file).map_err(write_error(&path))?;
                let change = change(&path, &mut file)?;
                let (format, media_type) = (format.name, format.media_type);
                Ok((Written { dataset, name, format, media_type, rows, bytes, sha256 }, change))
            })
            .collect::<Result<Vec<(Written, Change)>, Error>>()?;
        let (written, changes): (Vec<_>, Vec<_>) = written.into_iter().unzip();
        let (kept, kept_change) = finish_kept(kept, &output.join(KEPT))?;
        let described = descriptor(contract, made_of, &written, &contents, &kept);
        let path = output.join(DESCRIPTOR);
        let change = match current(&path)? {
            None => Change::Added,
            Some(old) if old == described.as_bytes() => Change::Same,
            Some(_) => Change::Changed,
        };
        let own = [KEPT, DESCRIPTOR].map(str::to_owned);
        let names: Vec<String> = written.into_iter().map(|file| file.name).chain(own).collect();
        let left_over = owned.left_over(&output, &names);
        let changes = changes.into_iter().chain([kept_change, change]);
        let mut files: BTreeMap<String, Change> = names.into_iter().zip(changes).collect();
        files.extend(left_over.into_iter().map(|name| (name, Change::Removed)));
        let mut left = None;
        if let Some(Waiting { directory, claim }) = waiting
            && files.values().any(|change| *change != Change::Same)
        {
            fs::write(directory.path().join(DESCRIPTOR), described).map_err(write_error(&path))?;
            left = replace::replace(&claim, directory, &files, durability)
                .map_err(|error| as_named(error, &claim.output, &output))?;
        }
        Ok(Published { files, rows, left })
    }
}

/// Completes the file of findings.
fn finish_kept((file, rows): (BufWriter<File>, usize), path: &Path) -> Result<(Written, Change), Error> {
    let mut file = file.into_inner().map_err(|error| write_error(path)(error.into()))?;
    let (bytes, sha256) = digest(&mut file).map_err(write_error(path))?;
    let change = change(path, &mut file)?;
    let (format, media_type) = ("jsonl", "application/jsonl");
    Ok((Written { dataset: usize::MAX, name: KEPT.to_owned(), format, media_type, rows, bytes, sha256 }, change))
}

impl DatasetWriters {
    /// Encodes a batch for the formats that encode batches on their own.
    #[must_use]
    pub fn encode(formats: &[&'static Format], dataset: &Dataset, batch: &RecordBatch) -> Vec<Vec<u8>> {
        formats
            .iter()
            .filter(|format| dataset.formats.iter().any(|name| name == format.name))
            .map(|format| {
                let mut out = Vec::new();
                if let Encoding::Rows(rows) = format.encoding {
                    (rows.rows)(dataset, batch, &mut out);
                }
                out
            })
            .collect()
    }

    /// Appends a batch and what [`Self::encode`] made of it.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn append(&mut self, batch: &RecordBatch, encoded: &[Vec<u8>]) -> Result<(), Error> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        for (Writing { path, target, .. }, bytes) in self.files.iter_mut().zip(encoded) {
            match target {
                Target::Rows(rows, out) => {
                    let skip = if self.rows == 0 { rows.separator } else { 0 };
                    out.write_all(bytes.get(skip..).unwrap_or_default()).map_err(write_error(path))?;
                }
                Target::Sink(sink, _) => sink.write(batch).map_err(named(path))?,
            }
        }
        self.rows += batch.num_rows();
        self.content.update(batch);
        Ok(())
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn write_error(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}

/// A writer of a format does not know the name of its file.
fn named(path: &Path) -> impl FnOnce(Error) -> Error {
    move |error| match error {
        Error::Write { source, .. } => write_error(path)(source),
        other => other,
    }
}

/// A path in the output as the user names it, not without its links.
fn as_named(error: Error, real: &Path, output: &Path) -> Error {
    match error {
        Error::Write { path, source } => {
            Error::Write { path: path.strip_prefix(real).map_or(path.clone(), |below| output.join(below)), source }
        }
        other => other,
    }
}

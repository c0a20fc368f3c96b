//! All writing: files go to a staging directory beside the output, which is then exchanged with it as a whole.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "writing happens here and nowhere else")]

use super::content::ContentHash;
use super::datapackage::descriptor;
use super::{DESCRIPTOR, Encoding, Format, Rows, Sink};
use crate::contract::{Contract, Dataset};
use crate::error::Error;
use crate::source::{current, hex};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// A file of the output.
pub(super) struct Written {
    pub(super) dataset: usize,
    pub(super) name: String,
    pub(super) format: &'static str,
    pub(super) media_type: &'static str,
    pub(super) rows: usize,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Files that are being written, not yet visible.
pub struct Staging {
    directory: tempfile::TempDir,
    output: PathBuf,
    writers: Vec<DatasetWriters>,
}

/// The files of one dataset.
pub struct DatasetWriters {
    dataset: usize,
    rows: usize,
    content: ContentHash,
    files: Vec<(&'static Format, String, Target)>,
}

enum Target {
    Rows(Rows, BufWriter<File>),
    Sink(Box<dyn Sink>),
}

impl Target {
    fn finish(self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Rows(rows, mut out) => {
                out.write_all(rows.tail.as_bytes()).and_then(|()| out.flush()).map_err(write_error(path))
            }
            Self::Sink(sink) => sink.finish(),
        }
    }
}

/// What became of the output.
#[derive(Debug)]
pub struct Published {
    /// Every file by name, and what became of it.
    pub files: BTreeMap<String, Change>,
    /// Rows by dataset.
    pub rows: BTreeMap<String, usize>,
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
    /// Opens the files of all datasets in a staging directory: beside the output where it is published, in the
    /// system's place for temporary files where it is only compared.
    ///
    /// # Errors
    /// When the directory or a file cannot be made.
    pub fn open(
        output: &Path,
        contract: &Contract,
        schemas: &[SchemaRef],
        formats: &[&'static Format],
        outcome: Outcome,
    ) -> Result<Self, Error> {
        if output.exists() && !output.is_dir() {
            return Err(write_error(output)(std::io::ErrorKind::NotADirectory.into()));
        }
        let directory = match outcome {
            Outcome::Publish => {
                let parent = parent(output);
                fs::create_dir_all(&parent).map_err(write_error(&parent))?;
                let name = output.file_name().map_or_else(|| "output".into(), |name| name.to_string_lossy());
                sweep(&parent, &format!("{name}.kbc-"));
                sweep(output, BESIDE);
                tempfile::Builder::new()
                    .prefix(&format!("{name}.kbc-"))
                    .tempdir_in(&parent)
                    .map_err(write_error(output))?
            }
            Outcome::Compare => {
                let parent = std::env::temp_dir();
                sweep(&parent, COMPARED);
                tempfile::Builder::new().prefix(COMPARED).tempdir().map_err(write_error(&parent))?
            }
        };
        let mut writers = Vec::new();
        for (at, (dataset, schema)) in contract.datasets.iter().zip(schemas).enumerate() {
            let mut files = Vec::new();
            for format in formats.iter().filter(|format| dataset.formats.iter().any(|name| name == format.name)) {
                let name = format!("{}.{}", dataset.name, format.extension);
                let path = directory.path().join(&name);
                let file = File::create(&path).map_err(write_error(&path))?;
                let target = match format.encoding {
                    Encoding::Rows(rows) => {
                        let mut out = BufWriter::new(file);
                        out.write_all((rows.head)(dataset).as_bytes()).map_err(write_error(&path))?;
                        Target::Rows(rows, out)
                    }
                    Encoding::File(open) => Target::Sink(open(dataset, contract, schema.clone(), Box::new(file))?),
                };
                files.push((*format, name, target));
            }
            let content = ContentHash::new(dataset.columns.len());
            writers.push(DatasetWriters { dataset: at, rows: 0, content, files });
        }
        Ok(Self { directory, output: output.to_owned(), writers })
    }

    /// The writers of all datasets, in the order of the contract; each can be used on a thread of its own.
    pub fn writers(&mut self) -> &mut [DatasetWriters] {
        &mut self.writers
    }

    /// Completes all files and the descriptor, and publishes or compares them. `policy` is the digest of the file that sets
    /// levels and accepts findings.
    ///
    /// # Errors
    /// When a file cannot be written or the output cannot be replaced; the old output is then as it was.
    pub fn finish(self, contract: &Contract, policy: Option<&str>, outcome: Outcome) -> Result<Published, Error> {
        let rows = self.writers.iter().map(|writers| (contract.datasets[writers.dataset].name.clone(), writers.rows));
        let rows = rows.collect();
        let mut contents = Vec::new();
        let mut files = Vec::new();
        for DatasetWriters { dataset, rows, content, files: own } in self.writers {
            let columns = contract.datasets[dataset].columns.iter();
            contents.push(content.finish(columns.map(|column| (column.name.as_str(), column.physical()))));
            files.extend(own.into_iter().map(|file| (dataset, rows, file)));
        }
        let staging = self.directory.path();
        let written = files
            .into_par_iter()
            .map(|(dataset, rows, (format, name, target))| {
                let path = staging.join(&name);
                target.finish(&path)?;
                let (bytes, sha256) = digest(&path)?;
                Ok(Written { dataset, name, format: format.name, media_type: format.media_type, rows, bytes, sha256 })
            })
            .collect::<Result<Vec<Written>, Error>>()?;
        let path = staging.join(DESCRIPTOR);
        fs::write(&path, descriptor(contract, policy, &written, &contents)).map_err(write_error(&path))?;
        let names: Vec<String> = written.into_iter().map(|file| file.name).chain([DESCRIPTOR.to_owned()]).collect();
        let files = compare(&self.output, staging, &names)?;
        if outcome == Outcome::Publish && files.values().any(|change| *change != Change::Same) {
            replace(&self.output, self.directory, &files)?;
        }
        Ok(Published { files, rows })
    }
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
        for ((_, name, target), bytes) in self.files.iter_mut().zip(encoded) {
            match target {
                Target::Rows(rows, out) => {
                    let skip = if self.rows == 0 { rows.separator } else { 0 };
                    out.write_all(bytes.get(skip..).unwrap_or_default())
                        .map_err(write_error(Path::new(name.as_str())))?;
                }
                Target::Sink(sink) => sink.write(batch)?,
            }
        }
        self.rows += batch.num_rows();
        self.content.update(batch);
        Ok(())
    }
}

/// Writes a generated file beside the sources, where its bytes changed.
///
/// # Errors
/// When it cannot be written.
pub fn generated(path: &Path, content: impl AsRef<[u8]>) -> Result<Change, Error> {
    let content = content.as_ref();
    let change = match current(path)? {
        Some(old) if old == content => return Ok(Change::Same),
        Some(_) => Change::Changed,
        None => Change::Added,
    };
    let mut file = tempfile::NamedTempFile::new_in(parent(path)).map_err(write_error(path))?;
    file.write_all(content).map_err(write_error(path))?;
    readable(file.path());
    file.persist(path).map_err(|error| write_error(path)(error.error))?;
    Ok(change)
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

/// How the names of directories begin in which new files wait inside of the output.
const BESIDE: &str = ".kbc-";

/// How the names of staging directories begin that are only compared.
const COMPARED: &str = "kbc-compared-";

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// Number of bytes and SHA-256 of a file that was just written.
fn digest(path: &Path) -> Result<(u64, String), Error> {
    let read = || -> std::io::Result<(u64, String)> {
        let (mut file, mut sha, mut piece, mut bytes) = (File::open(path)?, Sha256::new(), vec![0; PIECE], 0);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok((bytes, hex(&sha.finalize()))),
                count => {
                    sha.update(&piece[..count]);
                    bytes += count as u64;
                }
            }
        }
    };
    read().map_err(|source| Error::Read { path: path.to_owned(), source })
}

/// How a new file differs from the one in its place.
fn change(old: &Path, new: &Path) -> std::io::Result<Change> {
    let mut before = match File::open(old) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Change::Added),
        opened => BufReader::with_capacity(PIECE, opened?),
    };
    let mut after = BufReader::with_capacity(PIECE, File::open(new)?);
    if before.get_ref().metadata()?.len() != after.get_ref().metadata()?.len() {
        return Ok(Change::Changed);
    }
    loop {
        let (left, right) = (before.fill_buf()?, after.fill_buf()?);
        let count = left.len().min(right.len());
        if left[..count] != right[..count] || left.is_empty() != right.is_empty() {
            return Ok(Change::Changed);
        }
        if count == 0 {
            return Ok(Change::Same);
        }
        before.consume(count);
        after.consume(count);
    }
}

/// Removes what a process that was killed left behind: staging directories older than an hour, for a younger one
/// may belong to a process that still runs.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age.as_secs() > 3600) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// What changes from the old output to the new files. Files that kbc did not write are none of its business.
fn compare(output: &Path, staging: &Path, names: &[String]) -> Result<BTreeMap<String, Change>, Error> {
    let mut files = BTreeMap::new();
    for name in names {
        let path = output.join(name);
        let change = change(&path, &staging.join(name)).map_err(|source| Error::Read { path, source })?;
        files.insert(name.clone(), change);
    }
    for name in formerly_written(output)? {
        if !names.contains(&name) && output.join(&name).is_file() {
            files.insert(name, Change::Removed);
        }
    }
    Ok(files)
}

/// The files that the old descriptor lists.
fn formerly_written(output: &Path) -> Result<BTreeSet<String>, Error> {
    let Some(bytes) = current(&output.join(DESCRIPTOR))? else { return Ok(BTreeSet::new()) };
    let package: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut names = BTreeSet::new();
    for resource in package["resources"].as_array().into_iter().flatten() {
        let alternates = resource["kbc:alternates"].as_array().into_iter().flatten();
        let paths = alternates.chain([resource]).filter_map(|file| file["path"].as_str());
        names.extend(paths.filter(|path| !path.contains(['/', '\\'])).map(str::to_owned));
    }
    Ok(names)
}

/// Puts the new files in the place of the old ones.
fn replace(output: &Path, staging: tempfile::TempDir, files: &BTreeMap<String, Change>) -> Result<(), Error> {
    directory_like(output, staging.path());
    if !output.exists() {
        let staged = staging.keep();
        return fs::rename(&staged, output).map_err(|error| {
            let _ = fs::remove_dir_all(&staged);
            write_error(output)(error)
        });
    }
    // Where an exchange is possible the output changes in one step; else file by file, the descriptor last.
    let whole = carry_over(output, staging.path(), files).and_then(|()| exchange(output, staging.path()));
    match whole {
        // The old output now lies in the staging directory and goes with it.
        Ok(()) => Ok(()),
        Err(_) => one_by_one(output, staging.path(), files),
    }
}

/// Links the files that stay as they are, and everything that kbc did not write, into the new directory.
fn carry_over(output: &Path, staging: &Path, files: &BTreeMap<String, Change>) -> std::io::Result<()> {
    for entry in fs::read_dir(output)? {
        let entry = entry?;
        let name = entry.file_name();
        let to = staging.join(&name);
        match name.to_str().and_then(|name| files.get(name)) {
            Some(Change::Same) => {
                fs::remove_file(&to)?;
                fs::hard_link(entry.path(), to)?;
            }
            Some(_) => {}
            // A directory cannot be linked: such an output is replaced file by file.
            None => fs::hard_link(entry.path(), to)?,
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(output: &Path, staging: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(output)?.is_symlink() {
        return Err(std::io::ErrorKind::Unsupported.into());
    }
    rustix::fs::renameat_with(rustix::fs::CWD, staging, rustix::fs::CWD, output, rustix::fs::RenameFlags::EXCHANGE)
        .map_err(Into::into)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Replaces file by file, the descriptor last. All new files lie in the output before the first one is replaced: where they
/// do not fit, the old output stays as it was.
fn one_by_one(output: &Path, staging: &Path, files: &BTreeMap<String, Change>) -> Result<(), Error> {
    let beside = tempfile::Builder::new().prefix(BESIDE).tempdir_in(output).map_err(write_error(output))?;
    let is_new = |change: &Change| matches!(change, Change::Added | Change::Changed);
    for (name, _) in files.iter().filter(|(_, change)| is_new(change)) {
        bring(&staging.join(name), &beside.path().join(name)).map_err(write_error(&output.join(name)))?;
    }
    let (descriptor, data): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == DESCRIPTOR);
    for (name, change) in data.into_iter().chain(descriptor) {
        let target = output.join(name);
        match change {
            Change::Added | Change::Changed => {
                fs::rename(beside.path().join(name), &target).map_err(write_error(&target))?;
            }
            Change::Removed => fs::remove_file(&target).map_err(write_error(&target))?,
            Change::Same => {}
        }
    }
    Ok(())
}

/// Moves a file, also to another file system, where the output is a mount point or a link to one.
fn bring(from: &Path, to: &Path) -> std::io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => fs::copy(from, to).map(drop),
        moved => moved,
    }
}

/// Temporary files are private; a generated file is as readable as any other file of the user.
#[cfg(unix)]
fn readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
}

/// Gives the staging directory the permissions of the output, or those of a new directory.
#[cfg(unix)]
fn directory_like(output: &Path, staging: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let permissions =
        fs::metadata(output).map_or_else(|_| fs::Permissions::from_mode(0o755), |data| data.permissions());
    let _ = fs::set_permissions(staging, permissions);
}

#[cfg(not(unix))]
fn readable(_: &Path) {}

#[cfg(not(unix))]
fn directory_like(_: &Path, _: &Path) {}

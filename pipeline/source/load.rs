//! All reading: the only file of kbc that opens files for input.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "reading happens here and nowhere else")]

use super::found::{Found, Moment, Stamp};
use super::name::push_escaped;
use super::{Source, hex};
use crate::contract::FOLDERS;
use crate::error::Error;
use ignore::WalkBuilder;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs::{File, Metadata};
use std::io::{Error as IoError, ErrorKind, Read, Result as IoResult, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Extensions of articles, lower case.
pub(super) const EXTENSIONS: [&str; 8] = ["md", "markdown", "html", "htm", "txt", "text", "csv", "tsv"];

/// Extensions of what may hold articles, and is not opened where it lies among articles.
pub(super) const ARCHIVES: [&str; 16] = [
    "zip", "tar", "tgz", "tzst", "gz", "zst", "zstd", "bz2", "xz", "7z", "rar", "cab", "parquet", "jsonl", "ndjson",
    "warc",
];

/// Name of the file of waivers, at the top of the input directory.
pub const WAIVERS: &str = "waivers.toml";

/// Name of the file of findings that were there from the start, beside it.
pub const BASELINE: &str = "baseline.toml";

/// The longest article, in bytes: decoded it still fits the 32 bits of a span.
pub(super) const LONGEST: u64 = 1 << 30;

/// Something below the input root that is not compiled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path as found.
    pub path: PathBuf,
    /// Why, and what to do.
    pub reason: String,
    /// What that means for the rows.
    pub loss: Loss,
}

/// What is missing without a file that was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Nothing: it is no article.
    Nothing,
    /// An article that every run would pass over, for what it is.
    Article,
    /// An article, or a directory of them, that the system did not let us read, or that changed meanwhile: the next run may
    /// read it.
    Moment,
}

impl Skipped {
    /// Whether an article may have been lost.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.loss != Loss::Nothing
    }
}

/// One article by its path, under a name of its own.
///
/// # Errors
/// When there is no such file.
pub fn article(path: &Path, name: String) -> Result<Found, Error> {
    let data = std::fs::metadata(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(Found::file(name, path.to_owned(), data.len(), data.modified().ok()))
}

/// The extension of a name, lower case.
pub(super) fn extension(name: &str) -> Option<String> {
    Some(Path::new(name).extension()?.to_str()?.to_ascii_lowercase())
}

/// The articles below `root`, in the order of their names, and what was passed over.
///
/// Symbolic links are followed; one that leads back into its own parents is passed over. Hidden files are no articles.
///
/// # Errors
/// When `root` is missing or is no directory.
pub fn articles(root: &Path) -> Result<(Vec<Found>, Vec<Skipped>), Error> {
    match std::fs::metadata(root) {
        Ok(data) if data.is_dir() => {}
        Err(source) if source.kind() != ErrorKind::NotFound => {
            return Err(Error::Read { path: root.to_owned(), source });
        }
        _ => return Err(Error::NoInput { path: root.to_owned() }),
    }
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    let below = Arc::new(root.to_owned());
    for entry in WalkBuilder::new(root).standard_filters(false).hidden(true).follow_links(true).build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                skipped.push(unread(root, &error));
                continue;
            }
        };
        let kind = entry.file_type();
        if kind.is_none_or(|kind| kind.is_dir()) {
            continue;
        }
        let data = entry.metadata();
        let path = entry.into_path();
        match path.extension().and_then(|ext| ext.to_str()).map(str::to_ascii_lowercase) {
            Some(ext) if EXTENSIONS.contains(&ext.as_str()) => {
                let name = name(path.strip_prefix(root).unwrap_or(&path));
                match data {
                    // Reading a pipe or a device might never end.
                    Ok(data) if !data.is_file() => {
                        let reason = format!("it is {}, not a regular file", kind_of(&data));
                        skipped.push(Skipped { path, reason, loss: Loss::Article });
                    }
                    Ok(data) => {
                        found.push(Found::below(&below, name, path, data.len(), data.modified().ok()));
                    }
                    Err(error) => skipped.push(unread(&path, &error)),
                }
            }
            Some(ext) if ext == "toml" => {
                let below = path.strip_prefix(root).unwrap_or(&path);
                if below.ends_with(WAIVERS) && below.components().count() > 1 {
                    let reason = format!("it is not read: waivers stand in `{}`", root.join(WAIVERS).display());
                    skipped.push(Skipped { path, reason, loss: Loss::Nothing });
                }
            }
            Some(ext) if ARCHIVES.contains(&ext.as_str()) => skipped.push(Skipped {
                reason: format!("archives among articles are not opened: name it with `--input {}`", path.display()),
                path,
                loss: Loss::Nothing,
            }),
            _ => skipped.push(Skipped {
                reason: format!("it is not an article: only .{} are read", EXTENSIONS.join(", .")),
                path,
                loss: Loss::Nothing,
            }),
        }
    }
    // No two paths have one name.
    found.sort_unstable_by(|a: &Found, b| a.name.cmp(&b.name));
    skipped.sort();
    Ok((found, skipped))
}

/// What the walk could not look at. A link that leads nowhere is one for every run.
fn unread(root: &Path, error: &ignore::Error) -> Skipped {
    let found = said(root, error);
    let is_link = std::fs::symlink_metadata(&found.path).is_ok_and(|data| data.is_symlink());
    let is_for_ever = is_link && error.io_error().is_some_and(is_of_link);
    if found.loss == Loss::Moment && is_for_ever { Skipped { loss: Loss::Article, ..found } } else { found }
}

/// What an error of the walk says. A link that leads back to its parents hides nothing.
fn said(root: &Path, error: &ignore::Error) -> Skipped {
    match error {
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => said(root, err),
        ignore::Error::WithPath { path, err } => Skipped { path: path.clone(), ..said(root, err) },
        ignore::Error::Loop { ancestor, child } => Skipped {
            path: child.clone(),
            reason: format!("it is a link back to `{}`, which is read anyway", ancestor.display()),
            loss: Loss::Nothing,
        },
        // What the system says stands behind words that name the path once more.
        ignore::Error::Io(error) => Skipped {
            path: root.to_owned(),
            reason: error.source().map_or_else(|| error.to_string(), ToString::to_string),
            loss: Loss::Moment,
        },
        other => Skipped { path: root.to_owned(), reason: other.to_string(), loss: Loss::Moment },
    }
}

/// Whether the system says that a link leads nowhere, or in a circle.
fn is_of_link(error: &IoError) -> bool {
    // The walk wraps what the system says, which then has no kind of its own.
    let inner = error.get_ref().and_then(|inner| inner.source()).and_then(|source| source.downcast_ref::<IoError>());
    let error = inner.unwrap_or(error);
    #[cfg(unix)]
    let is_circle = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    let is_circle = false;
    is_circle || matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The identity of an article.
fn name(relative: &Path) -> String {
    let mut name = String::new();
    for part in relative.components() {
        if !name.is_empty() {
            name.push('/');
        }
        push_escaped(part.as_os_str().as_encoded_bytes(), &mut name);
    }
    name
}

/// Reads and decodes one article.
///
/// # Errors
/// When the file cannot be read, is longer than 1 GiB, or is not the one that was found any more.
pub fn read(found: &Found) -> Result<Source, Skipped> {
    bytes(found).map(|bytes| Source::new(found.name.to_string(), bytes))
}

/// SHA-256 of the bytes of one article, lower case hex.
///
/// # Errors
/// As for [`read`].
pub fn sha256(found: &Found) -> Result<String, Skipped> {
    bytes(found).map(|bytes| hex(&Sha256::digest(bytes)))
}

fn bytes(found: &Found) -> Result<Vec<u8>, Skipped> {
    let skipped = |reason: String, loss| Skipped { path: found.path(), reason, loss };
    if found.size > LONGEST {
        return Err(skipped("it is longer than 1 GiB; split it".to_owned(), Loss::Article));
    }
    let failed = |error: IoError| {
        let loss = if error.kind() == ErrorKind::InvalidInput { Loss::Article } else { Loss::Moment };
        skipped(error.to_string(), loss)
    };
    if let Some(held) = &found.held {
        return held.spool.read(held.start, found.size).map_err(failed);
    }
    let (file, data) = regular(&found.path()).map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.size).unwrap_or_default());
    // One byte more would tell that it grew.
    file.take(found.size + 1).read_to_end(&mut bytes).map_err(failed)?;
    if is_other(found, &data) || bytes.len() as u64 != found.size {
        return Err(changed(found));
    }
    Ok(bytes)
}

fn is_other(found: &Found, data: &Metadata) -> bool {
    (data.len(), Moment::of(data.modified().ok())) != (found.size, found.modified)
}

/// What is said of an article that changed after it was found.
#[must_use]
pub fn changed(found: &Found) -> Skipped {
    let reason = "it changed while kbc ran".to_owned();
    Skipped { path: found.path(), reason, loss: Loss::Moment }
}

/// Says whether an article is still the one that was found.
#[must_use]
pub fn is_unchanged(found: &Found) -> bool {
    match &found.held {
        Some(held) => held.stamp.as_deref().is_none_or(holds),
        None => std::fs::metadata(found.path()).is_ok_and(|data| !is_other(found, &data)),
    }
}

/// Whether an archive is still the same.
fn holds(stamp: &Stamp) -> bool {
    let is_same = |data: &Metadata| (data.len(), Moment::of(data.modified().ok())) == (stamp.size, stamp.modified);
    std::fs::metadata(&stamp.path).is_ok_and(|data| is_same(&data))
}

/// Opens an archive, or another file that holds articles.
pub(super) fn holder(path: &Path) -> IoResult<(Opened, Stamp)> {
    let (file, data) = regular(path)?;
    Ok((file, Stamp { path: path.to_owned(), size: data.len(), modified: Moment::of(data.modified().ok()) }))
}

/// The standard input as a file that can be read at any place, which the system removes by itself.
///
/// # Errors
/// When it cannot be read, or the file cannot be written.
pub(super) fn standard_input() -> Result<Opened, Error> {
    let failed = |source| Error::Write { path: std::env::temp_dir(), source };
    let mut file = tempfile::tempfile().map_err(failed)?;
    let mut stdin = std::io::stdin().lock();
    let mut piece = vec![0; 1 << 16];
    loop {
        match stdin.read(&mut piece) {
            Ok(0) => return Ok(file),
            Ok(read) => file.write_all(&piece[..read]).map_err(failed)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => return Err(Error::Read { path: "the standard input".into(), source }),
        }
    }
}

/// Opens a file of the disk; anything else (a pipe, a device, what the kernel makes up below `/proc`) might never end, or
/// do something when it is read.
fn regular(path: &Path) -> IoResult<(File, Metadata)> {
    let refused = |what: &str| IoError::new(ErrorKind::InvalidInput, format!("it is {what}, not a regular file"));
    // Opening, too, may wait for ever.
    let data = std::fs::metadata(path)?;
    if !data.is_file() {
        return Err(refused(kind_of(&data)));
    }
    let file = open_at_once(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(refused(kind_of(&data)));
    }
    if is_made_up(&file) {
        return Err(refused("a file that the kernel makes up"));
    }
    Ok((file, data))
}

/// What something on the disk is, with its article.
#[must_use]
pub fn kind_of(data: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = data.file_type();
        if kind.is_fifo() {
            return "a named pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if data.is_dir() { "a directory" } else { "something else" }
}

#[cfg(unix)]
fn open_at_once(path: &Path) -> IoResult<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open_at_once(path: &Path) -> IoResult<File> {
    File::open(path)
}

/// Whether a file lies in a file system without a disk, in which reading asks the kernel.
#[cfg(target_os = "linux")]
fn is_made_up(file: &File) -> bool {
    /// From `linux/magic.h`: sysfs, debugfs, tracefs.
    const OTHERS: [rustix::fs::FsWord; 3] = [0x6265_6572, 0x6462_6720, 0x7472_6163];
    let Ok(system) = rustix::fs::fstatfs(file) else { return false };
    system.f_type == rustix::fs::PROC_SUPER_MAGIC || OTHERS.contains(&system.f_type)
}

#[cfg(not(target_os = "linux"))]
fn is_made_up(_: &File) -> bool {
    false
}

/// The schema files of a directory, and those in its folders, `languages` and `families`: path to text, in the order of their paths.
///
/// # Errors
/// When a directory or one of its `.toml` files cannot be read.
pub fn schemas(directory: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut texts = BTreeMap::new();
    add_schemas(directory, &mut texts)?;
    for folder in FOLDERS.into_iter().map(|folder| directory.join(folder)).filter(|folder| folder.is_dir()) {
        add_schemas(&folder, &mut texts)?;
    }
    Ok(texts)
}

fn add_schemas(directory: &Path, texts: &mut BTreeMap<String, String>) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Read { path, source }
    };
    for entry in std::fs::read_dir(directory).map_err(failed(directory))? {
        let path = entry.map_err(failed(directory))?.path();
        if path.extension().is_some_and(|ext| ext == "toml") {
            let text = regular(&path).and_then(|(file, _)| std::io::read_to_string(file)).map_err(failed(&path))?;
            // A schema says the same, and has the same digest, however git wrote its line ends.
            texts.insert(path.to_string_lossy().into_owned(), text.replace("\r\n", "\n"));
        }
    }
    Ok(())
}

/// The bytes of a file as it stands now; null where there is none.
///
/// # Errors
/// When it exists but cannot be read.
pub fn current(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    match file.read_to_end(&mut bytes) {
        Ok(_) => Ok(Some(bytes)),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// The text of a file that people write; null where there is none.
///
/// # Errors
/// When it exists but cannot be read, or is not UTF-8.
pub fn text(path: &Path) -> Result<Option<String>, Error> {
    current(path)?.map(|bytes| as_text(bytes, path)).transpose()
}

/// The text of a file that people write.
pub(super) fn as_text(bytes: Vec<u8>, path: &Path) -> Result<String, Error> {
    let Ok(text) = String::from_utf8(bytes) else {
        let message = format!("`{}` is not UTF-8\n  help: TOML is written in UTF-8: save it as such", path.display());
        return Err(Error::Usage(message));
    };
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// A file that can be read at any place.
pub type Opened = File;

/// Opens a file of the disk; null where there is none.
///
/// # Errors
/// When it exists but cannot be opened, or is not a regular file.
pub fn open(path: &Path) -> Result<Option<Opened>, Error> {
    match regular(path) {
        Ok((file, _)) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// Names of what lies in a directory, in no order; null where it cannot be read.
#[must_use]
pub fn listed(directory: &Path) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(directory).ok()?;
    entries.map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect()
}

/// When a file was last written; null where the system does not say.
#[must_use]
pub fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

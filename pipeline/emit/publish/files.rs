//! What is done with one file: hashed, compared with the one before, brought to the disk, written beside the sources.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "writing happens here and nowhere else")]

use super::{Change, parent, write_error};
use crate::error::Error;
use crate::source::{current, hex, open};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read, Result as IoResult, Seek, Write};
use std::path::Path;

/// Whether a build waits until its files are on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It does: a machine that stops leaves the old output or the new one.
    Synced,
    /// The system writes them when it likes.
    Unsynced,
}

/// Waits until a file or directory is on the disk.
pub(super) fn sync(path: &Path, durability: Durability) -> IoResult<()> {
    if durability == Durability::Unsynced {
        return Ok(());
    }
    match File::open(path).and_then(|file| file.sync_all()) {
        // Not every file system, and no Windows, can do that for directories.
        Err(error)
            if path.is_dir()
                && (cfg!(windows) || matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// Number of bytes and SHA-256 of a file.
pub(super) fn digest(file: &mut (impl Read + Seek)) -> IoResult<(u64, String)> {
    file.rewind()?;
    let (mut sha, mut piece, mut bytes) = (Sha256::new(), vec![0; PIECE], 0);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((bytes, hex(&sha.finalize()))),
            count => {
                sha.update(&piece[..count]);
                bytes += count as u64;
            }
        }
    }
}

/// How a new file differs from the one in its place.
pub(super) fn change(old: &Path, new: &mut File) -> Result<Change, Error> {
    let Some(before) = open(old)? else { return Ok(Change::Added) };
    new.rewind().and_then(|()| is_same(&before, new)).map_or_else(
        |source| Err(Error::Read { path: old.to_owned(), source }),
        |is_same| Ok(if is_same { Change::Same } else { Change::Changed }),
    )
}

fn is_same(before: &File, after: &File) -> IoResult<bool> {
    if before.metadata()?.len() != after.metadata()?.len() {
        return Ok(false);
    }
    let mut before = BufReader::with_capacity(PIECE, before);
    let mut after = BufReader::with_capacity(PIECE, after);
    loop {
        let (left, right) = (before.fill_buf()?, after.fill_buf()?);
        let count = left.len().min(right.len());
        if left[..count] != right[..count] || left.is_empty() != right.is_empty() {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
        before.consume(count);
        after.consume(count);
    }
}

/// Writes a generated file beside the sources, where its bytes changed.
///
/// # Errors
/// When it cannot be written, or something that is no file stands in its place.
pub fn generated(path: &Path, content: impl AsRef<[u8]>) -> Result<Change, Error> {
    let content = content.as_ref();
    let prefix = format!(".{}.kbc-", path.file_name().unwrap_or_default().to_string_lossy());
    let parent = parent(path);
    sweep(&parent, &prefix);
    let change = match current(path)? {
        Some(old) if old == content => return Ok(Change::Same),
        Some(_) => Change::Changed,
        None => Change::Added,
    };
    let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(&parent).map_err(write_error(path))?;
    // While it is locked its writer lives. Where there are no locks what a killed one left stays.
    let _ = file.as_file().try_lock();
    file.write_all(content).map_err(write_error(path))?;
    readable(file.path());
    file.persist(path).map_err(|error| write_error(path)(error.error))?;
    Ok(change)
}

/// Removes the files that killed processes left beside a generated one.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        let Ok(Some(file)) = open(&entry.path()) else { continue };
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Temporary files are private; a generated file is as readable as any other file of the user.
#[cfg(unix)]
fn readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable(_: &Path) {}

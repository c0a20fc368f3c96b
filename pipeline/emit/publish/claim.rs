//! `Claim`: the right to write an output, held by one process at a time, and the place where its new files wait.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "writing happens here and nowhere else")]

use super::undo::{WITHIN, put_back};
use super::{named, parent, write_error};
use crate::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::{Error as IoError, ErrorKind, Read, Result as IoResult, Seek, Write};
use std::path::{Path, PathBuf};

/// How the names of directories of new files go on.
const NEW: &str = "new-";
/// How many characters end such a name, each a letter or a digit.
const RANDOM: usize = 6;
/// How the name of the file ends that says who writes.
const LOCK: &str = "lock";
/// So often an owner may take its lock away between our opening and locking it.
const ATTEMPTS: usize = 100;

/// The right to write an output. While it lives, no other kbc writes there.
pub(super) struct Claim {
    /// The output without links.
    pub(super) output: PathBuf,
    /// Where new files wait: beside the output, or in it where it is a mount point or nothing may be put beside it.
    place: PathBuf,
    /// How the names of new things there begin.
    prefix: String,
    /// Whether new files wait beside the output: then it can be exchanged as a whole.
    pub(super) is_beside: bool,
    /// Whether files that a killed build had replaced were put back.
    pub(super) has_put_back: bool,
    _lock: Lock,
}

/// What was found where a process that was killed had left an output in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing was in between.
    Nothing,
    /// Files had been replaced one by one, and not all of them: the old ones are back.
    OldFiles,
}

/// Puts an output in order that a killed process left in between; nothing is done where there is no output.
///
/// # Errors
/// When another process writes there, or old files cannot be put back.
pub fn recover(output: &Path) -> Result<Recovered, Error> {
    let has_put_back = output.is_dir() && Claim::take(output)?.has_put_back;
    Ok(if has_put_back { Recovered::OldFiles } else { Recovered::Nothing })
}

impl Claim {
    /// Waits for nobody: an output that another process writes is an error. What killed processes left is removed.
    pub(super) fn take(output: &Path) -> Result<Self, Error> {
        let failed = |error| write_error(output)(error);
        let is_there = is_directory(output).map_err(failed)?;
        let real = if is_there { output.canonicalize().map_err(failed)? } else { output.to_owned() };
        let parent = parent(&real);
        if !is_there {
            fs::create_dir_all(&parent).map_err(write_error(&parent))?;
        }
        let name = real.file_name().map_or_else(|| "output".into(), |name| name.to_string_lossy());
        let beside = (parent.clone(), format!("{name}{WITHIN}"));
        let within = (real.clone(), WITHIN.to_owned());
        let locked = |(place, prefix): (PathBuf, String)| {
            let path = place.join(format!("{prefix}{LOCK}"));
            match Lock::take(&path) {
                Ok(Taken::Mine(lock)) => Ok((place, prefix, lock)),
                Ok(Taken::Other(process)) => Err(Error::Busy { output: output.to_owned(), process }),
                Err(error) => Err(write_error(&path)(error)),
            }
        };
        let (place, prefix, lock) = if is_there && is_mount_point(&real, &parent) {
            locked(within)?
        } else {
            match locked(beside) {
                Err(Error::Write { source, .. }) if is_there && is_forbidden(&source) => {
                    locked(within).map_err(named(output))?
                }
                found => found?,
            }
        };
        let has_put_back = is_there && put_back(&real)?;
        if lock.is_held {
            sweep(&place, &format!("{prefix}{NEW}"));
            sweep(&real, &format!("{WITHIN}{NEW}"));
        }
        let is_beside = place != real;
        Ok(Self { output: real, place, prefix, is_beside, has_put_back, _lock: lock })
    }

    /// A new directory for new files.
    pub(super) fn directory(&self) -> IoResult<tempfile::TempDir> {
        let prefix = format!("{}{NEW}", self.prefix);
        tempfile::Builder::new().prefix(&prefix).rand_bytes(RANDOM).tempdir_in(&self.place)
    }
}

/// Whether a name in an output is the lock of a process that writes there, or wrote there and was killed.
pub(super) fn is_lock(name: &str) -> bool {
    name.strip_prefix(WITHIN) == Some(LOCK)
}

/// Whether there is a directory; where there is something else, or a link without an end, that is an error.
fn is_directory(output: &Path) -> IoResult<bool> {
    match fs::metadata(output) {
        Ok(data) if data.is_dir() => Ok(true),
        Ok(_) => Err(ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::symlink_metadata(output) {
            Ok(_) => Err(IoError::new(ErrorKind::NotFound, "it is a link to a directory that does not exist")),
            Err(_) => Ok(false),
        },
        Err(error) => Err(error),
    }
}

fn is_forbidden(error: &IoError) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Whether a directory is the root of another file system than the one above it.
#[cfg(unix)]
fn is_mount_point(directory: &Path, above: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path| fs::metadata(path).map(|data| data.dev()).ok();
    device(directory) != device(above)
}

#[cfg(not(unix))]
fn is_mount_point(_: &Path, _: &Path) -> bool {
    false
}

/// A locked file that holds the number of the process; it goes with its owner, and where that was killed with the next one.
struct Lock {
    path: PathBuf,
    _file: File,
    /// Not so on file systems without locks: there nobody is kept out.
    is_held: bool,
}

enum Taken {
    Mine(Lock),
    /// Another process holds it: its number, where it is known.
    Other(Option<u32>),
}

impl Lock {
    fn take(path: &Path) -> IoResult<Taken> {
        for _ in 0..ATTEMPTS {
            let mut file = no_link(File::options().read(true).write(true).create(true).truncate(false)).open(path)?;
            let is_held = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => return Ok(Taken::Other(process(&mut file))),
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => false,
                Err(TryLockError::Error(error)) => return Err(error),
            };
            // The owner before may have removed the file after it was opened here: then nobody else finds this one.
            if is_at(&file, path) {
                let lock = Self { path: path.to_owned(), _file: file.try_clone()?, is_held };
                file.set_len(0)?;
                file.write_all(std::process::id().to_string().as_bytes())?;
                return Ok(Taken::Mine(lock));
            }
        }
        Ok(Taken::Other(None))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the lock is given up: whoever opened the file meanwhile sees that it is gone.
        let _ = fs::remove_file(&self.path);
    }
}

fn process(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut text)).ok()?;
    text.parse().ok()
}

#[cfg(unix)]
fn no_link(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
}

#[cfg(not(unix))]
fn no_link(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    options
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(found)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (own.dev(), own.ino()) == (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Removes directories of new files that killed processes left: the lock is ours, so nobody uses them any more.
fn sweep(place: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

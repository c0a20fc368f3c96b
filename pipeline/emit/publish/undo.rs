//! `Undo`: the old files of an output that is replaced file by file, kept until all new ones are in place.
//!
//! A directory in the output holds new files that wait, old files, and last a journal that says which is which. While there is
//! a journal the output may be neither old nor new, and the old files are put back: at once where a step fails, by the next
//! process where this one was killed. Its removal makes the new output valid.
#![expect(clippy::disallowed_methods, reason = "writing happens here and nowhere else")]

use super::files::{Durability, sync};
use super::{Change, write_error};
use crate::error::Error;
use crate::source::current;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Result as IoResult};
use std::path::{Path, PathBuf};

/// How the names of what kbc puts inside of an output begin, until it is done.
pub(super) const WITHIN: &str = ".kbc-";
/// Name of the journal.
const JOURNAL: &str = "journal.json";

/// What was to become of the files of an output.
#[derive(Deserialize, Serialize)]
struct Journal {
    /// Files that the old output holds.
    old: Vec<String>,
    /// Files that it does not.
    added: Vec<String>,
}

/// An output whose old files are kept.
pub(super) struct Undo<'a> {
    output: &'a Path,
    directory: PathBuf,
    durability: Durability,
}

impl<'a> Undo<'a> {
    /// Brings the new files into the output, where nobody sees them yet. They fit: what follows needs no more space.
    pub(super) fn begin(
        output: &'a Path,
        staging: &Path,
        files: &BTreeMap<String, Change>,
        durability: Durability,
    ) -> Result<Self, Error> {
        let undo = Self { output, directory: directory(output), durability };
        undo.prepare(staging, files).inspect_err(|_| drop(fs::remove_dir_all(&undo.directory)))?;
        Ok(undo)
    }

    fn prepare(&self, staging: &Path, files: &BTreeMap<String, Change>) -> Result<(), Error> {
        let failed = |error| write_error(&self.directory)(error);
        let (new, old) = (self.directory.join("new"), self.directory.join("old"));
        fs::create_dir_all(&new).and_then(|()| fs::create_dir_all(&old)).map_err(failed)?;
        let mut journal = Journal { old: Vec::new(), added: Vec::new() };
        for (name, change) in files {
            let target = self.output.join(name);
            if matches!(change, Change::Added | Change::Changed) {
                bring(&staging.join(name), &new.join(name)).map_err(write_error(&target))?;
                sync(&new.join(name), self.durability).map_err(write_error(&target))?;
            }
            match change {
                Change::Added => journal.added.push(name.clone()),
                Change::Changed | Change::Removed => {
                    // Where a file cannot have two names, it is moved away when its turn comes.
                    let _ = fs::hard_link(&target, old.join(name));
                    journal.old.push(name.clone());
                }
                Change::Same => {}
            }
        }
        sync(&new, self.durability).and_then(|()| sync(&old, self.durability)).map_err(failed)?;
        let text = serde_json::to_vec(&journal).unwrap_or_default();
        let waiting = self.directory.join("journal.new");
        fs::write(&waiting, text)
            .and_then(|()| sync(&waiting, self.durability))
            .and_then(|()| fs::rename(&waiting, self.directory.join(JOURNAL)))
            .and_then(|()| sync(&self.directory, self.durability))
            .and_then(|()| sync(self.output, self.durability))
            .map_err(failed)
    }

    /// Puts a new file in the place of the old one, or takes the old one away.
    pub(super) fn replace(&self, name: &str, change: Change) -> Result<(), Error> {
        let target = self.output.join(name);
        let (new, old) = (self.directory.join("new").join(name), self.directory.join("old").join(name));
        let is_kept = |old: &Path| fs::symlink_metadata(old).is_ok();
        let keep = || if is_kept(&old) { Ok(()) } else { fs::rename(&target, &old) };
        let done = match change {
            Change::Added => fs::rename(new, &target),
            Change::Changed => keep().and_then(|()| fs::rename(new, &target)),
            Change::Removed if is_kept(&old) => fs::remove_file(&target),
            Change::Removed => keep(),
            Change::Same => Ok(()),
        };
        done.map_err(write_error(&target))
    }

    /// Makes the new output valid. What cannot be removed of the old one is removed by the next process.
    pub(super) fn commit(&self) -> Result<(), Error> {
        sync(self.output, self.durability).map_err(write_error(self.output))?;
        let journal = self.directory.join(JOURNAL);
        fs::remove_file(&journal).map_err(write_error(&journal))?;
        let _ = sync(&self.directory, self.durability);
        let _ = fs::remove_dir_all(&self.directory);
        Ok(())
    }
}

fn directory(output: &Path) -> PathBuf {
    output.join(format!("{WITHIN}undo"))
}

/// Puts the old files of an output back where a journal says that not all were replaced; gives whether there was one.
pub(super) fn put_back(output: &Path) -> Result<bool, Error> {
    let directory = directory(output);
    let Some(bytes) = current(&directory.join(JOURNAL))? else {
        // Nothing had been replaced yet, or everything had.
        if directory.is_dir() {
            let _ = fs::remove_dir_all(&directory);
        }
        return Ok(false);
    };
    let wrong = |error: serde_json::Error| write_error(&directory.join(JOURNAL))(error.into());
    let mut journal: Journal = serde_json::from_slice(&bytes).map_err(wrong)?;
    // No journal of ours names a file elsewhere.
    let is_here = |name: &String| !name.contains(['/', '\\']);
    journal.old.retain(is_here);
    journal.added.retain(is_here);
    for name in journal.old {
        let target = output.join(&name);
        match fs::rename(directory.join("old").join(&name), &target) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(write_error(&target)(error)),
            _ => {}
        }
    }
    for name in journal.added {
        let target = output.join(&name);
        // Where it still waits, what stands in its place is not ours.
        let is_waiting = fs::symlink_metadata(directory.join("new").join(&name)).is_ok();
        match if is_waiting { Ok(()) } else { fs::remove_file(&target) } {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(write_error(&target)(error)),
            _ => {}
        }
    }
    let journal = directory.join(JOURNAL);
    sync(output, Durability::Synced).map_err(write_error(output))?;
    fs::remove_file(&journal).map_err(write_error(&journal))?;
    let _ = fs::remove_dir_all(&directory);
    Ok(true)
}

/// Moves a file, also to another file system, where the output is a mount point.
fn bring(from: &Path, to: &Path) -> IoResult<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => fs::copy(from, to).map(drop),
        moved => moved,
    }
}

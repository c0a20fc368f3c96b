//! How new files take the place of the old ones: the directory as a whole where that is possible, else file by file.
#![expect(clippy::disallowed_methods, reason = "writing happens here and nowhere else")]

use super::claim::{Claim, is_lock};
use super::files::{Durability, sync};
use super::undo::{self, Undo};
use super::{Change, DESCRIPTOR, parent, write_error};
use crate::error::Error;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Result as IoResult;
use std::path::{Path, PathBuf};

/// Puts the new files in the place of the old ones; gives the directory of the old ones where it could not be removed.
pub(super) fn replace(
    claim: &Claim,
    staging: tempfile::TempDir,
    files: &BTreeMap<String, Change>,
    durability: Durability,
) -> Result<Option<PathBuf>, Error> {
    let output = claim.output.as_path();
    directory_like(output, staging.path());
    let new: Vec<&String> = files.iter().filter(|(_, change)| is_new(**change)).map(|(name, _)| name).collect();
    new.par_iter().try_for_each(|name| {
        sync(&staging.path().join(name), durability).map_err(write_error(&output.join(name.as_str())))
    })?;
    let above = parent(output);
    if fs::symlink_metadata(output).is_err() {
        sync(staging.path(), durability).map_err(write_error(output))?;
        fs::rename(staging.path(), output).map_err(write_error(output))?;
        // It is the output now: nothing is left to be removed.
        drop(staging.keep());
        return sync(&above, durability).map_err(write_error(&above)).map(|()| None);
    }
    if claim.is_beside && exchange_whole(output, staging.path(), files, durability).is_ok() {
        // The old output now lies in the staging directory.
        if let Err(error) = late_comers(staging.path(), output, files) {
            drop(staging.keep());
            return Err(write_error(output)(error));
        }
        sync(&above, durability).map_err(write_error(&above))?;
    } else {
        one_by_one(output, staging.path(), files, durability)?;
    }
    let path = staging.path().to_owned();
    Ok(staging.close().is_err().then_some(path))
}

/// Puts a directory, complete and synced, in the place of one that holds nothing but what kbc wrote.
pub(super) fn whole(claim: &Claim, staging: tempfile::TempDir) -> Result<(), Error> {
    let output = claim.output.as_path();
    directory_like(output, staging.path());
    if fs::symlink_metadata(output).is_err() {
        fs::rename(staging.path(), output).map_err(write_error(output))?;
        // It is the output now: nothing is left to be removed.
        drop(staging.keep());
        return Ok(());
    }
    exchange(output, staging.path())
        .or_else(|_| exchange_by_renames(claim, staging.path()))
        .map_err(write_error(output))
}

/// Exchanges directories where the system cannot do so in one step: between the two steps there is none.
fn exchange_by_renames(claim: &Claim, staging: &Path) -> IoResult<()> {
    let aside = claim.directory()?;
    let old = aside.path().join("old");
    fs::rename(&claim.output, &old)?;
    fs::rename(staging, &claim.output).inspect_err(|_| {
        // Best effort: the error that is told is the one that came first.
        let _ = fs::rename(&old, &claim.output);
    })
}

fn is_new(change: Change) -> bool {
    matches!(change, Change::Added | Change::Changed)
}

fn exchange_whole(
    output: &Path,
    staging: &Path,
    files: &BTreeMap<String, Change>,
    durability: Durability,
) -> IoResult<()> {
    carry_over(output, staging, files)?;
    sync(staging, durability)?;
    exchange(output, staging)
}

/// Links the files that stay as they are, and everything that kbc did not write, into the new directory.
fn carry_over(output: &Path, staging: &Path, files: &BTreeMap<String, Change>) -> IoResult<()> {
    for entry in fs::read_dir(output)? {
        let entry = entry?;
        let name = entry.file_name();
        let to = staging.join(&name);
        match name.to_str().and_then(|name| files.get(name)) {
            Some(Change::Same) => {
                if fs::symlink_metadata(&to).is_ok() {
                    fs::remove_file(&to)?;
                }
                fs::hard_link(entry.path(), to)?;
            }
            Some(_) => {}
            None if name.to_str().is_some_and(is_lock) => {}
            // A directory cannot be linked: such an output is replaced file by file.
            None => fs::hard_link(entry.path(), to)?,
        }
    }
    Ok(())
}

/// Brings back what others put into the output while it was about to be exchanged.
fn late_comers(old: &Path, output: &Path, files: &BTreeMap<String, Change>) -> IoResult<()> {
    for entry in fs::read_dir(old)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| files.contains_key(name) || is_lock(name));
        if !is_ours && !is_same_file(&entry.path(), &output.join(&name)) {
            fs::rename(entry.path(), output.join(&name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_same_file(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path| fs::symlink_metadata(path).map(|data| (data.dev(), data.ino())).ok();
    id(left) == id(right)
}

#[cfg(not(unix))]
fn is_same_file(_: &Path, right: &Path) -> bool {
    right.exists()
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(output: &Path, staging: &Path) -> IoResult<()> {
    rustix::fs::renameat_with(rustix::fs::CWD, staging, rustix::fs::CWD, output, rustix::fs::RenameFlags::EXCHANGE)
        .map_err(Into::into)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> IoResult<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Replaces file by file, the descriptor last. Where a step fails, the old files are put back.
fn one_by_one(
    output: &Path,
    staging: &Path,
    files: &BTreeMap<String, Change>,
    durability: Durability,
) -> Result<(), Error> {
    let undo = Undo::begin(output, staging, files, durability)?;
    let (descriptor, data): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == DESCRIPTOR);
    let mut steps = data.into_iter().chain(descriptor);
    let done = steps.try_for_each(|(name, change)| undo.replace(name, *change)).and_then(|()| undo.commit());
    done.map_err(|error| match undo::put_back(output) {
        Ok(_) => error,
        Err(other) => {
            Error::HalfReplaced { output: output.to_owned(), first: error.to_string(), second: other.to_string() }
        }
    })
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
fn directory_like(_: &Path, _: &Path) {}

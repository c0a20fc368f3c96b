//! `Tree`: a directory of generated files, with directories in it, that replaces the one before as a whole. It holds nothing
//! but what kbc wrote.
#![expect(clippy::disallowed_methods, reason = "writing happens here and in the file above")]

use super::claim::Claim;
use super::files::{Durability, change, sync};
use super::replace::whole;
use super::{Change, parent, write_error};
use crate::error::Error;
use crate::source::current;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Files that are being written, not yet visible.
pub struct Tree {
    // Goes before the claim on its place does.
    directory: tempfile::TempDir,
    claim: Claim,
    output: PathBuf,
    /// Name of the file that lists the others: what was written before and is no more can be removed.
    list: &'static str,
    names: Mutex<Vec<String>>,
}

impl Tree {
    /// Begins a directory. One that holds files and no list of them was not written by kbc, and is refused.
    ///
    /// # Errors
    /// When the directory cannot be made, or is somebody else's.
    pub fn open(output: &Path, list: &'static str) -> Result<Self, Error> {
        let before = formerly(&output.join(list))?;
        if output.exists() && !output.is_dir() {
            return Err(Error::Usage(format!(
                "`{}` is a file\n  help: name a directory for the site",
                output.display()
            )));
        }
        if let Some(name) = foreign(output, "", list, &before).map_err(write_error(output))? {
            return Err(Error::Usage(format!(
                "`{}` holds `{name}`, which kbc did not write; a new site would replace it\n  \
                 help: move it out of the directory, or name another directory",
                output.display()
            )));
        }
        let claim = Claim::take(output)?;
        let directory = claim.directory().map_err(write_error(output))?;
        Ok(Self { directory, claim, output: output.to_owned(), list, names: Mutex::default() })
    }

    /// Writes a file; its name is relative, divided by `/`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.directory.path().join(name);
        let within = parent(&path);
        fs::create_dir_all(&within).map_err(write_error(&within))?;
        fs::write(&path, bytes).map_err(write_error(&path))?;
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        Ok(())
    }

    /// Writes the list and puts the files in the place of those before.
    ///
    /// # Errors
    /// When the directory cannot be replaced; it is then as it was.
    pub fn finish(self, mut list: serde_json::Value) -> Result<BTreeMap<String, Change>, Error> {
        let mut names = std::mem::take(&mut *self.names.lock().unwrap_or_else(PoisonError::into_inner));
        names.sort();
        list["files"] = names.clone().into();
        let path = self.directory.path().join(self.list);
        let text = format!("{list:#}\n");
        fs::write(&path, text).map_err(write_error(&path))?;
        names.push(self.list.to_owned());
        let files = self.changes(&names)?;
        if files.values().any(|change| *change != Change::Same) {
            for name in &names {
                let path = self.directory.path().join(name);
                sync(&path, Durability::Synced).map_err(write_error(&self.output.join(name)))?;
            }
            whole(&self.claim, self.directory)?;
        }
        Ok(files)
    }

    /// What changes from the directory before to the new files.
    fn changes(&self, names: &[String]) -> Result<BTreeMap<String, Change>, Error> {
        let mut files = BTreeMap::new();
        for name in names {
            let path = self.directory.path().join(name);
            let mut new = File::open(&path).map_err(|source| Error::Read { path, source })?;
            files.insert(name.clone(), change(&self.output.join(name), &mut new)?);
        }
        let gone = formerly(&self.output.join(self.list))?.into_iter().filter(|name| !names.contains(name));
        files.extend(gone.map(|name| (name, Change::Removed)));
        Ok(files)
    }
}

/// The first file of a directory, by name, that is not in the list of those that kbc wrote.
fn foreign(output: &Path, within: &str, list: &str, known: &BTreeSet<String>) -> std::io::Result<Option<String>> {
    let directory = output.join(within);
    if !directory.is_dir() {
        return Ok(None);
    }
    let mut entries = fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{within}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            if let Some(name) = foreign(output, &format!("{name}/"), list, known)? {
                return Ok(Some(name));
            }
        } else if name != list && !known.contains(&name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Names that the list before holds; none that leads out of the directory.
fn formerly(list: &Path) -> Result<BTreeSet<String>, Error> {
    let Some(bytes) = current(list)? else { return Ok(BTreeSet::new()) };
    let list: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let names = list["files"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let is_inside = |name: &&str| !name.contains('\\') && name.split('/').all(|part| !part.is_empty() && part != "..");
    Ok(names.filter(is_inside).map(str::to_owned).collect())
}

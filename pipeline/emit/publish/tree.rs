//! `Tree`: a directory of generated files, with directories in it, that replaces the one before as a whole.
#![expect(clippy::disallowed_methods, reason = "writing happens here and in the file above")]

use super::{Change, compare, parent, replace, sweep, write_error};
use crate::error::Error;
use crate::source::current;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Files that are being written, not yet visible.
pub struct Tree {
    directory: tempfile::TempDir,
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
        let is_file = output.exists() && !output.is_dir();
        let is_others = fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some());
        if is_file || (is_others && !output.join(list).is_file()) {
            return Err(Error::Usage(format!(
                "`{}` holds files that are not of a site of kbc\n  help: name another directory, or empty this one",
                output.display()
            )));
        }
        let beside = parent(output);
        fs::create_dir_all(&beside).map_err(write_error(&beside))?;
        let name = output.file_name().map_or_else(|| "site".into(), |name| name.to_string_lossy());
        let prefix = format!("{name}.kbc-");
        sweep(&beside, &prefix);
        let directory = tempfile::Builder::new().prefix(&prefix).tempdir_in(&beside).map_err(write_error(output))?;
        Ok(Self { directory, output: output.to_owned(), list, names: Mutex::default() })
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
        let mut names = self.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        names.sort();
        list["files"] = names.clone().into();
        let path = self.directory.path().join(self.list);
        let text = format!("{list:#}\n");
        fs::write(&path, text).map_err(write_error(&path))?;
        names.push(self.list.to_owned());
        let files = compare(&self.output, self.directory.path(), &names, formerly(&self.output.join(self.list))?)?;
        if files.values().any(|change| *change != Change::Same) {
            replace(&self.output, self.directory, &files, self.list)?;
        }
        Ok(files)
    }
}

/// Names that the list before holds; none that leads out of the directory.
fn formerly(list: &Path) -> Result<BTreeSet<String>, Error> {
    let Some(bytes) = current(list)? else { return Ok(BTreeSet::new()) };
    let list: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let names = list["files"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let is_inside = |name: &&str| !name.contains('\\') && name.split('/').all(|part| !part.is_empty() && part != "..");
    Ok(names.filter(is_inside).map(str::to_owned).collect())
}

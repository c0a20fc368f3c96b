//! Which files of an output are kbc's: only those are replaced or removed.
#![expect(clippy::disallowed_methods, reason = "writing happens here and nowhere else")]

use super::files::digest;
use crate::emit::DESCRIPTOR;
use crate::error::Error;
use crate::source::{current, kind_of, open};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files that the descriptor of an output lists.
pub(super) struct Owned {
    /// Name to hash, as the descriptor writes it. Null where there is a descriptor that nobody can read, as one with
    /// conflict marks: what it lists is unknown.
    files: Option<BTreeMap<String, String>>,
}

impl Owned {
    pub(super) fn read(output: &Path) -> Result<Self, Error> {
        let path = output.join(DESCRIPTOR);
        refuse_what_is_no_file(&path)?;
        let Some(bytes) = current(&path)? else { return Ok(Self { files: Some(BTreeMap::new()) }) };
        let Ok(package) = serde_json::from_slice::<Value>(&bytes) else { return Ok(Self { files: None }) };
        // Packages of others are described by files of the same name.
        if package["kbc"].is_null() {
            return Ok(Self { files: Some(BTreeMap::new()) });
        }
        let mut files = BTreeMap::from([(DESCRIPTOR.to_owned(), String::new())]);
        let mut add = |file: &Value| {
            let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
            files.insert(text("path"), text("hash"));
        };
        for resource in package["resources"].as_array().into_iter().flatten() {
            resource["kbc:alternates"].as_array().into_iter().flatten().chain([resource]).for_each(&mut add);
        }
        add(&package["kbc"]["findings"]);
        files.retain(|path, _| !path.is_empty() && !path.contains(['/', '\\']));
        Ok(Self { files: Some(files) })
    }

    /// Name to hash, the descriptor with an empty one; null where nobody can read it.
    pub(super) fn files(self) -> Option<BTreeMap<String, String>> {
        self.files
    }

    /// Says that something in the place of a file to be written is not kbc's.
    pub(super) fn refuse(&self, output: &Path, name: &str) -> Result<(), Error> {
        let path = output.join(name);
        refuse_what_is_no_file(&path)?;
        let is_known = self.files.as_ref().is_none_or(|files| files.contains_key(name));
        if is_known || fs::symlink_metadata(&path).is_err() {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "`{}` was not written by kbc, as far as `{}` says, and is not replaced\n  help: move it away, or name another directory with `--output DIR`",
            path.display(),
            output.join(DESCRIPTOR).display()
        )))
    }

    /// Files that are no longer written, and still as kbc wrote them.
    pub(super) fn left_over(&self, output: &Path, names: &[String]) -> Vec<String> {
        let others = self.files.iter().flatten().filter(|(name, _)| !names.contains(name));
        let is_as_written = |name: &str, hash: &str| {
            let Ok(Some(mut file)) = open(&output.join(name)) else { return false };
            digest(&mut file).is_ok_and(|(_, sha256)| hash.strip_prefix("sha256:") == Some(&sha256))
        };
        others.filter(|(name, hash)| is_as_written(name, hash)).map(|(name, _)| name.clone()).collect()
    }
}

fn refuse_what_is_no_file(path: &Path) -> Result<(), Error> {
    match fs::metadata(path) {
        Ok(data) if !data.is_file() => Err(Error::Usage(format!(
            "kbc did not write `{}` ({}), so it does not replace it\n  help: move it away, or name another directory with `--output DIR`",
            path.display(),
            kind_of(&data)
        ))),
        _ => Ok(()),
    }
}

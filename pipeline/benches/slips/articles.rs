//! The articles of several directories as one corpus.

use kbc::source::{self, Source};
use std::path::{Path, PathBuf};

/// The articles of this repository.
const OWN: [&str; 3] = ["input", "pipeline/tests/fixtures/records", "pipeline/tests/fixtures/tables"];

/// Reads the articles of all directories, in order; the path of each begins with its directory.
pub(crate) fn read(directories: &[PathBuf]) -> Result<Vec<Source>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own: Vec<PathBuf> = OWN.iter().map(|directory| root.join(directory)).collect();
    let directories = if directories.is_empty() { &own } else { directories };
    let mut sources = Vec::new();
    for directory in directories {
        let (found, _) = source::articles(directory).map_err(|error| error.to_string())?;
        let name = directory.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        for found in &found {
            // What cannot be read is passed over, as in a build.
            let Ok(mut source) = source::read(found) else { continue };
            source.path = format!("{name}/{}", source.path);
            sources.push(source);
        }
    }
    Ok(sources)
}

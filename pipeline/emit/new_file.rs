//! Files that a project begins with: written where nothing is in their place.
#![expect(clippy::disallowed_methods, reason = "directories of a new project are made here and nowhere else")]

use crate::error::Error;
use std::fmt;
use std::io::Write as _;
use std::path::Path;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was written.
    Written,
    /// There was one, which stays as it is.
    Kept,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Written => "wrote",
            Self::Kept => "kept",
        })
    }
}

/// Writes a file, and the directories above it, unless there is one.
///
/// # Errors
/// When it cannot be written.
pub fn new_file(path: &Path, content: &str, is_executable: bool) -> Result<Added, Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    if std::fs::symlink_metadata(path).is_ok() {
        return Ok(Added::Kept);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(failed)?;
    file.write_all(content.as_bytes()).map_err(failed)?;
    set_mode(file.path(), is_executable);
    match file.persist_noclobber(path) {
        Ok(_) => Ok(Added::Written),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(Added::Kept),
        Err(error) => Err(failed(error.error)),
    }
}

/// Temporary files are private; this one is as readable as any other file of the user.
#[cfg(unix)]
fn set_mode(path: &Path, is_executable: bool) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if is_executable { 0o755 } else { 0o644 };
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: bool) {}

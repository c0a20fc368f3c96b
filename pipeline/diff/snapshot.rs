//! `Snapshot`: an output as it stands in a directory, or as a git revision holds it.

use crate::error::Error;
use crate::source::{current, open};
use std::io::Seek as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Name of the descriptor of an output.
const DESCRIPTOR: &str = "datapackage.json";

/// An output to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snapshot {
    /// A directory.
    Directory(PathBuf),
    /// What a git revision holds below a path, relative to the current directory.
    Revision {
        /// The revision as named.
        revision: String,
        /// The directory of the output.
        output: PathBuf,
    },
}

impl Snapshot {
    /// The output that a word names: a directory, else a git revision, in which `output` is looked at.
    ///
    /// # Errors
    /// When it is neither, or the revision holds no output there.
    pub fn of(name: &str, output: &Path) -> Result<Self, Error> {
        let directory = Path::new(name);
        if directory.is_dir() {
            return Ok(Self::Directory(directory.to_owned()));
        }
        let commit = format!("{name}^{{commit}}");
        let is_revision =
            git(&["rev-parse", "--verify", "--quiet", &commit]).is_ok_and(|output| output.status.success());
        if !is_revision {
            return Err(Error::Usage(format!(
                "`{name}` is neither a directory nor a revision that git knows here\n  help: name two outputs, such as `kbc diff old-output output`, or a revision, such as `kbc diff main`"
            )));
        }
        let found = Self::Revision { revision: name.to_owned(), output: output.to_owned() };
        match found.text(DESCRIPTOR)? {
            Some(_) => Ok(found),
            None => Err(Error::Usage(format!(
                "revision `{name}` holds no `{}`\n  help: commit the output there, or name its directory with `--output DIR`",
                output.join(DESCRIPTOR).display()
            ))),
        }
    }

    /// A word for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Directory(path) => path.display().to_string(),
            Self::Revision { revision, .. } => revision.clone(),
        }
    }

    /// A small file as text; null where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let bytes = match self {
            Self::Directory(path) => current(&path.join(name))?,
            Self::Revision { .. } => {
                let output = git(&["cat-file", "blob", &self.object(name)])?;
                output.status.success().then_some(output.stdout)
            }
        };
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The descriptor; null where there is none, or it is no JSON.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn descriptor(&self) -> Result<serde_json::Value, Error> {
        let text = self.text(DESCRIPTOR)?.unwrap_or_default();
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    fn object(&self, name: &str) -> String {
        match self {
            Self::Directory(path) => path.join(name).display().to_string(),
            // `./`: relative to the current directory, not to the top of the work tree.
            Self::Revision { revision, output } => format!("{revision}:./{}", output.join(name).display()),
        }
    }
}

/// A file that can be read at any place.
pub(super) type Opened = Result<Option<Readable>, Error>;

/// What [`open`] gives.
pub(super) type Readable = crate::source::Opened;

impl Snapshot {
    /// A data file, ready to be read; null where there is none. Of a revision it is copied to a temporary file, which the
    /// system removes by itself.
    pub(super) fn data(&self, name: &str) -> Opened {
        match self {
            Self::Directory(path) => open(&path.join(name)),
            Self::Revision { .. } => {
                let failed = |source| Error::Read { path: self.object(name).into(), source };
                let mut file = tempfile::tempfile().map_err(failed)?;
                let status = Command::new("git")
                    .args(["cat-file", "blob", &self.object(name)])
                    .stdin(Stdio::null())
                    .stderr(Stdio::null())
                    .stdout(file.try_clone().map_err(failed)?)
                    .status()
                    .map_err(failed)?;
                file.rewind().map_err(failed)?;
                Ok(status.success().then_some(file))
            }
        }
    }
}

fn git(arguments: &[&str]) -> Result<std::process::Output, Error> {
    Command::new("git")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Read { path: "git".into(), source })
}

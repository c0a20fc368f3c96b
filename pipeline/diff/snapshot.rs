//! `Snapshot`: an output as it stands in a directory, or as a git revision holds it, with the articles and schemas it was
//! made of.

use super::objects::Objects;
use crate::checks::{BASELINE, Policy, PolicyFile, WAIVERS};
use crate::contract::folder;
use crate::emit::DESCRIPTOR;
use crate::error::Error;
use crate::source::{Wanted, current, decode, hex, open, schemas};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

/// An output to compare, and what it was made of, where that is known.
#[derive(Clone, Debug)]
pub struct Snapshot {
    at: At,
    output: PathBuf,
    pub(super) inputs: Inputs,
}

/// Where files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// As they stand.
    WorkTree,
    /// As a git revision holds them, below paths relative to the current directory.
    Revision(String),
}

/// The directories of a project.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// Of the output.
    pub output: &'a Path,
    /// The articles.
    pub input: &'a Wanted,
    /// Of the schemas.
    pub schemas: &'a Path,
}

/// Articles and schemas that an output was made of; null where they are not known.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    at: Option<At>,
    input: Wanted,
    schemas: PathBuf,
    objects: Rc<Objects>,
}

impl Inputs {
    /// The bytes of an article.
    pub(super) fn article(&self, source: &str) -> Option<Vec<u8>> {
        let at = self.at.as_ref()?;
        match (at, self.input.directory()) {
            (At::WorkTree, Some(directory)) => current(&directory.join(source)).ok()?,
            (At::WorkTree, None) => self.input.open().ok()?.bytes(source),
            (At::Revision(_), _) => self.objects.read(&at.object(&self.input.only()?.join(source))),
        }
    }

    /// The policy beside the articles, an empty one where there is none; null where it is not known, or wrong.
    pub(super) fn policy(&self) -> Option<Policy> {
        let at = self.at.as_ref()?;
        let read = |name: &'static str| match (at, self.input.directory()) {
            (At::WorkTree, None) => Some(self.input.policy(name).ok()?.map(|(_, text)| text)),
            _ => Some(at.read(&self.input.only()?.join(name)).ok()?.map(|bytes| decode(bytes).text)),
        };
        let texts = [(WAIVERS, read(WAIVERS)?), (BASELINE, read(BASELINE)?)];
        let [waivers, baseline] = texts.each_ref().map(|(path, text)| {
            let text = text.as_deref()?;
            Some(PolicyFile { path, text })
        });
        Policy::of(waivers, baseline).ok()
    }

    /// Texts of the schema files by name; null where they are not known.
    pub(super) fn schemas(&self) -> Result<Option<BTreeMap<String, String>>, Error> {
        match &self.at {
            Some(At::WorkTree) if self.schemas.is_dir() => schemas(&self.schemas).map(Some),
            None | Some(At::WorkTree) => Ok(None),
            Some(at @ At::Revision(revision)) => {
                let tree = format!("{revision}:./{}", self.schemas.display());
                // With the folders of languages and families.
                let listed = git(&["ls-tree", "-r", "--name-only", &tree])?;
                let mut texts = BTreeMap::new();
                let names = String::from_utf8_lossy(&listed.stdout).into_owned();
                for name in names
                    .lines()
                    .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"))
                    .filter(|name| !name.contains('/') || folder(name).is_some())
                {
                    let path = self.schemas.join(name);
                    if let Some(bytes) = at.read(&path)? {
                        texts.insert(path.display().to_string(), String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
                    }
                }
                Ok((!texts.is_empty()).then_some(texts))
            }
        }
    }
}

impl At {
    /// What git calls a file.
    fn object(&self, path: &Path) -> String {
        match self {
            Self::WorkTree => path.display().to_string(),
            // `./`: relative to the current directory, not to the top of the work tree.
            Self::Revision(revision) => format!("{revision}:./{}", path.display()),
        }
    }

    /// The bytes of a file; null where there is none.
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        match self {
            Self::WorkTree => current(path),
            Self::Revision(_) => {
                let output = git(&["cat-file", "blob", &self.object(path)])?;
                Ok(output.status.success().then_some(output.stdout))
            }
        }
    }
}

impl Snapshot {
    /// The output of a project as it stands, with the articles and schemas beside it.
    #[must_use]
    pub fn of_project(layout: Layout<'_>) -> Self {
        Self::new(At::WorkTree, layout.output, Some(layout))
    }

    /// The output that a word names: a directory, else a git revision, in which the directories of a project are looked at.
    ///
    /// # Errors
    /// When it is neither, or the revision holds no output there.
    pub fn of(name: &str, layout: Layout<'_>) -> Result<Self, Error> {
        let directory = Path::new(name);
        if directory == layout.output {
            return Ok(Self::of_project(layout));
        }
        if directory.is_dir() {
            return Ok(Self::new(At::WorkTree, directory, None));
        }
        let commit = format!("{name}^{{commit}}");
        let is_revision =
            git(&["rev-parse", "--verify", "--quiet", &commit]).is_ok_and(|output| output.status.success());
        if !is_revision {
            return Err(Error::Usage(format!(
                "`{name}` is neither a directory nor a revision that git knows here\n  help: name two outputs, such as `kbc diff old-output output`, or a revision, such as `kbc diff main`"
            )));
        }
        let found = Self::new(At::Revision(name.to_owned()), layout.output, Some(layout));
        match found.text(DESCRIPTOR)? {
            Some(_) => Ok(found),
            None => Err(Error::Usage(format!(
                "revision `{name}` holds no `{}`\n  help: commit the output there, or name its directory with `--output DIR`",
                layout.output.join(DESCRIPTOR).display()
            ))),
        }
    }

    fn new(at: At, output: &Path, layout: Option<Layout<'_>>) -> Self {
        let inputs = Inputs {
            at: layout.is_some().then(|| at.clone()),
            input: layout.map(|layout| layout.input.clone()).unwrap_or_default(),
            schemas: layout.map(|layout| layout.schemas.to_owned()).unwrap_or_default(),
            objects: Rc::default(),
        };
        Self { at, output: output.to_owned(), inputs }
    }

    /// A word for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.at {
            At::WorkTree => self.output.display().to_string(),
            // A commit by its whole number is as well known by the beginning of it.
            At::Revision(revision) if is_commit(revision) => revision.chars().take(12).collect(),
            At::Revision(revision) => revision.clone(),
        }
    }

    /// A small file as text; null where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let bytes = self.at.read(&self.output.join(name))?;
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

    /// A data file, ready to be read; null where there is none. Of a revision it is copied to a temporary file, which the
    /// system removes by itself.
    pub(crate) fn data(&self, name: &str) -> Result<Option<Readable>, Error> {
        let path = self.output.join(name);
        if self.at == At::WorkTree {
            return open(&path);
        }
        let object = self.at.object(&path);
        let failed = |source| Error::Read { path: object.clone().into(), source };
        let mut file = tempfile::tempfile().map_err(failed)?;
        let status = Command::new("git")
            .args(["cat-file", "blob", &object])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(file.try_clone().map_err(failed)?)
            .status()
            .map_err(failed)?;
        file.rewind().map_err(failed)?;
        Ok(status.success().then_some(file))
    }

    /// The files below a directory that differ from those of the revision, by their paths in it; null where this is not a
    /// revision, or git does not say.
    pub(super) fn changed_below(&self, directory: &Path) -> Option<BTreeSet<String>> {
        let At::Revision(revision) = &self.at else { return None };
        let directory = directory.to_str()?;
        let changed = git(&["-C", directory, "diff", "--name-only", "-z", "--relative", revision, "--", "."]).ok()?;
        let new = git(&["-C", directory, "ls-files", "-z", "--others", "--exclude-standard"]).ok()?;
        let paths = [changed, new].into_iter().flat_map(|listed| {
            let text = String::from_utf8_lossy(&listed.stdout).into_owned();
            text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        });
        Some(paths.collect())
    }

    /// The SHA-256 of a file as it is, lower case hex; null where there is none.
    pub(super) fn digest(&self, name: &str) -> Result<Option<String>, Error> {
        const PIECE: usize = 1 << 16;
        let Some(mut file) = self.data(name)? else { return Ok(None) };
        let mut sha = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece);
            match read.map_err(|source| Error::Read { path: self.output.join(name), source })? {
                0 => return Ok(Some(hex(&sha.finalize()))),
                length => sha.update(&piece[..length]),
            }
        }
    }
}

fn is_commit(revision: &str) -> bool {
    revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A file that can be read at any place.
pub(crate) type Readable = crate::source::Opened;

fn git(arguments: &[&str]) -> Result<std::process::Output, Error> {
    let output = Command::new("git").args(arguments).stdin(Stdio::null()).output();
    output.map_err(|source| Error::Read { path: "git".into(), source })
}

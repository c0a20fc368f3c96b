//! `Input`: the articles that a command reads, wherever they lie: in directories, single files, archives, tables, on the
//! standard input.

use super::found::{Found, Held, Stamp};
use super::load::{self, BASELINE, EXTENSIONS, Loss, Skipped, WAIVERS, extension};
use super::packed::{Columns, Unpacked, Unreadable, unpack};
use super::{Source, read};
use crate::error::Error;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The word for the standard input, where an input is named.
pub const STDIN: &str = "-";
/// What an article on the standard input is called.
const STDIN_NAME: &str = "stdin";

/// What a user names as input. It is opened once, and its clones share what was opened: the standard input can be read but
/// once, and unpacking takes time.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Directories, articles, archives and tables; [`STDIN`] is the standard input.
    pub paths: Vec<PathBuf>,
    /// The columns of tables that hold articles.
    pub columns: Columns,
    /// What rows put before the path of each article, so that outputs can be read as one table.
    pub prefix: String,
    opened: Arc<OnceLock<Arc<Input>>>,
}

/// A file of the policy beside the articles: its path for messages, and its text.
pub type PolicyText = (String, String);

/// The articles, in the order of their names.
#[derive(Debug)]
pub struct Input {
    /// The articles.
    pub found: Vec<Found>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// Files of the policy that stand in archives, by name.
    policy: BTreeMap<&'static str, Found>,
    wanted: Wanted,
}

impl Wanted {
    /// Some inputs, tables with the columns that are expected, and no prefix.
    #[must_use]
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, ..Self::default() }
    }

    /// The path of an article without the prefix that rows put before it.
    #[must_use]
    pub fn own<'s>(&self, source: &'s str) -> &'s str {
        source.strip_prefix(self.prefix.as_str()).unwrap_or(source)
    }

    /// The input; null where there are several.
    #[must_use]
    pub fn only(&self) -> Option<&Path> {
        match self.paths.as_slice() {
            [path] => Some(path),
            _ => None,
        }
    }

    /// The directory that is the whole input; null where it is something else. What is not there yet may become one.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        self.only().filter(|path| !is_stdin(path) && (path.is_dir() || !path.exists()))
    }

    /// What stands before the name of an article where it is shown: the directory, the one of a single article, the archive;
    /// nothing where there are several inputs, and for the standard input.
    #[must_use]
    pub fn root(&self) -> &Path {
        let nothing = Path::new("");
        match self.only() {
            Some(path) if is_stdin(path) => nothing,
            Some(path) if is_article(path) && !path.is_dir() => path.parent().unwrap_or(nothing),
            Some(path) => path,
            None => nothing,
        }
    }

    /// The directory in which a file of the policy is written.
    ///
    /// # Errors
    /// When the input is anything but one directory.
    pub fn home(&self) -> Result<&Path, Error> {
        self.directory().ok_or_else(|| {
            Error::Usage(format!(
                "`{}` is not one directory, and accepted findings are written into {WAIVERS} or {BASELINE} at the top of one\n  help: unpack the articles into a directory, and name it with `--input DIR`; an archive of it takes these files along",
                self.shown()
            ))
        })
    }

    /// For messages: the inputs, divided by commas.
    #[must_use]
    pub fn shown(&self) -> String {
        self.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    }

    /// Finds the articles.
    ///
    /// # Errors
    /// When an input is missing, two of them have an article of the same name, or the temporary file for articles out of
    /// archives cannot be written.
    pub fn open(&self) -> Result<Arc<Input>, Error> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened.clone());
        }
        let opened = Arc::new(Input::of(self)?);
        Ok(self.opened.get_or_init(|| opened).clone())
    }

    /// A file of the policy: `waivers.toml` or `baseline.toml` at the top of a directory or an archive.
    ///
    /// # Errors
    /// When it cannot be read, or stands at the top of several inputs.
    pub fn policy(&self, name: &'static str) -> Result<Option<PolicyText>, Error> {
        let mut all = Vec::new();
        for path in self.paths.iter().filter(|path| !is_stdin(path) && path.is_dir()) {
            let path = path.join(name);
            all.extend(load::text(&path)?.map(|text| (path.display().to_string(), text)));
        }
        if self.paths.iter().any(|path| is_stdin(path) || path.is_file() && !is_article(path)) {
            all.extend(self.open()?.held_policy(name)?);
        }
        match all.as_slice() {
            [(one, _), (other, _), ..] => Err(Error::Usage(format!(
                "both `{one}` and `{other}` say which findings are accepted\n  help: put them together into one of them"
            ))),
            _ => Ok(all.pop()),
        }
    }
}

impl Input {
    /// The articles of a directory, a file, an archive or a table.
    ///
    /// # Errors
    /// As [`Wanted::open`].
    pub fn open(path: &Path) -> Result<Arc<Self>, Error> {
        Wanted::new(vec![path.to_owned()]).open()
    }

    fn of(wanted: &Wanted) -> Result<Self, Error> {
        // Without what was opened: an input that held itself would never be let go.
        let wanted = Wanted { opened: Arc::default(), ..wanted.clone() };
        let mut input = Self { found: Vec::new(), skipped: Vec::new(), policy: BTreeMap::new(), wanted };
        for path in input.wanted.paths.clone() {
            input.add(&path)?;
        }
        input.found.sort_by(|a, b| a.name.cmp(&b.name));
        input.skipped.sort();
        for pair in input.found.windows(2) {
            if let [one, other] = pair
                && one.name == other.name
            {
                let mut paths = [one.path(), other.path()];
                paths.sort();
                return Err(Error::Usage(format!(
                    "`{}` is the name of two articles: `{}` and `{}`\n  help: name a directory above both, or build them apart",
                    one.name,
                    paths[0].display(),
                    paths[1].display()
                )));
            }
        }
        Ok(input)
    }

    fn add(&mut self, path: &Path) -> Result<(), Error> {
        if is_stdin(path) {
            let file = load::standard_input()?;
            let unpacked = unpack(file, STDIN_NAME, Path::new(STDIN_NAME), &self.wanted.columns);
            return self.take(unpacked, Path::new(STDIN_NAME), None);
        }
        if path.is_dir() || !path.exists() {
            let (mut found, mut skipped) = load::articles(path)?;
            self.found.append(&mut found);
            self.skipped.append(&mut skipped);
            return Ok(());
        }
        let name = path.file_name().unwrap_or(path.as_os_str());
        let mut own = String::new();
        super::name::push_escaped(name.as_encoded_bytes(), &mut own);
        if is_article(path) {
            self.found.push(load::article(path, own)?);
            return Ok(());
        }
        match load::holder(path) {
            Ok((file, stamp)) => {
                let unpacked = unpack(file, &own, path, &self.wanted.columns);
                self.take(unpacked, path, Some(&Arc::new(stamp)))
            }
            Err(source) => Err(Error::Read { path: path.to_owned(), source }),
        }
    }

    /// Takes over what was unpacked.
    fn take(
        &mut self,
        unpacked: Result<Unpacked, Unreadable>,
        shown: &Path,
        stamp: Option<&Arc<Stamp>>,
    ) -> Result<(), Error> {
        let mut unpacked = match unpacked {
            Ok(unpacked) => unpacked,
            Err(Unreadable::Spool(source)) => return Err(Error::Write { path: std::env::temp_dir(), source }),
            Err(Unreadable::File(reason)) => {
                self.skipped.push(Skipped { path: shown.to_owned(), reason, loss: Loss::Moment });
                return Ok(());
            }
        };
        self.skipped.append(&mut unpacked.skipped);
        let (spool, archive) = (Arc::new(unpacked.spool), Arc::new(shown.to_owned()));
        for (name, place) in unpacked.entries {
            let held = Held { spool: spool.clone(), start: place.start, stamp: stamp.cloned() };
            let policy = [WAIVERS, BASELINE].into_iter().find(|policy| *policy == name);
            let found = Found::held(name, &archive, place.size, held);
            match policy {
                Some(policy) => {
                    self.policy.insert(policy, found);
                }
                None => self.found.push(found),
            }
        }
        Ok(())
    }

    fn held_policy(&self, name: &str) -> Result<Option<PolicyText>, Error> {
        let Some(found) = self.policy.get(name) else { return Ok(None) };
        let path = found.path().display().to_string();
        let bytes = found.bytes().unwrap_or_default();
        Ok(Some((path, load::as_text(bytes, &found.path())?)))
    }

    /// What was named.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// The article of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Found> {
        let at = self.found.binary_search_by(|found| (*found.name).cmp(name)).ok()?;
        self.found.get(at)
    }

    /// The bytes of an article; null where it is not there, or cannot be read any more.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let found = self.get(name)?;
        found.bytes().or_else(|| load::current(&found.path()).ok()?)
    }

    /// An article, or a file of the policy, read again; null where it is not there, or cannot be read any more.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<Source> {
        if let Some(found) = self.get(name).or_else(|| self.policy.get(name)) {
            return read(found).ok();
        }
        let beside = self.wanted.paths.iter().filter(|path| path.is_dir()).map(|path| path.join(name));
        beside.filter_map(|path| load::article(&path, name.to_owned()).ok()).find_map(|found| read(&found).ok())
    }
}

/// Says why a text cannot stand before the paths of articles.
///
/// # Errors
/// The reason.
pub fn check_prefix(prefix: &str) -> Result<(), String> {
    match super::name::is_inside(prefix.as_bytes()) {
        Ok(()) if !prefix.contains(char::is_control) => Ok(()),
        _ => Err(format!("`{}` cannot stand before a relative path; write it such as `east/`", prefix.escape_debug())),
    }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// Whether a path has the name of an article.
fn is_article(path: &Path) -> bool {
    path.to_str().and_then(extension).is_some_and(|ext| EXTENSIONS.contains(&ext.as_str()))
}

//! `Found`: an article that was found, in as few bytes as tell where it is: there may be millions.

use super::spool::Spool;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// An article that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Path relative to the input root, divided by `/`: identity and order.
    pub name: Box<str>,
    /// Size in bytes.
    pub size: u64,
    place: Place,
    /// When it was last written; of an article in an archive its [`Stamp`] says so.
    pub(super) modified: Moment,
    /// Its bytes, where they lie in no file of their own.
    pub(super) held: Option<Box<Held>>,
}

/// Where an article lies.
#[derive(Clone, Debug)]
enum Place {
    /// At its name below a directory, or in an archive.
    Below(Arc<PathBuf>),
    /// Somewhere else: a file that was named alone, or one whose name says its path in other signs.
    At(Box<PathBuf>),
}

/// Nanoseconds from 1970 to when a file was last written; the least of all where the system does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(i64);

impl Moment {
    /// Not known.
    const NEVER: Self = Self(i64::MIN);

    pub(super) fn of(time: Option<SystemTime>) -> Self {
        let whole = |span: Duration| i64::try_from(span.as_nanos()).ok();
        let since = |time: SystemTime| match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => whole(after),
            Err(before) => whole(before.duration()).map(i64::wrapping_neg),
        };
        time.and_then(since).map_or(Self::NEVER, Self)
    }
}

/// Where the bytes of an article lie that has no file of its own.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) spool: Arc<Spool>,
    pub(super) start: u64,
    /// The archive; null for the standard input, which cannot change.
    pub(super) stamp: Option<Arc<Stamp>>,
}

/// An archive as it was when it was read.
#[derive(Debug)]
pub(super) struct Stamp {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    pub(super) modified: Moment,
}

impl Found {
    /// A file by its path, under a name of its own.
    pub(super) fn file(name: String, path: PathBuf, size: u64, modified: Option<SystemTime>) -> Self {
        let (name, place) = (name.into_boxed_str(), Place::At(Box::new(path)));
        Self { name, size, place, modified: Moment::of(modified), held: None }
    }

    /// A file below a directory, under the name of its path there.
    pub(super) fn below(
        root: &Arc<PathBuf>,
        name: String,
        path: PathBuf,
        size: u64,
        modified: Option<SystemTime>,
    ) -> Self {
        let own = Place::Below(root.clone());
        // Not every name is the path as the system knows it.
        let place = if own.path(&name) == path { own } else { Place::At(Box::new(path)) };
        Self { name: name.into_boxed_str(), size, place, modified: Moment::of(modified), held: None }
    }

    /// An article whose bytes were taken out of an archive.
    pub(super) fn held(name: String, archive: &Arc<PathBuf>, size: u64, held: Held) -> Self {
        let (name, place) = (name.into_boxed_str(), Place::Below(archive.clone()));
        Self { name, size, place, modified: Moment::NEVER, held: Some(Box::new(held)) }
    }

    /// Its file; of an article in an archive, the path of the archive and the name in it.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.place.path(&self.name)
    }

    /// The bytes of an article that was taken out of an archive; null where it was not, or they cannot be read any more.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let held = self.held.as_ref()?;
        held.spool.read(held.start, self.size).ok()
    }
}

impl Place {
    fn path(&self, name: &str) -> PathBuf {
        match self {
            // Divided as the system does.
            Self::Below(root) => name.split('/').fold(root.to_path_buf(), |path, part| path.join(part)),
            Self::At(path) => Path::to_path_buf(path),
        }
    }
}

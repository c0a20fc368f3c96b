//! `Entries`: articles as they come out of an archive or a table, each looked at before it is kept.

use super::meter::Meter;
use crate::source::load::{ARCHIVES, BASELINE, EXTENSIONS, LONGEST, Loss, Skipped, WAIVERS, extension};
use crate::source::name;
use crate::source::spool::Spool;
use std::collections::BTreeMap;
use std::io::{Error as IoError, Read};
use std::path::Path;
use std::rc::Rc;

/// Bytes that are copied at a time.
const PIECE: usize = 1 << 16;

/// Why an archive is not read to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// What is wrong with it.
    Archive(String),
    /// What the system says of the temporary file.
    Spool(IoError),
}

/// What an entry can be.
pub(super) enum Use {
    /// An article, or a file of the policy, of this name.
    Read(String),
    /// Neither, which was noted where there is something to note.
    Pass,
}

/// Where the bytes of an entry lie.
#[derive(Clone, Copy, Debug)]
pub(in crate::source) struct Place {
    pub(in crate::source) start: u64,
    pub(in crate::source) size: u64,
}

struct Entry {
    place: Place,
    /// Whether another entry has the same name and other bytes.
    is_contested: bool,
}

/// The articles of one archive so far.
pub(super) struct Entries<'a> {
    /// The archive as messages name it.
    shown: &'a Path,
    spool: Spool,
    end: u64,
    meter: Rc<Meter>,
    entries: BTreeMap<String, Entry>,
    skipped: Vec<Skipped>,
    piece: Vec<u8>,
}

/// What an archive holds.
pub(in crate::source) struct Unpacked {
    pub(in crate::source) spool: Spool,
    /// Articles and files of the policy by name.
    pub(in crate::source) entries: Vec<(String, Place)>,
    pub(in crate::source) skipped: Vec<Skipped>,
}

impl<'a> Entries<'a> {
    /// None yet, of an archive of so many bytes.
    pub(super) fn new(shown: &'a Path, packed: u64) -> Self {
        let (entries, skipped, meter) = (BTreeMap::new(), Vec::new(), Meter::new(packed));
        Self { shown, spool: Spool::new(), end: 0, meter, entries, skipped, piece: vec![0; PIECE] }
    }

    /// Notes that something is not read.
    pub(super) fn pass(&mut self, name: &str, reason: impl Into<String>, loss: Loss) {
        self.skipped.push(Skipped { path: self.shown.join(name), reason: reason.into(), loss });
    }

    /// Notes that an entry cannot be read; that is a loss where it has the name of an article.
    pub(super) fn pass_unread(&mut self, raw: &[u8], reason: impl Into<String>) {
        let mut shown = String::new();
        name::push_escaped(raw, &mut shown);
        let is_article = extension(&shown).is_some_and(|ext| EXTENSIONS.contains(&ext.as_str()));
        let shown = shown.trim_start_matches('/').to_owned();
        self.pass(&shown, reason, if is_article { Loss::Article } else { Loss::Nothing });
    }

    /// Looks at the name of a file of an archive, as the walk over a directory does.
    pub(super) fn look_at(&mut self, raw: &[u8]) -> Use {
        let name = match name::of_entry(raw) {
            Ok(name) => name,
            Err(reason) => {
                self.pass_unread(raw, reason);
                return Use::Pass;
            }
        };
        if name.split('/').any(|part| part.starts_with('.')) {
            return Use::Pass;
        }
        match extension(&name) {
            Some(ext) if EXTENSIONS.contains(&ext.as_str()) => return Use::Read(name),
            Some(ext) if ext == "toml" => {
                if name == WAIVERS || name == BASELINE {
                    return Use::Read(name);
                }
                if name.ends_with(&format!("/{WAIVERS}")) {
                    let reason = format!("it is not read: waivers stand in `{WAIVERS}` at the top of the archive");
                    self.pass(&name, reason, Loss::Nothing);
                }
            }
            Some(ext) if ARCHIVES.contains(&ext.as_str()) => {
                let reason =
                    "it is an archive inside of an archive, which is not opened: unpack it, or name it with `--input`";
                self.pass(&name, reason, Loss::Nothing);
            }
            _ => {
                let reason = format!("it is not an article: only .{} are read", EXTENSIONS.join(", ."));
                self.pass(&name, reason, Loss::Nothing);
            }
        }
        Use::Pass
    }

    /// Keeps the bytes of an entry. Where they cannot be read, only this entry is lost.
    pub(super) fn add(&mut self, name: String, bytes: &mut dyn Read) -> Result<(), Failure> {
        match self.copy(bytes)? {
            Ok(size) => self.keep(name, size),
            Err(reason) => {
                self.pass(&name, reason, Loss::Article);
                Ok(())
            }
        }
    }

    /// Keeps the bytes of an entry of a stream, which ends where they cannot be read.
    pub(super) fn add_of_stream(&mut self, name: String, bytes: &mut dyn Read) -> Result<(), Failure> {
        match self.copy(bytes)? {
            Ok(size) => self.keep(name, size),
            Err(reason) if reason == TOO_LONG => {
                self.pass(&name, reason, Loss::Article);
                Ok(())
            }
            Err(reason) => Err(Failure::Archive(format!("{reason} (in `{name}`)"))),
        }
    }

    /// The place of an entry that was kept.
    pub(super) fn place(&self, name: &str) -> Option<Place> {
        self.entries.get(name).map(|entry| entry.place)
    }

    /// A second name for bytes that were kept.
    pub(super) fn link(&mut self, name: String, place: Place) -> Result<(), Failure> {
        self.insert(name, place).map(drop)
    }

    /// Copies bytes behind those that are kept; gives their number, or why they cannot be read.
    fn copy(&mut self, bytes: &mut dyn Read) -> Result<Result<u64, String>, Failure> {
        let mut size = 0;
        loop {
            let read = match bytes.read(&mut self.piece) {
                Ok(0) => return Ok(Ok(size)),
                Ok(read) => read as u64,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Ok(Err(error.to_string())),
            };
            if size + read > LONGEST {
                return Ok(Err(TOO_LONG.to_owned()));
            }
            self.meter.count(read).map_err(|error| Failure::Archive(error.to_string()))?;
            let piece = self.piece.get(..usize::try_from(read).unwrap_or_default()).unwrap_or_default();
            self.spool.write(self.end + size, piece).map_err(Failure::Spool)?;
            size += read;
        }
    }

    fn keep(&mut self, name: String, size: u64) -> Result<(), Failure> {
        let place = Place { start: self.end, size };
        if self.insert(name, place)? {
            self.end += size;
        }
        Ok(())
    }

    /// Gives whether the name is new.
    fn insert(&mut self, name: String, place: Place) -> Result<bool, Failure> {
        let Some(before) = self.entries.get_mut(&name) else {
            self.entries.insert(name, Entry { place, is_contested: false });
            return Ok(true);
        };
        let read = |place: Place| self.spool.read(place.start, place.size).map_err(Failure::Spool);
        if before.place.size == place.size && read(before.place)? == read(place)? {
            self.pass(&name, "it stands there more than once, each time with the same bytes", Loss::Nothing);
        } else {
            before.is_contested = true;
        }
        Ok(false)
    }

    pub(super) fn finish(mut self) -> Unpacked {
        let mut entries = Vec::with_capacity(self.entries.len());
        let mut lower: BTreeMap<String, String> = BTreeMap::new();
        for (name, entry) in std::mem::take(&mut self.entries) {
            if entry.is_contested {
                let reason = "it stands there more than once, with different bytes: none of them is read";
                self.pass(&name, reason, Loss::Article);
                continue;
            }
            if let Some(other) = lower.insert(name.to_lowercase(), name.clone()) {
                let reason = format!(
                    "its name differs from `{other}` in case alone: both are read, but unpacked on Windows or macOS one replaces the other"
                );
                self.pass(&name, reason, Loss::Nothing);
            }
            entries.push((name, entry.place));
        }
        Unpacked { spool: self.spool, entries, skipped: self.skipped }
    }
}

const TOO_LONG: &str = "it is longer than 1 GiB; split it";

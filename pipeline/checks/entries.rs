//! `Entries`: what one rule remembers of all articles, sorted; in memory while it is little, then in a temporary file.

use super::entry::Entry;
use crate::error::Error;
use crate::span::Span;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{Error as IoError, Read, Result as IoResult, Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;

/// More entries than this of one rule go to the file: 1.5 MB.
const IN_MEMORY: usize = 1 << 15;
/// Entries of a sorted run that are read at a time.
const PIECE: u64 = 256;
/// Bytes of an entry in the file.
const BYTES: usize = 48;

/// The entries of a rule, as they come.
#[derive(Debug, Default)]
pub(super) struct Entries {
    list: Vec<Entry>,
    /// Sorted runs, one behind the other.
    file: Option<SpooledTempFile>,
    /// Number of entries of each run.
    runs: Vec<u64>,
    failed: Option<IoError>,
}

/// The entries of a rule in a total order: equal keys stand together, in the order of values, then of articles.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    list: Vec<Entry>,
    file: RefCell<Option<SpooledTempFile>>,
    runs: Vec<u64>,
    failed: RefCell<Option<IoError>>,
}

impl Entries {
    /// Takes over the entries of articles that come later. What cannot be written is told by [`Sorted::failure`].
    pub(super) fn append(&mut self, mut later: Vec<Entry>) {
        self.list.append(&mut later);
        if self.list.len() >= IN_MEMORY
            && let Err(error) = self.spill()
        {
            self.failed.get_or_insert(error);
        }
    }

    fn spill(&mut self) -> IoResult<()> {
        self.list.sort_unstable();
        let mut bytes = Vec::with_capacity(self.list.len() * BYTES);
        self.list.iter().for_each(|entry| write(entry, &mut bytes));
        // Nothing of it stays in memory.
        self.file.get_or_insert_with(|| SpooledTempFile::new(0)).write_all(&bytes)?;
        self.runs.push(self.list.len() as u64);
        self.list.clear();
        Ok(())
    }

    /// Puts the entries in order.
    pub(super) fn sorted(self) -> Sorted {
        let Self { mut list, file, runs, failed } = self;
        list.sort_unstable();
        Sorted { list, file: RefCell::new(file), runs, failed: RefCell::new(failed) }
    }
}

impl Sorted {
    /// The entries of which class and key agree, group by group.
    pub(super) fn groups(&self) -> Groups<'_> {
        let mut start = 0;
        let mut runs = Vec::new();
        for count in &self.runs {
            runs.push(Run { at: start, end: start + count, piece: Vec::new() });
            start += count;
        }
        let mut groups = Groups { all: self, at: 0, runs, heap: BinaryHeap::new(), group: Vec::new() };
        for run in 0..groups.runs.len() {
            groups.fetch(run);
        }
        groups
    }

    /// All entries, one after the other, at once in memory: for rules of which few articles have one.
    pub(super) fn all(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        let mut groups = self.groups();
        while let Some(group) = groups.advance() {
            all.extend_from_slice(group);
        }
        all
    }

    /// Says that the temporary file could not be written or read.
    pub(super) fn failure(&self) -> Result<(), Error> {
        let Some(source) = self.failed.take() else { return Ok(()) };
        Err(Error::Write { path: std::env::temp_dir(), source })
    }

    /// Some entries of the file from a position on, the last first.
    fn read(&self, at: u64, count: u64) -> IoResult<Vec<Entry>> {
        let mut file = self.file.borrow_mut();
        let Some(file) = file.as_mut() else { return Ok(Vec::new()) };
        file.seek(SeekFrom::Start(at * BYTES as u64))?;
        let mut bytes = Vec::new();
        file.take(count * BYTES as u64).read_to_end(&mut bytes)?;
        let entries: Vec<Entry> = bytes.chunks_exact(BYTES).rev().map(read).collect();
        if entries.len() as u64 == count { Ok(entries) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// A sorted run in the file.
struct Run {
    /// The next entry to be read, and the one behind the last.
    at: u64,
    end: u64,
    /// Entries that were read, the next one last.
    piece: Vec<Entry>,
}

/// Groups of entries that agree in class and key, in order.
pub struct Groups<'a> {
    all: &'a Sorted,
    /// How far the entries in memory have come.
    at: usize,
    runs: Vec<Run>,
    /// The first entry of each run, and its number.
    heap: BinaryHeap<Reverse<(Entry, usize)>>,
    group: Vec<Entry>,
}

impl Groups<'_> {
    /// The next group: never an empty one.
    pub fn advance(&mut self) -> Option<&[Entry]> {
        let in_memory = self.all.list.get(self.at..).unwrap_or_default();
        let first = self.heap.peek().map(|Reverse((entry, _))| *entry);
        let key = |entry: &Entry| (entry.class, entry.key);
        let least = first.iter().chain(in_memory.first()).map(key).min()?;
        let own = in_memory.iter().take_while(|entry| key(entry) == least).count();
        let own = &in_memory[..own];
        self.at += own.len();
        if first.is_none_or(|first| key(&first) != least) {
            return Some(own);
        }
        self.group.clear();
        self.group.extend_from_slice(own);
        while let Some(Reverse((entry, run))) =
            self.heap.peek().copied().filter(|Reverse((entry, _))| key(entry) == least)
        {
            self.heap.pop();
            self.group.push(entry);
            self.fetch(run);
        }
        self.group.sort_unstable();
        Some(&self.group)
    }

    /// Puts the next entry of a run among the first ones.
    fn fetch(&mut self, number: usize) {
        let Some(run) = self.runs.get_mut(number) else { return };
        if run.piece.is_empty() && run.at < run.end {
            let count = PIECE.min(run.end - run.at);
            match self.all.read(run.at, count) {
                Ok(piece) => run.piece = piece,
                Err(error) => *self.all.failed.borrow_mut() = Some(error),
            }
            run.at += count;
        }
        self.heap.extend(run.piece.pop().map(|entry| Reverse((entry, number))));
    }
}

fn write(entry: &Entry, bytes: &mut Vec<u8>) {
    let Entry { class, key, value, source, table, row, place, name } = *entry;
    bytes.extend(key.to_le_bytes());
    bytes.extend(value.to_le_bytes());
    for number in [class, source, table, row, place.start, place.end, name.start, name.end] {
        bytes.extend(number.to_le_bytes());
    }
}

fn read(bytes: &[u8]) -> Entry {
    let number = |at: usize| {
        let four = bytes.get(at * 4..at * 4 + 4).and_then(|four| four.try_into().ok());
        u32::from_le_bytes(four.unwrap_or_default())
    };
    let long = |at: usize| u64::from(number(at)) | u64::from(number(at + 1)) << 32;
    let span = |at: usize| Span { start: number(at), end: number(at + 1) };
    Entry {
        key: long(0),
        value: long(2),
        class: number(4),
        source: number(5),
        table: number(6),
        row: number(7),
        place: span(8),
        name: span(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries whose keys come again and again, over all articles.
    fn entries(count: u32) -> impl Iterator<Item = Entry> {
        (0..count).map(|at| {
            let mixed = at.wrapping_mul(2_654_435_761);
            Entry {
                class: mixed % 3,
                key: u64::from(mixed % 9973) << 33 | 1,
                value: u64::from(mixed >> 7),
                source: at,
                table: mixed % 5,
                row: at % 7,
                place: Span { start: at, end: at + 3 },
                name: Span { start: mixed, end: u32::MAX },
            }
        })
    }

    #[test]
    fn groups_are_the_same_in_memory_and_in_the_file() {
        let count = u32::try_from(IN_MEMORY * 3 + IN_MEMORY / 2).unwrap();
        let mut spilled = Entries::default();
        for entry in entries(count) {
            spilled.append(vec![entry]);
        }
        assert_eq!(spilled.runs.len(), 3);
        let mut expected: Vec<Entry> = entries(count).collect();
        expected.sort_unstable();
        let sorted = spilled.sorted();
        for _ in 0..2 {
            let mut groups = sorted.groups();
            let mut found = Vec::new();
            for same in expected.chunk_by(|left, right| (left.class, left.key) == (right.class, right.key)) {
                let group = groups.advance().unwrap();
                assert_eq!(group, same);
                found.extend_from_slice(group);
            }
            assert!(groups.advance().is_none());
            assert_eq!(found, sorted.all());
        }
        assert!(sorted.failure().is_ok());
    }
}

//! `Spool`: the texts of articles that lie in no file of their own, in memory while they are few, then in a temporary file.

use std::io::{Error as IoError, Read, Result as IoResult, Seek, SeekFrom, Write};
use std::sync::Mutex;
use tempfile::SpooledTempFile;

/// More bytes than this go to a file, which the system removes by itself.
const IN_MEMORY: usize = 8 << 20;

/// Texts, one behind the other.
#[derive(Debug)]
pub(super) struct Spool {
    /// One place is read at a time: a text is read much faster than it is compiled.
    file: Mutex<SpooledTempFile>,
}

impl Spool {
    pub(super) fn new() -> Self {
        Self { file: Mutex::new(SpooledTempFile::new(IN_MEMORY)) }
    }

    /// Writes bytes at a place.
    pub(super) fn write(&self, at: u64, bytes: &[u8]) -> IoResult<()> {
        let mut file = self.file.lock().map_err(|_| poisoned())?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    /// The bytes from a place on.
    pub(super) fn read(&self, at: u64, size: u64) -> IoResult<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        let mut file = self.file.lock().map_err(|_| poisoned())?;
        file.seek(SeekFrom::Start(at))?;
        Read::by_ref(&mut *file).take(size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn poisoned() -> IoError {
    IoError::other("another thread failed while it read the same file")
}

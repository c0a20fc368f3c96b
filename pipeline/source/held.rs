//! `Held`: the bytes of an article that were taken out of an archive, and the archive.

use super::load::Stamp;
use super::spool::Spool;
use std::io::Result as IoResult;
use std::sync::Arc;

/// Where the bytes of an article lie that has no file of its own.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) spool: Arc<Spool>,
    pub(super) start: u64,
    /// The archive; null for the standard input, which cannot change.
    pub(super) stamp: Option<Arc<Stamp>>,
}

impl Held {
    pub(super) fn read(&self, size: u64) -> IoResult<Vec<u8>> {
        self.spool.read(self.start, size)
    }
}

//! `Work`: how much of an article was looked at, in bytes and events; tests double hostile articles and compare it.
//!
//! Time is no measure for a test: it depends on the machine. This count is the same everywhere.

use std::cell::Cell;

/// Counts what the readers of an article look at.
#[derive(Debug, Default)]
pub struct Work(Cell<u64>);

impl Work {
    /// Adds a look at some bytes.
    pub(crate) fn add(&self, bytes: usize) {
        self.0.set(self.0.get().wrapping_add(bytes as u64 + 1));
    }

    /// What was counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.get()
    }
}

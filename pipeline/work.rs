//! How much the stages look at, counted in builds for tests: hostile articles are doubled, and their work compared.
//!
//! Time is no measure for a test: it depends on the machine. This count is the same everywhere. A release build counts
//! nothing and pays nothing.

use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<u64> = const { Cell::new(0) };
}

/// Counts a look at so many bytes or items.
#[inline]
pub(crate) fn add(size: usize) {
    if cfg!(debug_assertions) {
        LOOKS.with(|looks| looks.set(looks.get().wrapping_add(size as u64 + 1)));
    }
}

/// What this thread has counted so far.
#[must_use]
pub fn counted() -> u64 {
    LOOKS.with(Cell::get)
}

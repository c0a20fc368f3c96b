//! `Entry`: one thing that a rule over the corpus remembers.

use super::Place;
use crate::span::Span;
use std::hash::{Hash, Hasher};

/// One thing that a rule remembers: 48 bytes, never the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What sort of key it is, where a rule has several.
    pub class: u32,
    /// Hash of what must agree ([`hash`]).
    pub key: u64,
    /// Hash of what is compared where the keys agree.
    pub value: u64,
    /// Number of the article.
    pub source: u32,
    /// Ordinal of the table, from 1; 0 where there is none.
    pub table: u32,
    /// Ordinal of the row, from 1; 0 where there is none.
    pub row: u32,
    /// Where the compared value is printed.
    pub place: Span,
    /// Where the key is printed; equal to `place` where that is the same.
    pub name: Span,
}

impl Entry {
    /// The place of the compared value.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { source: self.source, span: self.place }
    }

    /// The place of the key.
    #[must_use]
    pub fn name(&self) -> Place {
        Place { source: self.source, span: self.name }
    }
}

/// A hash that is the same on every machine and in every run.
#[must_use]
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    value.hash(&mut hasher);
    // The upper half of this hash is the better one, and the order of entries must not depend on its weak half.
    hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

//! `Prefixes`: the headings that a text begins with, found letter by letter.

use super::HeadingId;
use std::ops::Range;

/// Headings as they are compared, in the order of their letters.
#[derive(Debug)]
pub(super) struct Prefixes {
    headings: Vec<(Box<str>, HeadingId)>,
    /// By first letter: most words of prose begin with one of a few headings, or of none.
    firsts: Vec<Option<Alike>>,
}

impl Default for Prefixes {
    fn default() -> Self {
        Self { headings: Vec::new(), firsts: vec![None; 1 + usize::from(u8::MAX)] }
    }
}

/// Headings that begin alike: their places in the order, and the number of letters that they share.
#[derive(Clone, Debug)]
pub(super) struct Alike {
    places: Range<usize>,
    letters: usize,
}

impl Prefixes {
    /// Adds a heading that stands behind all others in the order.
    pub(super) fn push(&mut self, heading: &str, id: HeadingId) {
        let at = self.headings.len();
        self.headings.push((heading.into(), id));
        if let Some(first) = heading.bytes().next().and_then(|first| self.firsts.get_mut(usize::from(first))) {
            let alike = first.get_or_insert(Alike { places: at..at, letters: 1 });
            alike.places.end = at + 1;
        }
    }

    /// All headings, which begin with nothing.
    pub(super) fn all(&self) -> Alike {
        Alike { places: 0..self.headings.len(), letters: 0 }
    }

    /// Those of some headings that go on with a letter; null where none does. The case of Latin letters says nothing.
    pub(super) fn with(&self, alike: &Alike, letter: u8) -> Option<Alike> {
        let letter = letter.to_ascii_lowercase();
        if alike.letters == 0 {
            return self.firsts.get(usize::from(letter))?.clone();
        }
        let letter = Some(letter);
        let headings = &self.headings[alike.places.clone()];
        let next = |(heading, _): &(Box<str>, HeadingId)| heading.as_bytes().get(alike.letters).copied();
        let first = headings.partition_point(|heading| next(heading) < letter);
        let count = headings[first..].partition_point(|heading| next(heading) == letter);
        let start = alike.places.start + first;
        (count > 0).then(|| Alike { places: start..start + count, letters: alike.letters + 1 })
    }

    /// The heading that ends where some others go on.
    pub(super) fn whole(&self, alike: &Alike) -> Option<HeadingId> {
        let (heading, id) = self.headings.get(alike.places.clone())?.first()?;
        (heading.len() == alike.letters).then_some(*id)
    }
}

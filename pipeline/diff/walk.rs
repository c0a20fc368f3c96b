//! `Walk`: goes through a dataset of two outputs, one article after the other, and gives what each article had and has.

use super::groups::Groups;
use super::renames::Renames;
use crate::error::Error;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Rows of one article, and its path.
type Group = (String, RecordBatch);

/// The rows of one article before and after; without rows on the side where there are none.
pub(super) struct Visit {
    /// Its path before and after; the same one unless it was renamed.
    pub(super) sources: [String; 2],
    pub(super) old: RecordBatch,
    pub(super) new: RecordBatch,
}

/// Two sorted files side by side.
pub(super) struct Walk<'a> {
    before: Groups,
    after: Groups,
    renames: &'a Renames,
    none: [RecordBatch; 2],
    left: Option<Group>,
    right: Option<Group>,
    /// Articles before whose new path stands further down. Empty where paths keep their order.
    waiting: BTreeMap<String, RecordBatch>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(mut before: Groups, mut after: Groups, renames: &'a Renames) -> Result<Self, Error> {
        let none = [&before.schema, &after.schema].map(|schema| RecordBatch::new_empty(schema.clone()));
        let (left, right) = (before.next()?, after.next()?);
        Ok(Self { before, after, renames, none, left, right, waiting: BTreeMap::new() })
    }

    pub(super) fn schemas(&self) -> [SchemaRef; 2] {
        [self.before.schema.clone(), self.after.schema.clone()]
    }

    /// The next article; null behind the last one.
    pub(super) fn next(&mut self) -> Result<Option<Visit>, Error> {
        loop {
            let Some(path) = self.right.as_ref().map(|(path, _)| path.clone()) else {
                if let Some((path, old)) = self.take_left()? {
                    return Ok(Some(self.gone(path, old)));
                }
                return Ok(self.waiting.pop_first().map(|(path, old)| self.gone(path, old)));
            };
            let wanted = self.renames.before(&path).to_owned();
            if let Some(old) = self.waiting.remove(&wanted) {
                return self.come(wanted, old);
            }
            match self.left.as_ref().map(|(left, _)| left.cmp(&wanted)) {
                Some(Ordering::Equal) => {
                    let old = self.take_left()?.map_or_else(|| self.none[0].clone(), |(_, old)| old);
                    return self.come(wanted, old);
                }
                Some(Ordering::Less) => {
                    let Some((left, old)) = self.take_left()? else { continue };
                    if self.renames.after(&left).is_some_and(|after| *after > *path) {
                        self.waiting.insert(left, old);
                    } else {
                        return Ok(Some(self.gone(left, old)));
                    }
                }
                Some(Ordering::Greater) | None => return self.come(wanted, self.none[0].clone()),
            }
        }
    }

    fn take_left(&mut self) -> Result<Option<Group>, Error> {
        let next = self.before.next()?;
        Ok(std::mem::replace(&mut self.left, next))
    }

    /// Rows that an article had, and now has none.
    fn gone(&self, path: String, old: RecordBatch) -> Visit {
        let after = self.renames.after(&path).unwrap_or(&path).to_owned();
        Visit { sources: [path, after], old, new: self.none[1].clone() }
    }

    /// The next rows after, of an article that had these before.
    fn come(&mut self, before: String, old: RecordBatch) -> Result<Option<Visit>, Error> {
        let next = self.after.next()?;
        let new = std::mem::replace(&mut self.right, next);
        Ok(new.map(|(after, new)| Visit { sources: [before, after], old, new }))
    }
}

//! `Renames`: articles that have another path, and say the same or nearly so.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Which article had which path.
#[derive(Debug, Default)]
pub(super) struct Renames {
    /// Path after, to path before.
    old: BTreeMap<String, String>,
    /// Path before, to path after.
    new: BTreeMap<String, String>,
}

/// An article that came or went, by its position in a list of such, and the hashes of what it says.
pub(super) type Sayings = BTreeMap<String, Vec<u64>>;

impl Renames {
    /// Pairs paths that came with paths that went, of equal articles; several equal ones in the order of their paths.
    pub(super) fn of_equal(articles: &[FxHashMap<String, String>; 2]) -> Self {
        let mut renames = Self::default();
        let by_hash = |side: usize| {
            let mut paths: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
            for (path, hash) in articles[side].iter().filter(|(path, _)| !articles[1 - side].contains_key(*path)) {
                paths.entry(hash).or_default().insert(path);
            }
            paths
        };
        let came = by_hash(1);
        for (hash, went) in by_hash(0) {
            for (before, after) in went.into_iter().zip(came.get(hash).into_iter().flatten()) {
                renames.add(before, after);
            }
        }
        renames
    }

    /// Pairs the others that have more than half of what only they say in common, the likest first.
    pub(super) fn add_similar(&mut self, went: &Sayings, came: &Sayings) {
        let (went, came) = (distinct(went), distinct(came));
        let mut totals: [BTreeMap<&str, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
        for (at, side) in [&went, &came].into_iter().enumerate() {
            for path in side.values() {
                *totals[at].entry(path).or_default() += 1;
            }
        }
        let mut common: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (hash, before) in &went {
            if let Some(after) = came.get(hash) {
                *common.entry((before, after)).or_default() += 1;
            }
        }
        let mut candidates: Vec<_> = common
            .into_iter()
            .filter(|((before, after), common)| common * 4 > totals[0][before] + totals[1][after])
            .map(|((before, after), common)| (std::cmp::Reverse(common), before, after))
            .collect();
        candidates.sort_unstable();
        for (_, before, after) in candidates {
            if !self.new.contains_key(before) && !self.old.contains_key(after) {
                self.add(before, after);
            }
        }
    }

    fn add(&mut self, before: &str, after: &str) {
        self.old.insert(after.to_owned(), before.to_owned());
        self.new.insert(before.to_owned(), after.to_owned());
    }

    /// The path before of the article that now has this one.
    pub(super) fn before<'p>(&'p self, after: &'p str) -> &'p str {
        self.old.get(after).map_or(after, String::as_str)
    }

    /// The path after of the article that had this one, where it has another one now.
    pub(super) fn after(&self, before: &str) -> Option<&str> {
        self.new.get(before).map(String::as_str)
    }

    /// All of them, before and after, in the order of paths before.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.new.iter().map(|(before, after)| (before.as_str(), after.as_str()))
    }

    /// Paths of one side that the other one does not have, under any name.
    pub(super) fn unpaired(&self, articles: &[FxHashMap<String, String>; 2], side: usize) -> BTreeSet<String> {
        let paired = if side == 0 { &self.new } else { &self.old };
        let alone = articles[side].keys().filter(|path| !articles[1 - side].contains_key(*path));
        alone.filter(|path| !paired.contains_key(*path)).cloned().collect()
    }
}

/// What one article of a side says and no other one does.
fn distinct(sayings: &Sayings) -> FxHashMap<u64, &str> {
    let mut holders: FxHashMap<u64, Option<&str>> = FxHashMap::default();
    for (path, hashes) in sayings {
        for hash in hashes {
            let holder = holders.entry(*hash).or_insert(Some(path));
            if *holder != Some(path) {
                *holder = None;
            }
        }
    }
    holders.into_iter().filter_map(|(hash, path)| Some((hash, path?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn articles(list: &[(&str, &str)]) -> FxHashMap<String, String> {
        list.iter().map(|(path, hash)| ((*path).to_owned(), (*hash).to_owned())).collect()
    }

    fn sayings(list: &[(&str, &[u64])]) -> Sayings {
        list.iter().map(|(path, hashes)| ((*path).to_owned(), hashes.to_vec())).collect()
    }

    #[test]
    fn an_equal_article_under_another_path_was_renamed_and_a_copy_was_not() {
        let old = articles(&[("a.md", "1"), ("b.md", "2"), ("c.md", "2")]);
        let new = articles(&[("a.md", "1"), ("copy.md", "1"), ("d.md", "2"), ("e.md", "2"), ("f.md", "2")]);
        let renames = Renames::of_equal(&[old, new]);
        assert_eq!(renames.iter().collect::<Vec<_>>(), [("b.md", "d.md"), ("c.md", "e.md")]);
        assert_eq!((renames.before("d.md"), renames.before("a.md")), ("b.md", "a.md"));
    }

    #[test]
    fn articles_that_share_what_only_they_say_were_renamed_and_edited() {
        let mut renames = Renames::default();
        let went = sayings(&[("a.md", &[1, 2, 3, 100]), ("b.md", &[7, 8, 9, 100])]);
        let came = sayings(&[("x.md", &[1, 2, 4, 100]), ("y.md", &[7, 20, 21, 22, 100])]);
        renames.add_similar(&went, &came);
        assert_eq!(renames.iter().collect::<Vec<_>>(), [("a.md", "x.md")]);
    }
}

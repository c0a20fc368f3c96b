//! Cells are known by the row that they are printed in, and that by what it says: a row that is inserted above does not change
//! those below it.
//!
//! Printed rows with the same cells are paired in their order, then those of which half of the cells are the same, then those
//! that stand between the same neighbours.

use super::comparer::Comparer;
use super::likeness::likest;
use super::sides::{Pairs, Sides};
use crate::error::Error;
use arrow::row::Rows;
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::VecDeque;
use std::hash::Hasher as _;
use std::ops::Range;

/// The printed rows of one side: the cells of each, and a hash of what they say.
struct Side<'r> {
    lines: Vec<(Range<usize>, u64)>,
    cells: &'r Rows,
}

impl<'r> Side<'r> {
    /// `names` tells printed rows apart, `cells` says what is in them.
    fn new(names: &Rows, cells: &'r Rows) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        let count = names.num_rows();
        for at in 1..=count {
            if at == count || names.row(at) != names.row(start) {
                let mut hasher = FxHasher::default();
                for cell in start..at {
                    hasher.write(cells.row(cell).data());
                    hasher.write_u8(0);
                }
                lines.push((start..at, hasher.finish()));
                start = at;
            }
        }
        Self { lines, cells }
    }

    fn says(&self, line: usize) -> impl Iterator<Item = &[u8]> {
        self.lines[line].0.clone().map(|cell| self.cells.row(cell).data())
    }
}

/// Pairs cells of one article.
pub(super) fn pair(
    names: &Comparer,
    content: &Comparer,
    columns: &[(usize, Comparer)],
    sides: Sides<'_>,
) -> Result<Pairs, Error> {
    let (old_names, new_names) = names.rows(sides)?;
    let (old_cells, new_cells) = content.rows(sides)?;
    let (old, new) = (Side::new(&old_names, &old_cells), Side::new(&new_names, &new_cells));
    let columns = columns.iter().map(|(_, column)| column.rows(sides)).collect::<Result<Vec<_>, Error>>()?;
    // Two cells are of one column where most of what is said of them is the same: heading, claim, status.
    let likeness = |before: usize, after: usize| {
        let same = columns.iter().filter(|(old, new)| old.row(before) == new.row(after)).count();
        (same * 2 > columns.len()).then_some(same)
    };
    let mut pairs = Pairs::new();
    for (before, after) in aligned(&old, &new, &likeness) {
        let (before, after) = (old.lines[before].0.clone(), new.lines[after].0.clone());
        if before.len() == after.len() {
            pairs.extend(before.zip(after));
        } else {
            // A column came or went.
            pairs.extend(likest(&before.collect::<Vec<_>>(), &after.collect::<Vec<_>>(), &likeness));
        }
    }
    Ok(pairs)
}

/// Pairs printed rows; `likeness` is that of two cells.
fn aligned(old: &Side<'_>, new: &Side<'_>, likeness: &dyn Fn(usize, usize) -> Option<usize>) -> Pairs {
    let mut partner: Vec<Option<usize>> = vec![None; old.lines.len()];
    let mut is_taken = vec![false; new.lines.len()];
    let mut waiting: FxHashMap<u64, VecDeque<usize>> = FxHashMap::default();
    for (at, (_, hash)) in new.lines.iter().enumerate() {
        waiting.entry(*hash).or_default().push_back(at);
    }
    for (at, (_, hash)) in old.lines.iter().enumerate() {
        let Some(list) = waiting.get_mut(hash) else { continue };
        let same = list.front().copied().filter(|&other| old.says(at).eq(new.says(other)));
        if let Some(other) = same {
            list.pop_front();
            partner[at] = Some(other);
            is_taken[other] = true;
        }
    }
    similar(old, new, &mut partner, &mut is_taken);
    between(&mut partner, &is_taken, &|before, after| {
        let (before, after) = (old.lines[before].0.clone(), new.lines[after].0.clone());
        before.len() == after.len() && before.zip(after).all(|(before, after)| likeness(before, after).is_some())
    });
    partner.into_iter().enumerate().filter_map(|(at, other)| Some((at, other?))).collect()
}

/// Cells that more printed rows than this have in common do not tell which one it is.
const COMMON: usize = 16;

/// Pairs rows of which half of the cells are the same, the likest first.
fn similar(old: &Side<'_>, new: &Side<'_>, partner: &mut [Option<usize>], is_taken: &mut [bool]) {
    let mut holders: FxHashMap<&[u8], Vec<usize>> = FxHashMap::default();
    for at in (0..new.lines.len()).filter(|&at| !is_taken[at]) {
        for cell in new.says(at) {
            let list = holders.entry(cell).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    let mut candidates = Vec::new();
    for at in (0..old.lines.len()).filter(|&at| partner[at].is_none()) {
        let mut scores: FxHashMap<usize, usize> = FxHashMap::default();
        for cell in old.says(at) {
            for &other in holders.get(cell).filter(|list| list.len() <= COMMON).into_iter().flatten() {
                *scores.entry(other).or_default() += 1;
            }
        }
        let length = |lines: &[(Range<usize>, u64)], at: usize| lines[at].0.len();
        for (other, score) in scores {
            if score * 2 >= length(&old.lines, at).max(length(&new.lines, other)) {
                candidates.push((std::cmp::Reverse(score), at.abs_diff(other), at, other));
            }
        }
    }
    candidates.sort_unstable();
    for (_, _, at, other) in candidates {
        if partner[at].is_none() && !is_taken[other] {
            partner[at] = Some(other);
            is_taken[other] = true;
        }
    }
}

/// Pairs rows that stand between the same neighbours, where there are as many before as after and each is like the other.
fn between(partner: &mut [Option<usize>], is_taken: &[bool], is_like: &dyn Fn(usize, usize) -> bool) {
    let mut at = 0;
    while at < partner.len() {
        if partner[at].is_some() {
            at += 1;
            continue;
        }
        let length = partner[at..].iter().take_while(|partner| partner.is_none()).count();
        let first = at.checked_sub(1).map_or(Some(0), |before| partner[before].map(|other| other + 1));
        let last = partner.get(at + length).copied().flatten().unwrap_or(is_taken.len());
        if let Some(first) = first
            && last == first + length
            && is_taken[first..last].iter().all(|taken| !taken)
            && (0..length).all(|offset| is_like(at + offset, first + offset))
        {
            for (offset, partner) in partner[at..at + length].iter_mut().enumerate() {
                *partner = Some(first + offset);
            }
        }
        at += length;
    }
}

//! `Pairing`: pairs the rows of one article before and after.
//!
//! Rows are a multiset: each is paired once, in order. First come those that are the same, then those that only moved, then
//! those of one identity, the likest first. What is left has another identity: rows that say the same below another heading,
//! then rows of which all but one column is the same and that column alike. Rows between which nothing decides stay apart.

use super::comparer::Comparer;
use super::likeness::{alike, likest};
use super::plan::Plan;
use super::printed_rows;
use super::sides::{Pairs, Sides};
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::{RecordBatch, UInt64Array};
use arrow::compute::take_record_batch;
use rustc_hash::FxHashMap;

/// Compares rows by some columns.
pub(super) struct Pairing {
    all: Comparer,
    content: Comparer,
    identity: Option<Comparer>,
    without_headings: Option<Comparer>,
    known_without_headings: Comparer,
    apart: Vec<(usize, Comparer)>,
    printed_row: Comparer,
    /// Each column of the content on its own.
    columns: Vec<(usize, Comparer)>,
}

/// What became of the rows of one article; positions of rows.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Number of rows that stand elsewhere.
    pub(super) moved: usize,
    /// Rows that are the same one with other values, before and after.
    pub(super) changed: Vec<(usize, usize)>,
    /// Rows without a counterpart after.
    pub(super) removed: Vec<usize>,
    /// Rows without a counterpart before.
    pub(super) added: Vec<usize>,
}

/// Rows of both sides that still have no counterpart.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
}

impl Changes {
    /// Whether rows came, went or changed.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && self.added.is_empty()
    }
}

impl Open {
    pub(super) fn all(sides: Sides<'_>) -> Self {
        Self { old: (0..sides.old.num_rows()).collect(), new: (0..sides.new.num_rows()).collect() }
    }

    pub(super) fn is_done(&self) -> bool {
        self.old.is_empty() || self.new.is_empty()
    }

    /// Takes pairs away.
    pub(super) fn close(&mut self, pairs: &[(usize, usize)]) {
        let [mut old, mut new]: [Vec<usize>; 2] =
            [pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect()];
        old.sort_unstable();
        new.sort_unstable();
        self.old.retain(|row| old.binary_search(row).is_err());
        self.new.retain(|row| new.binary_search(row).is_err());
    }
}

/// Rows with one key: those before, those after.
type Group = (Vec<usize>, Vec<usize>);

impl Pairing {
    pub(super) fn new(plan: &Plan, schema: &arrow::datatypes::Schema) -> Result<Self, Error> {
        let of =
            |positions: &[usize]| Comparer::new(&positions.iter().map(|&at| &plan.all[at]).collect::<Vec<_>>(), schema);
        let each = |list: &[(usize, Vec<usize>)]| {
            list.iter().map(|(at, rest)| Ok((*at, of(rest)?))).collect::<Result<Vec<_>, Error>>()
        };
        let alone: Vec<(usize, Vec<usize>)> = plan.content.iter().map(|&at| (at, vec![at])).collect();
        Ok(Self {
            all: of(&(0..plan.all.len()).filter(|&at| plan.all[at].name != "source").collect::<Vec<_>>())?,
            content: of(&plan.content)?,
            identity: plan.identity.as_deref().map(of).transpose()?,
            without_headings: plan.without_headings.as_deref().map(of).transpose()?,
            known_without_headings: of(&plan.known_without_headings)?,
            apart: each(&plan.apart)?,
            printed_row: of(&plan.printed_row)?,
            columns: each(&alone)?,
        })
    }

    /// The columns that say something, to compare rows with those of other steps.
    pub(super) fn content(&self) -> &Comparer {
        &self.content
    }

    /// Pairs the rows of one article. One that was renamed stands elsewhere as a whole.
    pub(super) fn pair(&self, plan: &Plan, sides: Sides<'_>, is_renamed: bool) -> Result<Changes, Error> {
        let mut open = Open::all(sides);
        let Sides { old, new } = sides;
        if old.num_rows() == new.num_rows() {
            // Most articles did not change: then there is nothing to pair.
            let (before, after) = self.all.rows(sides)?;
            if before.iter().eq(after.iter()) {
                return Ok(Changes { moved: if is_renamed { old.num_rows() } else { 0 }, ..Changes::default() });
            }
        }
        let same = in_order(&self.all, sides, &open)?;
        open.close(&same);
        let mut moved = if is_renamed { same.len() } else { 0 };
        if !plan.printed_row.is_empty() {
            // Those in the same place, too: an inserted row may have pushed another one there.
            let mut paired = printed_rows::pair(&self.printed_row, &self.content, &self.columns, sides)?;
            // A printed row that another one replaced may share cells with it: these did not change.
            open = Open::all(sides);
            open.close(&paired);
            paired.extend(in_order(&self.content, sides, &open)?);
            return self.judged(sides, paired, is_renamed);
        }
        let stands_elsewhere = in_order(&self.content, sides, &open)?;
        open.close(&stands_elsewhere);
        moved += stands_elsewhere.len();
        let mut changed = Vec::new();
        let mut take = |pairs: Pairs, open: &mut Open| {
            open.close(&pairs);
            changed.extend(pairs);
        };
        if let Some(identity) = &self.identity {
            let pairs = self.likest(identity, sides, &open, Least::Nothing)?;
            take(pairs, &mut open);
        }
        if let (Some(same_below), false) = (&self.without_headings, open.is_done()) {
            let pairs = in_order(same_below, sides, &open)?;
            take(pairs, &mut open);
            let pairs = self.likest(&self.known_without_headings, sides, &open, Least::Half)?;
            take(pairs, &mut open);
        }
        for (column, rest) in &self.apart {
            if !open.is_done() {
                let pairs = renamed(rest, plan, *column, sides, &open)?;
                take(pairs, &mut open);
            }
        }
        changed.sort_unstable();
        Ok(Changes { moved, changed, removed: open.old, added: open.new })
    }

    /// Tells pairs that moved from those that changed.
    fn judged(&self, sides: Sides<'_>, pairs: Pairs, is_renamed: bool) -> Result<Changes, Error> {
        let mut open = Open::all(sides);
        open.close(&pairs);
        let mut changes = Changes { removed: open.old, added: open.new, ..Changes::default() };
        let (before, after) = self.content.rows(sides)?;
        let (whole_before, whole_after) = self.all.rows(sides)?;
        for (old, new) in pairs {
            if before.row(old) != after.row(new) {
                changes.changed.push((old, new));
            } else if is_renamed || whole_before.row(old) != whole_after.row(new) {
                changes.moved += 1;
            }
        }
        changes.changed.sort_unstable();
        Ok(changes)
    }

    /// Positions of the columns in which each of these pairs differs.
    pub(super) fn differing(&self, sides: Sides<'_>, pairs: &[(usize, usize)]) -> Result<Vec<Vec<usize>>, Error> {
        let mut lists = vec![Vec::new(); pairs.len()];
        if pairs.is_empty() {
            return Ok(lists);
        }
        // Few rows of many change: only those are looked at.
        let [old, new] =
            [taken(sides.old, pairs.iter().map(|pair| pair.0))?, taken(sides.new, pairs.iter().map(|pair| pair.1))?];
        let sides = Sides { old: &old, new: &new };
        for (at, column) in &self.columns {
            let (before, after) = column.rows(sides)?;
            for (list, (old, new)) in lists.iter_mut().zip(before.iter().zip(after.iter())) {
                if old != new {
                    list.push(*at);
                }
            }
        }
        Ok(lists)
    }

    /// Pairs rows of one key; where several have it, those of which most columns are the same come first.
    fn likest(&self, key: &Comparer, sides: Sides<'_>, open: &Open, least: Least) -> Result<Pairs, Error> {
        let mut pairs = Vec::new();
        let mut columns = None;
        for (old, new) in groups(key, sides, open)? {
            if least == Least::Nothing && old.len() == 1 && new.len() == 1 {
                pairs.push((old[0], new[0]));
                continue;
            }
            if columns.is_none() {
                columns =
                    Some(self.columns.iter().map(|(_, column)| column.rows(sides)).collect::<Result<Vec<_>, _>>()?);
            }
            let columns = columns.as_deref().unwrap_or_default();
            let likeness = |old: usize, new: usize| {
                let same = columns.iter().filter(|(before, after)| before.row(old) == after.row(new)).count();
                (least == Least::Nothing || same * 2 >= columns.len()).then_some(same)
            };
            pairs.extend(likest(&old, &new, &likeness));
        }
        Ok(pairs)
    }
}

/// Some rows of a batch.
fn taken(batch: &RecordBatch, rows: impl Iterator<Item = usize>) -> Result<RecordBatch, Error> {
    let rows: UInt64Array = rows.map(|row| row as u64).collect();
    take_record_batch(batch, &rows).map_err(|error| Error::Internal { stage: "diff", message: error.to_string() })
}

/// How like two rows of one key must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    /// The key says it all.
    Nothing,
    /// Half of the columns must be the same.
    Half,
}

/// Open rows by key, where both sides have some; in the order of the first row before.
fn groups(key: &Comparer, sides: Sides<'_>, open: &Open) -> Result<Vec<Group>, Error> {
    if open.is_done() {
        return Ok(Vec::new());
    }
    let (before, after) = key.rows(sides)?;
    let mut positions: FxHashMap<&[u8], usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    let keys: Vec<_> = open.old.iter().map(|&row| (before.row(row), row)).collect();
    for (key, row) in &keys {
        let at = *positions.entry(key.data()).or_insert_with(|| {
            groups.push(Group::default());
            groups.len() - 1
        });
        groups[at].0.push(*row);
    }
    for &row in &open.new {
        if let Some(&at) = positions.get(after.row(row).data()) {
            groups[at].1.push(row);
        }
    }
    groups.retain(|(_, new)| !new.is_empty());
    Ok(groups)
}

/// Pairs rows of one key in their order.
pub(super) fn in_order(key: &Comparer, sides: Sides<'_>, open: &Open) -> Result<Pairs, Error> {
    Ok(groups(key, sides, open)?.into_iter().flat_map(|(old, new)| old.into_iter().zip(new)).collect())
}

/// No value, as JSON.
const NULL: &str = "null";

/// Pairs rows of which everything but one column is the same, where the texts in that one are alike, or one is missing.
fn renamed(rest: &Comparer, plan: &Plan, column: usize, sides: Sides<'_>, open: &Open) -> Result<Pairs, Error> {
    let shared = &plan.all[column];
    let mut pairs = Vec::new();
    for (old, new) in groups(rest, sides, open)? {
        let before: FxHashMap<usize, String> =
            old.iter().map(|&row| (row, value_as_json(sides.old, shared.old, row))).collect();
        let after: FxHashMap<usize, String> =
            new.iter().map(|&row| (row, value_as_json(sides.new, shared.new, row))).collect();
        let likeness = |old: &String, new: &String| match (old == NULL, new == NULL) {
            // A value that came or went, as where a table gains or loses a heading.
            (true, false) | (false, true) => Some(0),
            _ => alike(old, new),
        };
        pairs.extend(likest(&old, &new, &|old, new| likeness(&before[&old], &after[&new])));
    }
    Ok(pairs)
}

/// The values by which people know a row; `at` says where a shared column is.
pub(super) fn words(plan: &Plan, batch: &RecordBatch, row: usize, at: fn(&super::plan::Shared) -> usize) -> String {
    let words = plan.shown.iter().filter_map(|&column| {
        let shared = &plan.all[column];
        let value = value_as_json(batch, at(shared), row);
        let word = value.trim_matches('"');
        (value != "null" && !word.is_empty())
            .then(|| if shared.is_position { format!("{} {word}", shared.name) } else { word.to_owned() })
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The most values that are told of a row beside those by which it is known.
const REST: usize = 6;

/// What a row says beside the values by which it is known, but for parts of other values: `file_size 13780, ...`.
pub(super) fn rest(plan: &Plan, batch: &RecordBatch, row: usize, at: fn(&super::plan::Shared) -> usize) -> String {
    let is_part = |column: usize| plan.parts.iter().any(|(part, _)| *part == column);
    let columns = plan.anywhere.iter().copied().filter(|column| !plan.shown.contains(column) && !is_part(*column));
    let values = columns.map(|column| {
        let shared = &plan.all[column];
        (&shared.name, value_as_json(batch, at(shared), row))
    });
    let told = values.filter(|(_, value)| value != NULL).take(REST);
    told.map(|(name, value)| format!("{name} {}", value.trim_matches('"'))).collect::<Vec<_>>().join(", ")
}

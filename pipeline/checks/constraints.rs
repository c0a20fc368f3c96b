//! The constraints that schemas declare: how their keys are gathered from each article, and judged over all of them.
//!
//! A constraint that the making of rows rules out to be broken costs nothing. One that reaches over one article leaves
//! keys of rows that break it and of no others. The rest leaves a key for each row: 64 bits of hash for the columns,
//! never their texts. Among a million different keys two have the same hash in one corpus of thirty million.

use super::row_place::RowPlaces;
use super::{Article, Draft, Entry, Judge, Keys, Place, Policy, Setting, hash, known};
use crate::contract::{Column, Constraint, ConstraintKind, Contract, Dataset, Reach};
use crate::finding::words;
use crate::records::Rows;
use crate::span::Span;
use crate::values::Value;
use regex::Regex;
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// A constraint that must be looked at; of one that determines several columns, the part for one of them.
struct Part<'a> {
    /// Its number, the same for every article.
    class: u32,
    /// Position of the dataset.
    at: usize,
    dataset: &'a Dataset,
    constraint: &'a Constraint,
    /// The column that is determined.
    determined: Option<usize>,
}

/// All parts, in the order of the contract.
fn parts(contract: &Contract) -> impl Iterator<Item = Part<'_>> {
    let datasets = contract.datasets.iter().enumerate();
    let constraints =
        datasets.flat_map(|(at, dataset)| dataset.constraints.iter().map(move |constraint| (at, dataset, constraint)));
    let open = constraints.filter(|(.., constraint)| constraint.reach != Reach::Nothing);
    let parts = open.flat_map(|(at, dataset, constraint)| {
        let (determined, alone) = match &constraint.kind {
            ConstraintKind::Determines(columns) => (columns.as_slice(), None),
            _ => (&[][..], Some(None)),
        };
        let all = determined.iter().map(|column| Some(*column)).chain(alone);
        all.map(move |determined| Part { class: 0, at, dataset, constraint, determined })
    });
    (0..).zip(parts).map(|(class, part)| Part { class, ..part })
}

/// Remembers the rows of one article that a `unique` constraint compares.
pub(super) fn gather_unique(article: &Article<'_>, policy: &Policy, keys: &mut Keys) {
    for part in asked(article.contract, policy).filter(|part| matches!(part.constraint.kind, ConstraintKind::Unique)) {
        part.compare(article, keys, |group| group.len() > 1);
    }
}

/// Remembers the rows of one article that a `determines` constraint compares.
pub(super) fn gather_determines(article: &Article<'_>, policy: &Policy, keys: &mut Keys) {
    for part in asked(article.contract, policy).filter(|part| part.determined.is_some()) {
        part.compare(article, keys, |group| group.iter().any(|row| row.value != group[0].value));
    }
}

/// Remembers the rows of one article that refer to others, and those that are referred to.
pub(super) fn gather_references(article: &Article<'_>, policy: &Policy, keys: &mut Keys) {
    for part in asked(article.contract, policy) {
        if let ConstraintKind::References { dataset, columns } = &part.constraint.kind {
            part.refer(article, keys, *dataset, columns);
        }
    }
}

/// Remembers the values of one article that do not fit the pattern of a constraint.
pub(super) fn gather_pattern(article: &Article<'_>, policy: &Policy, keys: &mut Keys) {
    for part in asked(article.contract, policy) {
        if let ConstraintKind::Pattern { regex, .. } = &part.constraint.kind {
            part.fit(article, keys, regex);
        }
    }
}

/// The parts that are not left to rules. A word that is no rule takes nothing away.
fn asked<'a>(contract: &'a Contract, policy: &'a Policy) -> impl Iterator<Item = Part<'a>> {
    let is_on = |word: &String| known(word).is_some_and(|code| policy.setting(code) != Some(Setting::Off));
    parts(contract).filter(move |part| !part.constraint.left_to.iter().any(is_on))
}

/// Rows that agree where no two may.
pub(super) fn judge_unique(judge: &mut Judge<'_>) {
    let parts: Vec<Part<'_>> = parts(judge.contract()).collect();
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let [first, rest @ ..] = group else { continue };
        let Some(part) = parts.get(first.class as usize) else { continue };
        for entry in rest {
            let text = words(&judge.text(entry.place()));
            let (columns, dataset) = (names(part.dataset, &part.constraint.columns), &part.dataset.name);
            let must = if part.constraint.columns.len() == 1 { "must be" } else { "together must be" };
            let message = format!("`{text}` comes a second time: {columns} of `{dataset}` {must} unique");
            part.report(judge, entry, message, "this row").other_place(first.place(), "the first row");
        }
    }
}

/// Rows that agree in some columns and not in what those determine: of each value the first row, but for the first value.
pub(super) fn judge_determines(judge: &mut Judge<'_>) {
    let parts: Vec<Part<'_>> = parts(judge.contract()).collect();
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let Some(first) = group.iter().min_by_key(|entry| place_in_order(entry)) else { continue };
        let Some(part) = parts.get(first.class as usize) else { continue };
        for same in group.chunk_by(|left, right| left.value == right.value) {
            let Some(entry) = same.first().filter(|entry| entry.value != first.value) else { continue };
            let (own, theirs) = (words(&judge.text(entry.place())), words(&judge.text(first.place())));
            let columns = names(part.dataset, &part.constraint.columns);
            let determine = if part.constraint.columns.len() == 1 { "determines" } else { "together determine" };
            let determined = names(part.dataset, part.determined.as_slice());
            let dataset = &part.dataset.name;
            let message =
                format!("`{own}` here and `{theirs}` there: {columns} of `{dataset}` {determine} {determined}");
            part.report(judge, entry, message, "this value").other_place(first.place(), "the first value");
        }
    }
}

/// Rows that refer to no row.
pub(super) fn judge_references(judge: &mut Judge<'_>) {
    let contract = judge.contract();
    let parts: Vec<Part<'_>> = parts(contract).collect();
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        // What is referred to stands before what refers to it.
        let Some(first) = group.first().filter(|first| first.value == REFERS) else { continue };
        let Some(part) = parts.get(first.class as usize) else { continue };
        let ConstraintKind::References { dataset, columns } = &part.constraint.kind else { continue };
        let Some(other) = contract.datasets.get(*dataset) else { continue };
        for entry in group {
            let text = words(&judge.text(entry.place()));
            let (own, theirs) = (names(part.dataset, &part.constraint.columns), names(other, columns));
            let message = format!(
                "`{text}` has no counterpart: {own} of `{}` must be found in {theirs} of `{}`",
                part.dataset.name, other.name
            );
            part.report(judge, entry, message, "refers to no row");
        }
    }
}

/// Values that do not fit a pattern.
pub(super) fn judge_pattern(judge: &mut Judge<'_>) {
    let parts: Vec<Part<'_>> = parts(judge.contract()).collect();
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        for entry in group {
            let Some(part) = parts.get(entry.class as usize) else { continue };
            let ConstraintKind::Pattern { text: pattern, .. } = &part.constraint.kind else { continue };
            let column = usize::try_from(entry.value).unwrap_or(usize::MAX);
            let text = words(&judge.text(entry.place()));
            let (column, dataset) = (names(part.dataset, &[column]), &part.dataset.name);
            let message = format!("`{text}` does not fit the pattern: {column} of `{dataset}` must fit `{pattern}`");
            part.report(judge, entry, message, "this value");
        }
    }
}

/// Value of the entry of a row that is referred to; smaller than [`REFERS`].
const IS_REFERRED_TO: u64 = 0;
/// Value of the entry of a row that refers to another one.
const REFERS: u64 = 1;

/// A row that is compared: its number in the article, and hashes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Compared {
    key: u64,
    row: usize,
    value: u64,
}

impl Part<'_> {
    /// Remembers rows without a null: all of them, or, where the constraint reaches over the article alone, those of
    /// groups with equal keys that break it.
    fn compare(&self, article: &Article<'_>, keys: &mut Keys, is_broken: fn(&[Compared]) -> bool) {
        let rows = &article.records.datasets[self.at];
        let is_local = self.constraint.reach == Reach::Article;
        if rows.is_empty() || is_local && rows.len() < 2 {
            return;
        }
        let columns = columns(self.dataset, &self.constraint.columns);
        let determined = self.determined.map(|at| self::columns(self.dataset, &[at]));
        let compared = hashes(rows, &columns).filter_map(|(row, key)| {
            let value = match &determined {
                None => 0,
                Some(columns) => hash_of(row_of(rows, row), columns)?,
            };
            Some(Compared { key, row, value })
        });
        let places = RowPlaces::of(article, self.at);
        let mut add = |row: &Compared| keys.add(self.entry(article, &places, row.row, row.key, row.value));
        if is_local {
            let mut compared: Vec<Compared> = compared.collect();
            compared.sort_unstable();
            let groups = compared.chunk_by(|left, right| left.key == right.key);
            groups.filter(|group| is_broken(group)).flatten().for_each(add);
        } else {
            compared.for_each(|row| add(&row));
        }
    }

    /// Remembers rows that refer to others, and the keys of those; where the constraint reaches over the article alone,
    /// only rows that lead nowhere.
    fn refer(&self, article: &Article<'_>, keys: &mut Keys, other: usize, theirs: &[usize]) {
        let rows = &article.records.datasets[self.at];
        let is_local = self.constraint.reach == Reach::Article;
        if rows.is_empty() && is_local {
            return;
        }
        let Some(dataset) = article.contract.datasets.get(other) else { return };
        let (mut own, mut theirs) = (columns(self.dataset, &self.constraint.columns), columns(dataset, theirs));
        for (one, another) in own.iter_mut().zip(&mut theirs) {
            let ignores_case = one.ignores_case || another.ignores_case;
            (one.ignores_case, another.ignores_case) = (ignores_case, ignores_case);
        }
        let mut known: Vec<u64> = hashes(&article.records.datasets[other], &theirs).map(|(_, key)| key).collect();
        known.sort_unstable();
        known.dedup();
        let places = RowPlaces::of(article, self.at);
        for (row, key) in hashes(rows, &own).filter(|(_, key)| known.binary_search(key).is_err()) {
            keys.add(self.entry(article, &places, row, key, REFERS));
        }
        if !is_local {
            let (class, source) = (self.class, article.number);
            let entry = |key| Entry {
                class,
                key,
                value: IS_REFERRED_TO,
                source,
                table: 0,
                row: 0,
                place: Span::default(),
                name: Span::default(),
            };
            for key in known {
                keys.add(entry(key));
            }
        }
    }

    /// Remembers values that do not fit a pattern, each with the position of its column.
    fn fit(&self, article: &Article<'_>, keys: &mut Keys, regex: &Regex) {
        let rows = &article.records.datasets[self.at];
        let places = RowPlaces::of(article, self.at);
        for (at, row) in rows.iter().enumerate() {
            for &position in &self.constraint.columns {
                let Some(column) = self.dataset.columns.get(position) else { continue };
                let fits = match row.get(position) {
                    Some(Value::Text(text)) => regex.is_match(text),
                    Some(Value::Enum(word)) => regex.is_match(column.symbol(*word)),
                    _ => true,
                };
                if !fits {
                    let place = places.span(at, &[position]);
                    let (table, row) = places.ordinals(at);
                    let (class, source, value) = (self.class, article.number, position as u64);
                    keys.add(Entry { class, key: at as u64, value, source, table, row, place, name: place });
                }
            }
        }
    }

    fn entry(&self, article: &Article<'_>, places: &RowPlaces<'_, '_>, at: usize, key: u64, value: u64) -> Entry {
        let (table, row) = places.ordinals(at);
        let place = match self.determined {
            Some(column) => places.span(at, &[column]),
            None => places.span(at, &self.constraint.columns),
        };
        Entry { class: self.class, key, value, source: article.number, table, row, place, name: place }
    }

    /// Adds a finding about a row.
    fn report<'j>(&self, judge: &'j mut Judge<'_>, entry: &Entry, message: String, label: &str) -> &'j mut Draft {
        let dataset = &self.dataset.name;
        let help = format!(
            "`kbc schema {dataset}` lists the constraints: correct the article, or the constraint where it asks too much"
        );
        let draft = judge.add(entry.place(), message).level(self.constraint.level).label(label).help(help);
        match (entry.table, entry.row) {
            (0, ordinal) => draft.row_of_article(dataset, ordinal),
            (table, 0) => draft.row(Some(dataset), table, None),
            (table, row) => draft.row(Some(dataset), table, Some(row)),
        }
    }
}

/// Articles in their order, and their rows in the order of the dataset.
fn place_in_order(entry: &Entry) -> (u32, u32, u32, Place) {
    (entry.source, entry.table, entry.row, entry.place())
}

/// A column whose values are hashed.
struct Hashed<'a> {
    at: usize,
    column: &'a Column,
    ignores_case: bool,
}

fn columns<'a>(dataset: &'a Dataset, positions: &[usize]) -> Vec<Hashed<'a>> {
    let hashed = |&at: &usize| {
        let column = dataset.columns.get(at)?;
        Some(Hashed { at, column, ignores_case: column.is_file_name() })
    };
    positions.iter().filter_map(hashed).collect()
}

/// The hashes of the rows that have no null in some columns, with the numbers of the rows.
fn hashes<'a>(rows: &'a Rows<'_>, columns: &'a [Hashed<'_>]) -> impl Iterator<Item = (usize, u64)> + use<'a> {
    rows.iter().enumerate().filter_map(|(at, row)| Some((at, hash_of(row, columns)?)))
}

fn row_of<'a, 's>(rows: &'a Rows<'s>, at: usize) -> &'a [Value<'s>] {
    &rows.values[at * rows.width..(at + 1) * rows.width]
}

/// The hash of the values of some columns; null where one of them is.
fn hash_of(row: &[Value<'_>], columns: &[Hashed<'_>]) -> Option<u64> {
    let has_all = columns.iter().all(|column| row.get(column.at).is_some_and(|value| !value.is_null()));
    has_all.then(|| hash(Key { row, columns }))
}

/// The values of some columns as SQL compares them: words of closed lists are texts, numbers have no width.
struct Key<'a> {
    row: &'a [Value<'a>],
    columns: &'a [Hashed<'a>],
}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for Hashed { at, column, ignores_case } in self.columns {
            match &self.row[*at] {
                Value::Null => {}
                Value::Text(text) if *ignores_case => lower(text).hash(state),
                Value::Text(text) => text.hash(state),
                Value::Enum(word) => column.symbol(*word).hash(state),
                Value::Bool(value) => value.hash(state),
                Value::U8(number) => i64::from(*number).hash(state),
                Value::U32(number) => i64::from(*number).hash(state),
                Value::I64(number) | Value::Timestamp(number) => number.hash(state),
                // Both zeros are equal.
                Value::F32(number) => (number + 0.0).to_bits().hash(state),
                Value::Date(number) | Value::Time(number) => number.hash(state),
                Value::Texts(texts) => texts.hash(state),
                Value::Ints(numbers) => numbers.hash(state),
            }
        }
    }
}

/// A text in lower case, character by character as SQL does it.
fn lower(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Borrowed(text)
}

/// Names of columns for a message.
fn names(dataset: &Dataset, columns: &[usize]) -> String {
    let names: Vec<String> =
        columns.iter().filter_map(|&at| dataset.columns.get(at)).map(|column| format!("`{}`", column.name)).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

//! A difference as people and programs read it, in the order in which a reviewer asks: what was edited, is the shape of the
//! data another one, what is wrong now, which facts changed, how articles are read.

mod json;
mod link;
mod markdown;
mod text;

use super::place::Place;
use super::{
    ArticleChanges, ArticleRows, ColumnDifference, DatasetDifference, Difference, Rank, Sample, SchemaChange,
    SchemaChangeKind,
};

pub use link::Link;
use std::collections::BTreeMap;

/// A form of the report.
pub struct Form {
    /// Name on the command line.
    pub name: &'static str,
    /// Whether it is a JSON document.
    pub is_json: bool,
    /// Writes it.
    pub render: fn(&Difference, &Shown<'_>) -> String,
}

/// What a report says beside the difference.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What the outputs are called, before and after.
    pub names: [&'a str; 2],
    /// Where the articles before and after are found, for forms that can link; null for no links.
    pub links: [Option<&'a Link>; 2],
}

impl Shown<'_> {
    /// The address of the place of a row, where there is one; `side` is 0 before and 1 after.
    fn address(&self, sample: &Sample, side: usize) -> Option<String> {
        let line = match sample.place {
            Place::Line(line) => Some(line),
            Place::Row { .. } | Place::Article => None,
        };
        self.address_of(&sample.source, side, line)
    }

    /// The address of a line of an article.
    fn address_of(&self, source: &str, side: usize, line: Option<u32>) -> Option<String> {
        Some(self.links[side]?.to(source, line))
    }
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form { name: "text", is_json: false, render: text::render },
    Form { name: "markdown", is_json: false, render: markdown::render },
    Form { name: "json", is_json: true, render: json::render },
];

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("../schema.json");

/// What people are told where nothing differs.
const SAME: &str = "the same, byte for byte";

/// What the outputs were made with, where that differs, one line each.
fn made_by(difference: &Difference) -> Vec<String> {
    let [old, new] = &difference.made_by;
    let versions = [("compiler", &old.compiler, &new.compiler), ("contract", &old.contract, &new.contract)];
    let word = |version: &Option<String>| version.clone().unwrap_or_else(|| "unknown".to_owned());
    let differ = versions.into_iter().filter(|(_, before, after)| before != after);
    let mut lines: Vec<String> =
        differ.map(|(what, before, after)| format!("{what}: {} -> {}", word(before), word(after))).collect();
    if old.contract == new.contract && old.schemas != new.schemas {
        lines.push(format!("contract: other schemas under the same version, {}", word(&new.contract)));
    }
    if old.policy != new.policy {
        let what = match (&old.policy, &new.policy) {
            (None, _) => "is new",
            (_, None) => "is gone",
            _ => "changed",
        };
        lines.push(format!("policy: waivers.toml {what}"));
    }
    lines
}

/// Articles that came, went, have another path or other bytes: a sign and the words.
fn articles(changes: &ArticleChanges) -> Vec<(&'static str, String)> {
    let plain =
        |sign: &'static str, paths: &[String]| paths.iter().map(|path| (sign, path.clone())).collect::<Vec<_>>();
    [
        plain("added", &changes.added),
        plain("removed", &changes.removed),
        renamed(changes).into_iter().map(|line| ("renamed", line)).collect(),
        plain("edited", &changes.edited),
    ]
    .concat()
}

/// Renamed articles; those of one directory that keep their names in another one are one line.
fn renamed(changes: &ArticleChanges) -> Vec<String> {
    let split = |path: &str| {
        path.rsplit_once('/')
            .map_or((String::new(), path.to_owned()), |(directory, name)| (format!("{directory}/"), name.to_owned()))
    };
    let mut directories: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut lines = Vec::new();
    for (before, after) in &changes.renamed {
        let ((from, old), (to, new)) = (split(before), split(after));
        let line = format!("{before} -> {after}");
        if old == new {
            directories.entry((from, to)).or_default().push(line);
        } else {
            lines.push(line);
        }
    }
    for ((from, to), own) in directories {
        let here = |directory: String| if directory.is_empty() { "./".to_owned() } else { directory };
        match own.len() {
            1 => lines.extend(own),
            number => lines.push(format!("{} -> {} ({number} articles)", here(from), here(to))),
        }
    }
    lines
}

/// `1 added, 2 edited`.
fn article_counts(changes: &ArticleChanges) -> String {
    let ArticleChanges { added, removed, renamed, edited } = changes;
    let counts =
        [(added.len(), "added"), (removed.len(), "removed"), (renamed.len(), "renamed"), (edited.len(), "edited")];
    counted(counts.map(|(number, word)| (number as u64, word)))
}

/// What changed in the columns of all datasets, and which datasets came and went.
fn schema_changes(difference: &Difference) -> Vec<String> {
    let mut breaking = Vec::new();
    let mut other = Vec::new();
    for (name, found) in &difference.datasets {
        match found.rows {
            [None, Some(rows)] => other.push(format!("dataset `{name}` is new, {}", count(rows, "row"))),
            [Some(rows), None] => breaking.push(format!("dataset `{name}` is gone, {} (breaking)", count(rows, "row"))),
            _ => {}
        }
        for change in &found.schema {
            let list = if change.kind.is_breaking() { &mut breaking } else { &mut other };
            list.push(format!("{name}: {}{}", schema_change(change), new_column(found, change)));
        }
    }
    [breaking, other].concat()
}

/// `, filled in 3 of 168 rows: "Kim", "Lee"` of a column that is new.
fn new_column(found: &DatasetDifference, change: &SchemaChange) -> String {
    let Some(column) = found.new_columns.get(&change.column).filter(|_| change.kind == SchemaChangeKind::Added) else {
        return String::new();
    };
    let rows = found.rows[1].unwrap_or(0);
    let samples: Vec<String> = column.samples.iter().map(|value| cut(value)).collect();
    let samples = if samples.is_empty() { String::new() } else { format!(": {}", samples.join(", ")) };
    format!(", filled in {} of {}{samples}", column.filled, count(rows, "row"))
}

fn schema_change(change: &SchemaChange) -> String {
    let column = &change.column;
    match &change.kind {
        SchemaChangeKind::Added => format!("column `{column}` is new"),
        SchemaChangeKind::Removed => format!("column `{column}` is gone (breaking)"),
        SchemaChangeKind::Renamed { from } => format!("column `{from}` is named `{column}` now (breaking)"),
        SchemaChangeKind::Nullable => format!("column `{column}` can be null now (breaking)"),
        SchemaChangeKind::Retyped { from, to } => format!("column `{column}` was {from} and is {to} (breaking)"),
    }
}

/// Datasets of one rank whose rows differ, and that both outputs have: what came and went as a whole is told above.
fn of_rank(difference: &Difference, rank: Rank) -> Vec<(&str, &DatasetDifference)> {
    let has_rows = |found: &DatasetDifference| found.added + found.removed + found.changed + found.moved > 0;
    let is_shared = |found: &DatasetDifference| found.rows.iter().all(Option::is_some);
    let changed = difference.changed().into_iter();
    changed.filter(|(_, found)| found.rank == rank && has_rows(found) && is_shared(found)).collect()
}

/// `3 added, 1 moved`.
fn row_counts(found: &DatasetDifference) -> String {
    counted([(found.added, "added"), (found.removed, "removed"), (found.changed, "changed"), (found.moved, "moved")])
}

/// `because of the article`, or the causes with their numbers of rows; empty where no row has one.
fn causes(found: &DatasetDifference) -> String {
    let words: Vec<String> = match found.causes.len() {
        0 => return String::new(),
        1 => found.causes.keys().map(|cause| cause.words().to_owned()).collect(),
        _ => found.causes.iter().map(|(cause, rows)| format!("{} {}", cause.words(), count(*rows, "row"))).collect(),
    };
    format!("cause: {}", words.join(", "))
}

fn counted<const N: usize>(counts: [(u64, &str); N]) -> String {
    let words = counts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
    words.collect::<Vec<_>>().join(", ")
}

fn count(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// `386 values -> null`, `3 values (null before)` or `12 values changed`.
fn value_counts(values: &ColumnDifference) -> String {
    let all = count(values.changed, "value");
    match values.changed {
        changed if changed == values.to_null => format!("{all} -> null"),
        changed if changed == values.from_null => format!("{all}, null before"),
        _ if values.to_null > 0 => format!("{all} changed, {} of them -> null", values.to_null),
        _ => format!("{all} changed"),
    }
}

/// `a.md  KB981506 The cache forgets`: an article with its number and title.
fn article(difference: &Difference, source: &str) -> String {
    let title = difference.titles.get(source).filter(|title| !title.is_empty());
    title.map_or_else(|| cut(source), |title| format!("{}  {}", cut(source), cut(title)))
}

/// What came and went of one article: a sign and the row.
fn rows_of(rows: &ArticleRows) -> Vec<(&'static str, &Sample)> {
    let removed = rows.some_removed.iter().map(|sample| ("-", sample));
    removed.chain(rows.some_added.iter().map(|sample| ("+", sample))).collect()
}

/// The rows of an article that no sample stands for.
fn untold(rows: &ArticleRows) -> u64 {
    let told: u64 = rows_of(rows).iter().map(|(_, sample)| sample.times).sum();
    rows.added + rows.removed - told
}

/// The rows of a dataset that came or went in articles that are not told apart.
fn of_other_articles(found: &DatasetDifference) -> u64 {
    let told: u64 = found.by_article.values().map(|rows| rows.added + rows.removed).sum();
    found.added + found.removed - told
}

/// Where a sample is.
fn place(sample: &Sample) -> String {
    if sample.row.is_empty() { sample.source.clone() } else { format!("{}: {}", sample.source, sample.row) }
}

/// ` (first of 45)`; empty for a sample that is there once.
fn times(sample: &Sample) -> String {
    if sample.times > 1 { format!(" (first of {})", sample.times) } else { String::new() }
}

/// ` (another article)`, where a dataset has several causes.
fn cause_of(sample: &Sample, found: &DatasetDifference) -> String {
    if found.causes.len() > 1 { format!(" (cause: {})", sample.cause.words()) } else { String::new() }
}

/// Samples of findings, the worst first; their rows begin with the level.
fn worst_first(samples: &[Sample]) -> Vec<&Sample> {
    let weight = |sample: &&Sample| {
        let level = sample.row.split(' ').find_map(crate::finding::Level::of);
        std::cmp::Reverse(level)
    };
    let mut samples: Vec<&Sample> = samples.iter().collect();
    samples.sort_by_key(weight);
    samples
}

/// A text of an article, not too long, in one line.
fn cut(text: &str) -> String {
    const LONGEST: usize = 160;
    let short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{short}{}", if text.chars().count() > LONGEST { "…" } else { "" })
}

/// Longer values are shown where they differ.
const LONG: usize = 60;
/// Characters that are shown before and behind that place.
const AROUND: usize = 16;

/// The values before and after, as people read them: of long ones the part that differs.
fn old_and_new(sample: &Sample) -> [String; 2] {
    let [old, new] =
        [&sample.old, &sample.new].map(|value| value.as_deref().unwrap_or_default().chars().collect::<Vec<char>>());
    if old.len().min(new.len()) < LONG {
        return [old, new].map(|value| cut(&value.into_iter().collect::<String>()));
    }
    let is_equal = |(left, right): &(&char, &char)| left == right;
    let start = old.iter().zip(&new).take_while(is_equal).count();
    let end = old.iter().rev().zip(new.iter().rev()).take_while(is_equal).count();
    let end = end.min(old.len().min(new.len()) - start);
    [&old, &new].map(|value| {
        let (first, last) = (start.saturating_sub(AROUND), (value.len() - end + AROUND).min(value.len()));
        let dots = |is_cut: bool| if is_cut { "…" } else { "" };
        let part: String = value[first..last].iter().collect();
        cut(&format!("{}{part}{}", dots(first > 0), dots(last < value.len())))
    })
}

/// Columns whose values say something to people: parts of values that changed do not, beside those.
fn told_columns(found: &DatasetDifference) -> impl Iterator<Item = (&String, &ColumnDifference)> {
    let is_told = |values: &ColumnDifference| {
        !values.is_digest && values.part_of.as_ref().is_none_or(|whole| !found.columns.contains_key(whole))
    };
    found.columns.iter().filter(move |(_, values)| is_told(values))
}

/// ` (and with it version_build, version_revision)`; empty where no part of the column changed.
fn parts(found: &DatasetDifference, column: &str) -> String {
    let parts = found.columns.iter().filter(|(_, values)| values.part_of.as_deref() == Some(column));
    let names: Vec<&str> = parts.map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" (and with it {})", names.join(", ")) }
}

/// Datasets of which rows did nothing but move: `files 12, products 3`; empty where there are none.
fn only_moved(difference: &Difference) -> String {
    let ranks = [Rank::Findings, Rank::Facts, Rank::Articles].into_iter().flat_map(|rank| of_rank(difference, rank));
    let moved = ranks.filter(|(_, found)| is_only_moved(found));
    moved.map(|(name, found)| format!("{name} {}", found.moved)).collect::<Vec<_>>().join(", ")
}

/// Whether a dataset is told of on its own: not where rows moved and nothing else, and not where all that is to be said of
/// articles is that they came, went or were edited, which is told above.
fn is_told(found: &DatasetDifference) -> bool {
    let is_known = found.rank == Rank::Articles
        && told_columns(found).next().is_none()
        && (found.came_whole, found.went_whole) == (found.added, found.removed);
    !is_known && !is_only_moved(found)
}

fn is_only_moved(found: &DatasetDifference) -> bool {
    found.added + found.removed + found.changed == 0 && found.carried.is_empty()
}

/// Datasets whose rows differ and could not be compared.
fn opaque(difference: &Difference) -> Vec<String> {
    let found = difference.datasets.iter().filter(|(_, found)| found.is_opaque);
    found.map(|(name, _)| format!("{name}: rows differ, and no Parquet file holds them to tell which")).collect()
}

/// What is to be said of files whose dataset says the same: other bytes, and files that came or went.
fn files(difference: &Difference) -> Vec<String> {
    let same = || difference.datasets.values().filter(|found| !found.is_changed());
    let bytes: Vec<&str> = same().flat_map(|found| found.other_bytes.iter().map(String::as_str)).collect();
    let shared = || difference.datasets.values().filter(|found| found.rows.iter().all(Option::is_some));
    let gone = by_format(shared().flat_map(|found| &found.files_gone));
    let new = by_format(shared().flat_map(|found| &found.files_new));
    let mut lines = Vec::new();
    if !bytes.is_empty() {
        lines.push(format!("same content, other bytes: {}", bytes.join(", ")));
    }
    for (what, files) in [("not written any more", gone), ("not written before", new)] {
        if !files.is_empty() {
            lines.push(format!("{what}: {}", files.join(", ")));
        }
    }
    lines
}

/// Names of files; where many have one extension, their number.
fn by_format<'f>(names: impl Iterator<Item = &'f String>) -> Vec<String> {
    const MOST: usize = 3;
    let mut formats: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        formats.entry(name.split_once('.').map_or("", |(_, extension)| extension)).or_default().push(name);
    }
    let shown = formats.into_iter().map(|(extension, names)| {
        if names.len() > MOST { format!("{} .{extension} files", names.len()) } else { names.join(", ") }
    });
    shown.collect()
}

/// `12 tables with 40 rows`, of tables that stand in another article now.
fn carried(found: &DatasetDifference) -> Vec<String> {
    let lines = found.carried.iter().map(|((before, old), (after, new), rows)| {
        format!("table {old} of {before} is table {new} of {after} now ({})", count(*rows as u64, "row"))
    });
    lines.collect()
}

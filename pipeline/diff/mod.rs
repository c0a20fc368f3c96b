//! Two outputs compared: what changed in the data, by dataset and column, and what it comes from.
//!
//! Outputs are sorted by article, so the rows of one article before and after are compared at a time: time grows with the
//! rows, memory with the longest article.

mod carried;
mod cause;
mod compare;
mod comparer;
mod contract;
mod descriptor;
mod difference;
mod finder;
mod groups;
mod known;
mod likeness;
mod locate;
mod objects;
mod pair;
mod place;
mod plan;
mod printed_rows;
mod recompile;
mod renames;
mod report;
mod rows;
mod rows_of;
mod sides;
mod snapshot;
mod stored;
mod textconv;
mod walk;

pub use cause::Cause;
pub use contract::{ContractDifference, Part};
pub(crate) use descriptor::data_file;
pub use difference::{
    ArticleChanges, ArticleRows, ColumnDifference, Damage, DamageKind, DatasetDifference, Difference, MadeBy,
    NewColumn, Rank, Sample, SchemaChange, SchemaChangeKind,
};
pub(crate) use groups::Groups;
pub use known::Known;
pub use locate::locate;
pub use place::Place;
pub use report::{FORMS, Form, Link, SCHEMA, Shown};
pub use rows::{Change, RowChange, RowsFile};
pub use snapshot::{Layout, Snapshot};
pub use textconv::{TextconvError, textconv};

use crate::contract::{Contract, Dataset, Each, Fact};
use crate::emit::value_as_json;
use crate::error::Error;
use arrow::array::{Array as _, AsArray, RecordBatch};
use compare::Comparison;
use comparer::Comparer;
use descriptor::{Described, came_and_went, other_bytes};
use finder::Finder;
use plan::Plan;
use renames::{Renames, Sayings};
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;

/// Hashes of articles by path, before and after.
type Articles = [FxHashMap<String, String>; 2];

/// Compares two outputs by their Parquet files; the contract says by what rows are known. `each` is told every row that was
/// added, removed or changed.
///
/// # Errors
/// When an output cannot be read, or a file that rows are read from is not what its descriptor says.
pub fn diff(
    old: &Snapshot,
    new: &Snapshot,
    contract: &Contract,
    formats: &[&str],
    each: &mut dyn FnMut(RowChange) -> Result<(), Error>,
) -> Result<Difference, Error> {
    let described = [Described::read(old)?, Described::read(new)?];
    let articles = articles([old, new], &described, contract)?;
    let mut renames = Renames::of_equal(&articles);
    let [went, came] = [0, 1].map(|side| renames.unpaired(&articles, side));
    if !went.is_empty() && !came.is_empty() {
        renames.add_similar(&sayings(old, contract, &went)?, &sayings(new, contract, &came)?);
    }
    let mut difference = Difference {
        articles: article_changes(&articles, &renames),
        made_by: [described[0].made_by(), described[1].made_by()],
        ..Difference::default()
    };
    let json = [&described[0].json, &described[1].json];
    let finder = Finder::new([old, new], json, articles, formats);
    let comparison = Comparison { old, new, contract, renames: &renames, finder };
    let names: BTreeSet<String> = described.iter().flat_map(Described::datasets).map(str::to_owned).collect();
    for name in names {
        let rank = contract.position(&name).map(|at| Rank::of(&contract.datasets[at])).unwrap_or_default();
        let [before, after] = [0, 1].map(|side| described[side].said_of(&name));
        let other_bytes = other_bytes([&described[0], &described[1]], &name);
        let [files_gone, files_new] = came_and_went([&described[0], &described[1]], &name);
        let has_other_bytes = [&other_bytes, &files_gone, &files_new].iter().any(|list| !list.is_empty());
        let mut found = DatasetDifference {
            rank,
            other_bytes,
            files_gone,
            files_new,
            rows: [before.rows, after.rows],
            ..DatasetDifference::default()
        };
        if has_other_bytes && !before.is_same_content(&after) {
            // A dataset that its schema keeps out of Parquet; an output without any Parquet is refused below.
            let is_opaque = described.iter().all(|side| side.has_rows() && !side.has_rows_of(&name));
            if is_opaque {
                found.is_opaque = true;
            } else {
                comparison.dataset(&name, &mut found, each)?;
            }
        }
        difference.datasets.insert(name, found);
    }
    difference.missing = comparison.finder.missing();
    difference.titles = titles([new, old], &difference, contract)?;
    difference.damage = described.into_iter().flat_map(|described| described.damage).collect();
    Ok(difference)
}

/// Hashes of the articles of both outputs, from the dataset of articles.
fn articles(sides: [&Snapshot; 2], described: &[Described; 2], contract: &Contract) -> Result<Articles, Error> {
    let has_hashes = |dataset: &&Dataset| dataset.each == Each::Article && dataset.fed_by(Fact::Sha256).is_some();
    let Some(dataset) = contract.datasets.iter().find(has_hashes) else { return Ok(Articles::default()) };
    let [old, new] = [hashes(sides[0], dataset)?, hashes(sides[1], dataset)?];
    let [before, after] = described.each_ref().map(|side| side.said_of(&dataset.name));
    // One of them may be without Parquet: then the other one tells what both hold.
    Ok(match (old.is_empty(), new.is_empty()) {
        (true, false) if before.is_same_content(&after) => [new.clone(), new],
        (false, true) if before.is_same_content(&after) => [old.clone(), old],
        _ => [old, new],
    })
}

/// Hashes of articles by path; none where there is no Parquet file of them.
fn hashes(snapshot: &Snapshot, articles: &Dataset) -> Result<FxHashMap<String, String>, Error> {
    let mut hashes = FxHashMap::default();
    let file = data_file(&articles.name);
    let Some(opened) = snapshot.data(&file)? else { return Ok(hashes) };
    let mut groups = Groups::open(opened, &file, Some(articles))?;
    let column = articles.fed_by(Fact::Sha256).map_or("", |at| &articles.columns[at].name);
    let Ok(at) = groups.schema.index_of(column) else { return Ok(hashes) };
    while let Some((source, batch)) = groups.next()? {
        if let Some(hash) = batch.column(at).as_string_opt::<i32>().filter(|hashes| !hashes.is_empty()) {
            hashes.insert(source, hash.value(0).to_owned());
        }
    }
    Ok(hashes)
}

/// Number and title of the articles that a difference names; the newer ones where they changed.
fn titles(
    sides: [&Snapshot; 2],
    difference: &Difference,
    contract: &Contract,
) -> Result<BTreeMap<String, String>, Error> {
    let ArticleChanges { added, removed, renamed, edited } = &difference.articles;
    let mut wanted: BTreeSet<&str> = [added, removed, edited].into_iter().flatten().map(String::as_str).collect();
    wanted.extend(renamed.iter().map(|(_, after)| after.as_str()));
    wanted.extend(difference.datasets.values().flat_map(|found| found.by_article.keys()).map(String::as_str));
    let mut titles = BTreeMap::new();
    let Some(dataset) = contract.datasets.iter().find(|dataset| dataset.fed_by(Fact::Title).is_some()) else {
        return Ok(titles);
    };
    let file = data_file(&dataset.name);
    for side in sides.iter().filter(|_| !wanted.is_empty()) {
        let Some(opened) = side.data(&file)? else { continue };
        let mut groups = Groups::open(opened, &file, Some(dataset))?;
        let column = |fact: Fact| {
            let name = dataset.fed_by(fact).map_or("", |at| dataset.columns[at].name.as_str());
            groups.schema.index_of(name).ok()
        };
        let (kb, title) = (column(Fact::Kb), column(Fact::Title));
        while let Some((source, batch)) = groups.next()? {
            if wanted.contains(source.as_str()) && !titles.contains_key(&source) {
                let word = |at: Option<usize>| {
                    let json = at.map_or_else(|| "null".to_owned(), |at| value_as_json(&batch, at, 0));
                    let value = serde_json::from_str(&json).unwrap_or(serde_json::Value::Null);
                    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
                };
                let title = word(title).unwrap_or_default();
                // Many titles end with the number.
                let number = word(kb).filter(|number| !title.contains(number.as_str()));
                let number = number.map(|number| format!("KB{number}"));
                let words: Vec<String> = number.into_iter().chain([title]).filter(|word| !word.is_empty()).collect();
                titles.insert(source, words.join(" "));
            }
        }
    }
    Ok(titles)
}

/// Hashes of what some articles say: of their labels and cells, but for labels that many articles have.
fn sayings(snapshot: &Snapshot, contract: &Contract, paths: &BTreeSet<String>) -> Result<Sayings, Error> {
    let mut sayings = Sayings::new();
    for dataset in contract.datasets.iter().filter(|dataset| matches!(dataset.each, Each::Section | Each::Cell)) {
        let file = data_file(&dataset.name);
        let Some(opened) = snapshot.data(&file)? else { continue };
        let mut groups = Groups::open(opened, &file, Some(dataset))?;
        let plan = Plan::new(&groups.schema, &groups.schema, contract, &dataset.name);
        let columns: Vec<_> = plan.content.iter().map(|&at| &plan.all[at]).collect();
        let content = Comparer::new(&columns, &groups.schema)?;
        let kind = dataset.fed_by(Fact::SectionKind).filter(|_| dataset.each == Each::Section);
        let kind = kind.and_then(|at| groups.schema.index_of(&dataset.columns[at].name).ok());
        let is_common = |batch: &RecordBatch, row: usize| kind.is_some_and(|at| batch.column(at).is_valid(row));
        while let Some((source, batch)) = groups.next()? {
            if !paths.contains(&source) {
                continue;
            }
            let rows = content.old_rows(&batch)?;
            let own = (0..batch.num_rows()).filter(|&row| !is_common(&batch, row)).map(|row| {
                let mut hasher = FxHasher::default();
                hasher.write(rows.row(row).data());
                hasher.finish()
            });
            sayings.entry(source).or_default().extend(own);
        }
    }
    Ok(sayings)
}

fn article_changes(articles: &Articles, renames: &Renames) -> ArticleChanges {
    let [old, new] = articles;
    let edited = old.iter().filter(|(path, hash)| new.get(*path).is_some_and(|other| other != *hash));
    let mut edited: Vec<String> = edited.map(|(path, _)| path.clone()).collect();
    edited.sort_unstable();
    ArticleChanges {
        added: renames.unpaired(articles, 1).into_iter().collect(),
        removed: renames.unpaired(articles, 0).into_iter().collect(),
        renamed: renames.iter().map(|(before, after)| (before.to_owned(), after.to_owned())).collect(),
        edited,
    }
}

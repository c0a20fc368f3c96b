//! What the pages load first, and the lists of the whole corpus.

use super::roles::Roles;
use super::sums::{FileRow, Sums};
use super::unit::is_against_others;
use super::{Job, bundle, columns, lists, shard};
use crate::checks::RULES;
use crate::emit::Tree;
use crate::error::Error;
use arrow::datatypes::SchemaRef;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Products that have a colour of their own in the plot of files; the palette has six.
const PRODUCTS: usize = 5;
/// Folders that the first page shows.
const FOLDERS: usize = 24;

/// What the lists are made with.
pub(super) struct Pages<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) roles: &'a Roles,
    pub(super) names: &'a [String],
    pub(super) skips: &'a [Vec<usize>],
    pub(super) schemas: &'a [SchemaRef],
    pub(super) firsts: Vec<usize>,
}

impl Pages<'_> {
    /// Writes all shards but those of articles and changes.
    pub(super) fn write(
        &self,
        tree: &Tree,
        mut sums: Sums,
        against: Option<&Value>,
        descriptor: &Value,
    ) -> Result<(), Error> {
        let put = |name: &str, json: &Value| {
            tree.write(&shard::file(name), &shard::script(name, json.to_string().as_bytes()))
        };
        let dictionary = columns::dictionary(self.job.output, self.job.contract, self.names)?;
        let rows: Vec<u64> = dictionary.iter().map(|dataset| dataset["rows"].as_u64().unwrap_or(0)).collect();
        put("schema", &json!(dictionary))?;
        put("quality", &sums.quality())?;
        let terms = sums.terms();
        let names = names(&mut sums.files);
        let mut shards = Map::new();
        let mut listed = |name: &str, rows: &[Vec<u8>]| -> Result<(), Error> {
            shards.insert(name.to_owned(), lists::write_all(tree, name, rows)?.into());
            Ok(())
        };
        listed("directory", &sums.directory)?;
        listed("term", &terms)?;
        listed("reference", &references(&mut sums.references))?;
        for (code, rows) in &sums.findings {
            listed(&format!("finding-{code}"), rows)?;
        }
        let (rows_of_files, pieces) = files(std::mem::take(&mut sums.files));
        lists::write(tree, "file", &rows_of_files, &pieces)?;
        listed("name", &with_shards(names, &pieces))?;
        put("meta", &self.meta(&sums, &rows, against, descriptor, &Value::Object(shards)))
    }

    fn meta(&self, sums: &Sums, rows: &[u64], against: Option<&Value>, descriptor: &Value, shards: &Value) -> Value {
        let datasets: Vec<Value> = self
            .names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let columns: Vec<&str> = self.schemas[at].fields().iter().map(|field| field.name().as_str()).collect();
                json!({ "name": name, "rows": rows.get(at), "skip": self.skips[at], "columns": columns })
            })
            .collect();
        let rules: Vec<Value> = RULES
            .iter()
            .filter(|rule| sums.findings.contains_key(rule.code))
            .map(|rule| json!([rule.code, rule.name, rule.summary, rule.rationale, is_against_others(rule.code)]))
            .collect();
        let levels: Vec<Value> = sums.levels.iter().map(|((code, level), count)| json!([code, level, count])).collect();
        json!({
            "layout": bundle::LAYOUT,
            "made_by": descriptor["kbc"],
            "contract": descriptor["version"],
            "has_text": self.job.input.is_some(),
            "articles": { "count": sums.directory.len(), "firsts": self.firsts },
            "datasets": datasets,
            "roles": self.roles.json(self.names),
            "shards": shards,
            "cells": sums.cells,
            "tables": sums.article_tables,
            "rules": rules,
            "levels": levels,
            "newest": newest(sums),
            "years": years(&sums.years),
            "folders": folders(sums),
            "against": against,
        })
    }
}

/// Articles with the latest dates, as rows of the directory with their number.
fn newest(sums: &Sums) -> Vec<Value> {
    let newest = sums.newest().into_iter();
    let rows = newest.map(|(_, number)| {
        let row: Value = serde_json::from_slice(&sums.directory[number]).unwrap_or_default();
        json!([number, row])
    });
    rows.collect()
}

/// Files by year, of the commonest products and of all others.
fn years(years: &BTreeMap<(String, String), u64>) -> Value {
    let mut products = BTreeMap::<&str, u64>::new();
    for ((_, product), count) in years {
        *products.entry(product).or_default() += count;
    }
    let mut common: Vec<(&str, u64)> = products.into_iter().filter(|(product, _)| !product.is_empty()).collect();
    common.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let common: Vec<&str> = common.into_iter().take(PRODUCTS).map(|(product, _)| product).collect();
    let mut counts = BTreeMap::<&str, Vec<u64>>::new();
    for ((year, product), count) in years {
        let at = common.iter().position(|known| known == product).unwrap_or(common.len());
        counts.entry(year).or_insert_with(|| vec![0; common.len() + 1])[at] += count;
    }
    json!({ "products": common, "years": counts })
}

/// Coverage by folder, the folders at the first depth at which there are several, those with most cells first.
fn folders(sums: &Sums) -> Value {
    let depth = |path: &str, depth: usize| -> String { path.split('/').take(depth).collect::<Vec<_>>().join("/") };
    let deepest = sums.folders.keys().map(|path| path.split('/').count()).max().unwrap_or(1);
    let mut by_folder = BTreeMap::<String, [u64; 4]>::new();
    for level in 1..=deepest {
        by_folder.clear();
        for (path, folder) in &sums.folders {
            let counts = by_folder.entry(depth(path, level)).or_default();
            for (own, other) in counts.iter_mut().zip([folder.typed, folder.raw, folder.unread, folder.articles]) {
                *own += other;
            }
        }
        if by_folder.len() > 1 {
            break;
        }
    }
    let mut rows: Vec<(String, [u64; 4])> = by_folder.into_iter().collect();
    let cells = |counts: &[u64; 4]| counts[..3].iter().sum::<u64>();
    rows.sort_by(|a, b| cells(&b.1).cmp(&cells(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let all = rows.len();
    rows.truncate(FOLDERS);
    json!({ "rows": rows, "all": all })
}

/// References by the number referred to: number, then articles and relations.
fn references(references: &mut Vec<(u64, usize, String)>) -> Vec<Vec<u8>> {
    references.sort();
    references.dedup();
    let groups = references.chunk_by(|left, right| left.0 == right.0);
    let rows = groups.map(|group| {
        let articles: Vec<Value> = group.iter().map(|(_, article, relation)| json!([article, relation])).collect();
        json!([group[0].0, articles]).to_string().into_bytes()
    });
    rows.collect()
}

/// Sorts the rows of files by name; gives each name with its first row, the number of its rows and that of its articles.
fn names(files: &mut [FileRow]) -> Vec<(String, usize, usize, usize)> {
    files.sort_by(|a, b| a.key.cmp(&b.key));
    let mut first = 0;
    let groups = files.chunk_by(|left, right| left.key == right.key);
    let names = groups.map(|group| {
        let articles = group.chunk_by(|left, right| left.article == right.article).count();
        let name = (group[0].name.clone(), first, group.len(), articles);
        first += group.len();
        name
    });
    names.collect()
}

/// Names as rows of the search: name, rows, articles, shard.
fn with_shards(names: Vec<(String, usize, usize, usize)>, pieces: &[std::ops::Range<usize>]) -> Vec<Vec<u8>> {
    let rows = names.into_iter().map(|(name, first, rows, articles)| {
        let shard = pieces.partition_point(|piece| piece.end <= first);
        json!([name, rows, articles, shard]).to_string().into_bytes()
    });
    rows.collect()
}

/// Rows of files, sorted by name, with the name in lower case before each; a name is never divided.
fn files(files: Vec<FileRow>) -> (Vec<Vec<u8>>, Vec<std::ops::Range<usize>>) {
    let keys: Vec<String> = files.iter().map(|file| file.key.clone()).collect();
    let rows: Vec<Vec<u8>> = files.into_iter().map(|file| file.json).collect();
    let pieces = lists::pieces(&rows, |left, right| keys[left] == keys[right]);
    (rows, pieces)
}

//! The site: an output and its articles as pages for people, static, without a server. The pages are in the binary; what they
//! show is cut into shards that they load when it is looked at.

mod bundle;
mod changes;
mod columns;
mod lists;
mod overview;
mod roles;
mod rows;
mod shard;
mod sums;
mod unit;
mod walk;

use crate::contract::Contract;
use crate::diff::Snapshot;
use crate::emit::{Change, Tree, prefix_of};
use crate::error::Error;
use crate::source::Input;
use arrow::array::RecordBatch;
use rayon::prelude::*;
use roles::{Roles, SOURCE};
use rows::Rows;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use sums::Sums;
use unit::{Maker, Unit};
use walk::{Article, Walk};

/// The file that lists what a site is made of.
const LIST: &str = "site.json";

/// Bytes of text and rows in a shard of articles: compressed some 60 kB, which a page loads to show one of them.
const SHARD: u64 = 250_000;
/// Shards that are made at a time, in parallel.
const WINDOW: usize = 16;

/// What a site is made of.
pub struct Job<'a> {
    /// The output.
    pub output: &'a Snapshot,
    /// The articles; null for a site without their text.
    pub input: Option<&'a Input>,
    /// The contract of the output.
    pub contract: &'a Contract,
    /// Another output, which it is compared with.
    pub against: Option<&'a Snapshot>,
    /// Directory of the site.
    pub site: &'a Path,
    /// Called with the number of articles done and of all.
    pub progress: &'a dyn Fn(u64, u64),
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// Number of articles.
    pub articles: usize,
    /// Articles whose text is not there, or not the one that was compiled.
    pub without_text: usize,
    /// Every file, and what became of it.
    pub files: BTreeMap<String, Change>,
}

/// Makes a site of an output, and puts it in the place of the one before.
///
/// # Errors
/// When the output has no Parquet files, or the site cannot be written.
pub fn site(job: &Job<'_>) -> Result<Made, Error> {
    let descriptor = job.output.descriptor()?;
    let resources = descriptor["resources"].as_array().cloned().unwrap_or_default();
    let said: Vec<String> =
        resources.iter().filter_map(|resource| resource["name"].as_str().map(str::to_owned)).collect();
    let (names, groups) = walk::open(job.output, job.contract, &said)?;
    let schemas: Vec<_> = groups.iter().map(|groups| groups.schema.clone()).collect();
    let roles = Roles::of(job.contract, &names, &schemas);
    let Some(articles) = roles.dataset("article.sha256") else {
        return Err(Error::Usage(format!(
            "`{}` holds no Parquet file of articles\n  help: run `kbc build` first, with Parquet among its formats",
            job.output.name()
        )));
    };
    let tree = Tree::open(job.site, LIST)?;
    // The path stands once with the article; its hash, which no compression makes smaller, is for programs.
    let hash = |dataset: usize| roles.column("article.sha256").filter(|_| dataset == articles);
    let skips: Vec<Vec<usize>> = schemas
        .iter()
        .enumerate()
        .map(|(dataset, schema)| schema.index_of(SOURCE).ok().into_iter().chain(hash(dataset)).collect())
        .collect();
    let prefix = prefix_of(&descriptor);
    let left_out = roles.dataset("coverage.cells").filter(|dataset| *dataset != articles);
    let maker = Maker { roles: &roles, names: &names, skips: &skips, left_out, texts: job.input, prefix };
    let all = resources.iter().find(|resource| resource["name"] == names[articles].as_str());
    let all = all.and_then(|resource| resource["rows"].as_u64()).unwrap_or(0);
    let mut writing = Writing { tree: &tree, maker: &maker, firsts: Vec::new(), done: 0, sums: Sums::default() };
    let mut walk = Walk::new(groups, articles)?;
    let mut window = Vec::new();
    let (mut unit, mut bytes) = (Vec::new(), 0);
    while let Some(article) = walk.next()? {
        bytes += size(&article, job.input, prefix);
        unit.push(article);
        if bytes >= SHARD {
            window.push(std::mem::take(&mut unit));
            bytes = 0;
        }
        if window.len() == WINDOW {
            writing.window(&std::mem::take(&mut window))?;
            (job.progress)(writing.done as u64, all);
        }
    }
    if !unit.is_empty() {
        window.push(unit);
    }
    writing.window(&window)?;
    (job.progress)(writing.done as u64, all);
    let Writing { firsts, done, mut sums, .. } = writing;
    for (dataset, batch) in &walk.loose {
        loose(&mut sums, &roles, *dataset, batch);
    }
    let against = job.against.map(|old| changes::write(&tree, old, job.output, job.contract)).transpose()?;
    let pages = overview::Pages { job, roles: &roles, names: &names, skips: &skips, schemas: &schemas, firsts };
    pages.write(&tree, sums, against.as_ref(), &descriptor)?;
    let list = json!({ "kbc": env!("CARGO_PKG_VERSION"), "layout": bundle::LAYOUT, "contract": descriptor["version"] });
    for (name, bytes) in bundle::FILES {
        tree.write(name, bytes)?;
    }
    Ok(Made { articles: done, without_text: 0, files: tree.finish(list)? })
}

/// Writes shards of articles and adds them up.
struct Writing<'a> {
    tree: &'a Tree,
    maker: &'a Maker<'a>,
    /// The number of the first article of each shard.
    firsts: Vec<usize>,
    done: usize,
    sums: Sums,
}

impl Writing<'_> {
    /// Makes some shards in parallel; their sums are added in order.
    fn window(&mut self, units: &[Vec<Article>]) -> Result<(), Error> {
        let numbered: Vec<(usize, usize, &Vec<Article>)> = units
            .iter()
            .map(|unit| {
                let numbered = (self.firsts.len(), self.done, unit);
                self.firsts.push(self.done);
                self.done += unit.len();
                numbered
            })
            .collect();
        let made = numbered.into_par_iter().map(|(number, first, articles)| {
            let Unit { json, sums } = self.maker.unit(first, articles);
            let name = format!("article-{number}");
            self.tree.write(&shard::file(&name), &shard::script(&name, &json))?;
            Ok(sums)
        });
        for sums in made.collect::<Result<Vec<Sums>, Error>>()? {
            self.sums.add(sums);
        }
        Ok(())
    }
}

/// About how many bytes an article takes in a shard.
fn size(article: &Article, texts: Option<&Input>, prefix: &str) -> u64 {
    /// Of a row as JSON.
    const ROW: u64 = 120;
    let rows: usize = article.rows.iter().flatten().map(RecordBatch::num_rows).sum();
    let text = texts
        .and_then(|texts| texts.get(article.source.strip_prefix(prefix).unwrap_or(&article.source)))
        .map_or(0, |found| found.size);
    text + ROW * rows as u64
}

/// Findings of no article: about the policy.
fn loose(sums: &mut Sums, roles: &Roles, dataset: usize, batch: &RecordBatch) {
    if roles.dataset("finding.code") == Some(dataset) {
        for row in 0..batch.num_rows() {
            unit::finding(sums, roles, Rows(batch), row, None);
        }
    }
}

//! `Walk`: all datasets of an output side by side, one article after the other.

use super::roles::SOURCE;
use crate::contract::Contract;
use crate::diff::{Groups, Snapshot, data_file};
use crate::error::Error;
use arrow::array::RecordBatch;

/// The rows of one article, by dataset.
pub(super) struct Article {
    pub(super) source: String,
    pub(super) rows: Vec<Option<RecordBatch>>,
}

/// Rows of one article, and its path.
type Group = (String, RecordBatch);

/// The datasets of an output.
pub(super) struct Walk {
    groups: Vec<(Groups, Option<Group>)>,
    /// Position of the dataset that has a row for each article.
    articles: usize,
    /// Rows of no article, by dataset: what is said of the policy.
    pub(super) loose: Vec<(usize, RecordBatch)>,
}

/// The Parquet files of datasets; those that have none, or no column with the path of the article, are left out.
pub(super) fn open(
    output: &Snapshot,
    contract: &Contract,
    names: &[String],
) -> Result<(Vec<String>, Vec<Groups>), Error> {
    let (mut found, mut groups) = (Vec::new(), Vec::new());
    for name in names {
        let file = data_file(name);
        let Some(opened) = output.data(&file)? else { continue };
        let dataset = contract.position(name).map(|at| &contract.datasets[at]);
        let opened = Groups::open(opened, &file, dataset)?;
        if opened.schema.index_of(SOURCE).is_ok() {
            found.push(name.clone());
            groups.push(opened);
        }
    }
    Ok((found, groups))
}

impl Walk {
    pub(super) fn new(groups: Vec<Groups>, articles: usize) -> Result<Self, Error> {
        let groups = groups.into_iter().map(|mut groups| {
            let first = groups.next()?;
            Ok((groups, first))
        });
        Ok(Self { groups: groups.collect::<Result<_, Error>>()?, articles, loose: Vec::new() })
    }

    /// The next article; null behind the last one.
    pub(super) fn next(&mut self) -> Result<Option<Article>, Error> {
        let source = self.groups[self.articles].1.as_ref().map(|(source, _)| source.clone());
        let mut rows = Vec::new();
        for (dataset, (groups, waiting)) in self.groups.iter_mut().enumerate() {
            let is_before = |(own, _): &mut Group| source.as_ref().is_none_or(|source| *own < *source);
            while let Some((_, batch)) = waiting.take_if(is_before) {
                self.loose.push((dataset, batch));
                *waiting = groups.next()?;
            }
            let own = waiting.take_if(|(own, _)| Some(&*own) == source.as_ref());
            if own.is_some() {
                *waiting = groups.next()?;
            }
            rows.push(own.map(|(_, batch)| batch));
        }
        Ok(source.map(|source| Article { source, rows }))
    }
}

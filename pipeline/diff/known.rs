//! `Known`: the findings that an output lists, by which one tells what a change brought.

use super::descriptor::data_file;
use super::groups::Groups;
use super::snapshot::Snapshot;
use crate::contract::{Contract, Each, Fact};
use crate::emit::findings::Novelty;
use crate::emit::{prefix_of, value_as_json};
use crate::error::Error;
use crate::finding::Finding;
use crate::source::Wanted;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The open findings of an output, and the articles that are not what they were then.
#[derive(Debug, Default)]
pub struct Known {
    /// How often a finding is there, by rule, article and words.
    findings: FxHashMap<(String, String, String), usize>,
    /// How often one of an article that is gone is there, by rule and words: the article may have been renamed.
    elsewhere: FxHashMap<(String, String), usize>,
    /// Articles that differ from those of the revision; null where that is not known.
    changed: Option<BTreeSet<String>>,
}

impl Known {
    /// The findings of an output; `input` holds the articles as they are now.
    ///
    /// # Errors
    /// When its findings cannot be read.
    pub fn of(snapshot: &Snapshot, contract: &Contract, input: &Wanted) -> Result<Self, Error> {
        let dataset = contract.datasets.iter().find(|dataset| dataset.each == Each::Finding);
        let facts = [Fact::FindingCode, Fact::FindingSource, Fact::FindingText, Fact::FindingWaived];
        let Some(dataset) = dataset else { return Ok(Self::default()) };
        let file = data_file(&dataset.name);
        let help = "help: build the output there with Parquet among the formats";
        let Some(opened) = snapshot.data(&file)? else {
            let message = format!("`{}` holds no `{file}` to tell known findings by\n  {help}", snapshot.name());
            return Err(Error::Usage(message));
        };
        let mut groups = Groups::open(opened, &file, Some(dataset))?;
        let name = |fact: Fact| dataset.fed_by(fact).map_or("", |at| dataset.columns[at].name.as_str());
        let columns: Vec<usize> = facts.iter().filter_map(|fact| groups.schema.index_of(name(*fact)).ok()).collect();
        let &[code, source, text, waived] = columns.as_slice() else {
            return Err(Error::Usage(format!("`{file}` of `{}` lacks columns\n  {help}", snapshot.name())));
        };
        let changed = input.directory().and_then(|directory| snapshot.changed_below(directory));
        let mut known = Self { changed, ..Self::default() };
        let descriptor = snapshot.descriptor()?;
        let own = |source: &str| source.strip_prefix(prefix_of(&descriptor)).unwrap_or(source).to_owned();
        let is_there = |source: &str| match input.directory() {
            Some(directory) => directory.join(source).exists(),
            None => input.open().is_ok_and(|input| input.get(source).is_some()),
        };
        while let Some((_, batch)) = groups.next()? {
            let word = |column: usize, row: usize| {
                serde_json::from_str::<String>(&value_as_json(&batch, column, row)).unwrap_or_default()
            };
            for row in (0..batch.num_rows()).filter(|row| value_as_json(&batch, waived, *row) != "true") {
                let [code, source, text] = [code, source, text].map(|column| word(column, row));
                let source = own(&source);
                if is_there(&source) {
                    *known.findings.entry((code, source, text)).or_default() += 1;
                } else {
                    *known.elsewhere.entry((code, text)).or_default() += 1;
                }
            }
        }
        Ok(known)
    }

    /// How new each finding is. One that is there more often than before is as often new.
    #[must_use]
    pub fn novelty(&self, findings: &[Finding]) -> Vec<Novelty> {
        let (mut left, mut elsewhere) = (self.findings.clone(), self.elsewhere.clone());
        let novelty = |finding: &Finding| {
            let source = &*finding.place.source;
            let key = (finding.code.to_owned(), source.to_owned(), finding.text.clone());
            let is_known = finding.waived.is_some()
                || take(&mut left, &key)
                || take(&mut elsewhere, &(key.0.clone(), key.2.clone()));
            let is_changed = self.changed.as_ref().is_some_and(|changed| changed.contains(source));
            Novelty { is_new: !is_known, is_changed }
        };
        findings.iter().map(novelty).collect()
    }

    /// Keeps the findings that are new, and those that a waiver accepts.
    pub fn keep_new(&self, findings: &mut Vec<Finding>) {
        let mut novelty = self.novelty(findings).into_iter();
        findings.retain(|finding| novelty.next().is_some_and(|novelty| novelty.is_new) || finding.waived.is_some());
    }
}

fn take<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, usize>, key: &K) -> bool {
    match counts.get_mut(key) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

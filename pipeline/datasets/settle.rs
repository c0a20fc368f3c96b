//! Columns that only the whole corpus can fill: what the checksums of cut manifest names say when all of them are known.

use crate::contract::{Column, Dataset, Fact};
use crate::error::Error;
use arrow::array::{ArrayRef, AsArray, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What became of a manifest name whose component or culture is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// A value of `assemblies.hash_check`.
    pub check: &'static str,
    /// The whole component, where a name seen in the corpus proves itself.
    pub full: Option<Arc<str>>,
}

/// Outcomes by name.
#[derive(Debug, Default)]
pub struct Settled {
    outcomes: FxHashMap<u64, Outcome>,
}

impl Settled {
    /// Adds the outcome of a name, which is compared without case.
    pub fn insert(&mut self, name: u64, outcome: Outcome) {
        self.outcomes.insert(name, outcome);
    }

    /// The outcome of a name.
    #[must_use]
    pub fn get(&self, name: u64) -> Option<&Outcome> {
        self.outcomes.get(&name)
    }
}

/// A name as [`Settled`] knows it: a hash that does not depend on case. Of names that are no secret, 64 bits suffice.
#[must_use]
pub fn name_key(name: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    name.to_ascii_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// Whether a dataset has columns that are filled when all articles are known.
#[must_use]
pub fn is_settled_late(dataset: &Dataset) -> bool {
    dataset.columns.iter().any(Column::is_settled_late)
}

/// Fills the columns of a batch that wait for the corpus.
///
/// # Errors
/// When Arrow refuses a column, which the contract rules out.
pub fn settle(batch: RecordBatch, dataset: &Dataset, settled: &Settled) -> Result<RecordBatch, Error> {
    let names = dataset.fed_by(Fact::AssemblyName).and_then(|at| batch.column(at).as_string_opt::<i32>());
    let Some(names) = names.filter(|_| !settled.outcomes.is_empty()) else { return Ok(batch) };
    let outcomes: Vec<Option<&Outcome>> = names.iter().map(|name| settled.get(name_key(name?))).collect();
    let mut columns = batch.columns().to_vec();
    if let Some(at) = dataset.fed_by(Fact::AssemblyHashCheck) {
        let words = dataset.columns[at].symbols();
        columns[at] = words_of(&columns[at], &words, &outcomes);
    }
    if let Some(at) = dataset.fed_by(Fact::AssemblyComponentFull) {
        let full = outcomes.iter().map(|outcome| outcome.and_then(|outcome| outcome.full.as_deref()));
        columns[at] = Arc::new(full.collect::<StringArray>());
    }
    RecordBatch::try_new(batch.schema(), columns)
        .map_err(|error| Error::Schema(format!("error: dataset `{}` cannot be settled: {error}", dataset.name)))
}

/// The column of `hash_check` with the outcomes in it; other rows keep what they have.
fn words_of(before: &ArrayRef, words: &[&str], outcomes: &[Option<&Outcome>]) -> ArrayRef {
    let Some(keys) = before.as_dictionary_opt::<Int32Type>() else { return before.clone() };
    let position = |outcome: &Outcome| {
        let at = words.iter().position(|word| *word == outcome.check)?;
        i32::try_from(at).ok()
    };
    let settled = keys.keys().iter().zip(outcomes).map(|(key, outcome)| outcome.and_then(position).or(key));
    let settled: Int32Array = settled.collect();
    DictionaryArray::try_new(settled, keys.values().clone())
        .map_or_else(|_| before.clone(), |array| Arc::new(array) as ArrayRef)
}

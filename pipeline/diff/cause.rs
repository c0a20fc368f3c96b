//! Why a row changed: the article, the contract or the compiler.
//!
//! An output follows from these three alone. Where one of them changed, it is the cause; where several did, articles are
//! compiled again, one step at a time: old articles by the old contract with this compiler, then new articles by the old
//! contract. The step at which a row changes names its cause.

use super::snapshot::{Inputs, Snapshot};
use crate::contract::Contract;
use crate::datasets::{batches, schemas};
use crate::error::Error;
use crate::source::Source;
use arrow::array::RecordBatch;
use rustc_hash::FxHashMap;

/// Why a row changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The article says something else.
    Article,
    /// The schemas read it otherwise.
    Contract,
    /// Another version of kbc reads it otherwise.
    Compiler,
    /// One of several that changed; what would tell them apart is not at hand.
    Unknown,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 4] = [Self::Article, Self::Contract, Self::Compiler, Self::Unknown];

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Contract => "contract",
            Self::Compiler => "compiler",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of the causes in one article.
pub(super) enum Causes {
    /// All rows have this one.
    Certain(Cause),
    /// Rows of one dataset: old article by old contract, and new article by old contract, with this compiler.
    Steps(Box<[RecordBatch; 2]>),
}

/// Tells causes apart.
pub(super) struct Finder {
    old: Inputs,
    new: Inputs,
    /// The contract that the old output was made with, where it is at hand.
    contract: Option<Contract>,
    articles: [FxHashMap<String, String>; 2],
    contract_changed: bool,
    compiler_changed: bool,
}

impl Finder {
    /// `articles` holds the hashes of the articles before and after, by path.
    pub(super) fn new(
        old: &Snapshot,
        new: &Snapshot,
        descriptors: &[serde_json::Value; 2],
        articles: [FxHashMap<String, String>; 2],
        formats: &[&str],
    ) -> Result<Self, Error> {
        let differs = |key: &str| descriptors[0]["kbc"][key] != descriptors[1]["kbc"][key];
        let texts = old.inputs.schemas()?;
        // Schemas that this compiler does not understand tell nothing.
        let contract = texts.and_then(|texts| Contract::compile(&texts, formats).ok());
        Ok(Self {
            old: old.inputs.clone(),
            new: new.inputs.clone(),
            contract,
            articles,
            contract_changed: differs("contract_sha256"),
            compiler_changed: differs("compiler"),
        })
    }

    /// The causes of what changed in the rows of an article.
    pub(super) fn causes(&self, dataset: &str, source: &str) -> Causes {
        let hash = |side: usize| self.articles[side].get(source);
        let article_changed = hash(0) != hash(1);
        let certain = match (article_changed, self.contract_changed, self.compiler_changed) {
            (true, false, false) => Cause::Article,
            (false, true, false) => Cause::Contract,
            // Where nothing is said to have changed, it was a build of the same version.
            (false, false, _) => Cause::Compiler,
            _ => match self.steps(dataset, source) {
                Some(steps) => return Causes::Steps(Box::new(steps)),
                None => Cause::Unknown,
            },
        };
        Causes::Certain(certain)
    }

    fn steps(&self, dataset: &str, source: &str) -> Option<[RecordBatch; 2]> {
        let contract = self.contract.as_ref()?;
        let at = contract.position(dataset)?;
        let schemas = schemas(contract);
        let rows = |inputs: &Inputs, side: usize| {
            // An article that is not there gives no rows.
            if !self.articles[side].contains_key(source) {
                return Some(RecordBatch::new_empty(schemas[at].clone()));
            }
            let article = Source::new(source.to_owned(), inputs.article(source)?);
            let records = crate::compile(&article, contract);
            batches(contract, &schemas, &[records]).ok()?.into_iter().nth(at)
        };
        Some([rows(&self.old, 0)?, rows(&self.new, 1)?])
    }
}

//! `Finder`: tells the causes of changes apart.
//!
//! An output follows from articles, contract, compiler and, for findings, the policy. Where one of them changed, it is the
//! cause; else articles are compiled again, one change at a time: old articles by this compiler, then new articles, then the
//! new contract. The step at which a row comes or goes names its cause.

use super::cause::Cause;
use super::recompile::{Missing, Recompiler, Step};
use super::snapshot::Snapshot;
use crate::contract::{Dataset, Each};
use crate::datasets::is_settled_late;
use arrow::array::RecordBatch;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What the rows of a dataset follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The article that they are of.
    Article,
    /// All articles.
    Corpus,
    /// All articles, and the policy.
    Policy,
}

impl Scope {
    pub(super) fn of(dataset: &Dataset) -> Self {
        match dataset.each {
            Each::Finding => Self::Policy,
            _ if is_settled_late(dataset) => Self::Corpus,
            _ => Self::Article,
        }
    }
}

/// The rows of one article that are being compared: of which dataset, under which path before and after.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) dataset: &'a str,
    pub(super) scope: Scope,
    pub(super) sources: [&'a str; 2],
}

/// What is known of the causes in one article.
pub(super) enum Causes {
    /// All rows have this one.
    Certain(Cause),
    /// To be read off what each change made of the rows.
    Steps(Box<Steps>),
}

/// What became of the rows of one article, one change after the other.
pub(super) struct Steps {
    /// By another compiler: old articles and old contract.
    pub(super) compiled: RecordBatch,
    /// Then of new articles, by the old contract.
    pub(super) edited: RecordBatch,
    /// Then by the new contract, where the policy is still to come; the columns are the new ones.
    pub(super) contracted: Option<RecordBatch>,
    /// The cause behind each step, and behind the last one.
    pub(super) causes: [Cause; 4],
}

/// Tells causes apart.
pub(super) struct Finder {
    recompiler: Recompiler,
    /// What differs between the outputs, be it in one article.
    changed: BTreeSet<Cause>,
    /// Why nothing can be compiled again.
    foreign: Option<Missing>,
    missing: RefCell<BTreeSet<Missing>>,
}

impl Finder {
    /// `articles` holds the hashes of the articles before and after, by path.
    pub(super) fn new(
        [old, new]: [&Snapshot; 2],
        descriptors: [&serde_json::Value; 2],
        articles: [FxHashMap<String, String>; 2],
        formats: &[&str],
    ) -> Self {
        let made_by = |side: usize, key: &str| &descriptors[side]["kbc"][key];
        let differs = |key: &str| made_by(0, key) != made_by(1, key);
        let recompiler = Recompiler::new([old, new], descriptors, articles, formats);
        let this = env!("CARGO_PKG_VERSION");
        let compiler = made_by(1, "compiler").as_str().unwrap_or("unknown");
        // Descriptors that say nothing of it are older than the word.
        let is_said = (0..2).all(|side| descriptors[side]["kbc"].get("policy_sha256").is_some());
        let policies = || [old, new].map(|side| side.inputs.policy().map(|policy| policy.sha256));
        let has_policy_changed =
            if is_said { differs("policy_sha256") } else { matches!(policies(), [Some(old), Some(new)] if old != new) };
        let suspects = [
            (recompiler.have_articles_changed(), Cause::Article),
            (differs("contract_sha256"), Cause::Contract),
            (differs("compiler"), Cause::Compiler),
            (has_policy_changed, Cause::Policy),
        ];
        Self {
            changed: suspects.into_iter().filter_map(|(differs, cause)| differs.then_some(cause)).collect(),
            foreign: (compiler != this)
                .then(|| format!("`{}` was made by kbc {compiler}, and this is {this}", new.name())),
            missing: RefCell::default(),
            recompiler,
        }
    }

    /// What was missing where a cause stayed unknown.
    pub(super) fn missing(&self) -> Vec<Missing> {
        self.missing.borrow().iter().cloned().collect()
    }

    /// The causes of what changed in the rows of an article.
    pub(super) fn causes(&self, place: &Place<'_>) -> Causes {
        let is_edited = self.is_edited(&place.sources);
        let has_changed = |cause: Cause| self.changed.contains(&cause);
        let are_others = place.scope != Scope::Article && has_changed(Cause::Article);
        let article = if is_edited { Cause::Article } else { Cause::OtherArticle };
        let suspects: Vec<Cause> = [
            (is_edited || are_others, article),
            (has_changed(Cause::Contract), Cause::Contract),
            (has_changed(Cause::Compiler), Cause::Compiler),
            (place.scope == Scope::Policy && has_changed(Cause::Policy), Cause::Policy),
        ]
        .into_iter()
        .filter_map(|(is_suspect, cause)| is_suspect.then_some(cause))
        .collect();
        // Where nothing is said to have changed, it was a build of the same version.
        if suspects.is_empty() {
            return Causes::Certain(Cause::Compiler);
        }
        match (self.steps(place, article), suspects.as_slice()) {
            (Ok(steps), _) => Causes::Steps(Box::new(steps)),
            (Err(_), [only]) => Causes::Certain(*only),
            (Err(missing), _) => {
                self.missing.borrow_mut().insert(missing);
                Causes::Certain(Cause::Unknown)
            }
        }
    }

    fn steps(&self, place: &Place<'_>, article: Cause) -> Result<Steps, Missing> {
        if let Some(foreign) = &self.foreign {
            return Err(foreign.clone());
        }
        let rows = |articles: usize, contract: usize| {
            // What did not change is taken of the old side, so that equal steps are one.
            let articles = if self.changed.contains(&Cause::Article) { articles } else { 0 };
            let contract = if self.changed.contains(&Cause::Contract) { contract } else { 0 };
            self.recompiler.rows(place.dataset, place.sources[articles], Step { articles, contract, policy: 0 })
        };
        let or_unknown = |cause: Cause| if self.changed.contains(&cause) { cause } else { Cause::Unknown };
        let contract = or_unknown(Cause::Contract);
        let is_last = place.scope != Scope::Policy;
        let last = if is_last { contract } else { or_unknown(Cause::Policy) };
        Ok(Steps {
            compiled: rows(0, 0)?,
            edited: rows(1, 0)?,
            contracted: if is_last { None } else { Some(rows(1, 1)?) },
            causes: [Cause::Compiler, article, contract, last],
        })
    }

    /// Whether an article says something else. One under another path does: its rows name the path.
    pub(super) fn is_edited<S: AsRef<str>>(&self, sources: &[S; 2]) -> bool {
        let [before, after] = [sources[0].as_ref(), sources[1].as_ref()];
        before != after || self.recompiler.hash(0, before) != self.recompiler.hash(1, after)
    }

    /// Whether an article came, and whether it went.
    pub(super) fn came_and_went(&self, [before, after]: &[String; 2]) -> [bool; 2] {
        let is_there = [self.recompiler.hash(0, before).is_some(), self.recompiler.hash(1, after).is_some()];
        [is_there == [false, true], is_there == [true, false]]
    }

    /// Whether a table can have gone from one article to another: two of them changed at least.
    pub(super) fn can_tables_be_carried(&self) -> bool {
        self.recompiler.changed_articles().nth(1).is_some()
    }

    /// Says that an output is not what its articles give.
    pub(super) fn note_stale(&self, snapshot: &Snapshot) {
        let words = format!("`{}` is not what this kbc makes of its articles", snapshot.name());
        self.missing.borrow_mut().insert(words);
    }
}

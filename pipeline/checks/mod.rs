//! Stage 6, everything that was read to [`Finding`]s: one rule per file, registered in [`RULES`].
//!
//! A rule says what is wrong and where; how a finding looks is the business of `emit`. Rules of one article run with
//! the article at hand; rules over the corpus keep a few bytes for each row and look at the articles again only where
//! something is wrong.

mod article;
mod assemblies;
mod baseline;
mod body;
mod builds;
mod chosen_articles;
mod constraints;
mod corpus;
mod cut_names;
mod dataset;
mod dates;
mod draft;
mod entries;
mod entry;
mod files;
mod loose_cells;
mod misfits;
mod pasted;
mod releases;
mod row_place;
mod rule;
mod rules;
mod sections;
mod systems;
mod typed;
mod unread;
mod waivers;
mod witnesses;

pub use article::{Article, DataRow};
pub use assemblies::AssemblyRow;
pub use baseline::{baseline, toml_string};
pub use builds::{are_in_one_section, is_one_of_many_languages, tells_files_apart};
pub use corpus::{Judge, Keys, Load};
use cut_names::{Conflict, Disagreement};
pub use cut_names::{CutEvidence, cut_evidence};
pub use dataset::rows;
pub use dates::{DateCell, UnreadDate, date_labels, is_date_or_time};
pub use draft::{Draft, Drafts, Place};
pub use entries::Groups;
pub use entry::{Entry, hash};
pub use files::{FileCell, FileRow};
pub use loose_cells::loose_cells;
pub use misfits::{Misfits, ShortRow, WrongColumn, has_bars, row_span};
pub use pasted::{Pasted, pasted};
pub use rule::{Check, Example, Rule};
pub use rules::RULES;
pub use sections::{FileSection, file_sections};
pub use systems::{System, is_foreign, may_be_itanium, takes};
pub use typed::{Typed, typed};
pub use unread::Unread;
pub(crate) use waivers::read_setting;
pub use waivers::{
    BASELINE, BASELINE_REASON, Chosen, Policy, PolicyFile, Setting, WAIVERS, is_about_waivers, known, near, set_levels,
    settings,
};

pub use witnesses::{date, is_one_build, is_slip_of_date, one_keystroke, weight};

use crate::contract::Contract;
use crate::datasets::Settled;
use crate::error::Error;
use crate::finding::Finding;
use corpus::Sources;
use cut_names::CutNames;
use entries::Entries;
use std::collections::BTreeSet;

/// What the rules have to say of one article.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Findings in the article itself.
    pub findings: Vec<Finding>,
    /// By rule: what it remembers of the article.
    keys: Vec<Keys>,
    names: CutNames,
    number: u32,
}

/// Asks all rules about one article. Rules that are off in the policy are not asked.
#[must_use]
pub fn check(article: &Article<'_>, policy: &Policy) -> Checked {
    let mut checked = Checked {
        findings: Vec::new(),
        keys: Vec::with_capacity(RULES.len()),
        names: CutNames::of(article),
        number: article.number,
    };
    for rule in RULES {
        let mut keys = Keys::default();
        let is_off = policy.setting(rule.code) == Some(Setting::Off) || rule.lacks(article.contract).next().is_some();
        if !is_off {
            match rule.check {
                Check::Article(check) => {
                    let mut drafts = Drafts::of(article.number);
                    check(article, &mut drafts);
                    let source = |number| (number == article.number).then_some(article.source);
                    let finished = drafts.list.into_iter().filter_map(|draft| draft.finish(rule, &source));
                    checked.findings.extend(finished);
                }
                Check::Corpus { gather, .. } => gather(article, &mut keys),
                Check::Constraint { gather, .. } => gather(article, policy, &mut keys),
                Check::Policy => {}
            }
        }
        checked.keys.push(keys);
    }
    checked
}

/// What the rules know of all articles so far.
#[derive(Debug, Default)]
pub struct Corpus {
    findings: Vec<Finding>,
    entries: Vec<Entries>,
    names: CutNames,
    /// One more than the number of the last article.
    articles: u32,
    /// Names of articles that could not be read.
    lost: BTreeSet<String>,
}

/// What is known when all articles are.
#[derive(Debug)]
pub struct Judged {
    /// All findings in the order of articles and places, waived ones marked.
    pub findings: Vec<Finding>,
    /// What the checksums of cut manifest names say.
    pub settled: Settled,
}

impl Corpus {
    /// Takes over what was found in an article; articles come in their order.
    pub fn add(&mut self, checked: Checked) {
        self.findings.extend(checked.findings);
        self.entries.resize_with(RULES.len(), Entries::default);
        for (all, own) in self.entries.iter_mut().zip(checked.keys) {
            all.append(own.list);
        }
        self.names.append(checked.names);
        self.articles = self.articles.max(checked.number + 1);
    }

    /// Takes note of an article that cannot be read.
    pub fn lose(&mut self, name: String) {
        self.lost.insert(name);
    }

    /// Asks the rules over the corpus and applies the policy.
    ///
    /// # Errors
    /// When the temporary file of what the rules remember cannot be written or read.
    pub fn judge(self, contract: &Contract, policy: &Policy, load: Load<'_>) -> Result<Judged, Error> {
        let Self { mut findings, entries, names, articles, lost } = self;
        let (settled, disagreements) = names.settle(articles, load);
        for (rule, entries) in RULES.iter().zip(entries) {
            let (Check::Corpus { judge, .. } | Check::Constraint { judge, .. }) = rule.check else { continue };
            let entries = entries.sorted();
            let drafts = {
                let mut sources = Sources::new(load);
                let mut judged = Judge::new(contract, &entries, &disagreements, &mut sources);
                judge(&mut judged);
                judged.drafts
            };
            entries.failure()?;
            let mut sources = Sources::new(load);
            for draft in drafts {
                sources.need(draft.sources());
                findings.extend(draft.finish(rule, &|number| sources.get(number)));
            }
        }
        // A waiver that accepts some of equal findings accepts the first of them.
        sort(&mut findings);
        policy.apply(&mut findings, &lost);
        sort(&mut findings);
        Ok(Judged { findings, settled })
    }
}

/// Puts findings in a total order: article, place, rule, words.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.place.span.start, finding.code, finding.place.span.end);
        (left.place.source.cmp(&right.place.source))
            .then_with(|| key(left).cmp(&key(right)))
            .then_with(|| left.message.cmp(&right.message))
    });
}

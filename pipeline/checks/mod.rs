//! Stage 6, everything that was read to [`Finding`]s: one rule per file, registered in [`RULES`].
//!
//! A rule says what is wrong and where; how a finding looks is the business of `emit`. Rules of one article run with
//! the article at hand; rules over the corpus keep a few bytes for each row and look at the articles again only where
//! something is wrong.

mod article;
mod corpus;
mod dataset;
mod dates;
mod draft;
mod files;
mod loose_cells;
mod misfits;
mod rule;
mod rules;
mod waivers;

pub use article::{Article, DataRow};
pub use corpus::{Entry, Judge, Keys, Load, hash};
pub use dataset::rows;
pub use dates::{DateCell, UnreadDate, date_labels, is_date_or_time};
pub use draft::{Draft, Drafts, Place};
pub use files::FileRow;
pub use loose_cells::loose_cells;
pub use misfits::{Misfits, ShortRow, WrongColumn, has_bars, row_span};
pub use rule::{Check, Example, Rule};
pub use rules::RULES;
pub use waivers::{Policy, Setting, WAIVERS, known, near, set_levels};

use crate::finding::Finding;
use corpus::Sources;

/// What the rules have to say of one article.
#[derive(Debug, Default)]
pub struct Checked {
    /// Findings in the article itself.
    pub findings: Vec<Finding>,
    /// By rule: what it remembers of the article.
    keys: Vec<Keys>,
}

/// Asks all rules about one article. Rules that are off in the policy are not asked.
#[must_use]
pub fn check(article: &Article<'_>, policy: &Policy) -> Checked {
    let mut checked = Checked { findings: Vec::new(), keys: Vec::with_capacity(RULES.len()) };
    for rule in RULES {
        let mut keys = Keys::default();
        if policy.setting(rule.code) != Some(Setting::Off) {
            match rule.check {
                Check::Article(check) => {
                    let mut drafts = Drafts::of(article.number);
                    check(article, &mut drafts);
                    let source = |number| (number == article.number).then_some(article.source);
                    let finished = drafts.list.into_iter().filter_map(|draft| draft.finish(rule, &source));
                    checked.findings.extend(finished);
                }
                Check::Corpus { gather, .. } => gather(article, &mut keys),
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
    keys: Vec<Keys>,
}

impl Corpus {
    /// Takes over what was found in an article; articles come in their order.
    pub fn add(&mut self, checked: Checked) {
        self.findings.extend(checked.findings);
        self.keys.resize_with(RULES.len(), Keys::default);
        for (all, own) in self.keys.iter_mut().zip(checked.keys) {
            all.append(own);
        }
    }

    /// Asks the rules over the corpus, applies the policy, and gives all findings in the order of articles and places.
    #[must_use]
    pub fn judge(self, policy: &Policy, load: Load<'_>) -> Vec<Finding> {
        let Self { mut findings, keys } = self;
        for (rule, mut keys) in RULES.iter().zip(keys) {
            let Check::Corpus { judge, .. } = rule.check else { continue };
            keys.sort();
            let drafts = {
                let mut sources = Sources::new(load);
                let mut judged = Judge::new(&keys, &mut sources);
                judge(&mut judged);
                judged.drafts
            };
            let mut sources = Sources::new(load);
            for draft in drafts {
                sources.need(draft.sources());
                findings.extend(draft.finish(rule, &|number| sources.get(number)));
            }
        }
        policy.apply(&mut findings);
        sort(&mut findings);
        findings
    }
}

/// Puts findings in a total order: article, place, rule, words.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.place.span.start, finding.place.span.end, finding.code);
        (left.place.source.cmp(&right.place.source))
            .then_with(|| key(left).cmp(&key(right)))
            .then_with(|| left.message.cmp(&right.message))
    });
}

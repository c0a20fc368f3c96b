//! `Rule`: what is wrong, why it matters, how it is found, and examples that are run as tests.

use super::{Article, Drafts, Judge, Keys, Policy};
use crate::contract::{Contract, Role};
use crate::finding::Level;
use std::fmt;

/// A rule. One file each, registered in [`super::RULES`]; help, catalogue and tests are made from it.
pub struct Rule {
    /// `K`, then what the rule reads (1 document, 2 tables, 3 values, 4 rows of one article, 5 the corpus, 6 the
    /// policy), then a number. Never used again for something else.
    pub code: &'static str,
    /// What is wrong, in words joined by `-`.
    pub name: &'static str,
    /// Level of its findings; a finding may be milder.
    pub level: Level,
    /// One phrase: what it fires on.
    pub summary: &'static str,
    /// Why it matters, and what to do.
    pub rationale: &'static str,
    /// Articles that give exactly its own code, and those that `also` names.
    pub bad: &'static [Example],
    /// Articles that give no finding of this rule.
    pub good: &'static [Example],
    /// Roles without which it finds nothing: where a contract gives one of them to no column, the rule is off.
    pub needs: &'static [Role],
    /// How it is found.
    pub check: Check,
}

impl Rule {
    /// The roles that a contract lacks for it.
    pub fn lacks(&self, contract: &Contract) -> impl Iterator<Item = Role> {
        self.needs.iter().copied().filter(|role| !contract.has(*role))
    }
}

/// Articles of an example.
pub struct Example {
    /// Path and text of each.
    pub files: &'static [(&'static str, &'static str)],
    /// Codes of other rules that fire on them, too.
    pub also: &'static [&'static str],
}

impl Example {
    /// An example of one article.
    #[must_use]
    pub const fn article(files: &'static [(&'static str, &'static str); 1]) -> Self {
        Self { files, also: &[] }
    }
}

/// How a rule finds what is wrong.
pub enum Check {
    /// In one article, whatever else the corpus holds.
    Article(fn(&Article<'_>, &mut Drafts)),
    /// Over all articles: compact keys are gathered from each, sorted, and judged at the end.
    Corpus {
        /// Adds the keys of one article.
        gather: fn(&Article<'_>, &mut Keys),
        /// Looks at the keys of all articles, sorted by class, key and value.
        judge: fn(&mut Judge<'_>),
    },
    /// In the same way, of what schemas declare and do not leave to rules that are on.
    Constraint {
        /// Adds the keys of one article.
        gather: fn(&Article<'_>, &Policy, &mut Keys),
        /// Looks at the keys of all articles.
        judge: fn(&mut Judge<'_>),
    },
    /// While the waivers are held against the findings.
    Policy,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

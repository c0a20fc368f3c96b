//! Nothing to do: an output that says it was made of the same articles, contract and settings by the same kbc, and whose files
//! are byte for byte what it says, is what a build would write. The articles and the files are hashed, and nothing is compiled.

use super::{Job, Report};
use crate::checks::Policy;
use crate::emit::{Change, DESCRIPTOR, Format, KEPT, MadeOf, Published, intact, kept};
use crate::source::{Input, InputDigest, current, sha256};
use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Articles whose digests are held at a time.
const ARTICLES: usize = 4096;

/// What [`super::build`] would report, where it would change nothing; null where it would, or where only a build can say.
#[must_use]
pub fn unchanged(job: &Job<'_>) -> Option<Report> {
    let Input { found, skipped, .. } = job.input;
    if found.is_empty() || skipped.iter().any(crate::source::Skipped::is_error) {
        return None;
    }
    let text = |name: &str| String::from_utf8(current(&job.output.join(name)).ok()??).ok();
    let descriptor: Value = serde_json::from_str(&text(DESCRIPTOR)?).ok()?;
    // What costs nothing is asked first.
    let said = descriptor["kbc"]["input_sha256"].as_str().map(str::to_owned);
    if !made_of(job, said.clone()).is_that_of(&descriptor, job.contract) || digest(job.input) != said {
        return None;
    }
    let files: BTreeMap<String, Change> = intact(job.output)?.into_iter().map(|name| (name, Change::Same)).collect();
    let findings = kept(&text(KEPT)?)?;
    let rows = descriptor["resources"].as_array()?.iter().filter_map(|resource| {
        let rows = resource["rows"].as_u64().or_else(|| resource["kbc:rows"].as_u64())?;
        Some((resource["name"].as_str()?.to_owned(), usize::try_from(rows).ok()?))
    });
    let published = Published { files, rows: rows.collect(), left: None };
    Some(Report { articles: found.len(), skipped: skipped.clone(), published, findings, is_compiled: false })
}

/// The digest of the articles; null where one of them cannot be read.
fn digest(input: &Input) -> Option<String> {
    let mut all = InputDigest::default();
    for articles in input.found.chunks(ARTICLES) {
        let digests: Option<Vec<String>> = articles.par_iter().map(|article| sha256(article).ok()).collect();
        articles.iter().zip(digests?).for_each(|(article, sha256)| all.add(&article.name, &sha256));
    }
    Some(all.finish())
}

/// What the descriptor says of an output that is made of articles with this digest.
pub(super) fn made_of(job: &Job<'_>, input: Option<String>) -> MadeOf {
    let prefix = job.input.wanted().prefix.clone();
    let settings = settings(job.formats, &prefix, job.policy);
    MadeOf { policy: job.policy.sha256.clone(), prefix, input, settings }
}

/// The digest of what was chosen.
fn settings(formats: &[&Format], prefix: &str, policy: &Policy) -> String {
    let mut lines = format!("prefix {prefix}\n");
    for format in formats {
        let _ = writeln!(lines, "format {} {} {}", format.name, format.extension, format.variant);
    }
    for (name, sha256) in ["waivers", "baseline"].iter().zip(&policy.sha256_of_each) {
        let _ = writeln!(lines, "{name} {}", sha256.as_deref().unwrap_or("none"));
    }
    crate::source::hex(&Sha256::digest(lines))
}

//! The baseline: findings that were there on the day a team began, counted by rule and article in one file.

use super::waivers::{BASELINE, is_about_waivers};
use crate::finding::Finding;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The text of a baseline that accepts these findings, but for those about waivers.
#[must_use]
pub fn baseline<'f>(findings: impl IntoIterator<Item = &'f Finding>, reason: &str) -> String {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for finding in findings.into_iter().filter(|finding| !is_about_waivers(finding.code)) {
        *counts.entry(finding.code).or_default().entry(&finding.place.source).or_default() += 1;
    }
    // Writing into memory cannot fail.
    let mut out = format!(
        "# Findings that are accepted as they are, by rule and article. One more than the number says is a finding again.\n\
         # Written by `kbc baseline`, which makes {BASELINE} anew: run it where findings were mended.\n\
         reason = {}\n",
        toml_string(reason)
    );
    for (code, articles) in counts {
        let _ = writeln!(out, "\n[{code}]");
        for (article, count) in articles {
            let _ = writeln!(out, "{} = {count}", toml_string(article));
        }
    }
    out
}

/// A text as a TOML string.
#[must_use]
pub fn toml_string(text: &str) -> String {
    // JSON and TOML share their escapes; TOML wants one more character escaped.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

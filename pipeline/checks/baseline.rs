//! The baseline: findings that were there on the day a team began, counted by rule and article in one file.

use super::waivers::{Waiver, known, near};
use super::{BASELINE, is_about_waivers};
use crate::finding::Finding;
use crate::toml_file::Reader;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::de::DeTable;

/// The reason that a baseline gives where nobody stated another one.
pub const BASELINE_REASON: &str = "It was there when the baseline was made.";

const REASON: &str = "reason";

/// The waivers of the text of `baseline.toml`.
pub(super) fn read(table: &DeTable<'_>, reader: &mut Reader<'_>, source: &crate::source::Source) -> Vec<Waiver> {
    let reason = reader.text(table, REASON).map_or_else(|| BASELINE_REASON.to_owned(), |text| text.text);
    let mut waivers = Vec::new();
    for (key, value) in table.iter().filter(|(key, _)| key.get_ref().as_ref() != REASON) {
        let word = key.get_ref().as_ref();
        let Some(code) = known(word).filter(|code| !is_about_waivers(code)) else {
            reader.push(key.span(), format!("there is no rule `{word}`"), "no such rule", near(word));
            continue;
        };
        for (article, count) in reader.table(table, word).into_iter().flat_map(|counts| counts.iter()) {
            match count.get_ref().as_integer().and_then(|number| number.as_str().parse().ok()) {
                Some(number) => waivers.push(Waiver::of_baseline(
                    code,
                    article.get_ref().as_ref(),
                    number,
                    reason.clone(),
                    source,
                    article.span(),
                )),
                None => reader.push(
                    count.span(),
                    "expected a number of findings",
                    "not a number",
                    "run `kbc baseline` again",
                ),
            }
        }
        debug_assert!(!value.get_ref().is_str(), "a table");
    }
    waivers
}

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

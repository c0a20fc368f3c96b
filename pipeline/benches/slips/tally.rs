//! The report: a line for each kind, in Markdown.

use crate::run::{Fate, Result, Whole};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const FATES: [Fate; 5] = [Fate::Warned, Fate::Noted, Fate::Visible, Fate::OtherRows, Fate::Silent];

/// So many codes are named for a kind.
const CODES: usize = 4;

/// What the slips are planted in.
pub(crate) fn describe(corpus: &Whole<'_>, good: &[u32]) -> String {
    let mut layouts: BTreeMap<&str, usize> = BTreeMap::new();
    for &number in good {
        *layouts.entry(corpus.places(number).layout).or_default() += 1;
    }
    let rows: usize = good.iter().map(|&number| corpus.places(number).rows.len()).sum();
    let layouts: Vec<String> = layouts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!(
        "{} good articles of {} with {rows} rows about files; layouts: {}\n\n",
        good.len(),
        corpus.len(),
        layouts.join(", ")
    )
}

/// The table of some slips.
pub(crate) fn table(title: &str, results: &[Result], missed: Option<&str>) -> String {
    let mut out = format!(
        "| {title} | slips | error or warning | note | visible in a diff | other rows changed | silent | found by |\n\
         |---|--:|--:|--:|--:|--:|--:|---|\n"
    );
    for some in results.chunk_by(|left, right| left.kind == right.kind) {
        line(&mut out, some[0].kind, &some.iter().collect::<Vec<_>>());
    }
    line(&mut out, "**all**", &results.iter().collect::<Vec<_>>());
    if let Some(missed) = missed {
        for result in results.iter().filter(|result| result.kind.starts_with(missed) && result.fate != Fate::Warned) {
            let _ = write!(out, "\n{}: {}\n", result.kind, result.shown);
        }
    }
    out
}

fn line(out: &mut String, kind: &str, results: &[&Result]) {
    let _ = write!(out, "| {kind} | {} |", results.len());
    for fate in FATES {
        let count = results.iter().filter(|result| result.fate == fate).count();
        let percent = 100 * count / results.len().max(1);
        let _ = if count == 0 { write!(out, " |") } else { write!(out, " {percent} % |") };
    }
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for code in results.iter().flat_map(|result| &result.codes) {
        *codes.entry(code).or_default() += 1;
    }
    let mut codes: Vec<(&str, usize)> = codes.into_iter().collect();
    codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let codes: Vec<String> = codes.iter().take(CODES).map(|(code, count)| format!("{code} {count}")).collect();
    let _ = writeln!(out, " {} |", codes.join(", "));
}

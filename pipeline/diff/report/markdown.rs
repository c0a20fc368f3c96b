//! The report for a pull request: a comment of at most 60 lines.

use super::super::{DatasetDifference, Difference, Rank};
use super::{
    SAME, article_counts, articles, carried, causes, count, cut, made_by, of_rank, old_and_new, opaque, other_bytes,
    parts, place, schema_changes, times, told, told_columns, worst_first,
};
use std::fmt::Write as _;

/// A comment is no longer than so many lines.
const MOST_LINES: usize = 60;
/// So many articles are named.
const ARTICLES: usize = 8;
/// So many damaged files are named.
const DAMAGED: usize = 6;
/// So many lines of the shape of the data are shown.
const SCHEMAS: usize = 10;
/// So many findings are shown that came, and that went.
const FINDINGS: usize = 6;
/// So many samples are shown of each other kind.
const SAMPLES: usize = 2;

pub(super) fn render(difference: &Difference, names: [&str; 2]) -> String {
    let mut out = format!("### What changed in the data: {} → {}\n\n", code(names[0]), code(names[1]));
    if !difference.is_different() {
        let _ = writeln!(out, "Nothing: the outputs are {SAME}.");
        return out;
    }
    let mut lines: Vec<String> = made_by(difference).iter().map(|line| format!("- {line}")).collect();
    if !difference.is_changed() {
        lines.push("- no row changed".to_owned());
    }
    lines.extend(difference.damage.iter().take(DAMAGED).map(|damage| format!("- **{damage}**")));
    if difference.damage.len() > DAMAGED {
        lines.push(format!("- **and {} damaged files more**", difference.damage.len() - DAMAGED));
    }
    let list = articles(&difference.articles);
    if !list.is_empty() {
        let shown: Vec<String> =
            list.iter().take(ARTICLES).map(|(sign, path)| format!("{sign} {}", code(path))).collect();
        let more = if list.len() > ARTICLES { ", …" } else { "" };
        lines.push(format!("- articles: {} ({}{more})", article_counts(&difference.articles), shown.join(", ")));
    }
    let schemas = schema_changes(difference);
    lines.extend(schemas.iter().take(SCHEMAS).map(|line| format!("- {line}")));
    if schemas.len() > SCHEMAS {
        lines.push(format!("- and {} changes of schemas more", schemas.len() - SCHEMAS));
    }
    lines.extend(opaque(difference).iter().map(|line| format!("- {line}")));
    let ranks = [Rank::Findings, Rank::Facts, Rank::Articles, Rank::Ledger];
    let changed: Vec<_> = ranks.into_iter().flat_map(|rank| of_rank(difference, rank)).collect();
    if !changed.is_empty() {
        lines.extend(["", "| dataset | added | removed | changed | moved | rows after | cause |"].map(str::to_owned));
        lines.push("|---|---:|---:|---:|---:|---:|---|".to_owned());
        for (name, found) in &changed {
            let after = found.rows[1].unwrap_or(0);
            let causes = causes(found);
            let cause = causes.strip_prefix("cause: ").unwrap_or("");
            let (added, removed, changed, moved) = (found.added, found.removed, found.changed, found.moved);
            lines.push(format!("| {name} | {added} | {removed} | {changed} | {moved} | {after} | {cause} |"));
        }
    }
    let mut tail = Vec::new();
    let files = other_bytes(difference);
    if !files.is_empty() {
        tail.push(format!("\nSame content, other bytes: {}", cut(&files.join(", "))));
    }
    tail.extend(difference.missing.iter().take(3).map(|why| format!("\nSome causes are unknown: {why}.")));
    let details = details(&changed);
    // Two lines say what is left out, an empty one stands above the details.
    let most = MOST_LINES.saturating_sub(out.lines().count() + 2 * tail.len() + 2);
    let room = most.saturating_sub(lines.len() + 2);
    let shown = details.len().min(room);
    let hidden = lines.len().saturating_sub(most) + details.len() - shown;
    lines.truncate(most);
    let _ = writeln!(out, "{}", lines.join("\n"));
    if shown > 0 {
        let _ = write!(out, "\n{}\n", details[..shown].join("\n"));
    }
    if hidden > 0 {
        let _ = writeln!(
            out,
            "\n{} more: {}",
            count(hidden as u64, "line"),
            code(&format!("kbc diff {} {}", names[0], names[1]))
        );
    }
    for line in tail {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// Samples, the most wanted first.
fn details(changed: &[(&str, &DatasetDifference)]) -> Vec<String> {
    let mut details = Vec::new();
    for (name, found) in changed.iter().filter(|(_, found)| found.rank == Rank::Findings) {
        for (word, samples) in [("came", &found.some_added), ("went", &found.some_removed)] {
            let shown = worst_first(samples).into_iter().take(FINDINGS);
            details.extend(shown.map(|sample| format!("- {name} {word}: {}{}", code(&place(sample)), times(sample))));
        }
        details.extend(columns(name, found));
    }
    for (name, found) in changed.iter().filter(|(_, found)| matches!(found.rank, Rank::Facts | Rank::Articles)) {
        details.extend(carried(found).into_iter().take(SAMPLES).map(|line| format!("- {name}: {}", code(&line))));
        details.extend(columns(name, found));
        for (word, samples) in [("went", &found.some_removed), ("came", &found.some_added)] {
            let shown = told(samples).into_iter().take(SAMPLES);
            details.extend(shown.map(|sample| format!("- `{name}` {word}: {}{}", code(&place(sample)), times(sample))));
        }
    }
    details
}

/// Values of columns that changed.
fn columns(name: &str, found: &DatasetDifference) -> Vec<String> {
    let mut details = Vec::new();
    for (column, values) in told_columns(found) {
        details.push(format!(
            "- `{name}.{column}`: {} changed{}",
            count(values.changed, "value"),
            parts(found, column)
        ));
        for sample in values.samples.iter().take(SAMPLES) {
            let [old, new] = old_and_new(sample).map(|value| code(&value));
            details.push(format!("  - {}: {old} → {new}{}", code(&place(sample)), times(sample)));
        }
    }
    details
}

/// A text of an article in Markdown: as code, whatever it holds, and not too long.
fn code(text: &str) -> String {
    format!("`{}`", cut(text).replace('`', " "))
}

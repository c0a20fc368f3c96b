//! The report for a pull request: a comment of at most 60 lines.

use super::super::{DatasetDifference, Difference, Rank, Sample};
use super::{
    SAME, Shown, article_counts, articles, carried, causes, count, counted, cut, files, is_told, made_by,
    of_other_articles, of_rank, old_and_new, opaque, parts, place, row_counts, rows_of, schema_changes, times,
    told_columns, untold, value_counts, worst_first,
};
use std::fmt::Write as _;

/// Positions of the two outputs.
const BEFORE: usize = 0;
const AFTER: usize = 1;
/// The most lines of a comment.
const MOST_LINES: usize = 60;
/// The most articles that are named.
const ARTICLES: usize = 8;
/// The most damaged files that are named.
const DAMAGED: usize = 6;
/// The most lines on the shape of the data.
const SCHEMAS: usize = 10;
/// The most findings that are shown of those that came, and of those that went.
const FINDINGS: usize = 6;
/// The most samples of each other kind.
const SAMPLES: usize = 2;

pub(super) fn render(difference: &Difference, beside: &Shown<'_>) -> String {
    let names = beside.names;
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
        let article = |(sign, path): &(&str, String)| format!("{sign} {}", named(sign, path, beside));
        let shown: Vec<String> = list.iter().take(ARTICLES).map(article).collect();
        let more = if list.len() > ARTICLES { format!(", and {} more", list.len() - ARTICLES) } else { String::new() };
        lines.push(format!("- articles: {} ({}{more})", article_counts(&difference.articles), shown.join(", ")));
    }
    let schemas = schema_changes(difference);
    lines.extend(schemas.iter().take(SCHEMAS).map(|line| format!("- {line}")));
    if schemas.len() > SCHEMAS {
        lines.push(format!("- and {} changes of schemas more", schemas.len() - SCHEMAS));
    }
    lines.extend(opaque(difference).iter().map(|line| format!("- {line}")));
    let ranks = [Rank::Findings, Rank::Facts, Rank::Articles];
    let all: Vec<_> = ranks.into_iter().flat_map(|rank| of_rank(difference, rank)).collect();
    let changed: Vec<_> =
        all.into_iter().filter(|(_, found)| found.added + found.removed + found.changed > 0).collect();
    if !changed.is_empty() {
        lines.extend(["", "| dataset | added | removed | changed | rows after | cause |"].map(str::to_owned));
        lines.push("|---|---:|---:|---:|---:|---|".to_owned());
        for (name, found) in &changed {
            let after = found.rows[1].unwrap_or(0);
            let causes = causes(found);
            let cause = causes.strip_prefix("cause: ").unwrap_or("");
            let (added, removed, changed) = (found.added, found.removed, found.changed);
            lines.push(format!("| {name} | {added} | {removed} | {changed} | {after} | {cause} |"));
        }
    }
    let mut tail = Vec::new();
    let bookkeeping = bookkeeping(difference);
    if !bookkeeping.is_empty() {
        tail.push(format!("\n<details><summary>bookkeeping</summary>\n\n{bookkeeping}\n\n</details>"));
    }
    tail.extend(files(difference).iter().map(|line| format!("\nFiles: {}", cut(line))));
    tail.extend(difference.missing.iter().take(3).map(|why| format!("\nSome causes are unknown: {why}.")));
    let details = details(difference, &changed, beside);
    // Two lines say what is left out, an empty one stands above the details.
    let tail_lines: usize = tail.iter().map(|line| line.lines().count()).sum();
    let most = MOST_LINES.saturating_sub(out.lines().count() + tail_lines + 2);
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

/// What says how articles are read, and where rows stand, and is no fact: in one line.
fn bookkeeping(difference: &Difference) -> String {
    let ledger = of_rank(difference, Rank::Ledger).into_iter();
    let mut parts: Vec<String> = ledger.map(|(name, found)| format!("{name}: {}", row_counts(found))).collect();
    let facts = [Rank::Findings, Rank::Facts, Rank::Articles].into_iter().flat_map(|rank| of_rank(difference, rank));
    let moved: Vec<String> =
        facts.filter(|(_, found)| found.moved > 0).map(|(name, found)| format!("{name} {}", found.moved)).collect();
    if !moved.is_empty() {
        parts.push(format!("moved, the same values elsewhere: {}", moved.join(", ")));
    }
    parts.join("; ")
}

/// Samples, the most wanted first.
fn details(difference: &Difference, changed: &[(&str, &DatasetDifference)], beside: &Shown<'_>) -> Vec<String> {
    let mut details = Vec::new();
    for (name, found) in changed.iter().filter(|(_, found)| found.rank == Rank::Findings) {
        for (side, word, samples, all) in
            [(AFTER, "came", &found.some_added, found.added), (BEFORE, "went", &found.some_removed, found.removed)]
        {
            let shown: Vec<&Sample> = worst_first(samples).into_iter().take(FINDINGS).collect();
            let row = |sample: &Sample| linked(&place(sample), beside.address(sample, side));
            let line = |sample: &&Sample| format!("- {name} {word}: {}{}", row(sample), times(sample));
            details.extend(shown.iter().map(line));
            details.extend(more("- ", &format!(" that {word}"), all, &shown));
        }
        details.extend(columns(name, found, beside));
    }
    for (name, found) in changed.iter().filter(|(_, found)| matches!(found.rank, Rank::Facts | Rank::Articles)) {
        details.extend(carried(found).into_iter().take(SAMPLES).map(|line| format!("- {name}: {}", code(&line))));
        details.extend(columns(name, found, beside));
        details.extend(by_article(difference, name, found, beside));
    }
    details
}

/// Rows that came and went, below their articles.
fn by_article(difference: &Difference, name: &str, found: &DatasetDifference, beside: &Shown<'_>) -> Vec<String> {
    let mut details = Vec::new();
    if !is_told(found) {
        return details;
    }
    for (source, rows) in &found.by_article {
        let title = difference.titles.get(source).filter(|title| !title.is_empty());
        let title = title.map_or_else(String::new, |title| format!(" {}", code(title)));
        let counts = counted([(rows.added, "added"), (rows.removed, "removed")]);
        details.push(format!("- `{name}` in {}{title}: {counts}", code(source)));
        for (sign, sample) in rows_of(rows) {
            let (word, side) = if sign == "-" { ("removed", BEFORE) } else { ("added", AFTER) };
            let row = linked(&sample.whole_row(), beside.address(sample, side));
            details.push(format!("  - {word} {row}{}", times(sample)));
        }
        let untold = untold(rows);
        if untold > 0 {
            details.push(format!("  - and {untold} more"));
        }
    }
    let others = of_other_articles(found);
    if others > 0 {
        details.push(format!("- `{name}`: and {} of other articles", count(others, "row")));
    }
    details
}

/// A line on what no sample stands for; none where all are shown.
fn more(before: &str, behind: &str, all: u64, shown: &[&Sample]) -> Option<String> {
    let told: u64 = shown.iter().map(|sample| sample.times).sum();
    (all > told).then(|| format!("{before}and {} more{behind}", all - told))
}

/// Values of columns that changed.
fn columns(name: &str, found: &DatasetDifference, beside: &Shown<'_>) -> Vec<String> {
    let mut details = Vec::new();
    for (column, values) in told_columns(found) {
        details.push(format!("- `{name}.{column}`: {}{}", value_counts(values), parts(found, column)));
        let shown: Vec<&Sample> = values.samples.iter().take(SAMPLES).collect();
        for sample in &shown {
            let [old, new] = old_and_new(sample).map(|value| code(&value));
            let row = linked(&place(sample), beside.address(sample, AFTER));
            details.push(format!("  - {row}: {old} → {new}{}", times(sample)));
        }
        details.extend(more("  - ", "", values.changed, &shown));
    }
    details
}

/// An article that came, went or changed; a renamed one is named by two paths, and not linked.
fn named(sign: &str, path: &str, beside: &Shown<'_>) -> String {
    let side = match sign {
        "renamed" => return code(path),
        "removed" => BEFORE,
        _ => AFTER,
    };
    linked(path, beside.address_of(path, side, None))
}

/// A text of an article in Markdown, as a link where there is an address.
fn linked(text: &str, address: Option<String>) -> String {
    match address {
        Some(address) => format!("[{}]({address})", code(text)),
        None => code(text),
    }
}

/// A text of an article in Markdown: as code, whatever it holds, and not too long.
fn code(text: &str) -> String {
    let text = cut(text);
    // A run of backticks ends code that opens with as many: one more than the longest inside is never there.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

//! The report for a terminal.

use super::super::{DatasetDifference, Difference, Rank, Sample};
use super::{
    SAME, Shown, article, article_counts, articles, carried, cause_of, causes, count, cut, files, is_told, made_by,
    of_other_articles, of_rank, old_and_new, only_moved, opaque, parts, place, row_counts, rows_of, schema_changes,
    times, told_columns, untold, value_counts, worst_first,
};
use std::fmt::Write as _;

/// The most articles that are named.
const ARTICLES: usize = 20;

pub(super) fn render(difference: &Difference, beside: &Shown<'_>) -> String {
    let mut out = format!("{} -> {}\n", beside.names[0], beside.names[1]);
    if !difference.is_different() {
        let _ = writeln!(out, "{SAME}");
        return out;
    }
    lines(&mut out, "", made_by(difference));
    if !difference.is_changed() {
        out.push_str("no row changed\n");
    }
    if !difference.damage.is_empty() {
        out.push_str("\ndamaged\n");
        lines(&mut out, "  ", &difference.damage);
    }
    if !difference.articles.is_empty() {
        let _ = writeln!(out, "\narticles: {}", article_counts(&difference.articles));
        let list = articles(&difference.articles);
        let line = |(sign, path): &(&str, String)| format!("{sign:<7}  {}", article(difference, path));
        lines(&mut out, "  ", list.iter().take(ARTICLES).map(line));
        more(&mut out, list.len(), ARTICLES);
    }
    let schemas = schema_changes(difference);
    if !schemas.is_empty() {
        out.push_str("\nschemas\n");
        lines(&mut out, "  ", &schemas);
    }
    let opaque = opaque(difference);
    if !opaque.is_empty() {
        out.push('\n');
        lines(&mut out, "", &opaque);
    }
    for (name, found) in of_rank(difference, Rank::Findings).into_iter().filter(|(_, found)| is_told(found)) {
        head(&mut out, name, found);
        for (sign, list, all) in [("-", &found.some_removed, found.removed), ("+", &found.some_added, found.added)] {
            samples(&mut out, found, sign, &worst_first(list), all);
        }
        columns(&mut out, found);
    }
    for rank in [Rank::Facts, Rank::Articles] {
        for (name, found) in of_rank(difference, rank).into_iter().filter(|(_, found)| is_told(found)) {
            head(&mut out, name, found);
            lines(&mut out, "  ", carried(found));
            columns(&mut out, found);
            by_article(&mut out, difference, found);
        }
    }
    let ranks = [Rank::Findings, Rank::Facts, Rank::Articles].into_iter();
    if difference.is_changed()
        && schemas.is_empty()
        && opaque.is_empty()
        && ranks.flat_map(|rank| of_rank(difference, rank)).all(|(_, found)| !is_told(found))
    {
        out.push_str("\nno fact changed\n");
    }
    let moved = only_moved(difference);
    if !moved.is_empty() {
        let _ = writeln!(out, "\nmoved, the same values elsewhere: {moved}");
    }
    let ledger = of_rank(difference, Rank::Ledger);
    if !ledger.is_empty() {
        out.push_str("\nhow articles are read\n");
        let width = ledger.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, found) in ledger {
            let changed: Vec<String> =
                told_columns(found).map(|(column, values)| format!("{column} {}", values.changed)).collect();
            let changed = if changed.is_empty() { String::new() } else { format!("; values: {}", changed.join(", ")) };
            let _ = writeln!(out, "  {name:<width$}  {}{changed}{}", row_counts(found), in_brackets(&causes(found)));
        }
    }
    let files = files(difference);
    if !files.is_empty() {
        out.push('\n');
        lines(&mut out, "", &files);
    }
    lines(&mut out, "\nsome causes are unknown: ", &difference.missing);
    out
}

/// Lines with something before each.
fn lines(out: &mut String, before: &str, list: impl IntoIterator<Item = impl std::fmt::Display>) {
    for line in list {
        let _ = writeln!(out, "{before}{line}");
    }
}

fn head(out: &mut String, name: &str, found: &DatasetDifference) {
    let rows = match found.rows {
        [Some(old), Some(new)] if old != new => format!(" of {old}, now {}", count(new, "row")),
        [_, Some(new)] => format!(" of {}", count(new, "row")),
        _ => String::new(),
    };
    let _ = writeln!(out, "\n{name}: {}{rows}{}", row_counts(found), in_brackets(&causes(found)));
}

fn in_brackets(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" ({words})") }
}

fn columns(out: &mut String, found: &DatasetDifference) {
    let width = told_columns(found).flat_map(|(_, values)| &values.samples).map(|sample| cut(&place(sample)).len());
    let width = width.max().unwrap_or(0).min(60);
    for (column, values) in told_columns(found) {
        let _ = writeln!(out, "  {column}: {}{}", value_counts(values), parts(found, column));
        for sample in &values.samples {
            let (place, [old, new]) = (cut(&place(sample)), old_and_new(sample));
            let _ = writeln!(out, "    {place:<width$}  {old} -> {new}{}{}", times(sample), cause_of(sample, found));
        }
        more_samples(out, values.changed, &values.samples.iter().collect::<Vec<_>>());
    }
}

/// Rows that came and went, below their articles.
fn by_article(out: &mut String, difference: &Difference, found: &DatasetDifference) {
    for (source, rows) in &found.by_article {
        let _ = writeln!(out, "  {}", article(difference, source));
        for (sign, sample) in rows_of(rows) {
            let row = cut(&sample.whole_row());
            let _ = writeln!(out, "    {sign} {row}{}{}", times(sample), cause_of(sample, found));
        }
        let untold = untold(rows);
        if untold > 0 {
            let _ = writeln!(out, "    and {untold} more");
        }
    }
    let others = of_other_articles(found);
    if others > 0 {
        let _ = writeln!(out, "  and {} of other articles", count(others, "row"));
    }
}

fn samples(out: &mut String, found: &DatasetDifference, sign: &str, samples: &[&Sample], all: u64) {
    for sample in samples {
        let _ = writeln!(out, "  {sign} {}{}{}", cut(&place(sample)), times(sample), cause_of(sample, found));
    }
    more_samples(out, all, samples);
}

fn more_samples(out: &mut String, all: u64, shown: &[&Sample]) {
    let told: u64 = shown.iter().map(|sample| sample.times).sum();
    if all > told {
        let _ = writeln!(out, "    and {} more", all - told);
    }
}

fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "  and {} more", all - shown);
    }
}

//! `kbc stats`.

use super::{contract, print, warn};
use kbc::error::Error;
use kbc::stats::{COVERAGE, Stats, stats};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// How the counts are printed.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Form {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
}

pub(super) fn run(input: &Path, schemas: Option<&Path>, form: Form, headers: usize) -> Result<ExitCode, Error> {
    let stats = stats(input, &contract(schemas)?.contract, headers)?;
    let lost = warn(&stats.skipped);
    let text = match form {
        Form::Text => text(&stats),
        Form::Json => serde_json::to_string_pretty(&stats).unwrap_or_default() + "\n",
    };
    print(&text)?;
    Ok(ExitCode::from(u8::from(lost)))
}

fn text(stats: &Stats) -> String {
    // Writing into memory cannot fail.
    let mut out = format!("{:>10}  articles\n", stats.articles);
    for fact in COVERAGE.iter().filter_map(|fact| fact.info()) {
        let name = fact.name.rsplit('.').next().unwrap_or(fact.name);
        let _ = writeln!(out, "{:>10}  {}", stats.coverage.get(name).unwrap_or(&0), name.replace('_', " "));
    }
    let count = |name: &str| stats.coverage.get(name).copied().unwrap_or(0);
    // Headings, rules and padding are no data.
    let data = count("cells") - count("cells_ignored").min(count("cells"));
    if let Some(share) = (count("cells_typed") * 1000).checked_div(data) {
        let _ = writeln!(out, "{:>9}%  of the data cells are typed", format!("{}.{}", share / 10, share % 10));
    }
    out.push_str("\n    tables        rows  layout           dataset\n");
    for count in &stats.tables {
        let dataset = count.dataset.as_deref().unwrap_or("(none: kept raw)");
        let _ = writeln!(out, "{:>10}  {:>10}  {:<15}  {dataset}", count.tables, count.rows, count.layout);
    }
    out.push_str("\n      rows  dataset\n");
    for (dataset, rows) in &stats.rows {
        let _ = writeln!(out, "{rows:>10}  {dataset}");
    }
    if !stats.unclaimed_headers.is_empty() {
        out.push_str("\n    tables  headers that no dataset knows, with the first place\n");
    }
    for count in &stats.unclaimed_headers {
        let _ = writeln!(out, "{:>10}  {}  {}:{}", count.tables, count.header, count.source, count.line);
    }
    if !stats.unread_cells.is_empty() {
        out.push_str("\n     cells  columns with cells that are no value of their type, with the first place\n");
    }
    for count in &stats.unread_cells {
        let text = one_line(&count.text);
        let _ = writeln!(out, "{:>10}  {}  `{text}`  {}:{}", count.cells, count.column, count.source, count.line);
    }
    if !stats.unclaimed_lines.is_empty() {
        out.push_str(
            "\n     lines  articles with lines that look like files and that no table claims, with the first\n",
        );
    }
    for count in &stats.unclaimed_lines {
        let text = one_line(&count.text);
        let _ = writeln!(out, "{:>10}  `{text}`  {}:{}", count.lines, count.source, count.line);
    }
    out
}

/// A text on one line, cut where it is long.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

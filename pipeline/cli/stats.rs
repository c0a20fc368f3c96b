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
    out
}

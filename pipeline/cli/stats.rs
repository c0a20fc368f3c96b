//! `kbc stats`.

use super::check::layout;
use super::project::Project;
use super::{InputOptions, Places, contract_of, print, print_json, warn};
use kbc::diff::Snapshot;
use kbc::emit::{FillChange, Filled, fill_changes, filled, percent, share};
use kbc::error::Error;
use kbc::stats::{COVERAGE, Stats, stats};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// How the counts are printed.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Form {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
}

/// What shall be counted.
#[derive(clap::Args)]
pub(super) struct Wish {
    #[command(flatten)]
    input: InputOptions,
    /// Directory of datasets, for `--since` [default: output].
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Show also how full the columns were in another output, a directory or a git revision.
    #[arg(long, value_name = "OLD")]
    since: Option<String>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    /// Maximum number of unknown headers, and of articles with unclaimed lines, to list.
    #[arg(long, value_name = "N", default_value_t = 20)]
    headers: usize,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let places = Places {
        input: project.input(&wish.input).value,
        output: project.output(wish.output.as_deref()).value,
        schemas: project.schemas(wish.schemas.as_deref()).value,
        jobs: 0,
        today: None,
    };
    let old = wish.since.as_ref().map(|old| Snapshot::of(old, layout(&places))?.descriptor()).transpose()?;
    let contract = contract_of(&project, wish.schemas.as_deref())?.contract;
    let stats = stats(&*places.input.open()?, &contract, wish.headers);
    let changes = old.map(|old| fill_changes(&filled(&old), &stats.filled));
    let lost = warn(&stats.skipped);
    match wish.format {
        Form::Text => print(&text(&stats, changes.as_deref()))?,
        Form::Json => print_json(&(json(&stats, changes.as_deref()) + "\n"))?,
    }
    Ok(ExitCode::from(u8::from(lost)))
}

fn json(stats: &Stats, changes: Option<&[FillChange]>) -> String {
    let mut value = serde_json::to_value(stats).unwrap_or_default();
    if let Some(changes) = changes {
        let line = |change: &FillChange| {
            // Shares are counted in thousandths.
            serde_json::json!({ "column": change.column, "before": change.before, "after": change.after })
        };
        value["filled_thousandths_changed"] = changes.iter().map(line).collect();
    }
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// How full the columns are, by dataset: those that are equally full on one line.
fn fills(all: &BTreeMap<String, Filled>) -> String {
    let mut out = String::new();
    for (dataset, filled) in all.iter().filter(|(_, filled)| filled.rows > 0) {
        let _ = writeln!(out, "\n    filled  columns of {dataset}, {} rows", filled.rows);
        let mut shares: BTreeMap<std::cmp::Reverse<u64>, Vec<&str>> = BTreeMap::new();
        for (column, count) in &filled.columns {
            shares.entry(std::cmp::Reverse(share(*count, filled.rows))).or_default().push(column);
        }
        for (share, columns) in shares {
            let _ = writeln!(out, "{:>10}  {}", percent(share.0), columns.join(", "));
        }
    }
    out
}

fn text(stats: &Stats, changes: Option<&[FillChange]>) -> String {
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
    match changes {
        Some([]) => out.push_str("\nno column is fuller or emptier than before\n"),
        Some(changes) => {
            out.push_str("\ncolumns that are fuller or emptier than before\n");
            for change in changes {
                let _ = writeln!(out, "            {change}");
            }
        }
        None => out.push_str(&fills(&stats.filled)),
    }
    if !stats.unclaimed_headers.is_empty() {
        out.push_str("\n    tables  headers that no dataset knows, with the first place\n");
    }
    for count in &stats.unclaimed_headers {
        let _ = writeln!(out, "{:>10}  {}  {}:{}", count.tables, count.header, count.source, count.line);
    }
    if !stats.undescribed_languages.is_empty() {
        out.push_str("\n  articles  languages that no file describes, with the first article and the commonest unknown headings\n");
    }
    for count in &stats.undescribed_languages {
        let headings = count.headings.join(" | ");
        let _ = writeln!(out, "{:>10}  {}  {}  {}", count.articles, count.language, count.source, one_line(&headings));
    }
    if !stats.unread_cells.is_empty() {
        out.push_str("\n     cells  columns with cells that cannot be read as their type, with the first place\n");
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

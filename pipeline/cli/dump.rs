//! `kbc dump`.

use super::project::Project;
use super::{contract_of, print, print_json};
use kbc::blocks::{Document, Kind, read};
use kbc::contract::Contract;
use kbc::datasets::{batches, schemas};
use kbc::emit::rows_as_json;
use kbc::error::Error;
use kbc::lines::{self, Lines};
use kbc::source::{Source, article};
use kbc::span::Span;
use kbc::tables::{Table, find};
use kbc::{outline, records};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// A stage whose result can be printed.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Stage {
    /// Lines, headings and grids, with line and column.
    Blocks,
    /// Tables in any layout: lines, layout, dataset, headings and cells.
    Tables,
    /// Rows of all datasets, one JSON object per line.
    Records,
}

pub(super) fn run(stage: Stage, file: &Path, directory: Option<&Path>) -> Result<ExitCode, Error> {
    let contract = contract_of(&Project::find()?, directory)?.contract;
    let source = load(file, &file.to_string_lossy())?;
    let document = read(&source);
    match stage {
        Stage::Blocks => print(&blocks(&document))?,
        Stage::Tables => {
            let lines = lines::read(&document, &contract);
            print(&tables(&lines, &find(&lines), &contract))?;
        }
        Stage::Records => print_json(&rows(&document, &contract)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads one article under a name.
pub(super) fn load(file: &Path, name: &str) -> Result<Source, Error> {
    let found = article(file, name.to_owned())?;
    kbc::source::read(&found)
        .map_err(|skipped| Error::Usage(format!("cannot read `{}`: {}", file.display(), skipped.reason)))
}

fn place(document: &Document<'_>, span: Span) -> String {
    let position = document.source.lines.position(&document.source.text, span.start);
    format!("{}:{}", position.line, position.column)
}

fn blocks(document: &Document<'_>) -> String {
    let mut out = format!("{} ({}, {})\n", document.source.path, document.format, document.source.encoding);
    for entry in &document.front_matter.entries {
        let _ = writeln!(out, "front matter  {}: {}", entry.key, entry.value);
    }
    for block in &document.blocks {
        let place = place(document, block.span);
        let text = document.plain(block.span);
        let _ = match block.kind {
            Kind::Heading(level) => writeln!(out, "{place:<9} heading {level}  {text}"),
            Kind::Underlined(level) => writeln!(out, "{place:<9} underlined {level}  {text}"),
            Kind::Summary => writeln!(out, "{place:<9} summary  {text}"),
            Kind::Line(line) => {
                let marks = [(line.opens, "opens "), (line.bullet, "bullet "), (line.code, "code ")];
                let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
                writeln!(out, "{place:<9} line {marks} {text}")
            }
            Kind::Grid { first, end } => writeln!(out, "{place:<9} grid of {} lines", end - first),
        };
    }
    out
}

fn tables<'s>(lines: &Lines<'_, 's>, tables: &[Table], contract: &'s Contract) -> String {
    let document = lines.document;
    let read = records::read_tables(lines, tables, contract);
    let mut out = String::new();
    for (index, table) in tables.iter().enumerate() {
        let lines = document.source.lines.lines(table.extent());
        let dataset = table.claim.as_ref().map_or("no dataset", |claim| contract.datasets[claim.dataset].name.as_str());
        let _ = writeln!(
            out,
            "table {}: lines {} to {}, {}, {} rows, claimed by {dataset}",
            index + 1,
            lines.start(),
            lines.end(),
            table.layout.name,
            table.rows.len()
        );
        let headings: Vec<_> = table.headings.iter().map(|&span| document.plain(span)).collect();
        let _ = writeln!(out, "  headings: {}", headings.join(" | "));
        for (number, row) in read[index].iter().enumerate() {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|cell| format!("{} [{}]", document.plain(cell.span), cell.status.name()))
                .collect();
            let _ = writeln!(out, "  row {}: {}", number + 1, cells.join(" | "));
        }
    }
    out
}

fn rows(document: &Document<'_>, contract: &Contract) -> Result<String, Error> {
    let lines = lines::read(document, contract);
    let tables = find(&lines);
    let records = records::read(&lines, &tables, outline::read(&lines, &tables), contract);
    let mut out = String::new();
    for (dataset, batch) in contract.datasets.iter().zip(batches(contract, &schemas(contract), &[records])?) {
        let _ = writeln!(out, "{}: {} rows", dataset.name, batch.num_rows());
        out.push_str(&rows_as_json(dataset, &batch));
    }
    Ok(out)
}

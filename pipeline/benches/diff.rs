//! Two outputs of very many file rows, one in a hundred of which changed: how long `kbc diff` takes, and in how much memory.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "outputs are made without the code that is measured"
)]

use crate::process::{Run, diff};
use kbc::contract::{Contract, Dataset};
use kbc::datasets::{batches_of, schemas};
use kbc::emit::format_names;
use kbc::records::Rows;
use kbc::values::Value;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

/// Rows of an article.
const ROWS: usize = 500;
/// Articles that are encoded at a time.
const ARTICLES: usize = 16;
/// One row of so many changed.
const SHARE: usize = 100;

/// Measures a number of rows and the half of it: time grows with the rows, memory does not.
pub(crate) fn report(rows: usize, rounds: u16) -> Result<String, String> {
    let mut table = format!("two outputs, one row of {SHARE} changed, median of {rounds}\n\n");
    table.push_str("file rows      wall ms     peak MB\n");
    for rows in [rows / 2, rows] {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let (old, new) = (directory.path().join("old"), directory.path().join("new"));
        write(&old, rows, false)?;
        write(&new, rows, true)?;
        let mut runs: Vec<Run> = (0..rounds).map(|_| diff(&old, &new)).collect::<Result<_, _>>()?;
        runs.sort_by_key(|run| run.wall);
        let middle = &runs[runs.len() / 2];
        let (wall, peak) = (middle.wall.as_millis(), middle.peak / 1_000_000);
        let _ = writeln!(table, "{rows:>9}{wall:>13}{peak:>12}");
    }
    Ok(table)
}

/// Writes an output of so many file rows.
fn write(directory: &Path, rows: usize, is_new: bool) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot make `{}`: {error}", directory.display());
    std::fs::create_dir_all(directory).map_err(|error| failed(&error))?;
    let contract = Contract::embedded(&format_names()).map_err(|error| failed(&error))?;
    let schemas = schemas(&contract);
    let names = ["files", "articles"];
    let mut writers = Vec::new();
    for name in names {
        let at = contract.position(name).ok_or("the contract has no such dataset")?;
        let file = File::create(directory.join(format!("{name}.parquet"))).map_err(|error| failed(&error))?;
        let level = ZstdLevel::try_new(1).map_err(|error| failed(&error))?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
        let writer =
            ArrowWriter::try_new(file, schemas[at].clone(), Some(properties)).map_err(|error| failed(&error))?;
        writers.push((at, writer));
    }
    let articles = rows / ROWS;
    for first in (0..articles).step_by(ARTICLES) {
        let mut all: Vec<Rows<'_>> =
            contract.datasets.iter().map(|dataset| Rows::of_width(dataset.columns.len())).collect();
        for article in first..articles.min(first + ARTICLES) {
            for &(at, _) in &writers {
                let dataset = &contract.datasets[at];
                let count = if dataset.name == "files" { ROWS } else { 1 };
                for row in 0..count {
                    let is_changed = is_new && (article * ROWS + row).is_multiple_of(SHARE);
                    all[at].values.extend(
                        dataset
                            .columns
                            .iter()
                            .enumerate()
                            .map(|(column, _)| value(dataset, column, article, row, is_changed)),
                    );
                }
            }
        }
        let batches = batches_of(&contract, &schemas, &[&all]).map_err(|error| failed(&error))?;
        for (at, writer) in &mut writers {
            writer.write(&batches[*at]).map_err(|error| failed(&error))?;
        }
    }
    for (_, writer) in writers {
        writer.close().map_err(|error| failed(&error))?;
    }
    let resource = |name: &str| format!("{{\"name\":\"{name}\",\"path\":\"{name}.parquet\",\"hash\":\"{is_new}\"}}");
    let resources: Vec<String> = names.iter().map(|name| resource(name)).collect();
    let descriptor = format!("{{\"kbc\":{{}},\"resources\":[{}]}}", resources.join(","));
    std::fs::write(directory.join("datapackage.json"), descriptor).map_err(|error| failed(&error))
}

/// A value of a row: like real ones in length and number.
fn value<'s>(dataset: &Dataset, column: usize, article: usize, row: usize, is_changed: bool) -> Value<'s> {
    let text = |text: String| Value::Text(Cow::Owned(text));
    let number = |number: usize| Value::U32(u32::try_from(number).unwrap_or(u32::MAX));
    let column = &dataset.columns[column];
    match column.name.as_str() {
        "source" => text(format!("{:03}/article-{article:06}.md", article / 1000)),
        "table_number" => number(1),
        "row_number" => number(row + 1),
        "section" => text("For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2".to_owned()),
        "file_name" => text(format!("File{:03}.dll", row / 2)),
        "file_version" => text(format!("6.1.{}.{}", 7600 + row % 2, 16385 + article % 5000)),
        "file_size" => Value::I64(i64::try_from(4096 + row * 512 + usize::from(is_changed)).unwrap_or(0)),
        "sha256" => text(format!("{article:064x}")),
        _ if !column.required => Value::Null,
        _ if !column.symbols().is_empty() => Value::Enum(0),
        _ if column.physical() == kbc::values::Physical::U32 => number(0),
        _ => text("none".to_owned()),
    }
}

//! `kbc explain`.

use super::dump::load;
use super::project::Project;
use super::{InputOptions, contract_of, print_styled};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use kbc::contract::{Contract, Each, Fact};
use kbc::datasets::{batches, schemas};
use kbc::emit::value_as_json;
use kbc::error::Error;
use kbc::records::{CellStatus, ReadCell, read_tables};
use kbc::visible::{visible, visible_at};
use kbc::{blocks, lines, outline, records, tables};
use std::path::Path;
use std::process::ExitCode;

/// The row asked for.
pub(super) struct Row<'a> {
    pub(super) dataset: &'a str,
    pub(super) source: &'a str,
    pub(super) table: usize,
    pub(super) row: usize,
}

pub(super) fn run(wanted: &Row<'_>, input: &InputOptions, directory: Option<&Path>) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let input = project.input(input).value;
    let contract = contract_of(&project, directory)?.contract;
    let own = input.own(wanted.source);
    let below = input.root().join(own);
    let held = if input.directory().is_none() { input.open()?.source(own) } else { None };
    let path = if held.is_some() || below.is_file() { below.as_path() } else { Path::new(wanted.source) };
    let source = held.map_or_else(|| load(path, own), Ok)?.behind(&input.prefix);
    let document = blocks::read(&source);
    let lines = lines::read(&document, &contract);
    let found = tables::find(&lines);
    let read = read_tables(&lines, &found, &contract);
    let Some(rows) = wanted.table.checked_sub(1).and_then(|at| read.get(at)) else {
        return Err(Error::Usage(format!(
            "`{}` has {} tables, no table {}\n  help: `kbc dump tables {}` lists them",
            path.display(),
            found.len(),
            wanted.table,
            path.display()
        )));
    };
    let Some(row) = wanted.row.checked_sub(1).and_then(|at| rows.get(at)) else {
        return Err(Error::Usage(format!(
            "table {} of `{}` has {} rows, no row {}",
            wanted.table,
            path.display(),
            rows.len(),
            wanted.row
        )));
    };
    let dataset = contract
        .datasets
        .iter()
        .find(|dataset| dataset.name == wanted.dataset)
        .ok_or_else(|| no_dataset(wanted.dataset, &contract))?;
    let values = values(&contract, &records::read(&lines, &found, outline::read(&lines, &found), &contract), wanted)?;
    let title = format!("{} row: {} table {} row {}", dataset.name, wanted.source, wanted.table, wanted.row);
    let label = |cell: &ReadCell<'_>| {
        let column = cell.claimed_by.map_or("no column", |path| path.rsplit('.').next().unwrap_or(path));
        match (cell.status, values.iter().find(|(name, _)| name == column)) {
            (CellStatus::Raw, _) => "kept raw: no column claims it".to_owned(),
            (CellStatus::Unread, _) => format!("{column} = null: not understood"),
            (CellStatus::Typed, Some((_, value))) => format!("{column} = {value}"),
            (CellStatus::Typed, None) => format!("goes to {}", cell.claimed_by.unwrap_or(column)),
        }
    };
    let labels: Vec<String> = row.cells.iter().map(|cell| visible(&label(cell)).into_owned()).collect();
    let at = |at: usize| visible_at(&source.text, at);
    let annotations = row.cells.iter().zip(&labels).map(|(cell, label)| -> Annotation<'_> {
        let span = cell.span.range();
        AnnotationKind::Primary.span(at(span.start)..at(span.end)).label(label.as_str())
    });
    let shown = path.display().to_string();
    let snippet = Snippet::source(visible(&source.text)).path(visible(&shown)).fold(true).annotations(annotations);
    let mut group = Group::with_title(Level::NOTE.primary_title(visible(&title))).element(snippet);
    let derived: Vec<String> = values
        .iter()
        .filter(|(name, value)| {
            value != "null"
                && !row
                    .cells
                    .iter()
                    .any(|cell| cell.claimed_by.is_some_and(|path| path.rsplit('.').next() == Some(name.as_str())))
        })
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    let derived = visible(&derived.join("\n")).into_owned();
    let nothing = format!("this row is not in `{}`", dataset.name);
    group = group.element(Level::NOTE.message(if values.is_empty() { nothing.as_str() } else { derived.as_str() }));
    print_styled(&(Renderer::styled().render(&[group]) + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Names of the datasets whose rows are rows of tables.
pub(super) fn of_rows(contract: &Contract) -> String {
    let datasets = contract.datasets.iter().filter(|dataset| dataset.each == Each::Row);
    datasets.map(|dataset| dataset.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Names and values of the row; empty where the dataset does not hold it.
fn values(
    contract: &Contract,
    records: &records::Records<'_>,
    wanted: &Row<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let at = contract.position(wanted.dataset).ok_or_else(|| no_dataset(wanted.dataset, contract))?;
    let dataset = &contract.datasets[at];
    let (Some(table), Some(row), true) = (
        dataset.fed_by(Fact::TableOrdinal),
        dataset.fed_by(Fact::RowOrdinal),
        matches!(dataset.each, Each::Row | Each::Assembly),
    ) else {
        return Err(Error::Usage(format!(
            "a row of `{}` is not read from one row of a table\n  help: name the dataset that the table goes to: {}",
            dataset.name,
            of_rows(contract)
        )));
    };
    let schemas = schemas(contract);
    let batches = batches(contract, &schemas, std::slice::from_ref(records))?;
    let batch = &batches[at];
    let is = |column: usize, number: usize, value: usize| value_as_json(batch, column, number) == value.to_string();
    let Some(number) =
        (0..batch.num_rows()).find(|&number| is(table, number, wanted.table) && is(row, number, wanted.row))
    else {
        return Ok(Vec::new());
    };
    Ok(dataset
        .columns
        .iter()
        .enumerate()
        .map(|(column, info)| (info.name.clone(), value_as_json(batch, column, number)))
        .collect())
}

/// The error for a dataset that does not exist.
pub(super) fn no_dataset(name: &str, contract: &Contract) -> Error {
    let names: Vec<&str> = contract.datasets.iter().map(|dataset| dataset.name.as_str()).collect();
    Error::Usage(format!("there is no dataset `{name}`\n  help: there are {}", names.join(", ")))
}

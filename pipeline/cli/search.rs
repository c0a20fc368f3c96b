//! `kbc explain` for one word: a rule, a dataset, an article by number or path, or any value that an article states.

use super::project::Project;
use super::rules::explained;
use super::{InputOptions, contract_of, print, print_styled};
use arrow::array::RecordBatch;
use kbc::checks::near;
use kbc::contract::{Contract, Dataset, Each, Fact};
use kbc::datasets::{batches, schemas};
use kbc::emit::value_as_json;
use kbc::error::Error;
use kbc::source::{Input, read};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// The most rows that are shown of a dataset.
const MOST_ROWS: usize = 5;

pub(super) fn run(word: &str, input: &InputOptions, directory: Option<&Path>) -> Result<ExitCode, Error> {
    if let Some(text) = explained(word)? {
        print_styled(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let project = Project::find()?;
    let contract = contract_of(&project, directory)?.contract;
    if let Some(dataset) = contract.datasets.iter().find(|dataset| dataset.name == word) {
        let help = if is_of_table(dataset) {
            format!("for a row of a dataset: `kbc explain {word} SOURCE TABLE ROW`")
        } else {
            format!("`kbc schema {word}` tells what the dataset holds")
        };
        return Err(Error::Usage(format!("`{word}` is a dataset\n  help: {help}")));
    }
    let input = project.input(input).value;
    let nowhere =
        || Error::Usage(format!("there is no rule `{word}`, and no article states it\n  help: {}", near(word)));
    // A word that looks like the code of a rule is a slip of one.
    if input.directory().is_some_and(|directory| !directory.is_dir()) {
        return Err(nowhere());
    }
    let wanted = Wanted::of(input.own(word), input.root());
    let found = wanted.search(&*input.open()?, &contract)?;
    if found.is_empty() {
        return Err(nowhere());
    }
    print(&shown(word, &found, &contract, &input))?;
    Ok(ExitCode::SUCCESS)
}

/// What is looked for.
struct Wanted {
    /// The spellings that are the same value, lower case.
    words: Vec<String>,
    /// It as the path of an article.
    source: String,
}

/// Rows of one dataset.
#[derive(Default)]
struct Rows {
    count: usize,
    /// The first of them.
    first: Vec<Row>,
}

/// One row: its article, its place in tables, and what is told of it.
struct Row {
    source: String,
    place: Option<(String, String)>,
    values: String,
}

/// By the position of a dataset.
type FoundRows = BTreeMap<usize, Rows>;

impl Wanted {
    fn of(word: &str, input: &Path) -> Self {
        let lower = word.trim().to_lowercase();
        let mut words = vec![lower.clone()];
        // `KB981506`, `Q981506` and `981506` are one number; so are `13,780` and `13780`.
        let digits = lower.trim_start_matches("kb").trim_start_matches('q').trim().replace(',', "");
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            words.push(digits);
        }
        let path = Path::new(word);
        let source = path.strip_prefix(input).unwrap_or(path).to_string_lossy().into_owned();
        Self { words, source }
    }

    /// Rows that state the value; where it is an article, all of its rows.
    fn search(&self, input: &Input, contract: &Contract) -> Result<FoundRows, Error> {
        let is_named = |name: &str| name == self.source || name.ends_with(&format!("/{}", self.source));
        let named: Vec<_> = input.found.iter().filter(|found| is_named(&found.name)).collect();
        let (all, is_article) = if named.is_empty() { (input.found.iter().collect(), false) } else { (named, true) };
        let schemas = schemas(contract);
        let pieces = all.par_iter().map(|found| {
            let Ok(source) = read(found) else { return Ok(FoundRows::new()) };
            let source = source.behind(&input.wanted().prefix);
            let records = kbc::compile(&source, contract);
            let batches = batches(contract, &schemas, std::slice::from_ref(&records))?;
            Ok(self.rows(&batches, contract, is_article))
        });
        let mut sum = FoundRows::new();
        for piece in pieces.collect::<Result<Vec<_>, Error>>()? {
            for (dataset, rows) in piece {
                let own = sum.entry(dataset).or_default();
                own.count += rows.count;
                own.first.extend(rows.first);
                own.first.truncate(MOST_ROWS);
            }
        }
        Ok(sum)
    }

    /// The rows of one article that state the value.
    fn rows(&self, batches: &[RecordBatch], contract: &Contract, is_article: bool) -> FoundRows {
        let mut found = FoundRows::new();
        for (at, (dataset, batch)) in contract.datasets.iter().zip(batches).enumerate() {
            let source = dataset.fed_by(Fact::Source);
            for row in 0..batch.num_rows() {
                let states = |column: usize| Some(column) != source && self.is(&plain(batch, column, row));
                let columns: Vec<usize> = (0..dataset.columns.len()).filter(|column| states(*column)).collect();
                if columns.is_empty() && !is_article {
                    continue;
                }
                let rows = found.entry(at).or_default();
                rows.count += 1;
                if rows.first.len() < MOST_ROWS {
                    rows.first.push(told(dataset, batch, row, &columns));
                }
            }
        }
        found
    }

    fn is(&self, value: &str) -> bool {
        let lower = value.to_lowercase();
        self.words.contains(&lower)
    }
}

/// A value as people write it.
fn plain(batch: &RecordBatch, column: usize, row: usize) -> String {
    let json = value_as_json(batch, column, row);
    match serde_json::from_str(&json) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) => String::new(),
        _ => json,
    }
}

fn is_of_table(dataset: &Dataset) -> bool {
    matches!(dataset.each, Each::Row | Each::Assembly)
}

/// What is told of a row: the columns that state the value, and those by which the row is known.
fn told(dataset: &Dataset, batch: &RecordBatch, row: usize, columns: &[usize]) -> Row {
    let value = |fact: Fact| dataset.fed_by(fact).map(|column| plain(batch, column, row)).unwrap_or_default();
    let place = is_of_table(dataset).then(|| (value(Fact::TableOrdinal), value(Fact::RowOrdinal)));
    let is_title = |at: &usize| dataset.fed_by(Fact::Title) == Some(*at);
    let known = dataset.identity.iter().copied().chain((0..dataset.columns.len()).filter(is_title));
    let mut shown: Vec<usize> = columns.to_vec();
    shown.extend(known.filter(|at| !columns.contains(at) && Some(*at) != dataset.fed_by(Fact::Source)));
    let values: Vec<String> = shown
        .into_iter()
        .map(|at| (at, plain(batch, at, row)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(at, value)| format!("{} = {}", dataset.columns[at].name, one_line(&value)))
        .collect();
    Row { source: value(Fact::Source), place, values: values.join(", ") }
}

fn one_line(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

fn shown(word: &str, found: &FoundRows, contract: &Contract, input: &kbc::source::Wanted) -> String {
    // Writing into memory cannot fail.
    let mut out = format!("{word}\n");
    let mut command = None;
    for (at, rows) in found {
        let dataset = &contract.datasets[*at];
        let _ = writeln!(out, "\n{}: {} row{}", dataset.name, rows.count, if rows.count == 1 { "" } else { "s" });
        for Row { source, place, values } in &rows.first {
            let place = place.as_ref().map(|(table, row)| {
                command.get_or_insert_with(|| format!("kbc explain {} '{source}' {table} {row}", dataset.name));
                format!(" table {table} row {row}")
            });
            let _ = writeln!(out, "  {source}{}: {values}", place.unwrap_or_default());
        }
        if rows.count > rows.first.len() {
            let _ = writeln!(out, "  and {} more", rows.count - rows.first.len());
        }
    }
    let first = found.values().flat_map(|rows| &rows.first).next().map_or("", |row| row.source.as_str());
    let dump = format!("kbc dump tables '{}'", input.root().join(input.own(first)).display());
    let _ = writeln!(out, "\nhelp: `{}` shows the lines of the article", command.unwrap_or(dump));
    out
}

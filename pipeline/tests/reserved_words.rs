//! Every dataset and column can be named in SQL without quotes: no name is a reserved word of an engine that people load into.
//!
//! `fixtures/reserved-words/` holds a list for each engine, whose first line says where it is from. CI asks the engines that
//! it installs for theirs, and compares.

use kbc::contract::Contract;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reserved words by engine.
fn reserved() -> BTreeMap<String, BTreeSet<String>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/tests/fixtures/reserved-words");
    let lists = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        let words = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), words)
    });
    lists.collect()
}

#[test]
fn no_dataset_or_column_is_named_by_a_reserved_word() {
    let contract = Contract::embedded(&kbc::emit::format_names()).unwrap_or_else(|error| panic!("{error}"));
    let engines = reserved();
    assert_eq!(engines.keys().collect::<Vec<_>>(), ["bigquery", "duckdb", "postgresql", "spark", "sqlite"]);
    assert!(engines.values().all(|words| words.contains("select")), "a list is not one of reserved words");
    let datasets = contract.datasets.iter().map(|dataset| (&dataset.name, &dataset.name));
    let columns = contract.datasets.iter().flat_map(|dataset| &dataset.columns);
    let names = datasets.chain(columns.map(|column| (&column.name, &column.path)));
    let mut wrong = Vec::new();
    for (name, path) in names {
        let taken: Vec<&str> =
            engines.iter().filter(|(_, words)| words.contains(name)).map(|(engine, _)| engine.as_str()).collect();
        if !taken.is_empty() {
            wrong.push(format!("`{path}` needs quotes in {}", taken.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "choose other names:\n{}", wrong.join("\n"));
}

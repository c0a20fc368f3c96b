//! What articles say in sentences is read as `fixtures/sentences/` says: one file per dataset, and on each line a column,
//! the value (none where nothing is known) and a sentence.

use kbc::contract::Contract;
use kbc::values::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn sentences_give_the_expected_values() {
    let contract = Contract::embedded(&["csv", "json", "parquet"]).unwrap();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/tests/fixtures/sentences");
    let mut wrong = String::new();
    let mut read = 0;
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let dataset = &contract.datasets[contract.position(stem).unwrap()];
        for line in fs::read_to_string(&path).unwrap().lines() {
            let (column, rest) = line.split_once(": ").unwrap();
            let (expected, sentence) = rest.split_once(": ").unwrap();
            let column = &dataset.columns[dataset.position(column).unwrap()];
            let value = column.read(sentence).unwrap_or_else(|_| column.fallback());
            let found = match value {
                Value::Enum(at) => column.symbols()[usize::from(at)].to_owned(),
                _ => String::new(),
            };
            read += 1;
            if found != expected {
                let _ = writeln!(wrong, "{}: `{sentence}` gives `{found}`, not `{expected}`", column.path);
            }
        }
    }
    assert!(read > 0 && wrong.is_empty(), "{wrong}");
}

//! Articles of the same name in `fixtures/same-rows/`, one per syntax, give the same rows of every dataset.

use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What tells a syntax from another, by its nature: the file itself, places in it, and the signs between cells.
const OF_THE_SYNTAX: [&str; 13] = [
    "source",
    "format",
    "sha256",
    "title_source",
    "lines",
    "line",
    "line_first",
    "line_last",
    "column_first",
    "column_last",
    "cells",
    "cells_ignored",
    "ignored_delimiter",
];

/// The lines that `kbc dump records` prints, without what tells a syntax.
fn records(article: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_kbc")).args(["dump", "records"]).arg(article).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(without_syntax).collect()
}

fn without_syntax(line: &str) -> String {
    let Ok(mut row) = serde_json::from_str::<Map<String, Value>>(line) else { return line.to_owned() };
    row.retain(|key, _| !OF_THE_SYNTAX.contains(&key.as_str()));
    // A cell is kept as printed, markup and all.
    if row.contains_key("claimed_by") {
        row.remove("text");
    }
    Value::Object(row).to_string()
}

#[test]
fn the_same_article_gives_the_same_rows_in_every_syntax() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/tests/fixtures/same-rows");
    let mut stems = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let markdown = entry.unwrap().path();
        if markdown.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let (expected, found) = (records(&markdown), records(&markdown.with_extension("html")));
        for (line, (expected, found)) in expected.iter().zip(&found).enumerate() {
            assert_eq!(found, expected, "line {} of {}", line + 1, markdown.display());
        }
        assert_eq!(found.len(), expected.len(), "{}", markdown.display());
        stems += 1;
    }
    assert!(stems > 0, "no articles in {}", directory.display());
}

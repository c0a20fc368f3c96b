//! Fixtures: each article in `fixtures/<stage>/` is printed by `kbc dump <stage>` and compared with the file beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn articles(stage: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/tests/fixtures").join(stage);
    let mut paths: Vec<PathBuf> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "md" || ext == "html" || ext == "txt"));
    paths.sort();
    assert!(!paths.is_empty(), "no fixtures in {}", directory.display());
    paths
}

/// Compares a text with a file; with `KBC_BLESS=1` the file is written instead.
pub(crate) fn compare(expected: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("KBC_BLESS").is_some() {
        fs::write(expected, actual).unwrap();
        return Ok(());
    }
    let text = fs::read_to_string(expected).unwrap_or_default();
    if text == actual {
        return Ok(());
    }
    Err(format!("{} differs; `just bless` rewrites it\n--- expected\n{text}\n--- actual\n{actual}", expected.display()))
}

fn stage(stage: &str) {
    let mut failures = Vec::new();
    for article in articles(stage) {
        let relative = article.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_kbc"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["dump", stage])
            .arg(relative)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let actual = String::from_utf8(output.stdout).unwrap();
        failures.extend(compare(&article.with_extension("out"), &actual).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn articles_become_the_expected_blocks() {
    stage("blocks");
}

#[test]
fn blocks_become_the_expected_tables() {
    stage("tables");
}

#[test]
fn tables_become_the_expected_records() {
    stage("records");
}

//! Inputs that once broke a promise keep it: those that fuzzing found, and those that it begins with.

use super::fuzzed::TARGETS;
use super::support::repository;
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

/// Directories of inputs, each with one directory for a target.
const INPUTS: [&str; 2] = ["pipeline/tests/fixtures/crashes", "pipeline/fuzz/seeds"];

#[test]
fn inputs_of_fuzzing_keep_every_promise() {
    let mut failures = Vec::new();
    for target in TARGETS {
        let paths: Vec<PathBuf> =
            INPUTS.iter().flat_map(|inputs| inputs_in(&format!("{inputs}/{}", target.name))).collect();
        assert!(!paths.is_empty(), "no input for {}", target.name);
        for path in paths {
            let bytes = fs::read(&path).unwrap();
            if catch_unwind(|| (target.hold)(&bytes)).is_err() {
                failures.push(path.display().to_string());
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn inputs_in(directory: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(repository(directory)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

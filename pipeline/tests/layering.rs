//! Data flows one way: a stage imports only what stands to its left.

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right.
const ORDER: [&str; 17] = [
    "work",
    "error",
    "span",
    "finding",
    "values",
    "contract",
    "source",
    "blocks",
    "tables",
    "records",
    "datasets",
    "checks",
    "emit",
    "build",
    "catalogue",
    "stats",
    "diff",
];

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// The module that a file of `pipeline/` belongs to.
fn module(root: &Path, path: &Path) -> String {
    let first = path.strip_prefix(root).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_only_point_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let rank = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut seen = 0;
    let mut wrong = Vec::new();
    for path in files {
        let own = module(&root, &path);
        let Some(own_rank) = rank(&own) else {
            assert!(
                ["lib", "main", "cli", "tests", "benches", "fuzz"].contains(&own.as_str()),
                "module `{own}` has no place in the order"
            );
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let name: String = line[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                // `crate::compile` and `crate::compile_and_check` are the stages put together, for `build` only.
                let other = if name.starts_with("compile") { rank("emit") } else { rank(&name) };
                seen += 1;
                if other.is_none_or(|other| other > own_rank) {
                    wrong.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
                }
            }
        }
    }
    assert!(seen > 50, "the test saw only {seen} imports");
    assert!(wrong.is_empty(), "imports point right:\n{}", wrong.join("\n"));
}

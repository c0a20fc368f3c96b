//! Data flows one way: a stage imports only what stands to its left.

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right.
const ORDER: [&str; 25] = [
    "work",
    "visible",
    "fold",
    "error",
    "span",
    "finding",
    "toml_file",
    "values",
    "contract",
    "source",
    "blocks",
    "lines",
    "tables",
    "outline",
    "records",
    "datasets",
    "checks",
    "emit",
    "config",
    "build",
    "catalogue",
    "stats",
    "diff",
    "pipe",
    "site",
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

/// The parts of a path of modules: `crate::tables::{finder::Finder, table}` is two.
fn paths(text: &str) -> Vec<String> {
    fn tree(text: &str, before: &str, found: &mut Vec<String>) -> usize {
        let mut own = before.to_owned();
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            own += &rest[..name];
            at += name;
            if let Some(behind) = text[at..].strip_prefix("::") {
                own += "::";
                at += 2;
                if behind.starts_with('{') {
                    at += 1;
                    while !text[at..].trim_start().starts_with('}') && at < text.len() {
                        at += text[at..].len() - text[at..].trim_start_matches([',', ' ', '\n']).len();
                        let length = tree(&text[at..], &own, found);
                        at += length.max(usize::from(length == 0 && !text[at..].starts_with('}')));
                    }
                    at += text[at..].find('}').map_or(text.len() - at, |end| end + 1);
                    return at;
                }
                if behind.starts_with(['*', '<']) {
                    break;
                }
            } else {
                break;
            }
        }
        if !own.ends_with("::") || own.matches("::").count() > 1 {
            found.push(own);
        }
        at
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = ["crate::", "super::"].iter().filter_map(|start| text[at..].find(start)).min() {
        at += next;
        // `pub(in crate::tables)` imports nothing.
        let is_inside = ["::", "in "].iter().any(|end| text[..at].ends_with(end));
        at += if is_inside { 7 } else { tree(&text[at..], "", &mut found).max(7) };
    }
    found
}

/// A file as the modules that it is, and its text without comments and tests.
struct Module {
    path: Vec<String>,
    is_of_folder: bool,
    text: String,
}

fn modules(root: &Path) -> Vec<Module> {
    let mut files = Vec::new();
    rust_files(root, &mut files);
    let read = |path: PathBuf| {
        let own = path.strip_prefix(root).unwrap().with_extension("");
        let mut parts: Vec<String> = own.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
        let is_of_folder = parts.last().is_some_and(|last| last == "mod") || own.starts_with("lib");
        parts.retain(|part| part != "mod" && part != "lib");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        Module { path: parts, is_of_folder, text: code.join("\n") }
    };
    let mut found: Vec<Module> = files.into_iter().map(read).collect();
    found.retain(|module| {
        !["tests", "benches", "main"].iter().any(|other| module.path.first().is_some_and(|p| p == other))
    });
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The file that a path names, seen from a file; what a folder exports again is the folder's.
fn target(modules: &[Module], from: usize, path: &str) -> Option<usize> {
    let at = |path: &[String]| modules.iter().position(|module| module.path == path);
    let mut own = modules[from].path.clone();
    let mut parts = path.split("::").filter(|part| !part.is_empty()).peekable();
    while let Some(step) = parts.next_if(|part| matches!(*part, "crate" | "super")) {
        if step == "crate" {
            own.clear();
        } else {
            own.pop()?;
        }
    }
    while let Some(part) = parts.peek() {
        let inner: Vec<String> = own.iter().cloned().chain([(*part).to_owned()]).collect();
        if at(&inner).is_none() {
            break;
        }
        own = inner;
        parts.next();
    }
    at(&own)
}

/// Whether a file is that of a folder around another one.
fn is_around(modules: &[Module], outer: usize, inner: usize) -> bool {
    let (outer, inner) = (&modules[outer].path, &modules[inner].path);
    outer.len() < inner.len() && inner.starts_with(outer)
}

/// For each file those that it imports from.
fn imports(modules: &[Module]) -> Vec<Vec<usize>> {
    let of = |from: usize| {
        let mut found: Vec<usize> =
            paths(&modules[from].text).iter().filter_map(|path| target(modules, from, path)).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|&to| to != from);
        found
    };
    (0..modules.len()).map(of).collect()
}

#[test]
fn files_of_one_folder_import_in_one_direction() {
    let modules = modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline"));
    let imports = imports(&modules);
    let name = |at: usize| modules[at].path.join("/");
    let reaches = |from: usize| {
        let (mut seen, mut open) = (vec![false; modules.len()], vec![from]);
        while let Some(at) = open.pop() {
            // What a folder declares its own files may use.
            for &to in imports[at].iter().filter(|&&to| !is_around(&modules, to, at)) {
                if !std::mem::replace(&mut seen[to], true) {
                    open.push(to);
                }
            }
        }
        seen
    };
    assert!(imports.iter().map(Vec::len).sum::<usize>() > 300, "the test saw too few imports");
    let circles: Vec<String> = (0..modules.len())
        .filter(|&at| !modules[at].is_of_folder && reaches(at)[at])
        .map(name)
        .filter(|name| !KNOWN.contains(&name.as_str()))
        .collect();
    assert!(circles.is_empty(), "files in circles of imports:\n{}", circles.join("\n"));
}

/// Circles that are still there: front-ends that rate a text together; schemas that extend others while they are parsed.
const KNOWN: [&str; 3] = ["blocks/markdown", "contract/extends", "contract/parse"];

#[test]
fn no_file_of_the_tables_imports_from_a_folder_around_it() {
    let modules = modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline"));
    let imports = imports(&modules);
    let is_inside = |at: usize| modules[at].path.first().is_some_and(|first| first == "tables");
    let mut wrong = Vec::new();
    for from in (0..modules.len()).filter(|&at| is_inside(at)) {
        let up = imports[from].iter().filter(|&&to| is_inside(to) && is_around(&modules, to, from));
        wrong.extend(
            up.map(|&to| format!("{} imports from {}", modules[from].path.join("/"), modules[to].path.join("/"))),
        );
    }
    assert!(wrong.is_empty(), "imports point upward:\n{}", wrong.join("\n"));
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

//! Thousands of real articles compile without a panic, and what the ledger says of each of them holds.

use crate::ledger::check;
use crate::shared;
use kbc::source::{articles, read};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The directories of corpora, unpacked; null where there are none. `KBC_CORPUS` names a directory that has them
/// unpacked already.
pub(crate) fn corpora(unpacked: &Path, names: &[&str]) -> Option<Vec<PathBuf>> {
    if let Some(directory) = std::env::var_os("KBC_CORPUS") {
        return Some(names.iter().map(|name| Path::new(&directory).join(name)).collect());
    }
    let shared = shared::directory()?;
    let unpack = |name: &&str| {
        let root = unpacked.join(name);
        let archive = shared.join("corpus").join(name).with_extension("tar.gz");
        let made = Command::new("mkdir").arg(&root).status().unwrap();
        let done = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&root).status().unwrap();
        assert!(made.success() && done.success(), "{} is not unpacked", archive.display());
        root
    };
    Some(names.iter().map(unpack).collect())
}

#[test]
fn every_article_of_the_corpora_compiles_and_its_ledger_holds() {
    let unpacked = tempfile::tempdir().unwrap();
    let Some(roots) = corpora(unpacked.path(), &["modern", "archive"]) else {
        println!("skipped: no ../shared");
        return;
    };
    let mut all_failures = Vec::new();
    for root in roots {
        let (found, _) = articles(&root).unwrap();
        assert!(found.len() > 1000, "only {} articles below {}", found.len(), root.display());
        let checked = found.par_iter().map(|found| check(&read(found).unwrap()));
        let (totals, failures) = checked.reduce(Default::default, |(totals, mut failures), (more, others)| {
            failures.extend(others);
            (totals.join(more), failures)
        });
        println!("{}: {} articles", root.file_name().unwrap().to_string_lossy(), found.len());
        for (name, count) in totals.0 {
            println!("  {name}: {count}");
        }
        all_failures.extend(failures);
    }
    assert!(all_failures.is_empty(), "{} failures:\n{}", all_failures.len(), all_failures.join("\n"));
}

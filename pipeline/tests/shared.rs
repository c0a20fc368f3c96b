//! Where articles lie: our own, and, when they are there, the seeds and corpora that are not part of the repository.

use kbc::source::{Source, articles, current, read};
use std::path::{Path, PathBuf};

/// The three seeds, in the order of our own articles, which print the same tables on the same lines.
pub(crate) const SEEDS: [&str; 3] = ["000_48ce8f283829d578", "001_46cb0034d57a633a", "002_9895ef4a0a2e2552"];

/// The directory named by `KBC_SHARED`, else `../shared`; null where there is none.
pub(crate) fn directory() -> Option<PathBuf> {
    let named = std::env::var_os("KBC_SHARED").map(PathBuf::from);
    let path = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    path.is_dir().then_some(path)
}

/// The articles of the repository, in the order of their names.
pub(crate) fn own() -> Vec<Source> {
    let (found, _) = articles(&Path::new(env!("CARGO_MANIFEST_DIR")).join("input")).unwrap();
    found.iter().map(|found| read(found).unwrap()).collect()
}

/// An article of the seeds.
pub(crate) fn seed(shared: &Path, seed: &str) -> Source {
    let path = shared.join("seeds").join(seed).with_extension("txt");
    let bytes = current(&path).unwrap().unwrap_or_else(|| panic!("{} is missing", path.display()));
    Source::new(format!("{seed}.txt"), bytes)
}

/// A row of the hand-checked expectation of a seed; texts as in its CSV, empty where not given.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Expected {
    pub(crate) article_kb: String,
    pub(crate) section: String,
    pub(crate) kind: String,
    pub(crate) file_name: String,
    pub(crate) file_version: String,
    pub(crate) file_size: String,
    pub(crate) date: String,
    pub(crate) time: String,
    pub(crate) platform: String,
    pub(crate) sp_requirement: String,
    pub(crate) service_branch: String,
    pub(crate) line: u32,
}

/// The expected rows of a seed.
pub(crate) fn expected(shared: &Path, seed: &str) -> Vec<Expected> {
    let path = shared.join("seeds/expected").join(seed).with_extension("csv");
    let bytes = current(&path).unwrap().unwrap_or_else(|| panic!("{} is missing", path.display()));
    csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|row| row.unwrap()).collect()
}

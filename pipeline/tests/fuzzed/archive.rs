//! A file that articles are taken out of: any bytes, under a name that the first byte chooses.

use super::way;
use kbc::source::{Input, Loss, is_unchanged, read};
use std::cell::RefCell;
use std::fs;
use tempfile::TempDir;

/// What a file is follows from its bytes; where they do not say, from its name.
const NAMES: [&str; 4] = ["a.zip", "a.jsonl", "a.md.gz", "a.tar.zst"];

thread_local! {
    /// Removed with the thread.
    static DIRECTORY: RefCell<TempDir> = RefCell::new(tempfile::tempdir().unwrap());
}

pub(super) fn hold(bytes: &[u8]) {
    let Some((&mark, bytes)) = bytes.split_first() else { return };
    DIRECTORY.with_borrow(|directory| {
        let path = directory.path().join(NAMES[way(mark, NAMES.len())]);
        fs::write(&path, bytes).unwrap();
        let [once, twice] = [(), ()].map(|()| Input::open(&path).unwrap());
        assert_eq!(once.skipped, twice.skipped, "what is passed over is the same twice");
        assert!(once.skipped.iter().all(|skipped| !skipped.reason.is_empty()));
        let is_given_up = once.skipped.iter().any(|skipped| skipped.loss == Loss::Moment);
        assert!(!is_given_up || once.found.is_empty(), "an archive is read as a whole or not at all");
        assert!(once.found.windows(2).all(|pair| pair[0].name < pair[1].name), "names are in order, and apart");
        for (found, again) in once.found.iter().zip(&twice.found) {
            let name = &found.name;
            let is_inside = !name.is_empty() && !name.starts_with('/') && name.split('/').all(|part| part != "..");
            assert!(is_inside && !name.contains('\0'), "{name:?} leads out of the archive");
            assert!(is_unchanged(found));
            assert_eq!((name, read(found).unwrap().sha256), (&again.name, read(again).unwrap().sha256));
        }
    });
}

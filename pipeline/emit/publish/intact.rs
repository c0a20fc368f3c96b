//! Whether an output is byte for byte what its descriptor says.

use super::files::digest;
use super::owned::Owned;
use crate::emit::DESCRIPTOR;
use crate::emit::datapackage::is_as_written;
use crate::source::{current, listed, open};
use rayon::prelude::*;
use std::path::Path;

/// The names of all files of an output, the descriptor among them; null where one is missing or has other bytes, or where
/// something else lies among them.
#[must_use]
pub fn intact(output: &Path) -> Option<Vec<String>> {
    let descriptor = current(&output.join(DESCRIPTOR)).ok().flatten()?;
    if !is_as_written(std::str::from_utf8(&descriptor).ok()?) {
        return None;
    }
    let files = Owned::read(output).ok()?.files()?;
    let mut names = listed(output)?;
    names.sort();
    if !names.iter().eq(files.keys()) {
        return None;
    }
    let is_whole = files.par_iter().filter(|(name, _)| *name != DESCRIPTOR).all(|(name, hash)| {
        let Ok(Some(mut file)) = open(&output.join(name)) else { return false };
        digest(&mut file).is_ok_and(|(_, sha256)| hash.strip_prefix("sha256:") == Some(&sha256))
    });
    is_whole.then_some(names)
}

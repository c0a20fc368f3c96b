//! `kbc git-merge`.

use super::say;
use kbc::emit::DESCRIPTOR;
use std::path::Path;

/// Keeps the file of the current branch. Rows cannot be merged file by file: the merged articles say what they are, and git
/// writes those only when all files are merged. So the hooks of `kbc init` build the output then, and until it is
/// current `kbc check` says that it is stale.
pub(super) fn run(path: &Path) {
    // Git asks once per file; each change of an output changes its descriptor, so one message is enough.
    if path.file_name().is_some_and(|name| name == DESCRIPTOR) {
        let directory = path.parent().map_or_else(String::new, |parent| parent.display().to_string());
        say(&format!(
            "kbc: both branches changed `{directory}/`, which is generated: run `kbc build` when the articles are merged"
        ));
    }
}

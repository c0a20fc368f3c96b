//! The least that any compiler of these articles does: walking and reading them, or parsing them, too.
#![expect(clippy::disallowed_methods, reason = "the floor reads on its own, not with the code it is compared to")]

use ignore::WalkBuilder;
use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// How far a floor goes.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Work {
    /// Walk and read.
    Walk,
    /// Walk, read, and take every event of the Markdown parser.
    Parse,
}

/// The articles below a directory: the files that a build compiles.
pub(crate) fn articles(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let mut articles = Vec::new();
    for entry in WalkBuilder::new(directory).standard_filters(false).hidden(true).follow_links(true).build() {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_article = entry
            .path()
            .extension()
            .is_some_and(|ext| ["md", "markdown", "txt", "text"].iter().any(|known| ext.eq_ignore_ascii_case(known)));
        if is_article && entry.file_type().is_some_and(|kind| kind.is_file()) {
            articles.push(entry.into_path());
        }
    }
    Ok(articles)
}

/// Does the work and says, in the words of `kbc build`, over how many articles.
pub(crate) fn run(work: Work, directory: &Path, jobs: usize) -> Result<String, String> {
    rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global().map_err(|error| error.to_string())?;
    let articles = articles(directory)?;
    articles.par_iter().try_for_each(|path| {
        let bytes = std::fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        match work {
            Work::Walk => drop(black_box(bytes)),
            Work::Parse => {
                let text = String::from_utf8_lossy(&bytes);
                for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
                    black_box(event);
                }
            }
        }
        Ok::<(), String>(())
    })?;
    Ok(format!("read {} articles", articles.len()))
}

//! How memory grows with the number of articles: the same articles under ever more names.
#![expect(clippy::disallowed_methods, reason = "the articles are linked without the code that is measured")]

use crate::floor::articles;
use crate::process::build;
use std::path::Path;

/// Articles of a directory.
const DIRECTORY: usize = 1000;

/// Prints the most memory of a build of some articles, of four times as many, and so on up to `most`.
pub(crate) fn report(directory: &Path, most: usize, jobs: usize) -> Result<(), String> {
    let known = articles(directory)?;
    if known.is_empty() {
        return Err(format!("there are no articles below `{}`", directory.display()));
    }
    let failed = |error: std::io::Error| format!("cannot make the articles: {error}");
    println!("{} articles of `{}`, under as many names as it takes\n", known.len(), directory.display());
    println!("{:>10}{:>12}{:>12}", "articles", "wall s", "peak MB");
    let sizes = [64, 16, 4, 1].map(|part| most / part);
    for size in sizes.into_iter().filter(|size| *size > 0) {
        let root = tempfile::tempdir_in(".").map_err(failed)?;
        for (at, article) in (0..size).zip(known.iter().cycle()) {
            let parent = root.path().join(format!("{:05}", at / DIRECTORY));
            if at % DIRECTORY == 0 {
                std::fs::create_dir(&parent).map_err(failed)?;
            }
            let name = article.file_name().unwrap_or_default().to_string_lossy();
            let path = parent.join(format!("{at:07}-{name}"));
            std::fs::hard_link(article, &path)
                .or_else(|_| std::fs::copy(article, &path).map(|_| ()))
                .map_err(failed)?;
        }
        let run = build(&std::path::absolute(root.path()).map_err(failed)?, jobs, &["parquet"], size)?;
        println!("{size:>10}{:>12.1}{:>12}", run.wall.as_secs_f64(), run.peak / 1_000_000);
    }
    Ok(())
}

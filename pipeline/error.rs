//! `Error`: why kbc could not run. A problem inside an article is never an `Error`.

use std::path::PathBuf;

/// Why a command could not run (exit code 2).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input directory is missing.
    #[error("there is no input directory `{}`\n  help: put articles there, or name another directory with `--input DIR`", path.display())]
    NoInput {
        /// The directory looked for.
        path: PathBuf,
    },
    /// No article could be compiled.
    #[error("no article could be read below `{}`{reasons}\n  help: articles are files named *.md, *.markdown, *.html, *.htm, *.txt or *.text", path.display())]
    NothingToCompile {
        /// The directory looked through.
        path: PathBuf,
        /// A line for each file that was passed over.
        reasons: String,
    },
    /// A file could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {source}\n  help: check free space and permissions, or name another place; `kbc check` says whether the output is current", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A schema is wrong; already rendered with carets.
    #[error("{0}")]
    Schema(String),
    /// The command line asks for something that does not exist.
    #[error("{0}")]
    Usage(String),
    /// A library refused what we built; a defect of kbc.
    #[error(
        "internal error in {stage}: {message}\n  help: this is a defect of kbc; please report it with the article that shows it"
    )]
    Internal {
        /// The stage.
        stage: &'static str,
        /// What the library says.
        message: String,
    },
}

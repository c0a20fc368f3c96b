//! `Error`: why kbc could not run. A problem inside an article is never an `Error`.

use std::path::PathBuf;

/// Why a command could not run (exit code 2).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input directory is missing.
    #[error("there is no input directory `{}`\n  help: put articles there, or name a directory, an article, an archive or a table with `--input PATH` or in kbc.toml", path.display())]
    NoInput {
        /// The directory looked for.
        path: PathBuf,
    },
    /// No article could be compiled.
    #[error(
        "no article could be read below `{input}`{reasons}\n  help: articles are files named *.md, *.markdown, *.html, *.htm, *.txt or *.text"
    )]
    NothingToCompile {
        /// The directory, or whatever else, that was looked through.
        input: String,
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
    /// The system gives no threads.
    #[error(
        "the system gives kbc no threads to work with: {source}\n  help: raise the limits on memory and processes (`ulimit -v`, `ulimit -u`, or those of a container), or run fewer threads with `--jobs 1`"
    )]
    Threads {
        /// What the system says.
        source: rayon::ThreadPoolBuildError,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {source}\n  help: check free space and permissions, or name another place; `kbc check` says whether the output is current", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process writes the output.
    #[error("another kbc{} is writing `{}`\n  help: wait until it ends, or name another directory with `--output DIR`", process.map(|id| format!(" (process {id})")).unwrap_or_default(), output.display())]
    Busy {
        /// The output.
        output: PathBuf,
        /// Number of the process, where it is known.
        process: Option<u32>,
    },
    /// Articles could not be read, for reasons that another run may not meet.
    #[error(
        "not all articles could be read, and the output is left as it was{reasons}\n  help: run kbc again; with `--keep-going` it goes on without them"
    )]
    Unread {
        /// A line for each of them.
        reasons: String,
    },
    /// Files of the output were replaced one by one, and neither could it be completed nor undone.
    #[error("{first}\n  the files that were replaced could not be put back: {second}\n  help: `{}` is neither old nor new until the next `kbc build`, which puts the old files back first", output.display())]
    HalfReplaced {
        /// The output.
        output: PathBuf,
        /// What went wrong first.
        first: String,
        /// What went wrong when it was undone.
        second: String,
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

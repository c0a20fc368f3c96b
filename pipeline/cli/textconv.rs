//! `kbc git-textconv`.

use super::print;
use kbc::diff::{TextconvError, textconv};
use kbc::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// Prints the rows of a Parquet file, and of any other file one line that says what it is: an exit code other than 0 would
/// end the whole `git diff`.
pub(super) fn run(file: &Path) -> Result<ExitCode, Error> {
    match textconv(file, &mut print) {
        Ok(()) => {}
        Err(TextconvError::Input(why)) => print(&format!("({why})\n"))?,
        Err(TextconvError::Output(error)) => return Err(error),
    }
    Ok(ExitCode::SUCCESS)
}

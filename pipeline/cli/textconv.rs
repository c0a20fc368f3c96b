//! `kbc git-textconv`.

use super::print;
use kbc::diff::textconv;
use kbc::error::Error;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(file: &Path) -> Result<ExitCode, Error> {
    textconv(file, &mut print)?;
    Ok(ExitCode::SUCCESS)
}

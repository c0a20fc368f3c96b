//! `kbc diff`.

use super::{contract, print};
use kbc::diff::{FORMS, Snapshot, diff};
use kbc::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What shall be compared, and how it is shown.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// The output before: a directory, or a git revision.
    #[arg(default_value = "HEAD")]
    old: String,
    /// The output after: a directory, or a git revision; without it the output directory as it stands.
    new: Option<String>,
    /// Directory of the output, now and in revisions.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Form of the report; markdown is at most 60 lines.
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = FORMS.iter().map(|form| form.name).collect::<Vec<_>>())]
    format: String,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let schemas = contract(wish.schemas.as_deref())?;
    let old = Snapshot::of(&wish.old, &wish.output)?;
    let new = match &wish.new {
        Some(name) => Snapshot::of(name, &wish.output)?,
        None => Snapshot::of(&wish.output.to_string_lossy(), &wish.output)?,
    };
    let difference = diff(&old, &new, &schemas.contract)?;
    if let Some(form) = FORMS.iter().find(|form| form.name == wish.format) {
        print(&(form.render)(&difference, [&old.name(), &new.name()]))?;
    }
    Ok(ExitCode::from(u8::from(difference.is_different())))
}

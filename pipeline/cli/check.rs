//! `kbc check`.

use super::build::{Prepared, compile};
use super::findings::{check_reports, show};
use super::schema::against;
use super::{Options, formats, message, say, warn};
use kbc::contract::dictionary;
use kbc::emit::{Change, Outcome};
use kbc::error::Error;
use kbc::source::current;
use std::process::ExitCode;

/// What shall be checked.
#[derive(clap::Args)]
pub(super) struct Wish {
    #[command(flatten)]
    options: Options,
    /// The output before, a directory or a git revision: the version of the contract must have risen as its changes since
    /// then demand. Without it the output directory as it stands.
    #[arg(long, value_name = "OLD")]
    against: Option<String>,
}

/// At most so many files are named.
const MOST_STALE: usize = 10;

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let options = &wish.options;
    let output = &options.places.output;
    check_reports(&options.findings)?;
    let prepared = Prepared::new(&options.places)?;
    // An output that is not there yet has no contract.
    let here = output.is_dir().then(|| output.to_string_lossy());
    let before = wish.against.as_deref().or(here.as_deref());
    let risen = before.map(|before| against(before, output, &prepared.schemas.contract)).transpose()?;
    let mut report = compile(&options.places, &prepared, &formats(options)?, Outcome::Compare)?;
    let is_bad = show(options, &prepared.policy, &mut report)?;
    let lost = warn(&report.skipped);
    let schemas = &prepared.schemas;
    let (mut stale, mut moved) = (Vec::new(), Vec::new());
    for (name, change) in &report.published.files {
        let path = output.join(name);
        match change {
            Change::Same => {}
            Change::Added => moved.push(format!("`{}` is missing", path.display())),
            Change::Changed => stale.push(format!("`{}` is not what the articles give", path.display())),
            Change::Removed => moved.push(format!("`{}` is no longer written", path.display())),
        }
    }
    if let Some(directory) = &schemas.directory {
        let path = directory.join("README.md");
        if current(&path)?.as_deref() != Some(dictionary(&schemas.contract).as_bytes()) {
            stale.push(format!("`{}` is not what the schemas give", path.display()));
        }
    }
    // What differs comes before what is only missing or left over.
    stale.append(&mut moved);
    let low = risen.filter(|contract| !contract.has_risen());
    if let Some(contract) = &low {
        let text = contract.text();
        let text = format!(
            "the version of the contract did not rise with the schemas: {}\n  help: set `version = \"{}\"` in contract.toml beside the schemas, then run `kbc build`",
            text.trim_end().strip_prefix("contract ").unwrap_or(&text),
            contract.needed()
        );
        message("error", anstyle::AnsiColor::Red, &text);
    }
    for line in stale.iter().take(MOST_STALE) {
        message("stale", anstyle::AnsiColor::Yellow, line);
    }
    if stale.len() > MOST_STALE {
        message("stale", anstyle::AnsiColor::Yellow, &format!("and {} files more", stale.len() - MOST_STALE));
    }
    if stale.is_empty() {
        say(&format!("{}: current, {} files", output.display(), report.published.files.len()));
    } else {
        say("  help: run `kbc build` and commit what it writes");
    }
    Ok(ExitCode::from(u8::from(lost || is_bad || low.is_some() || !stale.is_empty())))
}

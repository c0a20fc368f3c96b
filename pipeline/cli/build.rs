//! `kbc build`.

use super::findings::{check_reports, show};
use super::{Options, Places, Schemas, contract, formats, say, warn};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kbc::build::{Job, Report, build, policy};
use kbc::checks::Policy;
use kbc::contract::dictionary;
use kbc::emit::{Change, Format, Outcome, generated};
use kbc::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    check_reports(&options.findings)?;
    let prepared = Prepared::new(&options.places)?;
    let mut report = compile(&options.places, &prepared, &formats(options)?, Outcome::Publish)?;
    let is_bad = show(options, &prepared.policy, &mut report)?;
    let lost = warn(&report.skipped);
    let schemas = &prepared.schemas;
    let mut dictionary_change = Change::Same;
    if let Some(directory) = &schemas.directory {
        dictionary_change = generated(&directory.join("README.md"), dictionary(&schemas.contract))?;
    }
    say(&summary(options, &report));
    if dictionary_change != Change::Same {
        say("the data dictionary beside the schemas was rewritten");
    }
    Ok(ExitCode::from(u8::from(lost || is_bad)))
}

/// What a compilation needs besides the articles.
pub(super) struct Prepared {
    pub(super) schemas: Schemas,
    pub(super) policy: Policy,
}

impl Prepared {
    /// Reads schemas and waivers; says what is wrong with them, or with the directories, before any work is done.
    pub(super) fn new(places: &Places) -> Result<Self, Error> {
        check_directories(&places.input, &places.output)?;
        Ok(Self { schemas: contract(places.schemas.as_deref())?, policy: policy(&places.input)? })
    }
}

/// Builds with a progress bar, which indicatif shows on a terminal only.
pub(super) fn compile(
    places: &Places,
    prepared: &Prepared,
    formats: &[&'static Format],
    outcome: Outcome,
) -> Result<Report, Error> {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("compiling {wide_bar} {pos}/{len} articles") {
        bar.set_style(style);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(places.jobs.into())
        .build()
        .map_err(|error| Error::Usage(format!("cannot start {} threads: {error}", places.jobs)))?;
    let progress = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let job = Job {
        input: &places.input,
        output: &places.output,
        contract: &prepared.schemas.contract,
        policy: &prepared.policy,
        formats,
        outcome,
        progress: &progress,
    };
    let result = pool.install(|| build(&job));
    bar.finish_and_clear();
    result
}

fn summary(options: &Options, report: &Report) -> String {
    let rows: usize = report.published.rows.values().sum();
    let count = |change: Change| report.published.files.values().filter(|found| **found == change).count();
    let changed: Vec<String> = [
        (Change::Added, "new"),
        (Change::Changed, "changed"),
        (Change::Removed, "removed"),
        (Change::Same, "unchanged"),
    ]
    .iter()
    .filter(|(change, _)| count(*change) > 0)
    .map(|(change, word)| format!("{} {word}", count(*change)))
    .collect();
    format!(
        "compiled {} article{} into {rows} rows of {} datasets\n{}: {} files ({})",
        report.articles,
        if report.articles == 1 { "" } else { "s" },
        report.published.rows.len(),
        options.places.output.display(),
        report.published.files.len(),
        changed.join(", ")
    )
}

/// Says that an output would lie among the articles, or the articles in it: neither directory would be what it is.
fn check_directories(input: &Path, output: &Path) -> Result<(), Error> {
    if input.is_file() {
        return Err(Error::Usage(format!(
            "`{}` is a file, and the input is a directory of articles\n  help: name the directory that it lies in; `kbc dump tables {}` shows what is read of this one",
            input.display(),
            input.display()
        )));
    }
    let (Ok(articles), Some(datasets)) = (input.canonicalize(), real(output)) else { return Ok(()) };
    if articles.starts_with(&datasets) || datasets.starts_with(&articles) {
        return Err(Error::Usage(format!(
            "the output `{}` and the articles `{}` must not lie one in the other\n  help: name another directory with `--output DIR`",
            output.display(),
            input.display()
        )));
    }
    Ok(())
}

/// The path without links and `..`, of which the last part need not exist.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find_map(|known| Some(known.canonicalize().ok()?.join(path.strip_prefix(known).ok()?)))
}

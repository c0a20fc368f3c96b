//! `kbc build`.

use super::findings::{Findings, check_reports, today};
use super::project::Project;
use super::{Options, Places, Schemas, contract, message, say, warn};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kbc::build::{Job, Report, Unread, build, policy, unchanged};
use kbc::checks::Policy;
use kbc::contract::{Contract, Each, Origin, dictionary};
use kbc::emit::{
    Change, DESCRIPTOR, Durability, Filled, Format, Outcome, Recovered, fill_changes, filled, generated, recover,
};
use kbc::error::Error;
use kbc::source::{Input, current, modified};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What shall be built.
#[derive(clap::Args)]
pub(super) struct Wish {
    #[command(flatten)]
    pub(super) options: Options,
    /// Do not wait until the output is on the disk: after a power failure it may be damaged.
    #[arg(long)]
    no_sync: bool,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let options = &wish.options;
    let project = Project::find()?;
    let places = project.places(&options.places);
    check_reports(&options.findings, &places.input)?;
    let prepared = Prepared::new(&places)?;
    if recover(&places.output)? == Recovered::OldFiles {
        let text = format!(
            "a build into `{}` had been killed while it replaced files: the old ones are back",
            places.output.display()
        );
        message("warning", anstyle::AnsiColor::Yellow, &text);
    }
    let before = fills(&places.output);
    let how = How {
        durability: if wish.no_sync { Durability::Unsynced } else { Durability::Synced },
        ..How::of(options, Outcome::Publish)
    };
    let mut report = compile(&places, &prepared, &project.formats(options)?.value, how)?;
    if let Some(path) = &report.published.left {
        let text = format!("`{}` could not be removed; the next build tries again", path.display());
        message("warning", anstyle::AnsiColor::Yellow, &text);
    }
    prepared.policy.expire(today(places.today), &mut report.findings);
    let load = |path: &str| prepared.input.source(path);
    let root = places.input.root();
    let shown = Findings { options: &options.findings, project: &project, root, load: &load, base: None };
    let is_bad = shown.show(&mut report.findings)?;
    let lost = warn(&report.skipped);
    let schemas = &prepared.schemas;
    let mut dictionary_change = Change::Same;
    if let Some(directory) = &schemas.directory {
        dictionary_change = generated(&directory.join("README.md"), dictionary(&schemas.contract))?;
    }
    say(&summary(&places, &report));
    tell_fills(&before, &fills(&places.output), &prepared.schemas.contract);
    if dictionary_change != Change::Same {
        say("the data dictionary beside the schemas was rewritten");
    }
    Ok(ExitCode::from(u8::from(lost || is_bad)))
}

/// What a compilation needs besides the articles.
pub(super) struct Prepared {
    pub(super) schemas: Schemas,
    pub(super) policy: Policy,
    pub(super) input: Arc<Input>,
}

impl Prepared {
    /// Reads schemas and waivers; says what is wrong with them, or with the directories, before any work is done.
    pub(super) fn new(places: &Places) -> Result<Self, Error> {
        for path in &places.input.paths {
            check_directories(path, &places.output)?;
        }
        let (schemas, policy) = (contract(places.schemas.as_deref())?, policy(&places.input)?);
        Ok(Self { schemas, policy, input: places.input.open()? })
    }
}

/// How articles are compiled.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub(super) outcome: Outcome,
    pub(super) durability: Durability,
    pub(super) unread: Unread,
    /// Whether an output that says it was made of the same is believed.
    pub(super) may_believe: bool,
}

impl How {
    /// Where only the findings are wanted: no file is written to be compared.
    pub(super) const FINDINGS: Self = Self {
        outcome: Outcome::Compare,
        durability: Durability::Unsynced,
        unread: Unread::KeepGoing,
        may_believe: false,
    };

    pub(super) fn of(options: &Options, outcome: Outcome) -> Self {
        let unread = if options.keep_going { Unread::KeepGoing } else { Unread::Stop };
        Self { outcome, durability: Durability::Unsynced, unread, may_believe: !options.force }
    }
}

/// Builds with a progress bar, which indicatif shows on a terminal only.
pub(super) fn compile(
    places: &Places,
    prepared: &Prepared,
    formats: &[&'static Format],
    how: How,
) -> Result<Report, Error> {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("compiling {wide_bar} {pos}/{len} articles") {
        bar.set_style(style);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(places.jobs.into())
        .build()
        .map_err(|source| Error::Threads { source })?;
    let progress = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let job = Job {
        input: &prepared.input,
        output: &places.output,
        contract: &prepared.schemas.contract,
        policy: &prepared.policy,
        formats,
        outcome: how.outcome,
        durability: how.durability,
        unread: how.unread,
        progress: &progress,
    };
    let believed = || if how.may_believe && is_of_this_kbc(&places.output) { unchanged(&job) } else { None };
    let result = pool.install(|| believed().map_or_else(|| build(&job), Ok));
    bar.finish_and_clear();
    result
}

/// Whether an output that this version wrote was written by this very kbc. The version of a release says so. Two versions under
/// development have the same number: there the output must be younger than the program.
fn is_of_this_kbc(output: &Path) -> bool {
    let own = std::env::current_exe().ok().and_then(|path| modified(&path));
    super::commit().is_some() || own.is_some_and(|own| modified(&output.join(DESCRIPTOR)) > Some(own))
}

fn summary(places: &Places, report: &Report) -> String {
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
    let articles = format!("{} article{}", report.articles, if report.articles == 1 { "" } else { "s" });
    let datasets = report.published.rows.len();
    let done = if report.is_compiled {
        format!("compiled {articles} into {rows} rows of {datasets} datasets")
    } else {
        nothing_changed(report)
    };
    format!("{done}\n{}: {} files ({})", places.output.display(), report.published.files.len(), changed.join(", "))
}

/// What is said where articles were hashed and not compiled.
pub(super) fn nothing_changed(report: &Report) -> String {
    let (count, plural) = (report.articles, if report.articles == 1 { "" } else { "s" });
    format!("nothing changed: the output was made of the same {count} article{plural}, schemas, waivers and options")
}

/// The most columns that a build names.
const MOST_FILLS: usize = 10;

/// Says which columns are fuller or emptier than before: a heading that is no longer read shows here.
fn tell_fills(before: &BTreeMap<String, Filled>, after: &BTreeMap<String, Filled>, contract: &Contract) {
    let mut changes = fill_changes(before, after);
    changes.retain(|change| is_fact(&change.column, contract));
    if changes.is_empty() {
        return;
    }
    say("filled cells, where the share changed:");
    for change in changes.iter().take(MOST_FILLS) {
        say(&format!("  {change}"));
    }
    if changes.len() > MOST_FILLS {
        say(&format!("  and {} more columns: `kbc stats --since HEAD`", changes.len() - MOST_FILLS));
    }
}

/// Whether a column, `dataset.column`, states a fact of its own: what is a part of another one moves with it, and how articles
/// are read is told by `kbc stats`.
fn is_fact(path: &str, contract: &Contract) -> bool {
    contract.datasets.iter().any(|dataset| {
        matches!(dataset.each, Each::Row | Each::Article | Each::Product | Each::Link | Each::Address)
            && dataset.columns.iter().any(|column| {
                column.path == path && !column.from.iter().any(|origin| matches!(origin, Origin::Part { .. }))
            })
    })
}

/// How full the columns of an output are; nothing where there is none, or it cannot be read.
fn fills(output: &Path) -> BTreeMap<String, Filled> {
    // What is in the way of the descriptor is the concern of whoever writes it.
    let bytes = current(&output.join(DESCRIPTOR)).ok().flatten().unwrap_or_default();
    filled(&serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Says that an output would lie among the articles, or the articles in it: neither directory would be what it is.
fn check_directories(input: &Path, output: &Path) -> Result<(), Error> {
    let (Ok(articles), Some(datasets)) = (input.canonicalize(), real(output)) else { return Ok(()) };
    // A file holds no directory, and its own may hold an output beside it.
    if articles.starts_with(&datasets) || articles.is_dir() && datasets.starts_with(&articles) {
        return Err(Error::Usage(format!(
            "the output `{}` and the articles `{}` must not contain each other\n  help: name another directory with `--output DIR`",
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

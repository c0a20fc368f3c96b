//! `kbc site`.

use super::project::Project;
use super::{InputOptions, contract, message, say};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kbc::diff::{Layout, Snapshot};
use kbc::emit::Change;
use kbc::error::Error;
use kbc::site::{Job, Made, site};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What the site is made of.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Directory of the site. It is replaced as a whole; a directory that holds other files is refused.
    #[arg(long, value_name = "DIR", default_value = "site")]
    output: PathBuf,
    /// Directory of the datasets that it shows, Parquet among them [default: output].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(flatten)]
    input: InputOptions,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Also show what changed since another output: a git revision, or a directory.
    #[arg(long, value_name = "REV|DIR")]
    against: Option<String>,
    /// Leave out the text of the articles: the site is smaller, and shows rows without the lines they come from.
    #[arg(long)]
    without_text: bool,
    /// Show it in the browser.
    #[arg(long)]
    open: bool,
    /// Number of threads, at most 256; 0 = one per processor. The site does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=256))]
    jobs: u16,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let schemas = contract(project.schemas(wish.schemas.as_deref()).value.as_deref())?;
    let here = project.config.root.join("schemas");
    let (data, input) = (project.output(wish.data.as_deref()).value, project.input(&wish.input).value);
    let layout = Layout { output: &data, input: &input, schemas: schemas.directory.as_deref().unwrap_or(&here) };
    let output = Snapshot::of_project(layout);
    let against = wish.against.as_ref().map(|name| Snapshot::of(name, layout)).transpose()?;
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("making the site {wide_bar} {pos}/{len} articles") {
        bar.set_style(style);
    }
    let progress = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let articles = if wish.without_text { None } else { Some(input.open()?) };
    let job = Job {
        output: &output,
        input: articles.as_deref(),
        contract: &schemas.contract,
        against: against.as_ref(),
        site: &wish.output,
        progress: &progress,
    };
    // A snapshot stays on its thread, so the threads are those of the process and not of a pool that this one would enter.
    rayon::ThreadPoolBuilder::new()
        .num_threads(wish.jobs.into())
        .build_global()
        .map_err(|source| Error::Threads { source })?;
    let made = site(&job);
    bar.finish_and_clear();
    let made = made?;
    let page = wish.output.join("index.html");
    say(&summary(&made, &page));
    if wish.open
        && let Err(error) = open(&page)
    {
        message("warning", anstyle::AnsiColor::Yellow, &format!("no browser could be started: {error}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Hands a page to the program that the system opens pages with.
fn open(page: &Path) -> std::io::Result<()> {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        // The empty text is the title of a window: `start` takes the first one in quotes for it.
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let quiet = || std::process::Stdio::null();
    Command::new(program).args(arguments).arg(page).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn().map(drop)
}

fn summary(made: &Made, page: &Path) -> String {
    let same = made.files.values().filter(|change| **change == Change::Same).count();
    let files = made.files.len();
    format!(
        "made a site of {} article{}: {files} files ({})\nopen {}",
        made.articles,
        if made.articles == 1 { "" } else { "s" },
        if same == files { "unchanged".to_owned() } else { format!("{same} unchanged") },
        page.display()
    )
}

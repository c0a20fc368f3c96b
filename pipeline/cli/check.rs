//! `kbc check`.

use super::build::{How, Prepared, compile, nothing_changed};
use super::findings::{Findings, check_reports, today};
use super::project::Project;
use super::schema::against;
use super::{Options, Places, contract_of, message, say, warn};
use kbc::build::{check_sources, policy};
use kbc::checks::{BASELINE, WAIVERS};
use kbc::contract::{Contract, dictionary};
use kbc::diff::{Known, Layout, Snapshot};
use kbc::emit::{Change, Outcome, Published};
use kbc::error::Error;
use kbc::source::{Source, Wanted, article, current, read};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What shall be checked.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Articles to check on their own, whatever the output; `-` is the standard input. Without it: all articles, and
    /// whether the output is up to date.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Path of the article on the standard input: its waivers apply, and its extension says how to read it.
    #[arg(long, value_name = "PATH", default_value = "stdin")]
    name: PathBuf,
    #[command(flatten)]
    options: Options,
    /// Fail if the version of the contract did not rise as the changes since an output, a directory or a git revision,
    /// demand [default: the output directory as it stands].
    #[arg(long, value_name = "OLD", conflicts_with = "files")]
    against: Option<String>,
    /// Show only findings that an output, a directory or a git revision, does not list, and let only these make the exit
    /// code 1.
    #[arg(long, value_name = "OLD")]
    new_since: Option<String>,
}

/// The most stale files that are named.
const MOST_STALE: usize = 10;

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let project = Project::find()?;
    let places = project.places(&wish.options.places);
    check_reports(&wish.options.findings, &places.input)?;
    if wish.files.is_empty() { all(wish, &project, &places) } else { some(wish, &project, &places) }
}

/// Checks all articles and the output.
fn all(wish: &Wish, project: &Project, places: &Places) -> Result<ExitCode, Error> {
    let options = &wish.options;
    let output = &places.output;
    let prepared = Prepared::new(places)?;
    let contract = &prepared.schemas.contract;
    let layout = layout(places);
    // An output that is not there yet has no contract.
    let here = output.is_dir().then(|| output.to_string_lossy());
    let before = wish.against.as_deref().or(here.as_deref());
    let risen = before.map(|before| against(before, layout, contract)).transpose()?;
    let known = known(wish, layout, contract, &places.input)?;
    let formats = project.formats_of(options, output)?.value;
    let mut report = compile(places, &prepared, &formats, How::of(options, Outcome::Compare))?;
    // First what must be done, and why; then what was found.
    let stale = stale(&report.published, places, &prepared)?;
    if !report.is_compiled {
        say(&nothing_changed(&report));
    }
    tell_stale(&stale, output, report.published.files.len());
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
    let lost = warn(&report.skipped);
    prepared.policy.expire(today(places.today), &mut report.findings);
    if let (Some(known), true) = (&known, wish.new_since.is_some()) {
        known.keep_new(&mut report.findings);
    }
    let load = |path: &str| prepared.input.source(path);
    let root = places.input.root();
    let shown = Findings { options: &options.findings, project, root, load: &load, base: known.as_ref() };
    let is_bad = shown.show(&mut report.findings)?;
    Ok(ExitCode::from(u8::from(lost || is_bad || low.is_some() || !stale.is_empty())))
}

/// Checks some articles as if there were no others.
fn some(wish: &Wish, project: &Project, places: &Places) -> Result<ExitCode, Error> {
    let contract = contract_of(project, wish.options.places.schemas.as_deref())?.contract;
    let policy = policy(&places.input)?;
    let names: Vec<&Path> =
        wish.files.iter().map(|file| if is_stdin(file) { wish.name.as_path() } else { file.as_path() }).collect();
    // Names below the input directory are those that waivers know.
    let inside: Option<Vec<PathBuf>> = names.iter().map(|name| below(name, places.input.root())).collect();
    let root = if inside.is_some() { places.input.root() } else { Path::new("") };
    let mut sources = Vec::new();
    for (at, (file, name)) in wish.files.iter().zip(&names).enumerate() {
        let known = inside.as_ref().map_or_else(|| (*name).to_owned(), |inside| inside[at].clone());
        let known = known.to_string_lossy().replace('\\', "/");
        sources.push(if is_stdin(file) { stdin(known)? } else { open(file, known)? });
    }
    let mut findings = check_sources(&sources.iter().collect::<Vec<_>>(), &contract, &policy)?;
    policy.expire(today(places.today), &mut findings);
    // Waivers of other articles accept nothing here, which says nothing about them.
    findings.retain(|finding| ![WAIVERS, BASELINE].contains(&&*finding.place.source));
    let known = known(wish, layout(places), &contract, &places.input)?;
    if let (Some(known), true) = (&known, wish.new_since.is_some()) {
        known.keep_new(&mut findings);
    }
    let load = |path: &str| read(&article(&root.join(path), path.to_owned()).ok()?).ok();
    let shown = Findings { options: &wish.options.findings, project, root, load: &load, base: known.as_ref() };
    let is_bad = shown.show(&mut findings)?;
    Ok(ExitCode::from(u8::from(is_bad)))
}

/// The findings by which new ones are told: those of `--new-since`, else of `--against`.
fn known(wish: &Wish, layout: Layout<'_>, contract: &Contract, input: &Wanted) -> Result<Option<Known>, Error> {
    match (&wish.new_since, &wish.against) {
        (Some(old), _) => Known::of(&Snapshot::of(old, layout)?, contract, input).map(Some),
        // Here they only say what to show first.
        (None, Some(old)) => Ok(Known::of(&Snapshot::of(old, layout)?, contract, input).ok()),
        (None, None) => Ok(None),
    }
}

pub(super) fn layout(places: &Places) -> Layout<'_> {
    let schemas = places.schemas.as_deref().unwrap_or(Path::new("schemas"));
    Layout { output: &places.output, input: &places.input, schemas }
}

/// Files that are not what the articles and schemas give, a sentence each; what differs before what is only missing.
fn stale(published: &Published, places: &Places, prepared: &Prepared) -> Result<Vec<String>, Error> {
    let (mut stale, mut moved) = (Vec::new(), Vec::new());
    for (name, change) in &published.files {
        let path = places.output.join(name);
        match change {
            Change::Same => {}
            Change::Added => moved.push(format!("`{}` is missing", path.display())),
            Change::Changed => stale.push(format!("`{}` is not what the articles give", path.display())),
            Change::Removed => moved.push(format!("`{}` is no longer written", path.display())),
        }
    }
    let schemas = &prepared.schemas;
    if let Some(directory) = &schemas.directory {
        let path = directory.join("README.md");
        if current(&path)?.as_deref() != Some(dictionary(&schemas.contract).as_bytes()) {
            stale.push(format!("`{}` is not what the schemas give", path.display()));
        }
    }
    stale.append(&mut moved);
    Ok(stale)
}

fn tell_stale(stale: &[String], output: &Path, files: usize) {
    if stale.is_empty() {
        return say(&format!("{}: current, {files} files", output.display()));
    }
    let head = format!("`{}` is not up to date: run `kbc build` and commit what it writes", output.display());
    message("error", anstyle::AnsiColor::Red, &head);
    for line in stale.iter().take(MOST_STALE) {
        message("stale", anstyle::AnsiColor::Yellow, line);
    }
    if stale.len() > MOST_STALE {
        message("stale", anstyle::AnsiColor::Yellow, &format!("and {} more files", stale.len() - MOST_STALE));
    }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// The path of an article relative to the input directory; null where it lies elsewhere.
fn below(path: &Path, input: &Path) -> Option<PathBuf> {
    let [path, input] = [path, input].map(|path| std::path::absolute(path).ok());
    let (path, input) = (path?, input?);
    let plain = path.strip_prefix(&input).ok().map(Path::to_owned);
    plain.or_else(|| Some(path.canonicalize().ok()?.strip_prefix(input.canonicalize().ok()?).ok()?.to_owned()))
}

fn open(file: &Path, name: String) -> Result<Source, Error> {
    read(&article(file, name)?)
        .map_err(|skipped| Error::Usage(format!("cannot read `{}`: {}", file.display(), skipped.reason)))
}

fn stdin(name: String) -> Result<Source, Error> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|source| Error::Read { path: "the standard input".into(), source })?;
    Ok(Source::new(name, bytes))
}

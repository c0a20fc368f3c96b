//! `kbc build` beside its floors, in turns, as a table.
#![expect(clippy::disallowed_methods, reason = "the articles are counted and linked without the code that is measured")]

use crate::floor::{Work, articles};
use crate::process::{Run, build, floor};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What is measured: its name, and how it is run over so many articles on so many threads.
type Step = (&'static str, fn(&Roots, usize, usize) -> Result<Run, String>);

/// In the order of each round.
const STEPS: [Step; 5] = [
    ("walk, read", |roots, jobs, articles| floor(Work::Walk, &roots.own, jobs, articles)),
    ("walk, read, parse", |roots, jobs, articles| floor(Work::Parse, &roots.own, jobs, articles)),
    ("kbc build", |roots, jobs, articles| build(&roots.rules_on, jobs, &[], articles)),
    ("kbc build, rules off", |roots, jobs, articles| build(&roots.rules_off, jobs, &[], articles)),
    ("kbc build, parquet only", |roots, jobs, articles| build(&roots.rules_on, jobs, &["parquet"], articles)),
];

/// The directory of articles, and two that lead to it: without waivers, and with a file that sets every rule off.
struct Roots {
    own: PathBuf,
    rules_on: PathBuf,
    rules_off: PathBuf,
}

/// The step that the others are divided by.
const PARSE: usize = 1;
/// The steps whose ratio is what the rules cost.
const RULES_ON: usize = 2;
const RULES_OFF: usize = 3;

/// Measures all steps in turns, so that what else happens on the machine meets all of them.
pub(crate) fn report(directory: &Path, rounds: u16, jobs: usize) -> Result<String, String> {
    let failed = |error| format!("cannot read `{}`: {error}", directory.display());
    // The build runs in another directory.
    let root = std::path::absolute(directory).map_err(failed)?;
    if !root.is_dir() {
        return Err(format!("there is no directory `{}`", directory.display()));
    }
    let (count, bytes) = size(&root)?;
    if count == 0 {
        return Err(format!("there are no articles below `{}`", directory.display()));
    }
    let beside = tempfile::tempdir().map_err(|error| format!("cannot make a temporary directory: {error}"))?;
    let roots = Roots::new(root, beside.path()).map_err(|error| format!("cannot lead to the articles: {error}"))?;
    let mut walls = [const { Vec::new() }; STEPS.len()];
    let mut cpus = [const { Vec::new() }; STEPS.len()];
    let mut peaks = [0; STEPS.len()];
    for round in 0..=rounds {
        for (at, (_, step)) in STEPS.iter().enumerate() {
            let run = step(&roots, jobs, count)?;
            if round > 0 {
                walls[at].push(run.wall.as_secs_f64() * 1e3);
                cpus[at].push(run.cpu.as_secs_f64() * 1e3);
                peaks[at] = run.peak.max(peaks[at]);
            }
        }
    }
    let threads = if jobs == 0 { rayon::current_num_threads() } else { jobs };
    let mut table = format!(
        "{count} articles, {:.2} MB, threads: {threads}, rounds: {rounds} after one to warm up\n\n",
        megabytes(bytes)
    );
    let _ = writeln!(
        table,
        "{:<24}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}",
        "", "median ms", "min ms", "max ms", "to parse", "cpu ms", "peak MB"
    );
    for (at, (name, _)) in STEPS.iter().enumerate() {
        let ratios = walls[at].iter().zip(&walls[PARSE]).map(|(wall, parse)| wall / parse).collect();
        let (min, max) = walls[at].iter().fold((f64::INFINITY, 0.0_f64), |(min, max), &ms| (min.min(ms), max.max(ms)));
        let _ = writeln!(
            table,
            "{name:<24}{:>11.1}{min:>11.1}{max:>11.1}{:>11.2}{:>11.1}{:>11.1}",
            median(walls[at].clone()),
            median(ratios),
            median(cpus[at].clone()),
            megabytes(peaks[at])
        );
    }
    table.push_str("\nto parse: the median of the rounds' ratios to `walk, read, parse` of the same round\n");
    table.push_str("cpu: the median of the time of all threads together; peak: the most of all rounds\n");
    let ratio = |times: &[Vec<f64>]| median(times[RULES_ON].clone()) / median(times[RULES_OFF].clone());
    let _ = writeln!(
        table,
        "rules: all on to all off, of the medians: {:.3} by the clock, {:.3} by cpu time",
        ratio(&walls),
        ratio(&cpus)
    );
    Ok(table)
}

impl Roots {
    fn new(own: PathBuf, beside: &Path) -> std::io::Result<Self> {
        let roots = Self { rules_on: beside.join("on"), rules_off: beside.join("off"), own };
        for root in [&roots.rules_on, &roots.rules_off] {
            std::fs::create_dir(root)?;
            link(&roots.own, &root.join("articles"))?;
        }
        std::fs::write(roots.rules_off.join("waivers.toml"), "[checks]\nall = \"off\"\n")?;
        Ok(roots)
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(to, at)
}

/// Number and bytes of the articles. The list of paths is gone when processes are started.
fn size(root: &Path) -> Result<(usize, u64), String> {
    let articles = articles(root)?;
    let bytes = articles
        .iter()
        .map(|path| std::fs::metadata(path).map(|data| data.len()))
        .sum::<Result<u64, _>>()
        .map_err(|error| error.to_string())?;
    Ok((articles.len(), bytes))
}

/// The middle, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit behind the point")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

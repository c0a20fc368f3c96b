//! Runs one process and measures it.

use crate::floor::Work;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4 as _;

/// What a process took.
pub(crate) struct Run {
    /// From before it was started until it had ended.
    pub(crate) wall: Duration,
    /// Time of processors, of all threads together: it says the same on a busy machine.
    pub(crate) cpu: Duration,
    /// Most memory it had resident, in bytes. Linux begins to count at the memory of the process that starts it, so
    /// that one stays small.
    pub(crate) peak: u64,
}

/// Measures `kbc build` with a fresh output directory.
pub(crate) fn build(directory: &Path, jobs: usize, formats: &[&str], articles: usize) -> Result<Run, String> {
    let output = tempfile::tempdir().map_err(|error| format!("cannot make a temporary directory: {error}"))?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_kbc"));
    // The schemas of the repository are found from its root.
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("build").arg("--input").arg(directory);
    command.arg("--output").arg(output.path().join("output")).arg("--jobs").arg(jobs.to_string());
    if !formats.is_empty() {
        command.arg("--formats").arg(formats.join(","));
    }
    run(&mut command, articles)
}

/// Measures a floor: this program once more, with other arguments.
pub(crate) fn floor(work: Work, directory: &Path, jobs: usize, articles: usize) -> Result<Run, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let work = match work {
        Work::Walk => "walk",
        Work::Parse => "parse",
    };
    let mut command = Command::new(program);
    command.arg("--only").arg(work).arg("--jobs").arg(jobs.to_string()).arg("--").arg(directory);
    run(&mut command, articles)
}

/// Measures `kbc diff` of two outputs that differ.
pub(crate) fn diff(old: &Path, new: &Path) -> Result<Run, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kbc"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("diff").arg(old).arg(new);
    let (run, code, said) = measure(&mut command)?;
    if code == Some(1) { Ok(run) } else { Err(format!("{command:?} gave {code:?}\n{said}")) }
}

/// Runs a process that says, on the standard error stream, over how many articles it went.
fn run(command: &mut Command, articles: usize) -> Result<Run, String> {
    let (run, code, said) = measure(command)?;
    // 1 says that articles hold errors, as real ones do.
    if !matches!(code, Some(0 | 1)) {
        return Err(format!("{command:?} failed, {code:?}\n{said}"));
    }
    // A process that leaves articles out must not win.
    if !said.contains(&format!(" {articles} articles")) {
        return Err(format!("{command:?} did not go over {articles} articles\n{said}"));
    }
    Ok(run)
}

/// Runs a process: what it took, its exit code, and what it said on the standard error stream.
fn measure(command: &mut Command) -> Result<(Run, Option<i32>, String), String> {
    let failed = |error: std::io::Error| format!("cannot run a process: {error}");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().map_err(failed)?;
    let mut said = Vec::new();
    if let Some(mut stream) = child.stderr.take() {
        stream.read_to_end(&mut said).map_err(failed)?;
    }
    let used = child.wait4().map_err(failed)?;
    let wall = start.elapsed();
    let said = String::from_utf8_lossy(&said).into_owned();
    let run = Run { wall, cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss };
    Ok((run, used.status.code(), said))
}

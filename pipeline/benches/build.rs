//! How long a build takes, beside what no build can do without: walking, reading and parsing the same articles.
//!
//! Everything that is measured is a process of its own, so that start-up counts and memory is known for each.
#![expect(clippy::print_stdout, reason = "the report of a benchmark goes to stdout")]
#![expect(clippy::print_stderr, reason = "so does the reason why there is none to stderr")]

mod compare;
mod diff;
mod double;
mod floor;
mod memory;
mod process;

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures `kbc build` in turns with walking, reading and bare parsing of the same articles.
#[derive(Parser)]
#[command(bin_name = "cargo bench --bench build --")]
struct Cli {
    /// Directory of articles.
    #[arg(value_name = "DIR", default_value = "input")]
    directory: PathBuf,
    /// Number of counted rounds; one more before them warms up.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Number of threads; 0 = one per processor.
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// Measure generated hostile articles of one size and of twice that size instead.
    #[arg(long, conflicts_with = "directory")]
    double: bool,
    /// Measure `kbc diff` over two generated outputs of so many file rows, and of half as many, instead.
    #[arg(long, value_name = "ROWS", conflicts_with = "directory")]
    diff: Option<usize>,
    /// Measure the memory of builds of up to so many articles instead: those of DIR under ever more names.
    #[arg(long, value_name = "ARTICLES", conflicts_with_all = ["double", "diff"])]
    memory: Option<usize>,
    /// What this process does when it is one of those that are measured.
    #[arg(long, value_name = "WORK", hide = true)]
    only: Option<floor::Work>,
    /// Cargo passes this to every benchmark.
    #[arg(long = "bench", hide = true)]
    _bench: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.only {
        Some(work) => floor::run(work, &cli.directory, cli.jobs).map(|said| eprintln!("{said}")),
        None if cli.diff.is_some() => diff::report(cli.diff.unwrap_or(0), cli.rounds).map(|table| print!("{table}")),
        None if cli.memory.is_some() => memory::report(&cli.directory, cli.memory.unwrap_or(0), cli.jobs),
        None if cli.double => double::report(cli.rounds, cli.jobs),
        None => compare::report(&cli.directory, cli.rounds, cli.jobs).map(|table| print!("{table}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

//! The command line: one file per subcommand, help texts from the doc comments below.

mod build;
mod check;
mod diff;
mod dump;
mod explain;
mod findings;
mod rules;
mod schema;
mod stats;
mod textconv;
mod waive;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use kbc::contract::{Contract, is_version_file};
use kbc::emit::{Format, SPREADSHEET, chosen, format_names};
use kbc::error::Error;
use kbc::source::{Skipped, schemas};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Compiles Microsoft support articles into checked CSV, JSON and Parquet.
///
/// Articles (markdown, HTML or text, in any table layout) go into `input/`, `kbc build` writes one typed dataset per
/// schema into `output/`. What an article does not state is null; the text as printed stays in `cells`.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Examples:\n  kbc build                      compile input/ into output/\n  kbc build --formats parquet    write Parquet only\n  kbc check                      is output/ what input/ gives?\n  kbc explain files a.md 3 7     where row 7 of table 3 of a.md comes from\n\nExit codes:\n  0  clean\n  1  an error was found that no waiver accepts, an article could not be read,\n     output/ is not current, or what `kbc diff` compares differs\n  2  could not run"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the articles of `input/` into the datasets of `output/`.
    ///
    /// The output is replaced as a whole or not at all; files whose bytes stay the same are not touched. Also writes
    /// the data dictionary, README.md, beside the schemas.
    #[command(
        after_help = "Examples:\n  kbc build\n  kbc build --input articles --output data --jobs 4\n  kbc build --formats csv,parquet"
    )]
    Build(Options),
    /// Say whether `output/` is what `input/` gives; write nothing.
    ///
    /// Exit code 1 and the names of the files that differ when it is not.
    #[command(
        after_help = "Examples:\n  kbc check && git push\n  kbc check --against main    did the version of the contract rise, too?"
    )]
    Check(check::Wish),
    /// Say what changed in the data from one output to another: rows added, removed, changed and moved, by dataset and
    /// column.
    ///
    /// Exit code 0 where they are the same, 1 where they differ, 2 where they cannot be compared.
    #[command(
        after_help = "Examples:\n  kbc diff                         what is committed, and output/ as it stands\n  kbc diff main                    the branch main, and output/ as it stands\n  kbc diff main HEAD --format markdown\n  kbc diff old-output output       two directories"
    )]
    Diff(diff::Wish),
    /// Print a Parquet file as CSV, for `git diff`.
    ///
    /// Two lines switch it on: `output/*.parquet diff=kbc` in .gitattributes, and
    /// `git config diff.kbc.textconv "kbc git-textconv"` in each clone.
    #[command(after_help = "Example:\n  kbc git-textconv output/files.parquet | head")]
    GitTextconv {
        /// The file.
        file: PathBuf,
    },
    /// Print what a stage makes of one article: blocks, tables or records.
    #[command(
        after_help = "Examples:\n  kbc dump blocks input/a.md     lines, headings and grids\n  kbc dump tables input/a.md     tables in any layout, and who claims them\n  kbc dump records input/a.md    rows of all datasets, one JSON object per line"
    )]
    Dump {
        /// The stage.
        stage: dump::Stage,
        /// The article.
        file: PathBuf,
        /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Explain a rule, or show the lines of the article behind a row of a dataset.
    #[command(
        after_help = "Examples:\n  kbc explain K316                            what the rule means, with examples\n  kbc explain files a.md 3 7                  row 7 of table 3 of input/a.md\n  kbc explain version_patterns input/a.txt 1 2"
    )]
    Explain {
        /// Code or name of a rule; or a dataset with columns `table` and `row`.
        what: String,
        /// The article, as in column `source` or as a path.
        #[arg(requires = "table", requires = "row")]
        source: Option<String>,
        /// Ordinal of the table, column `table`.
        table: Option<usize>,
        /// Ordinal of the row, column `row`.
        row: Option<usize>,
        /// Directory of articles.
        #[arg(long, value_name = "DIR", default_value = "input")]
        input: PathBuf,
        /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// List all rules that articles are checked with.
    #[command(
        after_help = "Examples:\n  kbc rules\n  kbc rules --format json\n  kbc explain K401          one of them, with examples"
    )]
    Rules {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: rules::Form,
        /// Directory of schemas; without it `schemas/`, or the schemas in the binary. Rules that need a role which no
        /// column has are off.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Accept a finding, with the reason: adds an entry to `waivers.toml` in the input directory.
    ///
    /// The entry names the finding by its words, never by its line, so that edits elsewhere do not touch it.
    #[command(
        after_help = "Examples:\n  kbc waive K407 input/a.md:120 --reason \"the vendor confirmed it\"\n  kbc waive K401 a.md --all --reason \"listed once per disk\" --expires 2030-12-31"
    )]
    Waive(waive::Wish),
    /// Say how much of the articles is understood: tables by layout and dataset, cells by what became of them, lines that
    /// look like file data and that nothing claims, and the commonest headers that no dataset knows.
    #[command(
        after_help = "Examples:\n  kbc stats\n  kbc stats --input articles --headers 50\n  kbc stats --format json"
    )]
    Stats {
        /// Directory of articles.
        #[arg(long, value_name = "DIR", default_value = "input")]
        input: PathBuf,
        /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
        /// Form of the output.
        #[arg(long, value_enum, default_value = "text")]
        format: stats::Form,
        /// So many headers are listed, and so many articles with lines that nothing claims.
        #[arg(long, value_name = "N", default_value_t = 20)]
        headers: usize,
    },
    /// Check the schemas and print what follows from them: the data dictionary, or the constraints as SQL.
    #[command(
        after_help = "Examples:\n  kbc schema                      the dictionary, as Markdown\n  kbc schema files                one dataset of it\n  kbc schema --schemas mine/      check schemas of your own\n  kbc schema sql | duckdb         the rows that break a constraint\n  kbc schema sql --output data    the same of datasets in data/\n  kbc schema findings             the JSON Schema of `kbc check --format json`\n  kbc schema changes              the JSON Schema of `kbc diff --format json`\n  kbc schema diff main            what changed since main, and how the version rises"
    )]
    Schema(schema::Wish),
}

/// Options of the commands that compile all articles.
#[derive(Args)]
struct Places {
    /// Directory of articles, read with all its subdirectories.
    #[arg(long, value_name = "DIR", default_value = "input")]
    input: PathBuf,
    /// Directory of datasets.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Directory of schemas; without it `schemas/`, or the schemas in the binary where there is none.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Number of threads, at most 256; 0 = one per processor. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=256))]
    jobs: u16,
    /// The day against which the expiry of waivers is held; today without it.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// Options of `build` and `check`.
#[derive(Args)]
struct Options {
    #[command(flatten)]
    places: Places,
    /// Formats to write, divided by commas: csv, json, parquet. All without it.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = format_names())]
    formats: Vec<String>,
    /// Write a copy of each CSV for spreadsheets, NAME.spreadsheet.csv: a text that a spreadsheet would run as a formula
    /// (it begins with = + - @) begins with an apostrophe there. The other files keep the text as printed.
    #[arg(long)]
    spreadsheet_safe: bool,
    #[command(flatten)]
    findings: findings::FindingOptions,
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Build(options) => build::run(&options),
        Command::Check(wish) => check::run(&wish),
        Command::Diff(wish) => diff::run(&wish),
        Command::GitTextconv { file } => textconv::run(&file),
        Command::Dump { stage, file, schemas } => dump::run(stage, &file, schemas.as_deref()),
        Command::Explain { what, source: Some(source), table: Some(table), row: Some(row), input, schemas } => {
            explain::run(&explain::Row { dataset: &what, source: &source, table, row }, &input, schemas.as_deref())
        }
        Command::Explain { what, .. } => rules::explain_rule(&what),
        Command::Rules { format, schemas } => rules::run(format, schemas.as_deref()),
        Command::Waive(wish) => waive::run(&wish),
        Command::Stats { input, schemas, format, headers } => stats::run(&input, schemas.as_deref(), format, headers),
        Command::Schema(wish) => schema::run(&wish),
    };
    result.unwrap_or_else(|error| {
        match &error {
            // Mistakes in schemas come rendered, each with its level.
            Error::Schema(text) => say(text),
            other => message("error", anstyle::AnsiColor::Red, &other.to_string()),
        }
        ExitCode::from(2)
    })
}

/// A contract and the directory it was read from; null for the one in the binary.
struct Schemas {
    contract: Contract,
    directory: Option<PathBuf>,
}

/// The contract: of the directory named, else of `schemas/`, else of the binary.
fn contract(directory: Option<&Path>) -> Result<Schemas, Error> {
    let here = Path::new("schemas");
    let directory = directory.or_else(|| here.is_dir().then_some(here));
    let contract = match directory {
        Some(directory) => {
            let texts = schemas(directory)?;
            let contract = Contract::compile(&texts, &format_names())?;
            if !texts.keys().any(|path| is_version_file(path)) {
                let file = directory.join("contract.toml");
                let text = format!(
                    "there is no `{}`: the version of the contract is {}\n  help: write `version = \"1.0.0\"` into it",
                    file.display(),
                    contract.version
                );
                message("warning", anstyle::AnsiColor::Yellow, &text);
            }
            contract
        }
        None => Contract::embedded(&format_names())?,
    };
    Ok(Schemas { contract, directory: directory.map(Path::to_owned) })
}

/// Prints a result to the standard output stream. A reader that has seen enough is no error.
fn print(text: &str) -> Result<(), Error> {
    match anstream::stdout().write_all(text.as_bytes()).and_then(|()| anstream::stdout().flush()) {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "the standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// Prints a line to the standard error stream. Where that is not possible nobody is left to be told.
fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints a message with its level to the standard error stream.
fn message(level: &str, color: anstyle::AnsiColor, text: &str) {
    let style = anstyle::Style::new().bold().fg_color(Some(color.into()));
    say(&format!("{style}{level}{style:#}: {text}"));
}

/// Warnings about files that were passed over: at most so many of those that are no articles.
const MOST_WARNINGS: usize = 5;

/// Prints what was passed over; gives whether an article was lost.
fn warn(skipped: &[Skipped]) -> bool {
    let (lost, other): (Vec<_>, Vec<_>) = skipped.iter().partition(|skipped| skipped.is_error);
    for skipped in &lost {
        message(
            "error",
            anstyle::AnsiColor::Red,
            &format!("`{}` is not compiled: {}", skipped.path.display(), skipped.reason),
        );
    }
    for skipped in other.iter().take(MOST_WARNINGS) {
        message("warning", anstyle::AnsiColor::Yellow, &format!("`{}`: {}", skipped.path.display(), skipped.reason));
    }
    if other.len() > MOST_WARNINGS {
        message("warning", anstyle::AnsiColor::Yellow, &format!("and {} files more", other.len() - MOST_WARNINGS));
    }
    !lost.is_empty()
}

/// The chosen formats; the copy for spreadsheets stands behind all others.
fn formats(options: &Options) -> Result<Vec<&'static Format>, Error> {
    let mut formats = chosen(&options.formats);
    if options.spreadsheet_safe {
        if !formats.iter().any(|format| format.name == SPREADSHEET.name) {
            return Err(Error::Usage("`--spreadsheet-safe` copies CSV files: add `csv` to `--formats`".to_owned()));
        }
        formats.push(&SPREADSHEET);
    }
    Ok(formats)
}

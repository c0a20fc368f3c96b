//! The command line: one file per subcommand, help texts from the doc comments below.

mod baseline;
mod build;
mod check;
mod completions;
mod config;
mod diff;
mod dump;
mod explain;
mod findings;
mod init;
mod limits;
mod merge;
mod pipe;
mod project;
mod rules;
mod schema;
mod search;
mod site;
mod stats;
mod textconv;
mod waive;

use clap::{Args, Parser, Subcommand};
use findings::FindingOptions;
use jiff::civil::Date;
use kbc::contract::Contract;
use kbc::emit::{CODECS, format_names};
use kbc::error::Error;
use kbc::source::{Skipped, Wanted, check_prefix, schemas};
use kbc::visible::{is_obeyed, visible, visible_json};
pub(crate) use limits::Allocator;
use project::Project;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Compiles Microsoft support articles into checked CSV, JSON and Parquet.
///
/// Put articles (Markdown, HTML or text, with tables in any layout) into `input/`; `kbc build` writes one typed dataset
/// per schema into `output/`. What an article does not state is null; the text as printed stays in `cells`.
#[derive(Parser)]
#[command(
    version = version(),
    max_term_width = 100,
    after_help = "Examples:\n  kbc init                       set up a repository in this directory\n  kbc build                      compile input/ into output/\n  kbc build --formats parquet    write Parquet only\n  kbc check                      is output/ up to date, and what do the rules find?\n  kbc explain files a.md 3 7     where row 7 of table 3 of a.md comes from\n\nSettings are read from the nearest kbc.toml; `kbc config` prints them.\n\nExit codes:\n  0  clean\n  1  an error that no waiver accepts, an unreadable article, a stale output,\n     or a difference that `kbc diff` found\n  2  kbc could not run, or an article could not be read this time: the output is as it was"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up a repository: settings, directories, git hooks and a workflow for pull requests.
    ///
    /// Writes only what is missing and says what it did, so it can be run again: in an existing project, or in a new clone
    /// to install the git hooks, which git does not copy.
    #[command(
        after_help = "Examples:\n  kbc init                  set up this directory\n  kbc init data --schemas   with a copy of the schemas, to edit all of them"
    )]
    Init(init::Wish),
    /// Compile the articles of `input/` into the datasets of `output/`.
    ///
    /// The output directory is replaced as a whole or not at all; files whose bytes stay the same are not touched. Where
    /// there is a directory of schemas, its data dictionary README.md is written, too.
    #[command(
        after_help = "Examples:\n  kbc build\n  kbc build --input articles --output data --jobs 4\n  kbc build --formats csv,parquet\n  kbc build --input articles.zip --input new/a.md\n  curl https://example.org/articles.tar.gz | kbc build --input -\n  kbc build --input articles.parquet --source-column path --content-column text"
    )]
    Build(build::Wish),
    /// Check the articles, and whether `output/` is up to date; write nothing.
    ///
    /// First says what must be done, if anything, then lists findings. With FILE, checks only these articles and does not
    /// look at the output: rules that compare articles then compare these alone.
    #[command(
        after_help = "Examples:\n  kbc check && git push\n  kbc check --new-since main   only what this branch brought\n  kbc check input/a.md         one article, for an editor\n  kbc check - --name input/a.md < unsaved\n  kbc check --against main     did the version of the contract rise with its columns?"
    )]
    Check(check::Wish),
    /// Show what changed in the data between two outputs: rows added, removed, changed and moved, by dataset and column.
    ///
    /// Exit code 0 if they are the same, 1 if they differ, 2 if they cannot be compared.
    #[command(
        after_help = "Examples:\n  kbc diff                         the last commit and output/ as it stands\n  kbc diff main                    the branch main and output/ as it stands\n  kbc diff main HEAD --format markdown\n  kbc diff old-output output       two directories"
    )]
    Diff(diff::Wish),
    /// Print a Parquet file as CSV, for `git diff`.
    ///
    /// `kbc init` switches it on. By hand: `output/*.parquet diff=kbc` in .gitattributes, and
    /// `git config diff.kbc.textconv "kbc git-textconv"` in each clone. Of a file that is not Parquet it prints one line
    /// that says what it is.
    #[command(after_help = "Example:\n  kbc git-textconv output/files.parquet | head")]
    GitTextconv {
        /// The file.
        file: PathBuf,
    },
    /// Merge a generated file, as a merge driver of git: keep ours, to be rebuilt from the merged articles.
    ///
    /// `kbc init` switches it on, together with hooks that rebuild the output.
    GitMerge {
        /// The common ancestor (%O).
        base: PathBuf,
        /// The file of the current branch (%A), which the driver leaves in place.
        ours: PathBuf,
        /// The file of the other branch (%B).
        theirs: PathBuf,
        /// The path in the repository (%P).
        path: PathBuf,
    },
    /// Print what a stage makes of one article: blocks, tables or records.
    #[command(
        after_help = "Examples:\n  kbc dump blocks input/a.md     lines, headings and grids\n  kbc dump tables input/a.md     tables in any layout, and the datasets that claim them\n  kbc dump records input/a.md    rows of all datasets, one JSON object per line"
    )]
    Dump {
        /// The stage.
        stage: dump::Stage,
        /// The article.
        file: PathBuf,
        /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Explain a rule, show the lines of an article behind a row, or find where a value comes from.
    #[command(
        after_help = "Examples:\n  kbc explain K316                 what the rule means, with examples\n  kbc explain files a.md 3 7       row 7 of table 3 of input/a.md\n  kbc explain KB981506             the article with this number, and who refers to it\n  kbc explain Lsasrv.mof           every row with this file\n  kbc explain 13,780               every row with this value"
    )]
    Explain {
        /// A rule, by code or name; a dataset; an article, by number or path; or any value.
        what: String,
        /// The article, as in column `source` or as a path.
        #[arg(requires = "table", requires = "row")]
        source: Option<String>,
        /// Ordinal of the table, column `table`.
        table: Option<usize>,
        /// Ordinal of the row, column `row`.
        row: Option<usize>,
        #[command(flatten)]
        input: InputOptions,
        /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Compile articles that another program sends: an Arrow stream in, an Arrow stream out.
    ///
    /// The standard input is an Arrow IPC stream with the columns `source` (text: the path of an article, whose extension says
    /// how it is read) and `content` (text or binary); other columns are passed over. The standard output is an Arrow IPC
    /// stream: its schema comes first, then the rows of each batch of articles before the next batch is read. Behind its end
    /// stands a line of JSON with the numbers of articles and rows. Where that line is missing, rows are missing, too, and the
    /// exit code is 2. Nothing in an article is an error: findings are the dataset `diagnostics`.
    ///
    /// Rows are those of `kbc build`, but for what only all articles can say: findings of rules over the corpus, waivers, and
    /// what the checksums of cut manifest names prove (`hash_check` and `component_full` of `assemblies`).
    #[command(
        after_help = "Examples:\n  kbc pipe --dataset files < articles.arrows > files.arrows\n  kbc pipe --only files,diagnostics < articles.arrows > rows.arrows   a row per article\n\nIn Python, `kbc.compile` and `kbc.spark.compile` run it: see docs/python.md and docs/scaling.md."
    )]
    Pipe(pipe::Wish),
    /// List all rules that articles are checked with.
    #[command(
        after_help = "Examples:\n  kbc rules\n  kbc rules --format json\n  kbc explain K401          one of them, with examples"
    )]
    Rules {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "text")]
        format: rules::Form,
        /// Directory of schemas [default: `schemas/`, else the schemas in kbc]. Rules that need a role which no column has
        /// are off.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Accept findings, with a reason: add an entry to `waivers.toml` in the input directory.
    ///
    /// The entry names a finding by its words, never by its line, so that edits elsewhere do not touch it.
    #[command(
        after_help = "Examples:\n  kbc waive K407 input/a.md:120 --reason \"the vendor confirmed it\"\n  kbc waive K401 a.md --all --reason \"listed once per disk\" --expires 2030-12-31\n  kbc waive K4 input/2009/ --all --reason \"published so; nobody can edit them\"\n  kbc waive K401 'old/**/*.md' --all --count --reason \"published so\"\n  kbc waive all --all --reason \"known when we started\""
    )]
    Waive(waive::Wish),
    /// Accept every finding that is there today: write `baseline.toml` in the input directory.
    ///
    /// The file counts findings by rule and article. One more than it says is a finding again. Run it again to forget those
    /// that were mended.
    #[command(after_help = "Example:\n  kbc baseline --reason \"published articles of 2009; nobody can edit them\"")]
    Baseline(baseline::Wish),
    /// Show how much of the articles kbc understands: tables by layout and dataset, how full each column is, and which
    /// headers, cells and lines no dataset takes.
    #[command(
        after_help = "Examples:\n  kbc stats\n  kbc stats --since main           how the columns filled up or emptied\n  kbc stats --input articles --headers 50\n  kbc stats --format json"
    )]
    Stats(stats::Wish),
    /// Check the schemas and print what follows from them: the data dictionary, or the constraints as SQL.
    #[command(
        after_help = "Examples:\n  kbc schema                      the dictionary, as Markdown\n  kbc schema files                one dataset of it\n  kbc schema --schemas mine/      check schemas of your own\n  kbc schema export schemas       copy the schemas of kbc into a directory\n  kbc schema sql | duckdb         the rows that break a constraint\n  kbc schema sql --output data    the same for datasets in data/\n  kbc schema sql --dialect spark  the same for Spark\n  kbc schema findings             the JSON Schema of `kbc check --format json`\n  kbc schema changes              the JSON Schema of `kbc diff --format json`\n  kbc schema diff main            what changed since main, and how the version must rise"
    )]
    Schema(schema::Wish),
    /// Make a site to look at the data: files and their versions, articles as they were read, findings, conflicts.
    ///
    /// Static pages that open from the disk or from any web server, and load nothing from elsewhere. They show the datasets
    /// of `output/`, which `kbc build` wrote, beside the articles of `input/`.
    #[command(
        after_help = "Examples:\n  kbc site --open                make site/ and look at it\n  kbc site --against main        with a page on what changed since main\n  kbc site --data old-output --input old-input --output old-site\n  kbc site --without-text        smaller: rows without the text of the articles"
    )]
    Site(site::Wish),
    /// Print the completions of a shell: options, commands and their values behind the Tab key.
    #[command(
        after_help = "Examples:\n  kbc completions bash > ~/.local/share/bash-completion/completions/kbc\n  kbc completions zsh > ~/.zfunc/_kbc          with `fpath+=~/.zfunc` before `compinit`\n  kbc completions fish > ~/.config/fish/completions/kbc.fish\n  kbc completions powershell >> $PROFILE\n  kbc completions elvish >> ~/.config/elvish/rc.elv"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of kbc, or write a page for each command into a directory.
    #[command(after_help = "Examples:\n  kbc man | man -l -\n  kbc man ~/.local/share/man/man1 && man kbc-build")]
    Man {
        /// Directory of the pages [default: print that of kbc itself].
        directory: Option<PathBuf>,
    },
    /// Print the settings that hold here, each with where it comes from: command line, `kbc.toml` or default.
    #[command(after_help = "Examples:\n  kbc config\n  kbc config --formats csv    what the option would change")]
    Config(build::Wish),
}

/// Where articles are read, and what rows call them.
#[derive(Args, Default)]
struct InputOptions {
    /// The articles: a directory with all its subdirectories, an article, an archive (zip, tar, tar.gz, tar.zst), a table of
    /// articles (Parquet, JSON lines), or `-` for one of these on the standard input. Can be repeated [default: input].
    #[arg(long, value_name = "PATH")]
    input: Vec<PathBuf>,
    /// Column of a table of articles that holds their names [default: source].
    #[arg(long, value_name = "COLUMN")]
    source_column: Option<String>,
    /// Column of a table of articles that holds their text or bytes [default: content].
    #[arg(long, value_name = "COLUMN")]
    content_column: Option<String>,
    /// What rows put before the path of each article, such as `east/`, so that outputs of several builds can be read as one
    /// table.
    #[arg(long, value_name = "TEXT", value_parser = prefix)]
    source_prefix: Option<String>,
}

/// The version of kbc, of the contract that it carries, and the commit that it was compiled of, where that was told: outputs do
/// not depend on it.
fn version() -> String {
    let contract = kbc::contract::embedded_version();
    let commit = commit().map_or_else(String::new, |commit| format!(", commit {commit:.12}"));
    format!("{} (contract {contract}{commit})", env!("CARGO_PKG_VERSION"))
}

/// The commit that a release was compiled of; null where kbc was compiled by somebody else.
fn commit() -> Option<&'static str> {
    option_env!("KBC_COMMIT").filter(|commit| !commit.is_empty())
}

fn prefix(text: &str) -> Result<String, String> {
    check_prefix(text).map(|()| text.to_owned())
}

/// Options of the commands that compile all articles.
#[derive(Args)]
struct PlaceOptions {
    #[command(flatten)]
    input: InputOptions,
    /// Directory of datasets [default: output].
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Number of threads, at most 256; 0 = one per processor. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=256))]
    jobs: u16,
    /// Date used to decide whether a waiver has expired [default: today].
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// Where a command that compiles all articles reads and writes.
struct Places {
    input: Wanted,
    output: PathBuf,
    schemas: Option<PathBuf>,
    jobs: u16,
    today: Option<Date>,
}

/// Options of `build` and `check`.
#[derive(Args)]
struct Options {
    #[command(flatten)]
    places: PlaceOptions,
    /// Formats to write, separated by commas: csv, json, jsonl, parquet [default: csv,json,parquet].
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = format_names())]
    formats: Vec<String>,
    /// Compression of Parquet files [default: zstd]. All but very old readers know zstd; snappy is known to those, too.
    #[arg(long, value_name = "CODEC", value_parser = CODECS.map(|(name, _)| name))]
    compression: Option<String>,
    /// Also write a copy of each CSV for spreadsheets, NAME.spreadsheet.csv. It begins with a byte order mark, and a value
    /// that a spreadsheet would run as a formula (it begins with = + - @) or reformat (404.10, dates) begins with an
    /// apostrophe. The other files keep the text as printed.
    #[arg(long)]
    spreadsheet_safe: bool,
    /// Go on where an article cannot be read: publish the others, with exit code 1. Without it the output is left as it was.
    #[arg(long)]
    keep_going: bool,
    /// Compile the articles also where nothing changed: the output was made of the same articles, schemas, waivers and options by
    /// the same version of kbc, and its files have the bytes that its descriptor says.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    findings: FindingOptions,
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    limits::heed();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // It repeats what it was given, among it names of files.
        Err(error) if std::env::args_os().any(|given| given.to_string_lossy().contains(is_obeyed)) => {
            say(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    let result = match cli.command {
        Command::Init(wish) => init::run(&wish),
        Command::Build(wish) => build::run(&wish),
        Command::Check(wish) => check::run(&wish),
        Command::Diff(wish) => diff::run(&wish),
        Command::GitTextconv { file } => textconv::run(&file),
        Command::GitMerge { path, .. } => {
            merge::run(&path);
            Ok(ExitCode::SUCCESS)
        }
        Command::Dump { stage, file, schemas } => dump::run(stage, &file, schemas.as_deref()),
        Command::Explain { what, source: Some(source), table: Some(table), row: Some(row), input, schemas } => {
            let wanted = explain::Row { dataset: &what, source: &source, table, row };
            explain::run(&wanted, &input, schemas.as_deref())
        }
        Command::Explain { what, input, schemas, .. } => search::run(&what, &input, schemas.as_deref()),
        Command::Pipe(wish) => pipe::run(&wish),
        Command::Rules { format, schemas } => rules::run(format, schemas.as_deref()),
        Command::Waive(wish) => waive::run(&wish),
        Command::Baseline(wish) => baseline::run(&wish),
        Command::Stats(wish) => stats::run(&wish),
        Command::Schema(wish) => schema::run(&wish),
        Command::Site(wish) => site::run(&wish),
        Command::Completions { shell } => completions::completions(shell),
        Command::Man { directory } => completions::man(directory.as_deref()),
        Command::Config(wish) => config::run(&wish.options),
    };
    result.unwrap_or_else(|error| {
        match &error {
            // Mistakes in schemas come rendered, each with its level.
            Error::Schema(text) => say_styled(text),
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

/// The contract: of the directory, else of the binary.
fn contract(directory: Option<&Path>) -> Result<Schemas, Error> {
    let contract = match directory {
        Some(directory) => Contract::compile(&schemas(directory)?, &format_names())?,
        None => Contract::embedded(&format_names())?,
    };
    Ok(Schemas { contract, directory: directory.map(Path::to_owned) })
}

/// The contract of the project: of the directory named, else of its `kbc.toml`, else of `schemas/`, else of the binary.
fn contract_of(project: &Project, given: Option<&Path>) -> Result<Schemas, Error> {
    contract(project.schemas(given).value.as_deref())
}

/// Prints a result to the standard output stream, whatever it holds.
fn print(text: &str) -> Result<(), Error> {
    print_styled(&visible(text))
}

/// Prints a JSON document, or several in lines.
fn print_json(text: &str) -> Result<(), Error> {
    print_styled(&visible_json(text))
}

/// Prints a result whose text was made visible before it got colours. A reader that has seen enough is no error.
fn print_styled(text: &str) -> Result<(), Error> {
    match anstream::stdout().write_all(text.as_bytes()).and_then(|()| anstream::stdout().flush()) {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "the standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// Prints a line to the standard error stream, whatever it holds.
fn say(text: &str) {
    say_styled(&visible(text));
}

/// Prints a line whose text was made visible before it got colours. Where that is not possible nobody is left to be told.
fn say_styled(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints a message with its level to the standard error stream.
fn message(level: &str, color: anstyle::AnsiColor, text: &str) {
    let style = anstyle::Style::new().bold().fg_color(Some(color.into()));
    say_styled(&format!("{style}{level}{style:#}: {}", visible(text)));
}

/// The most warnings about files that are not articles.
const MOST_WARNINGS: usize = 5;

/// Prints what was passed over; gives whether an article was lost.
fn warn(skipped: &[Skipped]) -> bool {
    let (lost, other): (Vec<_>, Vec<_>) = skipped.iter().partition(|skipped| skipped.is_error());
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
        message("warning", anstyle::AnsiColor::Yellow, &format!("and {} more files", other.len() - MOST_WARNINGS));
    }
    !lost.is_empty()
}

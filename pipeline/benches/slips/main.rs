//! How many slips the rules catch: articles without findings are damaged in one place, one kind of slip after the other, and
//! compiled inside their corpus.
//!
//! The seed is fixed, so two runs over the same articles plant the same slips. A third of the articles, chosen by the hash
//! of their names, is kept for `--last`: rules are tuned on the others.
#![expect(clippy::print_stdout, reason = "the report of a benchmark goes to stdout")]
#![expect(clippy::print_stderr, reason = "so does the reason why there is none to stderr")]

mod articles;
mod edit;
mod kinds;
mod places;
mod run;
mod tally;

use clap::Parser;
use kbc::checks::Policy;
use kbc::contract::Contract;
use std::path::PathBuf;
use std::process::ExitCode;

/// Plants slips in good articles and prints how many of each kind the rules catch.
#[derive(Parser)]
#[command(
    bin_name = "cargo bench --bench slips --",
    after_help = "Examples:\n  \
                  just slips                                  slips in the articles of this repository\n  \
                  just slips ../articles ../bulletins         two directories as one corpus\n  \
                  just slips ../articles --last               in the articles that no rule was tuned on\n  \
                  just slips ../articles --columns 500        500 slips in the values of each column, too\n  \
                  just slips ../articles --off K511,K512      what is caught without these rules"
)]
struct Cli {
    /// Directories of articles, compiled as one corpus; without one, the articles of this repository.
    #[arg(value_name = "DIR")]
    directories: Vec<PathBuf>,
    /// Slips of each kind.
    #[arg(long, value_name = "N", default_value_t = 40)]
    each: usize,
    /// Slips in the values of each column, in rows chosen evenly from all good articles.
    #[arg(long, value_name = "N", default_value_t = 0)]
    columns: usize,
    /// Plant them in the third of the articles that is kept for the last run.
    #[arg(long)]
    last: bool,
    /// Ask the rules of these codes nothing: what is caught without them.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    off: Vec<String>,
    /// Print each slip that no error or warning names, of the kinds whose name begins with this.
    #[arg(long, value_name = "KIND")]
    missed: Option<String>,
    /// Cargo passes this to every benchmark.
    #[arg(long = "bench", hide = true)]
    _bench: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match report(&cli) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn report(cli: &Cli) -> Result<String, String> {
    let contract = Contract::embedded(&kbc::emit::format_names()).map_err(|error| error.to_string())?;
    let sources = articles::read(&cli.directories)?;
    let off: Vec<String> = cli.off.iter().map(|code| format!("{code} = \"off\"")).collect();
    let policy =
        Policy::parse(&format!("[checks]\n{}\n", off.join("\n")), "--off").map_err(|error| error.to_string())?;
    let corpus = run::Whole::new(&contract, policy, &sources);
    let good = corpus.good(cli.last);
    if good.is_empty() {
        return Err("no article has a table of files and no finding: name directories with such articles".to_owned());
    }
    let kinds = kinds::plan(&corpus, &good, cli.each);
    let mut report = tally::describe(&corpus, &good);
    report += &tally::table("kind of slip", &corpus.plant(&kinds), cli.missed.as_deref());
    if cli.columns > 0 {
        let columns = kinds::by_column(&corpus, &good, cli.columns);
        report += "\n";
        report += &tally::table("column", &corpus.plant(&columns), cli.missed.as_deref());
    }
    Ok(report)
}

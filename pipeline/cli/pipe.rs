//! `kbc pipe`.

use super::project::Project;
use super::{contract_of, explain, message};
use kbc::contract::Contract;
use kbc::error::Error;
use kbc::pipe::{Shape, pipe};
use std::io::{ErrorKind, IsTerminal as _, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is made of the articles.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Write the rows of this dataset. Without it: a row for each article, with its path and, for each dataset, the list of
    /// its rows.
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// Where a row is an article: only these datasets, separated by commas [default: all].
    #[arg(long, value_name = "LIST", value_delimiter = ',', conflicts_with = "dataset")]
    only: Vec<String>,
    /// Where a row is an article: add the column `cut_names`, what the article says of cut manifest names. Of that of all
    /// articles follow `hash_check` and `component_full` of `assemblies`.
    #[arg(long, conflicts_with = "dataset")]
    cut_names: bool,
    /// Directory of schemas [default: `schemas/`, else the schemas in kbc].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Number of threads, at most 256; 0 = one per processor. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=256))]
    jobs: u16,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let contract = contract_of(&Project::find()?, wish.schemas.as_deref())?.contract;
    let shape = shape(wish, &contract)?;
    if stdin().is_terminal() {
        return Err(Error::Usage(
            "the standard input is a terminal: send an Arrow stream\n  help: `kbc pipe --help` has examples".to_owned(),
        ));
    }
    if stdout().is_terminal() {
        return Err(Error::Usage(
            "the standard output is a terminal, which cannot show an Arrow stream\n  help: send it to a file or a program; `kbc dump records FILE` prints the rows of an article".to_owned(),
        ));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(wish.jobs.into()).build();
    let pool = pool.map_err(|source| Error::Threads { source })?;
    match pool.install(|| pipe(&contract, &shape, stdin(), stdout())) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        // Whoever read the output has seen enough, and is not told more.
        Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
            message("error", anstyle::AnsiColor::Red, "the reader of the output went away before its end");
            Ok(ExitCode::from(2))
        }
        Err(error) => Err(error),
    }
}

fn shape(wish: &Wish, contract: &Contract) -> Result<Shape, Error> {
    let position = |name: &String| contract.position(name).ok_or_else(|| explain::no_dataset(name, contract));
    if let Some(name) = &wish.dataset {
        return position(name).map(Shape::Rows);
    }
    let mut chosen: Vec<usize> = wish.only.iter().map(position).collect::<Result<_, Error>>()?;
    chosen.sort_unstable();
    chosen.dedup();
    let datasets = if chosen.is_empty() { (0..contract.datasets.len()).collect() } else { chosen };
    Ok(Shape::Articles { datasets, has_cut_names: wish.cut_names })
}

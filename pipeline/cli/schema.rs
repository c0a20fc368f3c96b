//! `kbc schema`.

use super::{contract, print};
use kbc::contract::{Contract, dictionary, dictionary_of, sql};
use kbc::diff::{ContractDifference, Layout, SCHEMA as CHANGES_SCHEMA, Snapshot};
use kbc::emit::described;
use kbc::emit::findings::FINDINGS_SCHEMA;
use kbc::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is printed of the schemas.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// A dataset, for its part of the dictionary; `sql` for queries that return the rows that break a constraint;
    /// `findings` and `changes` for the JSON Schemas of the reports of `kbc check` and `kbc diff` with `--format json`;
    /// `diff` for what changed since an output, and which part of the version must rise. The whole dictionary without it.
    #[arg(value_name = "DATASET|sql|findings|changes|diff")]
    what: Option<String>,
    /// For `diff`: the output whose contract is compared, a directory or a git revision.
    #[arg(value_name = "OLD", default_value = "HEAD")]
    old: String,
    /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Directory of datasets: that the queries of `sql` read, or that a git revision holds.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let contract = contract(wish.schemas.as_deref())?.contract;
    let text = match wish.what.as_deref() {
        None => dictionary(&contract),
        Some("sql") => sql(&contract, &wish.output.to_string_lossy()),
        Some("findings") => FINDINGS_SCHEMA.to_owned(),
        Some("changes") => CHANGES_SCHEMA.to_owned(),
        Some("diff") => return since(wish, &contract),
        Some(name) => match contract.datasets.iter().find(|dataset| dataset.name == name) {
            Some(dataset) => dictionary_of(&contract, dataset),
            None => return Err(super::explain::no_dataset(name, &contract)),
        },
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Says which part of the version must rise; exit code 1 where it did not.
fn since(wish: &Wish, contract: &Contract) -> Result<ExitCode, Error> {
    let found = against(&wish.old, &wish.output, contract)?;
    print(&found.text())?;
    Ok(ExitCode::from(u8::from(!found.has_risen())))
}

/// How a contract differs from that of an output.
pub(super) fn against(old: &str, output: &Path, contract: &Contract) -> Result<ContractDifference, Error> {
    let layout = Layout { output, input: Path::new("input"), schemas: Path::new("schemas") };
    Ok(ContractDifference::of(&Snapshot::of(old, layout)?.descriptor()?, &described(contract)))
}

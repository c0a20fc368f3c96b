//! `kbc schema`.

use super::{contract, print};
use kbc::contract::{dictionary, dictionary_of, sql};
use kbc::emit::findings::FINDINGS_SCHEMA;
use kbc::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is printed of the schemas.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// A dataset, for its part of the dictionary; `sql` for queries that return the rows that break a constraint;
    /// `findings` for the JSON Schema of the report of `--format json`. The whole dictionary without it.
    #[arg(value_name = "DATASET|sql|findings")]
    what: Option<String>,
    /// Directory of schemas; without it `schemas/`, or the schemas in the binary.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Directory of datasets that the queries of `sql` read.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let contract = contract(wish.schemas.as_deref())?.contract;
    let text = match wish.what.as_deref() {
        None => dictionary(&contract),
        Some("sql") => sql(&contract, &wish.output.to_string_lossy()),
        Some("findings") => FINDINGS_SCHEMA.to_owned(),
        Some(name) => match contract.datasets.iter().find(|dataset| dataset.name == name) {
            Some(dataset) => dictionary_of(&contract, dataset),
            None => return Err(super::explain::no_dataset(name, &contract)),
        },
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

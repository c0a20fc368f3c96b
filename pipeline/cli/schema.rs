//! `kbc schema`.

use super::{contract, print};
use kbc::contract::{dictionary, dictionary_of};
use kbc::error::Error;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(dataset: Option<&str>, schemas: Option<&Path>) -> Result<ExitCode, Error> {
    let contract = contract(schemas)?.contract;
    let text = match dataset {
        None => dictionary(&contract),
        Some(name) => match contract.datasets.iter().find(|dataset| dataset.name == name) {
            Some(dataset) => dictionary_of(&contract, dataset),
            None => return Err(super::explain::no_dataset(name, &contract)),
        },
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

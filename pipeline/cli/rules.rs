//! `kbc rules`, and `kbc explain` for a rule.

use super::{contract, print};
use kbc::catalogue::{explain, list};
use kbc::checks::{RULES, known, near};
use kbc::contract::{Contract, Each};
use kbc::emit::format_names;
use kbc::error::Error;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Form of the list.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Form {
    /// One line for each rule.
    Text,
    /// One JSON list.
    Json,
}

pub(super) fn run(form: Form, schemas: Option<&Path>) -> Result<ExitCode, Error> {
    let text = match form {
        Form::Text => list(&contract(schemas)?.contract),
        Form::Json => {
            let rules: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    json!({ "code": rule.code, "name": rule.name, "level": rule.level.name(), "summary": rule.summary,
                            "rationale": rule.rationale,
                            "needs": rule.needs.iter().map(|role| role.info().name).collect::<Vec<_>>() })
                })
                .collect();
            format!("{:#}\n", json!(rules))
        }
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Explains a rule by its code or name. Its examples are compiled with the schemas of the binary.
pub(super) fn explain_rule(word: &str) -> Result<ExitCode, Error> {
    let Some(rule) = known(word).and_then(|code| RULES.iter().find(|rule| rule.code == code)) else {
        let schemas = contract(None).map(|schemas| schemas.contract).ok();
        let help = match schemas.iter().flat_map(|known| &known.datasets).find(|dataset| dataset.name == word) {
            Some(dataset) if matches!(dataset.each, Each::Row | Each::Assembly) => {
                format!("for a row of a dataset: `kbc explain {word} SOURCE TABLE ROW`")
            }
            Some(_) => format!("`kbc schema {word}` tells what the dataset holds"),
            None => near(word),
        };
        return Err(Error::Usage(format!("there is no rule `{word}`\n  help: {help}")));
    };
    print(&explain(rule, &Contract::embedded(&format_names())?)?)?;
    Ok(ExitCode::SUCCESS)
}

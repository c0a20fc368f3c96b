//! `kbc rules`, and `kbc explain` for a rule.

use super::project::Project;
use super::{contract_of, print};
use kbc::catalogue::{explain, list};
use kbc::checks::{Check, RULES, known};
use kbc::contract::Contract;
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
        Form::Text => list(&contract_of(&Project::find()?, schemas)?.contract),
        Form::Json => {
            let rules: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    json!({ "code": rule.code, "name": rule.name, "level": rule.level.name(), "summary": rule.summary,
                            "rationale": rule.rationale, "over": over(&rule.check),
                            "needs": rule.needs.iter().map(|role| role.info().name).collect::<Vec<_>>() })
                })
                .collect();
            format!("{:#}\n", json!(rules))
        }
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// What a rule must know to judge: one article, all articles, or the waivers.
fn over(check: &Check) -> &'static str {
    match check {
        Check::Article(_) => "article",
        Check::Corpus { .. } => "corpus",
        Check::Constraint { .. } => "constraints",
        Check::Policy => "waivers",
    }
}

/// Explains a rule by its code or name, where there is one. Its examples are compiled with the schemas of the binary.
pub(super) fn explained(word: &str) -> Result<Option<String>, Error> {
    let Some(rule) = known(word).and_then(|code| RULES.iter().find(|rule| rule.code == code)) else {
        return Ok(None);
    };
    explain(rule, &Contract::embedded(&format_names())?).map(Some)
}

//! Findings as JSON, for programs. The form is published: [`SCHEMA`].

use super::{Form, Shown};
use crate::finding::{Finding, Location};
use crate::visible::visible_json;
use serde_json::{Value, json};

pub(super) const FORM: Form =
    Form { name: "json", extension: "json", doc: "one JSON document; `kbc schema findings` prints its schema", render };

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("schema.json");

fn render(shown: &Shown<'_>) -> String {
    // One object per line, so that two reports can be compared by lines.
    let lines: Vec<String> = shown.findings.iter().map(|finding| one(finding, shown).to_string()).collect();
    visible_json(&format!("{{\"version\":1,\"findings\":[\n{}\n]}}\n", lines.join(",\n"))).into_owned()
}

fn one(finding: &Finding, shown: &Shown<'_>) -> Value {
    let place = |place: &Location| {
        json!({
            "path": shown.path(&place.source),
            "source": &*place.source,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
        })
    };
    let others: Vec<Value> =
        finding.others.iter().map(|(other, text)| json!({ "place": place(other), "label": text })).collect();
    json!({
        "code": finding.code,
        "name": finding.name,
        "level": finding.level.name(),
        "message": finding.message,
        "help": finding.help,
        "suggestion": finding.suggestion,
        "place": place(&finding.place),
        "label": finding.label,
        "others": others,
        "dataset": finding.row.as_ref().and_then(|row| row.dataset.as_deref()),
        "table": finding.row.as_ref().and_then(|row| row.table),
        "row": finding.row.as_ref().and_then(|row| row.row),
        "text": finding.text,
        "waived": finding.waived.is_some(),
        "reason": finding.waived.as_ref().map(|waived| waived.reason.as_str()),
    })
}

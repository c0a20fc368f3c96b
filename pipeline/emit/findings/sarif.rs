//! Findings as SARIF 2.1.0, for code hosts and editors.
//!
//! Form: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::{Form, Shown};
use crate::checks::{RULES, Rule};
use crate::finding::{Finding, Location};
use crate::visible::visible_json;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) const FORM: Form =
    Form { name: "sarif", extension: "sarif", doc: "SARIF 2.1.0, for code hosts and editors", render };

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

fn render(shown: &Shown<'_>) -> String {
    let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule)).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results: Vec<Value> = shown
        .findings
        .iter()
        .map(|finding| {
            // The words, never the line: an edit above does not make it a new finding. Equal ones are told apart by number.
            let mut words = format!("{} {} {}", finding.code, finding.place.source, finding.text);
            let number = seen.entry(words.clone()).or_default();
            *number += 1;
            if *number > 1 {
                let _ = write!(words, " #{number}");
            }
            let mut result = result(finding, shown);
            result["partialFingerprints"] = json!({ "kbcWords/v1": words });
            result
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "kbc", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    visible_json(&format!("{log:#}\n")).into_owned()
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.rationale },
        // Code hosts show this beside a finding.
        "help": { "text": format!("{}\n\n`kbc explain {}` shows examples.", rule.rationale, rule.code) },
        "defaultConfiguration": { "level": rule.level.name() },
    })
}

fn result(finding: &Finding, shown: &Shown<'_>) -> Value {
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text = format!("{text}\nhelp: {help}");
    }
    let related: Vec<Value> = finding
        .others
        .iter()
        .map(|(place, text)| {
            let mut location = location(place, shown);
            location["message"] = json!({ "text": text });
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": RULES.iter().position(|rule| rule.code == finding.code),
        "level": finding.level.name(),
        "message": { "text": text },
        "locations": [location(&finding.place, shown)],
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let Some(waived) = &finding.waived {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": waived.reason }]);
    }
    result
}

fn location(place: &Location, shown: &Shown<'_>) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&shown.path(&place.source)) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    })
}

/// A path as an address: a relative reference, or a `file:` address where it is absolute. What an address reserves is
/// written in hex.
fn uri(path: &str) -> String {
    let has_drive = cfg!(windows) && path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    let mut out = match (path.starts_with('/'), has_drive) {
        (true, _) => "file://".to_owned(),
        (_, true) => format!("file:///{}", &path[..2]),
        _ => String::new(),
    };
    for byte in path[if has_drive { 2 } else { 0 }..].bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

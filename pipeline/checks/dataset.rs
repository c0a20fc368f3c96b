//! Findings as rows of the datasets that the contract declares with `each = "finding"`.

use crate::contract::{Column, Contract, Each, Fact, Origin};
use crate::finding::Finding;
use crate::records::{Rows, fit};
use crate::values::Value;
use std::borrow::Cow;

/// Rows of every dataset, in the order of the contract; those of other kinds are empty. `prefix` stands before the paths of
/// articles.
#[must_use]
pub fn rows<'f>(findings: &'f [Finding], contract: &Contract, prefix: &str) -> Vec<Rows<'f>> {
    let datasets = contract.datasets.iter();
    datasets
        .map(|dataset| {
            let mut rows = Rows::of_width(dataset.columns.len());
            if dataset.each == Each::Finding {
                let cells =
                    findings.iter().flat_map(|finding| dataset.columns.iter().map(move |column| (finding, column)));
                rows.values = cells.map(|(finding, column)| value(finding, column, prefix)).collect();
            }
            rows
        })
        .collect()
}

fn value<'f>(finding: &'f Finding, column: &Column, prefix: &str) -> Value<'f> {
    let facts = column.from.iter().filter_map(|origin| match origin {
        Origin::Fact(fact) => Some(*fact),
        _ => None,
    });
    let mut values = facts.map(|fact| fit(column, self::fact(finding, fact, prefix))).filter(|value| !value.is_null());
    values.next().unwrap_or_else(|| column.fallback())
}

fn fact<'f>(finding: &'f Finding, fact: Fact, prefix: &str) -> Value<'f> {
    let text = |text: Option<&'_ str>| text.map_or(Value::Null, |text| Value::Text(Cow::Owned(text.to_owned())));
    match fact {
        Fact::FindingCode => Value::text(finding.code),
        Fact::FindingName => Value::text(finding.name),
        Fact::FindingLevel => Value::text(finding.level.name()),
        Fact::FindingSource if prefix.is_empty() => Value::text(&finding.place.source),
        Fact::FindingSource => Value::Text(Cow::Owned(format!("{prefix}{}", finding.place.source))),
        Fact::FindingLine => Value::U32(finding.place.line),
        Fact::FindingColumn => Value::U32(finding.place.column),
        Fact::FindingText => Value::text(&finding.text),
        Fact::FindingDataset => text(finding.row.as_ref().and_then(|row| row.dataset.as_deref())),
        Fact::FindingTable => finding.row.as_ref().and_then(|row| row.table).map_or(Value::Null, Value::U32),
        Fact::FindingRow => finding.row.as_ref().and_then(|row| row.row).map_or(Value::Null, Value::U32),
        Fact::FindingMessage => Value::text(&finding.message),
        Fact::FindingHelp => text(finding.help.as_deref()),
        Fact::FindingSuggestion => text(finding.suggestion.as_deref()),
        Fact::FindingWaived => Value::Bool(finding.waived.is_some()),
        Fact::FindingReason => text(finding.waived.as_ref().map(|waived| waived.reason.as_str())),
        _ => Value::Null,
    }
}

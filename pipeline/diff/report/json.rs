//! The report for programs; `schema.json` says what is in it.

use super::super::{Cause, DamageKind, DatasetDifference, Difference, Sample, SchemaChangeKind};
use super::Shown;
use serde_json::{Value, json};

pub(super) fn render(difference: &Difference, beside: &Shown<'_>) -> String {
    let sample = |sample: &Sample| {
        let value = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        json!({ "source": sample.source, "row": sample.row, "cause": sample.cause.name(), "old": value(&sample.old), "new": value(&sample.new), "times": sample.times })
    };
    let datasets: serde_json::Map<String, Value> = difference
        .datasets
        .iter()
        .map(|(name, found)| {
            let columns: serde_json::Map<String, Value> = found
                .columns
                .iter()
                .map(|(column, values)| {
                    let samples: Vec<Value> = values.samples.iter().map(sample).collect();
                    (column.clone(), json!({ "changed": values.changed, "samples": samples }))
                })
                .collect();
            let schema: Vec<Value> = found
                .schema
                .iter()
                .map(|change| {
                    let (kind, from, to) = match &change.kind {
                        SchemaChangeKind::Added => ("added", None, None),
                        SchemaChangeKind::Removed => ("removed", None, None),
                        SchemaChangeKind::Renamed { from } => ("renamed", Some(from), Some(&change.column)),
                        SchemaChangeKind::Nullable => ("nullable", None, None),
                        SchemaChangeKind::Retyped { from, to } => ("retyped", Some(from), Some(to)),
                    };
                    json!({ "column": change.column, "kind": kind, "from": from, "to": to, "breaking": change.kind.is_breaking() })
                })
                .collect();
            let found = json!({
                "rows_old": found.rows[0],
                "rows_new": found.rows[1],
                "added": found.added,
                "removed": found.removed,
                "changed": found.changed,
                "moved": found.moved,
                "articles": found.sources,
                "causes": causes(found),
                "columns": columns,
                "schema": schema,
                "carried": found.carried.iter().map(|((before, old), (after, new), rows)| json!({ "source_old": before, "table_old": old, "source_new": after, "table_new": new, "rows": rows })).collect::<Vec<_>>(),
                "some_added": found.some_added.iter().map(sample).collect::<Vec<_>>(),
                "some_removed": found.some_removed.iter().map(sample).collect::<Vec<_>>(),
                "files_with_other_bytes": found.other_bytes,
                "files_gone": found.files_gone,
                "files_new": found.files_new,
                "rows_compared": !found.is_opaque,
            });
            (name.clone(), found)
        })
        .collect();
    let side = |at: usize| {
        let made_by = &difference.made_by[at];
        json!({ "name": beside.names[at], "compiler": made_by.compiler, "contract": made_by.contract, "policy_sha256": made_by.policy })
    };
    let damaged: Vec<Value> = difference
        .damage
        .iter()
        .map(|damage| {
            let kind = match damage.kind {
                DamageKind::Missing => "missing",
                DamageKind::OtherBytes => "other_bytes",
            };
            json!({ "output": damage.output, "file": damage.file, "kind": kind })
        })
        .collect();
    let renamed: Vec<Value> =
        difference.articles.renamed.iter().map(|(old, new)| json!({ "old": old, "new": new })).collect();
    let report = json!({
        "version": 2,
        "old": side(0),
        "new": side(1),
        "same_bytes": !difference.is_different(),
        "same_content": !difference.is_changed(),
        "damaged": damaged,
        "causes_unknown_because": difference.missing,
        "articles": {
            "added": difference.articles.added,
            "removed": difference.articles.removed,
            "renamed": renamed,
            "edited": difference.articles.edited,
        },
        "datasets": datasets,
    });
    format!("{report:#}\n")
}

/// Numbers of rows by cause, all causes.
fn causes(found: &DatasetDifference) -> Value {
    let counts =
        Cause::ALL.map(|cause| (cause.name().to_owned(), Value::from(found.causes.get(&cause).copied().unwrap_or(0))));
    Value::Object(counts.into_iter().collect())
}

//! A difference as people and programs read it.

use super::{Cause, DatasetDifference, Difference, Sample, SchemaChange, SchemaChangeKind};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A form of the report.
pub struct Form {
    /// Name on the command line.
    pub name: &'static str,
    /// Writes it.
    pub render: fn(&Difference, names: [&str; 2]) -> String,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form { name: "text", render: text },
    Form { name: "markdown", render: markdown },
    Form { name: "json", render: as_json },
];

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("schema.json");

/// A comment is no longer than so many lines.
const MOST_LINES: usize = 60;

fn text(difference: &Difference, names: [&str; 2]) -> String {
    let mut out = format!("{} -> {}\n", names[0], names[1]);
    if !difference.is_different() {
        out.push_str("the same, byte for byte\n");
        return out;
    }
    made_by(difference, &mut out);
    let width = difference.datasets.keys().map(String::len).max().unwrap_or(0);
    for (name, found) in difference.changed() {
        let _ = writeln!(out, "\n{name:<width$}  {}", counts(found));
        for change in &found.schema {
            let _ = writeln!(out, "  {}", schema_change(change));
        }
        if let Some(words) = cause_words(found) {
            let _ = writeln!(out, "  cause: {words}");
        }
        for (column, values) in &found.columns {
            let _ = writeln!(
                out,
                "  {column}: {} of {} changed",
                count(values.changed, "value"),
                count(found.changed, "row")
            );
            for sample in &values.samples {
                let _ = writeln!(out, "    {}: {}", place(sample), old_and_new(sample, " -> "));
            }
        }
        for (sign, samples, all) in [("-", &found.some_removed, found.removed), ("+", &found.some_added, found.added)] {
            for sample in samples {
                let _ = writeln!(out, "  {sign} {}", place(sample));
            }
            if all > samples.len() as u64 && !samples.is_empty() {
                let _ = writeln!(out, "  {sign} and {} more", all - samples.len() as u64);
            }
        }
    }
    bytes_only(difference, &mut out);
    out
}

fn markdown(difference: &Difference, names: [&str; 2]) -> String {
    let mut out = format!("### What changed in the data: `{}` → `{}`\n\n", names[0], names[1]);
    if !difference.is_different() {
        out.push_str("Nothing: the outputs are the same, byte for byte.\n");
        return out;
    }
    made_by(difference, &mut out);
    if difference.is_changed() {
        out.push_str("| dataset | added | removed | changed | moved | rows after | cause |\n|---|---:|---:|---:|---:|---:|---|\n");
        for (name, found) in difference.changed() {
            let after = found.rows[1].map_or_else(|| "gone".to_owned(), |rows| rows.to_string());
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} | {} | {after} | {} |",
                found.added,
                found.removed,
                found.changed,
                found.moved,
                cause_words(found).unwrap_or_default()
            );
        }
    }
    let mut details = Vec::new();
    for (name, found) in difference.changed() {
        details.extend(found.schema.iter().map(|change| format!("- `{name}`: {}", schema_change(change))));
    }
    for (name, found) in difference.changed() {
        for (word, samples) in [("came", &found.some_added), ("went", &found.some_removed)] {
            let shown = samples.iter().take(2);
            details.extend(shown.map(|sample| format!("- `{name}` {word}: {}", quoted(&place(sample)))));
        }
        for (column, values) in &found.columns {
            details.push(format!("- `{name}.{column}`: {} changed", count(values.changed, "value")));
            let shown = values.samples.iter().take(2);
            details
                .extend(shown.map(|sample| format!("  - {}: {}", quoted(&place(sample)), old_and_new_quoted(sample))));
        }
    }
    let room = MOST_LINES.saturating_sub(out.lines().count() + 4);
    let hidden = details.len().saturating_sub(room);
    details.truncate(room);
    if !details.is_empty() {
        let _ = write!(out, "\n{}\n", details.join("\n"));
    }
    if hidden > 0 {
        let _ = writeln!(out, "\n{hidden} lines more: `kbc diff {} {}`", names[0], names[1]);
    }
    bytes_only(difference, &mut out);
    out
}

fn as_json(difference: &Difference, names: [&str; 2]) -> String {
    let sample = |sample: &Sample| {
        let value = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        json!({ "source": sample.source, "row": sample.row, "cause": sample.cause.name(), "old": value(&sample.old), "new": value(&sample.new) })
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
                "some_added": found.some_added.iter().map(sample).collect::<Vec<_>>(),
                "some_removed": found.some_removed.iter().map(sample).collect::<Vec<_>>(),
                "files_with_other_bytes": found.other_bytes,
            });
            (name.clone(), found)
        })
        .collect();
    let side = |at: usize| {
        let made_by = &difference.made_by[at];
        json!({ "name": names[at], "compiler": made_by.compiler, "contract": made_by.contract })
    };
    let report = json!({
        "version": 1,
        "old": side(0),
        "new": side(1),
        "same_bytes": !difference.is_different(),
        "same_content": !difference.is_changed(),
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

/// `because of the article: 3 rows; ...`; nothing where nothing but the article changed.
fn cause_words(found: &DatasetDifference) -> Option<String> {
    let words: Vec<String> =
        found.causes.iter().map(|(cause, rows)| format!("{} {}", cause.name(), count(*rows, "row"))).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn made_by(difference: &Difference, out: &mut String) {
    let [old, new] = &difference.made_by;
    for (what, before, after) in
        [("compiler", &old.compiler, &new.compiler), ("contract", &old.contract, &new.contract)]
    {
        if before != after {
            let word = |version: &Option<String>| version.clone().unwrap_or_else(|| "unknown".to_owned());
            let _ = writeln!(out, "{what}: {} -> {}", word(before), word(after));
        }
    }
}

fn counts(found: &DatasetDifference) -> String {
    let counts =
        [(found.added, "added"), (found.removed, "removed"), (found.changed, "changed"), (found.moved, "moved")];
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let rows = match found.rows {
        [Some(old), Some(new)] => format!("{old} -> {new} rows"),
        [None, Some(new)] => format!("new dataset, {}", count(new, "row")),
        [Some(old), None] => format!("dataset removed, {}", count(old, "row")),
        [None, None] => "no rows".to_owned(),
    };
    if words.is_empty() { rows } else { format!("{} ({rows})", words.join(", ")) }
}

fn count(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn schema_change(change: &SchemaChange) -> String {
    let column = &change.column;
    match &change.kind {
        SchemaChangeKind::Added => format!("column `{column}` is new"),
        SchemaChangeKind::Removed => format!("column `{column}` is gone (breaking)"),
        SchemaChangeKind::Nullable => format!("column `{column}` can be null now (breaking)"),
        SchemaChangeKind::Retyped { from, to } => format!("column `{column}` was {from} and is {to} (breaking)"),
    }
}

fn place(sample: &Sample) -> String {
    if sample.row.is_empty() { sample.source.clone() } else { format!("{} {}", sample.source, sample.row) }
}

fn old_and_new(sample: &Sample, between: &str) -> String {
    let word = |value: &Option<String>| value.clone().unwrap_or_default();
    format!("{}{between}{}", word(&sample.old), word(&sample.new))
}

fn old_and_new_quoted(sample: &Sample) -> String {
    let word = |value: &Option<String>| quoted(value.as_deref().unwrap_or_default());
    format!("{} → {}", word(&sample.old), word(&sample.new))
}

/// A text of an article in Markdown: as code, whatever it holds, and not too long.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 120;
    let short: String = text.chars().take(LONGEST).map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect();
    format!("`{short}{}`", if text.chars().count() > LONGEST { "…" } else { "" })
}

fn bytes_only(difference: &Difference, out: &mut String) {
    let files: Vec<&str> = difference
        .datasets
        .values()
        .filter(|found| !found.is_changed())
        .flat_map(|found| found.other_bytes.iter().map(String::as_str))
        .collect();
    if !files.is_empty() {
        let _ = writeln!(out, "\nsame content, other bytes: {}", files.join(", "));
    }
}

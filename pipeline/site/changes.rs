//! What changed since another output: the report of `kbc diff`, and every row of it.

use super::lists;
use super::shard;
use crate::contract::Contract;
use crate::diff::{FORMS, RowChange, Shown, Snapshot, diff};
use crate::emit::{Tree, format_names};
use crate::error::Error;
use serde_json::{Value, json};

/// Writes the changes; gives what the first page tells of them.
pub(super) fn write(tree: &Tree, old: &Snapshot, new: &Snapshot, contract: &Contract) -> Result<Value, Error> {
    let mut rows = Vec::new();
    let mut each = |change: RowChange| {
        let value = |json: &Option<String>| json.as_deref().and_then(|json| serde_json::from_str::<Value>(json).ok());
        let row = json!([
            change.dataset,
            change.change.name(),
            change.cause.name(),
            change.source,
            change.row,
            change.column,
            value(&change.old),
            value(&change.new),
        ]);
        rows.push(row.to_string().into_bytes());
        Ok(())
    };
    let difference = diff(old, new, contract, &format_names(), &mut each)?;
    let form = FORMS.iter().find(|form| form.name == "json");
    let shown = Shown { names: [&old.name(), &new.name()], links: [None; 2] };
    let report = form.map(|form| (form.render)(&difference, &shown)).unwrap_or_default();
    let report: Value = serde_json::from_str(&report).unwrap_or_default();
    let shards = lists::write_all(tree, "change", &rows)?;
    let counts = |key: &str| -> u64 {
        let datasets = report["datasets"].as_object().into_iter().flatten();
        datasets.filter_map(|(_, dataset)| dataset[key].as_u64()).sum()
    };
    let articles = |key: &str| report["articles"][key].as_array().map_or(0, Vec::len);
    let told = json!({
        "old": old.name(), "new": new.name(), "shards": shards, "rows": rows.len(),
        "added": counts("added"), "removed": counts("removed"), "changed": counts("changed"), "moved": counts("moved"),
        "articles": {
            "added": articles("added"), "removed": articles("removed"),
            "renamed": articles("renamed"), "edited": articles("edited"),
        },
    });
    tree.write(&shard::file("changes"), &shard::script("changes", report.to_string().as_bytes()))?;
    Ok(told)
}

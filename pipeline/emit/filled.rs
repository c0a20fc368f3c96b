//! How full the columns of an output are, as its descriptor counts it.

use serde_json::Value;
use std::collections::BTreeMap;

/// Rows of a dataset, and how many of them have a value in each column.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Filled {
    /// Number of rows.
    pub rows: u64,
    /// By column: rows whose value is not null.
    pub columns: BTreeMap<String, u64>,
}

/// A column that is fuller or emptier than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillChange {
    /// `dataset.column`.
    pub column: String,
    /// Share of rows with a value before, in tenths of a percent.
    pub before: u64,
    /// Share after.
    pub after: u64,
}

/// The key beside each field of the descriptor.
pub(super) const KEY: &str = "kbc:filled";

/// The columns of each dataset that a descriptor counts; without those whose values it does not count.
#[must_use]
pub fn filled(descriptor: &Value) -> BTreeMap<String, Filled> {
    let mut all = BTreeMap::new();
    for resource in descriptor["resources"].as_array().into_iter().flatten() {
        let rows = resource["rows"].as_u64().or_else(|| resource["kbc:rows"].as_u64());
        let (Some(name), Some(rows)) = (resource["name"].as_str(), rows) else { continue };
        let fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let columns = fields.filter_map(|field| Some((field["name"].as_str()?.to_owned(), field[KEY].as_u64()?)));
        all.insert(name.to_owned(), Filled { rows, columns: columns.collect() });
    }
    all
}

/// Tenths of a percent, rounded down: a column with one null is not full.
#[must_use]
pub fn share(filled: u64, rows: u64) -> u64 {
    (filled * 1000).checked_div(rows).unwrap_or(0)
}

/// The columns whose share is another one, those that moved most first. Datasets without rows before or after tell nothing.
#[must_use]
pub fn fill_changes(before: &BTreeMap<String, Filled>, after: &BTreeMap<String, Filled>) -> Vec<FillChange> {
    let mut changes = Vec::new();
    for (dataset, now) in after.iter().filter(|(_, now)| now.rows > 0) {
        let Some(old) = before.get(dataset).filter(|old| old.rows > 0) else { continue };
        for (column, filled) in &now.columns {
            let Some(was) = old.columns.get(column) else { continue };
            let (before, after) = (share(*was, old.rows), share(*filled, now.rows));
            if before != after {
                changes.push(FillChange { column: format!("{dataset}.{column}"), before, after });
            }
        }
    }
    changes.sort_by(|a, b| (b.before.abs_diff(b.after), &a.column).cmp(&(a.before.abs_diff(a.after), &b.column)));
    changes
}

impl std::fmt::Display for FillChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} -> {}", self.column, percent(self.before), percent(self.after))
    }
}

/// `93.4 %`.
#[must_use]
pub fn percent(tenths: u64) -> String {
    format!("{}.{} %", tenths / 10, tenths % 10)
}

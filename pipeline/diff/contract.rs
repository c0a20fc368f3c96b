//! Two contracts compared: which part of the version must rise, by semantic versioning.
//!
//! A reader that asks for columns by name must go on working when only the second or third number rises. First: a dataset, a
//! column or a guarantee is gone, or a column is something else. Second: something is new. Third: the same columns are read or
//! described otherwise.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A part of a version. The order is that of weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Nothing changed.
    #[default]
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Where a contract describes the first ones, no more of them are named one by one.
const MOST_NAMED: usize = 40;

/// How a contract differs from another.
#[derive(Debug, Default)]
pub struct ContractDifference {
    /// Versions before and after.
    pub versions: [String; 2],
    /// The part that must rise.
    pub part: Part,
    /// Why, the weightiest first.
    pub reasons: Vec<(Part, String)>,
}

impl ContractDifference {
    /// Compares the contracts of two descriptors.
    #[must_use]
    pub fn of(old: &Value, new: &Value) -> Self {
        let version = |descriptor: &Value| descriptor["kbc"]["contract"].as_str().unwrap_or("0.0.0").to_owned();
        let mut found = Self { versions: [version(old), version(new)], ..Self::default() };
        let same = |key: &str| !old["kbc"][key].is_null() && old["kbc"][key] == new["kbc"][key];
        if same("contract_sha256") {
            return found;
        }
        let (before, after) = (datasets(old), datasets(new));
        for (name, schema) in &before {
            match after.get(name) {
                None => found.add(Part::Major, format!("dataset `{name}` is gone")),
                Some(other) => found.dataset(name, schema, other),
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            found.add(Part::Minor, format!("dataset `{name}` is new"));
        }
        found.types(&old["kbc"]["types"], &new["kbc"]["types"]);
        found.described(["language", "languages"], &old["kbc"]["languages"], &new["kbc"]["languages"]);
        found.described(["family", "families of products"], &old["kbc"]["families"], &new["kbc"]["families"]);
        if found.reasons.is_empty() {
            found.add(Part::Patch, "the same columns are read or described otherwise".to_owned());
        }
        found.reasons.sort_by_key(|(part, _)| std::cmp::Reverse(*part));
        found.part = found.reasons.first().map_or(Part::None, |(part, _)| *part);
        found
    }

    /// Whether the version rose as it must.
    #[must_use]
    pub fn has_risen(&self) -> bool {
        let [old, new] = [numbers(&self.versions[0]), numbers(&self.versions[1])];
        match self.part {
            Part::None => true,
            Part::Patch => new > old,
            Part::Minor => new[..2] > old[..2],
            Part::Major => new[0] > old[0],
        }
    }

    /// The lowest version that may follow.
    #[must_use]
    pub fn needed(&self) -> String {
        let [major, minor, patch] = numbers(&self.versions[0]);
        match self.part {
            Part::None => self.versions[0].clone(),
            Part::Patch => format!("{major}.{minor}.{}", patch + 1),
            Part::Minor => format!("{major}.{}.0", minor + 1),
            Part::Major => format!("{}.0.0", major + 1),
        }
    }

    /// The difference as text.
    #[must_use]
    pub fn text(&self) -> String {
        let [old, new] = &self.versions;
        if self.part == Part::None {
            return format!("contract {old} -> {new}: the same\n");
        }
        let mut out = format!("contract {old} -> {new}: at least {} is needed\n", self.needed());
        for (part, reason) in &self.reasons {
            let _ = writeln!(out, "  {:<5}  {reason}", part.name());
        }
        out
    }

    /// Types that are stated in one of the two only, or by another pattern.
    fn types(&mut self, old: &Value, new: &Value) {
        let patterns = |list: &Value| -> BTreeMap<String, Value> {
            let types = list.as_array().into_iter().flatten();
            types.filter_map(|ty| Some((ty["name"].as_str()?.to_owned(), ty["pattern"].clone()))).collect()
        };
        let (before, after) = (patterns(old), patterns(new));
        for (name, pattern) in &after {
            match before.get(name) {
                None => self.add(Part::Patch, format!("type `{name}` is stated now")),
                Some(other) if other != pattern => self.add(Part::Patch, format!("type `{name}` has another pattern")),
                Some(_) => {}
            }
        }
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            self.add(Part::Patch, format!("type `{name}` is stated no more"));
        }
    }

    /// Languages, or families of products, that are described in one of the two only.
    fn described(&mut self, [what, many]: [&str; 2], old: &Value, new: &Value) {
        let (before, after) = (names(old).collect::<BTreeSet<_>>(), names(new).collect::<BTreeSet<_>>());
        if after.len() > MOST_NAMED && before.is_empty() {
            self.add(Part::Patch, format!("{} {many} are described now, none before", after.len()));
            return;
        }
        for name in after.difference(&before) {
            self.add(Part::Patch, format!("{what} `{name}` is described now"));
        }
        for name in before.difference(&after) {
            self.add(Part::Patch, format!("{what} `{name}` is described no more"));
        }
    }

    fn add(&mut self, part: Part, reason: String) {
        self.reasons.push((part, reason));
    }

    fn dataset(&mut self, name: &str, old: &Value, new: &Value) {
        let (before, after) = (fields(old), fields(new));
        let renamed = renamed(&before, &after);
        for (column, field) in &before {
            let path = format!("column `{name}.{column}`");
            let Some(other) = after.get(renamed.get(column).unwrap_or(column)) else {
                self.add(Part::Major, format!("{path} is gone"));
                continue;
            };
            if let Some(today) = renamed.get(column) {
                self.add(Part::Major, format!("{path} is named `{today}` now"));
            }
            for key in ["type", "format", "unit"] {
                if field[key] != other[key] {
                    self.add(Part::Major, format!("{path} has another {key}: {} -> {}", field[key], other[key]));
                }
            }
            let is_required = |field: &Value| field["constraints"]["required"].as_bool().unwrap_or(false);
            match (is_required(field), is_required(other)) {
                (true, false) => self.add(Part::Major, format!("{path} can be null now")),
                (false, true) => self.add(Part::Minor, format!("{path} is never null now")),
                _ => {}
            }
            if field["constraints"]["enum"] != other["constraints"]["enum"] {
                self.add(Part::Minor, format!("{path} has another list of values"));
            }
        }
        let is_new = |column: &&&str| !before.contains_key(**column) && !renamed.values().any(|today| today == *column);
        for column in after.keys().filter(is_new) {
            self.add(Part::Minor, format!("column `{name}.{column}` is new"));
        }
        let key: Vec<&str> = names(&old["primaryKey"]).map(|key| *renamed.get(key).unwrap_or(&key)).collect();
        if key != names(&new["primaryKey"]).collect::<Vec<_>>() {
            self.add(Part::Major, format!("dataset `{name}` has another key"));
        }
    }
}

/// The table schemas of a descriptor by dataset.
fn datasets(descriptor: &Value) -> BTreeMap<&str, &Value> {
    let resources = descriptor["resources"].as_array().into_iter().flatten();
    resources.filter_map(|resource| Some((resource["name"].as_str()?, &resource["schema"]))).collect()
}

fn fields(schema: &Value) -> BTreeMap<&str, &Value> {
    let fields = schema["fields"].as_array().into_iter().flatten();
    fields.filter_map(|field| Some((field["name"].as_str()?, field))).collect()
}

/// Names before of columns that are called something else today, and what they are called.
fn renamed<'a>(
    before: &BTreeMap<&'a str, &'a Value>,
    after: &BTreeMap<&'a str, &'a Value>,
) -> BTreeMap<&'a str, &'a str> {
    let claims = after.iter().flat_map(|(today, field)| names(&field["kbc:was"]).map(|was| (was, *today)));
    claims
        .filter(|(was, today)| before.contains_key(was) && !before.contains_key(today) && !after.contains_key(was))
        .collect()
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The three numbers of a version; what is missing or no number is 0.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn descriptor(version: &str, fields: &Value) -> Value {
        json!({ "kbc": { "contract": version, "contract_sha256": fields.to_string() },
                "resources": [{ "name": "files", "schema": { "fields": fields, "primaryKey": ["source"] } }] })
    }

    fn needed(old: &Value, new: &Value) -> String {
        ContractDifference::of(&descriptor("1.2.3", old), &descriptor("1.2.3", new)).needed()
    }

    #[test]
    fn the_part_that_must_rise_follows_from_what_changed() {
        let size = json!({ "name": "size", "type": "integer", "constraints": { "required": true } });
        let old = json!([size]);
        assert_eq!(needed(&old, &old), "1.2.3");
        assert_eq!(needed(&old, &json!([size, { "name": "more", "type": "string" }])), "1.3.0");
        assert_eq!(needed(&old, &json!([])), "2.0.0");
        assert_eq!(
            needed(&old, &json!([{ "name": "size", "type": "string", "constraints": { "required": true } }])),
            "2.0.0"
        );
        assert_eq!(needed(&old, &json!([{ "name": "size", "type": "integer" }])), "2.0.0");
        assert_eq!(needed(&json!([{ "name": "size", "type": "integer" }]), &old), "1.3.0");
        let described =
            json!({ "name": "size", "type": "integer", "constraints": { "required": true }, "description": "bytes" });
        assert_eq!(needed(&old, &json!([described])), "1.2.4");
    }

    #[test]
    fn a_column_under_another_name_is_not_a_new_one() {
        let old = json!([{ "name": "rows", "type": "integer" }]);
        let new = json!([{ "name": "row_count", "type": "integer", "kbc:was": ["rows"] }]);
        let found = ContractDifference::of(&descriptor("1.2.3", &old), &descriptor("2.0.0", &new));
        let reasons = vec![(Part::Major, "column `files.rows` is named `row_count` now".to_owned())];
        assert_eq!(found.reasons, reasons);
    }

    #[test]
    fn a_version_has_risen_where_the_part_did() {
        let old = descriptor("1.2.3", &json!([]));
        let wider = |version| descriptor(version, &json!([{ "name": "size", "type": "integer" }]));
        for (version, has_risen) in
            [("1.2.3", false), ("1.2.4", false), ("1.3.0", true), ("2.0.0", true), ("1.1.9", false)]
        {
            assert_eq!(ContractDifference::of(&old, &wider(version)).has_risen(), has_risen, "{version}");
        }
    }
}

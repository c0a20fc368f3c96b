//! The schema file of a dataset, before the names in it are resolved.

use super::constraint::{LEVELS, level};
use super::draft::{Draft, DraftConstraint};
use super::types::Types;
use super::{Dataset, Each, Phrases};
use crate::finding::Level;
use crate::toml_file::{Reader, Text};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const DATASET_KEYS: &[&str] = &[
    "name",
    "doc",
    "each",
    "order",
    "identity",
    "formats",
    "needs_one_of",
    "in_titles",
    "one_row_per",
    "flattened",
    "shares_tables_with",
    "named_by",
    "named_by_headings",
    "announced_by",
    "not_announced_by",
    "between_values",
    "other_rows",
    "type",
    "column",
    "constraint",
];
const CONSTRAINT_KEYS: &[&str] =
    &["kind", "columns", "determines", "dataset", "references", "pattern", "level", "left_to"];

impl Reader<'_> {
    /// A dataset; null where it lacks what the rest of it needs.
    pub(super) fn dataset(&mut self, table: &DeTable<'_>, types: &Types) -> Option<Draft> {
        self.known_keys(table, DATASET_KEYS);
        let name = self.needed(table, "name", 0..0);
        let doc = self.needed(table, "doc", 0..0);
        let each = self.needed(table, "each", 0..0);
        let (name, doc, each) = (name?, doc?, each?);
        let words: Vec<&str> = Each::NAMES.iter().map(|(word, _)| *word).collect();
        self.one_of(&each, "kind of row", &words);
        // A stand-in keeps the names of the dataset known: one mistake is reported once.
        let each = Each::NAMES.iter().find(|(word, _)| *word == each.text).map_or(Each::Row, |(_, each)| *each);
        self.must_be_name(&name);
        self.must_be_name_of_a_file(&name);
        if !table.contains_key("order") {
            let help = "add `order = [...]`: the columns that order and identify the rows";
            self.push(name.range.clone(), format!("dataset `{}` has no order", name.text), "no order", help);
        }
        let formats = self.formats(table);
        let mut lower_case =
            |key| -> Vec<String> { self.texts(table, key).iter().map(|text| text.text.to_lowercase()).collect() };
        let mut dataset = Dataset {
            name: name.text,
            doc: doc.text,
            each,
            columns: Vec::new(),
            order: Vec::new(),
            identity: Vec::new(),
            needs_one_of: Vec::new(),
            in_titles: Vec::new(),
            shares_tables_with: Vec::new(),
            named_by: Phrases::new(&lower_case("named_by")),
            named_by_headings: Phrases::new(&lower_case("named_by_headings")),
            announced_by: Phrases::new(&lower_case("announced_by")),
            not_announced_by: Phrases::new(&lower_case("not_announced_by")),
            between_values: lower_case("between_values"),
            other_rows: lower_case("other_rows"),
            one_row_per: None,
            flattened: !table.contains_key("flattened") || self.flag(table, "flattened"),
            formats,
            constraints: Vec::new(),
        };
        let (mut from, mut was, mut roles) = (Vec::new(), Vec::new(), Vec::new());
        for (table, place) in self.tables(table, "column") {
            was.extend(self.texts(table, "was"));
            if let Some((column, origins)) = self.column(table, place, &dataset, types) {
                dataset.columns.push(column);
                from.push(origins);
                roles.push(self.text(table, "role"));
            }
        }
        self.must_be_free(&was, &dataset);
        if dataset.columns.is_empty() {
            self.push(
                name.range.clone(),
                format!("dataset `{}` has no columns", dataset.name),
                "no columns",
                "add a `[[column]]`",
            );
        }
        let constraints = self.tables(table, "constraint");
        let constraints = constraints.into_iter().filter_map(|(table, place)| self.constraint(table, place)).collect();
        Some(Draft {
            path: self.path.clone(),
            dataset,
            name_range: name.range,
            order: self.texts(table, "order"),
            identity: self.texts(table, "identity"),
            needs_one_of: self.texts(table, "needs_one_of"),
            in_titles: self.texts(table, "in_titles"),
            shares_tables_with: self.texts(table, "shares_tables_with"),
            one_row_per: self.text(table, "one_row_per"),
            from,
            roles,
            constraints,
        })
    }

    /// Looks whether files can have the name of a dataset, everywhere and beside the descriptor.
    fn must_be_name_of_a_file(&mut self, Text { text, range }: &Text) {
        if text == "datapackage" {
            let help = "the descriptor of the output has this name: choose another one";
            self.push(range.clone(), format!("a dataset cannot be named `{text}`"), "taken", help);
        }
        if is_device(text) {
            let help = "choose another one";
            let message = format!("a dataset cannot be named `{text}`: Windows has a device of this name");
            self.push(range.clone(), message, "the name of a device", help);
        }
    }

    /// Looks whether earlier names of columns tell which column is meant.
    fn must_be_free(&mut self, was: &[Text], dataset: &Dataset) {
        for (at, word) in was.iter().enumerate() {
            self.must_be_name(word);
            let is_taken = dataset.position(&word.text).is_some();
            if is_taken || was[..at].iter().any(|other| other.text == word.text) {
                let message = format!("two columns claim the name `{}`", word.text);
                let label = if is_taken { "the name of another column today" } else { "claimed a second time" };
                self.push(word.range.clone(), message, label, "leave an earlier name to one column");
            }
        }
    }

    fn formats(&mut self, table: &DeTable<'_>) -> Vec<String> {
        let valid = self.formats;
        let chosen = self.texts(table, "formats");
        for format in &chosen {
            self.one_of(format, "format", valid);
        }
        if chosen.is_empty() {
            valid.iter().map(|&name| name.to_owned()).collect()
        } else {
            chosen.into_iter().map(|format| format.text).collect()
        }
    }

    fn constraint(&mut self, table: &DeTable<'_>, place: Range<usize>) -> Option<DraftConstraint> {
        self.known_keys(table, CONSTRAINT_KEYS);
        let kind = self.needed(table, "kind", place)?;
        let word = self.text(table, "level");
        let level = word.as_ref().map_or(Some(Level::Warning), |word| level(&word.text));
        if let Some(word) = word.filter(|_| level.is_none()) {
            self.one_of(&word, "level", LEVELS);
        }
        let needed: &[&str] = match kind.text.as_str() {
            "determines" => &["columns", "determines"],
            "references" => &["columns", "dataset", "references"],
            "pattern" => &["columns", "pattern"],
            _ => &["columns"],
        };
        let is_empty = |key: &str| match table.get(key).map(Spanned::get_ref) {
            Some(DeValue::Array(items)) => items.is_empty(),
            value => value.is_none(),
        };
        for key in needed.iter().filter(|key| is_empty(key)) {
            let help =
                if *key == "pattern" { "add `pattern = '...'`".to_owned() } else { format!("add `{key} = [...]`") };
            let range = table.get(*key).map_or_else(|| kind.range.clone(), Spanned::span);
            self.push(range, format!("`{key}` of the constraint is missing"), "of this constraint", help);
        }
        self.one_of(&kind, "constraint", &["unique", "determines", "references", "pattern"]).then(|| DraftConstraint {
            pattern: self.whole_pattern(table),
            kind,
            columns: self.texts(table, "columns"),
            determines: self.texts(table, "determines"),
            dataset: self.text(table, "dataset"),
            references: self.texts(table, "references"),
            level: level.unwrap_or(Level::Warning),
            left_to: self.texts(table, "left_to"),
        })
    }
}

/// Whether Windows takes a name for a device, also with an extension behind it.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
fn is_device(name: &str) -> bool {
    let is_numbered = |kind: &str| {
        name.strip_prefix(kind).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || is_numbered("com") || is_numbered("lpt")
}

//! `[[column]]` tables of schema files.

use super::types::Types;
use super::{Column, ColumnType, Dataset, Each, Enumeration, Fact, Names, normal};
use crate::toml_file::{Reader, Text};
use crate::values::{AnyType, Words};
use std::ops::Range;
use toml::de::DeTable;

const COLUMN_KEYS: &[&str] = &[
    "name",
    "was",
    "type",
    "doc",
    "unit",
    "headers",
    "weak_headers",
    "distinct_headers",
    "leads_rows",
    "none_is_text",
    "labels",
    "from",
    "required",
    "default",
    "role",
    "value",
    "reading",
    "names",
    "statement",
];
const NAMES_KEYS: &[&str] = &["begins", "binds", "narrows", "none"];
const READING_KEYS: &[&str] = &["type", "headers"];
const VALUE_KEYS: &[&str] = &["name", "doc", "spellings", "role"];

impl Reader<'_> {
    /// A column, and where it takes its values from.
    pub(super) fn column(
        &mut self,
        table: &DeTable<'_>,
        place: Range<usize>,
        dataset: &Dataset,
        types: &Types,
    ) -> Option<(Column, Vec<Text>)> {
        self.known_keys(table, COLUMN_KEYS);
        let name = self.needed(table, "name", place.clone());
        let ty = self.needed(table, "type", place.clone());
        let doc = self.needed(table, "doc", place.clone());
        let (name, ty, doc) = (name?, ty?, doc?);
        if dataset.columns.iter().any(|column| column.name == name.text) {
            self.push(
                name.range.clone(),
                format!("two columns are named `{}`", name.text),
                "named a second time",
                "give it a name of its own",
            );
        }
        self.must_be_name(&name);
        let from = self.texts(table, "from");
        let list = self.enumeration(table, dataset.each, &from);
        let known = self.mistakes.len();
        let ty = self.column_type(ty, list, types);
        // With a type that stands in for an unknown one nothing else can be said of the column.
        let is_known = self.mistakes.len() == known;
        let mut headers = self.texts(table, "headers");
        let readings = self.readings(table, &ty, &mut headers, types);
        let weak = self.texts(table, "weak_headers");
        let weak_headers = weak.iter().map(|text| normal(&text.text)).collect();
        headers.extend(weak);
        let distinct = self.texts(table, "distinct_headers");
        let labels = self.texts(table, "labels");
        if headers.is_empty() && labels.is_empty() && from.is_empty() {
            self.push(
                name.range.clone(),
                format!("nothing feeds column `{}`", name.text),
                "always null",
                "add `headers`, `labels` or `from`",
            );
        }
        if !headers.is_empty() && dataset.each != Each::Row {
            self.push(
                name.range.clone(),
                format!("column `{}` has headers, but `each` is `{}`", name.text, dataset.each.name()),
                "no table feeds it",
                "headers feed datasets with `each = \"row\"`",
            );
        }
        // Beside a `from`, labels are the words by which the fact itself is found.
        if let Some(label) = labels.first().filter(|_| from.is_empty() && dataset.each != Each::Article) {
            self.push(
                label.range.clone(),
                format!("column `{}` has labels, but `each` is `{}`", name.text, dataset.each.name()),
                "no label feeds it",
                "labels feed datasets with `each = \"article\"`",
            );
        }
        let unit = match (self.text(table, "unit"), &ty) {
            (Some(unit), _) => unit.text,
            (None, ColumnType::Semantic(ty)) => ty.unit().to_owned(),
            (None, ColumnType::Enumeration(_)) => String::new(),
        };
        let default = self.default(table, &ty);
        let names = self.names(table);
        let statement = self.statement(table, &ty, place);
        let column = Column {
            path: format!("{}.{}", dataset.name, name.text),
            name: name.text,
            was: self.texts(table, "was").into_iter().map(|text| text.text).collect(),
            doc: doc.text,
            unit,
            required: self.flag(table, "required"),
            headers: headers.into_iter().map(|text| text.text).collect(),
            labels: labels.into_iter().map(|text| text.text).collect(),
            from_text: from.iter().map(|text| text.text.clone()).collect(),
            from: Vec::new(),
            weak_headers,
            leads_rows: self.flag(table, "leads_rows"),
            none_is_text: self.flag(table, "none_is_text"),
            distinct_headers: distinct.iter().map(|text| normal(&text.text)).collect(),
            readings,
            ty,
            default,
            names,
            statement,
            words: Words::none(),
        };
        Some((column, if is_known { from } else { Vec::new() }))
    }

    /// Looks whether a text can name a dataset or a column.
    pub(super) fn must_be_name(&mut self, Text { text, range }: &Text) {
        let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_name {
            let help = "use lower case letters, digits and `_`";
            self.push(range.clone(), format!("expected a name, found `{text}`"), "not a name", help);
        }
    }

    /// The type that a word and a closed list make; one that stands in where they are wrong.
    fn column_type(&mut self, ty: Text, list: Option<Enumeration>, types: &Types) -> ColumnType {
        match (ty.text.as_str(), list) {
            ("enum", Some(list)) => ColumnType::Enumeration(list),
            ("enum", None) => {
                self.push(
                    ty.range,
                    "an `enum` column has no values",
                    "has no values",
                    "add `[[column.value]]` tables with `name`, `doc` and `spellings`",
                );
                ColumnType::Enumeration(Enumeration::default())
            }
            (word, list) => {
                let names: Vec<&str> = types.names().into_iter().chain(["enum"]).collect();
                if self.one_of(&ty, "type", &names) && list.is_some() {
                    self.push(
                        ty.range.clone(),
                        "only `enum` columns have values",
                        "not an enum",
                        "make it `type = \"enum\"`, or remove the `[[column.value]]` tables",
                    );
                }
                ColumnType::Semantic(types.find(word).unwrap_or_else(AnyType::text))
            }
        }
    }

    /// The `[[column.reading]]` tables: headings whose cells are read by another type of the same storage. Their
    /// headings are added to those of the column.
    fn readings(
        &mut self,
        table: &DeTable<'_>,
        own: &ColumnType,
        headers: &mut Vec<Text>,
        types: &Types,
    ) -> Vec<(Vec<String>, AnyType)> {
        let mut readings = Vec::new();
        for (reading, place) in self.tables(table, "reading") {
            self.known_keys(reading, READING_KEYS);
            let Some(word) = self.needed(reading, "type", place) else { continue };
            if !self.one_of(&word, "type", &types.names()) {
                continue;
            }
            let Some(ty) = types.find(&word.text) else { continue };
            if !matches!(own, ColumnType::Semantic(own) if own.physical() == ty.physical()) {
                let help = "a column is stored as one type: give this one a column of its own";
                self.push(
                    word.range,
                    format!("`{}` is stored as another type than the column", ty.name()),
                    "does not fit",
                    help,
                );
                continue;
            }
            let more = self.texts(reading, "headers");
            readings.push((more.iter().map(|text| normal(&text.text)).collect(), ty));
            headers.extend(more);
        }
        readings
    }

    /// The `[column.names]` table: where names begin in lists that do not divide them.
    fn names(&mut self, table: &DeTable<'_>) -> Option<Names> {
        let table = self.table(table, "names")?;
        self.known_keys(table, NAMES_KEYS);
        let begins = self.texts(table, "begins");
        let others = ["binds", "narrows", "none"]
            .map(|key| self.texts(table, key).into_iter().map(|text| text.text).collect::<Vec<_>>());
        Some(Names::new(begins.iter().map(|text| text.text.as_str()), others))
    }

    fn default(&mut self, table: &DeTable<'_>, ty: &ColumnType) -> Option<u16> {
        let word = self.text(table, "default")?;
        let ColumnType::Enumeration(list) = ty else {
            self.push(
                word.range,
                "only `enum` columns have a default",
                "not an enum",
                "remove it: what is not known is null",
            );
            return None;
        };
        let names: Vec<&str> = list.names().collect();
        self.one_of(&word, "value", &names).then(|| list.position(&word.text)).flatten()
    }

    fn enumeration(&mut self, table: &DeTable<'_>, each: Each, from: &[Text]) -> Option<Enumeration> {
        let values = self.tables(table, "value");
        if values.is_empty() {
            return None;
        }
        let kind = Fact::SectionKind.info().map_or("", |info| info.name);
        let is_fed_by_kind = from.iter().any(|from| from.text == kind);
        let mut list = Enumeration::default();
        for (value, place) in values {
            self.known_keys(value, VALUE_KEYS);
            let Some(name) = self.needed(value, "name", place) else { continue };
            if list.position(&name.text).is_some() {
                self.push(
                    name.range.clone(),
                    format!("two values are named `{}`", name.text),
                    "named a second time",
                    "",
                );
            }
            let doc = self.text(value, "doc").map_or_else(String::new, |doc| doc.text);
            let spellings: Vec<String> = self.texts(value, "spellings").into_iter().map(|text| text.text).collect();
            let role = self.value_role(value, &list, each, is_fed_by_kind);
            list.push(&name.text, &doc, &spellings);
            list.give_role(role);
        }
        Some(list)
    }
}

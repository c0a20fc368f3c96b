//! TOML text to [`Contract`]: reads every schema file, resolves names, and collects all mistakes before it gives up.

use super::constraint::{LEVELS, level, set_reaches};
use super::draft::{Draft, DraftConstraint};
use super::extends::{self, Files, is_embedded, is_family_file, is_language_file, is_version_file, name_within, stem};
use super::families::FamilyDrafts;
use super::language::LanguageDraft;
use super::resolve::{resolve, take_section_kinds};
use super::{Column, ColumnType, Contract, Dataset, Each, Enumeration, Fact, Names, Phrases, Vocabulary, normal};
use crate::error::Error;
use crate::finding::Level;
use crate::toml_file::{Reader, Text, render};
use crate::values::{TYPES, Type, Words};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
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
    "one_row_per",
    "flattened",
    "shares_tables_with",
    "named_by",
    "named_by_headings",
    "announced_by",
    "not_announced_by",
    "between_values",
    "other_rows",
    "column",
    "constraint",
];
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
const CONSTRAINT_KEYS: &[&str] = &["kind", "columns", "determines", "dataset", "references", "level", "left_to"];

/// Compiles all schema files, and the embedded ones that they extend.
pub(super) fn contract(
    own: &BTreeMap<String, String>,
    embedded: &BTreeMap<String, String>,
    formats: &[&str],
) -> Result<Contract, Error> {
    let mut mistakes = Vec::new();
    let Files { files: texts, version } = Files::of(own, embedded);
    let is_extended = version.is_some();
    let mut version = version.unwrap_or_else(|| "0.0.0".to_owned());
    let mut drafts = Vec::new();
    let mut languages: Vec<LanguageDraft> = Vec::new();
    let mut families = FamilyDrafts::default();
    // Datasets whose file could not be read: what refers to them is not one more mistake.
    let mut lost = Vec::new();
    for (path, text) in &texts {
        let mut reader = Reader { path: path.clone(), formats, mistakes: &mut mistakes };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                reader.push(range, error.message(), "here", "this is a mistake in TOML itself");
                lost.push(stem(path));
                continue;
            }
        };
        if is_version_file(path) {
            reader.known_keys(&table, &["version", "extends"]);
            extends::check(&mut reader, &table);
            if table.contains_key("version") || !is_extended {
                version = reader.version(&table).unwrap_or(version);
            }
        } else if is_language_file(path) {
            let language = reader.language(&table, !is_embedded(path));
            languages.extend(language.filter(|language| reader.is_first(language, &languages)));
        } else if is_family_file(path) {
            families.read(&mut reader, &table, !is_embedded(path));
        } else {
            match reader.dataset(&table) {
                Some(draft) => drafts.push(draft),
                None => lost.push(stem(path)),
            }
        }
    }
    if own.is_empty() || drafts.is_empty() && mistakes.is_empty() {
        return Err(Error::Schema(
            "error: no schema found\n  help: a schema is a file such as `schemas/files.toml`".to_owned(),
        ));
    }
    let roles = super::roles::resolve(&drafts, formats, &mut mistakes);
    let mut datasets = resolve(drafts, &lost, formats, &mut mistakes);
    let words = Arc::new(Words::new(languages.iter().map(|language| language.words.clone()).collect()));
    let is_sound = mistakes.is_empty();
    for language in languages {
        language.apply(&mut datasets, is_sound, &mut Reader { path: String::new(), formats, mistakes: &mut mistakes });
    }
    let families = families.resolve(&mut Reader { path: String::new(), formats, mistakes: &mut mistakes });
    if !mistakes.is_empty() {
        return Err(Error::Schema(render(&mistakes, &texts.into_iter().collect())));
    }
    set_reaches(&mut datasets);
    for column in datasets.iter_mut().flat_map(|dataset| &mut dataset.columns) {
        column.words = Arc::clone(&words);
    }
    let section_kinds = take_section_kinds(&datasets);
    let vocabulary = Vocabulary::new(&datasets, |_| true);
    let flattened = Vocabulary::new(&datasets, |dataset| dataset.flattened);
    let announcing = Phrases::all(datasets.iter().map(|dataset| &dataset.announced_by));
    let not_announcing = Phrases::all(datasets.iter().map(|dataset| &dataset.not_announced_by));
    let sha256 = digest(&texts);
    Ok(Contract {
        version,
        sha256,
        datasets,
        vocabulary,
        flattened,
        section_kinds,
        roles,
        words,
        families,
        announcing,
        not_announcing,
    })
}

/// The digest of schemas: of their names and texts, in the order of names, wherever they lie.
fn digest(texts: &[(String, String)]) -> String {
    let mut sha = Sha256::new();
    for (path, text) in texts {
        sha.update(format!("{}\n{}\n", name_within(path), text.len()));
        sha.update(text);
    }
    let mut hex = String::new();
    for byte in sha.finalize() {
        // Writing into memory cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

impl Reader<'_> {
    /// The version of the contract: three numbers.
    fn version(&mut self, table: &DeTable<'_>) -> Option<String> {
        let Text { text, range } = self.needed(table, "version", 0..0)?;
        let is_number = |part: &str| part.parse::<u32>().is_ok_and(|number| number.to_string() == part);
        if text.split('.').count() != 3 || !text.split('.').all(is_number) {
            let message = format!("expected a version, found `{text}`");
            self.push(range, message, "not three numbers", "write three numbers separated by points, such as `1.0.0`");
        }
        Some(text)
    }

    /// Whether a language has no other file.
    fn is_first(&mut self, language: &LanguageDraft, others: &[LanguageDraft]) -> bool {
        let Text { text, range } = &language.tag;
        let is_first = others.iter().all(|other| !other.tag.text.eq_ignore_ascii_case(text));
        if !is_first {
            let message = format!("two files describe language `{text}`");
            self.push(range.clone(), message, "described a second time", "put both into one file");
        }
        is_first
    }

    fn dataset(&mut self, table: &DeTable<'_>) -> Option<Draft> {
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
            if let Some((column, origins)) = self.column(table, place, &dataset) {
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
            shares_tables_with: self.texts(table, "shares_tables_with"),
            one_row_per: self.text(table, "one_row_per"),
            from,
            roles,
            constraints,
        })
    }

    /// Looks whether a text can name a dataset or a column.
    fn must_be_name(&mut self, Text { text, range }: &Text) {
        let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_name {
            let help = "use lower case letters, digits and `_`";
            self.push(range.clone(), format!("expected a name, found `{text}`"), "not a name", help);
        }
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

    fn column(&mut self, table: &DeTable<'_>, place: Range<usize>, dataset: &Dataset) -> Option<(Column, Vec<Text>)> {
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
        let ty = self.column_type(ty, list);
        // With a type that stands in for an unknown one nothing else can be said of the column.
        let is_known = self.mistakes.len() == known;
        let mut headers = self.texts(table, "headers");
        let readings = self.readings(table, &ty, &mut headers);
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
            (None, ColumnType::Semantic(ty)) => ty.unit.to_owned(),
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

    /// The type that a word and a closed list make; one that stands in where they are wrong.
    fn column_type(&mut self, ty: Text, list: Option<Enumeration>) -> ColumnType {
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
                let names: Vec<&str> = TYPES.iter().map(|ty| ty.name).chain(["enum"]).collect();
                if self.one_of(&ty, "type", &names) && list.is_some() {
                    self.push(
                        ty.range.clone(),
                        "only `enum` columns have values",
                        "not an enum",
                        "make it `type = \"enum\"`, or remove the `[[column.value]]` tables",
                    );
                }
                ColumnType::Semantic(TYPES.iter().find(|known| known.name == word).unwrap_or(&TYPES[0]))
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
    ) -> Vec<(Vec<String>, &'static Type)> {
        let mut readings = Vec::new();
        for (reading, place) in self.tables(table, "reading") {
            self.known_keys(reading, READING_KEYS);
            let Some(word) = self.needed(reading, "type", place) else { continue };
            let names: Vec<&str> = TYPES.iter().map(|ty| ty.name).collect();
            if !self.one_of(&word, "type", &names) {
                continue;
            }
            let Some(ty) = TYPES.iter().copied().find(|ty| ty.name == word.text) else { continue };
            if !matches!(own, ColumnType::Semantic(own) if own.physical == ty.physical) {
                let help = "a column is stored as one type: give this one a column of its own";
                self.push(
                    word.range,
                    format!("`{}` is stored as another type than the column", ty.name),
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
            _ => &["columns"],
        };
        let is_empty = |key: &str| match table.get(key).map(Spanned::get_ref) {
            Some(DeValue::Array(items)) => items.is_empty(),
            value => value.is_none(),
        };
        for key in needed.iter().filter(|key| is_empty(key)) {
            let help = format!("add `{key} = [...]`");
            let range = table.get(*key).map_or_else(|| kind.range.clone(), Spanned::span);
            self.push(range, format!("`{key}` of the constraint is missing"), "of this constraint", help);
        }
        self.one_of(&kind, "constraint", &["unique", "determines", "references"]).then(|| DraftConstraint {
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

//! TOML text to [`Contract`]: reads every schema file, resolves names, and collects all mistakes before it gives up.

use super::mistake::{Mistake, nearest, render};
use super::{
    Column, ColumnType, Constraint, ConstraintKind, Contract, Dataset, Each, Enumeration, FACTS, Fact, Origin,
    Vocabulary,
};
use crate::error::Error;
use crate::values::{Physical, TYPES};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// File that holds the version of the contract instead of a dataset.
const CONTRACT_FILE: &str = "contract.toml";
const DATASET_KEYS: &[&str] = &["name", "doc", "each", "order", "formats", "needs_one_of", "column", "constraint"];
const COLUMN_KEYS: &[&str] =
    &["name", "type", "doc", "unit", "headers", "labels", "from", "required", "default", "value"];
const VALUE_KEYS: &[&str] = &["name", "doc", "spellings"];
const CONSTRAINT_KEYS: &[&str] = &["kind", "columns", "determines", "dataset", "references", "level"];
const LEVELS: &[&str] = &["error", "warning", "note"];

type Table<'i> = DeTable<'i>;

/// A text with its place.
#[derive(Clone)]
struct Text {
    text: String,
    range: Range<usize>,
}

/// What a schema says before names are resolved.
struct Draft {
    path: String,
    dataset: Dataset,
    name_range: Range<usize>,
    order: Vec<Text>,
    needs_one_of: Vec<Text>,
    from: Vec<Vec<Text>>,
    constraints: Vec<DraftConstraint>,
}

struct DraftConstraint {
    kind: Text,
    columns: Vec<Text>,
    determines: Vec<Text>,
    dataset: Option<Text>,
    references: Vec<Text>,
    level: String,
}

/// Collects mistakes of one file.
struct Reader<'m> {
    path: String,
    /// Names of the output formats.
    formats: &'m [&'m str],
    mistakes: &'m mut Vec<Mistake>,
}

/// Compiles all schema files.
pub(super) fn contract(texts: &BTreeMap<String, String>, formats: &[&str]) -> Result<Contract, Error> {
    let mut mistakes = Vec::new();
    let mut version = "0.0.0".to_owned();
    let mut drafts = Vec::new();
    for (path, text) in texts {
        let mut reader = Reader { path: path.clone(), formats, mistakes: &mut mistakes };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                reader.push(range, error.message(), "here", "this is a mistake in TOML itself");
                continue;
            }
        };
        if path.ends_with(CONTRACT_FILE) {
            version = reader.text(&table, "version").map_or(version, |text| text.text);
        } else {
            drafts.extend(reader.dataset(&table));
        }
    }
    if drafts.is_empty() && mistakes.is_empty() {
        return Err(Error::Schema(
            "error: there is no schema\n  help: a schema is a file such as `schemas/files.toml`".to_owned(),
        ));
    }
    let datasets = resolve(drafts, formats, &mut mistakes);
    if !mistakes.is_empty() {
        return Err(Error::Schema(render(&mistakes, texts)));
    }
    let section_kinds = take_section_kinds(&datasets);
    Ok(Contract { version, vocabulary: Vocabulary::new(&datasets), section_kinds, datasets })
}

impl Reader<'_> {
    fn push(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.mistakes.push(Mistake {
            path: self.path.clone(),
            range,
            message: message.into(),
            label: label.into(),
            help: help.into(),
        });
    }

    fn known_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                self.push(
                    key.span(),
                    format!("unknown key `{word}`"),
                    "no such key",
                    nearest(word, known.iter().copied()),
                );
            }
        }
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let found = value.get_ref().type_str();
        self.push(value.span(), format!("`{key}` is {found}, not {expected}"), format!("expected {expected}"), "");
    }

    fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Text> {
        let value = table.get(key)?;
        if let Some(text) = value.get_ref().as_str() {
            Some(Text { text: text.to_owned(), range: value.span() })
        } else {
            self.wrong_type(value, key, "a string");
            None
        }
    }

    /// A text that must be there.
    fn needed(&mut self, table: &Table<'_>, key: &str, whole: Range<usize>) -> Option<Text> {
        if !table.contains_key(key) {
            self.push(whole, format!("`{key}` is missing"), "in this table", format!("add `{key} = \"...\"`"));
        }
        self.text(table, key)
    }

    /// A list of strings; a single string is a list of one.
    fn texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Text> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Text { text: text.to_owned(), range: item.span() }),
                None => self.wrong_type(item, key, "a list of strings"),
            }
        }
        texts
    }

    fn flag(&mut self, table: &Table<'_>, key: &str) -> bool {
        let Some(value) = table.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(value, key, "true or false");
            false
        })
    }

    /// The tables of `[[key]]`, each with its place.
    fn tables<'t, 'i>(&mut self, table: &'t Table<'i>, key: &str) -> Vec<(&'t Table<'i>, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, key, &format!("a list of tables, `[[{key}]]`"));
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((item.get_ref().as_table()?, item.span()))).collect()
    }

    fn one_of(&mut self, word: &Text, what: &str, valid: &[&str]) -> bool {
        let known = valid.contains(&word.text.as_str());
        if !known {
            let help = nearest(&word.text, valid.iter().copied());
            self.push(word.range.clone(), format!("unknown {what} `{}`", word.text), format!("no such {what}"), help);
        }
        known
    }

    fn dataset(&mut self, table: &Table<'_>) -> Option<Draft> {
        self.known_keys(table, DATASET_KEYS);
        let name = self.needed(table, "name", 0..0);
        let doc = self.needed(table, "doc", 0..0);
        let each = self.needed(table, "each", 0..0);
        let (name, doc, each) = (name?, doc?, each?);
        let words: Vec<&str> = Each::NAMES.iter().map(|(word, _)| *word).collect();
        let each = self
            .one_of(&each, "kind of row", &words)
            .then(|| Each::NAMES.iter().find(|(word, _)| *word == each.text).map(|(_, each)| *each))
            .flatten()?;
        if !is_name(&name.text) {
            self.push(
                name.range.clone(),
                format!("`{}` is no name", name.text),
                "not a name",
                "use lower case letters, digits and `_`",
            );
        }
        let formats = self.formats(table);
        let mut dataset = Dataset {
            name: name.text,
            doc: doc.text,
            each,
            columns: Vec::new(),
            order: Vec::new(),
            needs_one_of: Vec::new(),
            formats,
            constraints: Vec::new(),
        };
        let mut from = Vec::new();
        for (column, place) in self.tables(table, "column") {
            if let Some((column, origins)) = self.column(column, place, &dataset) {
                dataset.columns.push(column);
                from.push(origins);
            }
        }
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
            needs_one_of: self.texts(table, "needs_one_of"),
            from,
            constraints,
        })
    }

    fn formats(&mut self, table: &Table<'_>) -> Vec<String> {
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

    fn column(&mut self, table: &Table<'_>, place: Range<usize>, dataset: &Dataset) -> Option<(Column, Vec<Text>)> {
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
        if !is_name(&name.text) {
            self.push(
                name.range.clone(),
                format!("`{}` is no name", name.text),
                "not a name",
                "use lower case letters, digits and `_`",
            );
        }
        let list = self.enumeration(table);
        let ty = match (ty.text.as_str(), list) {
            ("enum", Some(list)) => ColumnType::Enumeration(list),
            ("enum", None) => {
                self.push(
                    ty.range,
                    "an `enum` column has no values",
                    "which values?",
                    "add `[[column.value]]` tables with `name`, `doc` and `spellings`",
                );
                return None;
            }
            (word, list) => {
                let names: Vec<&str> = TYPES.iter().map(|ty| ty.name).chain(["enum"]).collect();
                if !self.one_of(&ty, "type", &names) {
                    return None;
                }
                if list.is_some() {
                    self.push(
                        ty.range.clone(),
                        "only `enum` columns have values",
                        "is no enum",
                        "make it `type = \"enum\"`, or remove the `[[column.value]]` tables",
                    );
                }
                ColumnType::Semantic(TYPES.iter().find(|known| known.name == word)?)
            }
        };
        let headers = self.texts(table, "headers");
        let labels = self.texts(table, "labels");
        let from = self.texts(table, "from");
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
        let unit = match (self.text(table, "unit"), &ty) {
            (Some(unit), _) => unit.text,
            (None, ColumnType::Semantic(ty)) => ty.unit.to_owned(),
            (None, ColumnType::Enumeration(_)) => String::new(),
        };
        let default = self.default(table, &ty);
        let column = Column {
            path: format!("{}.{}", dataset.name, name.text),
            name: name.text,
            doc: doc.text,
            unit,
            required: self.flag(table, "required"),
            headers: headers.into_iter().map(|text| text.text).collect(),
            labels: labels.into_iter().map(|text| text.text).collect(),
            from_text: from.iter().map(|text| text.text.clone()).collect(),
            from: Vec::new(),
            ty,
            default,
        };
        Some((column, from))
    }

    fn default(&mut self, table: &Table<'_>, ty: &ColumnType) -> Option<u16> {
        let word = self.text(table, "default")?;
        let ColumnType::Enumeration(list) = ty else {
            self.push(
                word.range,
                "only `enum` columns have a default",
                "is no enum",
                "remove it: what is not known is null",
            );
            return None;
        };
        let names: Vec<&str> = list.names().collect();
        self.one_of(&word, "value", &names).then(|| list.position(&word.text)).flatten()
    }

    fn enumeration(&mut self, table: &Table<'_>) -> Option<Enumeration> {
        let values = self.tables(table, "value");
        if values.is_empty() {
            return None;
        }
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
            list.push(&name.text, &doc, &spellings);
        }
        Some(list.finish())
    }

    fn constraint(&mut self, table: &Table<'_>, place: Range<usize>) -> Option<DraftConstraint> {
        self.known_keys(table, CONSTRAINT_KEYS);
        let kind = self.needed(table, "kind", place)?;
        let level = self.text(table, "level");
        if let Some(level) = &level {
            self.one_of(level, "level", LEVELS);
        }
        self.one_of(&kind, "constraint", &["unique", "determines", "references"]).then(|| DraftConstraint {
            kind,
            columns: self.texts(table, "columns"),
            determines: self.texts(table, "determines"),
            dataset: self.text(table, "dataset"),
            references: self.texts(table, "references"),
            level: level.map_or_else(|| "warning".to_owned(), |level| level.text),
        })
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Resolves names within and between datasets.
fn resolve(drafts: Vec<Draft>, formats: &[&str], mistakes: &mut Vec<Mistake>) -> Vec<Dataset> {
    for (index, draft) in drafts.iter().enumerate() {
        if drafts[..index].iter().any(|other| other.dataset.name == draft.dataset.name) {
            Reader { path: draft.path.clone(), formats, mistakes }.push(
                draft.name_range.clone(),
                format!("two datasets are named `{}`", draft.dataset.name),
                "named a second time",
                "give it a name of its own",
            );
        }
    }
    let mut resolved = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let mut reader = Reader { path: draft.path.clone(), formats, mistakes };
        let order = draft.order.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        let origins: Vec<Vec<Origin>> = draft
            .from
            .iter()
            .enumerate()
            .map(|(column, from)| {
                from.iter().filter_map(|word| origin(&mut reader, &drafts, draft, column, word)).collect()
            })
            .collect();
        let constraints = draft
            .constraints
            .iter()
            .filter_map(|constraint| resolve_constraint(&mut reader, &drafts, draft, constraint))
            .collect();
        let needs = draft.needs_one_of.iter().filter_map(|word| column_of(&mut reader, &draft.dataset, word)).collect();
        resolved.push((order, needs, origins, constraints));
    }
    drafts
        .into_iter()
        .zip(resolved)
        .map(|(draft, (order, needs, origins, constraints))| {
            let mut dataset = draft.dataset;
            dataset.order = order;
            dataset.needs_one_of = needs;
            dataset.constraints = constraints;
            for (column, origins) in dataset.columns.iter_mut().zip(origins) {
                column.from = origins;
            }
            dataset
        })
        .collect()
}

fn column_of(reader: &mut Reader<'_>, dataset: &Dataset, word: &Text) -> Option<usize> {
    let names: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    reader.one_of(word, "column", &names).then(|| dataset.position(&word.text)).flatten()
}

fn resolve_constraint(
    reader: &mut Reader<'_>,
    drafts: &[Draft],
    draft: &Draft,
    constraint: &DraftConstraint,
) -> Option<Constraint> {
    let mut columns = |dataset: &Dataset, words: &[Text]| -> Vec<usize> {
        words.iter().filter_map(|word| column_of(reader, dataset, word)).collect()
    };
    let own = columns(&draft.dataset, &constraint.columns);
    let kind = match constraint.kind.text.as_str() {
        "unique" => ConstraintKind::Unique,
        "determines" => ConstraintKind::Determines(columns(&draft.dataset, &constraint.determines)),
        _ => {
            let word = constraint.dataset.as_ref()?;
            let names: Vec<&str> = drafts.iter().map(|draft| draft.dataset.name.as_str()).collect();
            if !reader.one_of(word, "dataset", &names) {
                return None;
            }
            let dataset = drafts.iter().position(|draft| draft.dataset.name == word.text)?;
            let columns = constraint
                .references
                .iter()
                .filter_map(|word| column_of(reader, &drafts[dataset].dataset, word))
                .collect();
            ConstraintKind::References { dataset, columns }
        }
    };
    Some(Constraint { kind, columns: own, level: constraint.level.clone() })
}

/// What a `from` names: a fact, a count, a section's text, a part of a column, or a matched row of another dataset.
fn origin(reader: &mut Reader<'_>, drafts: &[Draft], draft: &Draft, column: usize, word: &Text) -> Option<Origin> {
    let target = &draft.dataset.columns[column];
    let Some((head, tail)) = word.text.split_once('.') else {
        reader.push(
            word.range.clone(),
            format!("`{}` leads nowhere", word.text),
            "no point in it",
            "write `column.part`, `article.fact`, `rows.dataset` or `text.kind`",
        );
        return None;
    };
    let fits = |physical: Physical| physical == Physical::Text || physical == target.physical();
    let misfit = |reader: &mut Reader<'_>| {
        let message = format!("`{}` does not fit type `{}`", word.text, target.type_name());
        reader.push(word.range.clone(), message, "is stored otherwise", "change `type`, or take another fact");
    };
    if let Some(info) = FACTS.iter().find(|info| info.name == word.text) {
        if !info.scopes.is_empty() && !info.scopes.contains(&draft.dataset.each) {
            let scopes: Vec<&str> = info.scopes.iter().map(|each| each.name()).collect();
            let message = format!("`{}` is not known for each {}", word.text, draft.dataset.each.name());
            reader.push(
                word.range.clone(),
                message,
                "not known here",
                format!("it is known for each {}", scopes.join(", ")),
            );
            return None;
        }
        if !fits(info.physical) {
            misfit(reader);
            return None;
        }
        return Some(Origin::Fact(info.fact));
    }
    if let Some(source) = draft.dataset.position(head)
        && let ColumnType::Semantic(ty) = &draft.dataset.columns[source].ty
        && let Some(part) = ty.parts.iter().find(|part| part.name == tail)
    {
        if source >= column {
            reader.push(
                word.range.clone(),
                format!("`{head}` stands behind `{}`", target.name),
                "not yet read",
                format!("move column `{head}` before it"),
            );
            return None;
        }
        if !fits(part.physical) {
            misfit(reader);
            return None;
        }
        return Some(Origin::Part { column: source, part });
    }
    if head == "rows"
        && let Some(dataset) = drafts.iter().position(|other| other.dataset.name == tail)
        && draft.dataset.each == Each::Article
    {
        return Some(Origin::Count { dataset });
    }
    if head == "text"
        && let Some(kind) =
            drafts.iter().find_map(|other| section_kinds(&other.dataset)).and_then(|kinds| kinds.position(tail))
        && draft.dataset.each == Each::Article
    {
        return Some(Origin::SectionText { kind });
    }
    if let Some(matched) = matched(drafts, draft, head, tail) {
        return Some(matched);
    }
    let known = valid_origins(drafts, draft);
    let help = nearest(&word.text, known.iter().map(String::as_str));
    reader.push(word.range.clone(), format!("`{}` leads nowhere", word.text), "no such fact or part", help);
    None
}

fn matched(drafts: &[Draft], draft: &Draft, head: &str, tail: &str) -> Option<Origin> {
    let is_type = |column: &Column, name: &str| column.type_name() == name;
    let dataset = drafts.iter().position(|other| other.dataset.name == head)?;
    let other = &drafts[dataset].dataset;
    let pattern = other.columns.iter().position(|column| is_type(column, "version-pattern"))?;
    let version = draft.dataset.columns.iter().position(|column| is_type(column, "version"))?;
    Some(Origin::Matched { dataset, pattern, take: other.position(tail)?, version })
}

/// Every `from` that would be valid in a dataset, for suggestions.
fn valid_origins(drafts: &[Draft], draft: &Draft) -> Vec<String> {
    let each = draft.dataset.each;
    let facts = FACTS
        .iter()
        .filter(|info| info.scopes.is_empty() || info.scopes.contains(&each))
        .map(|info| info.name.to_owned());
    let parts = draft.dataset.columns.iter().flat_map(|column| match &column.ty {
        ColumnType::Semantic(ty) => ty.parts.iter().map(|part| format!("{}.{}", column.name, part.name)).collect(),
        ColumnType::Enumeration(_) => Vec::new(),
    });
    let mut all: Vec<String> = facts.chain(parts).collect();
    if each == Each::Article {
        all.extend(drafts.iter().map(|other| format!("rows.{}", other.dataset.name)));
        let kinds = drafts.iter().find_map(|other| section_kinds(&other.dataset));
        all.extend(
            kinds.into_iter().flat_map(|kinds| kinds.names().map(|kind| format!("text.{kind}")).collect::<Vec<_>>()),
        );
    }
    all
}

/// The closed list of the column of a section dataset that `section.kind` feeds.
fn section_kinds(dataset: &Dataset) -> Option<&Enumeration> {
    let name = Fact::SectionKind.info()?.name;
    dataset.columns.iter().filter(|_| dataset.each == Each::Section).find_map(|column| match &column.ty {
        ColumnType::Enumeration(list) if column.from_text.iter().any(|from| from == name) => Some(list),
        _ => None,
    })
}

fn take_section_kinds(datasets: &[Dataset]) -> Enumeration {
    datasets.iter().find_map(section_kinds).cloned().unwrap_or_default()
}

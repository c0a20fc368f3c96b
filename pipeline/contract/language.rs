//! The file of a language, `schemas/languages/<tag>.toml`: what it calls headings, labels and sections, and how it prints values.

use super::statement::PHRASES;
use super::{ColumnType, Dataset, Each, normal};
use crate::fold::fold;
use crate::toml_file::{Reader, Text, nearest};
use crate::values::{LISTS, LanguageWords, NumberOrder, ScopeWords, platform_named, platform_symbols};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: &[&str] = &[
    "language",
    "name",
    "null",
    "common",
    "numbers",
    "dates",
    "times",
    "platforms",
    "truth",
    "headers",
    "weak_headers",
    "labels",
    "sections",
    "values",
    "statements",
    "announced_by",
    "not_announced_by",
    "scopes",
    "sentences",
    "templates",
    "references",
    "editions",
    "lines",
    "products",
    "counts",
];
const NUMBER_KEYS: &[&str] = &["grouping", "decimal", "bytes", "rounded"];
const DATE_KEYS: &[&str] = &["order", "months", "weekdays", "between", "ordinals", "units"];
const TIME_KEYS: &[&str] = &["before_noon", "after_noon", "counts_from_zero", "clock", "dividers", "utc"];
const TRUTH_KEYS: &[&str] = &["yes", "no"];
const SCOPE_KEYS: &[&str] = &["of", "versions", "around", "and", "inside", "endings"];
/// The longest label or word, in signs: a colon behind more of them ends no label, and no cell holds a longer word.
const LONGEST_WORD: usize = 48;

/// Texts of a language under a name that the datasets give meaning: `"files.file_name" = ["Dateiname"]`.
type Entries = Vec<(Text, Vec<Text>)>;

/// What the file of a language says, before the names in it are resolved.
pub(super) struct LanguageDraft {
    path: String,
    /// Whether the file is one of the contract itself, not one that the binary lends it.
    is_own: bool,
    pub(super) tag: Text,
    pub(super) words: LanguageWords,
    headers: Entries,
    weak_headers: Entries,
    labels: Entries,
    sections: Entries,
    values: Vec<(Text, Entries)>,
    statements: Vec<(Text, Entries)>,
    announced_by: Entries,
    not_announced_by: Entries,
}

impl Reader<'_> {
    /// The file of a language; null where it does not say which.
    pub(super) fn language(&mut self, table: &DeTable<'_>, is_own: bool) -> Option<LanguageDraft> {
        self.known_keys(table, KEYS);
        let tag = self.needed(table, "language", 0..0);
        let name = self.needed(table, "name", 0..0);
        let (tag, name) = (tag?, name?);
        self.must_be_tag(&tag);
        let mut words = LanguageWords {
            tag: tag.text.clone(),
            name: name.text,
            null: self.words(table, "null", ""),
            common: self.words(table, "common", ""),
            ..LanguageWords::default()
        };
        self.numbers(table, &mut words);
        self.dates(table, &mut words);
        self.times(table, &mut words);
        self.language_of_labels(table, &mut words);
        Some(LanguageDraft {
            path: self.path.clone(),
            is_own,
            tag,
            words,
            headers: self.entries(table, "headers"),
            weak_headers: self.entries(table, "weak_headers"),
            labels: self.entries(table, "labels"),
            sections: self.entries(table, "sections"),
            values: self.nested(table, "values"),
            statements: self.nested(table, "statements"),
            announced_by: self.entries(table, "announced_by"),
            not_announced_by: self.entries(table, "not_announced_by"),
        })
    }

    /// Looks whether a text is a language tag, and the one that the file is named after.
    fn must_be_tag(&mut self, tag: &Text) {
        let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let mut parts = tag.text.split('-');
        let begins = parts.next().is_some_and(|first| first.len() >= 2 && is_part(first));
        if !begins || !parts.all(is_part) {
            let message = format!("expected a language tag, found `{}`", tag.text);
            self.push(tag.range.clone(), message, "not a tag", "write it as BCP 47 does, such as `de` or `pt-BR`");
        }
        let stem = super::extends::stem(&self.path);
        if !stem.eq_ignore_ascii_case(&tag.text) {
            let message = format!("the file of language `{}` is named `{stem}.toml`", tag.text);
            let help = format!("name it `{}.toml`", tag.text);
            self.push(tag.range.clone(), message, "another name", help);
        }
    }

    fn numbers(&mut self, table: &DeTable<'_>, words: &mut LanguageWords) {
        let Some(table) = self.table(table, "numbers") else { return };
        self.known_keys(table, NUMBER_KEYS);
        words.grouping = self.signs(table, "grouping");
        words.decimal = self.signs(table, "decimal");
        words.bytes = self.words(table, "bytes", DIGITS);
        words.rounded = self.words(table, "rounded", DIGITS);
    }

    fn dates(&mut self, table: &DeTable<'_>, words: &mut LanguageWords) {
        let Some(table) = self.table(table, "dates") else { return };
        self.known_keys(table, DATE_KEYS);
        if let Some(order) = self.text(table, "order") {
            let names = NumberOrder::NAMES.map(|(name, _)| name);
            self.one_of(&order, "order of a date", &names);
            words.order = NumberOrder::NAMES.iter().find(|(name, _)| *name == order.text).map(|(_, order)| *order);
        }
        words.months = self.months(table);
        words.weekdays = self.words(table, "weekdays", OF_DATES);
        words.between = self.words(table, "between", OF_DATES);
        words.ordinals = self.words(table, "ordinals", DIGITS);
        let units = self.lists(table, "units");
        if table.contains_key("units") {
            if let Ok(units) = <[Vec<Text>; 3]>::try_from(units) {
                words.units = units.map(|unit| unit.into_iter().map(|word| word.text).collect());
            } else {
                let range = table.get("units").map_or(0..0, Spanned::span);
                self.push(
                    range,
                    "expected three units",
                    "not three",
                    "give those of year, month and day, in this order",
                );
            }
        }
    }

    /// The names of the twelve months.
    fn months(&mut self, table: &DeTable<'_>) -> Vec<Vec<String>> {
        let lists = self.lists(table, "months");
        if table.contains_key("months") && lists.len() != 12 {
            let range = table.get("months").map_or(0..0, Spanned::span);
            let message = format!("expected 12 months, found {}", lists.len());
            self.push(range, message, "not twelve", "give a list of names for each month, in order");
        }
        let mut known: Vec<(usize, String)> = Vec::new();
        for (month, names) in lists.iter().enumerate() {
            for name in names {
                self.must_be_word(name, OF_DATES);
                let folded = fold(name.text.trim_end_matches('.'));
                if known.iter().any(|(other, known)| *known == folded && *other != month) {
                    let message = format!("`{}` names two months", name.text);
                    self.push(name.range.clone(), message, "named a second time", "leave it to one month");
                }
                known.push((month, folded));
            }
        }
        lists.into_iter().map(|names| names.into_iter().map(|name| name.text).collect()).collect()
    }

    fn times(&mut self, table: &DeTable<'_>, words: &mut LanguageWords) {
        let Some(table) = self.table(table, "times") else { return };
        self.known_keys(table, TIME_KEYS);
        words.before_noon = self.words(table, "before_noon", DIGITS);
        words.after_noon = self.words(table, "after_noon", DIGITS);
        words.clock = self.words(table, "clock", DIGITS);
        words.utc = self.words(table, "utc", DIGITS);
        words.counts_from_zero = self.flag(table, "counts_from_zero");
        words.dividers = self.signs(table, "dividers");
    }

    /// What labels and sentences say, and values that are words.
    fn language_of_labels(&mut self, table: &DeTable<'_>, words: &mut LanguageWords) {
        for (symbol, spellings) in self.entries(table, "platforms") {
            self.one_of(&symbol, "processor", platform_symbols());
            let spellings = spellings.into_iter().map(|spelling| spelling.text).collect();
            words.platforms.extend(platform_named(&symbol.text).map(|symbol| (symbol, spellings)));
        }
        if let Some(table) = self.table(table, "truth") {
            self.known_keys(table, TRUTH_KEYS);
            words.yes = self.words(table, "yes", "");
            words.no = self.words(table, "no", "");
        }
        if let Some(table) = self.table(table, "scopes") {
            self.known_keys(table, SCOPE_KEYS);
            words.scopes = ScopeWords {
                of: self.words(table, "of", ""),
                versions: self.words(table, "versions", ""),
                around: self.words(table, "around", ""),
                and: self.words(table, "and", ""),
                inside: self.words(table, "inside", ""),
                endings: self.words(table, "endings", " "),
            };
        }
        let mut tables: Vec<&str> = LISTS.iter().map(|(table, ..)| *table).collect();
        tables.dedup();
        for name in tables {
            let Some(table) = self.table(table, name) else { continue };
            let lists = LISTS.iter().filter(|(of, ..)| *of == name);
            let keys: Vec<&str> = lists.clone().map(|(_, key, ..)| *key).collect();
            self.known_keys(table, &keys);
            for (_, key, divided_at, list) in lists {
                words.lists.push((*list, self.words(table, key, divided_at)));
            }
        }
    }

    /// A list of words that are looked for; one with a sign that divides them matches nothing.
    fn words(&mut self, table: &DeTable<'_>, key: &str, divided_at: &str) -> Vec<String> {
        let texts = self.texts(table, key);
        for word in &texts {
            self.must_be_word(word, divided_at);
        }
        texts.into_iter().map(|word| word.text).collect()
    }

    fn must_be_word(&mut self, word: &Text, divided_at: &str) {
        let bare = word.text.trim_end_matches('.');
        if fold(&word.text).is_empty() {
            let help = "write what is printed, or leave it out";
            self.push(word.range.clone(), "expected a word, found signs that show nothing", "matches nothing", help);
        } else if let Some(sign) = bare.chars().find(|&c| divided_at.contains(c)) {
            let message = format!("expected a word, found `{sign}` in `{}`", word.text);
            self.push(
                word.range.clone(),
                message,
                "matches nothing",
                "texts are divided there before it is looked for",
            );
        } else if bare.chars().nth(LONGEST_WORD).is_some() {
            let message = format!("expected at most {LONGEST_WORD} signs, found {}", word.text.chars().count());
            self.push(word.range.clone(), message, "matches nothing", "only texts of that length are looked at");
        }
    }

    /// A list of single signs.
    fn signs(&mut self, table: &DeTable<'_>, key: &str) -> Vec<char> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, key, "a list of strings");
            return Vec::new();
        };
        let mut signs = Vec::new();
        for item in items {
            let mut chars = item.get_ref().as_str().unwrap_or_default().chars();
            match (chars.next(), chars.next()) {
                (Some(sign), None) if !sign.is_ascii_digit() => {
                    // Values are compared in usual width.
                    signs.push(if sign.is_whitespace() { ' ' } else { sign });
                }
                _ => self.push(
                    item.span(),
                    format!("expected one sign in `{key}`"),
                    "not one sign",
                    "write each by itself",
                ),
            }
        }
        signs.sort_unstable();
        signs.dedup();
        signs
    }

    /// A list of lists of strings; a single string is a list of one.
    pub(super) fn lists(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Vec<Text>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, key, "a list of lists of strings");
            return Vec::new();
        };
        let mut lists = Vec::new();
        for item in items {
            let inner: Vec<&Spanned<DeValue<'_>>> = match item.get_ref() {
                DeValue::Array(inner) => inner.iter().collect(),
                _ => vec![item],
            };
            let mut texts = Vec::new();
            for text in inner {
                match text.get_ref().as_str() {
                    Some(word) if !word.trim().is_empty() => {
                        texts.push(Text { text: word.to_owned(), range: text.span() });
                    }
                    _ => self.wrong_type(text, key, "a list of lists of strings"),
                }
            }
            lists.push(texts);
        }
        lists
    }

    /// A table of lists of texts by name.
    fn entries(&mut self, table: &DeTable<'_>, key: &str) -> Entries {
        let Some(table) = self.table(table, key) else { return Vec::new() };
        self.entries_of(table)
    }

    fn entries_of(&mut self, table: &DeTable<'_>) -> Entries {
        let keys: Vec<(String, Range<usize>)> =
            table.keys().map(|key| (key.get_ref().as_ref().to_owned(), key.span())).collect();
        let mut texts = |text: &str| with_both_apostrophes(self.texts(table, text));
        keys.into_iter().map(|(text, range)| (Text { text: text.clone(), range }, texts(&text))).collect()
    }

    /// A table of such tables.
    fn nested(&mut self, table: &DeTable<'_>, key: &str) -> Vec<(Text, Entries)> {
        let Some(table) = self.table(table, key) else { return Vec::new() };
        let mut nested = Vec::new();
        for (name, value) in table {
            let name = Text { text: name.get_ref().as_ref().to_owned(), range: name.span() };
            match value.get_ref().as_table() {
                Some(inner) => nested.push((name, self.entries_of(inner))),
                None => self.wrong_type(value, &name.text, "a table of lists"),
            }
        }
        nested
    }
}

/// Texts, those with an apostrophe also with the curved one: articles print both.
fn with_both_apostrophes(texts: Vec<Text>) -> Vec<Text> {
    let curved = |text: &Text| {
        text.text.contains('\'').then(|| Text { text: text.text.replace('\'', "\u{2019}"), range: text.range.clone() })
    };
    texts.into_iter().flat_map(|text| [curved(&text), Some(text)]).flatten().collect()
}

/// Signs that no word beside digits has.
const DIGITS: &str = "0123456789";
/// Signs that divide the words of dates.
const OF_DATES: &str = "0123456789-/ ,";

/// Where the texts of a language go.
struct Target<'d, 'r, 'm> {
    datasets: &'d mut [Dataset],
    reader: &'r mut Reader<'m>,
    /// Whether what the contract does not have is a mistake.
    is_own: bool,
}

impl LanguageDraft {
    /// Gives the datasets the headings, labels, sections and words of the language. What the contract does not have is a mistake,
    /// unless the binary lends the language, or datasets have mistakes of their own.
    pub(super) fn apply(self, datasets: &mut [Dataset], is_sound: bool, reader: &mut Reader<'_>) {
        reader.path.clone_from(&self.path);
        let mut target = Target { datasets, reader, is_own: self.is_own && is_sound };
        for (name, texts) in &self.headers {
            target.headers(name, texts, false);
        }
        for (name, texts) in &self.weak_headers {
            target.headers(name, texts, true);
        }
        for (name, texts) in &self.labels {
            target.labels(name, texts);
        }
        target.sections(&self.sections);
        for (name, values) in &self.values {
            target.values(name, values);
        }
        for (name, phrases) in &self.statements {
            target.statement(name, phrases);
        }
        for (name, phrases) in &self.announced_by {
            if let Some(dataset) = target.dataset(name) {
                dataset.announced_by = dataset.announced_by.with(&lower_case(phrases));
            }
        }
        for (name, phrases) in &self.not_announced_by {
            if let Some(dataset) = target.dataset(name) {
                dataset.not_announced_by = dataset.not_announced_by.with(&lower_case(phrases));
            }
        }
    }
}

fn lower_case(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.text.to_lowercase()).collect()
}

impl Target<'_, '_, '_> {
    /// A mistake in a file of the contract.
    fn wrong(&mut self, at: &Text, message: String, label: &str, help: String) {
        if self.is_own {
            self.reader.push(at.range.clone(), message, label, help);
        }
    }

    fn dataset(&mut self, name: &Text) -> Option<&mut Dataset> {
        if let Some(at) = self.datasets.iter().position(|dataset| dataset.name == name.text) {
            return self.datasets.get_mut(at);
        }
        let help = nearest(&name.text, self.datasets.iter().map(|dataset| dataset.name.as_str()));
        self.wrong(name, format!("unknown dataset `{}`", name.text), "no such dataset", help);
        None
    }

    /// The positions of `dataset.column`, by its name today.
    fn column(&mut self, name: &Text) -> Option<(usize, usize)> {
        let (dataset, column) = name.text.split_once('.').unwrap_or((&name.text, ""));
        let Some(d) = self.datasets.iter().position(|known| known.name == dataset) else {
            self.dataset(&Text { text: dataset.to_owned(), range: name.range.clone() });
            return None;
        };
        let known = &self.datasets[d];
        let place = known.position(known.name_today(column)).map(|c| (d, c));
        if place.is_none() {
            let help = match column {
                "" => "write `dataset.column`".to_owned(),
                _ => nearest(&name.text, known.columns.iter().map(|column| column.path.as_str())),
            };
            self.wrong(name, format!("unknown column `{}`", name.text), "no such column", help);
        }
        place
    }

    fn headers(&mut self, name: &Text, texts: &[Text], are_weak: bool) {
        let Some((d, c)) = self.column(name) else { return };
        if self.datasets[d].each != Each::Row {
            let message = format!("`{}` takes no headings", name.text);
            let help = "headings feed datasets with `each = \"row\"`".to_owned();
            return self.wrong(name, message, "no table feeds it", help);
        }
        for text in texts {
            let heading = normal(&text.text);
            if heading.is_empty() || text.text.contains(['|', '\n']) {
                let help = "write a heading as it is printed, without what is left aside in comparing".to_owned();
                self.wrong(text, format!("`{}` is no heading that could be found", text.text), "matches nothing", help);
                continue;
            }
            let column = &mut self.datasets[d].columns[c];
            let is_known = |known: &String| normal(known) == heading;
            if are_weak && !column.headers.iter().any(is_known) {
                column.weak_headers.push(heading.clone());
            }
            if !column.headers.iter().any(is_known) {
                column.headers.push(text.text.clone());
            }
        }
    }

    fn labels(&mut self, name: &Text, texts: &[Text]) {
        let Some((d, c)) = self.column(name) else { return };
        for text in texts {
            let bare = text.text.trim_end_matches([':', '\u{ff1a}', ' ']);
            let is_found = !normal(bare).is_empty()
                && !bare.contains([':', '\u{ff1a}', '\n'])
                && bare.chars().nth(LONGEST_WORD).is_none();
            if is_found {
                self.datasets[d].columns[c].labels.push(bare.to_owned());
            } else {
                let help = format!("a label is what stands before a colon, at most {LONGEST_WORD} signs");
                self.wrong(text, format!("`{}` is no label that could be found", text.text), "matches nothing", help);
            }
        }
    }

    fn sections(&mut self, sections: &Entries) {
        let is_kind = |dataset: &Dataset| super::resolve::section_kinds(dataset).is_some();
        let Some(d) = self.datasets.iter().position(is_kind) else { return };
        let Some(c) = super::resolve::section_column(&self.datasets[d]) else { return };
        self.spellings((d, c), sections);
    }

    fn values(&mut self, name: &Text, values: &Entries) {
        let Some(place) = self.column(name) else { return };
        self.spellings(place, values);
    }

    /// Adds spellings of the values of a column; those of the same text win in the order of the values.
    fn spellings(&mut self, (d, c): (usize, usize), values: &Entries) {
        let path = self.datasets[d].columns[c].path.clone();
        let ColumnType::Enumeration(list) = &mut self.datasets[d].columns[c].ty else {
            if let Some((name, _)) = values.first() {
                self.wrong(name, format!("`{path}` has no list of values"), "not an enum", String::new());
            }
            return;
        };
        let mut unknown = Vec::new();
        let mut known: Vec<(u16, Vec<String>)> = Vec::new();
        for (value, texts) in values {
            match list.position(&value.text) {
                Some(at) => known.push((at, texts.iter().map(|text| text.text.clone()).collect())),
                None => unknown.push((value, nearest(&value.text, list.names()))),
            }
        }
        known.sort_by_key(|(at, _)| *at);
        for (at, texts) in &known {
            list.extend(*at, texts);
        }
        for (value, help) in unknown {
            self.wrong(value, format!("unknown value `{}` of `{path}`", value.text), "no such value", help);
        }
    }

    fn statement(&mut self, name: &Text, phrases: &Entries) {
        let Some((d, c)) = self.column(name) else { return };
        for (key, _) in phrases.iter().filter(|(key, _)| !PHRASES.contains(&key.text.as_str())) {
            let help = nearest(&key.text, PHRASES);
            self.wrong(key, format!("unknown key `{}`", key.text), "no such key", help);
        }
        let of = |key: &str| -> Vec<String> {
            phrases.iter().filter(|(name, _)| name.text == key).flat_map(|(_, texts)| lower_case(texts)).collect()
        };
        match &mut self.datasets[d].columns[c].statement {
            Some(statement) => statement.extend(&PHRASES.map(of)),
            None => self.wrong(name, format!("`{}` has no statement", name.text), "states nothing", String::new()),
        }
    }
}

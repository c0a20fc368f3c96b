//! TOML text to [`Contract`]: reads every schema file, resolves names, and collects all mistakes before it gives up.

use super::constraint::set_reaches;
use super::extends::{
    self, Files, is_embedded, is_family_file, is_language_file, is_types_file, is_version_file, name_within, stem,
};
use super::families::FamilyDrafts;
use super::language::LanguageDraft;
use super::resolve::{resolve, take_section_kinds};
use super::types::{self, Types};
use super::{Contract, Phrases, Vocabulary};
use crate::error::Error;
use crate::toml_file::{Reader, Text, render};
use crate::values::Words;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use toml::de::DeTable;

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
    let mut tables = Vec::with_capacity(texts.len());
    // Columns of any file may have a type of any other.
    let mut types = Types::default();
    for (path, text) in &texts {
        let mut reader = Reader { path: path.clone(), formats, mistakes: &mut mistakes };
        match DeTable::parse(text) {
            Ok(table) => {
                let table = table.into_inner();
                if !is_version_file(path) && !is_language_file(path) && !is_family_file(path) {
                    types.add(&mut reader, &table);
                }
                tables.push((path, table));
            }
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                reader.push(range, error.message(), "here", "this is a mistake in TOML itself");
                lost.push(stem(path));
            }
        }
    }
    for (path, table) in &tables {
        let mut reader = Reader { path: (*path).clone(), formats, mistakes: &mut mistakes };
        if is_version_file(path) {
            reader.known_keys(table, &["version", "extends"]);
            extends::check(&mut reader, table);
            if table.contains_key("version") || !is_extended {
                version = reader.version(table).unwrap_or(version);
            }
        } else if is_language_file(path) {
            let language = reader.language(table, !is_embedded(path));
            languages.extend(language.filter(|language| reader.is_first(language, &languages)));
        } else if is_types_file(path) {
            reader.known_keys(table, &[types::KEY]);
        } else if is_family_file(path) {
            families.read(&mut reader, table, !is_embedded(path));
        } else {
            match reader.dataset(table, &types) {
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
    let types = types.into_stated();
    let sha256 = digest(&texts);
    Ok(Contract {
        version,
        sha256,
        datasets,
        types,
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
}

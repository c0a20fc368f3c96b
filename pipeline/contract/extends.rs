//! What a directory of schemas builds on: by default the schemas of the binary, to which it adds its own.

use crate::toml_file::Reader;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;

/// The words for `extends` in `contract.toml`.
pub(super) const WORDS: &[&str] = &[DEFAULT, NOTHING];
const DEFAULT: &str = "default";
const NOTHING: &str = "nothing";

/// Where a schema of the binary seems to lie; no file of a user has such a path.
const EMBEDDED: &str = "<kbc>";
/// The folder of the files of languages.
pub(super) const LANGUAGES: &str = "languages";
/// The folder of the files of families of products.
pub(super) const FAMILIES: &str = "families";
/// The folders of schemas.
pub const FOLDERS: [&str; 2] = [FAMILIES, LANGUAGES];

/// All schema files of a contract.
pub(super) struct Files {
    /// Path and text, in the order of the names of files.
    pub(super) files: Vec<(String, String)>,
    /// The version of the contract where `contract.toml` states none.
    pub(super) version: Option<String>,
}

impl Files {
    /// The files of a directory, and with them those of the binary, unless the directory says that it extends nothing. A
    /// dataset that the directory has, too, is the one of the directory.
    pub(super) fn of(own: &BTreeMap<String, String>, embedded: &BTreeMap<String, String>) -> Self {
        let mut files: Vec<(String, String)> = own.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
        let mut version = None;
        let stated = own.iter().find(|(path, _)| is_version_file(path));
        let is_complete = stated.and_then(|(_, text)| string(text, "extends")).as_deref() == Some(NOTHING);
        // Values are read in languages: a directory that names none, and nothing to extend, has those of the binary.
        let has_languages = own.keys().any(|path| is_language_file(path));
        let names: BTreeSet<String> = own.iter().map(|(path, text)| name(path, text)).collect();
        for (path, text) in embedded {
            // Types of the binary are lent beside those of the directory, whose names come first.
            let is_lent = if is_language_file(path) { !is_complete || !has_languages } else { !is_complete };
            if is_lent && is_version_file(path) {
                version = string(text, "version");
            } else if is_lent && (is_types_file(path) || !names.contains(&name(path, text))) {
                files.push((format!("{EMBEDDED}/{}", name_within(path)), text.clone()));
            }
        }
        files.sort_by(|(left, _), (right, _)| (name_within(left), left).cmp(&(name_within(right), right)));
        Self { files, version }
    }
}

/// Says where `extends` holds another word. What it is read for stands in [`Files::of`].
pub(super) fn check(reader: &mut Reader<'_>, table: &DeTable<'_>) {
    if let Some(word) = reader.text(table, "extends") {
        reader.one_of(&word, "base of a contract", WORDS);
    }
}

/// The name of the dataset of a schema file; of the file of a language its tag in its folder.
fn name(path: &str, text: &str) -> String {
    if is_language_file(path) {
        let tag = string(text, "language").unwrap_or_else(|| stem(path));
        return format!("{LANGUAGES}/{}", tag.to_ascii_lowercase());
    }
    if is_family_file(path) {
        return name_within(path);
    }
    string(text, "name").unwrap_or_else(|| stem(path))
}

/// A string at the top of a TOML file.
fn string(text: &str, key: &str) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    Some(table.get_ref().get(key)?.get_ref().as_str()?.to_owned())
}

/// Whether a schema file holds the version of the contract instead of a dataset.
#[must_use]
pub fn is_version_file(path: &str) -> bool {
    file_name(path) == "contract.toml"
}

/// Whether a schema file holds nothing but types.
pub(super) fn is_types_file(path: &str) -> bool {
    file_name(path) == "types.toml"
}

/// The name of the dataset of a schema file that could not be read: files are named after their dataset.
pub(super) fn stem(path: &str) -> String {
    file_name(path).trim_end_matches(".toml").to_owned()
}

/// Whether a schema file describes a language: it lies in a folder `languages`.
#[must_use]
pub fn is_language_file(path: &str) -> bool {
    folder(path) == Some(LANGUAGES)
}

/// Whether a schema file describes families of products: it lies in a folder `families`.
#[must_use]
pub(super) fn is_family_file(path: &str) -> bool {
    folder(path) == Some(FAMILIES)
}

/// The folder of schemas that a file lies in.
#[must_use]
pub fn folder(path: &str) -> Option<&'static str> {
    let parent = path.rsplit(['/', '\\']).nth(1)?;
    FOLDERS.into_iter().find(|folder| *folder == parent)
}

/// Whether a schema file is one that the binary lends.
pub(super) fn is_embedded(path: &str) -> bool {
    path.starts_with(EMBEDDED)
}

/// The name of a schema file in its directory: `files.toml`, `languages/de.toml`.
pub(super) fn name_within(path: &str) -> String {
    folder(path).map_or_else(|| file_name(path).to_owned(), |folder| format!("{folder}/{}", file_name(path)))
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

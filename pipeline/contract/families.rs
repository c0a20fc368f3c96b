//! Families of products, `schemas/families/*.toml`: what they are called, and what their versions and editions are.

use crate::toml_file::{Mistake, Reader, Text};
use crate::values::{Families, Family, family_key};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

const KEYS: &[&str] = &["makers", "editions", "families", "family"];
const FAMILY_KEYS: &[&str] = &["name", "names", "versions", "editions"];

/// A family as a file states it.
pub(super) struct FamilyDraft {
    path: String,
    /// Whether the file is one of the contract itself, not one that the binary lends it.
    is_own: bool,
    name: Text,
    /// The names by which it is found, its own first.
    names: Vec<Text>,
    versions: Vec<Vec<Text>>,
    editions: Vec<Vec<Text>>,
    /// The editions of all families of the file.
    shared: Arc<Vec<Vec<String>>>,
}

/// What the files of families say.
#[derive(Default)]
pub(super) struct FamilyDrafts {
    families: Vec<FamilyDraft>,
    makers: Vec<String>,
}

impl FamilyDrafts {
    /// Reads a file of families.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>, table: &DeTable<'_>, is_own: bool) {
        reader.known_keys(table, KEYS);
        let makers = reader.texts(table, "makers");
        let shared = reader.lists(table, "editions");
        check_lists(reader, "editions", &shared, "the families of the file");
        let spellings =
            Arc::new(shared.iter().map(|list| list.iter().map(|text| text.text.clone()).collect()).collect());
        let mut found = Vec::new();
        for names in reader.lists(table, "families") {
            let Some(name) = names.first().cloned() else { continue };
            found.push(FamilyDraft { names, ..FamilyDraft::of(reader, name, is_own) });
        }
        for (table, place) in reader.tables(table, "family") {
            found.extend(family(reader, table, place, is_own));
        }
        for draft in &mut found {
            draft.shared = Arc::clone(&spellings);
            draft.check(reader, &shared);
        }
        if found.is_empty() && makers.is_empty() && reader.mistakes.is_empty() {
            reader.push(0..0, "the file describes no family", "no family", "add a `[[family]]`, or leave the file out");
        }
        for maker in makers {
            must_be_found(reader, &maker);
            self.makers.push(maker.text);
        }
        self.families.extend(found);
    }

    /// Puts the families together. One that a directory describes replaces that of the binary; two files of one contract may not
    /// claim one name.
    pub(super) fn resolve(mut self, reader: &mut Reader<'_>) -> Families {
        // Stable: each side stays in the order of its files.
        self.families.sort_by_key(|draft| !draft.is_own);
        let own = self.families.iter().filter(|draft| draft.is_own);
        let replaced: Vec<String> = own.map(|draft| family_key(&draft.name.text)).collect();
        self.families.retain(|draft| draft.is_own || !replaced.contains(&family_key(&draft.name.text)));
        let mut claimed: BTreeMap<String, (String, bool)> = BTreeMap::new();
        for draft in &self.families {
            reader.path.clone_from(&draft.path);
            for name in &draft.names {
                let family = (draft.name.text.clone(), draft.is_own);
                let Some((other, is_own)) = claimed.insert(family_key(&name.text), family) else { continue };
                if is_own == draft.is_own && other != draft.name.text {
                    let message = format!("`{}` names two families: `{other}` and `{}`", name.text, draft.name.text);
                    reader.push(name.range.clone(), message, "named a second time", "leave the name to one family");
                }
            }
        }
        let families = self.families.into_iter().map(FamilyDraft::family);
        Families::new(families, &self.makers)
    }
}

impl FamilyDraft {
    fn of(reader: &Reader<'_>, name: Text, is_own: bool) -> Self {
        let path = reader.path.clone();
        Self {
            path,
            is_own,
            names: vec![name.clone()],
            name,
            versions: Vec::new(),
            editions: Vec::new(),
            shared: Arc::default(),
        }
    }

    /// Looks whether everything that is to be found can be, and tells one thing.
    fn check(&self, reader: &mut Reader<'_>, shared: &[Vec<Text>]) {
        for text in &self.names {
            must_be_found(reader, text);
        }
        let family = format!("`{}`", self.name.text);
        check_lists(reader, "versions", &self.versions, &family);
        // Shared ones were looked at once.
        if !self.editions.is_empty() {
            let all: Vec<Vec<Text>> = self.editions.iter().chain(shared).cloned().collect();
            check_lists(reader, "editions", &all, &family);
        }
    }

    fn family(self) -> Family {
        let texts = |list: Vec<Text>| list.into_iter().map(|text| text.text).collect::<Vec<_>>();
        let name = self.name.text;
        let names = texts(self.names).into_iter().filter(|other| *other != name).collect();
        Family {
            names,
            versions: self.versions.into_iter().map(texts).collect(),
            editions: self.editions.into_iter().map(texts).collect(),
            shared_editions: self.shared,
            name,
        }
    }
}

/// Looks whether every text of some lists can be found, and stands in one of them.
fn check_lists(reader: &mut Reader<'_>, what: &str, lists: &[Vec<Text>], family: &str) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (at, list) in lists.iter().enumerate() {
        for text in list {
            must_be_found(reader, text);
            let Some(other) = known.insert(family_key(&text.text), at).filter(|&other| other != at) else { continue };
            if is_told(reader, text) {
                continue;
            }
            let message = format!("`{}` stands for two {what} of {family}", text.text);
            let first = lists[other].first().map_or("", |first| first.text.as_str());
            let help = format!("it is a spelling of `{first}` already");
            reader.push(text.range.clone(), message, "named a second time", help);
        }
    }
}

/// A `[[family]]`; null where it has no name.
fn family(reader: &mut Reader<'_>, table: &DeTable<'_>, place: Range<usize>, is_own: bool) -> Option<FamilyDraft> {
    reader.known_keys(table, FAMILY_KEYS);
    let name = reader.needed(table, "name", place)?;
    let mut draft = FamilyDraft::of(reader, name, is_own);
    draft.names.extend(reader.texts(table, "names"));
    draft.versions = reader.lists(table, "versions");
    draft.editions = reader.lists(table, "editions");
    Some(draft)
}

/// Looks whether a text has a word that can be found.
fn must_be_found(reader: &mut Reader<'_>, text: &Text) {
    if family_key(&text.text).is_empty() && !is_told(reader, text) {
        let message = format!("`{}` has no word that could be found", text.text);
        reader.push(text.range.clone(), message, "matches nothing", "write what is printed, or leave it out");
    }
}

/// Whether a mistake was told of a text: families share the lists of their file.
fn is_told(reader: &Reader<'_>, text: &Text) -> bool {
    let is_there = |mistake: &Mistake| mistake.path == reader.path && mistake.range == text.range;
    reader.mistakes.iter().any(is_there)
}

//! `kbc.toml`: what a project has settled, so that nobody types it: directories, formats, levels.

use crate::checks::{Chosen, Setting, read_setting, settings};
use crate::emit::format_names;
use crate::error::Error;
use crate::source::{Source, check_prefix, text};
use crate::toml_file::{Reader, Text, nearest, render};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Name of the file.
pub const CONFIG: &str = "kbc.toml";

const KEYS: &[&str] = &[
    "input",
    "source_column",
    "content_column",
    "source_prefix",
    "output",
    "schemas",
    "formats",
    "spreadsheet_safe",
    "deny",
    "levels",
];

/// A value of the file, and its line there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Line, from 1.
    pub line: u32,
}

/// The settings of a project; null where the file does not say.
#[derive(Debug, Default)]
pub struct Config {
    /// The directory of the file as a path from the current directory; empty where that is it, or there is no file.
    pub root: PathBuf,
    /// The file; null where there is none.
    pub file: Option<PathBuf>,
    /// Where articles are.
    pub input: Option<Stated<Vec<PathBuf>>>,
    /// Column of tables of articles that holds their names.
    pub source_column: Option<Stated<String>>,
    /// Column of tables of articles that holds their content.
    pub content_column: Option<Stated<String>>,
    /// What rows put before the paths of articles.
    pub source_prefix: Option<Stated<String>>,
    /// Directory of datasets.
    pub output: Option<Stated<PathBuf>>,
    /// Directory of schemas.
    pub schemas: Option<Stated<PathBuf>>,
    /// Names of formats.
    pub formats: Option<Stated<Vec<String>>>,
    /// Whether each CSV has a copy for spreadsheets.
    pub spreadsheet_safe: Option<Stated<bool>>,
    /// What else than errors makes the exit code 1: one of [`DENY`].
    pub deny: Option<Stated<String>>,
    /// Levels of rules, as the file writes them.
    pub levels: Option<Stated<Vec<(String, String)>>>,
    /// The same by code.
    pub settings: BTreeMap<&'static str, Setting>,
}

/// The words for what else than errors makes the exit code 1.
pub const DENY: [&str; 3] = ["errors", "warnings", "notes"];

impl Config {
    /// The settings of the project that a directory belongs to: of the nearest `kbc.toml` in it and above it.
    ///
    /// # Errors
    /// All mistakes of the file, rendered with carets.
    pub fn find(directory: &Path) -> Result<Self, Error> {
        let absolute =
            std::path::absolute(directory).map_err(|source| Error::Read { path: directory.to_owned(), source })?;
        let mut root = PathBuf::new();
        for above in absolute.ancestors() {
            if let Some(text) = text(&above.join(CONFIG))? {
                return Self::parse(&text, root);
            }
            root.push("..");
        }
        Ok(Self::default())
    }

    /// Reads the text of a file that lies in `root`.
    ///
    /// # Errors
    /// All mistakes of the file, rendered with carets.
    pub fn parse(text: &str, root: PathBuf) -> Result<Self, Error> {
        let file = root.join(CONFIG);
        let path = file.display().to_string();
        let mut mistakes = Vec::new();
        let mut reader = Reader { path: path.clone(), formats: &[], mistakes: &mut mistakes };
        let mut config = Self { root, file: Some(file), ..Self::default() };
        match DeTable::parse(text) {
            Ok(table) => config.read(table.get_ref(), text, &mut reader),
            Err(error) => {
                reader.push(error.span().unwrap_or(0..0), error.message(), "here", "this is a mistake in TOML itself");
            }
        }
        if mistakes.is_empty() {
            return Ok(config);
        }
        Err(Error::Schema(render(&mistakes, &BTreeMap::from([(path, text.to_owned())]))))
    }

    fn read(&mut self, table: &DeTable<'_>, text: &str, reader: &mut Reader<'_>) {
        reader.known_keys(table, KEYS);
        let source = Source::new(CONFIG.to_owned(), text.as_bytes().to_vec());
        // A mark at the beginning of the file is no part of the text, and no place stands before it.
        let line = |at: usize| source.lines.position(&source.text, u32::try_from(at).unwrap_or(u32::MAX)).line;
        let line_of = |key: &str| table.get(key).map_or(1, |value| line(value.span().start));
        let root = self.root.clone();
        let mut directory = |key: &str| {
            let Text { text, range } = reader.text(table, key)?;
            if text.trim().is_empty() {
                reader.push(range.clone(), format!("`{key}` is empty"), "expected a directory", "`.` is this one");
            }
            // What is absolute stays so.
            Some(Stated { value: root.join(&text), line: line(range.start) })
        };
        self.output = directory("output");
        self.schemas = directory("schemas");
        if table.contains_key("input") {
            let value = reader.texts(table, "input").into_iter().map(|path| self.root.join(path.text)).collect();
            self.input = Some(Stated { value, line: line_of("input") });
        }
        let mut word = |key: &str| {
            let Text { text, range } = reader.text(table, key)?;
            Some((Stated { value: text, line: line(range.start) }, range))
        };
        self.source_column = word("source_column").map(|(stated, _)| stated);
        self.content_column = word("content_column").map(|(stated, _)| stated);
        if let Some((stated, range)) = word("source_prefix") {
            if let Err(reason) = check_prefix(&stated.value) {
                reader.push(range, reason, "expected the beginning of a path", "`source_prefix = \"east/\"`");
            }
            self.source_prefix = Some(stated);
        }
        if table.contains_key("formats") {
            let chosen = reader.texts(table, "formats");
            for word in &chosen {
                reader.one_of(word, "format", &format_names());
            }
            let value = chosen.into_iter().map(|word| word.text).collect();
            self.formats = Some(Stated { value, line: line_of("formats") });
        }
        if table.contains_key("spreadsheet_safe") {
            let value = reader.flag(table, "spreadsheet_safe");
            self.spreadsheet_safe = Some(Stated { value, line: line_of("spreadsheet_safe") });
        }
        if let Some(word) = reader.text(table, "deny") {
            if !DENY.contains(&word.text.as_str()) {
                let help = nearest(&word.text, DENY);
                reader.push(word.range, format!("unknown level `{}`", word.text), "expected a level", help);
            }
            self.deny = Some(Stated { value: word.text, line: line_of("deny") });
        }
        if let Some(levels) = reader.table(table, "levels") {
            let read: Vec<(Chosen, Setting)> =
                levels.iter().filter_map(|(key, value)| read_setting(reader, key, value)).collect();
            self.settings = settings(read);
            let word = |value: &DeValue<'_>| value.as_str().unwrap_or_default().to_owned();
            let value = levels.iter().map(|(key, value)| (key.get_ref().to_string(), word(value.get_ref()))).collect();
            self.levels = Some(Stated { value, line: line_of("levels") });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_and_lines_are_known() {
        let text = "# ours\ninput = \"articles\"\nformats = [\"csv\"]\n[levels]\nK310 = \"off\"\n";
        let config = Config::parse(text, "../..".into()).unwrap();
        assert_eq!(config.input, Some(Stated { value: vec!["../../articles".into()], line: 2 }));
        assert_eq!(config.formats, Some(Stated { value: vec!["csv".to_owned()], line: 3 }));
        assert_eq!((config.output, config.deny), (None, None));
        assert_eq!(config.settings.get("K310"), Some(&Setting::Off));
    }
}

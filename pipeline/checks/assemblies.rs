//! `AssemblyRow`: a row about a manifest with its fields by name, beside the file row that it takes apart.

use super::Article;
use crate::contract::{Each, Fact};
use crate::values::Value;

/// A side-by-side manifest, its name taken apart.
pub struct AssemblyRow<'a> {
    /// Position of its row in [`Article::files`].
    pub file: usize,
    /// Processor in the name: x86, amd64, ia64, wow64, msil, ... or `other`.
    pub platform: &'a str,
    /// Component as printed; may be cut.
    pub component: &'a str,
    /// Whether the component is the hash of a deployment and no name.
    pub is_deployment: bool,
    /// Version as printed.
    pub version: &'a str,
    /// Its four numbers.
    pub numbers: [u32; 4],
}

/// Rows of manifests in order; none where the contract has no such dataset.
pub(super) fn assembly_rows<'a>(article: &Article<'a>) -> Vec<AssemblyRow<'a>> {
    let files = article.files();
    let Some(at) = article.contract.position_of(Each::Assembly).filter(|_| !files.is_empty()) else {
        return Vec::new();
    };
    let dataset = &article.contract.datasets[at];
    let Some(name) = dataset.fed_by(Fact::AssemblyName) else { return Vec::new() };
    let part = |part: &str| dataset.part_of(name, part);
    let (table, row) = (dataset.fed_by(Fact::TableOrdinal), dataset.fed_by(Fact::RowOrdinal));
    let (platform, component, kind, version) =
        (part("platform"), part("component"), part("component_kind"), part("version"));
    let numbers = ["version_major", "version_minor", "version_build", "version_revision"].map(part);
    let words = |column: Option<usize>| column.map_or_else(Vec::new, |at| dataset.columns[at].symbols());
    let (platforms, kinds) = (words(platform), words(kind));
    let mut list = Vec::new();
    for values in article.records.datasets[at].iter() {
        let value = |column: Option<usize>| column.and_then(|at| values.get(at)).unwrap_or(&Value::Null);
        let text = |column| match value(column) {
            Value::Text(text) => text.as_ref(),
            _ => "",
        };
        let word = |column, words: &[&'a str]| match value(column) {
            Value::Enum(at) => words.get(usize::from(*at)).copied().unwrap_or_default(),
            _ => "",
        };
        let number = |column| match value(column) {
            Value::U32(number) => *number,
            _ => 0,
        };
        let key = (number(table), number(row));
        let Ok(file) = files.binary_search_by_key(&key, |file| (file.table, file.row)) else { continue };
        list.push(AssemblyRow {
            file,
            platform: word(platform, &platforms),
            component: text(component),
            is_deployment: word(kind, &kinds) == "deployment",
            version: text(version),
            numbers: numbers.map(number),
        });
    }
    list
}

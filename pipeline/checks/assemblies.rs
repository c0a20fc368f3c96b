//! `AssemblyRow`: a row of `assemblies` with its fields by name, beside the file row that it takes apart.

use super::Article;
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

/// Rows of `assemblies` in order; none where the contract has no such dataset.
pub(super) fn assembly_rows<'a>(article: &Article<'a>) -> Vec<AssemblyRow<'a>> {
    let files = article.files();
    let Some(at) = article.contract.position("assemblies").filter(|_| !files.is_empty()) else { return Vec::new() };
    let columns = &article.contract.datasets[at];
    let position = |name: &str| columns.position(name);
    let (table, row, platform, component) =
        (position("table_number"), position("row_number"), position("platform"), position("component"));
    let (kind, version) = (position("component_kind"), position("version"));
    let numbers = ["version_major", "version_minor", "version_build", "version_revision"].map(position);
    let words = |column: Option<usize>| column.map_or_else(Vec::new, |at| columns.columns[at].symbols());
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

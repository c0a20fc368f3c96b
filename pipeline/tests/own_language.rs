//! Following `docs/a-language-of-your-own.md` gives what the page says.

use crate::support::{Project, repository};
use std::fs;

/// The text of the fenced block of a kind.
pub(crate) fn block<'p>(page: &'p str, kind: &str) -> &'p str {
    let opening = format!("\n```{kind}\n");
    let start = page.find(&opening).unwrap_or_else(|| panic!("no block of {kind}")) + opening.len();
    page[start..].split_once("\n```\n").unwrap().0
}

/// Some columns of a CSV file, lists and quotes as they stand.
pub(crate) fn columns(text: &str, names: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place =
        |name: &str| header.iter().position(|known| known == name).unwrap_or_else(|| panic!("no column {name}"));
    let places: Vec<usize> = names.split(',').map(place).collect();
    reader.records().map(|row| row.unwrap()).map(|row| places.iter().map(|&at| row[at].to_owned()).collect()).collect()
}

#[test]
fn the_language_of_the_page_is_read_as_the_page_prints_it() {
    let page = fs::read_to_string(repository("docs/a-language-of-your-own.md")).unwrap();
    let project = Project::with([("fi/alder.md", format!("{}\n", block(&page, "markdown")))]);
    let language = block(&page, "toml");
    project.write("schemas/languages/fi.toml", language);
    project.kbc(&["build"]).exits(2).says(block(&page, "text")).says("schemas/languages/fi.toml:");
    project.write("schemas/languages/fi.toml", language.replace("file-information", "file_information"));
    let command: Vec<&str> = block(&page, "sh").split(' ').skip(1).collect();
    project.kbc(&command).exits(0);
    let expected = block(&page, "csv");
    let names = expected.lines().next().unwrap();
    assert_eq!(columns(&project.read("output/files.csv"), names), columns(expected, names));
    let sections = columns(&project.read("output/sections.csv"), "text,canonical");
    assert!(sections.contains(&vec!["Tiedostotiedot".to_owned(), "file_information".to_owned()]), "{sections:?}");
    assert_eq!(columns(&project.read("output/articles.csv"), "language"), [["fi"]]);
    assert!(project.read("schemas/README.md").contains("| fi | Suomi |"));
}

#[test]
fn the_same_file_without_the_language_is_left_in_the_cells() {
    let page = fs::read_to_string(repository("docs/a-language-of-your-own.md")).unwrap();
    let project = Project::with([("fi/alder.md", format!("{}\n", block(&page, "markdown")))]);
    project.kbc(&["build"]);
    assert_eq!(columns(&project.read("output/files.csv"), "file_name"), [[""; 0]; 0]);
}

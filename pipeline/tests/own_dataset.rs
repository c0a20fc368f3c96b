//! Following `docs/a-dataset-of-your-own.md` gives what the page says.

use crate::support::{Project, repository};
use std::fs;

/// The text of the first fenced block of a language.
fn block<'p>(page: &'p str, language: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("\n```{language}\n")).unwrap_or_else(|| panic!("no block of {language}"));
    rest.split_once("\n```\n").unwrap().0
}

#[test]
fn the_dataset_of_the_page_is_built_as_the_page_prints_it() {
    let page = fs::read_to_string(repository("docs/a-dataset-of-your-own.md")).unwrap();
    let project = Project::with([("widget-limits.md", format!("{}\n", block(&page, "markdown")))]);
    for schema in fs::read_dir(repository("schemas")).unwrap().map(|entry| entry.unwrap().path()) {
        project
            .write(&format!("schemas/{}", schema.file_name().unwrap().to_str().unwrap()), fs::read(&schema).unwrap());
    }
    project.write("schemas/limits.toml", block(&page, "toml"));
    let command: Vec<&str> = block(&page, "sh").split(' ').skip(1).collect();
    project.kbc(&command).exits(0);
    assert_eq!(project.read("output/limits.csv").trim_end(), block(&page, "csv"));
    assert!(project.read("schemas/README.md").contains("\n## limits\n"));
    project.kbc(&["explain", "limits", "widget-limits.md", "1", "2"]).exits(0).prints("Servers per group");
}

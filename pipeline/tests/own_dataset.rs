//! Following `docs/a-dataset-of-your-own.md` gives what the page says.

use crate::support::{Project, repository};
use std::fs;

/// The text of the first fenced block of a language.
fn block<'p>(page: &'p str, language: &str) -> &'p str {
    blocks(page, language).next().unwrap_or_else(|| panic!("no block of {language}"))
}

fn blocks<'p>(page: &'p str, language: &str) -> impl Iterator<Item = &'p str> {
    let opening = format!("\n```{language}\n");
    page.match_indices(&opening)
        .map(|(at, fence)| page[at + fence.len()..].split_once("\n```\n").unwrap().0)
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn the_dataset_of_the_page_is_built_as_the_page_prints_it() {
    let page = fs::read_to_string(repository("docs/a-dataset-of-your-own.md")).unwrap();
    let project = Project::with([("widget-limits.md", format!("{}\n", block(&page, "markdown")))]);
    project.write("schemas/limits.toml", block(&page, "toml"));
    let command: Vec<&str> = block(&page, "sh").split(' ').skip(1).collect();
    project.kbc(&command).exits(0);
    assert_eq!(project.read("output/limits.csv").trim_end(), block(&page, "csv"));
    assert!(project.read("schemas/README.md").contains("\n## limits\n"));
    project.kbc(&["explain", "limits", "widget-limits.md", "1", "2"]).exits(0).prints("Servers per group");
    // What must hold is added, and another article contradicts it.
    let schema: Vec<&str> = blocks(&page, "toml").collect();
    assert_eq!(schema.len(), 3);
    project.write("schemas/limits.toml", schema[..2].join("\n\n"));
    project.write("input/more.md", "# KB5001092 - Limits\n\n|Item|Maximum|\n|---|---|\n|Servers per group|32|\n");
    project.write("input/waivers.toml", "[checks]\nall = \"off\"\nK509 = \"on\"\n");
    let ran = project.kbc(&command).exits(1).prints("error[K509]: `64` here and `32` there");
    ran.prints("--> input/widget-limits.md:8:").prints("::: input/more.md:5:");
    // A type of its own reads a column that was left alone.
    fs::remove_file(project.path("input/more.md")).unwrap();
    project.write("schemas/limits.toml", schema.join("\n\n"));
    project.kbc(&command).exits(0);
    assert_eq!(project.read("output/limits.csv").trim_end(), blocks(&page, "csv").nth(1).unwrap());
    assert!(project.read("schemas/README.md").contains("\n| limit-id | Utf8 |"));
    project.write("input/more.md", "# KB5001092 - Limits\n\n|Item|Maximum|ID|\n|---|---|---|\n|Users|8|W-13|\n");
    project.write("input/waivers.toml", "[checks]\nall = \"off\"\nK319 = \"on\"\n");
    project.kbc(&command).exits(0).prints("K319").prints("W-13");
}

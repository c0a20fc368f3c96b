//! What a reviewer is told of an edit: `fixtures/reviews/` holds edits of a small project, and the reports that `kbc diff`
//! prints of them, as text and for a pull request.

use super::fixtures::compare;
use super::support::{Project, article, repository};
use rayon::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use toml::Table;

/// An article of another kind than those of [`article`]: text, without a label of its tables.
const OLD_ARTICLE: &str = "Files of the mail client on Windows Vista (Q900001)\n\n\
    Article ID: 900001\n\n\
    Applies To\n\nWindows Vista\n\n\
    More Information\n\nThe fix has the files below.\n\n\
    File name File version File size Date Time\n\
    Mapi32.dll 5.0.1458.62 131,072 11-Nov-1997 18:20\n\
    Mapi32.dll 5.0.1458.75 131,584 02-Feb-1998 10:02\n\
    Emsui32.dll 5.0.1458.62 119,296 11-Nov-1997 18:21\n";

const WAIVERS: &str = "[checks]\nK311 = \"off\"\n\n\
    [[waiver]]\ncode = \"K105\"\nsource = \"b.md\"\nwhere = \"[Replace with your value]\"\nreason = \"It is what the article says.\"\n";

/// The project before the edits, its output committed.
fn committed() -> Project {
    let template = article(2).replace("## References", "Contact: [Replace with your value]\n\n## References");
    let project = Project::with([
        ("a.md", article(1)),
        ("b.md", template),
        ("c.txt", OLD_ARTICLE.to_owned()),
        ("waivers.toml", WAIVERS.to_owned()),
    ]);
    project.copy_schemas("schemas");
    project.kbc(&["build"]);
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-q", "-m", "first"]);
    project
}

/// Makes the edits of a fixture.
fn edit(project: &Project, edits: &Table) {
    for (kind, list) in edits {
        for edit in list.as_array().unwrap() {
            let word = |key: &str| edit[key].as_str().unwrap();
            match kind.as_str() {
                "replace" => {}
                "copy" => project.write(word("to"), project.read(word("from"))),
                "move" => {
                    project.write(word("to"), project.read(word("from")));
                    project.remove(word("from"));
                }
                "remove" => project.remove(word("file")),
                other => panic!("`{other}` is no edit"),
            }
        }
    }
    for edit in edits.get("replace").and_then(|list| list.as_array()).into_iter().flatten() {
        let [file, from, to] = ["file", "from", "to"].map(|key| edit[key].as_str().unwrap());
        let text = project.read(file);
        assert!(text.contains(from), "`{file}` has no `{from}`");
        project.write(file, text.replacen(from, to, 1));
    }
}

#[test]
fn reports_tell_a_reviewer_what_an_edit_did() {
    let directory = repository("pipeline/tests/fixtures/reviews");
    let mut paths: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty());
    let base = committed();
    let reviews: Vec<Result<(), String>> = paths.par_iter().map(|path| review(&base, path)).collect();
    let failures: Vec<String> = reviews.into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The options for the addresses of articles that a fixture names.
fn links(named: Option<&toml::Value>) -> Vec<String> {
    let option = |name: &str, key: &str| Some([name.to_owned(), named?.get(key)?.as_str()?.to_owned()]);
    [option("--link-old", "old"), option("--link", "new")].into_iter().flatten().flatten().collect()
}

/// Makes the edits of a fixture and compares what is told of them.
fn review(base: &Project, path: &Path) -> Result<(), String> {
    let project = base.copied();
    let mut edits: Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let links = links(edits.remove("links").as_ref());
    edit(&project, &edits);
    project.kbc(&["build"]);
    let told = |form: &str| {
        let arguments: Vec<&str> =
            ["diff", "main", "--format", form].into_iter().chain(links.iter().map(String::as_str)).collect();
        project.kbc(&arguments).exits(1).out
    };
    let markdown = told("markdown");
    assert!(markdown.lines().count() <= 60, "{markdown}");
    let report: Value = serde_json::from_str(&told("json")).unwrap();
    for (name, dataset) in report["datasets"].as_object().unwrap() {
        let number = |key: &str| dataset[key].as_u64().unwrap();
        let causes: u64 = dataset["causes"].as_object().unwrap().values().map(|rows| rows.as_u64().unwrap()).sum();
        assert_eq!(causes, number("added") + number("removed") + number("changed"), "{name}: each row has a cause");
        assert_eq!(dataset["causes"]["unknown"], 0, "{}: {name}", path.display());
        let carried = dataset["carried"].as_array().unwrap().len();
        if let (Some(old), Some(new), 0) = (dataset["rows_old"].as_u64(), dataset["rows_new"].as_u64(), carried) {
            assert_eq!(old + number("added"), new + number("removed"), "{name}: rows add up");
        }
    }
    compare(&path.with_extension("text"), &told("text"))?;
    compare(&path.with_extension("markdown"), &markdown)
}

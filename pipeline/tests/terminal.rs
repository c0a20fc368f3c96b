//! Nothing of an article, a schema, a file name or a Parquet file makes a terminal do something: what it would obey is shown
//! by its code, and programs read what was there.
#![cfg(unix)]

use crate::support::{Project, Ran, article};
use kbc::visible::is_obeyed;

/// A clear screen, a title, a C1 introducer, turned writing, a bell, a backspace.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{8}\u{7f}";

#[track_caller]
fn is_harmless(ran: &Ran, what: &str) {
    for text in [&ran.out, &ran.err] {
        if let Some(at) = text.find(is_obeyed) {
            let before = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect::<String>();
            panic!("{what}: {:?} behind {before:?}", text[at..].chars().next());
        }
    }
}

/// An article that is hostile wherever it can be: its name, title, labels, headings, cells and sentences.
fn hostile() -> Project {
    let table = format!(
        "# Title {HOSTILE} (KB5000009)\n\nLabel{HOSTILE}: value{HOSTILE}\n\n## Section {HOSTILE}\n\n\
         |File name|File version|File size|Odd{HOSTILE}|\n|---|---|---|---|\n\
         |a{HOSTILE}.dll|6.1.7600.1|12x{HOSTILE}|{HOSTILE}|\n|a{HOSTILE}.dll|6.1.7600.1|12x{HOSTILE}|{HOSTILE}|\n\n\
         |One{HOSTILE}|Two|\n|---|---|\n|{HOSTILE}|x|\n"
    );
    let project = Project::with([(name(), table.clone()), ("b.md".to_owned(), article(2))]);
    project
        .write("input/page.html", format!("<p>{HOSTILE}<table><tr><th>File name<th>File size<tr><td>{HOSTILE}<td>1"));
    project.write(&format!("input/picture{HOSTILE}.png"), "");
    project
}

fn name() -> String {
    format!("a{HOSTILE}.md")
}

#[test]
fn no_command_and_no_form_passes_on_what_a_terminal_obeys() {
    let project = hostile();
    let input = format!("input/{}", name());
    let elsewhere = format!("nowhere{HOSTILE}");
    for form in ["text", "github", "json", "sarif"] {
        let ran = project.kbc(&["build", "--format", form, "--max-findings", "0"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{form}: {ran:?}");
        is_harmless(&ran, form);
        assert!(ran.out.contains("u{1b}") || ran.out.contains("\\u001b"), "{form} lost it: {}", ran.out);
    }
    project.git(&["init", "--quiet"]);
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--message", "before"]);
    project.write(&input, project.read(&input).replace("6.1.7600.1", "6.1.7600.2"));
    project.kbc(&["build"]);
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["check", "--max-findings", "0"],
        vec!["dump", "blocks", &input],
        vec!["dump", "tables", &input],
        vec!["dump", "records", &input],
        vec!["dump", "blocks", "input/page.html"],
        vec!["explain", "files", &input, "1", "1"],
        vec!["explain", "files", &input, "9", "1"],
        vec!["explain", &elsewhere],
        vec!["stats"],
        vec!["stats", "--format", "json"],
        vec!["diff"],
        vec!["diff", "--format", "markdown"],
        vec!["diff", "--format", "json"],
        vec!["diff", &elsewhere],
        vec!["git-textconv", "output/files.parquet"],
        vec!["git-textconv", "output/cells.parquet"],
        vec!["git-textconv", &input],
        vec!["git-textconv", &elsewhere],
        vec!["waive", "K401", &input, "--reason", "x"],
        vec!["waive", "K401", &elsewhere, "--reason", "x"],
        vec!["build", "--input", &elsewhere],
        vec!["build", "--input", &input],
        vec!["build", "--report", &elsewhere],
        vec!["build", "--format", &elsewhere],
        vec!["schema", &elsewhere],
        vec!["schema", "--schemas", &elsewhere],
        vec!["schema", "diff", &elsewhere],
    ];
    commands.push(vec![&elsewhere]);
    for command in commands {
        is_harmless(&project.kbc(&command), &format!("{command:?}"));
    }
    project.copy_schemas("mine");
    let doc = format!("doc = \"About \\u001b[2J\\u009b {HOSTILE}", HOSTILE = "\u{202e}");
    let schema = project.read("mine/ports.toml").replacen("doc = \"", &doc, 1);
    project.write("mine/ports.toml", &schema);
    is_harmless(&project.kbc(&["schema", "ports", "--schemas", "mine"]).exits(0), "the dictionary");
    project.write("mine/ports.toml", schema.replace("type = \"", &format!("type = \"{}", "\u{202e}\u{9b}")));
    is_harmless(&project.kbc(&["schema", "--schemas", "mine"]).exits(2), "a mistake in a schema");
}

#[test]
fn programs_read_what_was_there() {
    let project = hostile();
    let ran = project.kbc(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let path = format!("input/{}", name());
    let found =
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["place"]["path"] == path.as_str());
    assert!(found.count() > 0, "{}", ran.out);
    let stats: serde_json::Value = serde_json::from_str(&project.kbc(&["stats", "--format", "json"]).out).unwrap();
    assert!(stats.to_string().contains(&serde_json::Value::from(name()).to_string()), "{stats}");
}

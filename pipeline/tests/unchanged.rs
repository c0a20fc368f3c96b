//! Where nothing changed nothing is compiled: what a build and a check then say and write is what they would say and write if
//! they compiled, and whatever is new is compiled.

use crate::support::{CORPUS, Project, article};
use std::fs;

const SAID: &str = "nothing changed: the output was made of the same";

/// Articles with findings of all levels, one of them waived, and a schema directory.
fn project() -> Project {
    let twice = "# KB5001092 - Files\n\n|File name|File size|\n|---|---|\n|Cache.sys|1,024|\n|Cache.sys|1,024|\n|Other.sys|2,048|\n|Other.sys|2,048|\n";
    let waivers = "[checks]\nK401 = \"error\"\n\n[[waiver]]\ncode = \"K401\"\nsource = \"twice.md\"\nwhere = \"Cache.sys\"\nreason = \"once per disk\"\nexpires = 2031-01-01\n";
    let project = Project::with([("twice.md", twice), ("a.md", &article(1))]);
    project.write("input/waivers.toml", waivers);
    project.write("schemas/contract.toml", "version = \"1.0.0\"\n");
    project.kbc(&["build"]).exits(1).says("compiled 2 articles");
    project
}

/// Builds, and says whether anything was compiled.
fn compiles(project: &Project, arguments: &[&str]) -> bool {
    let ran = project.kbc(&[&["build"], arguments].concat());
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    let (compiled, same) = (ran.err.contains("compiled "), ran.err.contains(SAID));
    assert!(compiled != same, "{}", ran.err);
    compiled
}

#[test]
fn a_second_build_and_a_check_compile_nothing_and_touch_nothing() {
    let project = project();
    let before = project.files("output");
    for arguments in [&["build"][..], &["check"], &["check", "--jobs", "1"]] {
        project.kbc(arguments).exits(1).says(SAID).says("2 articles");
        assert!(project.files("output") == before);
    }
    assert!(compiles(&project, &["--force"]));
    assert!(project.files("output") == before);
    project.kbc(&["check", "--force"]).exits(1).says("output: current");
}

#[test]
fn findings_are_shown_as_if_the_articles_were_compiled_in_every_form() {
    let project = project();
    for arguments in [
        &["--format", "text"][..],
        &["--format", "text", "--max-findings", "2"],
        &["--format", "json"],
        &["--format", "github"],
        &["--format", "sarif"],
        &["--level", "all=off"],
        &["--level", "K401=note", "--deny", "notes"],
        &["--today", "2032-01-01"],
        &["--report", "report.json"],
        &["--report", "report.txt"],
    ] {
        for command in ["build", "check"] {
            let run = |more: &[&str]| {
                let ran = project.kbc(&[&[command], arguments, more].concat());
                let reports =
                    ["report.json", "report.txt"].map(|name| project.exists(name).then(|| project.read(name)));
                (ran, reports)
            };
            let ((same, report), (compiled, expected)) = (run(&[]), run(&["--force"]));
            let shown = format!("{command} {arguments:?}");
            assert!(same.err.contains(SAID) && !compiled.err.contains(SAID), "{shown}: {}", same.err);
            assert_eq!((same.code, &same.out, report), (compiled.code, &compiled.out, expected), "{shown}");
            let others = |err: &str| -> Vec<String> {
                let is_other = |line: &&str| !line.starts_with(SAID) && !line.starts_with("compiled ");
                err.lines().filter(is_other).map(str::to_owned).collect()
            };
            assert_eq!(others(&same.err), others(&compiled.err), "{shown}");
        }
    }
}

#[test]
fn whatever_the_output_is_made_of_is_compiled_again_where_it_changes() {
    let project = project();
    let edit = |path: &str, from: &str, to: &str| {
        let text = project.read(path);
        assert!(text.contains(from), "{path}");
        project.write(path, text.replace(from, to));
    };
    let is_done_once = |what: &str, arguments: &[&str]| {
        assert!(compiles(&project, arguments), "{what}");
        assert!(!compiles(&project, arguments), "{what}, again");
    };
    edit("input/a.md", "forgets", "forgot");
    is_done_once("an article", &[]);
    project.write("input/b.md", article(2));
    is_done_once("a new article", &[]);
    project.remove("input/b.md");
    is_done_once("an article that went", &[]);
    project.rename("input/a.md", &project.path("input/c.md")).unwrap();
    is_done_once("another name", &[]);
    edit("input/waivers.toml", "once per disk", "once for each disk");
    is_done_once("a waiver", &[]);
    project.write("input/baseline.toml", "reason = \"old\"\n");
    is_done_once("a baseline", &[]);
    edit("schemas/contract.toml", "1.0.0", "1.1.0");
    is_done_once("the version of the contract", &[]);
    project.write("schemas/languages/tlh.toml", "language = \"tlh\"\nname = \"Klingon\"\nnull = [\"pagh\"]\n");
    is_done_once("a language", &[]);
    is_done_once("formats", &["--formats", "parquet,csv"]);
    is_done_once("a codec", &["--formats", "parquet,csv", "--compression", "snappy"]);
    is_done_once("copies for spreadsheets", &["--spreadsheet-safe"]);
    is_done_once("a prefix", &["--source-prefix", "east/"]);
    is_done_once("no prefix", &[]);
    // The same bytes are the same, whenever they were written.
    project.write("input/c.md", project.bytes("input/c.md"));
    assert!(!compiles(&project, &[]));
}

#[test]
fn a_text_that_moves_from_the_waivers_to_the_baseline_is_a_change() {
    let waiver = "[[waiver]]\ncode = \"K3\"\nsource = \"a.md\"\n";
    let project = Project::with([("a.md", article(1)), ("waivers.toml", format!("{waiver}reason = \"old\"\n"))]);
    project.write("input/baseline.toml", "");
    assert!(compiles(&project, &[]));
    project.write("input/waivers.toml", waiver);
    project.write("input/baseline.toml", "reason = \"old\"\n");
    assert!(compiles(&project, &[]));
}

#[test]
fn an_output_that_is_not_as_it_was_written_is_compiled_again() {
    let project = project();
    let names = project.names("output");
    let before = project.files("output");
    for name in ["files.parquet", "files.csv", "cells.parquet", "datapackage.findings.jsonl"] {
        assert!(names.iter().any(|found| found == name), "{name}");
        let path = format!("output/{name}");
        let mut bytes = project.bytes(&path);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        project.write(&path, bytes);
        project.kbc(&["check"]).exits(1).says("is not up to date").says(name);
        assert!(compiles(&project, &[]), "{name} with another byte");
        project.remove(&path);
        assert!(compiles(&project, &[]), "{name} removed");
        assert!(project.files("output") == before, "{name}");
    }
    // No file holds the hash of the descriptor but itself.
    let descriptor = project.read("output/datapackage.json");
    project.write("output/datapackage.json", descriptor.replace("\"title\": \"Facts", "\"title\": \"facts"));
    project.kbc(&["check"]).exits(1).says("is not up to date").says("datapackage.json");
    assert!(compiles(&project, &[]), "the descriptor with another byte");
    assert!(project.files("output") == before);
    project.write("output/notes.txt", "by hand");
    assert!(compiles(&project, &[]));
    project.remove("output/notes.txt");
    assert!(!compiles(&project, &[]));
}

#[test]
fn another_version_of_kbc_compiles_again() {
    let project = project();
    let descriptor = project.read("output/datapackage.json");
    let own = format!("\"compiler\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(descriptor.contains(&own));
    project.write("output/datapackage.json", descriptor.replace(&own, "\"compiler\": \"0.0.1\""));
    assert!(compiles(&project, &[]));
}

#[cfg(unix)]
#[test]
fn a_kbc_that_is_younger_than_the_output_compiles_again_where_no_release_says_what_it_is() {
    let project = project();
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(24);
    let descriptor = fs::File::options().write(true).open(project.path("output/datapackage.json")).unwrap();
    descriptor.set_modified(old).unwrap();
    assert!(compiles(&project, &[]));
}

#[cfg(unix)]
#[test]
fn articles_that_could_not_be_read_are_tried_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::with([("a.md", article(1)), ("b.md", article(2))]);
    fs::set_permissions(project.path("input/b.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if project.can_read("input/b.md") {
        // Whoever runs the tests is let read everything; a link that leads nowhere is lost for everybody.
        project.remove("input/b.md");
        std::os::unix::fs::symlink("nowhere", project.path("input/b.md")).unwrap();
    }
    for _ in 0..2 {
        project.kbc(&["build", "--keep-going"]).exits(1).says("compiled 1 article").says("input/b.md");
    }
}

#[test]
fn the_digest_of_the_articles_is_what_sha256sum_prints_of_them() {
    use kbc::source::hex;
    use sha2::{Digest as _, Sha256};
    let project = Project::of_corpus();
    project.kbc(&["build", "--formats", "csv"]).exits(0);
    let mut names = CORPUS;
    names.sort_unstable();
    let line = |name: &str| format!("{}  {name}\0", hex(&Sha256::digest(project.bytes(&format!("input/{name}")))));
    let all = hex(&Sha256::digest(names.map(line).concat()));
    assert!(project.read("output/datapackage.json").contains(&format!("\"input_sha256\": \"{all}\"")));
}

//! What stands where kbc reads or writes and is not kbc's: it is neither read, replaced nor removed, and somebody is told.
#![cfg(unix)]

use crate::support::{Project, article, repository};
use std::os::unix::fs::symlink;
use std::process::Command;

/// Puts something into the place of a file.
type Make = fn(&Project, &str);

fn pipe(project: &Project, path: &str) {
    assert!(Command::new("mkfifo").arg(project.path(path)).status().unwrap().success());
}

#[test]
fn a_directory_a_pipe_or_a_device_in_the_place_of_a_file_of_the_output_stays() {
    let makes: [(&str, Make); 3] = [
        ("a directory", |project, path| project.write(&format!("{path}/notes.txt"), "by hand")),
        ("a named pipe", pipe),
        ("a device", |project, path| symlink("/dev/zero", project.path(path)).unwrap()),
    ];
    for (what, make) in makes {
        for file in ["files.csv", "datapackage.json"] {
            let project = Project::built();
            let place = format!("output/{file}");
            project.remove(&place);
            make(&project, &place);
            project.write("input/b.md", article(2));
            let before = project.names("output");
            project.kbc(&["build"]).exits(2).says(&format!("`{place}`")).says(what).says("move it away");
            assert_eq!(project.names("output"), before, "{what} as {file}");
            for command in [&["check"][..], &["diff", "output", "output"], &["schema", "diff", "output"]] {
                let ran = project.kbc(command);
                assert!(matches!(ran.code, Some(0..=2)), "{what} as {file}, {command:?}: {ran:?}");
            }
        }
    }
}

#[test]
fn what_the_kernel_makes_up_is_not_read() {
    let project = Project::with([("good.md", article(1))]);
    for (link, name) in [("/proc/cpuinfo", "a.md"), ("/proc/self/mem", "b.md"), ("/dev/zero", "c.md")] {
        symlink(link, project.path(&format!("input/{name}"))).unwrap();
    }
    let ran = project.kbc(&["build"]).exits(1).says("`input/a.md`").says("`input/b.md`").says("`input/c.md`");
    assert!(ran.err.contains("a device") && ran.err.contains("compiled 1 article"), "{}", ran.err);
    project.remove("output/datapackage.json");
    symlink("/proc/self/environ", project.path("output/datapackage.json")).unwrap();
    project.kbc(&["build"]).exits(2).says("`output/datapackage.json`").says("the kernel makes up");
    pipe(&project, "input/waivers.toml");
    project.kbc(&["build"]).exits(2).says("`input/waivers.toml`").says("a named pipe");
}

#[test]
fn files_that_others_put_into_an_output_are_neither_replaced_nor_removed() {
    let project = Project::with([("a.md", article(1))]);
    // A directory of the user's, with a file of a name that kbc would write.
    project.write("data/files.csv", "mine");
    project.kbc(&["build", "--output", "data"]).exits(2).says("`data/files.csv` was not written by kbc");
    assert_eq!(project.names("data"), ["files.csv"]);
    // A package of somebody else.
    project.write("package/datapackage.json", r#"{"resources":[{"name":"x","path":"x.csv"}]}"#);
    project.write("package/x.csv", "mine");
    project.kbc(&["build", "--output", "package"]).exits(2).says("`package/datapackage.json` was not written by kbc");
    // A descriptor that says more than kbc wrote.
    project.kbc(&["build"]).exits(0);
    let descriptor = project.read("output/datapackage.json");
    project.write("output/precious.txt", "mine");
    let more = descriptor.replacen(
        "\"resources\": [",
        "\"resources\": [{\"path\": \"precious.txt\", \"hash\": \"sha256:0\"},",
        1,
    );
    assert_ne!(more, descriptor);
    project.write("output/datapackage.json", more);
    project.kbc(&["build"]).exits(0);
    assert_eq!(project.read("output/precious.txt"), "mine");
    // One that nobody can read, as with conflict marks, is replaced.
    project.write("output/datapackage.json", "<<<<<<< ours");
    project.kbc(&["build"]).exits(0);
    assert_eq!(project.read("output/datapackage.json"), descriptor);
}

#[test]
fn a_report_does_not_replace_what_is_no_file() {
    let project = Project::with([("a.md", article(1))]);
    pipe(&project, "findings.json");
    project.kbc(&["build", "--report", "findings.json"]).exits(2).says("`findings.json`").says("a named pipe");
    assert!(project.names("").contains(&"findings.json".to_owned()));
}

#[test]
fn a_report_among_the_articles_is_refused() {
    let project = Project::with([("a.md", article(1))]);
    for place in ["input/findings.txt", "input/../input/findings.json"] {
        project.kbc(&["build", "--report", place]).exits(2).says("among the articles");
    }
    assert_eq!(project.names(""), ["input"]);
}

/// Files of a campaign on which the libraries that read Parquet panic, or we do on what they give.
#[test]
fn a_damaged_parquet_file_is_told_in_one_line_and_without_a_panic() {
    let directory = repository("pipeline/tests/fixtures/damaged-parquet");
    let mut seen = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let project = Project::empty();
        let ran = project.kbc(&["git-textconv", path.to_str().unwrap()]).exits(0);
        assert!(
            ran.err.is_empty() && ran.out.lines().last().is_some_and(|line| line.starts_with("(not a Parquet file"))
        );
        seen += 1;
    }
    assert!(seen >= 3, "only {seen} files");
}

//! A build that is killed, or runs out of space, at any moment: the output is the old one or the new one, and whole.
#![cfg(unix)]

use crate::support::{Project, article};
use std::collections::BTreeMap;
use std::process::{Child, Stdio};

type Files = BTreeMap<String, Vec<u8>>;

/// Enough for several windows of work.
const ARTICLES: u32 = 120;

/// An output of one article, and an input of many.
fn project_with_old_output(articles: u32) -> (Project, Files) {
    let project = Project::built();
    let old = project.files("output");
    for number in 2..=articles {
        project.write(&format!("input/{number}.md"), article(number));
    }
    (project, old)
}

/// A moment of a build, told by what lies on the disk.
type Moment = fn(&Project) -> bool;

const MOMENTS: [(&str, Moment); 5] = [
    ("at once", |_| true),
    ("when the staging directory is made", |project| !project.staging().is_empty()),
    ("when rows are written", |project| staged(project, "files.csv", 2_000)),
    ("when the last file is written", |project| staged(project, "datapackage.json", 1)),
    ("when the old output is about to go", |project| staged(project, "articles.csv", 1) && is_new(project)),
];

/// Whether a staged file has at least so many bytes.
fn staged(project: &Project, name: &str, bytes: usize) -> bool {
    project.staging().iter().any(|staging| project.size(&format!("{staging}/{name}")) >= bytes as u64)
}

fn is_new(project: &Project) -> bool {
    project.size("output/files.csv") > 2_000
}

/// Kills a build at a moment, or lets it end where the moment does not come.
fn kill_at(project: &Project, mut build: Child, moment: Moment) {
    while build.try_wait().unwrap().is_none() {
        if moment(project) {
            build.kill().unwrap();
            break;
        }
    }
    build.wait().unwrap();
}

#[test]
fn a_killed_build_leaves_the_old_output_or_the_new_one_and_does_not_break_the_next() {
    let (undisturbed, _) = project_with_old_output(ARTICLES);
    undisturbed.kbc(&["build"]).exits(0);
    let new = undisturbed.files("output");
    for (when, moment) in MOMENTS {
        let (project, old) = project_with_old_output(ARTICLES);
        let build = project.command(&["build", "--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
        kill_at(&project, build, moment);
        let found = project.files("output");
        assert!(found == old || found == new, "killed {when}: the output is neither old nor new");
        project.kbc(&["build"]).exits(0);
        assert!(project.files("output") == new, "killed {when}: the next build is not complete");
    }
}

#[test]
fn staging_directories_left_behind_do_not_break_a_build_and_old_ones_are_removed() {
    let project = Project::built();
    for staging in ["output.kbc-old", "output.kbc-young", "outputs"] {
        project.write(&format!("{staging}/files.csv"), "half a row");
    }
    project.age("output.kbc-old", 2 * 3600);
    project.age("outputs", 2 * 3600);
    project.write("input/a.md", article(2));
    project.kbc(&["build"]).exits(0);
    // A young one may belong to a build that still runs.
    assert_eq!(project.names(""), ["input", "output", "output.kbc-young", "outputs"]);
    project.kbc(&["check"]).exits(0);
}

#[test]
fn a_full_disk_is_reported_and_the_old_output_stays() {
    let (project, old) = project_with_old_output(40);
    // Without its signal the limit is an error of `write`, as on a full disk.
    let ran = project.build_in_shell("trap '' XFSZ; ulimit -f 8").exits(2);
    ran.says("cannot write").says("check free space and permissions");
    assert!(project.files("output") == old);
    assert_eq!(project.staging(), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_standard_output_is_an_error_and_no_panic() {
    let project = Project::with([("a.md", article(1))]);
    for arguments in [&["schema"][..], &["dump", "blocks", "input/a.md"], &["explain", "files", "a.md", "1", "1"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = project.command(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{arguments:?}\n{said}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{said}");
    }
}

#[test]
fn a_file_size_limit_that_kills_leaves_the_old_output() {
    let (project, old) = project_with_old_output(40);
    let ran = project.build_in_shell("ulimit -f 8");
    assert_eq!(ran.code, None, "not killed by a signal: {}", ran.err);
    assert!(project.files("output") == old);
    project.kbc(&["build"]).exits(0).says("compiled 40 articles");
}

/// `/dev/shm` is a file system of its own.
#[cfg(target_os = "linux")]
#[test]
fn an_output_on_another_file_system_is_written_file_by_file() {
    let Ok(elsewhere) = tempfile::TempDir::with_prefix_in("kbc-test-", "/dev/shm") else {
        println!("skipped: there is no /dev/shm");
        return;
    };
    let project = Project::with([("a.md", article(1))]);
    std::os::unix::fs::symlink(elsewhere.path(), project.path("output")).unwrap();
    project.kbc(&["build"]).exits(0).says("new)");
    project.write("input/a.md", article(2));
    project.kbc(&["build"]).exits(0).says("changed");
    project.kbc(&["check"]).exits(0);
    assert!(project.read("output/files.csv").contains("Cache2.sys"));
    let names = project.names("output");
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    assert_eq!(project.staging(), [""; 0]);
}

#[test]
fn what_a_killed_check_left_behind_is_removed_when_it_is_old() {
    let project = Project::built();
    let place = project.path("temporary");
    for staging in ["kbc-compared-old", "kbc-compared-young", "kbc"] {
        project.write(&format!("temporary/{staging}/files.csv"), "half a row");
    }
    project.age("temporary/kbc-compared-old", 2 * 3600);
    project.age("temporary/kbc", 2 * 3600);
    project.kbc_with(&["check"], &[("TMPDIR", place.to_str().unwrap())]).exits(0);
    assert_eq!(project.names("temporary"), ["kbc", "kbc-compared-young"]);
}

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
fn what_a_killed_build_left_is_removed_at_once_and_nothing_else_is() {
    let project = Project::built();
    for staging in ["output.kbc-new-aB3dE6", "output.kbc-new-mine", "output.kbc-notes", "outputs"] {
        project.write(&format!("{staging}/files.csv"), "half a row");
    }
    project.write("output.kbc-lock", "1");
    project.write("input/a.md", article(2));
    project.kbc(&["build"]).exits(0);
    assert_eq!(project.names(""), ["input", "output", "output.kbc-new-mine", "output.kbc-notes", "outputs"]);
    project.kbc(&["check"]).exits(0);
}

#[test]
fn files_that_a_killed_build_had_replaced_one_by_one_are_put_back() {
    let (project, old) = project_with_old_output(2);
    // As it stands when the second of three files was to be replaced.
    project.write("output/.kbc-undo/journal.json", r#"{"old":["files.csv","datapackage.json"],"added":["x.csv"]}"#);
    for name in ["files.csv", "datapackage.json"] {
        project.write(&format!("output/.kbc-undo/old/{name}"), &old[name]);
    }
    project.write("output/.kbc-undo/new/datapackage.json", "{}");
    project.write("output/files.csv", "new");
    project.write("output/x.csv", "new");
    project.write("none/notes.md", "");
    project.remove("none/notes.md");
    let ran = project.kbc(&["build", "--input", "none"]).exits(2).says("warning").says("the old ones are back");
    assert!(project.files("output") == old, "{}", ran.err);
    assert!(!project.exists("output/.kbc-undo"));
    project.kbc(&["build"]).exits(0).says("compiled 2 articles");
}

#[test]
fn a_second_build_names_the_process_of_the_first() {
    let project = Project::built();
    let lock = std::fs::File::create(project.path("output.kbc-lock")).unwrap();
    lock.lock().unwrap();
    project.write("output.kbc-lock", "4711");
    let ran = project.kbc(&["build"]).exits(2).says("another kbc (process 4711) is writing `output`");
    assert!(ran.err.contains("help: wait"), "{}", ran.err);
    project.kbc(&["check"]).exits(0);
    drop(lock);
    project.kbc(&["build"]).exits(0);
    assert_eq!(project.names(""), ["input", "output"]);
}

#[test]
fn an_output_below_a_directory_that_cannot_be_written_is_written_from_within() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::built();
    project.write("data/output/notes/mine.txt", "by hand");
    let set = |mode| std::fs::set_permissions(project.path("data"), std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    if std::fs::write(project.path("data/probe"), "").is_ok() {
        println!("skipped: this user, probably root, writes wherever it likes");
        return;
    }
    let ran = project.kbc(&["build", "--output", "data/output"]).exits(0);
    set(0o755);
    assert!(ran.err.contains("new)"), "{}", ran.err);
    assert_eq!(project.names("data"), ["output"]);
    assert!(project.names("data/output").iter().all(|name| !name.starts_with('.')));
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
fn a_limit_on_the_length_of_files_is_an_error_and_the_old_output_stays() {
    let (project, old) = project_with_old_output(40);
    project.build_in_shell("ulimit -f 8").exits(2).says("cannot write").says("File too large");
    assert!(project.files("output") == old);
    assert_eq!(project.staging(), [""; 0]);
    project.kbc(&["build"]).exits(0).says("compiled 40 articles");
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_memory_is_an_error_and_the_old_output_stays() {
    let (project, old) = project_with_old_output(40);
    let mut refused = 0;
    for kilobytes in (20_000..1_000_000).step_by(10_000) {
        let ran = project.build_in_shell(&format!("ulimit -v {kilobytes}"));
        match ran.code {
            Some(0) => break,
            Some(2) => {
                ran.says("error: ").says("help: ");
                refused += 1;
            }
            // The system has no room for the program itself.
            _ => assert!(!ran.err.contains("memory allocation"), "{:?} at {kilobytes}: {}", ran.code, ran.err),
        }
        assert!(project.files("output") == old, "at {kilobytes} kilobytes");
    }
    assert!(refused > 0, "no limit was too low");
    project.kbc(&["build", "--force"]).exits(0).says("compiled 40 articles");
    assert_eq!(project.staging(), [""; 0]);
}

/// `/dev/shm` is a file system of its own.
#[cfg(target_os = "linux")]
#[test]
fn an_output_behind_a_link_to_another_file_system_is_written_there() {
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
fn a_killed_check_leaves_nothing_behind() {
    let (project, _) = project_with_old_output(ARTICLES);
    std::fs::create_dir(project.path("temporary")).unwrap();
    let mut command = project.command(&["check", "--jobs", "1"]);
    let mut check = command.env("TMPDIR", project.path("temporary")).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(30));
    check.kill().unwrap();
    check.wait().unwrap();
    assert_eq!(project.names("temporary"), [""; 0]);
}

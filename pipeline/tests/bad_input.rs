//! Input and output that are damaged, missing or in the way: what can be compiled is, the rest is named.

use crate::support::{Project, article};
use encoding_rs::WINDOWS_1252;

#[test]
fn a_missing_or_empty_input_directory_is_named_and_nothing_is_written() {
    let project = Project::empty();
    project.kbc(&["build"]).exits(2).says("`input`").says("--input");
    project.kbc(&["build", "--input", "articles"]).exits(2).says("`articles`");
    assert_eq!(project.names(""), [""; 0]);
    project.write("input/picture.png", "");
    project.kbc(&["build"]).exits(2).says("`input`").says("picture.png").says("*.md");
    project.remove("input/picture.png");
    project.kbc(&["build"]).exits(2).says("`input`").says("*.md");
    project.kbc(&["check"]).exits(2);
    assert_eq!(project.names(""), ["input"]);
}

#[test]
fn an_input_that_becomes_empty_leaves_the_old_output() {
    let project = Project::built();
    let before = project.files("output");
    project.remove("input/a.md");
    project.kbc(&["build"]).exits(2);
    assert!(project.files("output") == before);
    assert_eq!(project.staging(), [""; 0]);
}

#[test]
fn files_that_are_no_articles_are_warned_about_and_hidden_ones_are_not() {
    let project = Project::with([("a.md", article(1))]);
    for number in 1..=9 {
        project.write(&format!("input/picture{number}.png"), "");
    }
    project.write("input/waivers.toml", "");
    project.write("input/.draft.md", article(2));
    project.write("input/.git/a.md", article(3));
    let ran = project.kbc(&["build"]).exits(0).says("`input/picture1.png`").says("and 4 more files");
    assert!(!ran.err.contains("waivers") && !ran.err.contains("draft") && !ran.err.contains(".git"), "{}", ran.err);
    assert_eq!(sources(&project), ["a.md"]);
}

/// The first column of `articles`.
fn sources(project: &Project) -> Vec<String> {
    let articles = project.read("output/articles.csv");
    articles.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

#[cfg(unix)]
mod on_unix {
    use super::sources;
    use crate::support::{Project, Ran, article};
    use std::os::unix::fs::symlink;
    use std::process::Command;

    /// Builds with one good article beside what a test puts there: it is compiled, the exit code tells of the loss.
    fn build_beside_a_good_one(make: impl FnOnce(&Project)) -> Ran {
        let project = Project::with([("good.md", article(1))]);
        make(&project);
        let ran = project.kbc(&["build"]).exits(1).says("compiled 1 article");
        assert_eq!(sources(&project), ["good.md"]);
        ran
    }

    #[test]
    fn a_dangling_link_is_named_and_the_other_articles_are_compiled() {
        let ran = build_beside_a_good_one(|project| symlink("nowhere", project.path("input/a.md")).unwrap());
        ran.says("error: `input/a.md` is not compiled: No such file");
    }

    #[test]
    fn a_link_to_itself_is_named_and_the_other_articles_are_compiled() {
        build_beside_a_good_one(|project| symlink("a.md", project.path("input/a.md")).unwrap()).says("`input/a.md`");
    }

    #[test]
    fn a_link_back_to_the_input_directory_is_named_and_nothing_is_lost() {
        let project = Project::with([("good.md", article(1))]);
        symlink("../input", project.path("input/loop")).unwrap();
        project.kbc(&["build"]).exits(0).says("compiled 1 article").says("`input/loop`");
        assert_eq!(sources(&project), ["good.md"]);
    }

    #[test]
    fn a_named_pipe_is_named_and_not_waited_for() {
        build_beside_a_good_one(|project| {
            let made = Command::new("mkfifo").arg(project.path("input/c.md")).status();
            assert!(made.unwrap().success());
        })
        .says("`input/c.md`");
    }

    #[test]
    fn an_article_of_more_than_a_gibibyte_is_named_and_not_read() {
        build_beside_a_good_one(|project| {
            project.write("input/huge.md", "");
            project.grow("input/huge.md", (1 << 30) + 1);
        })
        .says("`input/huge.md`")
        .says("1 GiB");
    }

    #[test]
    fn two_names_that_are_no_utf_8_do_not_become_one_source() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let project = Project::with([("good.md", article(1))]);
        for (number, name) in
            [(2, &b"a\xfe.md"[..]), (3, b"a\xff.md"), (4, b"a%ff.md"), (5, "a\u{fffd}ff.md".as_bytes())]
        {
            project.write("input/plain.md", article(number));
            let name = project.path("input").join(OsStr::from_bytes(name));
            // Some file systems take no such names.
            if let Err(error) = project.rename("input/plain.md", &name) {
                println!("skipped: {error}");
                return;
            }
        }
        project.kbc(&["build"]);
        let mut sources = sources(&project);
        let all = sources.len();
        sources.dedup();
        assert_eq!(sources.len(), all, "{sources:?}");
    }

    #[test]
    fn an_unreadable_article_is_named_and_its_rows_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let close = |project: &Project| {
            project.write("input/secret.md", article(2));
            let path = project.path("input/secret.md");
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000)).unwrap();
        };
        let probe = Project::empty();
        close(&probe);
        if probe.can_read("input/secret.md") {
            println!("skipped: this user, probably root, reads files whatever their permissions");
            return;
        }
        let project = Project::with([("good.md", article(1)), ("secret.md", article(3))]);
        project.kbc(&["build"]).exits(0);
        let before = project.files("output");
        close(&project);
        // Its rows are not taken away.
        project.kbc(&["build"]).exits(2).says("`input/secret.md`").says("ermission denied").says("--keep-going");
        assert!(project.files("output") == before);
        project.kbc(&["build", "--keep-going"]).exits(1).says("`input/secret.md`").says("compiled 1 article");
        assert_eq!(sources(&project), ["good.md"]);
    }

    #[test]
    fn a_directory_with_the_name_of_an_article_is_a_directory() {
        let project = Project::with([("b.md/a.md", article(1))]);
        project.kbc(&["build"]).exits(0);
        assert_eq!(sources(&project), ["b.md/a.md"]);
    }

    #[test]
    fn a_link_to_an_article_or_a_directory_is_followed() {
        let project = Project::with([("a.md", article(1))]);
        project.write("elsewhere/c.md", article(2));
        symlink("../elsewhere/c.md", project.path("input/b.md")).unwrap();
        symlink("../elsewhere", project.path("input/more")).unwrap();
        project.kbc(&["build"]).exits(0);
        assert_eq!(sources(&project), ["a.md", "b.md", "more/c.md"]);
    }
}

#[test]
fn an_input_that_holds_no_articles_is_named_with_what_does() {
    let project = Project::empty();
    project.write("notes.docx", b"\xD0\xCF\x11\xE0");
    let ran = project.kbc(&["build", "--input", "notes.docx"]).exits(2).says("`notes.docx`");
    ran.says("an archive (zip, tar, tar.gz, tar.zst) or a table of articles (Parquet, JSON lines)");
}

#[test]
fn bytes_that_are_no_text_are_warned_about_and_the_article_is_compiled() {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\xfd\n\n".to_vec();
    bytes.extend(article(1).into_bytes());
    let project = Project::with([("a.md", bytes), ("b.md", article(2).into_bytes())]);
    let ran = project.kbc(&["build"]).exits(0).prints("warning[K108]").prints("input/a.md:3:1").prints("UTF-8");
    assert!(!ran.out.contains("b.md") && !ran.err.contains(".md"), "{}{}", ran.out, ran.err);
    assert_eq!(sources(&project), ["a.md", "b.md"]);
    assert!(project.read("output/files.csv").contains("a.md,"));
}

/// One article in every encoding that editors write. All its characters exist in Windows-1252.
#[test]
fn encodings_marks_and_line_ends_do_not_change_the_rows() {
    let text = article(7);
    let crlf = text.replace('\n', "\r\n");
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2], text: &str| {
        mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    let (windows, _, lossy) = WINDOWS_1252.encode(&text);
    assert!(!lossy);
    let variants: [(&str, Vec<u8>); 9] = [
        ("utf-8", text.clone().into_bytes()),
        ("utf-8-crlf", crlf.clone().into_bytes()),
        ("utf-8-cr", text.replace('\n', "\r").into_bytes()),
        ("utf-8-mark", ["\u{feff}", &text].concat().into_bytes()),
        ("utf-16-le-mark", utf16(b"\xff\xfe", u16::to_le_bytes, &text)),
        ("utf-16-be-mark", utf16(b"\xfe\xff", u16::to_be_bytes, &crlf)),
        ("utf-16-le", utf16(b"", u16::to_le_bytes, &text)),
        ("utf-16-be", utf16(b"", u16::to_be_bytes, &text)),
        ("windows-1252", windows.into_owned()),
    ];
    // The file name is the source of every row: one directory for each, compiled together.
    let project = Project::with(variants.iter().map(|(name, bytes)| (format!("{name}/a.md"), bytes)));
    let ran = project.kbc(&["build", "--formats", "csv"]).exits(0);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let names = project.names("output").into_iter().filter(|name| !name.starts_with("datapackage."));
    for name in names {
        let table = project.read(&format!("output/{name}"));
        let rows = |variant: &str| -> Vec<&str> {
            let prefix = format!("{variant}/a.md,");
            let rows = table.lines().filter_map(|line| line.strip_prefix(&prefix));
            // The hash is that of the bytes, and the last column.
            rows.map(|row| if name == "articles.csv" { row.rsplit_once(',').unwrap().0 } else { row }).collect()
        };
        let expected = rows("utf-8");
        for (variant, _) in &variants {
            assert_eq!(rows(variant), expected, "{name} of {variant}");
        }
    }
    assert!(project.read("output/files.csv").contains("utf-8/a.md,5000007,1,2,"));
    assert!(project.read("output/files.csv").contains("Café.dll"));
}

#[test]
fn an_empty_file_gives_a_row_and_a_warning() {
    let bytes: [(&str, &[u8]); 3] = [("empty.md", b""), ("mark.txt", b"\xef\xbb\xbf"), ("blank.md", b"\n \r\n\t\n")];
    let project = Project::with(bytes);
    let ran = project.kbc(&["build"]).exits(0).says("compiled 3 articles");
    assert_eq!(ran.out.matches("warning[K114]").count(), 3, "{}", ran.out);
    assert_eq!(sources(&project), ["blank.md", "empty.md", "mark.txt"]);
    assert_eq!(project.read("output/files.csv").lines().count(), 1);
}

#[test]
fn a_line_of_five_megabytes_is_a_line_like_any_other() {
    let long = |text: &str| text.repeat(5_000_000 / text.len());
    let prose = format!("{}\n\n{}", article(1), long("the cache knows nothing of it; "));
    let table = format!("{}\n\n|File name|File size|\n|---|---|\n|a.dll|{}|\n", article(2), long("1,024 "));
    let project = Project::with([("prose.md", prose.clone()), ("prose.txt", prose), ("table.md", table)]);
    project.kbc(&["build", "--formats", "csv"]).exits(0);
    assert_eq!(sources(&project), ["prose.md", "prose.txt", "table.md"]);
    let files = project.read("output/files.csv");
    assert_eq!(files.lines().filter(|line| line.starts_with("prose.md,")).count(), 4);
    assert_eq!(files.lines().filter(|line| line.starts_with("table.md,")).count(), 5);
}

#[test]
fn front_matter_that_is_no_yaml_does_not_lose_the_article() {
    let broken = ["title: [a\n  b: \"c", "\t: {", "title: a\ntitle: b", "&a *b", "", "title: a\u{0}b", "- 1\n-2\n---x"];
    let names = |at: usize| format!("{at}.md");
    let text = |front: &&str| format!("---\n{front}\n---\n{}", article(5));
    let project = Project::with(broken.iter().enumerate().map(|(at, front)| (names(at), text(front))));
    // A file that begins with front matter and never ends it is all text.
    project.write("input/open.md", format!("---\ntitle: a\n\n{}", article(5)));
    project.kbc(&["build", "--formats", "csv"]).exits(0);
    let files = project.read("output/files.csv");
    for source in (0..broken.len()).map(names).chain(["open.md".to_owned()]) {
        let rows = files.lines().filter(|line| line.starts_with(&format!("{source},5000005,"))).count();
        assert_eq!(rows, 4, "{source}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let project = Project::with([("a.md", article(1))]);
    project.write("notes.txt", "by hand");
    for output in ["notes.txt/data", "notes.txt/more/data", "notes.txt"] {
        project.kbc(&["build", "--output", output]).exits(2).says("notes.txt").says("cannot ");
    }
    assert_eq!(project.read("notes.txt"), "by hand");
    assert_eq!(project.names(""), ["input", "notes.txt"]);
}

#[test]
fn an_output_and_articles_that_lie_one_in_the_other_are_refused() {
    let project = Project::with([("a.md", article(1))]);
    for (input, output) in [("input", "input/data"), ("input", "."), ("input", "input/../input"), (".", "data")] {
        project.kbc(&["build", "--input", input, "--output", output]).exits(2).says("must not contain each other");
    }
    assert_eq!(project.names(""), ["input"]);
    project.kbc(&["build", "--input", "input", "--output", "input/../data"]).exits(0);
    assert_eq!(project.names(""), ["data", "input"]);
}

#[test]
fn a_table_of_two_thousand_rows_is_read_to_its_end() {
    let rows: Vec<String> = (1..=2000).map(|row| format!("|File{row}.dll|6.1.7600.{row}|{row}024|\n")).collect();
    let rows = rows.concat();
    let project =
        Project::with([("a.md", format!("# Long\n\n|File name|File version|File size|\n|---|---|---|\n{rows}"))]);
    project.kbc(&["build", "--formats", "csv"]).exits(0);
    let files = project.read("output/files.csv");
    assert_eq!(files.lines().count(), 1 + 2000);
    assert!(files.contains("a.md,,1,2000,"));
}

#[test]
fn a_report_without_a_place_and_a_revision_that_is_none_are_named_before_the_work_is_done() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build", "--report", "more/findings.txt"]).exits(2).says("`more`").says("`more/findings.txt`");
    assert_eq!(project.names(""), ["input"]);
    project.write("input/a.md", "|File name|File size|\n|---|---|\n|a.dll|8,1012|\n");
    let ran = project.kbc(&["check", "--against", "nowhere"]).exits(2).says("`nowhere` is neither a directory nor");
    assert_eq!(ran.out, "");
}

#[test]
fn an_article_that_changes_after_it_was_found_is_not_taken_for_the_one_that_was_found() {
    use kbc::source::{Loss, articles, is_unchanged, read};
    let project = Project::with([("a.md", article(1)), ("b.md", article(2)), ("c.md", article(3))]);
    let (found, _) = articles(&project.path("input")).unwrap();
    assert!(found.iter().all(|article| is_unchanged(article) && read(article).is_ok()));
    project.write("input/a.md", format!("{}\nMore.\n", article(1)));
    project.remove("input/b.md");
    for (at, reason) in [(0, "it changed while kbc ran"), (1, "No such file")] {
        assert!(!is_unchanged(&found[at]));
        let skipped = read(&found[at]).unwrap_err();
        assert_eq!(skipped.loss, Loss::Moment);
        assert!(skipped.reason.contains(reason), "{}", skipped.reason);
    }
    assert!(is_unchanged(&found[2]));
}

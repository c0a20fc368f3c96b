//! Articles come from where they are: the same ones give the same output, and what is not an article never does harm.

use super::packed::{Entry, File, encrypted, gzip, json_lines, parquet, tar, tar_of, zip, zip_of_zstd, zstd};
use super::support::{Project, article};
use kbc::source::{Input, Loss, Wanted, is_unchanged, read};
use std::sync::Arc;

/// Articles in folders, with waivers, and things that are no articles.
fn files() -> Vec<(String, String)> {
    let waivers = "[[waiver]]\ncode = \"all\"\nsource = \"old/**\"\nreason = \"published so\"\n";
    vec![
        ("b.md".to_owned(), article(1)),
        ("old/a.md".to_owned(), article(2) + "\n|File name|File size|\n|---|---|\n|a.dll|8,1012|\n"),
        (
            "old/Größe.html".to_owned(),
            "<p>x</p><table><tr><th>File name<th>File size<tr><td>a.dll<td>1,024</table>".to_owned(),
        ),
        ("waivers.toml".to_owned(), waivers.to_owned()),
    ]
}

/// The same files in an archive, in another order than that of their names.
fn packed(pack: fn(&[File<'_>]) -> Vec<u8>) -> Vec<u8> {
    let files = files();
    let files: Vec<File<'_>> = files.iter().rev().map(|(name, text)| (name.as_bytes(), text.as_bytes())).collect();
    pack(&files)
}

#[test]
fn the_same_articles_give_the_same_bytes_from_wherever_they_come() {
    let project = Project::with(files());
    project.kbc(&["build"]).exits(0);
    let expected = project.files("output");
    let rows = files();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let nullable: Vec<_> = rows.iter().map(|(name, text)| (Some(*name), Some(*text))).collect();
    for (name, bytes) in [
        ("a.zip", packed(zip)),
        ("zstd.zip", packed(zip_of_zstd)),
        ("a.tar", packed(tar)),
        ("a.tar.gz", gzip(&packed(tar))),
        ("a.tgz", [gzip(&packed(tar)[..1000]), gzip(&packed(tar)[1000..])].concat()),
        ("a.tar.zst", zstd(&packed(tar))),
        ("no-extension", zstd(&packed(tar))),
        ("a.parquet", parquet(["source", "content"], &nullable)),
        ("a.jsonl", json_lines(&rows)),
        ("a.ndjson.gz", gzip(&json_lines(&rows))),
    ] {
        project.write(name, &bytes);
        let ran = project.kbc(&["build", "--input", name, "--output", "other"]).exits(0);
        assert!(!ran.err.contains("warning"), "{name}: {}", ran.err);
        assert!(project.files("other") == expected, "{name} gives other files than the directory");
        let mut command =
            assert_cmd::Command::from_std(project.command(&["build", "--input", "-", "--output", "piped"]));
        let output = command.write_stdin(bytes).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(
            project.files("piped") == expected,
            "{name} on the standard input gives other files than the directory"
        );
    }
}

#[test]
fn single_articles_are_named_by_their_files_and_two_of_one_name_are_told() {
    let project = Project::with([("a.md", article(1)), ("b.md", article(2))]);
    project.kbc(&["build"]).exits(0);
    project.kbc(&["build", "--input", "input/b.md", "--input", "input/a.md", "--output", "other"]).exits(0);
    assert!(project.files("other") == project.files("output"));
    project.write("a.zip", zip(&[(b"b.md", article(2).as_bytes())]));
    project.kbc(&["build", "--input", "a.zip", "--input", "input/a.md", "--output", "mixed"]).exits(0);
    assert!(project.files("mixed") == project.files("output"));
    let ran = project.kbc(&["build", "--input", "a.zip", "--input", "input"]).exits(2);
    ran.says("`b.md` is the name of two articles: `a.zip/b.md` and `input/b.md`");
    project.write("more/b.md.gz", gzip(article(2).as_bytes()));
    project.kbc(&["build", "--input", "more/b.md.gz", "--output", "one"]).exits(0);
    assert!(String::from_utf8(project.bytes("one/articles.csv")).unwrap().contains("\nb.md,"));
    project.kbc(&["build", "--input", "missing.zip"]).exits(2).says("`missing.zip`").says("--input PATH");
}

#[test]
fn every_command_reads_an_archive_as_it_reads_a_directory() {
    let project = Project::with(files());
    project.kbc(&["build"]).exits(0);
    project.write("a.tar.gz", gzip(&packed(tar)));
    for (arguments, shown) in [
        (&["explain", "files", "b.md", "1", "1"][..], "input/b.md:"),
        (&["explain", "Café.dll"][..], ""),
        (&["stats"][..], ""),
        (&["check"][..], ""),
    ] {
        let there = project.kbc(arguments);
        let held = project.kbc(&[arguments, &["--input", "a.tar.gz"]].concat());
        assert_eq!(there.code, held.code, "{}", held.err);
        assert_eq!(there.out.replace("input/", "a.tar.gz/"), held.out);
        assert!(there.out.contains(shown));
    }
    project.kbc(&["site", "--output", "site"]).exits(0);
    project.kbc(&["site", "--output", "other", "--input", "a.tar.gz"]).exits(0);
    assert!(project.files("site/data") == project.files("other/data"));
    for command in [&["waive", "K310", "b.md", "--reason", "x"][..], &["baseline"][..]] {
        let ran = project.kbc(&[command, &["--input", "a.tar.gz"]].concat()).exits(2);
        ran.says("`a.tar.gz` is not one directory").says("waivers.toml");
    }
}

#[test]
fn the_difference_of_outputs_of_archives_names_the_article_as_its_cause() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build", "--output", "old"]).exits(0);
    let edited = article(1).replace("13,780", "13,781");
    project.write("a.zip", zip(&[(b"a.md", edited.as_bytes())]));
    project.kbc(&["build", "--input", "a.zip"]).exits(0);
    project.kbc(&["diff", "old", "output", "--input", "a.zip"]).exits(1).prints("13780 -> 13781");
}

#[test]
fn a_project_can_say_where_its_articles_are() {
    let project = Project::empty();
    let rows = [(Some("a.md"), Some("# A")), (Some("b.md"), Some("# B"))];
    project.write("one.parquet", parquet(["path", "text"], &rows));
    project.write("two.jsonl", "{\"path\": \"c.md\", \"text\": \"# C\"}\n");
    project.write(
        "kbc.toml",
        "input = [\"one.parquet\", \"two.jsonl\"]\nsource_column = \"path\"\ncontent_column = \"text\"\nsource_prefix = \"x/\"\n",
    );
    project.kbc(&["build"]).exits(0).says("compiled 3 articles");
    assert!(project.read("output/articles.csv").contains("\nx/c.md,"));
    project
        .kbc(&["config"])
        .exits(0)
        .prints("input = [\"one.parquet\", \"two.jsonl\"]")
        .prints("source_prefix = \"x/\"");
    project.write("kbc.toml", "source_prefix = \"../\"\n");
    project.kbc(&["build"]).exits(2).says("`../` cannot stand before a relative path").says("kbc.toml:1:17");
}

/// Opens a file of these bytes.
fn opened(name: &str, bytes: &[u8]) -> Arc<Input> {
    let project = Project::empty();
    project.write(name, bytes);
    Input::open(&project.path(name)).unwrap()
}

fn names(input: &Input) -> Vec<&str> {
    input.found.iter().map(|found| &*found.name).collect()
}

/// What is said of an entry, and what it means.
#[track_caller]
fn said(input: &Input, entry: &str) -> (String, Loss) {
    let said = input.skipped.iter().find(|skipped| skipped.path.ends_with(entry));
    let said = said.unwrap_or_else(|| panic!("nothing is said of {entry}: {:?}", input.skipped));
    (said.reason.clone(), said.loss)
}

#[track_caller]
fn is_refused(input: &Input, entry: &str, reason: &str, loss: Loss) {
    let (said, found) = said(input, entry);
    assert!(said.contains(reason) && found == loss, "{entry}: {said} ({found:?})");
}

#[test]
fn no_name_leads_out_of_an_archive_or_a_table() {
    let hostile: [&[u8]; 6] = [b"../a.md", b"x/../../a.md", b"/etc/a.md", b"C:/a.md", b"c:a.md", b"x/.."];
    let mut all: Vec<File<'_>> = hostile.iter().map(|name| (*name, &b"# A"[..])).collect();
    all.push((b"./x//good.md", b"# Good"));
    for (name, bytes) in [("a.zip", zip(&all)), ("a.tar", tar(&all))] {
        let input = opened(name, &bytes);
        assert_eq!(names(&input), ["x/good.md"], "{name}");
        for (entry, reason) in [
            ("../a.md", "leads out of the archive"),
            ("x/../../a.md", "leads out of the archive"),
            ("etc/a.md", "its name is absolute"),
            ("C:/a.md", "drive letter"),
            ("c:a.md", "drive letter"),
        ] {
            is_refused(&input, entry, reason, Loss::Article);
        }
    }
    let rows = ["../a.md", "/a.md", "C:\\a.md", "https://example.org/a", "good"].map(|name| (name, "# A"));
    let input = opened("a.jsonl", &json_lines(&rows));
    assert_eq!(names(&input), ["good", "https://example.org/a"]);
    is_refused(&input, "line 1", "leads out", Loss::Article);
    is_refused(&input, "line 2", "absolute", Loss::Article);
    is_refused(&input, "line 3", "drive letter", Loss::Article);
}

#[test]
fn names_that_are_not_utf_8_stay_apart_as_in_a_directory() {
    let all: [File<'_>; 3] = [(b"a\xFF.md", b"# A"), ("a\u{fffd}.md".as_bytes(), b"# B"), ("ä.md".as_bytes(), b"# C")];
    for (name, bytes) in [("a.zip", zip(&all)), ("a.tar", tar(&all))] {
        let input = opened(name, &bytes);
        assert_eq!(names(&input), ["a\u{fffd}ef\u{fffd}bf\u{fffd}bd.md", "a\u{fffd}ff.md", "ä.md"], "{name}");
    }
}

#[test]
fn a_name_that_stands_there_twice_is_read_only_where_both_say_the_same() {
    let all: [File<'_>; 5] =
        [(b"a.md", b"# A"), (b"a.md", b"# Other"), (b"b.md", b"# B"), (b"./b.md", b"# B"), (b"c.md", b"# C")];
    for (name, bytes) in [("a.zip", zip(&all)), ("a.tar", tar(&all))] {
        let input = opened(name, &bytes);
        assert_eq!(names(&input), ["b.md", "c.md"], "{name}");
        is_refused(&input, "a.md", "more than once, with different bytes: none of them is read", Loss::Article);
        is_refused(&input, "b.md", "more than once, each time with the same bytes", Loss::Nothing);
    }
}

#[test]
fn names_that_differ_in_case_alone_are_both_read_and_told() {
    let all: [File<'_>; 2] = [(b"a.md", b"# A"), (b"A.md", b"# B")];
    for (name, bytes) in [("a.zip", zip(&all)), ("a.tar", tar(&all))] {
        let input = opened(name, &bytes);
        assert_eq!(names(&input), ["A.md", "a.md"], "{name}");
        is_refused(&input, "a.md", "differs from `A.md` in case alone", Loss::Nothing);
    }
}

#[test]
fn links_are_followed_only_to_articles_in_front_of_them() {
    let input = opened(
        "a.tar",
        &tar_of(&[
            Entry::File((b"a.md", b"# A")),
            Entry::Link(tar::EntryType::Link, "same.md", "a.md"),
            Entry::Link(tar::EntryType::Link, "passwords.md", "/etc/passwd"),
            Entry::Link(tar::EntryType::Link, "out.md", "../a.md"),
            Entry::Link(tar::EntryType::Symlink, "soft.md", "a.md"),
            Entry::Link(tar::EntryType::Symlink, "soft", "/etc"),
            Entry::Link(tar::EntryType::Fifo, "pipe.md", ""),
        ]),
    );
    assert_eq!(names(&input), ["a.md", "same.md"]);
    assert_eq!(read(&input.found[1]).unwrap().text, "# A");
    for entry in ["passwords.md", "out.md"] {
        is_refused(&input, entry, "it is a link, and no article that stands before it", Loss::Article);
    }
    is_refused(&input, "soft.md", "a symbolic link, which is not followed", Loss::Article);
    is_refused(&input, "soft", "a symbolic link", Loss::Nothing);
    is_refused(&input, "pipe.md", "only regular files are read", Loss::Article);
}

#[test]
fn what_is_encrypted_hidden_nested_or_no_article_is_passed_over_by_name() {
    let input = opened("a.zip", &encrypted(&[(b"a.md", b"# A"), (b"b.png", b"?")]));
    assert!(input.found.is_empty());
    is_refused(&input, "a.md", "it is encrypted", Loss::Article);
    let inner = zip(&[(b"b.md", b"# B")]);
    let all: [File<'_>; 6] = [
        (b"a.md", b"# A"),
        (b"more/b.zip", &inner),
        (b".git/c.md", b"# C"),
        (b"__MACOSX/._a.md", b"?"),
        (b"d.png", b"?"),
        (b"sub/waivers.toml", b""),
    ];
    for (name, bytes) in [("a.zip", zip(&all)), ("a.tar", tar(&all))] {
        let input = opened(name, &bytes);
        assert_eq!(names(&input), ["a.md"], "{name}");
        assert_eq!(input.skipped.len(), 3, "{:?}", input.skipped);
        is_refused(&input, "more/b.zip", "an archive inside of an archive, which is not opened", Loss::Nothing);
        is_refused(&input, "d.png", "it is not an article", Loss::Nothing);
        is_refused(&input, "sub/waivers.toml", "waivers stand in `waivers.toml` at the top", Loss::Nothing);
    }
    let project = Project::with([("a.md", &b"# A"[..]), ("b.zip", &inner)]);
    project.kbc(&["build"]).exits(0).says("`input/b.zip`").says("name it with `--input input/b.zip`");
}

#[test]
fn an_archive_that_explodes_is_given_up_and_the_output_stays() {
    let zeros = vec![b'0'; 20 << 20];
    let long_name = [b"a".repeat(3 << 20), b".md".to_vec()].concat();
    let mut names = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(2);
    header.set_cksum();
    names.append_data(&mut header, String::from_utf8(long_name).unwrap(), &b"# "[..]).unwrap();
    for (name, bytes, reason) in [
        ("a.tar.zst", zstd(&tar(&[(b"a.md", &zeros)])), "unpacks to more than 200 times its"),
        ("skipped.tar.zst", zstd(&tar(&[(b"a.png", &zeros)])), "unpacks to more than 200 times its"),
        ("a.zip", zip_of_zstd(&[(b"a.md", &zeros)]), "unpacks to more than 200 times its"),
        ("a.md.zst", zstd(&zeros), "unpacks to more than 200 times its"),
        (
            "a.jsonl.zst",
            zstd(&json_lines(&[("a.md", std::str::from_utf8(&zeros).unwrap())])),
            "unpacks to more than 200",
        ),
        ("names.tar.zst", zstd(&names.into_inner().unwrap()), "a header of it is longer than 1 MiB"),
    ] {
        let input = opened(name, &bytes);
        assert!(input.found.is_empty(), "{name}");
        is_refused(&input, name, reason, Loss::Moment);
    }
    let project = Project::built();
    let before = project.files("output");
    project.write("a.tar.zst", zstd(&tar(&[(b"a.md", &zeros)])));
    project
        .kbc(&["build", "--input", "a.tar.zst"])
        .exits(2)
        .says("`a.tar.zst`")
        .says("unpack it and name the directory");
    assert!(project.files("output") == before);
    project
        .kbc(&["build", "--input", "a.tar.zst", "--input", "input", "--keep-going"])
        .exits(1)
        .says("compiled 1 article ");
}

#[test]
fn a_damaged_archive_is_given_up_and_a_damaged_entry_alone_is_passed_over() {
    let text = article(1);
    let all: [File<'_>; 2] = [(b"a.md", text.as_bytes()), (b"b.md", text.as_bytes())];
    for (name, bytes) in [
        ("a.tar.gz", gzip(&tar(&all))),
        ("a.tar.zst", zstd(&tar(&all))),
        ("a.zip", zip(&all)),
        ("a.md.gz", gzip(text.as_bytes())),
        ("a.parquet", parquet(["source", "content"], &[(Some("a.md"), Some(&text))])),
    ] {
        for length in [bytes.len() - 1, bytes.len() / 2] {
            let input = opened(name, &bytes[..length]);
            assert!(input.found.is_empty(), "{name}: {:?}", names(&input));
            let (reason, loss) = said(&input, name);
            assert!(loss == Loss::Moment && !reason.is_empty(), "{name}: {reason}");
        }
    }
    let mut bytes = zip(&all);
    bytes[60] ^= 0xFF;
    let input = opened("a.zip", &bytes);
    assert_eq!(names(&input), ["b.md"]);
    assert_eq!(said(&input, "a.md").1, Loss::Article);
    let input = opened("a.exe", b"MZ");
    is_refused(&input, "a.exe", "expected an article (.md, ", Loss::Moment);
}

#[test]
fn each_bad_row_of_a_table_is_told_by_its_place_and_the_others_are_read() {
    let lines = "{\"source\": \"a.md\", \"content\": \"# A\"}\nnot json\n\n{\"content\": \"x\"}\n{\"source\": 1, \"content\": \"x\"}\n{\"source\": \"b.md\", \"content\": null}\n{\"source\": \"\", \"content\": \"x\"}\n{\"source\": \"c.md\", \"content\": \"# C\"}";
    let input = opened("a.jsonl", lines.as_bytes());
    assert_eq!(names(&input), ["a.md", "c.md"]);
    for (line, reason) in [
        ("line 2", "expected a JSON object such as {\"source\": \"a.md\", \"content\": \"# Title...\"}"),
        ("line 4", "it has no `source`, but `content`: name the columns with `--source-column`"),
        ("line 5", "its `source` is not a text"),
        ("line 6", "`b.md` has no content: its `content` is null"),
        ("line 7", "its `source` is null or empty"),
    ] {
        is_refused(&input, line, reason, Loss::Article);
    }
    let rows = [(Some("a.md"), Some("# A")), (None, Some("x")), (Some("b.md"), None)];
    let input = opened("a.parquet", &parquet(["source", "content"], &rows));
    assert_eq!(names(&input), ["a.md"]);
    is_refused(&input, "row 2", "null or empty: an article needs a name", Loss::Article);
    is_refused(&input, "row 3", "`b.md` has no content", Loss::Article);
    let input = opened("a.parquet", &parquet(["path", "content"], &rows));
    is_refused(&input, "a.parquet", "it has no column `source`, but `id`, `path`, `content`", Loss::Moment);
}

#[test]
fn an_archive_that_changes_after_it_was_read_is_not_taken_for_the_one_that_was_read() {
    let project = Project::empty();
    project.write("a.zip", zip(&[(b"a.md", b"# A"), (b"b.md", b"# B")]));
    let wanted = Wanted::new(vec![project.path("a.zip")]);
    let input = wanted.open().unwrap();
    assert!(input.found.iter().all(is_unchanged));
    project.write("a.zip", zip(&[(b"a.md", b"# Another one")]));
    assert!(!input.found.iter().any(is_unchanged));
    // What was taken out of it stays: a rule that looks again sees what was compiled.
    assert_eq!(read(&input.found[1]).unwrap().text, "# B");
    assert!(Arc::ptr_eq(&input, &wanted.open().unwrap()), "it is unpacked once");
}

#[test]
fn outputs_behind_prefixes_are_those_without_but_for_the_prefix() {
    let project = Project::with(files());
    project.kbc(&["build"]).exits(0);
    let own = ["--source-prefix", "east/", "--output", "east"];
    project.kbc(&[&["build"], &own[..]].concat()).exits(0);
    project.kbc(&[&["check"], &own[..]].concat()).exits(0).says("east: current");
    for name in ["files.csv", "articles.csv", "sections.csv", "coverage.csv", "diagnostics.csv"] {
        let plain = project.read(&format!("output/{name}"));
        for path in ["b.md", "old/a.md", "old/Größe.html"] {
            let [plain, behind] =
                [plain.clone(), project.read(&format!("east/{name}"))].map(|text| text.matches(path).count());
            assert_eq!(plain, behind, "{path} in {name}");
        }
        let behind = project.read(&format!("east/{name}"));
        assert_eq!(behind.replace("east/", ""), plain, "{name}");
    }
    assert!(project.read("east/datapackage.json").contains("\"source_prefix\": \"east/\""));
    assert!(!project.read("output/datapackage.json").contains("source_prefix"));
    // The articles are found again behind the prefix.
    let row = project.kbc(&["explain", "files", "east/b.md", "1", "1", "--source-prefix", "east/"]).exits(0);
    row.prints("input/b.md:").prints("source = \"east/b.md\"");
    project.kbc(&["site", "--data", "east", "--output", "site"]).exits(0);
    project.kbc(&["site", "--data", "east", "--output", "bare", "--without-text"]).exits(0);
    let size = |site: &str| project.files(&format!("{site}/data")).values().map(Vec::len).sum::<usize>();
    assert!(size("site") > size("bare"), "the site shows no text of the articles");
    project.kbc(&["check", "--source-prefix", "east/", "--new-since", "east"]).exits(1).says("is not up to date");
    project.kbc(&["build", "--source-prefix", "../"]).exits(2).says("cannot stand before a relative path");
}

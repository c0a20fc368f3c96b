//! `kbc diff`: what a reviewer is told of an edit.

use super::support::{Project, article};
use serde_json::Value;

/// Two outputs of one input, the second after an edit.
fn edited(edit: impl FnOnce(&Project)) -> Project {
    let project = Project::with([("a.md", article(1)), ("b.md", article(2))]);
    project.kbc(&["build", "--output", "old"]).exits(0);
    edit(&project);
    project.kbc(&["build", "--output", "new"]);
    project
}

fn replace(project: &Project, from: &str, to: &str) {
    let text = project.read("input/a.md");
    assert!(text.contains(from), "{from}");
    project.write("input/a.md", text.replacen(from, to, 1));
}

/// The counts of a dataset: added, removed, changed, moved.
fn counts(project: &Project, dataset: &str) -> [u64; 4] {
    let ran = project.kbc(&["diff", "old", "new", "--format", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    ["added", "removed", "changed", "moved"].map(|word| report["datasets"][dataset][word].as_u64().unwrap())
}

#[test]
fn the_same_outputs_differ_in_nothing() {
    let project = edited(|_| {});
    project.kbc(&["diff", "old", "new"]).exits(0).prints("the same, byte for byte");
    project.kbc(&["diff", "old", "new", "--format", "markdown"]).exits(0).prints("Nothing");
}

#[test]
fn a_size_that_changed_is_one_value_of_one_row() {
    let project = edited(|project| replace(project, "|13,780|", "|13,781|"));
    assert_eq!(counts(&project, "files"), [0, 0, 1, 0]);
    project.kbc(&["diff", "old", "new"]).exits(1).prints("file_size: 1 value changed").prints("13780 -> 13781");
    project.kbc(&["diff", "old", "new", "--format", "markdown"]).exits(1).prints("| files | 0 | 0 | 1 | 8 | article |");
}

#[test]
fn a_row_that_stands_elsewhere_is_moved() {
    let project = edited(|project| {
        let text = project.read("input/a.md");
        let row = text.lines().find(|line| line.starts_with("|Cache.mof|")).unwrap().to_owned();
        let first = text.lines().find(|line| line.starts_with("|Cache1.sys|")).unwrap().to_owned();
        let text = text.replace(&format!("{row}\n"), "").replace(&first, &format!("{row}\n{first}"));
        project.write("input/a.md", text);
    });
    assert_eq!(counts(&project, "files"), [0, 0, 0, 3]);
}

#[test]
fn a_row_that_is_new_is_added_and_moves_those_below_it() {
    let project = edited(|project| {
        replace(project, "|Cache.mof|", "|New.dll|6.1.7601.1|9,216|13-Mar-2010|07:13|x86|\n|Cache.mof|");
    });
    assert_eq!(counts(&project, "files"), [1, 0, 0, 1]);
}

#[test]
fn equal_rows_are_counted_one_by_one() {
    let row = "|Cache.mof|Not applicable|13,780|10-Jun-2009|21:33|Not applicable|\n";
    let project = edited(|project| replace(project, row, &row.repeat(3)));
    assert_eq!(counts(&project, "files"), [2, 0, 0, 0]);
}

#[test]
fn an_article_that_came_and_one_that_went_are_rows_added_and_removed() {
    let project = edited(|project| {
        project.write(
            "input/c.md",
            "# Other files\n\n|File name|File size|\n|---|---|\n|Other.dll|1,024|\n|Another.dll|2,048|\n",
        );
        project.remove("input/b.md");
    });
    assert_eq!(counts(&project, "files"), [2, 4, 0, 0]);
    assert_eq!(counts(&project, "articles"), [1, 1, 0, 0]);
}

#[test]
fn a_typo_in_prose_changes_no_row_but_that_of_the_article() {
    let project = edited(|project| replace(project, "forgets what it knew", "forgets what it new"));
    assert_eq!(counts(&project, "files"), [0, 0, 0, 0]);
    assert_eq!(counts(&project, "articles"), [0, 0, 1, 0]);
}

#[test]
fn a_column_that_came_is_told_apart_from_rows() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build", "--output", "old"]).exits(0);
    project.copy_schemas("schemas");
    let schema = project.read("schemas/files.toml");
    let column = "[[column]]\nname = \"checked_by\"\ntype = \"text\"\nheaders = [\"Checked by\"]\ndoc = \"Who checked it.\"\n\n[[constraint]]";
    project.write("schemas/files.toml", schema.replacen("[[constraint]]", column, 1));
    project.kbc(&["build", "--output", "new"]).exits(0);
    assert_eq!(counts(&project, "files"), [0, 0, 0, 0]);
    project.kbc(&["diff", "old", "new"]).exits(1).prints("column `checked_by` is new");
    project.kbc(&["diff", "new", "old"]).exits(1).prints("column `checked_by` is gone (breaking)");
}

#[test]
fn a_column_under_another_name_is_compared_with_what_it_was() {
    let project = Project::with([("a.md", article(1)), ("b.md", article(2))]);
    project.copy_schemas("schemas");
    let schema = project.read("schemas/files.toml");
    project.write(
        "schemas/files.toml",
        schema.replace("\"table_number\"\nwas = [\"table\"]", "\"table\"").replace("table_number", "table"),
    );
    {
        let other = "assemblies";
        let path = format!("schemas/{other}.toml");
        let text = project.read(&path);
        project.write(
            &path,
            text.replace("references = [\"source\", \"table_number\"", "references = [\"source\", \"table\""),
        );
    }
    project.kbc(&["build", "--output", "old"]).exits(0);
    project.copy_schemas("schemas");
    project.write("input/b.md", article(3));
    project.kbc(&["build", "--output", "new"]).exits(0);
    for (pair, said) in [
        (["old", "new"], "column `table` is named `table_number` now (breaking)"),
        (["new", "old"], "column `table_number` is named `table` now (breaking)"),
    ] {
        project.kbc(&["diff", pair[0], pair[1]]).exits(1).prints(said);
        let json: Value =
            serde_json::from_str(&project.kbc(&["diff", pair[0], pair[1], "--format", "json"]).exits(1).out).unwrap();
        let articles = json["datasets"]["files"]["columns"].as_object().unwrap();
        assert!(!articles.contains_key("table_number"), "{articles:?}");
    }
}

#[test]
fn the_report_for_a_pull_request_is_short_whatever_changed() {
    let project = edited(|project| {
        for number in 10..200 {
            project.write(&format!("input/{number}.md"), article(number));
        }
        project.remove("input/a.md");
    });
    let ran = project.kbc(&["diff", "old", "new", "--format", "markdown"]).exits(1);
    assert!(ran.out.lines().count() <= 60, "{}", ran.out);
}

#[test]
fn the_report_for_a_pull_request_is_short_where_files_are_damaged() {
    let project = edited(|project| project.write("input/a.md", article(2)));
    for output in ["old", "new"] {
        // JSON, but for the descriptor.
        for name in project.names(output).iter().filter(|name| name.contains(".csv") || name.contains("s.json")) {
            let path = format!("{output}/{name}");
            let text = project.read(&path);
            project.write(&path, text + "\n");
        }
    }
    let ran = project.kbc(&["diff", "old", "new", "--format", "markdown"]).exits(1);
    assert!(ran.out.lines().count() <= 60, "{}", ran.out);
    // What changed is told nevertheless.
    ran.prints("`articles.csv` of `old` is damaged").prints(" damaged files more").prints("\n| files | ");
}

#[test]
fn an_output_without_parquet_and_with_the_same_rows_has_the_same_articles() {
    let project = edited(|_| {});
    project.kbc(&["build", "--output", "new", "--formats", "csv"]).exits(0);
    for pair in [["old", "new"], ["new", "old"]] {
        let ran = project.kbc(&[&["diff"], &pair[..]].concat()).exits(1);
        assert!(!ran.out.contains("articles: "), "{}", ran.out);
    }
    // Where rows differ, nothing is left to compare them by.
    project.write("input/a.md", article(3));
    project.kbc(&["build", "--output", "new", "--formats", "csv"]).exits(0);
    project.kbc(&["diff", "old", "new"]).exits(2).says("build both outputs with Parquet");
}

#[test]
fn revisions_are_read_without_a_checkout() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build"]).exits(0);
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-q", "-m", "first"]);
    project.kbc(&["diff"]).exits(0);
    replace(&project, "|13,780|", "|13,781|");
    project.kbc(&["build"]).exits(0);
    project.kbc(&["diff", "main"]).exits(1).prints("13780 -> 13781");
    project.kbc(&["diff", "main", "HEAD"]).exits(0);
    project.git(&["commit", "-q", "-a", "-m", "second"]);
    project.kbc(&["diff", "HEAD~1", "HEAD"]).exits(1).prints("13780 -> 13781");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let project = edited(|_| {});
    project.kbc(&["diff", "old", "nowhere"]).exits(2).says("`nowhere` is neither a directory nor a revision");
    project.write("new/files.parquet", "PAR1 this is none");
    project.kbc(&["diff", "old", "new"]).exits(2).says("`files.parquet` of `new` is damaged");
    // Without a hash nobody can tell before it is read.
    project.write("new/datapackage.json", project.read("new/datapackage.json").replace("sha256", "other_sha256"));
    project.kbc(&["diff", "old", "new"]).exits(2).says("cannot read `files.parquet`");
}

/// A project under git whose output is committed.
fn committed(articles: &[(&str, String)]) -> Project {
    let project = Project::with(articles.iter().map(|(name, text)| (*name, text)));
    project.copy_schemas("schemas");
    project.kbc(&["build"]).exits(0);
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-q", "-m", "first"]);
    project
}

/// Rows of a dataset by cause: article, another article, contract, compiler, policy, unknown.
fn causes(project: &Project, dataset: &str) -> [u64; 6] {
    let ran = project.kbc(&["diff", "main", "--format", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let causes = &report["datasets"][dataset]["causes"];
    ["article", "other_article", "contract", "compiler", "policy", "unknown"].map(|word| causes[word].as_u64().unwrap())
}

/// A project whose committed output is one of an older kbc, which knew the contract and could not read the sizes.
fn made_by_an_older_one() -> Project {
    let project = committed(&[("a.md", with_extent(1))]);
    let word = |descriptor: &str, key: &str| -> String {
        let descriptor: Value = serde_json::from_str(descriptor).unwrap();
        descriptor["kbc"][key].as_str().unwrap().to_owned()
    };
    let before = project.read("output/datapackage.json");
    read_extent_as_size(&project);
    project.kbc(&["build"]).exits(0);
    let contract = word(&project.read("output/datapackage.json"), "contract_sha256");
    project.git(&["checkout", "-q", "output"]);
    let compiler = format!("\"compiler\": \"{}\"", word(&before, "compiler"));
    let older = before.replace(&word(&before, "contract_sha256"), &contract);
    project.write("output/datapackage.json", older.replace(&compiler, "\"compiler\": \"0.0.1\""));
    project.git(&["commit", "-q", "-a", "-m", "older"]);
    project
}

/// Makes the contract read another heading as the size.
fn read_extent_as_size(project: &Project) {
    let schema = project.read("schemas/files.toml");
    let wider = schema.replace("\"File size\",", "\"Extent\", \"File size\",");
    assert_ne!(wider, schema);
    project.write("schemas/files.toml", wider);
}

fn with_extent(number: u32) -> String {
    article(number).replace("|File size|", "|Extent|")
}

#[test]
fn an_article_that_was_edited_is_the_cause() {
    let project = committed(&[("a.md", article(1))]);
    replace(&project, "|13,780|", "|13,781|");
    project.kbc(&["build"]).exits(0);
    assert_eq!(causes(&project, "files"), [1, 0, 0, 0, 0, 0]);
}

#[test]
fn a_contract_that_reads_another_heading_is_the_cause() {
    let project = committed(&[("a.md", with_extent(1))]);
    read_extent_as_size(&project);
    project.kbc(&["build"]).exits(0);
    assert_eq!(causes(&project, "files"), [0, 0, 3, 0, 0, 0]);
}

#[test]
fn where_article_and_contract_changed_each_row_has_its_own_cause() {
    let project = committed(&[("a.md", with_extent(1))]);
    read_extent_as_size(&project);
    // This row has another version, and all three have a size now.
    replace(&project, "|6.1.7600.1|", "|6.1.7600.2|");
    project.kbc(&["build"]).exits(0);
    assert_eq!(causes(&project, "files"), [1, 0, 2, 0, 0, 0]);
    // A cell that was edited is read otherwise, too.
    assert_eq!(causes(&project, "cells")[5], 0);
}

#[test]
fn another_version_of_kbc_is_the_cause() {
    let project = made_by_an_older_one();
    project.kbc(&["build"]).exits(0);
    assert_eq!(causes(&project, "files"), [0, 0, 0, 3, 0, 0]);
    project.kbc(&["diff", "main"]).exits(1).prints("compiler: 0.0.1 -> ");
}

#[test]
fn where_article_and_compiler_changed_each_row_has_its_own_cause() {
    let project = made_by_an_older_one();
    // This row has another version, and all three have a size now.
    replace(&project, "|6.1.7600.1|", "|6.1.7600.2|");
    replace(&project, "|1,568|", "|1,569|");
    project.kbc(&["build"]).exits(0);
    // What the older one gave is gone at the first step: with the compiler.
    assert_eq!(causes(&project, "files"), [0, 0, 0, 3, 0, 0]);
    for dataset in ["articles", "cells", "diagnostics", "assemblies"] {
        assert_eq!(causes(&project, dataset)[5], 0, "{dataset}");
    }
}

#[test]
fn where_an_article_is_not_at_hand_a_cause_is_unknown_and_the_report_says_why() {
    let project = made_by_an_older_one();
    let text = project.read("input/a.md");
    project.write("input/a.md", text.replace("forgets", "loses"));
    project.git(&["commit", "-q", "-a", "-m", "the output is stale"]);
    project.kbc(&["build"]).exits(0);
    assert_eq!(causes(&project, "files"), [0, 0, 0, 0, 0, 3]);
    project
        .kbc(&["diff", "main"])
        .exits(1)
        .prints("some causes are unknown: the articles that `main` was made of are not at hand");
}

#[test]
fn a_name_that_another_article_confirms_is_because_of_that_article() {
    let name = |platform: &str, checksum: &str| {
        format!(
            "{platform}_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_{checksum}.manifest"
        )
    };
    let project = committed(&[("a.md", article(1)), ("b.md", with_manifest(&name("X86", "827970ecdb22806d")))]);
    project.write("input/c.md", with_manifest(&name("Amd64", "de980c70937ff1a3")));
    project.kbc(&["build"]);
    let [article, other, rest @ ..] = causes(&project, "assemblies");
    assert_eq!((article, other, rest), (1, 1, [0; 4]), "the new row, and what the corpus says of the old one");
}

/// An article with one manifest.
fn with_manifest(name: &str) -> String {
    article(7).replace("|Cache.mof|Not applicable|13,780|", &format!("|{name}|Not applicable|13,780|"))
}

#[test]
fn a_file_that_is_missing_or_damaged_behind_its_descriptor_is_noticed() {
    let project = edited(|_| {});
    let parquet = project.bytes("new/files.parquet");
    project.write("new/files.csv", "cut");
    project.kbc(&["diff", "old", "new"]).exits(1).prints("`files.csv` of `new` is damaged");
    project.remove("new/files.csv");
    project.kbc(&["diff", "old", "new"]).exits(1).prints("`files.csv` of `new` is missing");
    project.kbc(&["diff", "old", "new", "--format", "markdown"]).exits(1).prints("is missing");
    project.write("new/files.parquet", &parquet[..parquet.len() / 2]);
    project.kbc(&["diff", "old", "new"]).exits(2).says("`files.parquet` of `new` is damaged");
    project.remove("new/files.parquet");
    project.kbc(&["diff", "old", "new"]).exits(2).says("`files.parquet` of `new` is missing");
}

#[test]
fn outputs_without_parquet_are_not_said_to_be_the_same() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build", "--formats", "csv", "--output", "old"]).exits(0);
    replace(&project, "|13,780|", "|13,781|");
    project.kbc(&["build", "--formats", "csv", "--output", "new"]).exits(0);
    project.kbc(&["diff", "old", "new"]).exits(2).says("rows are compared by Parquet files");
}

#[test]
fn a_dataset_that_is_kept_out_of_parquet_is_said_to_differ() {
    let project = Project::with([("a.md", article(1))]);
    project.copy_schemas("schemas");
    let schema = project.read("schemas/kb_references.toml");
    project.write("schemas/kb_references.toml", schema.replacen("\norder = ", "\nformats = [\"csv\"]\norder = ", 1));
    project.kbc(&["build", "--output", "old"]).exits(0);
    replace(
        &project,
        "[824684](https://support.microsoft.com/help/824684)",
        "[824685](https://support.microsoft.com/help/824685)",
    );
    project.kbc(&["build", "--output", "new"]);
    project.kbc(&["diff", "old", "new"]).exits(1).prints("kb_references: rows differ, and no Parquet file holds them");
}

#[test]
fn every_changed_row_is_kept_in_a_file_if_wished() {
    let project = edited(|project| replace(project, "|13,780|", "|13,781|"));
    project.kbc(&["diff", "old", "new", "--rows", "rows.parquet"]).exits(1);
    assert!(project.size("rows.parquet") > 0);
}

#[test]
fn the_same_rows_in_other_bytes_are_said_to_be_that() {
    let project = edited(|_| {});
    let csv = project.read("new/files.csv").replace('\n', "\r\n");
    project.write("new/files.csv", &csv);
    let hash = kbc::source::Source::new(String::new(), csv.into_bytes()).sha256;
    project.write("new/datapackage.json", {
        let text = project.read("new/datapackage.json");
        let mut package: Value = serde_json::from_str(&text).unwrap();
        for resource in package["resources"].as_array_mut().unwrap() {
            if resource["name"] == "files" {
                resource["hash"] = Value::from(format!("sha256:{hash}"));
            }
        }
        package.to_string()
    });
    project.kbc(&["diff", "old", "new"]).exits(1).prints("same content, other bytes: files.csv");
    assert_eq!(counts(&project, "files"), [0, 0, 0, 0]);
}

#[test]
fn git_shows_parquet_as_rows() {
    let project = committed(&[("a.md", article(1))]);
    let ran = project.kbc(&["git-textconv", "output/files.parquet"]).exits(0);
    assert_eq!(ran.out, project.read("output/files.csv"));
    // What is not Parquet never ends a `git diff`.
    project.write("pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n");
    project.write("cut", &project.bytes("output/files.parquet")[..200]);
    for (file, says) in [
        ("input/a.md", "not a Parquet file that can be read"),
        ("cut", "not a Parquet file that can be read"),
        ("pointer", "a pointer of Git LFS to a file of 12345 bytes"),
        ("none", "there is no file `none`"),
        ("input", "input"),
    ] {
        let ran = project.kbc(&["git-textconv", file]).exits(0).prints(says);
        assert_eq!((ran.out.lines().count(), ran.err.as_str()), (1, ""), "{}", ran.out);
    }
}

#[test]
fn the_version_of_the_contract_must_rise_with_its_columns() {
    let project = committed(&[("a.md", article(1))]);
    project.kbc(&["check", "--against", "main"]).exits(0);
    project.kbc(&["schema", "diff", "main"]).exits(0).prints("the same");
    let schema = project.read("schemas/files.toml");
    let column = "[[column]]\nname = \"checked_by\"\ntype = \"text\"\nheaders = [\"Checked by\"]\ndoc = \"Who checked it.\"\n\n[[constraint]]";
    project.write("schemas/files.toml", schema.replacen("[[constraint]]", column, 1));
    project.kbc(&["check"]).exits(1).says("did not rise").says("column `files.checked_by` is new");
    project.kbc(&["build"]).exits(0);
    // The output is current now, but not the version since the branch.
    project.kbc(&["check"]).exits(0);
    project.kbc(&["check", "--against", "main"]).exits(1).says("did not rise");
    project
        .kbc(&["schema", "diff", "main"])
        .exits(1)
        .prints("at least")
        .prints("minor  column `files.checked_by` is new");
    let version = project.read("schemas/contract.toml");
    project.write("schemas/contract.toml", version.replace("version = \"", "version = \"9"));
    project.kbc(&["build"]).exits(0);
    project.kbc(&["check", "--against", "main"]).exits(0);
    project.kbc(&["schema", "diff", "main"]).exits(0);
}

//! What a team does every day: settings, own schemas, findings of single articles and of what is new. `.ci/story.py` plays
//! the same with git and branches.

use crate::support::{Project, article};
use serde_json::Value;

/// An article that lists one file several times.
fn repeated(times: usize) -> String {
    format!("# KB5001092 - Files\n\n|File name|File size|\n|---|---|\n{}", "|Cache.sys|1,024|\n".repeat(times))
}

const ONLY_K401: &str = "[checks]\nall = \"off\"\nK6 = \"on\"\nK401 = \"error\"\n";

#[test]
fn settings_are_found_from_below_and_the_command_line_wins() {
    let project = Project::empty();
    project.write("articles/deep/a.md", article(1));
    project.write("kbc.toml", "input = \"articles\"\noutput = \"data\"\nformats = [\"csv\"]\n");
    let below = |arguments: &[&str]| {
        let output = project.command(arguments).current_dir(project.path("articles/deep")).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(below(&["build"]).0, Some(0));
    assert!(project.exists("data/files.csv") && !project.exists("data/files.parquet") && !project.exists("output"));
    project.kbc(&["check"]).exits(0).says("data: current");
    project.kbc(&["check", "--formats", "csv,json"]).exits(1).says("`data/articles.json` is missing");
    let (_, said) = below(&["config", "--formats", "json"]);
    for line in [
        "input = \"../../articles\"",
        "# ../../kbc.toml:1",
        "output = \"../../data\"",
        "formats = [\"json\"]",
        "# command line",
        "# default",
    ] {
        assert!(said.contains(line), "no `{line}` in\n{said}");
    }
}

#[test]
fn a_mistake_in_the_settings_is_shown_with_carets() {
    let project = Project::with([("a.md", article(1))]);
    for (text, says) in [
        ("inptu = \"a\"", &["kbc.toml:1:1", "unknown key `inptu`", "did you mean `input`?"][..]),
        ("formats = [\"cvs\"]", &["kbc.toml:1:12", "unknown format `cvs`", "did you mean `csv`?"]),
        ("[levels]\nK310 = \"loud\"", &["kbc.toml:2:8", "unknown level"]),
        ("deny = \"warning\"", &["kbc.toml:1:8", "did you mean `warnings`?"]),
        ("output = 3", &["kbc.toml:1:10", "expected a string"]),
        ("output = ", &["kbc.toml:1:", "TOML itself"]),
    ] {
        project.write("kbc.toml", text);
        let ran = project.kbc(&["build"]).exits(2).says("^");
        says.iter().fold(ran, |ran, text| ran.says(text));
        assert!(!project.exists("output"));
    }
}

#[test]
fn check_asks_for_the_formats_that_the_output_has() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build", "--formats", "parquet"]).exits(0);
    project.kbc(&["check"]).exits(0).says("output: current");
    project.kbc(&["build", "--formats", "csv", "--spreadsheet-safe"]).exits(0);
    project.kbc(&["check"]).exits(0).says("output: current");
}

#[test]
fn levels_and_denied_findings_of_the_settings_hold() {
    let project = Project::with([("a.md", repeated(2)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.write("kbc.toml", "deny = \"warnings\"\n[levels]\nK401 = \"warning\"\n");
    project.kbc(&["build"]).exits(1).prints("warning[K401]");
    project.kbc(&["check", "--deny", "errors"]).exits(0);
    project.kbc(&["check", "--level", "K401=note"]).exits(0).prints("note[K401]");
}

#[test]
fn one_schema_of_ones_own_adds_to_those_of_kbc() {
    let project = Project::with([("a.md", article(1))]);
    let schema = "name = \"limits\"\ndoc = \"Limits.\"\neach = \"row\"\norder = [\"item\"]\n\n[[column]]\nname = \"item\"\ntype = \"text\"\nheaders = [\"Item\"]\nrequired = true\ndoc = \"Item.\"\n";
    project.write("schemas/limits.toml", schema);
    project.kbc(&["build"]).exits(0).says("of 23 datasets");
    // One of the same name stands in place of that of kbc.
    project.write("schemas/ports.toml", schema.replace("limits", "ports"));
    project.kbc(&["build"]).exits(0).says("of 23 datasets");
    assert_eq!(project.read("output/ports.csv"), "item\n");
    project.write("schemas/contract.toml", "version = \"1.0.0\"\nextends = \"nothing\"\n");
    project.remove("schemas/ports.toml");
    project.kbc(&["build"]).exits(0).says("of 1 datasets");
    project.write("schemas/contract.toml", "extends = \"everything\"\n");
    project.kbc(&["build"]).exits(2).says("unknown base of a contract `everything`").says("default, nothing");
}

#[test]
fn the_schemas_of_kbc_can_be_had_and_are_complete() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["build"]).exits(0);
    project.write("mine/files.toml", "# kept\n");
    project
        .kbc(&["schema", "export", "mine"])
        .exits(0)
        .says("kept     mine/files.toml")
        .says("wrote    mine/ports.toml");
    assert_eq!(project.read("mine/files.toml"), "# kept\n");
    project.remove("mine/files.toml");
    project.kbc(&["schema", "export", "mine"]).exits(0);
    project.kbc(&["build", "--schemas", "mine"]).exits(0).says("unchanged");
    project.kbc(&["schema", "export"]).exits(2).says("kbc schema export DIR");
}

#[test]
fn single_articles_are_checked_without_an_output() {
    let project = Project::with([("a.md", repeated(2)), ("b.md", repeated(3)), ("waivers.toml", ONLY_K401.to_owned())]);
    let ran = project.kbc(&["check", "input/a.md"]).exits(1).prints("--> input/a.md:6:2");
    assert!(!ran.out.contains("b.md") && !ran.err.contains("output"), "{ran:?}");
    // Waivers of other articles are not called unused.
    let waiver = "\n[[waiver]]\ncode = \"K401\"\nsource = \"b.md\"\nreason = \"so\"\n";
    project.write("input/waivers.toml", format!("{ONLY_K401}{waiver}"));
    let ran = project.kbc(&["check", "input/a.md", "input/b.md", "--format", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let found: Vec<(&str, bool)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["place"]["path"].as_str().unwrap(), finding["waived"].as_bool().unwrap()))
        .collect();
    assert_eq!(found, [("input/a.md", false), ("input/b.md", true), ("input/b.md", true)]);
    assert!(!project.exists("output"));
    project.kbc(&["check", "input/none.md"]).exits(2).says("`input/none.md`");
}

#[test]
fn waivers_of_directories_globs_and_several_rules_hold() {
    let project = Project::with([
        ("old/a.md", repeated(2)),
        ("old/deep/b.md", repeated(2)),
        ("c.md", repeated(2)),
        ("waivers.toml", ONLY_K401.to_owned()),
    ]);
    let left = |entry: &str| {
        project.write("input/waivers.toml", format!("{ONLY_K401}{entry}"));
        let ran = project.kbc(&["check", "--format", "json"]);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let open = report["findings"].as_array().unwrap().iter().filter(|finding| finding["waived"] == false);
        open.map(|finding| finding["place"]["source"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let entry =
        |code: &str, source: &str| format!("\n[[waiver]]\ncode = \"{code}\"\nsource = \"{source}\"\nreason = \"so\"\n");
    assert_eq!(left(&entry("K401", "old/")), ["c.md"]);
    assert_eq!(left(&entry("K4", "old/*")), ["c.md", "old/deep/b.md"]);
    assert_eq!(left(&entry("all", "**")), [""; 0]);
    project.write("input/waivers.toml", format!("{ONLY_K401}{}", entry("K401", "a[*")));
    project.kbc(&["check"]).exits(2).says("is not a glob").says("input/waivers.toml:8:10");
    project.write("input/waivers.toml", format!("{ONLY_K401}{}count = 0\n", entry("K401", "c.md")));
    project.kbc(&["check"]).exits(2).says("`count` is not a number of findings");
}

#[test]
fn waive_writes_directories_globs_and_counts() {
    let project =
        Project::with([("old/a.md", repeated(2)), ("old/b.md", repeated(3)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.kbc(&["waive", "K401", "--all", "--count", "--reason", "so"]).exits(0).says("source = \"**\"\ncount = 3\n");
    project.kbc(&["build"]).exits(0).says("3 waived");
    project.write("input/old/a.md", repeated(3));
    project.kbc(&["build"]).exits(1).says("1 error, 3 waived");
    project.write("input/waivers.toml", ONLY_K401);
    project.kbc(&["waive", "K4", "input/old", "--all", "--reason", "so"]).exits(0).says("source = \"old/\"");
    project.kbc(&["build"]).exits(0).says("4 waived");
    project.write("input/waivers.toml", ONLY_K401);
    project.kbc(&["waive", "all", "input/**/b.md", "--all", "--reason", "so"]).exits(0).says("source = \"**/b.md\"");
    project.kbc(&["build"]).exits(1).says("2 errors, 2 waived");
    project.kbc(&["waive", "K401", "--reason", "so"]).exits(2).says("<PLACE>");
}

#[test]
fn a_baseline_accepts_what_is_there_and_no_more() {
    let project = Project::with([("a.md", repeated(3)), ("b.md", repeated(2)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.kbc(&["baseline", "--reason", "published so"]).exits(0).says("accepts 3 findings");
    let text = project.read("input/baseline.toml");
    assert!(text.ends_with("reason = \"published so\"\n\n[K401]\n\"a.md\" = 2\n\"b.md\" = 1\n"), "{text}");
    project.kbc(&["build"]).exits(0).says("findings: 3 waived\n");
    project.kbc(&["check"]).exits(0).says("output: current");
    project.write("input/b.md", repeated(3));
    project.kbc(&["build"]).exits(1).says("1 error, 3 waived");
    // Mended findings are forgotten when the baseline is made again.
    project.write("input/b.md", repeated(1));
    project.kbc(&["build"]).exits(0).says("1 warning, 2 waived").prints("run `kbc baseline` again");
    project.kbc(&["baseline"]).exits(0).says("accepts 2 findings");
    project.kbc(&["build"]).exits(0).says("findings: 2 waived\n");
    project.write("input/baseline.toml", "[K4O1]\n\"a.md\" = 1\n");
    project.kbc(&["build"]).exits(2).says("input/baseline.toml:1:2").says("there is no rule `K4O1`");
}

#[test]
fn only_what_is_new_is_shown_if_wished() {
    let project = Project::with([("a.md", repeated(3)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.kbc(&["build", "--output", "old"]).exits(1);
    project.kbc(&["build"]).exits(1);
    let ran = project.kbc(&["check", "--new-since", "old"]).exits(0);
    assert_eq!(ran.out, "");
    project.write("input/a.md", repeated(4));
    project.write("input/b.md", repeated(2));
    project.kbc(&["build"]).exits(1);
    let ran = project.kbc(&["check", "--new-since", "old"]).exits(1).says("findings: 2 errors");
    ran.prints("--> input/a.md:8:2").prints("--> input/b.md:6:2");
    project.kbc(&["check", "--new-since", "nowhere"]).exits(2).says("`nowhere` is neither a directory nor a revision");
}

#[test]
fn annotations_are_the_worst_and_newest_and_the_log_holds_all() {
    let project = Project::with([("a.md", repeated(13)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.kbc(&["build", "--output", "output"]).exits(1);
    project.kbc(&["build", "--output", "old"]).exits(1);
    project.write("input/z.md", repeated(2));
    project.kbc(&["build"]).exits(1);
    let ran = project.kbc(&["check", "--format", "github", "--against", "old"]).exits(1);
    let annotations: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(annotations.len(), 10, "{}", ran.out);
    assert!(annotations[0].contains("file=input/z.md,"), "{}", annotations[0]);
    let ran = ran.prints("and 3 errors more: the log of this step holds all findings as text");
    assert_eq!(ran.out.matches("error[K401]").count(), 13, "{}", ran.out);
    // No line of an article is a command.
    let (_, log) = ran.out.split_once("::stop-commands::").unwrap();
    let (word, rest) = log.split_once('\n').unwrap();
    assert!(rest.ends_with(&format!("::{word}::\n::endgroup::\n")));
}

#[test]
fn equal_findings_have_fingerprints_of_their_own() {
    let project = Project::with([("a.md", repeated(4)), ("waivers.toml", ONLY_K401.to_owned())]);
    project.kbc(&["build", "--report", "found.sarif"]).exits(1);
    let log: Value = serde_json::from_str(&project.read("found.sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let mut prints: Vec<String> = results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
    assert_eq!(prints.len(), 3);
    prints.dedup();
    assert_eq!(prints.len(), 3, "{prints:?}");
}

#[test]
fn a_build_says_which_columns_are_fuller_or_emptier() {
    let project = Project::built();
    let ran = project.kbc(&["build"]).exits(0);
    assert!(!ran.err.contains("filled cells"), "{}", ran.err);
    project.kbc(&["stats"]).exits(0).prints("columns of files, 4 rows").prints("    75.0 %  ");
    let text = project.read("input/a.md").replace("|Platform|", "|Ring|");
    project.write("input/a.md", text);
    project.kbc(&["stats", "--since", "output"]).exits(0).prints("files.platform: 75.0 % -> ");
    project.kbc(&["build"]).says("filled cells, where the share changed:").says("files.platform: 75.0 % -> ");
}

#[test]
fn explain_finds_an_article_by_number_and_a_row_by_value() {
    let project = Project::with([("a.md", article(1)), ("deep/b.md", article(2))]);
    let ran = project.kbc(&["explain", "KB5000002"]).exits(0);
    let ran = ran.prints("deep/b.md").prints("Repairs for the file cache, part 2").prints("articles: 1 row");
    assert!(!ran.out.contains("part 1"), "{}", ran.out);
    project.kbc(&["explain", "824684"]).exits(0).prints("kb_references: 2 rows");
    let ran =
        project.kbc(&["explain", "cache2.SYS"]).exits(0).prints("files: 2 rows").prints("deep/b.md table 1 row 1");
    ran.prints("help: `kbc explain files 'deep/b.md' 1 1`");
    project.kbc(&["explain", "13,780"]).exits(0).prints("file_size = 13780");
    project.kbc(&["explain", "input/deep/b.md"]).exits(0).prints("files: 4 rows");
    project.kbc(&["explain", "files"]).exits(2).says("`kbc explain files SOURCE TABLE ROW`");
    project.kbc(&["explain", "K4O1"]).exits(2).says("there is no rule `K4O1`").says("did you mean `K401`?");
}

#[test]
fn init_writes_what_is_missing_and_keeps_what_is_there() {
    let project = Project::empty();
    project.write("README.md", "ours\n");
    let ran = project.kbc(&["init", "--schemas"]).exits(0);
    ran.says("kept     README.md")
        .says("wrote    kbc.toml")
        .says("wrote    schemas/files.toml")
        .says("git      a new repository");
    assert_eq!(project.read("README.md"), "ours\n");
    for hook in ["pre-commit", "post-merge", "post-rewrite"] {
        assert!(project.read(&format!(".git/hooks/{hook}")).starts_with("#!/bin/sh\n"), "{hook}");
        // Where no program is found, neither is kbc. The shell itself needs none.
        let mut command = std::process::Command::new("/bin/sh");
        let hook = command.arg(project.path(&format!(".git/hooks/{hook}"))).arg("rebase").env("PATH", "/nowhere");
        let said = hook.current_dir(project.path("")).output().unwrap();
        let said = String::from_utf8_lossy(&said.stderr);
        assert!(said.contains("kbc is not on the PATH") && said.contains("install it"), "{said}");
    }
    project.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    let ran = project.kbc(&["init"]).exits(0).says(".git/hooks/pre-commit is not kbc's");
    assert!(!ran.err.contains("wrote"), "{}", ran.err);
    assert_eq!(project.read(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    project.write("input/a.md", article(1));
    project.kbc(&["build"]).exits(0);
    project.kbc(&["check"]).exits(0);
}

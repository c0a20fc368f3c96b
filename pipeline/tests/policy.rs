//! Levels and waivers as a user sets them: what they do to the exit code, the report and the output, and what is said
//! of mistakes in them.

use crate::support::Project;

/// Rules that other tests are about are off, so that the articles here give the findings that are meant.
const ONLY_K401: &str = "[checks]\nall = \"off\"\nK6 = \"on\"\nK401 = \"error\"\n";

/// An article that lists each of these files twice.
fn twice(names: &[&str]) -> String {
    let rows: Vec<String> = names.iter().map(|name| format!("|{name}|1,024|\n").repeat(2)).collect();
    format!("# KB5001092 - Files\n\n|File name|File size|\n|---|---|\n{}", rows.concat())
}

/// `Cache.sys` is listed twice, on lines 5 and 6, and that is an error.
fn project(waivers: &str) -> Project {
    with(&twice(&["Cache.sys"]), waivers)
}

fn with(article: &str, waivers: &str) -> Project {
    Project::with([("a.md", article), ("waivers.toml", &format!("{ONLY_K401}{waivers}"))])
}

fn waiver(rest: &str) -> String {
    format!("\n[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nreason = \"once per disk\"\n{rest}")
}

#[test]
fn an_error_that_no_waiver_accepts_makes_the_exit_code_1_after_the_output_was_written() {
    let project = project("");
    project.kbc(&["build"]).exits(1).says("findings: 1 error\n").says("compiled 1 article").prints("error[K401]");
    assert!(project.read("output/diagnostics.csv").contains("\nK401,duplicate-row,error,a.md,6,2,files,1,2,"));
    assert!(project.read("output/files.csv").contains("Cache.sys"));
    project.kbc(&["check"]).exits(1).says("output: current");
}

#[test]
fn a_waived_error_is_no_error_and_stays_in_the_diagnostics_with_its_reason() {
    let project = project(&waiver("where = \"Cache.sys\""));
    let ran = project.kbc(&["build"]).exits(0).says("findings: 1 waived\n");
    assert_eq!(ran.out, "");
    let row = project.read("output/diagnostics.csv");
    assert!(row.ends_with(",Cache.sys,true,once per disk\n"), "{row}");
    project.kbc(&["check", "--deny", "notes"]).exits(0);
    let json = project.kbc(&["check", "--format", "json"]).exits(0).prints("\"waived\":true");
    json.prints("\"reason\":\"once per disk\"");
}

#[test]
fn warnings_and_notes_make_the_exit_code_1_where_they_are_denied() {
    let project = project("");
    for (level, plain, warnings, notes) in
        [("error", 1, 1, 1), ("warning", 0, 1, 1), ("note", 0, 0, 1), ("off", 0, 0, 0)]
    {
        project.write("input/waivers.toml", ONLY_K401.replace("\"error\"", &format!("\"{level}\"")));
        project.kbc(&["build"]).exits(plain);
        project.kbc(&["check", "--deny", "warnings"]).exits(warnings);
        project.kbc(&["check", "--deny", "notes"]).exits(notes);
    }
}

#[test]
fn a_level_of_the_command_line_changes_the_report_and_not_the_output() {
    let project = project("");
    project.kbc(&["build"]).exits(1);
    let before = project.files("output");
    project.kbc(&["build", "--level", "K401=note"]).exits(0).prints("note[K401]");
    project.kbc(&["build", "--level", "duplicate-row=off"]).exits(0);
    project.kbc(&["check", "--level", "K401=warning", "--deny", "warnings"]).exits(1).says("output: current");
    assert!(project.files("output") == before);
    project.kbc(&["check", "--level", "K401"]).exits(2).says("K310=error");
    project
        .kbc(&["check", "--level", "K401=eror"])
        .exits(2)
        .says("unknown level `eror`")
        .says("error, warning, note, on, off");
    project
        .kbc(&["check", "--level", "K4O1=off"])
        .exits(2)
        .says("there is no rule `K4O1`")
        .says("did you mean `K401`?");
}

#[test]
fn a_word_for_one_rule_weighs_more_than_its_digit_and_that_more_than_all() {
    let project = project("");
    let levels: [(&str, i32); 8] = [
        ("all = \"off\"", 0),
        ("K4 = \"off\"\nall = \"error\"", 0),
        ("K4 = \"error\"\nall = \"off\"", 1),
        ("all = \"off\"\nK4 = \"error\"", 1),
        ("duplicate-row = \"error\"\nK4 = \"off\"", 1),
        ("K401 = \"off\"\nK4 = \"error\"\nall = \"error\"", 0),
        // As the rule says: it is a note.
        ("k401 = \"on\"\nall = \"error\"", 0),
        ("all = \"note\"\nK5 = \"error\"", 0),
    ];
    for (checks, code) in levels {
        project.write("input/waivers.toml", format!("[checks]\n{checks}\n"));
        let ran = project.kbc(&["build"]).exits(code);
        assert_eq!(ran.err.contains("findings:"), !checks.contains("off") || code == 1, "{checks}\n{}", ran.err);
    }
    project.write("input/waivers.toml", "");
    project.kbc(&["check", "--level", "all=off"]);
    project.kbc(&["build", "--level", "K401=error", "--level", "K4=off", "--level", "all=off"]).exits(1);
    project.kbc(&["build", "--level", "K4=error", "--level", "K4=off"]).exits(0);
}

#[test]
fn an_expired_waiver_accepts_nothing_and_the_output_does_not_depend_on_the_day() {
    let project = project(&waiver("expires = 2030-12-31\n"));
    project.kbc(&["build", "--today", "2030-12-30"]).exits(0).says("1 waived");
    let before = project.files("output");
    let ran = project.kbc(&["build", "--today", "2030-12-31"]).exits(1).says("1 error, 1 warning");
    ran.prints("error[K401]")
        .prints("warning[K602]: a waiver of K401 ended on 2030-12-31")
        .prints("input/waivers.toml:7:8");
    assert!(project.files("output") == before);
    // Another waiver goes on where the first one ends.
    let both = format!("{ONLY_K401}{}{}", waiver("expires = \"2030-12-31\"\n"), waiver("where = \"Cache.sys\"\n"));
    project.write("input/waivers.toml", both);
    project.kbc(&["build", "--today", "2031-01-01"]).exits(0).says("1 warning, 1 waived");
}

#[test]
fn waivers_that_accept_nothing_or_give_no_reason_are_findings() {
    let project = project(&waiver("where = \"Cache.dll\"\n"));
    let ran = project.kbc(&["build"]).exits(1).says("1 error, 1 warning");
    ran.prints("warning[K601]: `a.md` has no finding K401 with the words `Cache.dll`");
    assert!(project.read("output/diagnostics.csv").contains("\nK601,waiver-unused,warning,waivers.toml,7,8,,,,"));
    // Without a reason it still accepts: there is one thing to mend, not two.
    let silent = waiver("").replace("reason = \"once per disk\"\n", "");
    project.write("input/waivers.toml", format!("{ONLY_K401}{silent}"));
    project.kbc(&["build"]).exits(1).says("1 error, 1 waived").prints("error[K603]: a waiver of K401 gives no reason");
    // A rule that is off finds nothing to accept, and its waivers wait.
    project.write("input/waivers.toml", format!("{}{}", ONLY_K401.replace("\"error\"", "\"off\""), waiver("")));
    project.kbc(&["build"]).exits(0);
}

#[test]
fn a_finding_in_the_waivers_is_shown_where_it_stands() {
    let project = project(&waiver("where = \"none\"\n"));
    let ran = project.kbc(&["build", "--report", "found.json", "--report", "found.sarif"]).exits(1);
    ran.prints("--> input/waivers.toml:7:8").prints("7 | code = \"K401\"").prints("^^^^^^ accepts nothing");
    assert!(
        project.read("found.json").contains("\"path\":\"input/waivers.toml\",\"source\":\"waivers.toml\",\"line\":7")
    );
    assert!(project.read("found.sarif").contains("\"uri\": \"input/waivers.toml\""));
}

#[test]
fn a_mistake_in_the_waivers_is_shown_with_carets_before_anything_is_written() {
    let project = Project::built();
    let before = project.files("output");
    project.write("input/b.md", twice(&["Cache.sys"]));
    let mistakes: [(&str, &[&str]); 9] = [
        ("[[waiver]\ncode = 1", &["input/waivers.toml:1:", "TOML itself"]),
        ("[checks]\nK4O1 = \"off\"", &["input/waivers.toml:2:1", "there is no rule `K4O1`", "did you mean `K401`?"]),
        ("[checks]\nK401 = \"loud\"", &["input/waivers.toml:2:8", "unknown level", "error, warning, note, on, off"]),
        ("checks = 3", &["input/waivers.toml:1:10", "expected a table, `[checks]`"]),
        ("waiver = [\"K401\"]", &["input/waivers.toml:1:11", "expected a list of tables"]),
        ("[[waiver]]\ncode = \"K601\"\nsource = \"a.md\"", &["waivers.toml:2:8", "cannot be waived", "`[checks]`"]),
        (
            "[[waiver]]\ncode = \"duplicate-rows\"\nsource = \"a.md\"",
            &["waivers.toml:2:8", "did you mean `duplicate-row`?"],
        ),
        ("[[waiver]]\nsource = \"a.md\"\nwhere = 3", &["`code` is missing", "waivers.toml:3:9", "expected a string"]),
        (
            "[[waiver]]\ncode = \"K4x\"\nsource = \"a.md\"\nexpires = \"soon\"\nline = 3",
            &["there is no rule `K4x`", "waivers.toml:4:11", "expires = 2030-12-31", "unknown key `line`"],
        ),
    ];
    for (text, says) in mistakes {
        project.write("input/waivers.toml", text);
        for command in ["build", "check"] {
            let ran = project.kbc(&[command]).exits(2).says("^");
            assert_eq!(ran.out, "", "{text}");
            says.iter().fold(ran, |ran, text| ran.says(text));
        }
    }
    assert!(project.files("output") == before);
}

#[test]
fn waive_accepts_the_finding_at_a_place_and_nothing_else() {
    let project = with(&twice(&["Cache.sys", "Files.dll"]), "# kept\n[unknown]");
    project.kbc(&["waive", "K401", "a.md:6", "--reason", "x"]).exits(2).says("unknown key `unknown`");
    // Without a line end at its end, and with a comment.
    project.write("input/waivers.toml", format!("{ONLY_K401}# kept"));
    project.kbc(&["build"]).exits(1).says("2 errors");
    let before = project.files("output");
    let ran = project.kbc(&["waive", "duplicate-row", "input/a.md:6", "--reason", "once per disk"]).exits(0);
    let ran = ran.says("added to input/waivers.toml:").says("where = \"Cache.sys\"");
    assert_eq!(ran.out, "");
    assert!(project.files("output") == before, "waive wrote the output");
    let text = project.read("input/waivers.toml");
    assert!(
        text.starts_with(&format!("{ONLY_K401}# kept\n")) && text.ends_with("reason = \"once per disk\"\n"),
        "{text}"
    );
    project.kbc(&["build"]).exits(1).says("1 error, 1 waived").prints("`Files.dll`");
    project.kbc(&["waive", "K401", "a.md", "--reason", "the only one left", "--expires", "9999-12-31"]).exits(0);
    project.kbc(&["build"]).exits(0).says("2 waived");
    // Lines that come before it do not matter.
    project.write("input/a.md", project.read("input/a.md").replace("\n\n|File", "\n\nMore text.\n\n|File"));
    project.kbc(&["build"]).exits(0).says("2 waived");
}

#[test]
fn waive_names_the_places_where_it_cannot_tell_which_one_is_meant() {
    let project = with(&twice(&["Cache.sys", "Files.dll"]), "");
    let ran = project.kbc(&["waive", "K401", "a.md", "--reason", "x"]).exits(2);
    ran.says("`a.md` has 2 findings K401").says("a.md:6:2, a.md:8:2").says("--all");
    project.kbc(&["waive", "K401", "a.md:7", "--reason", "x"]).exits(2).says("line 7 of `a.md`").says("on line 6, 8");
    project.kbc(&["waive", "K401", "a.md:6:3", "--reason", "x"]).exits(2).says("column 3 of line 6");
    assert_eq!(project.read("input/waivers.toml"), ONLY_K401);
    project.kbc(&["waive", "K401", "a.md:8:2", "--reason", "x"]).exits(0).says("Files.dll");
    project.kbc(&["waive", "K401", "a.md", "--all", "--reason", "all of it"]).exits(0);
    let text = project.read("input/waivers.toml");
    assert!(text.ends_with("[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nreason = \"all of it\"\n"), "{text}");
    project.kbc(&["build"]).exits(0).says("2 waived");
    project.kbc(&["waive", "K401", "a.md", "--all", "--reason", "x"]).exits(2).says("has no open finding K401");
}

#[test]
fn waive_refuses_what_would_be_a_mistake_and_leaves_the_file_alone() {
    let project = project(&waiver("where = \"none\"\n"));
    let before = project.read("input/waivers.toml");
    let refused = |arguments: &[&str], says: &str| {
        project.kbc(&[&["waive"], arguments].concat()).exits(2).says(says);
    };
    refused(&["K401", "a.md:6"], "--reason");
    refused(&["K401", "a.md:6", "--reason", " "], "needs a reason");
    refused(&["K4O1", "a.md:6", "--reason", "x"], "did you mean `K401`?");
    refused(&["K4", "a.md:6", "--reason", "x"], "there is no rule `K4`");
    refused(&["K601", "waivers.toml:7", "--reason", "x"], "cannot be waived");
    refused(&["K401", "b.md:6", "--reason", "x"], "`kbc check` shows what is found");
    refused(&["K506", "a.md:6", "--reason", "x"], "has no open finding K506");
    refused(&["K401", "a.md:6", "--reason", "x", "--expires", "soon"], "soon");
    // What a report looks like is no business of a waiver.
    refused(&["K401", "a.md:6", "--reason", "x", "--format", "json"], "--format");
    assert_eq!(project.read("input/waivers.toml"), before);
    // A list in one line cannot be continued behind its end.
    project.write("input/waivers.toml", "waiver = []\n");
    refused(&["K401", "a.md:6", "--reason", "x"], "input/waivers.toml");
    assert_eq!(project.read("input/waivers.toml"), "waiver = []\n");
}

#[test]
fn what_a_waiver_past_its_date_accepted_can_be_waived_again() {
    let project = project(&waiver("expires = 2001-01-01\n"));
    project.kbc(&["build"]).exits(1);
    project.kbc(&["waive", "K401", "a.md:6", "--reason", "looked again"]).exits(0);
    project.kbc(&["build"]).exits(0).says("1 warning, 1 waived");
}

/// A dataset of texts, no two of which may be equal.
const TEXTS: &str = "name = \"limits\"\ndoc = \"Limits.\"\neach = \"row\"\norder = [\"item\"]\n\n\
    [[column]]\nname = \"item\"\ntype = \"text\"\nheaders = [\"Item\"]\nrequired = true\ndoc = \"Item.\"\n\n\
    [[column]]\nname = \"maximum\"\ntype = \"i64\"\nheaders = [\"Maximum\"]\ndoc = \"Maximum.\"\n\n\
    [[constraint]]\nkind = \"unique\"\ncolumns = [\"item\"]\nlevel = \"error\"\n";

#[test]
fn words_with_quotes_tabs_and_backslashes_and_paths_with_blanks_are_found_again() {
    let project = Project::empty();
    project.write("schemas/limits.toml", TEXTS);
    let texts = ["Say \"hello\" at", "a\tb c", "C:\\Temp\\x", "`code` # no comment", "Größe ’é", &"word ".repeat(60)];
    for text in texts {
        let text = text.trim();
        let table = format!("|Item|Maximum|\n|---|---|\n|{text}|1|\n|Other|7|\n|{text}|2|\n");
        let path = "sub folder/über.md";
        project.write("input/waivers.toml", "[checks]\nall = \"off\"\nK6 = \"error\"\nK508 = \"on\"\n");
        project.write(&format!("input/{path}"), format!("# KB5001092 - Limits\n\n{table}"));
        project.kbc(&["build"]).exits(1).says("1 error");
        project.kbc(&["waive", "K508", &format!("input/{path}:7"), "--reason", "say \"why\"\tnow\\"]).exits(0);
        project.kbc(&["build"]).exits(0).says("findings: 1 waived\n");
    }
}

#[test]
fn waivers_that_are_not_utf_8_are_refused() {
    let project = project("");
    project.write("input/waivers.toml", b"# caf\xe9\n");
    project.kbc(&["build"]).exits(2).says("`input/waivers.toml` is not UTF-8");
}

#[test]
fn waivers_in_a_subdirectory_are_not_read_and_this_is_said() {
    let project = with(&twice(&["Cache.sys"]), "");
    project.write("input/more/waivers.toml", ONLY_K401);
    project.kbc(&["build"]).says("`input/more/waivers.toml`: it is not read: waivers stand in `input/waivers.toml`");
}

#[test]
fn waivers_of_an_article_that_cannot_be_read_are_not_called_unused() {
    let project = project(&waiver(""));
    project.kbc(&["build"]).exits(0);
    project.write("input/b.md", twice(&["Files.dll"]));
    project.write("input/a.md", "");
    project.grow("input/a.md", (1 << 30) + 1);
    let ran = project.kbc(&["build"]).exits(1).says("`input/a.md`");
    assert!(!ran.out.contains("K601"), "{}", ran.out);
}

#[test]
fn a_waiver_that_has_expired_when_it_is_written_is_warned_about() {
    let project = with(&twice(&["Cache.sys"]), "");
    let wish = ["waive", "K401", "a.md", "--reason", "x", "--expires", "2020-01-01", "--today", "2020-01-02"];
    project.kbc(&wish).exits(0).says("the waiver expired on 2020-01-01");
}

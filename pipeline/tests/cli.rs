//! The commands as a user types them: what they write, what they say and on which stream, how they end.

use crate::support::{CORPUS, Project, article};

const FORMATS: [&str; 3] = ["csv", "json", "parquet"];
const COMMANDS: [&str; 10] =
    ["init", "build", "check", "dump", "explain", "waive", "stats", "schema", "config", "pipe"];
const DATASETS: [&str; 22] = [
    "articles",
    "assemblies",
    "cells",
    "component_versions",
    "coverage",
    "diagnostics",
    "download_links",
    "downloads",
    "error_codes",
    "files",
    "fixes",
    "kb_references",
    "lifecycle",
    "package_hashes",
    "ports",
    "products",
    "registry_values",
    "releases",
    "sections",
    "tables",
    "update_lists",
    "version_patterns",
];

#[test]
fn build_writes_every_dataset_and_says_so_on_the_standard_error_stream() {
    let project = Project::of_corpus();
    let ran = project.kbc(&["build"]).exits(0).says("compiled 3 articles").says("output: ");
    // Findings stand on the standard output.
    assert!(!ran.out.contains("compiled") && !ran.out.contains("output"), "{}", ran.out);
    let names = project.names("output");
    for dataset in DATASETS {
        // Cells are what no schema knows: for queries, not for reviews.
        let formats = if dataset == "cells" { &FORMATS[2..] } else { &FORMATS[..] };
        for format in formats {
            assert!(names.contains(&format!("{dataset}.{format}")), "no {dataset}.{format} in {names:?}");
        }
    }
    assert!(names.contains(&"datapackage.json".to_owned()));
    assert_eq!(project.staging(), [""; 0]);
    for source in CORPUS {
        assert!(project.read("output/articles.csv").contains(source), "{source}");
    }
}

#[cfg(unix)]
#[test]
fn a_second_build_says_that_all_is_unchanged_and_touches_no_file() {
    let project = Project::of_corpus();
    let written = project.kbc(&["build"]).exits(0).err;
    assert!(written.contains("new") && !written.contains("unchanged"), "{written}");
    let stamps = project.stamps("output");
    let again = project.kbc(&["build"]).exits(0).err;
    assert!(again.contains(&format!("({} unchanged)", stamps.len())), "{again}");
    assert_eq!(project.stamps("output"), stamps);
}

#[cfg(unix)]
#[test]
fn a_build_touches_only_the_files_whose_bytes_change() {
    let project = Project::built();
    let before = project.stamps("output");
    let edited = article(1).replace("forgets what it knew", "remembers all of it");
    project.write("input/a.md", edited);
    project.kbc(&["build"]).exits(0).says("changed").says("unchanged");
    let after = project.stamps("output");
    // The sentence is part of the hash of the article and of nothing else.
    for (name, stamp) in &after {
        let changed = name.starts_with("articles.") || name == "datapackage.json";
        assert_eq!(before[name] != *stamp, changed, "{name}");
    }
}

#[test]
fn copies_for_spreadsheets_hold_no_formula_and_the_datasets_stay_as_printed() {
    let article = "# KB900318 - Codes\n\n|Error code|Decimal|Message|\n|---|---|---|\n|0x80070005|-2147024891|=1+1, \"a\"|\n|-1018|-1018|-d fails|\n";
    let project = Project::with([("a.md", article)]);
    project.kbc(&["build", "--spreadsheet-safe"]).exits(0);
    let (plain, safe) = (project.read("output/error_codes.csv"), project.read("output/error_codes.spreadsheet.csv"));
    assert!(plain.contains(",\"=1+1, \"\"a\"\"\",") && plain.contains(",-d fails,"), "{plain}");
    assert!(
        safe.contains(",\"'=1+1, \"\"a\"\"\",") && safe.contains(",\"'-d fails\",") && safe.contains(",-1018,"),
        "{safe}"
    );
    // Spreadsheets tell UTF-8 by the mark in front.
    let safe = safe.strip_prefix('\u{feff}').unwrap();
    assert_eq!(safe.replace('\'', "").replace("\"-d fails\"", "-d fails"), plain);
    let descriptor = project.read("output/datapackage.json");
    assert!(descriptor.contains("\"path\": \"error_codes.csv\"") && descriptor.contains("error_codes.spreadsheet.csv"));
    assert!(!project.exists("output/cells.spreadsheet.csv"), "cells are Parquet only");
    project.kbc(&["check", "--spreadsheet-safe"]).exits(0);
    project.kbc(&["build"]).exits(0).says("removed");
    assert!(!project.exists("output/error_codes.spreadsheet.csv") && project.read("output/error_codes.csv") == plain);
    project.kbc(&["build", "--formats", "json", "--spreadsheet-safe"]).exits(2).says("add `csv` to `--formats`");
}

#[test]
fn the_descriptor_counts_the_bytes_of_every_file_and_those_of_parquet_in_its_own_words() {
    let project = Project::built();
    let package: serde_json::Value = serde_json::from_str(&project.read("output/datapackage.json")).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), DATASETS.len());
    for resource in resources {
        let path = resource["path"].as_str().unwrap();
        let (counted, other) = if path.ends_with(".parquet") { ("kbc:bytes", "bytes") } else { ("bytes", "kbc:bytes") };
        assert_eq!(resource[counted].as_u64(), Some(project.size(&format!("output/{path}"))), "{path}");
        assert!(resource.get(other).is_none(), "{path}");
    }
}

#[test]
fn fewer_formats_remove_what_an_earlier_build_wrote_and_nothing_else() {
    let project = Project::built();
    project.write("output/notes.txt", "by hand");
    project.write("output/queries/sizes.sql", "by hand, too");
    project.kbc(&["build", "--formats", "csv"]).exits(0).says("removed");
    let mut expected: Vec<String> =
        DATASETS.iter().filter(|name| **name != "cells").map(|name| format!("{name}.csv")).collect();
    expected.extend(["datapackage.findings.jsonl", "datapackage.json", "notes.txt", "queries"].map(str::to_owned));
    expected.sort();
    assert_eq!(project.names("output"), expected);
    assert_eq!(project.read("output/notes.txt"), "by hand");
    assert_eq!(project.read("output/queries/sizes.sql"), "by hand, too");
    assert_eq!(project.staging(), [""; 0]);
}

#[test]
fn files_of_others_survive_where_the_output_is_exchanged_as_a_whole() {
    let project = Project::built();
    project.write("output/notes.txt", "by hand");
    project.write("output/.gitattributes", "*.csv text");
    project.write("input/b.md", article(2));
    project.kbc(&["build"]).exits(0);
    assert_eq!(project.read("output/notes.txt"), "by hand");
    assert_eq!(project.read("output/.gitattributes"), "*.csv text");
    project.kbc(&["check"]).exits(0);
}

#[test]
fn an_unknown_format_is_refused_with_the_valid_words() {
    let project = Project::built();
    let before = project.files("output");
    project.kbc(&["build", "--formats", "nonsense"]).exits(2).says("nonsense").says("csv, json, jsonl, parquet");
    assert_eq!(project.files("output"), before);
}

#[test]
fn input_output_and_jobs_can_be_named() {
    let project = Project::empty();
    project.write("articles/deep/a.md", article(1));
    let arguments = ["--input", "articles", "--output", "data/new", "--jobs", "3", "--formats", "csv"];
    project.kbc(&[&["build"], &arguments[..]].concat()).exits(0).says("data/new: ");
    assert!(project.read("data/new/files.csv").contains("\ndeep/a.md,5000001,1,1,"));
    assert!(!project.exists("output"));
    project.kbc(&[&["check"], &arguments[..]].concat()).exits(0).says("data/new: current");
    project.kbc(&["build", "--jobs", "many"]).exits(2).says("--jobs");
}

#[test]
fn schemas_can_be_named_and_their_dictionary_is_written_beside_them() {
    let project = Project::built();
    project.copy_schemas("mine");
    project.remove("mine/coverage.toml");
    project.kbc(&["check", "--schemas", "mine"]).exits(1).says("mine/README.md").says("coverage.csv");
    assert!(project.read("mine/README.md").contains("## coverage"), "check wrote something");
    project.kbc(&["build", "--schemas", "mine"]).exits(0).says("the data dictionary beside the schemas was rewritten");
    assert!(!project.read("mine/README.md").contains("## coverage"));
    assert!(!project.exists("output/coverage.csv") && project.exists("output/files.csv"));
    project.kbc(&["check", "--schemas", "mine"]).exits(0);
}

#[test]
fn check_says_yes_to_a_current_output_and_writes_nothing() {
    let project = Project::built();
    let (before, beside) = (project.files("output"), project.names(""));
    let ran = project.kbc(&["check"]).exits(0).says("output: current");
    assert_eq!(ran.out, "");
    assert_eq!((project.files("output"), project.names("")), (before, beside));
}

#[test]
fn check_names_the_files_that_an_edited_article_makes_stale_and_writes_nothing() {
    let project = Project::built();
    project.write("input/a.md", article(1).replace("13,780", "13,781"));
    let before = project.files("output");
    let ran = project.kbc(&["check"]).exits(1).says("`output/files.csv`").says("`output/files.parquet`");
    let ran = ran.says("kbc build");
    assert!(!ran.err.contains("tables.csv"), "{}", ran.err);
    assert_eq!(ran.out, "");
    assert_eq!(project.files("output"), before);
}

#[test]
fn check_names_the_files_that_were_edited_removed_or_left_over() {
    let project = Project::built();
    project.write("output/files.json", "[]");
    project.remove("output/sections.csv");
    let before = project.files("output");
    let ran = project.kbc(&["check"]).exits(1);
    let ran = ran.says("`output/files.json` is not what the articles give").says("`output/sections.csv` is missing");
    assert!(!ran.err.contains("files.csv"), "{}", ran.err);
    project.kbc(&["check", "--formats", "csv"]).exits(1).says("`output/articles.parquet` is no longer written");
    assert_eq!(project.files("output"), before);
}

#[test]
fn check_without_an_output_names_some_files_and_counts_the_others() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["check"]).exits(1).says("`output/articles.csv` is missing").says(" more files");
    assert_eq!(project.names(""), ["input"]);
}

#[test]
fn dump_prints_what_each_stage_makes_of_an_article() {
    let project = Project::of_corpus();
    let file = "input/certificate-trust-list-binding.md";
    let blocks = project.kbc(&["dump", "blocks", file]).exits(0);
    let blocks = blocks.prints("heading 2  Symptoms").prints("grid of 12 lines").prints("ms.date: 12/31/2020");
    assert_eq!(blocks.err, "");
    let tables = project.kbc(&["dump", "tables", file]).exits(0);
    let tables = tables.prints("table 1: lines 71 to 82, grid, 9 rows, claimed by files").prints("Cng.sys [typed]");
    tables.prints("headings: File name | File version | File size | Date | Time | Platform");
    let records = project.kbc(&["dump", "records", file]).exits(0).prints("files: 45 rows").out;
    let row = records.lines().find(|line| line.contains("Cng.sys") && line.contains("file_size")).unwrap();
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    assert_eq!((&row["file_size"], &row["platform"]), (&369_568.into(), &"x86".into()));
    assert_eq!(project.names(""), ["input"]);
}

#[test]
fn dump_of_an_unknown_stage_or_file_says_what_is_wrong() {
    let project = Project::with([("a.md", article(1))]);
    project.kbc(&["dump", "nonsense", "input/a.md"]).exits(2).says("blocks, tables, records");
    project.kbc(&["dump", "blocks", "input/none.md"]).exits(2).says("`input/none.md`");
    project.kbc(&["dump", "blocks", "input"]).exits(2).says("`input`");
}

#[test]
fn explain_shows_the_line_behind_a_row_with_carets_and_values() {
    let project = Project::of_corpus();
    let ran = project.kbc(&["explain", "files", CORPUS[0], "1", "1"]).exits(0);
    let ran = ran.prints("input/certificate-trust-list-binding.md:73:").prints("^^^^^^^").prints("file_size = 369568");
    let ran = ran.prints("73 | |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|");
    assert_eq!(ran.err, "");
    // The article can also be named by its path.
    let path = format!("input/{}", CORPUS[0]);
    project.kbc(&["explain", "files", &path, "1", "1"]).exits(0).prints("file_size = 369568");
    // A row of one cell per line, and a dataset that is derived from another one.
    project.kbc(&["explain", "files", CORPUS[2], "2", "1"]).exits(0).prints("file_size = 16384");
    project.kbc(&["explain", "assemblies", CORPUS[0], "4", "2"]).exits(0).prints("public_key_token");
}

#[test]
fn explain_prints_the_values_that_the_dataset_holds() {
    let project = Project::of_corpus();
    let ran = project.kbc(&["explain", "files", CORPUS[0], "1", "1"]).exits(0);
    ran.prints(&format!("source = \"{}\"", CORPUS[0])).prints("kb = 981506").prints("version_build = 7600");
}

#[test]
fn explain_says_what_there_is_where_nothing_is_found() {
    let project = Project::of_corpus();
    let explain = |dataset: &str, source: &str, table: &str, row: &str| {
        let ran = project.kbc(&["explain", dataset, source, table, row]).exits(2);
        assert_eq!(ran.out, "");
        ran
    };
    explain("files", CORPUS[0], "99", "1").says("has 6 tables, no table 99").says("kbc dump tables");
    explain("files", CORPUS[0], "0", "1").says("has 6 tables, no table 0");
    explain("files", CORPUS[0], "1", "99").says("has 9 rows, no row 99");
    explain("files", CORPUS[0], "one", "1").says("'one'").says("[TABLE]");
    explain("articles", CORPUS[0], "1", "1")
        .says("`articles`")
        .says("the table goes to: component_versions, downloads, ");
    explain("products2", CORPUS[0], "1", "1").says("there is no dataset `products2`").says(&DATASETS.join(", "));
    explain("files", "none.md", "1", "1").says("`none.md`");
}

#[test]
fn schema_prints_the_dictionary_or_one_dataset_of_it() {
    let project = Project::empty();
    let all = project.kbc(&["schema"]).exits(0).prints("# Data dictionary");
    for dataset in DATASETS {
        assert!(all.out.contains(&format!("\n## {dataset}\n")), "{dataset}");
    }
    let one = project.kbc(&["schema", "files"]).exits(0).prints("## files").prints("| file_size | byte-size | Int64 |");
    assert!(!one.out.contains("## coverage"));
    assert_eq!((all.err.as_str(), one.err.as_str()), ("", ""));
    let none = project.kbc(&["schema", "nonsense"]).exits(2).says("`nonsense`").says(&DATASETS.join(", "));
    assert_eq!(none.out, "");
    assert_eq!(project.names(""), [""; 0]);
}

#[test]
fn every_help_text_has_an_example_and_the_first_one_explains_the_exit_codes() {
    let project = Project::empty();
    for command in COMMANDS {
        let help = project.kbc(&[command, "--help"]).exits(0);
        assert_eq!(help.err, "");
        help.prints("Example").prints(&format!("\n  kbc {command} "));
    }
    project.kbc(&["--help"]).exits(0).prints("Examples:\n  kbc init").prints("Exit codes:\n  0  clean\n  1  ");
    project.kbc(&[]).exits(2).says("Usage: kbc <COMMAND>");
    project.kbc(&["biuld"]).exits(2).says("'build'");
    let contract = &crate::compiled::contract().version;
    assert_eq!(&kbc::contract::embedded_version(), contract);
    project.kbc(&["--version"]).exits(0).prints(&format!("kbc {} (contract {contract}", env!("CARGO_PKG_VERSION")));
}

/// Arguments whose output is coloured on a terminal, by stream.
const COLOURED: [&[&str]; 3] = [&["build", "--help"], &["schema", "nonsense"], &["explain", "files", "a.md", "1", "1"]];

#[test]
fn a_pipe_and_no_color_give_no_escape_codes() {
    let project = Project::built();
    project.write("input/a.md", article(2));
    let stale: &[&str] = &["check"];
    for arguments in COLOURED.into_iter().chain([stale]) {
        for variables in [&[][..], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[("TERM", "xterm-256color")]] {
            let ran = project.kbc_with(arguments, variables);
            assert!(!ran.out.contains('\x1b') && !ran.err.contains('\x1b'), "{arguments:?} {variables:?}\n{ran:?}");
        }
        let ran = project.kbc_with(arguments, &[("CLICOLOR_FORCE", "1")]);
        assert!(ran.out.contains('\x1b') || ran.err.contains('\x1b'), "{arguments:?} has no colour at all\n{ran:?}");
    }
}

#[test]
fn a_reader_that_stops_reading_does_not_make_kbc_panic() {
    let project = Project::with([("a.md", article(1))]);
    for arguments in [&["schema"][..], &["dump", "blocks", "input/a.md"], &["explain", "files", "a.md", "1", "1"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = project.command(arguments).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{arguments:?}\n{said}");
    }
}

#[test]
fn stats_count_tables_cells_and_headers_as_text_and_json() {
    let project = Project::of_corpus();
    let raw = "# T\n\n|Colour|Taste|\n|---|---|\n|red|sweet|\n\n|COLOUR|Taste|\n|---|---|\n|blue|sour|\n";
    project.write("input/raw.md", raw);
    // Headings are compared without case; the example is the first article's.
    project.kbc(&["stats"]).exits(0).prints("4  articles").prints("2  [\"Colour\",\"Taste\"]  raw.md:3");
    let json = project.kbc(&["stats", "--format", "json", "--headers", "1"]).exits(0).out;
    let stats: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&stats["articles"], &stats["rows"]["files"]), (&4.into(), &168.into()));
    assert_eq!(stats["unclaimed_headers"].as_array().unwrap().len(), 1);
    let count = |name: &str| stats["coverage"][name].as_u64().unwrap();
    let kinds = ["cells_typed", "cells_raw", "cells_unread", "cells_ignored"];
    assert_eq!(count("cells"), kinds.iter().map(|kind| count(kind)).sum::<u64>());
}

#[test]
fn stats_name_languages_that_no_file_describes() {
    // Dutch has words of German, and its commonest ones are others.
    let dutch = "# KB5001092 - Beveiligingsupdate voor Windows\n\n\
        De Engelse versie van deze hotfix heeft de bestanden die in de volgende tabel staan. De datums en tijden van \
        deze bestanden zijn die van de lokale tijd. U moet de computer opnieuw opstarten nadat u deze hotfix hebt \
        toegepast, en wat u hebt ingesteld blijft zoals het is.\n\n\
        |Bestandsnaam|Bestandsversie|Bestandsgrootte|\n|---|---|---|\n|Alder.dll|6.1.7600.20667|340.992|\n";
    let stated = format!("---\nlang: sv\n---\n{}", dutch.replace("Bestandsnaam", "Filnamn"));
    let project = Project::with([("a.md", dutch.to_owned()), ("b.md", stated)]);
    let ran = project.kbc(&["stats"]).exits(0).prints("languages that no file describes");
    ran.prints("1  Latin letters  a.md  Bestandsgrootte | Bestandsnaam | Bestandsversie").prints("1  sv  b.md  ");
}

#[test]
fn stats_show_what_was_not_read_with_a_place_each() {
    let header = "|File name|File version|File size|Date|\n|---|---|---|---|\n";
    let table = format!("{header}|A.dll|1.2.3.4|8,1012|14-Jul-2009|\n|B.dll|1.2.3.4|8,1013|14-Jul-2009|\n");
    let listing = "A folder of somebody\n\nC.DLL 72,246 07-11-95 9:50a\nD.DLL 72,247 07-11-95 9:50a\n";
    let project = Project::with([("a.md", format!("# T\n\n{table}")), ("b.txt", listing.to_owned())]);
    let ran = project.kbc(&["stats"]).exits(0).prints("2  files.file_size  `8,1012`  a.md:5");
    ran.prints("75.0%  of the data cells are typed").prints("2  `C.DLL 72,246 07-11-95 9:50a`  b.txt:3");
    let json = project.kbc(&["stats", "--format", "json"]).exits(0).out;
    let stats: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(stats["unread_cells"][0]["cells"], 2);
    assert_eq!(stats["unclaimed_lines"][0]["line"], 3);
}

#[test]
fn shells_and_man_learn_every_command() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = project.kbc(&["completions", shell]).exits(0);
        assert!(["build", "waive", "source-prefix"].iter().all(|word| ran.out.contains(word)), "{shell}");
    }
    project.kbc(&["man"]).exits(0).prints(".TH kbc 1").prints("kbc\\-build(1)");
    project.kbc(&["man", "pages"]).exits(0).says("pages: ");
    let build = project.read("pages/kbc-build.1");
    assert!(
        build.contains(".TH kbc-build 1") && build.contains("\\fBkbc build\\fR") && build.contains("source\\-prefix"),
        "{build}"
    );
    assert!(!project.exists("pages/kbc-help.1"));
}

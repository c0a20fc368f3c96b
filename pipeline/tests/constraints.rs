//! Constraints of schemas: what is checked, at which place it is reported and at which level, and the SQL for the same.
//! `.ci/constraints.py` compares both on real data.

use crate::compiled::contract;
use crate::support::{Project, article};
use kbc::build::check;
use kbc::catalogue::EXAMPLE_DAY;
use kbc::contract::{ConstraintKind, Contract, Reach};
use kbc::emit::format_names;
use kbc::finding::{Finding, Level};
use std::collections::BTreeMap;

/// A dataset of rows of two columns; what follows is added to its schema.
const LIMITS: &str = r#"
name = "limits"
doc = "Limits."
each = "row"
order = ["source", "table", "row"]

[[column]]
name = "source"
type = "text"
from = "article.source"
required = true
doc = "Article."

[[column]]
name = "table"
type = "u32"
from = "table.ordinal"
required = true
doc = "Table."

[[column]]
name = "row"
type = "u32"
from = "row.ordinal"
required = true
doc = "Row."

[[column]]
name = "item"
type = "text"
headers = ["Item"]
required = true
doc = "Item."

[[column]]
name = "maximum"
type = "i64"
headers = ["Maximum"]
doc = "Maximum."

[[column]]
name = "file"
type = "file-name"
headers = ["Read from"]
doc = "File."
"#;

fn constraint(kind: &str, columns: &str, rest: &str) -> String {
    format!("\n[[constraint]]\nkind = \"{kind}\"\ncolumns = {columns}\n{rest}\n")
}

fn table(rows: &[&str]) -> String {
    format!("# KB5001092 - Limits\n\n|Item|Maximum|Read from|\n|---|---|---|\n{}\n", rows.join("\n"))
}

/// What the rules of constraints say of articles under a contract of the limits with some constraints.
fn found(constraints: &str, articles: &[(&str, &str)]) -> Vec<Finding> {
    let schema = format!("{LIMITS}{constraints}");
    let files: Vec<(&str, &str)> =
        [("schemas/limits.toml", schema.as_str())].into_iter().chain(articles.iter().copied()).collect();
    let (_, mut findings) = check(&files, contract(), EXAMPLE_DAY).unwrap_or_else(|error| panic!("{error}"));
    findings.retain(|finding| ["K508", "K509", "K510", "K514"].contains(&finding.code));
    findings
}

/// Article, line and words of the place, and of the other one.
fn places(findings: &[Finding]) -> Vec<String> {
    let place = |finding: &Finding| {
        let others = finding.others.iter().map(|(other, _)| format!(" after {}:{}", other.source, other.line));
        format!("{}:{} {}{}", finding.place.source, finding.place.line, finding.text, others.collect::<String>())
    };
    findings.iter().map(place).collect()
}

#[test]
fn every_further_row_of_equal_columns_is_reported_with_the_first_one() {
    let a = table(&["|Users|1|a.cfg|", "|Groups|1|a.cfg|", "|Users|2|A.CFG|"]);
    let b = table(&["|users|1|a.cfg|", "|Users|1|B.cfg|", "|Users||b.CFG|"]);
    let unique = |columns| places(&found(&constraint("unique", columns, ""), &[("a.md", &a), ("b.md", &b)]));
    let users = ["a.md:7 Users after a.md:5", "b.md:6 Users after a.md:5", "b.md:7 Users after a.md:5"];
    assert_eq!(unique("[\"item\"]"), users);
    // Over one article alone, where its path is among the columns.
    let within = ["a.md:7 Users after a.md:5", "b.md:7 Users after b.md:6"];
    assert_eq!(unique("[\"source\", \"item\"]"), within);
    // A null is equal to nothing.
    assert_eq!(unique("[\"item\", \"maximum\"]"), ["b.md:6 Users after a.md:5"]);
    // Names of files are compared without case.
    assert_eq!(unique("[\"item\", \"file\"]"), ["a.md:7 Users after a.md:5", "b.md:7 Users after b.md:6"]);
    assert_eq!(unique("[\"source\", \"table\", \"row\"]"), [""; 0]);
}

#[test]
fn of_each_value_that_contradicts_the_first_one_the_first_row_is_reported() {
    let a = table(&["|Users|1|a.cfg|", "|Users|n/a|a.cfg|", "|Users|2|A.CFG|", "|Users|2|a.cfg|"]);
    let b = table(&["|Users|3|c.cfg|", "|Users|2|a.cfg|", "|Groups|9|a.cfg|"]);
    let determines = |columns, determined| {
        let rest = format!("determines = {determined}");
        places(&found(&constraint("determines", columns, &rest), &[("a.md", &a), ("b.md", &b)]))
    };
    let maximum = ["a.md:7 2 after a.md:5", "b.md:5 3 after a.md:5"];
    assert_eq!(determines("[\"item\"]", "[\"maximum\"]"), maximum);
    // One finding for each column that is determined and is not the same.
    let both = ["a.md:7 2 after a.md:5", "b.md:5 3 after a.md:5", "b.md:5 c.cfg after a.md:5"];
    assert_eq!(determines("[\"item\"]", "[\"maximum\", \"file\"]"), both);
    let within = ["a.md:7 2 after a.md:5", "b.md:6 2 after b.md:5"];
    assert_eq!(determines("[\"source\", \"item\"]", "[\"maximum\"]"), within);
}

#[test]
fn rows_that_refer_to_no_row_are_reported() {
    let a = table(&["|Users|1|Users|", "|Groups|2|USERS|", "|Sites|3|Nets|", "|Nets|7|n/a|"]);
    let b = table(&["|Users|1|Sites|", "|Trees|4|Woods|"]);
    let references = |columns, others| {
        let rest = format!("dataset = \"limits\"\nreferences = {others}");
        places(&found(&constraint("references", columns, &rest), &[("a.md", &a), ("b.md", &b)]))
    };
    assert_eq!(references("[\"file\"]", "[\"item\"]"), ["b.md:6 Woods"]);
    assert_eq!(references("[\"source\", \"file\"]", "[\"source\", \"item\"]"), ["b.md:5 Sites", "b.md:6 Woods"]);
    // Numbers are equal whatever their width.
    assert_eq!(references("[\"maximum\"]", "[\"row\"]"), ["a.md:8 7"]);
}

#[test]
fn every_value_that_does_not_fit_a_pattern_is_reported() {
    let pattern = constraint("pattern", "[\"item\"]", "pattern = '(?<letter>[A-Z])[a-z]+'\nlevel = \"error\"");
    let found = found(&pattern, &[("a.md", &table(&["|Users|8||", "|users|9||", "|Groups 2|1||"]))]);
    assert_eq!(places(&found), ["a.md:6 users", "a.md:7 Groups 2"]);
    assert_eq!(found[0].level, Level::Error);
    assert_eq!(
        found[0].message,
        "`users` does not fit the pattern: `item` of `limits` must fit `(?<letter>[A-Z])[a-z]+`"
    );
}

#[test]
fn of_several_rows_in_one_row_of_a_table_each_is_shown_where_its_value_stands() {
    let schema = LIMITS
        .replace("order =", "one_row_per = \"maximum\"\norder =")
        .replace("headers = [\"Maximum\"]", "headers = [\"Maximum\", \"Most\"]");
    let schema = format!("{schema}{}", constraint("unique", "[\"source\", \"maximum\"]", ""));
    let article = "# KB5001092 - Limits\n\n|Item|Maximum|Most|\n|---|---|---|\n|Users|64|64|\n|Groups|7|8|\n";
    let files = [("schemas/limits.toml", schema.as_str()), ("a.md", article)];
    let (_, findings) = check(&files, contract(), EXAMPLE_DAY).unwrap_or_else(|error| panic!("{error}"));
    let finding = findings.iter().find(|finding| finding.code == "K508").unwrap();
    assert_eq!((finding.place.line, finding.place.column, finding.others[0].0.column), (5, 11, 8));
}

#[test]
fn the_level_is_that_of_the_constraint_and_warn_is_a_word_for_warning() {
    let a = table(&["|Users|1|", "|Users|2|"]);
    for (word, level) in
        [("error", Level::Error), ("warning", Level::Warning), ("warn", Level::Warning), ("note", Level::Note)]
    {
        let findings = found(&constraint("unique", "[\"item\"]", &format!("level = \"{word}\"")), &[("a.md", &a)]);
        assert_eq!(findings.iter().map(|finding| finding.level).collect::<Vec<_>>(), [level], "{word}");
    }
    let findings = found(&constraint("unique", "[\"item\"]", ""), &[("a.md", &a)]);
    assert_eq!(findings[0].level, Level::Warning);
}

/// A contract of all shipped datasets, with more in some of them.
fn contract_with(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let directory = crate::support::repository("schemas");
    let mut texts = kbc::source::schemas(&directory).unwrap();
    for (dataset, text) in more {
        let found = texts.iter_mut().find(|(path, _)| path.ends_with(&format!("/{dataset}.toml")));
        found.unwrap_or_else(|| panic!("no schema {dataset}")).1.push_str(text);
    }
    texts
}

#[test]
fn rows_that_are_read_from_no_table_are_told_by_their_ordinal_and_shown_where_their_words_stand() {
    let more = [
        ("articles", constraint("unique", "[\"kb\"]", "level = \"error\"")),
        ("sections", constraint("unique", "[\"source\", \"text\"]", "")),
        (
            "kb_references",
            constraint("references", "[\"referenced_kb\"]", "dataset = \"articles\"\nreferences = [\"kb\"]"),
        ),
        ("tables", constraint("unique", "[\"header\"]", "")),
        ("products", constraint("unique", "[\"product\"]", "")),
        ("cells", constraint("unique", "[\"text\"]", "")),
        ("assemblies", constraint("unique", "[\"component\"]", "")),
    ];
    let more: Vec<(&str, &str)> = more.iter().map(|(dataset, text)| (*dataset, text.as_str())).collect();
    let schemas = contract_with(&more);
    let a = "# Cache (KB5001092)\n\n_Original KB number:_ &nbsp; 5001092\n\n## Notes\n\nText.\n\n## Notes\n\n\
        ## References\n\n[824684](https://support.microsoft.com/help/824684) Words for updates\n\n\
        ## Applies to\n\n- Windows 7\n- Windows Vista\n\n## Files\n\n|File name|File size|\n|---|---|\n\
        |x86_01a2b3c4d5e6f708_31bf3856ad364e35_6.1.7600.20667_none_0123456789abcdef.manifest|1,024|\n";
    let b = a.replace("Windows Vista", "Windows 8").replace("1,024", "2,048").replace("824684", "5001092");
    let mut files: Vec<(&str, &str)> = vec![("a.md", a), ("b.md", &b)];
    let paths: Vec<String> =
        schemas.keys().map(|path| format!("schemas/{}", path.rsplit("schemas/").next().unwrap_or_default())).collect();
    files.extend(paths.iter().map(String::as_str).zip(schemas.values().map(String::as_str)));
    let (_, findings) = check(&files, contract(), EXAMPLE_DAY).unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<String> = findings
        .iter()
        .filter(|finding| finding.code.starts_with("K5"))
        .filter_map(|finding| {
            let row = finding.row.as_ref()?;
            let ordinal = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
            let dataset = row.dataset.as_deref()?;
            let (table, ordinal) = (ordinal(row.table), ordinal(row.row));
            Some(format!(
                "{dataset} {table} {ordinal} {}:{} {}",
                finding.place.source, finding.place.line, finding.text
            ))
        })
        .collect();
    for expected in [
        "articles - 1 b.md:1 5001092",
        "sections - 3 a.md:9 Notes",
        "kb_references - 1 a.md:13 824684",
        "tables 1 - b.md:22 File name|File size",
        "products - 1 b.md:17 Windows 7",
        "assemblies 1 1 b.md:24 x86_01a2b3c4d5e6f708_31bf3856ad364e35_6.1.7600.20667_none_0123456789abcdef.manifest",
        "cells 1 1 b.md:24 x86_01a2b3c4d5e6f708_31bf3856ad364e35_6.1.7600.20667_none_0123456789abcdef.manifest",
    ] {
        assert!(rows.iter().any(|row| row == expected), "no `{expected}` in\n{}", rows.join("\n"));
    }
}

#[test]
fn a_row_of_a_table_that_two_datasets_share_is_shown_where_its_own_column_is_printed() {
    let schemas = contract_with(&[("package_hashes", &constraint("unique", "[\"digest\"]", ""))]);
    let digest = "0123456789abcdef0123456789abcdef01234567";
    let row = |name: &str| format!("|{name}|1.0.0.1|1,024|{digest}|\n");
    let header = "|File name|File version|File size|SHA1 hash|\n|---|---|---|---|\n";
    let article = format!("# KB5001092 - F\n\n{header}{}{}", row("a.msu"), row("b.msu"));
    let paths: Vec<String> =
        schemas.keys().map(|path| format!("schemas/{}", path.rsplit("schemas/").next().unwrap_or_default())).collect();
    let mut files: Vec<(&str, &str)> =
        paths.iter().map(String::as_str).zip(schemas.values().map(String::as_str)).collect();
    files.push(("a.md", &article));
    let (_, findings) = check(&files, contract(), EXAMPLE_DAY).unwrap_or_else(|error| panic!("{error}"));
    let finding = findings.iter().find(|finding| finding.code == "K508").unwrap();
    assert_eq!((finding.place.line, finding.text.as_str()), (6, digest));
    assert_eq!(finding.others[0].0.line, 5);
}

/// How far each constraint of a kind reaches, by dataset.
fn reaches(contract: &Contract) -> Vec<(String, Reach)> {
    let kind = |kind: &ConstraintKind| match kind {
        ConstraintKind::Unique => "unique",
        ConstraintKind::Determines(_) => "determines",
        ConstraintKind::References { .. } => "references",
        ConstraintKind::Pattern { .. } => "pattern",
    };
    let datasets = contract.datasets.iter();
    datasets
        .flat_map(|dataset| dataset.constraints.iter().map(move |constraint| (dataset, constraint)))
        .map(|(dataset, constraint)| (format!("{} {}", dataset.name, kind(&constraint.kind)), constraint.reach))
        .collect()
}

#[test]
fn what_the_making_of_rows_rules_out_is_not_looked_at() {
    let open: Vec<(String, Reach)> =
        reaches(contract()).into_iter().filter(|(_, reach)| *reach != Reach::Nothing).collect();
    let open: Vec<(&str, Reach)> = open.iter().map(|(name, reach)| (name.as_str(), *reach)).collect();
    // With one row for each digest a row of a table gives several rows.
    let compared = [("assemblies determines", Reach::Corpus), ("files determines", Reach::Corpus)];
    assert_eq!(open, [compared[0], compared[1], ("package_hashes unique", Reach::Article)]);
}

#[test]
fn a_column_that_an_article_can_fill_proves_nothing() {
    let reach = |schema: &str| {
        let texts = BTreeMap::from([("schemas/limits.toml".to_owned(), schema.to_owned())]);
        let contract = Contract::compile(&texts, &format_names()).unwrap_or_else(|error| panic!("{error}"));
        // The contract of kbc stands beside it.
        reaches(&contract).into_iter().find(|(name, _)| name == "limits unique").unwrap().1
    };
    let key = format!("{LIMITS}{}", constraint("unique", "[\"row\", \"table\", \"source\", \"item\"]", ""));
    assert_eq!(reach(&key), Reach::Nothing);
    assert_eq!(
        reach(&key.replace("from = \"row.ordinal\"", "from = \"row.ordinal\"\nheaders = [\"No.\"]")),
        Reach::Article
    );
    assert_eq!(
        reach(&key.replace("from = \"article.source\"", "from = [\"article.title\", \"article.source\"]")),
        Reach::Corpus
    );
    assert_eq!(reach(&key.replace("type = \"text\"\nfrom", "type = \"file-name\"\nfrom")), Reach::Corpus);
    assert_eq!(reach(&key.replace("order =", "one_row_per = \"maximum\"\norder =")), Reach::Article);
    assert_eq!(reach(&key.replace("\"table\", \"source\"", "\"source\"")), Reach::Article);
    assert_eq!(reach(&key.replace("\"table\", \"source\"", "\"table\"")), Reach::Corpus);
}

#[test]
fn a_constraint_is_left_to_the_rules_that_it_names_as_long_as_one_of_them_is_on() {
    let row = |size: &str| {
        let header = "|File name|File version|File size|Platform|\n|---|---|---|---|";
        format!("# KB5001092 - F\n\n{header}\n|a.sys|6.1.7600.1|{size}|x86|\n")
    };
    let project = Project::with([("a.md", row("1,024")), ("b.md", row("1,032"))]);
    project.copy_schemas("schemas");
    let codes = |checks: &str| {
        project.write("input/waivers.toml", format!("[checks]\nall = \"off\"\nK509 = \"error\"\n{checks}"));
        let out = project.kbc(&["check", "--format", "json"]).exits(1).out;
        ["K506", "K509"].into_iter().filter(|code| out.contains(&format!("\"code\":\"{code}\""))).collect::<Vec<_>>()
    };
    assert_eq!(codes("K506 = \"note\""), ["K506"]);
    assert_eq!(codes("K506 = \"off\""), ["K509"]);
    // A rule that does not exist says nothing.
    let schema = project.read("schemas/files.toml");
    project.write("schemas/files.toml", schema.replace("left_to = [\"K402\", \"K506\"]", "left_to = \"K5O6\""));
    assert_eq!(codes("K506 = \"on\""), ["K506", "K509"]);
    project.write("schemas/files.toml", schema.replace("\"K506\"]", "\"size-differs-between-articles\"]"));
    assert_eq!(codes("K506 = \"on\""), ["K506"]);
}

#[test]
fn shipped_constraints_are_left_to_rules_that_there_are() {
    let constraints = contract().datasets.iter().flat_map(|dataset| &dataset.constraints);
    let mut words = constraints.flat_map(|constraint| &constraint.left_to);
    assert_eq!(words.find(|word| kbc::checks::known(word).is_none()), None);
}

#[test]
fn schema_prints_each_constraint_as_a_query_and_the_schema_of_the_report() {
    let project = Project::with([("a.md", article(1))]);
    let ran = project.kbc(&["schema", "sql"]).exits(0);
    let count = contract().datasets.iter().map(|dataset| dataset.constraints.len()).sum::<usize>();
    assert_eq!(ran.out.matches("\nORDER BY file_row_number;\n").count(), count);
    let ran = ran.prints(
        "\n-- files: file_name, file_version, platform determines file_size (warning, left to K402, K506)\nSELECT ",
    );
    let ran = ran.prints("-- assemblies: source, table_number, row_number references source, table_number, row_number of files (error)\n");
    let ran = ran.prints("PARTITION BY lower(\"file_name\"), \"file_version\", \"platform\" ORDER BY");
    ran.prints("FROM read_parquet('output/files.parquet', file_row_number = true)");
    let ran = project.kbc(&["schema", "sql", "--output", "it's/here/"]).exits(0);
    ran.prints("read_parquet('it''s/here/files.parquet'");
    // What is not written as Parquet cannot be asked.
    let csv = constraint("unique", "[\"item\"]", "");
    project.write("mine/limits.toml", format!("formats = [\"csv\"]{LIMITS}{csv}"));
    let ran = project.kbc(&["schema", "sql", "--schemas", "mine"]).exits(0);
    ran.prints("-- limits: unique item (warning)\n-- no query: a dataset is not written as Parquet\n");
    // Engines spell names of groups in other ways, and texts.
    let pattern = constraint("pattern", "[\"item\"]", r#"pattern = "(?<word>\\w+)'s""#);
    project.write("mine/limits.toml", format!("{LIMITS}{pattern}"));
    let ran = project.kbc(&["schema", "sql", "--schemas", "mine"]).exits(0);
    ran.prints("-- limits: item fits a pattern (warning)\n")
        .prints("WHERE NOT regexp_full_match(\"item\", '(\\w+)''s')\n");
    let ran = project.kbc(&["schema", "sql", "--schemas", "mine", "--dialect", "spark"]).exits(0);
    ran.prints("WHERE NOT `item` RLIKE '\\\\A(?:(\\\\w+)\\'s)\\\\z'\n");
    let schema = project.kbc(&["schema", "findings"]).exits(0).out;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["title"], "Findings of kbc");
}

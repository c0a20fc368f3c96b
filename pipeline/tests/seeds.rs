//! Real articles give exactly the rows that people have checked by hand, each from the line where it is printed.

use crate::compiled::{Compiled, NULL, contract};
use crate::shared::{self, Expected, SEEDS};
use kbc::records::read_tables;
use kbc::source::Source;

/// What an article says, besides the rows of its files.
struct Facts {
    kb: &'static str,
    restart: &'static str,
    /// Numbers of payload files, manifests and `.mum` files.
    files: [usize; 3],
    /// Pattern, product, milestone, service branch.
    patterns: &'static [[&'static str; 4]],
    /// Version of a payload file with its branch and milestone.
    branches: &'static [[&'static str; 3]],
    /// Number and relation of the articles referred to.
    references: &'static [[&'static str; 2]],
}

const FACTS: [Facts; 3] = [
    Facts {
        kb: "981506",
        restart: "may_be_required",
        files: [33, 9, 3],
        patterns: &[],
        branches: &[["6.1.7600.20667", NULL, NULL]],
        references: &[["824684", "terminology"]],
    },
    Facts {
        kb: NULL,
        restart: "required",
        files: [15, 30, 6],
        patterns: &[
            ["6.0.6002.22*", "Windows Vista and Windows Server 2008", "SP2", "LDR"],
            ["6.1.7600.20*", "Windows 7 and Windows Server 2008 R2", "RTM", "LDR"],
            ["6.1.7601.21*", "Windows 7 and Windows Server 2008 R2", "SP1", "LDR"],
        ],
        branches: &[
            ["6.0.6002.22568", "ldr", "SP2"],
            ["6.1.7600.20861", "ldr", "RTM"],
            ["6.1.7601.21624", "ldr", "SP1"],
        ],
        references: &[["935791", "prerequisite"], ["968849", "prerequisite"], ["824684", "terminology"]],
    },
    Facts {
        kb: NULL,
        restart: "may_be_required",
        files: [39, 27, 6],
        patterns: &[
            ["6.0.6001.22*", "Windows Vista and Windows Server 2008", "SP1", "LDR"],
            ["6.0.6002.22*", "Windows Vista and Windows Server 2008", "SP2", "LDR"],
        ],
        branches: &[["6.0.6001.22765", "ldr", "SP1"], ["6.0.6002.22489", "ldr", "SP2"]],
        references: &[["935791", "prerequisite"], ["968849", "prerequisite"], ["824684", "terminology"]],
    },
];

/// The columns of `files` that the expectation has.
const COLUMNS: [&str; 11] = [
    "kb",
    "section",
    "kind",
    "file_name",
    "file_version",
    "file_size",
    "file_date",
    "file_time",
    "platform",
    "sp_requirement",
    "service_branch",
];

/// An expected row in the order of `COLUMNS`, its texts as `Compiled` gives them.
fn wanted(row: &Expected) -> Vec<String> {
    let time = if row.time.is_empty() { String::new() } else { format!("{}:00", row.time) };
    let platform = row.platform.to_ascii_lowercase().replace("ia-64", "ia64");
    [
        &row.article_kb,
        &row.section,
        &row.kind,
        &row.file_name,
        &row.file_version,
        &row.file_size,
        &row.date,
        &time,
        &platform,
        &row.sp_requirement,
        &row.service_branch,
    ]
    .map(|text| if text.is_empty() { NULL.to_owned() } else { text.clone() })
    .into()
}

/// The lines of the cells that feed `files.file_name`, in order.
fn lines(source: &Source) -> Vec<u32> {
    let files = contract().position("files").unwrap();
    let name = contract().datasets[files].position("file_name").unwrap();
    let document = kbc::blocks::read(source);
    let mut lines = Vec::new();
    let found = kbc::lines::read(&document, contract());
    let tables = kbc::tables::find(&found);
    for (table, rows) in tables.iter().zip(read_tables(&found, &tables, contract())) {
        if table.claim.as_ref().is_none_or(|claim| claim.dataset != files) {
            continue;
        }
        for row in rows.iter().filter(|row| row.is_record) {
            let feeds_name = |values: &[(usize, _)]| values.iter().any(|(column, _)| *column == name);
            let cell = row.cells.iter().find(|cell| feeds_name(&cell.values)).unwrap();
            lines.push(source.lines.position(&source.text, cell.span.start).line);
        }
    }
    lines
}

fn texts<const N: usize>(rows: &[[&str; N]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect()
}

fn check_rows(source: &Source, expected: &[Expected]) {
    let path = &source.path;
    let rows = Compiled::new(source).rows("files", &COLUMNS);
    assert_eq!(rows.len(), expected.len(), "rows of {path}");
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(row, &wanted(expected), "the file printed on line {} of {path}", expected.line);
    }
    let expected: Vec<u32> = expected.iter().map(|row| row.line).collect();
    assert_eq!(lines(source), expected, "lines of {path}");
}

fn check_facts(source: &Source, facts: &Facts) {
    let path = &source.path;
    let compiled = Compiled::new(source);
    let article = compiled.rows("articles", &["kb", "restart", "registry_change", "replaces"]);
    assert_eq!(article, texts(&[[facts.kb, facts.restart, "not_required", "none"]]), "{path}");

    let kinds = compiled.rows("files", &["kind"]);
    let count = |kind: &str| kinds.iter().filter(|row| row[0] == kind).count();
    assert_eq!(["payload", "manifest", "mum"].map(count), facts.files, "{path}");
    assert_eq!(compiled.rows("assemblies", &["file_name"]).len(), facts.files[1], "assemblies of {path}");

    let patterns = compiled.rows("version_patterns", &["pattern", "product", "milestone", "service_branch"]);
    assert_eq!(patterns, texts(facts.patterns), "{path}");
    let files = compiled.rows("files", &["file_version", "branch", "milestone"]);
    for wanted in texts(facts.branches) {
        let found: Vec<_> = files.iter().filter(|row| row[0] == wanted[0]).collect();
        assert!(!found.is_empty() && found.iter().all(|row| **row == wanted), "{path}: {found:?} and not {wanted:?}");
    }
    let unmatched = |row: &&Vec<String>| facts.branches.iter().all(|[version, ..]| row[0] != *version);
    for row in files.iter().filter(unmatched) {
        assert_eq!(row[1..], [NULL, NULL], "{path}: {row:?} fits no pattern");
    }

    let references = compiled.rows("kb_references", &["referenced_kb", "relation"]);
    assert_eq!(references, texts(facts.references), "{path}");
}

fn check_coverage(source: &Source) {
    let compiled = Compiled::new(source);
    let [cells, typed, raw, ignored, unread, unclaimed] =
        ["cells", "cells_typed", "cells_raw", "cells_ignored", "cells_unread", "file_like_lines_unclaimed"]
            .map(|column| compiled.covered(column));
    assert_eq!(cells, typed + raw + ignored + unread, "{}", source.path);
    assert_eq!([raw, unread, unclaimed], [0, 0, 0], "raw, unread and unclaimed in {}", source.path);
}

#[test]
fn the_seeds_give_the_rows_that_were_checked_by_hand() {
    let Some(shared) = shared::directory() else {
        println!("skipped: no ../shared");
        return;
    };
    for (name, facts) in SEEDS.iter().zip(&FACTS) {
        let expected = shared::expected(&shared, name);
        assert_eq!(expected.len(), facts.files.iter().sum::<usize>(), "the expectation of {name}");
        check_rows(&shared::seed(&shared, name), &expected);
    }
}

#[test]
fn the_seeds_say_what_was_checked_by_hand() {
    let Some(shared) = shared::directory() else {
        println!("skipped: no ../shared");
        return;
    };
    for (name, facts) in SEEDS.iter().zip(&FACTS) {
        let source = shared::seed(&shared, name);
        check_facts(&source, facts);
        check_coverage(&source);
    }
}

#[test]
fn our_own_articles_give_the_rows_of_the_seeds() {
    let own = shared::own();
    assert_eq!(own.len(), SEEDS.len(), "each of our own articles prints the tables of a seed");
    match shared::directory() {
        Some(shared) => {
            for (source, name) in own.iter().zip(SEEDS) {
                check_rows(source, &shared::expected(&shared, name));
            }
        }
        None => println!("skipped: no ../shared"),
    }
}

#[test]
fn our_own_articles_say_what_was_checked_by_hand() {
    for (source, facts) in shared::own().iter().zip(&FACTS) {
        check_facts(source, facts);
        check_coverage(source);
    }
}

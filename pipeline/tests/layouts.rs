//! Layout does not matter: the same facts in any layout give the same rows.

use crate::compiled::{Compiled, NULL, columns};
use crate::render::{LAYOUTS, Layout, Section, article, of_shape};
use crate::shared::{self, Expected};
use jiff::civil::Date;
use kbc::source::Source;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

/// Always the same cases, unless the environment asks for others: `PROPTEST_CASES=1000 PROPTEST_RNG_SEED=7`.
pub(crate) fn config(cases: u32) -> Config {
    let is_set = |name| std::env::var_os(name).is_some();
    let given = Config::default();
    Config {
        cases: if is_set("PROPTEST_CASES") { given.cases } else { cases },
        rng_seed: if is_set("PROPTEST_RNG_SEED") { given.rng_seed } else { RngSeed::Fixed(981_506) },
        failure_persistence: None,
        max_shrink_iters: 1024,
        ..given
    }
}

/// A sentence that says so.
pub(crate) const UTC: &str = "The dates and the times for these files are listed in Coordinated Universal Time (UTC).";
const NO_UTC: &str = "The files of this update have the attributes that are listed in the following tables.";

/// Columns that the printed cells feed, with the heading that feeds them.
pub(crate) const PRINTED: [(&str, &str); 8] = [
    ("file_name", "File name"),
    ("file_version", "File version"),
    ("file_size", "File size"),
    ("file_date", "Date"),
    ("file_time", "Time"),
    ("platform", "Platform"),
    ("sp_requirement", "SP requirement"),
    ("service_branch", "Service branch"),
];

/// All columns of `files` but the path of the article, which is named after its syntax.
fn compared() -> Vec<&'static str> {
    columns("files").into_iter().filter(|column| *column != "source").collect()
}

fn compile(path: &str, text: String) -> Vec<Vec<String>> {
    Compiled::new(&Source::new(path.to_owned(), text.into_bytes())).rows("files", &compared())
}

/// What the generator of a row knows of its values; null where the cell is empty or says "not applicable".
fn model(section: &Section) -> Vec<Vec<String>> {
    let value = |heading: &str, cell: &str| {
        let is_null = ["", "not applicable", "none"].iter().any(|null| cell.eq_ignore_ascii_case(null));
        match heading.trim_end_matches(" (UTC)") {
            _ if is_null => NULL.to_owned(),
            "File size" => cell.replace(',', ""),
            "Date" => Date::strptime("%d-%b-%Y", cell).unwrap().to_string(),
            "Time" => format!("{cell}:00"),
            "Platform" => cell.to_ascii_lowercase().replace("ia-64", "ia64").replace("amd64", "x64"),
            _ => cell.to_owned(),
        }
    };
    let heading_of = |column: &str| PRINTED.iter().find(|(name, _)| *name == column).map(|(_, heading)| *heading);
    let position = |wanted: &str| section.headings.iter().position(|heading| heading.starts_with(wanted));
    let row = |cells: &Vec<String>| {
        compared()
            .iter()
            .filter_map(|column| {
                let heading = heading_of(column)?;
                Some(position(heading).map_or_else(|| NULL.to_owned(), |at| value(heading, &cells[at])))
            })
            .collect()
    };
    section.rows.iter().map(row).collect()
}

/// The part of compiled rows that the model knows.
fn modelled(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let is_printed = |column: &&str| PRINTED.iter().any(|(name, _)| name == column);
    let keep: Vec<usize> =
        compared().iter().enumerate().filter(|(_, column)| is_printed(column)).map(|(at, _)| at).collect();
    rows.iter().map(|row| keep.iter().map(|&at| row[at].clone()).collect()).collect()
}

/// The first place where rows differ from those that are wanted.
fn difference(columns: &[&str], rows: &[Vec<String>], wanted: &[Vec<String>]) -> Option<String> {
    for (at, (row, wanted)) in rows.iter().zip(wanted).enumerate() {
        if let Some(column) = (0..columns.len()).find(|&column| row[column] != wanted[column]) {
            let name = columns[column];
            return Some(format!("row {}: {name} is `{}` and not `{}`", at + 1, row[column], wanted[column]));
        }
    }
    (rows.len() != wanted.len()).then(|| format!("{} rows and not {}", rows.len(), wanted.len()))
}

/// Compiles sections in every layout: all give the rows of the first, and these are what the generator meant.
fn check(layouts: &[&Layout], statement: &str, sections: &[Section]) -> Result<(), TestCaseError> {
    let columns = compared();
    let printed: Vec<&str> = PRINTED.iter().map(|(column, _)| *column).collect();
    let meant: Vec<_> = sections.iter().flat_map(model).collect();
    let mut first = None;
    let mut differences = Vec::new();
    for layout in layouts {
        let text = article(layout, statement, sections);
        let rows = compile(layout.path, text.clone());
        let wanted = first.get_or_insert_with(|| rows.clone());
        let with_crlf = compile(layout.path, text.replace('\n', "\r\n"));
        let found = difference(&printed, &modelled(&rows), &meant)
            .or_else(|| difference(&columns, &rows, wanted))
            .or_else(|| Some(difference(&columns, &with_crlf, wanted)? + " with CRLF"));
        differences.extend(found.map(|found| (format!("{}: {found}", layout.name), text)));
    }
    let Some((_, text)) = differences.first() else { return Ok(()) };
    let lines: Vec<&str> = differences.iter().map(|(line, _)| line.as_str()).collect();
    let text: Vec<&str> = text.lines().take(60).collect();
    let text = text.join("\n");
    Err(TestCaseError::fail(format!("{}\nThe first of them:\n{text}", lines.join("\n"))))
}

/// The article whose tables stand in one shape.
fn article_of(layout: &kbc::tables::Layout, statement: &str, sections: &[Section]) -> Option<Source> {
    let tables: String = sections.iter().map(|section| of_shape(layout.shape, section)).collect::<Option<_>>()?;
    let text = format!("A service stops when it is started twice\n\n{statement}\n\n{tables}Status\n\nIt is known.\n");
    Some(Source::new("article.txt".to_owned(), text.into_bytes()))
}

/// Compiles sections in every layout as its shape says that it is printed.
pub(crate) fn check_shapes(
    layouts: &[&'static kbc::tables::Layout],
    statement: &str,
    sections: &[Section],
) -> Result<(), TestCaseError> {
    let printed: Vec<&str> = PRINTED.iter().map(|(column, _)| *column).collect();
    let meant: Vec<_> = sections.iter().flat_map(model).collect();
    for layout in layouts {
        let Some(source) = article_of(layout, statement, sections) else { continue };
        let rows = Compiled::by(layouts, &source).rows("files", &compared());
        if let Some(found) = difference(&printed, &modelled(&rows), &meant) {
            return Err(TestCaseError::fail(format!("{}: {found}\n{}", layout.shape.name, source.text)));
        }
    }
    Ok(())
}

fn all() -> Vec<&'static Layout> {
    LAYOUTS.iter().collect()
}

fn named(names: &[&str]) -> Vec<&'static Layout> {
    let found: Vec<&Layout> = LAYOUTS.iter().filter(|layout| names.contains(&layout.name)).collect();
    assert_eq!(found.len(), names.len(), "{names:?}");
    found
}

fn null() -> impl Strategy<Value = String> {
    select(vec!["Not applicable", "Not Applicable"]).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    let extensions =
        vec!["dll", "DLL", "Sys", "exe", "mof", "cat", "Mui", "dll.mui", "inf", "ocx", "XML", "dl_", "cpl", "vbs"];
    let plain = ("[A-Za-z][A-Za-z0-9]{0,9}([_-][A-Za-z0-9]{1,6})?", select(extensions))
        .prop_map(|(stem, extension)| format!("{stem}.{extension}"));
    let prefix = select(vec!["X86", "Amd64", "Ia64", "Wow64", "amd64", "x86", "Msil"]);
    let component = prop_oneof![
        "[0-9a-f]{32}",
        "microsoft-windows-[a-z]{3,12}",
        "microsoft-windows-[a-z]\\.\\.-[a-z]{3,8}",
        "microsoft\\.[a-z]{3,8}\\.[a-z]{3,8}"
    ];
    let culture = select(vec!["none", "en-us", "pt-br"]);
    let manifest = (prefix, component, version(), culture, "[0-9a-f]{16}").prop_map(
        |(prefix, component, version, culture, hash)| {
            format!("{prefix}_{component}_31bf3856ad364e35_{version}_{culture}_{hash}.manifest")
        },
    );
    let other = select(vec![
        "Update.mum",
        "Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum",
        "Windows6.1-KB976398-x86.msu",
        "Read me.txt",
        "7za.exe",
    ]);
    prop_oneof![6 => plain, 4 => manifest, 2 => other.prop_map(str::to_owned)]
}

fn version() -> impl Strategy<Value = String> {
    (1..16_u32, 0..10_u32, 0..9999_u32, 0..30_000_u32).prop_map(|(a, b, c, d)| format!("{a}.{b}.{c}.{d}"))
}

fn size() -> impl Strategy<Value = String> {
    (0..50_000_000_u32, any::<bool>())
        .prop_map(|(size, grouped)| if grouped { grouped_by_commas(size) } else { size.to_string() })
}

fn grouped_by_commas(size: u32) -> String {
    let digits = size.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn row() -> impl Strategy<Value = Vec<String>> {
    let version = prop_oneof![3 => version(), 1 => null()];
    let date = (1..29_u8, select(MONTHS.to_vec()), 1996..2020_u16)
        .prop_map(|(day, month, year)| format!("{day:02}-{month}-{year}"));
    let time = (0..24_u8, 0..60_u8).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let platforms = select(vec!["x86", "x64", "IA-64", "X86", "X64", "ia64", "AMD64"]).prop_map(str::to_owned);
    let platform = prop_oneof![3 => platforms, 1 => null()];
    let pack = select(vec!["SP1", "SP2", "SP3", "None", "Not Applicable"]).prop_map(str::to_owned);
    let branch = select(vec!["SP1GDR", "SP2QFE", "SP3LDR", "RTMGDR", "Not applicable"]).prop_map(str::to_owned);
    (name(), version, size(), date, time, platform, pack, branch)
        .prop_map(|(a, b, c, d, e, f, g, h)| vec![a, b, c, d, e, f, g, h])
}

/// A section with six or eight columns, in the usual order.
fn section() -> impl Strategy<Value = Section> {
    let labels = select(vec![
        "For all supported x86-based versions of Windows 7",
        "For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2",
        "For all supported IA-64-based versions of Windows Server 2008",
        "For all supported x64-based versions of Windows 7",
        "Additional files for all supported x86-based versions of Windows Vista and of Windows Server 2008",
        "Windows Server 2003, x86-based versions",
    ]);
    (labels, select(vec![6_usize, 8]), any::<bool>(), prop::collection::vec(row(), 1..9)).prop_map(
        |(label, width, utc, rows)| Section {
            label: label.to_owned(),
            headings: PRINTED[..width]
                .iter()
                .map(|(_, heading)| match *heading {
                    "Date" | "Time" if utc => format!("{heading} (UTC)"),
                    heading => heading.to_owned(),
                })
                .collect(),
            rows: rows.into_iter().map(|row| row[..width].to_vec()).collect(),
        },
    )
}

fn sections() -> impl Strategy<Value = Vec<Section>> {
    prop::collection::vec(section(), 1..4)
}

fn statement() -> impl Strategy<Value = &'static str> {
    select(vec![UTC, NO_UTC])
}

/// A section and the same one with its columns in another order.
fn shuffled(section: Section) -> impl Strategy<Value = Section> {
    let order = Just((0..section.headings.len()).collect::<Vec<_>>()).prop_shuffle();
    order.prop_map(move |order| {
        let pick = |cells: &Vec<String>| order.iter().map(|&at| cells[at].clone()).collect();
        Section {
            label: section.label.clone(),
            headings: pick(&section.headings),
            rows: section.rows.iter().map(pick).collect(),
        }
    })
}

/// Rows in which version or platform, or both, were not printed.
fn with_holes(section: Section) -> impl Strategy<Value = Section> {
    let holes = prop::collection::vec((any::<bool>(), any::<bool>()), section.rows.len());
    holes.prop_map(move |holes| {
        let mut section = section.clone();
        for (row, (version, platform)) in section.rows.iter_mut().zip(holes) {
            if version {
                row[1].clear();
            }
            // A null behind the hole could stand in either column: such a row may be refused.
            let is_clear = row.get(6).is_none_or(|next| next.starts_with("SP"));
            if platform && is_clear {
                row[5].clear();
            }
        }
        section
    })
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn every_layout_gives_the_same_rows(statement in statement(), sections in sections()) {
        check(&all(), statement, &sections)?;
    }

    #[test]
    fn every_shape_gives_the_same_rows(statement in statement(), sections in sections()) {
        check_shapes(kbc::tables::LAYOUTS, statement, &sections)?;
    }

    #[test]
    fn the_order_of_columns_does_not_matter(statement in statement(), section in section().prop_flat_map(shuffled)) {
        let layouts = named(&[
            "pipe table",
            "fixed width",
            "fixed width, divided by tabs",
            "box",
            "flattened rows",
            "flattened cells",
            "flattened cells without blank lines",
        ]);
        check(&layouts, statement, &[section])?;
    }

    #[test]
    fn the_order_of_pairs_does_not_matter(statement in statement(), section in section().prop_flat_map(shuffled)) {
        let layouts = named(&["pipe table", "vertical pipe table", "flattened pairs", "flattened cells, vertical"]);
        check(&layouts, statement, &[section])?;
    }

    #[test]
    fn a_cell_that_vanished_from_a_row_is_null(statement in statement(), section in section().prop_flat_map(with_holes)) {
        let layouts = named(&[
            "pipe table",
            "fixed width",
            "fixed width, indented, rows between blank lines",
            "fixed width, divided by tabs",
            "box",
            "box with one rule below the header",
            "flattened rows",
            "flattened rows between blank lines",
        ]);
        check(&layouts, statement, &[section])?;
    }

    #[test]
    fn a_cell_that_vanished_from_lines_of_cells_is_null(
        statement in statement(),
        section in section().prop_flat_map(with_holes),
    ) {
        check(&named(&["pipe table", "flattened cells"]), statement, &[section])?;
    }

    #[test]
    fn a_value_that_vanished_from_a_pair_is_null(statement in statement(), section in section().prop_flat_map(with_holes)) {
        let layouts = named(&[
            "pipe table",
            "vertical pipe table",
            "flattened pairs",
            "flattened cells, vertical, without blank lines",
        ]);
        check(&layouts, statement, &[section])?;
    }
}

/// A version pattern in pieces, as line breaks cut it, and the places where each layout cuts it.
#[derive(Clone, Debug)]
struct Pattern {
    digits: &'static str,
    cuts: Vec<usize>,
    /// For each cut which of the separators of a layout stands there.
    separators: Vec<usize>,
    /// Which of the separators stands between the pattern and the next cell.
    behind: usize,
    open: &'static str,
    product: &'static str,
    milestone: &'static str,
    branch: &'static str,
}

impl Pattern {
    fn printed(&self, separators: &[&str], open: &str) -> String {
        let mut text = String::new();
        let mut from = 0;
        for (&cut, &which) in self.cuts.iter().zip(&self.separators) {
            text += &self.digits[from..cut];
            text += separators[which % separators.len()];
            from = cut;
        }
        text + &self.digits[from..] + open
    }
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let digits =
        select(vec!["6.0.6000.16", "6.0.6001.22", "6.0.6002.22", "6.1.7600.20", "6.1.7601.21", "10.0.14393.2"]);
    let cuts = digits.prop_flat_map(|digits| {
        let places: Vec<usize> = (1..=digits.len()).collect();
        (Just(digits), prop::sample::subsequence(places, 0..=3))
    });
    let products = select(vec![
        "Windows Vista",
        "Windows Vista and Windows Server 2008",
        "Windows 7 and Windows Server 2008 R2",
        "Windows 10 Version 1607",
    ]);
    let separators = prop::collection::vec(0..4_usize, 3);
    let behind = 0..4_usize;
    let milestone = select(vec!["RTM", "SP1", "SP2"]);
    (cuts, separators, behind, select(vec!["xxx", "*xxx*", "*"]), products, milestone, select(vec!["GDR", "LDR"]))
        .prop_map(|((digits, cuts), separators, behind, open, product, milestone, branch)| Pattern {
            digits,
            cuts,
            separators,
            behind,
            open,
            product,
            milestone,
            branch,
        })
}

/// The article with its version patterns in one layout: separators that may stand in a pattern and behind it.
fn with_patterns(layout: &str, patterns: &[Pattern], milestone: &str) -> (&'static str, String) {
    let (path, headings, inside, behind): (_, _, &[&str], &[&str]) = match layout {
        "pipe" => (
            "article.md",
            format!("|Version|Product|{milestone}|Service branch|\n|---|---|---|---|\n"),
            &[" ", "<br/>", "<br>", "<br/> "],
            &["|"],
        ),
        "rows" => (
            "article.txt",
            format!("Version Product {milestone} Service branch\n"),
            &[" ", "\n", "\n\n", "\n    "],
            &[" ", "\n"],
        ),
        _ => (
            "article.txt",
            format!("Version\n\nProduct\n\n{milestone}\n\nService branch\n\n"),
            &[" ", "\n", "\n\n"],
            &["\n\n"],
        ),
    };
    let mut text =
        format!("A service stops\n\nThe files can be told apart as the following table shows.\n\n{headings}");
    for pattern in patterns {
        let open = if path == "article.md" { pattern.open } else { "xxx" };
        let cells = [pattern.product, pattern.milestone, pattern.branch];
        let printed = pattern.printed(inside, open) + behind[pattern.behind % behind.len()];
        let row = match layout {
            "pipe" => format!("|{printed}{}|\n", cells.join("|")),
            "rows" => format!("{printed}{}\n", cells.join(" ")),
            _ => format!("{printed}{}\n\n", cells.join("\n\n")),
        };
        text += &row;
    }
    (path, text + "\nThe rest is prose.\n")
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn a_version_pattern_cut_over_lines_is_closed(
        patterns in prop::collection::vec(pattern(), 1..4),
        milestone in select(vec!["SR_Level", "SR Level", "Milestone"]),
    ) {
        let wanted: Vec<Vec<String>> = patterns
            .iter()
            .map(|pattern| {
                [format!("{}*", pattern.digits), pattern.product.into(), pattern.milestone.into(), pattern.branch.into()].into()
            })
            .collect();
        for layout in ["pipe", "rows", "cells"] {
            let (path, text) = with_patterns(layout, &patterns, milestone);
            let source = Source::new(path.to_owned(), text.into_bytes());
            let rows = Compiled::new(&source).rows("version_patterns", &["pattern", "product", "milestone", "service_branch"]);
            prop_assert_eq!(&rows, &wanted, "{}\n{}", layout, source.text);
        }
    }
}

/// A real row: its section, and its cells as articles print them, in the order of `PRINTED`.
type PrintedRow = (String, Vec<String>);

/// Real rows, printed again as sections.
fn printed_again(rows: &[PrintedRow]) -> Vec<Section> {
    rows.chunk_by(|a, b| a.0 == b.0)
        .map(|rows| Section {
            label: rows[0].0.clone(),
            headings: PRINTED[..rows[0].1.len()].iter().map(|(_, heading)| (*heading).to_owned()).collect(),
            rows: rows.iter().map(|(_, cells)| cells.clone()).collect(),
        })
        .collect()
}

/// A date and time of a row as articles print them; a null as its usual words.
fn as_printed(values: &[&str]) -> Vec<String> {
    let print = |(at, value): (usize, &&str)| match PRINTED[at].0 {
        _ if value.is_empty() || *value == NULL => "Not applicable".to_owned(),
        "file_size" => grouped_by_commas(value.parse().unwrap()),
        "file_date" => value.parse::<Date>().unwrap().strftime("%d-%b-%Y").to_string(),
        "file_time" => value[..5].to_owned(),
        _ => (*value).to_owned(),
    };
    values.iter().enumerate().map(print).collect()
}

/// Checks the rows of several articles and reports all that differ.
fn check_all(articles: Vec<(String, Vec<PrintedRow>)>) {
    let mut failures = Vec::new();
    for (path, rows) in articles {
        assert!(!rows.is_empty(), "{path} has no rows");
        failures.extend(check(&all(), UTC, &printed_again(&rows)).err().map(|error| format!("{path}: {error}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_rows_of_our_own_articles_are_the_same_in_every_layout() {
    let mut wanted = vec!["section"];
    wanted.extend(PRINTED[..6].iter().map(|(column, _)| *column));
    let read = |source: &Source| {
        let printed = |row: &Vec<String>| {
            let values: Vec<&str> = row[1..].iter().map(String::as_str).collect();
            (row[0].clone(), as_printed(&values))
        };
        Compiled::new(source).rows("files", &wanted).iter().map(printed).collect()
    };
    check_all(shared::own().iter().map(|source| (source.path.clone(), read(source))).collect());
}

#[test]
fn the_rows_of_the_seeds_are_the_same_in_every_layout() {
    let Some(shared) = shared::directory() else {
        println!("skipped: no ../shared");
        return;
    };
    let printed = |row: &Expected| {
        let values = [&row.file_name, &row.file_version, &row.file_size, &row.date, &row.time, &row.platform];
        (row.section.clone(), as_printed(&values.map(String::as_str)))
    };
    let read = |seed: &str| shared::expected(&shared, seed).iter().map(printed).collect();
    check_all(shared::SEEDS.iter().map(|seed| ((*seed).to_owned(), read(seed))).collect());
}

//! Properties of `compile` over arbitrary and damaged articles: it never panics, and every cell is accounted for.

use crate::support::{CORPUS, corpus};
use kbc::contract::Contract;
use kbc::emit::format_names;
use kbc::records::{Records, Rows};
use kbc::source::Source;
use kbc::values::Value;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::LazyLock;

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::embedded(&format_names()).unwrap());

/// All lines of the corpus, with their line ends.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| CORPUS.iter().flat_map(|name| lines(&corpus(name))).collect());

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// The same cases in every run: a failure belongs to a change, not to the day.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, rng_seed: RngSeed::Fixed(5_000_001), failure_persistence: None, ..<_>::default() }
}

fn rows<'r, 's>(records: &'r Records<'s>, dataset: &str) -> &'r Rows<'s> {
    &records.datasets[CONTRACT.position(dataset).unwrap()]
}

fn number(row: &[Value<'_>], dataset: &str, column: &str) -> usize {
    let dataset = &CONTRACT.datasets[CONTRACT.position(dataset).unwrap()];
    match row[dataset.position(column).unwrap()] {
        Value::U32(number) => number as usize,
        ref other => panic!("{column} is {other:?}"),
    }
}

/// Compiles an article and asserts what holds for every one.
fn check(name: &str, bytes: Vec<u8>) {
    let source = Source::new(name.to_owned(), bytes);
    let records = kbc::compile(&source, &CONTRACT);
    for (dataset, rows) in CONTRACT.datasets.iter().zip(&records.datasets) {
        assert_eq!(rows.values.len(), rows.len() * dataset.columns.len(), "{}", dataset.name);
        for row in rows.iter() {
            for (column, value) in dataset.columns.iter().zip(row) {
                assert!(!column.required || !value.is_null(), "{} is null", column.path);
            }
        }
    }
    assert_eq!(rows(&records, "articles").len(), 1);
    let coverage = rows(&records, "coverage").iter().next().unwrap();
    let count = |column: &str| number(coverage, "coverage", column);
    let ignored = ["ignored_header", "ignored_repeated_header", "ignored_delimiter", "ignored_padding"];
    assert_eq!(count("cells_ignored"), ignored.iter().map(|column| count(column)).sum::<usize>());
    let kept = count("cells_typed") + count("cells_raw") + count("cells_unread");
    assert_eq!(count("cells"), kept + count("cells_ignored"));
    assert_eq!(rows(&records, "cells").len(), kept);
    let article = rows(&records, "articles").iter().next().unwrap();
    assert_eq!(number(article, "articles", "files"), rows(&records, "files").len());
    assert_eq!(number(article, "articles", "tables"), rows(&records, "tables").len());
    cells_are_slices(&source, rows(&records, "cells"));
}

/// Every cell stands in the article where `cells` says.
fn cells_are_slices(source: &Source, cells: &Rows<'_>) {
    let text_at = CONTRACT.datasets[CONTRACT.position("cells").unwrap()].position("text").unwrap();
    for row in cells.iter() {
        let at = |column| number(row, "cells", column);
        let Value::Text(text) = &row[text_at] else { panic!("a cell without text: {row:?}") };
        let line: usize = source.lines.start(u32::try_from(at("line")).unwrap()) as usize;
        let (first, last) = (at("column_first") - 1, at("column_last"));
        let found: String = source.text[line..].chars().skip(first).take(last - first).collect();
        assert_eq!(found, **text, "line {} column {}", at("line"), at("column_first"));
    }
}

#[test]
fn what_holds_for_every_article_holds_for_the_corpus() {
    for name in CORPUS {
        check(name, corpus(name).into_bytes());
    }
}

/// What can happen to a line.
fn damage(line: &str, kind: u8, at: usize, other: &str) -> String {
    let at = line.char_indices().map(|(at, _)| at).nth(at % line.chars().count().max(1)).unwrap_or(0);
    let (before, after) = line.split_at(at);
    match kind {
        0 => format!("{before}{}", after.chars().skip(1).collect::<String>()),
        1 => format!("{before}|{after}"),
        2 => format!("{before}\n{after}"),
        3 => line.trim_end().to_owned(),
        4 => format!("{before}{}", other.trim()),
        5 => format!("{before}`<!--*_[é\u{a0}\u{0}{after}"),
        6 => format!("> - {line}"),
        7 => format!("{line}{line}"),
        _ => line.to_owned(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_compile(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in "[a-z]{0,3}\\.(md|html|txt)") {
        check(&name, bytes);
    }

    #[test]
    fn any_text_of_marks_and_words_compiles(
        words in proptest::collection::vec(
            prop_oneof![
                "[|\\-:`*_#<>&\\[\\]()!\\\\ \\t\\n~=+.,0-9]{1,4}",
                "[a-zäß\u{a0}\u{200b}\u{1f600}]{1,4}",
                Just("File name ".to_owned()), Just("File size\n".to_owned()), Just("Date".to_owned()),
                Just("|---|---|\n".to_owned()), Just("6.1.7600.16385 ".to_owned()), Just("14-Jul-2009".to_owned()),
                Just("<br/>".to_owned()), Just("---\n".to_owned()), Just("```\n".to_owned()), Just("Applies to".to_owned()),
                Just("a.dll".to_owned()), Just("\r\n".to_owned()), Just("<details><summary>".to_owned()),
                Just("<table>".to_owned()), Just("<tr><td>".to_owned()), Just("</table>".to_owned()),
                Just("<td colspan=3 rowspan=2>".to_owned()), Just("<th>".to_owned()), Just("<p>".to_owned()),
            ],
            0..80,
        ),
        name in "a\\.(md|html)",
    ) {
        check(&name, words.concat().into_bytes());
    }

    #[test]
    fn articles_whose_lines_are_shuffled_compile(
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..120),
    ) {
        let text: String = order.iter().map(|index| index.get(&LINES).as_str()).collect();
        check("a.md", text.into_bytes());
    }

    #[test]
    fn articles_whose_lines_are_damaged_compile(
        (article, first) in (0..CORPUS.len(), any::<prop::sample::Index>()),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..9, 0_usize..200), 1..12),
    ) {
        let all = lines(&corpus(CORPUS[article]));
        // A piece of an article keeps its tables and is small.
        let first = first.index(all.len());
        let mut piece = all[first..all.len().min(first + 90)].to_vec();
        for (index, kind, at) in changes {
            let line = index.index(piece.len());
            piece[line] = damage(&piece[line], kind, at, index.get(&LINES).as_str());
        }
        check(CORPUS[article], piece.concat().into_bytes());
    }
}

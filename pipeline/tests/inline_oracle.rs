//! The text of a cell of a pipe table is what a straightforward rendering of the events of pulldown-cmark shows.
//!
//! What kbc shows otherwise, on purpose, is left out: the marks of footnotes, which it raises, what is not displayed, and tags
//! that are no markup to it.

use crate::corpus::corpora;
use crate::shared;
use kbc::blocks::{Document, Kind, read};
use kbc::source::{Source, articles, read as load};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// Tags that part words.
const PARTING: [&str; 10] = ["br", "p", "div", "li", "ul", "ol", "tr", "td", "table", "hr"];

/// The text of a cell without the blanks around words.
fn folded(text: &str) -> String {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let seen: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name(tag: &str) -> String {
    let inner = tag.trim_start_matches(['<', '/']);
    inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The cells of all rows, by the place of the row; null for a cell that is shown otherwise on purpose.
fn by_events(text: &str) -> BTreeMap<usize, Vec<Option<String>>> {
    let mut rows: BTreeMap<usize, Vec<Option<String>>> = BTreeMap::new();
    let mut row: Range<usize> = 0..0;
    let mut cell: Option<String> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => row = range,
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                let is_other =
                    ["<sup", "[^", "hidden", "display"].iter().any(|sign| text[range.clone()].contains(sign));
                let shown = cell.take().filter(|_| !is_other);
                rows.entry(row.start).or_default().push(shown.map(|shown| folded(&shown)));
            }
            Event::Text(shown) | Event::Code(shown) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&shown);
                }
            }
            Event::InlineHtml(tag) => {
                if let Some(cell) = &mut cell {
                    match kbc::blocks::without_tags(&tag) {
                        shown if !shown.is_empty() => cell.push_str(&shown),
                        _ if PARTING.contains(&&*name(&tag)) => cell.push(' '),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    rows
}

/// What differs, and the number of cells that were compared.
fn compare(source: &Source) -> (usize, Vec<String>) {
    let document: Document<'_> = read(source);
    let (mut compared, mut differences) = (0, Vec::new());
    if document.format != "markdown" {
        return (0, differences);
    }
    let rows = by_events(&source.text);
    for block in &document.blocks {
        let Kind::Grid { first, end } = block.kind else { continue };
        for row in &document.rows[first as usize..end as usize] {
            let Some(shown) = rows.get(&(row.span.start as usize)) else { continue };
            let cells = document.row_cells(row);
            // The parser drops surplus cells, and divides cells at bars in code: such rows are read on their own. It takes
            // the bar behind `\\\\`, which shows a backslash, for text.
            let has_backslash = row.span.slice(&source.text).contains(r"\\|");
            if has_backslash || document.split(row.span).len() > shown.len() {
                continue;
            }
            for (&cell, shown) in cells.iter().zip(shown) {
                let Some(shown) = shown else { continue };
                compared += 1;
                let plain = document.plain(cell);
                if plain != *shown {
                    let line = source.lines.line(cell.start);
                    differences.push(format!("{}:{line}: {plain:?}, not {shown:?}", source.path));
                }
            }
        }
    }
    (compared, differences)
}

#[expect(clippy::print_stdout, reason = "says how much was compared")]
fn assert_same(sources: impl ParallelIterator<Item = Source>) {
    let join = |(count, mut all): (usize, Vec<String>), (more, others): (usize, Vec<String>)| {
        all.extend(others);
        (count + more, all)
    };
    let (compared, differences) = sources.map(|source| compare(&source)).reduce(Default::default, join);
    println!("{compared} cells");
    assert!(compared > 0, "no cells");
    assert!(differences.is_empty(), "{} of {compared} cells:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn cells_of_fixtures_show_what_the_parser_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["input", "pipeline/tests/fixtures"].map(|directory| articles(&root.join(directory)).unwrap().0);
    assert_same(found.into_iter().flatten().collect::<Vec<_>>().into_par_iter().map(|found| load(&found).unwrap()));
}

#[test]
fn cells_of_the_corpora_show_what_the_parser_shows() {
    let unpacked = tempfile::tempdir().unwrap();
    let Some(roots) = corpora(unpacked.path(), &["modern", "archive", "bulletins", "docs"]) else {
        println!("skipped: no ../shared");
        return;
    };
    let found: Vec<_> = roots.iter().flat_map(|root| articles(root).unwrap().0).collect();
    assert!(shared::directory().is_some() && found.len() > 1000, "only {} articles", found.len());
    assert_same(found.into_par_iter().map(|found| load(&found).unwrap()));
}

//! What holds for every article whatever it says: spans slice, tables stand in order, the ledger adds up.

use crate::compiled::{Compiled, NULL, columns, contract};
use kbc::blocks::Document;
use kbc::records::{Rows, read_tables};
use kbc::source::Source;
use kbc::span::Span;
use kbc::tables::Table;
use kbc::values::Value;
use std::collections::BTreeMap;

/// What was counted in articles, by name.
#[derive(Default)]
pub(crate) struct Totals(pub(crate) BTreeMap<String, usize>);

impl Totals {
    /// Adds to a number.
    fn add(&mut self, name: impl Into<String>, count: usize) {
        *self.0.entry(name.into()).or_default() += count;
    }

    /// The sums of two.
    pub(crate) fn join(mut self, other: Self) -> Self {
        for (name, count) in other.0 {
            self.add(name, count);
        }
        self
    }
}

/// Compiles an article; gives what was counted, and what does not hold.
pub(crate) fn check(source: &Source) -> (Totals, Vec<String>) {
    compile_and(source, &|document, tables, failures| {
        check_order(document, tables, failures);
        check_nothing_is_lost(document, tables, failures);
    })
}

/// Compiles an article of any shape; gives what does not hold. Tables in cells of tables, headings that are printed once above
/// several tables or over several lines are no mistakes here.
pub(crate) fn always(source: &Source) -> Vec<String> {
    compile_and(source, &|_, _, _| {}).1
}

/// What else is looked at.
type More<'m> = &'m dyn Fn(&Document<'_>, &[Table], &mut Vec<String>);

fn compile_and(source: &Source, more: More<'_>) -> (Totals, Vec<String>) {
    let mut failures = Vec::new();
    let mut totals = Totals::default();
    let compiled = std::panic::catch_unwind(|| {
        let document = kbc::blocks::read(source);
        let lines = kbc::lines::read(&document, contract());
        let tables = kbc::tables::find(&lines);
        let compiled =
            Compiled { records: kbc::records::read(&lines, &tables, kbc::outline::read(&lines, &tables), contract()) };
        (document, tables, compiled)
    });
    let Ok((document, tables, compiled)) = compiled else {
        return (totals, vec![format!("{}: panic", source.path)]);
    };
    check_spans(&document, &tables, &mut failures);
    check_places(&tables, &mut failures);
    more(&document, &tables, &mut failures);
    check_ledger(&compiled, &mut totals, &mut failures);
    check_cells(source, &compiled, &mut failures);
    for row in compiled.rows("files", &["file_name"]) {
        if row[0].trim().is_empty() || row[0] == NULL {
            failures.push("a file has no name".to_owned());
        }
    }
    for dataset in ["files", "assemblies", "version_patterns", "kb_references", "sections", "products"] {
        totals.add(format!("rows of {dataset}"), rows(&compiled, dataset).len());
    }
    for row in compiled.rows("tables", &["layout", "dataset"]) {
        totals.add(format!("tables, {}, {}", row[0], row[1]), 1);
    }
    totals.add(format!("articles read as {}", document.format), 1);
    (totals, failures.into_iter().map(|failure| format!("{}: {failure}", source.path)).collect())
}

fn rows<'a, 's>(compiled: &'a Compiled<'s>, dataset: &str) -> &'a Rows<'s> {
    &compiled.records.datasets[contract().position(dataset).unwrap()]
}

/// Each cell behind the last column of its row has a place of its own.
fn check_places(tables: &[Table], failures: &mut Vec<String>) {
    for table in tables {
        for (at, &row) in table.rows.iter().enumerate() {
            let behind: Vec<usize> = table
                .row(row)
                .iter()
                .filter(|cell| cell.column.heading().is_none())
                .map(|cell| cell.column.position(table.headings.len()))
                .collect();
            if !behind.is_sorted_by(|left, right| left < right) {
                failures
                    .push(format!("row {at} of a {} table has two cells in one place: {behind:?}", table.layout.name));
            }
        }
    }
}

/// Every span slices, and every cell of a table belongs to a row.
fn check_spans(document: &Document<'_>, tables: &[Table], failures: &mut Vec<String>) {
    let text = &document.source.text;
    let mut slices = |what: &str, span: Span| {
        let outside = span.start > span.end || text.get(span.range()).is_none();
        if outside {
            failures.push(format!("the span {span:?} of a {what} lies outside of the text or cuts a character"));
        }
    };
    for block in &document.blocks {
        slices("block", block.span);
    }
    for row in &document.rows {
        slices("row", row.span);
    }
    for &cell in &document.cells {
        slices("cell", cell);
    }
    for link in &document.links {
        slices("link", link.span);
        slices("text of a link", link.text);
    }
    for table in tables {
        slices("table", table.span);
        for cell in &table.cells {
            slices("cell of a table", cell.span);
        }
        for &heading in &table.headings {
            slices("heading of a table", heading);
        }
    }
    let read = read_tables(&kbc::lines::read(document, contract()), tables, contract());
    for (table, reread) in tables.iter().zip(read) {
        if reread.iter().map(|row| row.cells.len()).sum::<usize>() != table.cells.len() {
            failures.push(format!("cells of the table {:?} belong to no row", table.span));
        }
    }
}

/// Blocks and tables stand in order and do not overlap; what belongs to one stands in it.
fn check_order(document: &Document<'_>, tables: &[Table], failures: &mut Vec<String>) {
    for pair in document.blocks.windows(2) {
        if pair[0].span.end > pair[1].span.start {
            failures.push(format!("blocks overlap: {:?} and {:?}", pair[0].span, pair[1].span));
        }
    }
    for pair in tables.windows(2) {
        if pair[0].end_block > pair[1].first_block || pair[0].span.end > pair[1].span.start {
            failures.push(format!("tables overlap: {:?} and {:?}", pair[0].span, pair[1].span));
        }
    }
    for table in tables {
        // A table without blocks takes its cells from headings and items that belong to the text.
        let is_in_block = |span: Span| {
            let at = document.blocks.partition_point(|block| block.span.start <= span.start);
            at.checked_sub(1).is_some_and(|at| span.end <= document.blocks[at].span.end)
        };
        let is_inside = |span: Span| {
            table.span.start <= span.start && span.end <= table.span.end || !table.has_blocks() && is_in_block(span)
        };
        if !table.cells.iter().all(|cell| is_inside(cell.span)) || !table.headings.iter().all(|&span| is_inside(span)) {
            failures.push(format!("a cell stands outside of its table {:?}", table.span));
        }
    }
}

/// Every word of the blocks of a table belongs to a cell or a heading, or is a rule, a frame or a heading printed again.
fn check_nothing_is_lost(document: &Document<'_>, tables: &[Table], failures: &mut Vec<String>) {
    for table in tables.iter().filter(|table| table.has_blocks()) {
        let heading_text: Vec<_> = table.headings.iter().map(|&span| document.raw(span).to_lowercase()).collect();
        let heading_words: Vec<&str> = heading_text.iter().flat_map(|text| text.split_whitespace()).collect();
        let is_frame = |word: &str| word.chars().all(|c| r"|-=:+>*•\`~".contains(c));
        let is_item = |word: &str| word.trim_end_matches('.').bytes().all(|b| b.is_ascii_digit());
        let mut covered: Vec<Span> = table.headings.iter().chain(&table.captions).copied().collect();
        covered.extend(table.cells.iter().map(|cell| cell.span).filter(|span| !span.is_empty()));
        covered.sort_unstable();
        covered.push(Span::empty_at(table.span.end));
        let mut from = table.span.start;
        for span in covered {
            let between = Span { start: from, end: span.start.max(from) };
            let lost = |word: &&str| {
                !is_frame(word) && !is_item(word) && !heading_words.contains(&word.to_lowercase().as_str())
            };
            let words = document.plain(between);
            if let Some(word) = words.split(['|', ' ']).find(lost) {
                let line = document.source.lines.line(between.start);
                failures.push(format!("{word:?} of the table {:?} is lost behind line {line}", table.span));
            }
            from = from.max(span.end);
        }
    }
}

/// The sums of `coverage` hold.
fn check_ledger(compiled: &Compiled<'_>, totals: &mut Totals, failures: &mut Vec<String>) {
    const SUMMED: [&str; 6] =
        ["cells", "cells_typed", "cells_raw", "cells_ignored", "cells_unread", "file_like_lines_unclaimed"];
    let [cells, typed, raw, ignored, unread, unclaimed] = SUMMED.map(|column| compiled.covered(column) as usize);
    for (name, count) in SUMMED.iter().zip([cells, typed, raw, ignored, unread, unclaimed]) {
        totals.add(*name, count);
    }
    let reasons = ["ignored_header", "ignored_repeated_header", "ignored_delimiter", "ignored_padding"];
    let by_reason: u32 = reasons.iter().map(|column| compiled.covered(column)).sum();
    if cells != typed + raw + ignored + unread || ignored != by_reason as usize {
        failures.push(format!("{cells} cells are not {typed} + {raw} + {ignored} + {unread}"));
    }
    let kept = rows(compiled, "cells").len();
    if kept != typed + raw + unread {
        failures.push(format!("{kept} rows of cells are not {typed} + {raw} + {unread}"));
    }
}

/// Every `cells.text` is the slice of the article at its line and columns.
fn check_cells(source: &Source, compiled: &Compiled<'_>, failures: &mut Vec<String>) {
    let names = columns("cells");
    let at = |name: &str| names.iter().position(|column| *column == name).unwrap();
    let (text, line, first, last) = (at("text"), at("line"), at("column_first"), at("column_last"));
    for row in rows(compiled, "cells").iter() {
        let (Value::Text(text), &Value::U32(line), &Value::U32(first), &Value::U32(last)) =
            (&row[text], &row[line], &row[first], &row[last])
        else {
            failures.push(format!("a cell without text or place: {row:?}"));
            continue;
        };
        let begin = source.lines.start(line) as usize;
        // Counting characters and not bytes: independent of how the tool does it.
        let printed = source.text.get(begin..).map(|rest| {
            let from = rest.chars().take(first as usize - 1).map(char::len_utf8).sum::<usize>();
            let length = rest[from..].chars().take((last + 1 - first) as usize).map(char::len_utf8).sum::<usize>();
            &rest[from..from + length]
        });
        if printed != Some(text) {
            failures.push(format!("line {line}, columns {first} to {last} hold {printed:?} and not {text:?}"));
        }
        if text.is_empty() != (last + 1 == first) || text.trim() != text {
            failures.push(format!("line {line}: {text:?} is not trimmed, or its columns are wrong"));
        }
    }
}

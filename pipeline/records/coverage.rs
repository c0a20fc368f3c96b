//! The ledger: what became of every cell, and which lines look like file data that no table claimed.

use super::rows::{CellStatus, ReadRow};
use crate::blocks::Document;
use crate::contract::{Column, Contract, Dataset, Each};
use crate::lines::tokens;
use crate::span::Span;
use crate::tables::Table;
use crate::values::{name_in_columns, version_numbers};

/// Counts of one article.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    pub(super) typed: usize,
    pub(super) raw: usize,
    pub(super) unread: usize,
    pub(super) header: usize,
    pub(super) repeated_header: usize,
    pub(super) delimiter: usize,
    pub(super) padding: usize,
    /// Lines outside of claimed tables that look like file data.
    pub(super) unclaimed: Vec<Span>,
}

impl Coverage {
    /// Adds a table.
    pub(super) fn add(&mut self, table: &Table, rows: &[ReadRow<'_>]) {
        for cell in rows.iter().flat_map(|row| &row.cells) {
            match cell.status {
                CellStatus::Typed => self.typed += 1,
                CellStatus::Raw => self.raw += 1,
                CellStatus::Unread => self.unread += 1,
            }
        }
        self.header += table.ignored.header;
        self.repeated_header += table.ignored.repeated_header;
        self.delimiter += table.ignored.delimiter;
        self.padding += table.ignored.padding;
    }

    /// Cells that are no data.
    pub(super) fn ignored(&self) -> usize {
        self.header + self.repeated_header + self.delimiter + self.padding
    }

    /// Cells of all kinds.
    pub(super) fn cells(&self) -> usize {
        self.typed + self.raw + self.unread + self.ignored()
    }

    /// Collects the lines outside of claimed tables that look like file data.
    pub(super) fn file_like_lines(&mut self, document: &Document<'_>, tables: &[Table], contract: &Contract) {
        let text = document.source.text.as_str();
        let data = DataColumns::of(contract);
        let mut claimed =
            tables.iter().filter(|table| table.claim.is_some()).map(|table| table.span.range()).peekable();
        let mut at = document.front_matter.span.range().end;
        // Where the text behind the last claimed table begins.
        let mut open = at;
        while let Some(found) = data_mark(&text.as_bytes()[at..]).map(|offset| at + offset) {
            let start = memchr::memrchr(b'\n', &text.as_bytes()[at..found]).map_or(at, |end| at + end + 1);
            let end = memchr::memchr(b'\n', &text.as_bytes()[found..]).map_or(text.len(), |end| found + end);
            while let Some(table) = claimed.next_if(|table| table.end <= found) {
                open = table.end;
            }
            let in_table = claimed.peek().is_some_and(|table| table.start < end);
            if !in_table && let Some(line) = text.get(start..end) {
                if data.are_row(line) {
                    self.unclaimed.push(Span::of(start..end).trim(text));
                } else if data.is_data(value(line)) {
                    self.unclaimed.extend(data.name_above(text, open, start));
                }
            }
            at = end;
        }
        self.unclaimed.sort_by_key(|line| line.start);
    }
}

/// A name and its data stand within so many lines that are not blank.
const MOST_LINES_OF_CELLS: usize = 5;
/// A longer line is no cell, in bytes.
const LONGEST_CELL: usize = 200;

/// The columns of the datasets that list files, by whose types a line is known to be data.
struct DataColumns<'c> {
    names: Vec<&'c Column>,
    values: Vec<&'c Column>,
}

impl<'c> DataColumns<'c> {
    fn of(contract: &'c Contract) -> Self {
        let is_name = |column: &&Column| column.type_name() == "file-name";
        let lists_files = |dataset: &&Dataset| {
            dataset.each == Each::Row
                && dataset.columns.iter().any(|column| column.must_be_printed() && is_name(&column))
        };
        let mut columns: Vec<&Column> = Vec::new();
        for column in contract.datasets.iter().filter(lists_files).flat_map(|dataset| &dataset.columns) {
            let is_known = columns.iter().any(|known| known.type_name() == column.type_name());
            if !is_known && !column.headers.is_empty() && column.words() > 0 {
                columns.push(column);
            }
        }
        let (names, values) = columns.into_iter().partition(is_name);
        Self { names, values }
    }

    /// Whether a word has the shape of the name of a file.
    fn is_name(&self, word: &str) -> bool {
        // Prose has words such as `and/or`, and paths in it are places, no rows.
        let is_word =
            word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && !word.contains(['/', ':', '@']);
        is_word && self.names.iter().any(|column| column.is_shape(word))
    }

    /// Whether a word is a value of one of the other columns, and by its dividers hardly anything else: a version of four numbers, a
    /// size with grouped digits, a date with a named month. Numbers, short versions and times stand in prose, too.
    fn is_data(&self, word: &str) -> bool {
        let tells = |column: &Column| match column.type_name() {
            "version" => version_numbers(word).nth(3).is_some() && version_numbers(word).all(|number| number.is_some()),
            "byte-size" => word.contains(','),
            "date" => word.contains('-') && word.bytes().any(|b| b.is_ascii_alphabetic()),
            _ => false,
        };
        word.starts_with(|c: char| c.is_ascii_digit())
            && self.values.iter().any(|column| tells(column) && column.is_shape(word))
    }

    /// Whether a line holds a file name and, as another token, data.
    fn are_row(&self, line: &str) -> bool {
        let (mut name, mut data) = (name_in_columns(line.trim_start()).is_some(), false);
        // Neither a name nor data: nearly every word of a sentence.
        let may_be = |word: &&str| memchr::memchr3(b'.', b',', b'-', word.as_bytes()).is_some();
        for word in tokens(line).filter(may_be) {
            // `ARP.EXE(Alpha)`
            let word = word.split_once('(').map_or(word, |(name, _)| name);
            if self.is_data(word) {
                data = true;
            } else {
                name |= self.is_name(word);
            }
        }
        name && data
    }

    /// The line of a file name above a line of data, where one cell stands on each line: between them stands exactly one
    /// more line of data, so that each name is found once. Looks no further back than an offset.
    fn name_above(&self, text: &str, open: usize, line: usize) -> Option<Span> {
        let (mut end, mut data, mut lines) = (line, 0, 0);
        while end > open && lines < MOST_LINES_OF_CELLS {
            let begin = open.max(end.saturating_sub(LONGEST_CELL));
            let before = text.as_bytes().get(begin..end - 1)?;
            let start = match memchr::memrchr(b'\n', before) {
                Some(at) => begin + at + 1,
                None if begin == open => open,
                None => return None,
            };
            let span = Span::of(start..end).trim(text);
            let cell = text.get(span.range())?;
            end = start;
            if cell.is_empty() {
                continue;
            }
            lines += 1;
            let cell = value(cell);
            if self.is_name(cell) {
                return (data == 1).then_some(span);
            }
            data += usize::from(self.is_data(cell));
        }
        None
    }
}

/// What a line states, where it is one cell: without the mark of a list, without the key before it, and without what
/// divides it from the next line. `- File version: 6.1.7600.16385,`
fn value(line: &str) -> &str {
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '"' | '\'' | ',' | ';' | '|'));
    let begins_with_key = |key: &str| key.starts_with(|c: char| c.is_ascii_alphabetic()) && !key.contains('.');
    let value = line.split_once([':', '=']).filter(|(key, _)| begins_with_key(key)).map_or(line, |(_, value)| value);
    value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '*' | '='))
}

/// The first place where a digit stands before `.digit`, `,digit` or `-letter`: nearly every line has none, and is
/// passed over by a byte scan.
fn data_mark(text: &[u8]) -> Option<usize> {
    memchr::memchr3_iter(b'.', b',', b'-', text).find(|&at| {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let (Some(before), Some(next)) = (before, text.get(at + 1)) else { return false };
        before.is_ascii_digit() && if text[at] == b'-' { next.is_ascii_alphabetic() } else { next.is_ascii_digit() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract() -> Contract {
        Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn lines_with_a_file_and_its_data_are_file_like() {
        let contract = contract();
        let data = DataColumns::of(&contract);
        for line in [
            "Schannel.dll 6.0.6002.22568 275,456 11-Jan-2011 15:58 x86",
            "| a.exe | 1,024 |",
            "01-Mar-2001  18:30  Apasetup.exe",
            "05/26/95  10:57a  20,689 VDHCP.386",
            "  COMMAND  COM     47,845 04-09-91   5:00a",
            "Alder.dll,2022.160.43.252,336928,22-Jan-26,20:24,x64,,,",
            "\"Alder.dll\",\"10.0.26100.8246\",\"11-Apr-2026\",\"21:53\",\"805,376\"",
            "Alder.sys;6.1.7600.16385;369,568;14-Jul-2009;01:17;x64",
            "name: Alder.sys, version: 6.1.7600.16385",
        ] {
            assert!(data.are_row(line), "{line}");
        }
        for line in [
            "The file Schannel.dll is deleted.",
            "Version 6.0.6002.22568 fixes it.",
            "see support.microsoft.com, 10 times",
            "query -n mail.example.org -o 143,110,25",
            "",
        ] {
            assert!(!data.are_row(line), "{line}");
        }
    }

    #[test]
    fn a_name_with_data_on_the_next_lines_is_found_once() {
        let contract = contract();
        let data = DataColumns::of(&contract);
        let find = |text: &str| {
            let places: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
            let lines = places.iter().filter(|&&at| data.is_data(value(text[at..].lines().next().unwrap_or_default())));
            let found: Vec<&str> =
                lines.filter_map(|&at| data.name_above(text, 0, at)).map(|span| span.slice(text)).collect();
            found.join(" ")
        };
        assert_eq!(find("\nAlder.dll\n\n6.1.7600.16385\n\n275,456\n\n11-Jan-2011\n\n15:58\n\nx86\n"), "Alder.dll");
        assert_eq!(find("Alder.dll\n6.1.7600.16385\n275,456\nBirch.dll\n13,780\n10-Jun-2009\n"), "Alder.dll Birch.dll");
        let keys = "- Name: Alder.dll\n- Version: 6.1.7600.16385\n- Size: 275,456\n";
        assert_eq!(find(keys), "- Name: Alder.dll");
        assert_eq!(find("Alder.dll\nis known to stop\n275,456\nand that is all\n"), "");
        assert_eq!(find("Alder.dll\nThe rest is prose.\nOf three\nlines\nand more\n275,456\n6.1.7600.16385\n"), "");
    }
}

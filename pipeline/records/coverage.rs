//! The ledger: what became of every cell, and which lines look like file data that no table claimed.

use super::rows::{CellStatus, ReadRow};
use crate::blocks::Document;
use crate::span::Span;
use crate::tables::Table;
use crate::values::name_in_columns;

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
    pub(super) fn file_like_lines(&mut self, document: &Document<'_>, tables: &[Table]) {
        let text = document.source.text.as_str();
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
                if is_file_like(line) {
                    self.unclaimed.push(Span::of(start..end).trim(text));
                } else if is_data(line.trim()) {
                    self.unclaimed.extend(name_above(text, open, start));
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

/// The line of a file name above a line of data, where one cell stands on each line: between them stands exactly one
/// more line of data, so that each name is found once. Looks no further back than an offset.
fn name_above(text: &str, open: usize, line: usize) -> Option<Span> {
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
        if is_file_name(cell) {
            return (data == 1).then_some(span);
        }
        data += usize::from(is_data(cell));
    }
    None
}

/// Whether a word is a version of four numbers, a size with grouped digits or a date with a named month.
fn is_data(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && (is_version(word) || is_grouped_size(word) || is_date(word))
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

/// Whether a line holds a file name and, as another word, a version of four numbers, a size with grouped digits or a
/// date with a named month.
fn is_file_like(line: &str) -> bool {
    let (mut name, mut data) = (name_in_columns(line.trim_start()).is_some(), false);
    for word in line.split([' ', '\t', '|', '\u{a0}']) {
        // Neither a name nor data: nearly every word of a sentence.
        if memchr::memchr3(b'.', b',', b'-', word.as_bytes()).is_none() {
            continue;
        }
        let word = word.trim_matches(['(', ')', '*', '`', ',', ';', ':', '"', '\'']);
        // `ARP.EXE(Alpha)`
        let word = word.split_once('(').map_or(word, |(name, _)| name);
        if is_data(word) {
            data = true;
        } else {
            name |= is_file_name(word);
        }
    }
    name && data
}

fn is_file_name(word: &str) -> bool {
    let Some((stem, extension)) = word.rsplit_once('.') else { return false };
    // `VIP.386` is a name, too.
    let is_number = extension.len() == 3 && stem.starts_with(|c: char| c.is_ascii_alphabetic());
    (2..=8).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && (extension.starts_with(|c: char| c.is_ascii_alphabetic()) || is_number)
        && stem.len() <= 200
        && stem.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && stem.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'~' | b'$' | b'\\'))
}

fn is_version(word: &str) -> bool {
    word.split('.').count() == 4
        && word.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_grouped_size(word: &str) -> bool {
    let mut groups = word.split(',');
    let first =
        groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit()));
    let mut count = 0;
    let rest = groups.all(|group| {
        count += 1;
        group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit())
    });
    first && rest && count > 0
}

fn is_date(word: &str) -> bool {
    let mut parts = word.split('-');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(day, 2) && month.len() >= 3 && month.bytes().all(|b| b.is_ascii_alphabetic()) && digits(year, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_file_and_its_data_are_file_like() {
        for line in [
            "Schannel.dll 6.0.6002.22568 275,456 11-Jan-2011 15:58 x86",
            "| a.exe | 1,024 |",
            "01-Mar-2001  18:30  Apasetup.exe",
            "05/26/95  10:57a  20,689 VDHCP.386",
            "  COMMAND  COM     47,845 04-09-91   5:00a",
        ] {
            assert!(is_file_like(line), "{line}");
        }
        for line in [
            "The file Schannel.dll is deleted.",
            "Version 6.0.6002.22568 fixes it.",
            "see support.microsoft.com, 10 times",
            "",
        ] {
            assert!(!is_file_like(line), "{line}");
        }
    }

    #[test]
    fn a_name_with_data_on_the_next_lines_is_found_once() {
        let find = |text: &str| {
            let places: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
            let lines = places.iter().filter(|&&at| is_data(text[at..].lines().next().unwrap_or_default().trim()));
            let found: Vec<&str> =
                lines.filter_map(|&at| name_above(text, 0, at)).map(|span| span.slice(text)).collect();
            found.join(" ")
        };
        assert_eq!(find("\nAlder.dll\n\n6.1.7600.16385\n\n275,456\n\n11-Jan-2011\n\n15:58\n\nx86\n"), "Alder.dll");
        assert_eq!(find("Alder.dll\n6.1.7600.16385\n275,456\nBirch.dll\n13,780\n10-Jun-2009\n"), "Alder.dll Birch.dll");
        assert_eq!(find("Alder.dll\nis known to stop\n275,456\nand that is all\n"), "");
        assert_eq!(find("Alder.dll\nThe rest is prose.\nOf three\nlines\nand more\n275,456\n6.1.7600.16385\n"), "");
    }
}

//! Damage stays in its row: a cell that cannot be read moves no other value, and somebody is told.

use crate::compiled::{Compiled, NULL};
use crate::layouts::{PRINTED, UTC};
use crate::render::{LAYOUTS, Section, article};
use kbc::source::Source;

/// A column and a text that is no value of it.
const DAMAGES: [(usize, &str); 9] = [
    (0, "Hosts"),
    (1, "1.0.0.x"),
    (1, "6.1.7600,16385"),
    (2, "343,55"),
    (2, "many"),
    (3, "31-Foo-2009"),
    (3, "10-Jun"),
    (4, "25:61"),
    (5, "x99"),
];

const COLUMNS: [&str; 6] = ["file_name", "file_version", "file_size", "file_date", "file_time", "platform"];

const ROWS: [[&str; 6]; 3] = [
    ["Cng.sys", "6.1.7600.16385", "369,568", "14-Jul-2009", "01:17", "x86"],
    ["Lsasrv.dll", "6.1.7600.20667", "1,037,312", "13-Mar-2010", "07:13", "x64"],
    ["Lsass.exe", "6.1.7600.16385", "22,528", "14-Jul-2009", "01:14", "IA-64"],
];

const READ: [[&str; 6]; 3] = [
    ["Cng.sys", "6.1.7600.16385", "369568", "2009-07-14", "01:17:00", "x86"],
    ["Lsasrv.dll", "6.1.7600.20667", "1037312", "2010-03-13", "07:13:00", "x64"],
    ["Lsass.exe", "6.1.7600.16385", "22528", "2009-07-14", "01:14:00", "ia64"],
];

fn owned(rows: &[[&str; 6]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect()
}

#[test]
fn a_damaged_cell_moves_no_other_value_and_is_reported() {
    let mut failures = Vec::new();
    for (column, damage) in DAMAGES {
        for at in 0..ROWS.len() {
            let mut rows = owned(&ROWS);
            rows[at][column] = damage.to_owned();
            let section = Section {
                label: "For all supported x86-based versions of Windows 7".to_owned(),
                headings: PRINTED[..6].iter().map(|(_, heading)| (*heading).to_owned()).collect(),
                rows,
            };
            // The row may stay, without the value, or be left out as a whole. A name of one word is a name.
            let mut kept = owned(&READ);
            kept[at][column] = if column == 0 { damage.to_owned() } else { NULL.to_owned() };
            let mut left_out = kept.clone();
            left_out.remove(at);
            for layout in LAYOUTS {
                let text = article(layout, UTC, std::slice::from_ref(&section));
                let source = Source::new(layout.path.to_owned(), text.into_bytes());
                let compiled = Compiled::new(&source);
                let found = compiled.rows("files", &COLUMNS);
                let told: u32 = ["cells_raw", "cells_unread", "file_like_lines_unclaimed"]
                    .iter()
                    .map(|column| compiled.covered(column))
                    .sum();
                let case = format!("{}: `{damage}` in row {}", layout.name, at + 1);
                if found != kept && found != left_out {
                    let names: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
                    failures.push(format!("{case} gives the files {names:?}, {told} reported"));
                } else if told == 0 && !(column == 0 && found == kept) {
                    failures.push(format!("{case} is not reported"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

//! A new layout is one file and one line in a list: this is the file, and the list is [`layouts`].

use crate::compiled::{Compiled, contract};
use crate::layouts::{UTC, check_shapes};
use crate::render::Section;
use kbc::checks::{Article, Corpus, Policy, check};
use kbc::source::Source;
use kbc::tables::{Begins, CellsBy, DELIMITED, LAYOUTS, Layout, Shape, find_by};

/// Rows whose cells a tilde divides.
static TILDES: Layout = Layout {
    shape: &Shape { cells: CellsBy::Print("~"), ..*DELIMITED.shape },
    begins: &[Begins::HeadingBefore('~')],
    ..DELIMITED
};

/// All layouts and this one.
fn layouts() -> Vec<&'static Layout> {
    [LAYOUTS, &[&TILDES]].concat()
}

const ROWS: &str = "File name~File version~File size~Date~Time~Platform\n\
                    Alder.sys~6.1.7600.16385~369,568~14-Jul-2009~01:17~x64\n\
                    Birch.sys~6.1.7600.16385~67,472~13-Mar-2010~07:16~x64\n\
                    Cedar.exe~6.1.7600.16385~22,528~14-Jul-2009~01:14~x64\n";

fn article(rows: &str) -> Source {
    let text = format!(
        "# KB5009054 - Alder update\n\n## File information\n\n\
         For all supported x64-based versions of Windows 7\n\n{rows}\n## Status\n\nIt is known.\n"
    );
    Source::new("a.md".to_owned(), text.into_bytes())
}

#[test]
fn it_reads_the_rows() {
    let rows = Compiled::by(&layouts(), &article(ROWS)).rows("files", &["file_name", "file_size", "target_platform"]);
    let wanted =
        [["Alder.sys", "369568", "x64"], ["Birch.sys", "67472", "x64"], ["Cedar.exe", "22528", "x64"]].map(Vec::from);
    assert_eq!(rows, wanted);
}

#[test]
fn a_row_that_lost_a_cell_is_one_finding() {
    let source = article(&ROWS.replace("Birch.sys~6.1.7600.16385~", "Birch.sys~"));
    let document = kbc::blocks::read(&source);
    let lines = kbc::lines::read(&document, contract());
    let tables = find_by(&layouts(), &lines);
    let records = kbc::records::read(&lines, &tables, kbc::outline::read(&lines, &tables), contract());
    let mut corpus = Corpus::default();
    corpus.add(check(&Article::new(0, &document, &tables, &records, contract()), &Policy::default()));
    let findings = corpus.judge(contract(), &Policy::default(), &|_| None).unwrap().findings;
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["K201"]);
}

#[test]
fn it_gives_the_rows_of_every_other_layout() {
    let texts = |texts: [&str; 6]| texts.map(str::to_owned).to_vec();
    let section = Section {
        label: "For all supported x64-based versions of Windows 7".to_owned(),
        headings: texts(["File name", "File version", "File size", "Date", "Time", "Platform"]),
        rows: vec![
            texts(["Alder.sys", "6.1.7600.16385", "369,568", "14-Jul-2009", "01:17", "x64"]),
            texts(["Lsasrv.mof", "Not applicable", "13,780", "10-Jun-2009", "21:33", "Not applicable"]),
        ],
    };
    check_shapes(&layouts(), UTC, &[section]).unwrap();
}

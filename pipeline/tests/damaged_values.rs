//! A value that is damaged gives exactly the finding that names its damage, wherever it stands and in whatever layout.

use super::compiled::contract;
use super::support::{CORPUS, corpus};
use kbc::catalogue::EXAMPLE_DAY;
use kbc::checks::{Article, FileCell};
use kbc::finding::Finding;
use kbc::source::Source;
use kbc::span::Span;
use std::collections::BTreeMap;

/// What happens to a value: which one of a file, what it becomes, and the code that names it.
struct Damage {
    cell: FileCell,
    make: fn(&str) -> Option<String>,
    code: &'static str,
}

const DAMAGES: &[Damage] = &[
    Damage { cell: FileCell::Size, make: |size| size.contains(',').then(|| format!("{size}1")), code: "K308" },
    Damage { cell: FileCell::Size, make: |size| cut(size, ','), code: "K308" },
    Damage { cell: FileCell::Size, make: |size| size.contains(',').then(|| size.replace(',', ".")), code: "K309" },
    Damage { cell: FileCell::Size, make: |_| Some("857 KB".to_owned()), code: "K310" },
    Damage {
        cell: FileCell::Version,
        make: |version| numeric(version).then(|| version.replace('.', "..")),
        code: "K312",
    },
    Damage {
        cell: FileCell::Version,
        make: |version| numeric(version).then(|| version.replacen('.', ",", 1)),
        code: "K312",
    },
    Damage { cell: FileCell::Version, make: |version| numeric(version).then(|| format!("{version}.")), code: "K312" },
    Damage { cell: FileCell::Version, make: |version| numeric(version).then(|| format!("{version}99")), code: "K312" },
    Damage {
        cell: FileCell::Platform,
        make: |platform| is_processor(platform).then(|| "x46".to_owned()),
        code: "K313",
    },
    Damage { cell: FileCell::Version, make: |version| numeric(version).then(|| "unknown".to_owned()), code: "K319" },
    Damage { cell: FileCell::Size, make: |_| Some("unknown".to_owned()), code: "K319" },
];

fn numeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_processor(text: &str) -> bool {
    !text.to_ascii_lowercase().starts_with("not")
}

/// Without the last digit, where digits are grouped.
fn cut(text: &str, sign: char) -> Option<String> {
    text.contains(sign).then(|| text[..text.len() - 1].to_owned())
}

/// The places of a value of all rows about files.
fn places(source: &Source, cell: FileCell) -> Vec<Span> {
    let document = kbc::blocks::read(source);
    let lines = kbc::lines::read(&document, contract());
    let tables = kbc::tables::find(&lines);
    let records = kbc::records::read(&lines, &tables, kbc::outline::read(&lines, &tables), contract());
    let article = Article::new(0, &document, &tables, &records, contract());
    article.files().iter().filter_map(|row| row.span(cell)).collect()
}

/// Codes about values (`K3..`) and how often each is found; the rules about times are not asked for here.
fn codes(path: &str, text: &str) -> BTreeMap<&'static str, i32> {
    let (_, findings) = kbc::build::check(&[(path, text)], contract(), EXAMPLE_DAY).unwrap();
    let mut codes = BTreeMap::new();
    for Finding { code, .. } in findings.iter().filter(|finding| finding.code.starts_with("K3")) {
        *codes.entry(*code).or_default() += 1;
    }
    codes
}

#[test]
fn each_damage_gives_its_own_code_in_every_layout() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for path in CORPUS {
        let text = corpus(path);
        let source = Source::new(path.to_owned(), text.clone().into_bytes());
        let before = codes(path, &text);
        for damage in DAMAGES {
            let spans = places(&source, damage.cell);
            // Each stands in another table.
            let chosen = [spans.first(), spans.last()];
            for span in chosen.into_iter().flatten().copied() {
                let Some(value) = (damage.make)(span.slice(&text)) else { continue };
                tried += 1;
                let changed = format!("{}{value}{}", &text[..span.start as usize], &text[span.end as usize..]);
                let mut after = codes(path, &changed);
                for (code, count) in &before {
                    *after.entry(code).or_default() -= count;
                }
                after.retain(|_, count| *count != 0);
                if after != BTreeMap::from([(damage.code, 1)]) {
                    let line = source.lines.position(&text, span.start).line;
                    wrong.push(format!(
                        "{path}:{line}: `{}` -> `{value}`: expected {}, found {after:?}",
                        span.slice(&text),
                        damage.code
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= DAMAGES.len() * CORPUS.len(), "only {tried} values were damaged");
}

/// Digests of the examples.
const SHA1: &str = "00112233445566778899aabbccddeeff00112233";
const SHA256: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
const HEADINGS: [&str; 3] = ["File name", "SHA1 hash", "SHA256 hash"];

/// Two files with their digests in several layouts, the last digest given.
fn layouts(digest: &str) -> [(&str, String); 4] {
    let rows = [["Cache-x86.msu", SHA1, SHA256], ["Cache-x64.msu", SHA1, digest]];
    let joined = |between: &str| rows.map(|row| row.join(between)).to_vec();
    let pairs = rows.map(|row| [0, 1, 2].map(|at| format!("{} {}", HEADINGS[at], row[at])).join("\n"));
    [
        ("grid.md", format!("|{}|\n|---|---|---|\n|{}|", HEADINGS.join("|"), joined("|").join("|\n|"))),
        ("rows.txt", format!("{}\n{}", HEADINGS.join(" "), joined(" ").join("\n"))),
        ("cells.txt", format!("{}\n\n{}", HEADINGS.join("\n\n"), joined("\n\n").join("\n\n"))),
        ("pairs.txt", pairs.join("\n")),
    ]
}

#[test]
fn a_damaged_digest_is_named_in_every_layout() {
    let codes = |path: &str, table: &str| codes(path, &format!("KB900314 - Update\n\n{table}\n"));
    for damaged in [&SHA256[1..], SHA1, &SHA256.replacen('0', "O", 1)] {
        for (path, table) in layouts(damaged) {
            assert_eq!(codes(path, &table), BTreeMap::from([("K314", 1)]), "{path}: {damaged}");
        }
    }
    for (path, table) in layouts(SHA256) {
        assert_eq!(codes(path, &table), BTreeMap::new(), "{path}");
    }
}

//! An article of any syntax. The first byte says which: `0` Markdown, `1` HTML, `2` text.

use super::{is_printable, way};
use crate::compiled::contract;
use crate::ledger;
use kbc::build::{Job, Unread, build, check_sources};
use kbc::checks::Policy;
use kbc::datasets::{batches, schemas};
use kbc::emit::findings::{FORMS, Shown};
use kbc::emit::{Durability, Outcome, chosen};
use kbc::finding::Finding;
use kbc::source::{Input, Source};
use kbc::work;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PATHS: [&str; 3] = ["a.md", "a.html", "a.txt"];

/// Looks per byte of an article, a generous guess: what grows with the square of an article takes more as soon as the article is
/// long.
const MOST_WORK: u64 = 20_000;
/// Bytes that are added to the length: the contract looks at short articles, too.
const SHORT: u64 = 64;

/// One article in so many is built as a directory, by one thread and by four.
const SELDOM: u8 = 64;

pub(super) fn hold(bytes: &[u8]) {
    let Some((&mark, text)) = bytes.split_first() else { return };
    holds_for(PATHS[way(mark, PATHS.len())], text);
}

/// Places, the ledger, the bound on work, the same result twice and by any number of threads, reports that are safe to print.
pub(super) fn holds_for(path: &str, text: &[u8]) {
    let source = Source::new(path.to_owned(), text.to_vec());
    let before = work::counted();
    let failures = ledger::always(&source);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let looks = work::counted() - before;
    let most = MOST_WORK * (source.text.len() as u64 + SHORT);
    assert!(looks <= most, "{looks} looks at an article of {} bytes", source.text.len());
    let findings = is_the_same_twice(&source);
    reports(&source, &findings);
    let hash = text.iter().fold(0_u8, |hash, &byte| hash.wrapping_mul(31).wrapping_add(byte));
    if hash % SELDOM == 1 {
        threads_do_not_count(path, text);
    }
}

/// Compiles and checks an article twice; gives its findings.
fn is_the_same_twice(source: &Source) -> Vec<Finding> {
    let schemas = schemas(contract());
    let [one, two] = [(); 2].map(|()| {
        let records = kbc::compile(source, contract());
        let batches = batches(contract(), &schemas, &[records]).unwrap_or_else(|error| panic!("{error}"));
        (batches, check_sources(&[source], contract(), &Policy::default()).unwrap())
    });
    assert!(one.0 == two.0, "other rows at the second time");
    assert!(format!("{:?}", one.1) == format!("{:?}", two.1), "other findings at the second time");
    one.1
}

/// What every form of the report promises.
fn reports(source: &Source, findings: &[Finding]) {
    let load = |_: &str| Some(Source::new(source.path.clone(), source.text.clone().into_bytes()));
    let shown = Shown { findings, root: "input", load: &load, most: None, novelty: None, is_styled: false };
    for form in FORMS {
        let text = (form.render)(&shown);
        let is_json = matches!(form.name, "json" | "sarif");
        assert!(is_json || is_printable(&text), "a control character in the report as {}: {text:?}", form.name);
        let json: Result<serde_json::Value, _> = serde_json::from_str(&text);
        assert!(!is_json || json.is_ok(), "the report as {} is no JSON: {text}", form.name);
    }
}

/// Builds copies of the article with one thread and with four, and compares the files.
fn threads_do_not_count(path: &str, text: &[u8]) {
    const COPIES: usize = 40;
    let directory = tempfile::tempdir().unwrap();
    let input = directory.path().join("input");
    fs::create_dir(&input).unwrap();
    for at in 0..COPIES {
        // Each lacks another part of its beginning.
        fs::write(input.join(format!("{at}{path}")), &text[text.len() * at / COPIES / 2..]).unwrap();
    }
    let [one, four] = [1, 4].map(|threads| {
        let output = directory.path().join(format!("output{threads}"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| build_all(&input, &output, "csv"));
        files(&output)
    });
    assert!(one == four, "four threads write other files than one");
}

/// Writes an output of one format.
pub(super) fn build_all(input: &Path, output: &Path, format: &str) {
    let job = Job {
        input: &Input::open(input).unwrap(),
        output,
        contract: contract(),
        policy: &Policy::default(),
        formats: &chosen(&[format.to_owned()]),
        outcome: Outcome::Publish,
        durability: Durability::Unsynced,
        unread: Unread::Stop,
        progress: &|_, _| {},
    };
    build(&job).unwrap_or_else(|error| panic!("{error}"));
}

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())).collect()
}

//! Work stays in proportion to the article: hostile articles are doubled, and what all stages look at may only double, too.
//!
//! Seconds would depend on the machine; `just bench --double` prints them.

use crate::compiled::contract;
use crate::hostile_shapes::{SHAPES, Shape, html};
use kbc::checks::{Article, Corpus, Policy, check};
use kbc::emit::findings::{FORMS, Shown};
use kbc::finding::Finding;
use kbc::records::Records;
use kbc::source::Source;
use kbc::{blocks, lines, outline, records, tables, work};

/// What is looked at, from the text to the findings; and the length of the text.
fn work(shape: &Shape, size: usize) -> (u64, usize) {
    let source = Source::new(shape.path.to_owned(), (shape.write)(size).into_bytes());
    let before = work::counted();
    let (records, findings) = compile(&source, shape);
    let values: usize = records.datasets.iter().map(|rows| rows.values.len()).sum();
    (work::counted() - before + values as u64 + findings.len() as u64, source.text.len())
}

/// All stages up to the findings.
fn compile<'s>(source: &'s Source, shape: &Shape) -> (Records<'s>, Vec<Finding>) {
    let document = blocks::read(source);
    assert_eq!(document.format, shape.format, "{}", shape.name);
    let lines = lines::read(&document, contract());
    let tables = tables::find(&lines);
    let records = records::read(&lines, &tables, outline::read(&lines, &tables), contract());
    let policy = Policy::default();
    let mut corpus = Corpus::default();
    corpus.add(check(&Article::new(0, &document, &tables, &records, contract()), &policy));
    let again = |_| Some(Source::new(shape.path.to_owned(), source.text.clone().into_bytes()));
    let findings = corpus.judge(contract(), &policy, &again).unwrap().findings;
    (records, findings)
}

/// Doubles all articles of one front-end.
fn double(format: &str) {
    let mut failures = Vec::new();
    for shape in SHAPES.iter().filter(|shape| shape.format == format) {
        let (one, bytes) = work(shape, shape.size);
        let (two, _) = work(shape, 2 * shape.size);
        // A tenth more for what is rounded up.
        if two * 10 > one * 22 {
            failures.push(format!("{}: {one} at {bytes} bytes, {two} at twice that", shape.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn twice_the_findings_in_one_line_is_twice_the_report() {
    let shape = html("equal rows", 500, |n| {
        "<table><tr><th>File name<th>File size".to_owned() + &"<tr><td>a.dll<td>1,024".repeat(n)
    });
    let [one, two] = [shape.size, 2 * shape.size].map(|size| {
        let source = Source::new(shape.path.to_owned(), (shape.write)(size).into_bytes());
        let (_, findings) = compile(&source, &shape);
        assert!(findings.len() + 2 > size, "{} findings", findings.len());
        let load = |_: &str| Some(Source::new(shape.path.to_owned(), source.text.clone().into_bytes()));
        let shown =
            Shown { findings: &findings, root: "input", load: &load, most: None, is_styled: false, novelty: None };
        let before = work::counted();
        let length: usize = FORMS.iter().map(|form| (form.render)(&shown).len()).sum();
        work::counted() - before + length as u64
    });
    assert!(two * 10 <= one * 22, "{one} for half as many findings as {two} are for");
}

#[test]
fn twice_the_markdown_is_twice_the_work() {
    double("markdown");
}

#[test]
fn twice_the_html_is_twice_the_work() {
    double("html");
}

#[test]
fn twice_the_text_is_twice_the_work() {
    double("text");
}

//! How findings look: lines and columns are right whatever the encoding and the characters; text has a cap and says what
//! it hides; what a form cannot hold is escaped.

use super::compiled::contract;
use super::fixtures::compare;
use super::support::repository;
use kbc::checks::{Corpus, Policy};
use kbc::compile_and_check;
use kbc::emit::findings::{FORMS, Shown};
use kbc::finding::{Finding, Level, Location, Waived};
use kbc::source::Source;
use kbc::span::Span;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;

/// The rule whose findings are looked at: it has two places.
const CODE: &str = "K401";

/// Stores a text in an encoding.
type Encode = fn(&str) -> Vec<u8>;

/// Ways to store an article, all of which must give the same findings.
const ENCODINGS: [(&str, Encode); 6] = [
    ("UTF-8", |text| text.as_bytes().to_vec()),
    ("UTF-8 with a mark", |text| format!("\u{feff}{text}").into_bytes()),
    ("line ends of two characters", |text| text.replace('\n', "\r\n").into_bytes()),
    ("UTF-16LE", |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
    ("UTF-16BE", |text| utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
    ("UTF-16LE, line ends of two characters", |text| {
        utf16(&format!("\u{feff}{}", text.replace('\n', "\r\n")), u16::to_le_bytes)
    }),
];

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn findings(bytes: &[u8]) -> Vec<Finding> {
    let source = Source::new("a.md".to_owned(), bytes.to_vec());
    let policy = Policy::default();
    let mut corpus = Corpus::default();
    corpus.add(compile_and_check(&source, 0, contract(), &policy).1);
    let load = |_: u32| Some(Source::new("a.md".to_owned(), bytes.to_vec()));
    let mut findings = corpus.judge(contract(), &policy, &load).unwrap().findings;
    findings.retain(|finding| finding.code == CODE);
    findings
}

/// Findings of one article in a form.
fn rendered(form: &str, findings: &[Finding], bytes: &[u8], most: Option<usize>) -> String {
    let load = |_: &str| Some(Source::new("a.md".to_owned(), bytes.to_vec()));
    let shown = Shown { findings, root: "input", load: &load, most, is_styled: false, novelty: None };
    let form = FORMS.iter().find(|known| known.name == form).unwrap();
    (form.render)(&shown)
}

fn json(form: &str, findings: &[Finding], bytes: &[u8]) -> Value {
    serde_json::from_str(&rendered(form, findings, bytes, None)).unwrap()
}

/// Lines and columns of a place in the JSON report.
fn numbers(place: &Value) -> [u64; 4] {
    ["line", "column", "end_line", "end_column"].map(|key| place[key].as_u64().unwrap())
}

/// Lines and columns of a place in the SARIF report.
fn region(location: &Value) -> [u64; 4] {
    let region = &location["physicalLocation"]["region"];
    ["startLine", "startColumn", "endLine", "endColumn"].map(|key| region[key].as_u64().unwrap())
}

/// What stands at a place, by its lines and columns alone: what an editor would mark.
fn marked(text: &str, [line, column, end_line, end_column]: [u64; 4]) -> String {
    assert_eq!(line, end_line, "the fixtures have places of one line");
    let [line, column, end_column] = [line, column, end_column].map(|number| usize::try_from(number).unwrap());
    let line = text.lines().nth(line - 1).unwrap();
    line.chars().skip(column - 1).take(end_column - column).collect()
}

/// All forms of the findings in an article.
fn looks(bytes: &[u8]) -> String {
    let findings = findings(bytes);
    let mut out = rendered("text", &findings, bytes, None);
    out.push_str(&rendered("github", &findings, bytes, None));
    for finding in json("json", &findings, bytes)["findings"].as_array().unwrap() {
        let others = finding["others"].as_array().unwrap();
        for place in [&finding["place"]].into_iter().chain(others.iter().map(|other| &other["place"])) {
            let _ = writeln!(out, "json {:?}", numbers(place));
        }
    }
    for result in json("sarif", &findings, bytes)["runs"][0]["results"].as_array().unwrap() {
        let places = ["locations", "relatedLocations"].map(|key| result[key].as_array().unwrap());
        for location in places.into_iter().flatten() {
            let _ = writeln!(out, "sarif {:?}", region(location));
        }
    }
    out
}

/// Names and texts of the fixtures.
fn fixtures() -> Vec<(std::path::PathBuf, String)> {
    let entries = fs::read_dir(repository("pipeline/tests/fixtures/looks")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ext| ext == "md")).collect();
    paths.sort();
    assert!(paths.len() > 5, "no fixtures");
    let text = |path: &std::path::Path| fs::read_to_string(path).unwrap().replace("{long}", &"word ".repeat(1000));
    paths.into_iter().map(|path| (path.clone(), text(&path))).collect()
}

#[test]
fn findings_look_the_same_in_every_encoding() {
    let mut wrong = Vec::new();
    for (path, text) in fixtures() {
        let expected = looks(text.as_bytes());
        wrong.extend(compare(&path.with_extension("out"), &expected).err());
        for (encoding, encode) in ENCODINGS {
            let actual = looks(&encode(&text));
            if actual != expected {
                wrong.push(format!("{} in {encoding}:\n{actual}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lines_and_columns_lead_to_the_words() {
    for (path, text) in fixtures() {
        let name = path.display();
        let findings = findings(text.as_bytes());
        assert_eq!(findings.len(), 1, "{name}");
        let report = json("json", &findings, text.as_bytes());
        let finding = &report["findings"][0];
        let words = finding["text"].as_str().unwrap();
        assert_eq!(marked(&text, numbers(&finding["place"])), words, "{name}");
        assert_eq!(marked(&text, numbers(&finding["others"][0]["place"])), words, "{name}");
        let log = json("sarif", &findings, text.as_bytes());
        let result = &log["runs"][0]["results"][0];
        assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
        assert_eq!(region(&result["locations"][0]), numbers(&finding["place"]), "{name}");
        assert_eq!(region(&result["relatedLocations"][0]), numbers(&finding["others"][0]["place"]), "{name}");
        let [line, column, end_line, end_column] = numbers(&finding["place"]);
        let place = format!("file=input/a.md,line={line},endLine={end_line},col={column},endColumn={end_column},");
        assert!(rendered("github", &findings, text.as_bytes(), None).contains(&place), "{name}: no {place}");
        let shown = rendered("text", &findings, text.as_bytes(), None);
        assert!(shown.contains(&format!(" --> input/a.md:{line}:{column}\n")), "{name}:\n{shown}");
    }
}

/// A finding at some bytes of an article.
fn made(text: &str, level: Level, span: std::ops::Range<usize>) -> Finding {
    let source = Source::new("a.md".to_owned(), text.as_bytes().to_vec());
    let span = Span::of(span);
    let [start, end] = [span.start, span.end].map(|offset| source.lines.position(&source.text, offset));
    Finding {
        code: CODE,
        name: "duplicate-row",
        level,
        message: format!("`{}` is odd", span.slice(text)),
        help: None,
        suggestion: None,
        place: Location {
            source: "a.md".into(),
            span,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        },
        label: "here".to_owned(),
        others: Vec::new(),
        row: None,
        text: span.slice(text).to_owned(),
        waived: None,
    }
}

const LINES: &str = "one\ntwo\nthree\nfour\nfive\nsix\n";

fn one_of_each() -> Vec<Finding> {
    let mut findings = vec![
        made(LINES, Level::Note, 0..3),
        made(LINES, Level::Error, 4..7),
        made(LINES, Level::Warning, 8..13),
        made(LINES, Level::Note, 14..18),
        made(LINES, Level::Error, 19..23),
        made(LINES, Level::Error, 24..27),
    ];
    findings[4].waived = Some(Waived { waiver: 0, reason: "the article is quoted".to_owned() });
    findings
}

#[test]
fn text_shows_the_worst_in_their_order_and_counts_what_it_hides_by_level() {
    let findings = one_of_each();
    let shown = |most| rendered("text", &findings, LINES.as_bytes(), most);
    let titles = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("[K401]")).map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    let three = shown(Some(3));
    assert_eq!(
        titles(&three),
        ["error[K401]: `two` is odd", "warning[K401]: `three` is odd", "error[K401]: `six` is odd"]
    );
    assert!(three.contains("\n2 notes not shown; "), "{three}");
    assert!(shown(Some(1)).contains("\n1 error, 1 warning, 2 notes not shown; "), "{}", shown(Some(1)));
    for all in [shown(None), shown(Some(5)), shown(Some(50))] {
        assert_eq!(titles(&all).len(), 5, "{all}");
        assert!(!all.contains("not shown"), "{all}");
    }
}

#[test]
fn reports_hold_waived_findings_with_their_reason_and_annotations_do_not() {
    let findings = one_of_each();
    let all = json("json", &findings, LINES.as_bytes());
    let waived = &all["findings"][4];
    assert_eq!(all["findings"].as_array().unwrap().len(), 6);
    assert_eq!((&waived["waived"], &waived["reason"]), (&Value::Bool(true), &"the article is quoted".into()));
    let log = json("sarif", &findings, LINES.as_bytes());
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 6);
    assert_eq!(results.iter().filter(|result| result.get("suppressions").is_some()).count(), 1);
    assert_eq!(results[4]["suppressions"][0]["justification"], "the article is quoted");
    let annotations = rendered("github", &findings, LINES.as_bytes(), None);
    assert_eq!(annotations.lines().count(), 5, "{annotations}");
    let level = |command: &str| annotations.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!([level("::error "), level("::warning "), level("::notice ")], [2, 1, 2]);
}

#[test]
fn paths_are_those_of_the_repository_and_addresses_are_escaped() {
    for (root, path, uri) in [
        ("input", "input/x, 50%.md", "input/x%2C%2050%25.md"),
        ("./input/", "input/x, 50%.md", "input/x%2C%2050%25.md"),
        (".", "x, 50%.md", "x%2C%2050%25.md"),
        ("", "x, 50%.md", "x%2C%2050%25.md"),
        ("../a//b", "../a/b/x, 50%.md", "../a/b/x%2C%2050%25.md"),
        ("/a", "/a/x, 50%.md", "file:///a/x%2C%2050%25.md"),
    ] {
        let mut finding = made(LINES, Level::Error, 0..3);
        finding.place.source = "x, 50%.md".into();
        let findings = [finding];
        let shown = Shown { findings: &findings, root, load: &|_| None, most: None, is_styled: false, novelty: None };
        let form = |name: &str| (FORMS.iter().find(|known| known.name == name).unwrap().render)(&shown);
        let report: Value = serde_json::from_str(&form("json")).unwrap();
        assert_eq!(report["findings"][0]["place"]["path"], path, "{root}");
        let log: Value = serde_json::from_str(&form("sarif")).unwrap();
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], uri, "{root}");
        assert!(form("text").contains(&format!("--> {path}:1:1\n")), "{}", form("text"));
    }
}

#[test]
fn what_an_annotation_cannot_hold_is_escaped() {
    let mut finding = made(LINES, Level::Error, 0..3);
    finding.message = "100% of `a\r\nb`, all: lost".to_owned();
    finding.help = Some("say, why".to_owned());
    finding.place.source = "50%, a:b.md".into();
    let line = rendered("github", &[finding], LINES.as_bytes(), None);
    assert_eq!(
        line,
        "::error file=input/50%25%2C a%3Ab.md,line=1,endLine=1,col=1,endColumn=4,title=K401 duplicate-row::\
         100%25 of `a%0D%0Ab`, all: lost%0Ahelp: say, why\n"
    );
}

#[test]
fn control_characters_of_an_article_do_not_reach_the_terminal() {
    let text = "a\u{1b}[31mb\u{7}c\u{8}\u{9b}d\u{202e}\n";
    let mut finding = made(text, Level::Error, 0..text.len() - 1);
    finding.help = Some(finding.message.clone());
    finding.label = finding.message.clone();
    let mut elsewhere = finding.clone();
    elsewhere.place.source = "\u{1b}[2Jb.md".into();
    for finding in [finding, elsewhere] {
        let shown = rendered("text", &[finding], text.as_bytes(), None);
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{shown:?}");
    }
}

#[test]
fn every_place_is_shown_with_its_words_wherever_it_stands() {
    let lines = "a line\n".repeat(100);
    let text = format!("one\r\n|{}|\n{lines}end", "word ".repeat(12_000));
    let end = text.len();
    // A part of a line, all of it, its end, many lines, the end of the text, nothing at the end.
    for span in [0..3, 5..40, 5..60_007, 3..5, 0..end, 60_020..60_600, end - 3..end, end..end, end - 20..end] {
        for other in [0..3, 60_010..60_020, end - 3..end] {
            let mut finding = made(&text, Level::Error, span.clone());
            finding.message = "it is odd".to_owned();
            finding.others = vec![(made(&text, Level::Error, other.clone()).place, "there".to_owned())];
            let shown = rendered("text", &[finding], text.as_bytes(), None);
            for words in ["here", "there"] {
                assert!(shown.contains(words), "{span:?} and {other:?} without `{words}`:\n{shown}");
            }
            let longest = shown.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= 200, "{span:?} and {other:?}: a line of {longest}");
        }
    }
}

#[test]
fn an_article_that_changed_since_is_shown_as_it_is_now() {
    let now = "\u{feff}a\tb\r\n更e\u{301}😀\u{200d}c\r\n\n\u{a0}\rd";
    let before = "one line\n".repeat(8);
    for start in 0..before.len() {
        for end in start..before.len() {
            let finding = made(&before, Level::Error, start..end);
            for bytes in [now.as_bytes(), b"", b"\n", before.as_bytes()] {
                let shown = rendered("text", std::slice::from_ref(&finding), bytes, None);
                assert!(shown.starts_with("error[K401]: "), "{shown}");
            }
        }
    }
}

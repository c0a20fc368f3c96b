//! Slips in numbers and versions that are put into good articles are found, each by its rule and at its place.

use super::compiled::contract;
use super::support::repository;
use kbc::build::check;
use kbc::catalogue::EXAMPLE_DAY;
use kbc::finding::Finding;
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
struct Slips {
    slip: Vec<Slip>,
    digits: Vec<Digits>,
}

/// One slip.
#[derive(Deserialize)]
struct Slip {
    name: String,
    article: String,
    find: String,
    replace: String,
    code: String,
    words: String,
}

/// Numbers of which every digit matters.
#[derive(Deserialize)]
struct Digits {
    article: String,
    behind: String,
    code: String,
}

const FOLDERS: [&str; 2] = ["input", "pipeline/tests/fixtures/mutations"];

fn article(name: &str) -> String {
    let paths = FOLDERS.map(|folder| repository(&format!("{folder}/{name}")));
    let path = paths.iter().find(|path| path.exists()).unwrap();
    fs::read_to_string(path).unwrap()
}

fn slips() -> Slips {
    toml::from_str(&fs::read_to_string(repository("pipeline/tests/fixtures/mutations/packages.toml")).unwrap()).unwrap()
}

/// Findings of a rule in an article.
fn findings(article: &str, text: &str, code: &str) -> Vec<Finding> {
    let (_, mut findings) = check(&[(article, text)], contract(), EXAMPLE_DAY).unwrap();
    findings.retain(|finding| finding.code == code);
    findings
}

#[test]
fn slips_in_numbers_and_versions_are_found_where_they_are() {
    let mut wrong = Vec::new();
    for slip in &slips().slip {
        let good = article(&slip.article);
        assert_eq!(good.matches(&slip.find).count(), 1, "{}: `{}` must stand there once", slip.name, slip.find);
        let before = findings(&slip.article, &good, &slip.code);
        let after = findings(&slip.article, &good.replace(&slip.find, &slip.replace), &slip.code);
        let is_found = after.iter().any(|finding| finding.text.contains(&slip.words));
        if !before.is_empty() || after.is_empty() || !is_found {
            let said = |findings: &[Finding]| -> Vec<String> {
                findings.iter().map(|finding| finding.message.clone()).collect()
            };
            let (before, after) = (said(&before), said(&after));
            wrong.push(format!("{} {}\n  before: {before:?}\n  after: {after:?}", slip.code, slip.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_digit_of_an_identifier_matters() {
    let mut wrong = Vec::new();
    for Digits { article: name, behind, code } in slips().digits {
        let good = article(&name);
        assert!(findings(&name, &good, &code).is_empty(), "{code} fires on {name}");
        let numbers: Vec<usize> = good.match_indices(&behind).map(|(at, _)| at + behind.len()).collect();
        assert!(!numbers.is_empty(), "no `{behind}` in {name}");
        for start in numbers {
            let length = good[start..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(0);
            assert!(length > 0, "no number behind `{behind}`");
            for at in (start..start + length).filter(|&at| good.as_bytes()[at] != b'.') {
                let mut text = good.clone().into_bytes();
                text[at] = if text[at] == b'9' { b'0' } else { text[at] + 1 };
                let text = String::from_utf8(text).unwrap();
                if findings(&name, &text, &code).is_empty() {
                    wrong.push(format!("{code} is silent on {behind}{}", &text[start..start + length]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

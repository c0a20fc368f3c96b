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

const FOLDERS: [&str; 2] = ["input", "pipeline/tests/fixtures/mutations"];

fn article(name: &str) -> String {
    let paths = FOLDERS.map(|folder| repository(&format!("{folder}/{name}")));
    let path = paths.iter().find(|path| path.exists()).unwrap();
    fs::read_to_string(path).unwrap()
}

/// Findings of a rule in an article.
fn findings(slip: &Slip, text: &str) -> Vec<Finding> {
    let (_, mut findings) = check(&[(slip.article.as_str(), text)], contract(), EXAMPLE_DAY).unwrap();
    findings.retain(|finding| finding.code == slip.code);
    findings
}

#[test]
fn slips_in_numbers_and_versions_are_found_where_they_are() {
    let data = fs::read_to_string(repository("pipeline/tests/fixtures/mutations/packages.toml")).unwrap();
    let Slips { slip: slips } = toml::from_str(&data).unwrap();
    let mut wrong = Vec::new();
    for slip in &slips {
        let good = article(&slip.article);
        assert_eq!(good.matches(&slip.find).count(), 1, "{}: `{}` must stand there once", slip.name, slip.find);
        let before = findings(slip, &good);
        let after = findings(slip, &good.replace(&slip.find, &slip.replace));
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

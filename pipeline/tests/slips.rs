//! A slip in one row of an article is found in that row, by the rule that is about it; articles without slips give
//! nothing.

use super::compiled::contract;
use super::shared::{self, SEEDS};
use super::support::repository;
use kbc::catalogue::EXAMPLE_DAY;
use kbc::finding::{Finding, Level};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

/// The rules that compare the rows of one article.
const CODES: std::ops::RangeInclusive<&str> = "K402"..="K409";

/// The rules that know a slip by what other rows of the article print.
const WITNESSED: [&str; 6] = ["K213", "K321", "K418", "K419", "K420", "K421"];

/// An article with a slip.
#[derive(serde::Deserialize)]
struct Case {
    /// What slipped, a phrase.
    slip: String,
    /// Name of the article.
    article: String,
    /// A text that stands before the slip; empty for the beginning.
    #[serde(default)]
    behind: String,
    /// What is replaced: the first time it stands behind that.
    find: String,
    /// What replaces it.
    replace: String,
    /// What is found, and was not found without the slip: code, level, line, the words there.
    found: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Cases {
    slip: Vec<Case>,
}

impl Case {
    fn apply(&self, text: &str) -> String {
        let start = text.find(&self.behind).unwrap_or_else(|| panic!("{}: no `{}`", self.slip, self.behind));
        let start = start + self.behind.len();
        let at = text[start..].find(&self.find).unwrap_or_else(|| panic!("{}: no `{}`", self.slip, self.find));
        let (before, rest) = text.split_at(start + at);
        format!("{before}{}{}", self.replace, &rest[self.find.len()..])
    }
}

fn findings(name: &str, text: &str) -> Vec<Finding> {
    let (_, findings) = kbc::build::check(&[(name, text)], contract(), EXAMPLE_DAY).unwrap();
    findings
}

/// Code, level and words of a finding; its line, where that is asked for.
fn shown(finding: &Finding, line: Option<u32>) -> String {
    let mut text = format!("{} {}", finding.code, finding.level);
    if let Some(line) = line {
        let _ = write!(text, " {line}");
    }
    format!("{text} {}", finding.text)
}

fn check(case: &Case, is_asked: impl Fn(&str) -> bool) -> Option<String> {
    let text = fs::read_to_string(repository("input").join(&case.article)).unwrap();
    let before: BTreeSet<String> = findings(&case.article, &text).iter().map(|finding| shown(finding, None)).collect();
    let mut found = findings(&case.article, &case.apply(&text));
    found.retain(|finding| is_asked(finding.code) && !before.contains(&shown(finding, None)));
    let found: Vec<String> = found.iter().map(|finding| shown(finding, Some(finding.place.line))).collect();
    (found != case.found).then(|| format!("{}: expected {:#?}, found {found:#?}", case.slip, case.found))
}

#[test]
fn a_slip_is_found_in_its_row() {
    let codes = ["K402", "K403", "K404", "K405", "K406", "K407", "K408", "K409"];
    check_all("slips.toml", &codes, |code| CODES.contains(&code));
}

#[test]
fn a_slip_is_known_by_what_other_rows_print() {
    check_all("witnessed-slips.toml", &WITNESSED, |code| WITNESSED.contains(&code));
}

/// Looks at the slips of a file: each is found as the file says, and each code finds one.
fn check_all(name: &str, codes: &[&str], is_asked: impl Fn(&str) -> bool) {
    let text = fs::read_to_string(repository("pipeline/tests/fixtures").join(name)).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let wrong: Vec<String> = cases.slip.iter().filter_map(|case| check(case, &is_asked)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    for code in codes {
        let is_found = |case: &Case| case.found.iter().any(|found| found.starts_with(code));
        assert!(cases.slip.iter().any(is_found), "no slip is found by {code}");
    }
}

/// The findings of weight in an article.
fn of_weight(source: &kbc::source::Source) -> Vec<String> {
    let findings = findings(&source.path, &source.text);
    let worse = findings.iter().filter(|finding| finding.level > Level::Note);
    worse.map(|finding| shown(finding, Some(finding.place.line))).collect()
}

/// The one content error of the seeds and of our articles, which print the same tables: the manifests of another
/// component, pasted below the last files of the third.
const PASTED: [&str; 1] =
    ["K407 warning 1203 X86_microsoft-windows-vssapi_31bf3856ad364e35_6.1.7600.20741_none_d56e1578fc1602de.manifest"];

#[test]
fn the_seeds_hold_one_error_and_no_more() {
    let Some(shared) = shared::directory() else {
        println!("skipped: no ../shared");
        return;
    };
    let expected: [&[&str]; 3] = [&[], &[], &PASTED];
    for (name, expected) in SEEDS.iter().zip(expected) {
        assert_eq!(of_weight(&shared::seed(&shared, name)), expected, "{name}");
    }
}

#[test]
fn our_own_articles_hold_the_error_of_the_seeds_and_no_more() {
    let own = shared::own();
    let [others @ .., last] = own.as_slice() else { panic!("no articles") };
    for source in others {
        assert!(of_weight(source).is_empty(), "{}: {:?}", source.path, of_weight(source));
    }
    assert_eq!(of_weight(last), PASTED, "{}", last.path);
}

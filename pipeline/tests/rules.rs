//! Rules: each Bad example gives exactly its own code and those it names, each Good example none; what kbc says of them
//! is a golden file; codes are unique, in order, and in the catalogue.

use super::compiled::contract;
use super::fixtures::compare;
use super::support::repository;
use kbc::catalogue::{markdown, rendered, run};
use kbc::checks::{Example, RULES, Rule};
use std::collections::BTreeSet;

/// The codes that fire on an example and that no waiver accepts.
fn fired(example: &Example) -> BTreeSet<&'static str> {
    let (_, findings) = run(example, contract()).unwrap_or_else(|error| panic!("{error}"));
    findings.into_iter().filter(|finding| finding.waived.is_none()).map(|finding| finding.code).collect()
}

fn expect(rule: &Rule, what: &str, example: &Example, expected: &BTreeSet<&str>) -> Option<String> {
    let fired = fired(example);
    (fired != *expected).then(|| format!("{} {what}: expected {expected:?}, fired {fired:?}", rule.code))
}

#[test]
fn each_bad_example_gives_its_own_code_and_those_it_names() {
    let mut wrong = Vec::new();
    for rule in RULES {
        assert!(!rule.bad.is_empty(), "{} has no Bad example", rule.code);
        for example in rule.bad {
            let expected = example.also.iter().copied().chain([rule.code]).collect();
            wrong.extend(expect(rule, "Bad", example, &expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_good_example_gives_none() {
    let mut wrong = Vec::new();
    for rule in RULES {
        assert!(!rule.good.is_empty(), "{} has no Good example", rule.code);
        for example in rule.good {
            assert!(!example.also.contains(&rule.code), "{}: a Good example cannot name its own code", rule.code);
            wrong.extend(expect(rule, "Good", example, &example.also.iter().copied().collect()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_said_of_each_bad_example_is_a_golden_file() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let shown: Vec<String> = rule
            .bad
            .iter()
            .map(|example| rendered(rule, example, contract(), false).unwrap_or_else(|error| panic!("{error}")))
            .collect();
        let path = repository(&format!("pipeline/tests/fixtures/findings/{}.txt", rule.code));
        wrong.extend(compare(&path, &shown.concat()).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    for pair in RULES.windows(2) {
        assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
    }
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "two rules share a name");
    for rule in RULES {
        let (letter, digits) = rule.code.split_at(1);
        assert!(letter == "K" && digits.len() == 3 && digits.parse::<u16>().is_ok(), "{}", rule.code);
        assert!(!rule.summary.ends_with('.') && rule.rationale.ends_with('.'), "{}: look at its texts", rule.code);
    }
}

#[test]
fn each_rule_stands_in_a_file_of_its_name() {
    for rule in RULES {
        let path = repository(&format!("pipeline/checks/rules/{}.rs", rule.name.replace('-', "_")));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(text.contains(&format!("code: \"{}\"", rule.code)), "{} does not hold {}", path.display(), rule.code);
    }
}

#[test]
fn the_catalogue_is_current() {
    let text = markdown(contract()).unwrap_or_else(|error| panic!("{error}"));
    compare(&repository("pipeline/checks/README.md"), &text).unwrap();
}

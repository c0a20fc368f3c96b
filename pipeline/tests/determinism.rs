//! Same input, same bytes: neither threads nor the order of files, the time zone or the language of the system count.

use crate::support::{Project, article};
use std::collections::BTreeMap;

/// Enough articles for several chunks of 32.
const ARTICLES: u32 = 80;

/// Articles written in one order or the other; a file system may list them by age.
fn project(backwards: bool) -> Project {
    let mut numbers: Vec<u32> = (1..=ARTICLES).collect();
    if backwards {
        numbers.reverse();
    }
    let name = |number: u32| match number % 3 {
        0 => format!("{number}.md"),
        1 => format!("İı/{number}.MD"),
        _ => format!("deep/er/{number}.txt"),
    };
    Project::with(numbers.into_iter().map(|number| (name(number), article(number))))
}

type Files = BTreeMap<String, Vec<u8>>;

#[track_caller]
fn assert_same(one: &Files, other: &Files) {
    assert!(one.len() > 20, "too few files: {:?}", one.keys());
    assert!(one.keys().eq(other.keys()), "{:?}\n{:?}", one.keys(), other.keys());
    for (name, bytes) in one {
        assert!(other[name] == *bytes, "`{name}` differs");
    }
}

#[test]
fn the_number_of_threads_does_not_change_the_output() {
    let project = project(false);
    project.kbc(&["build", "--jobs", "1"]).exits(0).says("compiled 80 articles");
    project.kbc(&["build", "--jobs", "16", "--output", "other"]).exits(0);
    assert_same(&project.files("output"), &project.files("other"));
    let articles = project.read("output/articles.csv");
    let sources: Vec<&str> = articles.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(sources.len(), ARTICLES as usize);
    assert!(sources.is_sorted(), "{sources:?}");
}

#[test]
fn the_order_in_which_files_were_made_the_time_zone_and_the_language_do_not_change_the_output() {
    let (one, other) = (project(false), project(true));
    one.kbc_with(&["build", "--jobs", "2"], &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C")]).exits(0);
    let elsewhere = [("TZ", "Asia/Kathmandu"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")];
    other.kbc_with(&["build", "--jobs", "2"], &elsewhere).exits(0);
    assert_same(&one.files("output"), &other.files("output"));
}

#[test]
fn an_output_does_not_tell_how_often_or_from_where_it_was_built() {
    let (once, often) = (project(false), project(false));
    let input = once.path("input").to_str().unwrap().to_owned();
    once.kbc(&["build"]).exits(0);
    // Another output stood there before, and the input is named by an absolute path.
    often.kbc(&["build", "--formats", "csv"]).exits(0);
    often.kbc(&["build", "--input", &input]).exits(0);
    assert_same(&once.files("output"), &often.files("output"));
}

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

#[test]
fn a_rise_of_the_contract_s_version_changes_the_descriptor_and_no_other_file() {
    let project = project(false);
    project.copy_schemas("schemas");
    project.kbc(&["build", "--output", "before"]).exits(0);
    project.write("schemas/contract.toml", "version = \"99.0.0\"\n");
    project.kbc(&["build", "--output", "after"]).exits(0);
    let [mut before, mut after] = ["before", "after"].map(|output| project.files(output));
    assert_ne!(before.remove("datapackage.json"), after.remove("datapackage.json"));
    assert_same(&before, &after);
}

#[test]
fn parquet_names_a_writer_that_no_version_of_kbc_moves() {
    let project = Project::built();
    let metadata = std::fs::File::open(project.path("output/files.parquet")).unwrap();
    let reader = parquet::file::reader::SerializedFileReader::new(metadata).unwrap();
    let file = parquet::file::reader::FileReader::metadata(&reader).file_metadata().clone();
    assert_eq!(file.created_by(), Some("kbc version 1.0.0 (build 1)"));
    let keys: Vec<&str> = file.key_value_metadata().unwrap().iter().map(|pair| pair.key.as_str()).collect();
    assert_eq!(keys, ["kbc:dataset", "kbc:doc", "ARROW:schema"]);
}

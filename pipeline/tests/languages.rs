//! Languages are each other's oracle: the same bulletin prints the same versions, sizes, dates and times in all of them.

use crate::compiled::{Compiled, NULL};
use crate::corpus::corpora;
use kbc::source::{articles, read};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Languages whose bulletins list files of their own edition, with local times.
const OF_OWN_EDITIONS: [&str; 2] = ["ja", "ko"];

/// Bulletins that contradict the others: the article itself prints another day or time, or prints the row once more.
const CONTRADICTIONS: [(&str, &str); 7] = [
    ("ms04-020.md", "pl"),
    ("ms05-045.md", "pl"),
    ("ms06-022.md", "pl"),
    ("ms06-038.md", "pl"),
    ("ms06-038.md", "zh-cn"),
    ("ms06-054.md", "zh-tw"),
    ("ms08-008.md", "zh-tw"),
];

/// Of all rows of a language so many thousandths have the value; the others are damaged in print: `13.585408`.
const LEAST_TYPED: usize = 985;

const COLUMNS: [&str; 8] =
    ["file_name", "file_version", "folder", "platform", "section", "file_size", "file_date", "file_time"];

struct Row {
    language: String,
    /// Bulletin, file, version, folder, processor.
    key: [String; 5],
    /// Size, date, time.
    values: [String; 3],
}

fn rows() -> Option<Vec<Row>> {
    let unpacked = tempfile::tempdir().unwrap();
    let roots = corpora(unpacked.path(), &["bulletins"])?;
    let (found, _) = articles(&roots[0]).unwrap();
    let of = |found: &kbc::source::Found| {
        let source = read(found).unwrap();
        let (language, bulletin) = (source.path.split('/').next().unwrap(), source.path.rsplit('/').next().unwrap());
        let rows = Compiled::new(&source).rows("files", &COLUMNS);
        let row = |row: Vec<String>| Row {
            language: language.to_owned(),
            key: [bulletin.to_owned(), row[0].to_lowercase(), row[1].clone(), row[2].to_lowercase(), row[3].clone()],
            values: [row[5].clone(), row[6].clone(), row[7].clone()],
        };
        rows.into_iter().map(row).collect::<Vec<_>>()
    };
    Some(found.par_iter().flat_map_iter(of).collect())
}

#[test]
fn the_same_bulletin_gives_the_same_files_in_every_language() {
    let Some(rows) = rows() else {
        println!("skipped: no ../shared");
        return;
    };
    let mut by_language: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        by_language.entry(&row.language).or_default().push(row);
    }
    assert_eq!(by_language.len(), 10);
    for (language, rows) in &by_language {
        assert!(rows.len() >= 150, "{} rows in {language}", rows.len());
        for (at, what) in ["sizes", "dates", "times"].into_iter().enumerate() {
            let typed = rows.iter().filter(|row| row.values[at] != NULL).count();
            assert!(typed * 1000 >= rows.len() * LEAST_TYPED, "{typed} of {} {what} in {language}", rows.len());
        }
    }
    let mut same: BTreeMap<&[String; 5], BTreeMap<[&str; 3], BTreeSet<&str>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !OF_OWN_EDITIONS.contains(&row.language.as_str())) {
        let values = row.values.each_ref().map(String::as_str);
        // What is damaged in print is null, and says nothing.
        if !values.contains(&NULL) {
            same.entry(&row.key).or_default().entry(values).or_default().insert(&row.language);
        }
    }
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (key, values) in &same {
        compared += usize::from(values.values().flatten().collect::<BTreeSet<_>>().len() > 1);
        let known = |language: &&str| CONTRADICTIONS.contains(&(key[0].as_str(), language));
        let sets: BTreeSet<Vec<&str>> = languages_of_sets(values, known);
        if sets.len() > 1 {
            wrong.push(format!("{key:?}: {values:?}"));
        }
    }
    assert!(compared > 150, "only {compared} files stand in several languages");
    assert!(wrong.is_empty(), "{} of {compared} files differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// For each language that is not known to contradict the others, the values that it prints; those of all languages are one set.
fn languages_of_sets<'v>(
    values: &BTreeMap<[&'v str; 3], BTreeSet<&'v str>>,
    is_known: impl Fn(&&str) -> bool,
) -> BTreeSet<Vec<&'v str>> {
    let languages: BTreeSet<&str> = values.values().flatten().copied().filter(|language| !is_known(language)).collect();
    let printed = |language: &str| -> Vec<&'v str> {
        values
            .iter()
            .filter(|(_, speakers)| speakers.contains(language))
            .flat_map(|(values, _)| values.iter().copied())
            .collect()
    };
    languages.into_iter().map(printed).collect()
}

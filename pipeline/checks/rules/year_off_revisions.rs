//! K513.

use crate::checks::{Article, Check, Entry, Example, FileCell, Judge, Keys, Rule, date, hash, weight};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K513",
    name: "year-off-revisions",
    level: Level::Error,
    summary: "a file dated years apart from its neighbouring revisions in other articles, and another year would fit",
    rationale: "Revisions of a file are built one after the other: one between those of May and July 2006 is not of July 2005. The \
                date lies more than 90 days outside the span of the revisions around it in other articles, and the same day of \
                another year lies within. Two articles that say so make an error, one that prints the same revision makes a warning.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 900513\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1714|10,568|14-May-2006|07:16|\n",
            ),
            (
                "b.md",
                "_Original KB number:_ &nbsp; 900514\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1722|10,824|23-Jun-2005|08:12|\n",
            ),
            (
                "c.md",
                "_Original KB number:_ &nbsp; 900515\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1734|10,576|28-Jul-2006|09:04|\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 900513\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1714|10,568|14-May-2006|07:16|\n",
            ),
            (
                "b.md",
                "_Original KB number:_ &nbsp; 900514\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1722|10,824|2-Dec-2005|08:12|\n",
            ),
            (
                "c.md",
                "_Original KB number:_ &nbsp; 900515\n\n|File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.sys|5.1.2600.1734|10,576|28-Jul-2006|09:04|\n",
            ),
        ],
        also: &[],
    }],
    needs: &[Role::FileName, Role::FileVersion, Role::FileDate],
    check: Check::Corpus { gather, judge },
};

/// Days that revisions may be dated outside of the span of their neighbours: branches are built beside each other.
const DAYS: i32 = 90;
/// Revisions so many apart belong to other branches.
const BRANCH: u32 = 1000;
/// Files with more rows are not compared in pairs.
const MOST_ROWS: usize = 256;
/// Years that a slip can be off.
const YEARS: i16 = 10;

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for row in article.files() {
        let (Some([major, minor, build, revision]), Some(days)) = (row.numbers, row.date) else { continue };
        let branch = (major, minor, build, revision / BRANCH);
        keys.add(Entry {
            class: 0,
            key: hash((row.name.to_ascii_lowercase(), branch, row.platform)),
            // In the order of revisions, then of days.
            value: u64::from(revision) << 32 | u64::from(days.cast_unsigned()),
            source: article.number,
            table: row.table,
            row: row.row,
            place: row.span(FileCell::Date).unwrap_or_else(|| row.whole()),
            name: row.name_span(),
        });
    }
}

fn judge(judge: &mut Judge<'_>) {
    let files = judge.dataset(Role::FileName);
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        if group.len() < 2 || group.len() > MOST_ROWS || is_one_day(group) {
            continue;
        }
        for own in group {
            if let Some((meant, witnesses)) = meant(own, group) {
                report(judge, files, own, meant, &witnesses);
            }
        }
    }
}

fn is_one_day(group: &[Entry]) -> bool {
    group.iter().all(|entry| days(entry) == days(&group[0]))
}

/// Days since 1970-01-01.
fn days(entry: &Entry) -> i32 {
    u32::try_from(entry.value & u64::from(u32::MAX)).unwrap_or_default().cast_signed()
}

/// The last of the four numbers of the version.
fn revision(entry: &Entry) -> u64 {
    entry.value >> 32
}

/// The day of another year that lies between the neighbours of a revision, with the neighbours; null where its own day does, or its
/// neighbours contradict each other.
fn meant(own: &Entry, group: &[Entry]) -> Option<(i32, Vec<Entry>)> {
    let others = || group.iter().filter(|entry| entry.source != own.source);
    let before = others().filter(|entry| revision(entry) <= revision(own)).max_by_key(|entry| days(entry))?;
    let after = others().filter(|entry| revision(entry) >= revision(own)).min_by_key(|entry| days(entry))?;
    let span = days(before) - DAYS..=days(after) + DAYS;
    if days(before) > days(after) || span.contains(&days(own)) {
        return None;
    }
    let printed = date(days(own))?;
    let of_year = |year: i16| {
        let other = jiff::civil::Date::new(printed.year().checked_add(year)?, printed.month(), printed.day()).ok()?;
        let other = (other - jiff::civil::date(1970, 1, 1)).get_days();
        span.contains(&other).then_some(other)
    };
    let meant = (-YEARS..=YEARS).find_map(of_year)?;
    let mut witnesses = vec![*before, *after];
    witnesses.dedup_by_key(|entry| entry.source);
    Some((meant, witnesses))
}

fn report(judge: &mut Judge<'_>, files: Option<&str>, own: &Entry, meant: i32, witnesses: &[Entry]) {
    let sources: BTreeSet<u32> = witnesses.iter().map(|entry| entry.source).collect();
    let name = judge.text(own.name());
    let (Some(printed), Some(meant)) = (date(days(own)), date(meant)) else { return };
    let (Some(first), Some(last)) = (date(days(&witnesses[0])), date(days(&witnesses[witnesses.len() - 1]))) else {
        return;
    };
    let path = judge.path(witnesses[0].source);
    let draft = judge
        .add(own.place(), format!("`{name}` is of {printed}, its neighbouring revisions are of {first} to {last}"))
        .level(weight(sources.len()))
        .label(format!("{}?", meant.year()))
        .suggest(meant.to_string())
        .row(files, own.table, Some(own.row))
        .help(format!("{meant} lies between them, as `{path}` prints them: compare with the package"));
    for witness in witnesses {
        draft.other_place(witness.place(), "a neighbouring revision");
    }
}

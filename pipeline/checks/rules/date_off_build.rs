//! K419.

use crate::checks::{
    Article, Check, Drafts, Example, FileCell, FileRow, Rule, date, is_one_build, is_slip_of_date, weight,
};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K419",
    name: "date-off-build",
    level: Level::Error,
    summary: "a date that alone of one version lies apart, and is a slip away from the others",
    rationale: "The files of one version, and the manifests whose names hold it, are built within days. One that differs from \
                all others by its year, by its month, or by one keystroke, and lies in another month, is a slip. Two others make it an error, \
                one makes no finding.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900419 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20667|28,160|13-Mar-2009|07:57|x64|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900419 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20667|28,160|29-Apr-2010|07:57|x64|\n\
         |Cacheio.dll|6.1.7600.16385|31,232|14-Jul-2009|07:57|x64|\n",
    )])],
    needs: &[Role::FileName, Role::FileVersion, Role::FileDate],
    check: Check::Article(check),
};

/// So many others show when a version was built.
const FEWEST_OTHERS: usize = 2;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let files = article.files();
    let mut builds: BTreeMap<[u32; 4], Vec<(&FileRow<'_>, i32)>> = BTreeMap::new();
    let named = article.assemblies().iter().filter_map(|row| Some((files.get(row.file)?, row.numbers)));
    let printed = files.iter().filter_map(|row| Some((row, row.numbers?)));
    for (row, numbers) in printed.chain(named) {
        if let Some(days) = row.date {
            builds.entry(numbers).or_default().push((row, days));
        }
    }
    for rows in builds.values_mut().filter(|rows| rows.len() > FEWEST_OTHERS) {
        rows.sort_by_key(|(row, days)| (*days, row.table, row.row));
        let days: Vec<i32> = rows.iter().map(|(_, days)| *days).collect();
        // Only the first or the last day can stand alone.
        let last = days.len() - 1;
        for (at, others) in [(0, &days[1..]), (last, &days[..last])] {
            let (row, own) = rows[at];
            let meant =
                others.iter().copied().find(|&other| is_another_month(own, other) && is_slip_of_date(own, other));
            let (Some(meant), true) = (meant, is_one_build(others)) else { continue };
            let (Some(own), Some(day)) = (date(own), date(meant)) else { continue };
            let witness = rows.iter().find(|(_, days)| *days == meant).map(|(row, _)| *row);
            let count = others.iter().filter(|day| **day == meant).count();
            let version =
                row.version.map_or_else(|| "this version".to_owned(), |version| format!("version `{version}`"));
            let draft = drafts
                .add(
                    place(row),
                    format!("`{}` is of {own}, all other files of {version} are of {day} or near", row.name),
                )
                .level(weight(others.len()))
                .label(format!("{day}?"))
                .suggest(day.to_string())
                .help(format!("{count} of {} other rows print that day: compare with the package", others.len()));
            if let Some(witness) = witness {
                draft.other(place(witness), format!("{day} here"));
            }
            row.mark(draft);
        }
    }
}

/// Whether two days lie in different months: some products build one version again days later.
fn is_another_month(own: i32, other: i32) -> bool {
    let month = |days| date(days).map(|date| (date.year(), date.month()));
    month(own) != month(other)
}

fn place(row: &FileRow<'_>) -> crate::span::Span {
    row.span(FileCell::Date).unwrap_or_else(|| row.whole())
}

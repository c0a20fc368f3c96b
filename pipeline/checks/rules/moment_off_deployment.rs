//! K421.

use crate::checks::{Article, Check, Drafts, Example, FileCell, FileRow, Rule, is_slip_of_date, one_keystroke, weight};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K421",
    name: "moment-off-deployment",
    level: Level::Error,
    summary: "a deployment or a `.mum` file alone has another date or time than those beside it",
    rationale: "`Update.mum` and the manifests of deployments, whose names hold a checksum in the place of a component, are written \
                in one go when a package is made: all of a table have one date and time. One that is a slip away from all others is \
                one. Two others make an error; with one other there is no finding.",
    bad: &[Example {
        files: &[(
            "a.md",
            "# KB900421 - Update for the cache driver\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
             |Amd64_c1f3ccb091321f5245e74fc410074621_31bf3856ad364e35_6.1.7600.20667_none_649488b89ab1f4e7.manifest|Not applicable|1,032|13-Mar-2010|10:55|Not applicable|\n\
             |Amd64_efb13a188cefafdfd852e77573ce5875_31bf3856ad364e35_6.1.7600.20667_none_664f738e7e9b11f8.manifest|Not applicable|695|13-Mar-2010|10:56|Not applicable|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n",
        )],
        also: &[],
    }],
    good: &[Example {
        files: &[(
            "a.md",
            "# KB900421 - Update for the cache driver\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
             |Amd64_c1f3ccb091321f5245e74fc410074621_31bf3856ad364e35_6.1.7600.20667_none_649488b89ab1f4e7.manifest|Not applicable|1,032|13-Mar-2010|10:55|Not applicable|\n\
             |Amd64_efb13a188cefafdfd852e77573ce5875_31bf3856ad364e35_6.1.7600.20667_none_664f738e7e9b11f8.manifest|Not applicable|695|13-Mar-2010|23:17|Not applicable|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n",
        )],
        also: &[],
    }],
    needs: &[Role::FileName, Role::FileDate, Role::FileTime],
    check: Check::Article(check),
};

/// So many others show when a package was made.
const FEWEST_OTHERS: usize = 2;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let deployments: BTreeSet<usize> =
        article.assemblies().iter().filter(|row| row.is_deployment).map(|row| row.file).collect();
    let of_package = |(at, row): &(usize, &FileRow<'_>)| {
        (row.kind == "mum" || deployments.contains(at)) && row.date.is_some() && row.time.is_some()
    };
    let rows: Vec<&FileRow<'_>> = article.files().iter().enumerate().filter(of_package).map(|(_, row)| row).collect();
    for table in rows.chunk_by(|left, right| left.table == right.table).filter(|rows| rows.len() > FEWEST_OTHERS) {
        let moment = |row: &FileRow<'_>| (row.date, row.time);
        let alone = table.iter().find(|row| table.iter().filter(|other| moment(other) == moment(row)).count() == 1);
        let Some(row) = alone else { continue };
        let others: Vec<&&FileRow<'_>> = table.iter().filter(|other| moment(other) != moment(row)).collect();
        if others.len() + 1 < table.len() || others.iter().any(|other| moment(other) != moment(others[0])) {
            continue;
        }
        let Some((cell, own, meant)) = slip(row, others[0]) else { continue };
        let count = others.len();
        let draft = drafts
            .add(place(row, cell), format!("`{}` has `{own}`, the files that come with it have `{meant}`", row.name))
            .level(weight(count))
            .label(format!("`{meant}`?"))
            .other(place(others[0], cell), "one of the others")
            .suggest(meant.as_str())
            .help(format!("all {count} others of the table print `{meant}`: compare with the package"));
        row.mark(draft);
    }
}

/// The value of a row that is a slip away from that of another, where the rest of the moment is the same.
fn slip(row: &FileRow<'_>, other: &FileRow<'_>) -> Option<(FileCell, String, String)> {
    if row.time == other.time {
        let (own, meant) = (row.date?, other.date?);
        let day = |days| crate::checks::date(days).map(|date| date.to_string());
        let is_near =
            own.abs_diff(meant) == 1 || is_slip_of_date(own, meant) || one_keystroke(&day(own)?, &day(meant)?);
        return is_near.then_some((FileCell::Date, day(own)?, day(meant)?));
    }
    let clock = |row: &FileRow<'_>| row.time.map(|ms| format!("{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60));
    let (own, meant) = (clock(row)?, clock(other)?);
    // Half a day apart: the wrong half was printed.
    let is_half = || row.time.zip(other.time).is_some_and(|(own, other)| own.abs_diff(other) == 12 * 3_600_000);
    let is_near = row.date == other.date && (one_keystroke(&own, &meant) || is_half());
    is_near.then_some((FileCell::Time, own, meant))
}

fn place(row: &FileRow<'_>, cell: FileCell) -> Span {
    row.span(cell).unwrap_or_else(|| row.whole())
}

//! K213.

use crate::checks::{Article, Check, Drafts, Example, FileCell, FileRow, Rule};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K213",
    name: "missing-value",
    level: Level::Warning,
    summary: "the only row of a table of files without a version, size, date, time or platform",
    rationale: "All rows of a table print a size, one does not: the value was lost. Rows of one kind of file are compared, because \
                a script or a text has no version where libraries have one; a row that lacks several values is such a \
                file, and so is one that says `Not applicable`.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900213 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachedb.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachefs.dll|6.1.7600.16385||14-Jul-2009|01:14|x86|\n\
         |Cacheio.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachenet.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheui.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
        Example::article(&[(
            "b.md",
            "# KB900214 - Update for the index driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Index.dll|6.1.7600.16385|169,568|14-Jul-2009|01:17|x64|\n\
         |Indexdb.dll|6.1.7600.16385|12,528|14-Jul-2009|01:14|x64|\n\
         |Indexfs.dll|6.1.7600.16385|18,160|14-Jul-2009|01:14|x64|\n\
         |Indexio.dll|6.1.7600.16385|12,528||01:14|x64|\n\
         |Indexnet.dll|6.1.7600.16385|12,528|14-Jul-2009|01:14|x64|\n\
         |Indexui.dll|6.1.7600.16385|12,528|14-Jul-2009|01:14|x64|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900213 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachedb.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachefs.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheio.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachenet.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|Not applicable|\n\
         |Cache.txt||2,528|14-Jul-2009|01:14|x86|\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

/// Shorter tables do not show what all rows have.
const FEWEST_ROWS: usize = 6;
/// So many rows of its kind of file have what a row lacks.
const FEWEST_OF_KIND: usize = 2;

const CELLS: [(FileCell, &str); 5] = [
    (FileCell::Version, "version"),
    (FileCell::Size, "size"),
    (FileCell::Date, "date"),
    (FileCell::Time, "time"),
    (FileCell::Platform, "platform"),
];

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for rows in article.files().chunk_by(|left, right| left.table == right.table) {
        if rows.len() < FEWEST_ROWS {
            continue;
        }
        let lacking = |cell: FileCell| rows.iter().filter(move |row| !has(row, cell));
        let all: Vec<Option<&FileRow<'_>>> = CELLS.iter().map(|(cell, _)| lacking(*cell).next()).collect();
        for (at, (cell, what)) in CELLS.iter().enumerate() {
            let Some(row) = all[at].filter(|_| lacking(*cell).count() == 1) else { continue };
            // Of what other rows print at all.
            let lacks_more = CELLS.iter().any(|(other, _)| {
                *other as usize != *cell as usize && !has(row, *other) && rows.iter().any(|row| has(row, *other))
            });
            let of_kind = rows.iter().filter(|other| extension(other.name) == extension(row.name)).count();
            if lacks_more || of_kind <= FEWEST_OF_KIND || !is_blank(article, row) {
                continue;
            }
            let draft = drafts
                .add(row.name_span(), format!("`{}` alone of {} rows has no {what}", row.name, rows.len()))
                .label(format!("its {what} is missing"))
                .help(format!("look the {what} up in the package; print `Not applicable` where there is none"));
            row.mark(draft);
        }
    }
}

fn has(row: &FileRow<'_>, cell: FileCell) -> bool {
    match cell {
        FileCell::Name => true,
        FileCell::Version => row.version.is_some(),
        FileCell::Size => row.size.is_some(),
        FileCell::Date => row.date.is_some(),
        FileCell::Time => row.time.is_some(),
        FileCell::Platform => row.platform.is_some(),
    }
}

/// Whether nothing is printed where the value would stand: words that say that there is none are a statement.
fn is_blank(article: &Article<'_>, row: &FileRow<'_>) -> bool {
    row.unread().all(|span| span.slice(article.text()).trim().is_empty())
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

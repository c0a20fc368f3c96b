//! K311.

use crate::checks::{Article, Check, Drafts, Example, FileCell, FileRow, Rule};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K311",
    name: "odd-executable-size",
    level: Level::Warning,
    summary: "a program or library of 2003 or later whose size is not a multiple of 8",
    rationale: "Sections of a portable executable are aligned to 32 bytes or more, and its signature is padded to 8, so \
                the size of an `.exe`, `.dll` or `.sys` file is a multiple of 8. Any other size most often holds a \
                mistyped digit. Older files were not signed. A size that the article gives the same build twice is not \
                mistyped.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900311 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,569|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB900311 - Update for a product that never filled up its files\n\
             \n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Alder9.dll|9.0.0.8938|5,612,594|10-Jan-2006|06:23|x86|\n\
             |Birch9.dll|9.0.0.8938|981,061|10-Jan-2006|06:23|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB900311 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cacheold.exe|1.0.0.5|22,013|14-Jul-1999|01:16|x86|\n\
         |Cachemgr.mof|Not applicable|13,781|14-Jul-2009|01:16|Not applicable|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FileSize, Role::FileDate],
    check: Check::Article(check),
};

/// 2003-01-01 in days since 1970-01-01.
const YEAR_2003: i32 = 12_053;
/// The alignment of a signature, in bytes.
const ALIGNMENT: i64 = 8;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let programs = article.files().iter().filter_map(|row| {
        let is_new = row.date.is_some_and(|date| date >= YEAR_2003);
        let size = row.size.filter(|_| is_new && is_executable(row))?;
        Some((row, size % ALIGNMENT == 0))
    });
    let (full, odd): (Vec<_>, Vec<_>) = programs.partition(|(_, is_full)| *is_full);
    // Some products never fill up: where most of their programs have such a size, none is a slip.
    if odd.len() > 1 && odd.len() > full.len() {
        return;
    }
    // The same slip is not made twice.
    let is_repeated = |row: &FileRow<'_>| {
        let is_same = |other: &&(&FileRow<'_>, bool)| {
            other.0.size == row.size && other.0.version == row.version && other.0.name.eq_ignore_ascii_case(row.name)
        };
        odd.iter().filter(is_same).count() > 1
    };
    for (row, _) in odd.iter().filter(|(row, _)| !is_repeated(row)) {
        let span = row.span(FileCell::Size).unwrap_or_else(|| row.whole());
        let printed = article.document.plain(span);
        let draft = drafts
            .add(span, format!("{printed} bytes is not a multiple of {ALIGNMENT}, but `{}` is a program", row.name))
            .label("one digit is wrong?")
            .help("compare the size with the file; programs that are signed fill up their last 8 bytes");
        row.mark(draft);
    }
}

fn is_executable(row: &FileRow<'_>) -> bool {
    let extension = row.name.rsplit('.').next().unwrap_or_default();
    ["dll", "exe", "sys"].iter().any(|known| known.eq_ignore_ascii_case(extension))
}

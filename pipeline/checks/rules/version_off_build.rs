//! K420.

use crate::checks::{Article, Check, Drafts, Example, FileCell, FileRow, Rule, one_keystroke, weight};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K420",
    name: "version-off-build",
    level: Level::Error,
    summary: "a version that stands once in an article, one keystroke from the only other version of that day",
    rationale: "All files that an article dates to one day have one version, but for one file, whose version comes nowhere else in \
                the article, in no row and in no name of a manifest, and is one keystroke off. Files of products that count each \
                file on its own have many versions on a day: there nothing is reported.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900420 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20661|28,160|13-Mar-2010|07:57|x64|\n\
         |Cacheio.dll|6.1.7600.20667|31,232|13-Mar-2010|07:57|x64|\n\
         |Cachenet.dll|6.1.7600.20667|31,744|13-Mar-2010|07:57|x64|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900420 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20661|28,160|13-Mar-2010|07:57|x64|\n\
         |Cacheio.dll|6.1.7600.20667|31,232|13-Mar-2010|07:57|x64|\n\
         |Cachenet.dll|6.1.7600.20667|31,744|13-Mar-2010|07:57|x64|\n\
         |Cacheui.dll|6.1.7600.20661|31,744|14-Mar-2010|07:57|x64|\n",
    )])],
    needs: &[Role::FileName, Role::FileVersion, Role::FileDate],
    check: Check::Article(check),
};

/// So many rows show which version a day has.
const FEWEST_OTHERS: usize = 4;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut days: BTreeMap<i32, BTreeMap<&str, Vec<&FileRow<'_>>>> = BTreeMap::new();
    for row in article.assemblies() {
        *times.entry(row.version).or_default() += 1;
    }
    for row in article.files() {
        let Some(version) = row.version else { continue };
        *times.entry(version).or_default() += 1;
        if let Some(day) = row.date {
            days.entry(day).or_default().entry(version).or_default().push(row);
        }
    }
    for versions in days.values().filter(|versions| versions.len() == 2) {
        let mut rows: Vec<(&&str, &Vec<&FileRow<'_>>)> = versions.iter().collect();
        rows.sort_by_key(|(_, rows)| rows.len());
        let [(own, alone), (meant, others)] = rows[..] else { continue };
        let [row] = alone[..] else { continue };
        if others.len() < FEWEST_OTHERS || times.get(own) != Some(&1) || !one_keystroke(own, meant) {
            continue;
        }
        let draft = drafts
            .add(place(row), format!("`{}` has version `{own}`, all other files of that day have `{meant}`", row.name))
            .level(weight(others.len()))
            .label(format!("`{meant}`?"))
            .other(place(others[0]), "one of the others")
            .suggest(*meant)
            .help(format!(
                "{} rows of that day print `{meant}`, none prints `{own}` again: compare with the package",
                others.len()
            ));
        row.mark(draft);
    }
}

fn place(row: &FileRow<'_>) -> Span {
    row.span(FileCell::Version).unwrap_or_else(|| row.whole())
}

//! K403.

use crate::checks::{
    Article, Check, Drafts, Example, FileCell, FileRow, Rule, is_one_of_many_languages, tells_files_apart,
};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K403",
    name: "conflicting-time",
    level: Level::Note,
    summary: "one build of a file with two dates or times",
    rationale: "A build of a file is made at one moment. Two moments for one name, version, processor and size are a \
                slip, or the local times of two time zones. The 32-bit files of a 64-bit system may be built on their \
                own and are not compared with those of a 32-bit system.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.20667|67,472|13-Mar-2010|07:16|x86|\n\
         |Cache.dll|6.1.7600.20667|10,568|13-Mar-2010|07:16|x86|\n\
         |Cache.sys|6.1.7600.20667|67,472|13-Mar-2010|07:36|x86|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.20667|67,472|13-Mar-2010|07:16|x86|\n\
         |Cache.sys|6.1.7600.20668|67,472|14-Mar-2010|07:16|x86|\n\
         |Cache.dll|6.1.7600.20667|22,016|13-Mar-2010|07:13|x86|\n\
         |Cache.mof|Not applicable|13,784|10-Jun-2009|21:33|Not applicable|\n\n\
         ## For all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.20667|95,624|13-Mar-2010|08:00|x64|\n\
         |Cache.mof|Not applicable|13,784|10-Jun-2009|20:52|Not applicable|\n\
         |Cache.dll|6.1.7600.20667|22,016|13-Mar-2010|07:11|x86|\n",
    )])],
    needs: &[Role::FileName, Role::FileVersion, Role::FileTime, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let mut conflicts = Vec::new();
    for mut build in article.builds().filter(|build| !is_one_of_many_languages(build[0])) {
        build.sort_by_key(|row| (row.target_platform, row.size));
        let is_same = |left: &&FileRow<'_>, right: &&FileRow<'_>| {
            (left.target_platform, left.size) == (right.target_platform, right.size)
        };
        conflicts.extend(build.chunk_by(is_same).filter_map(conflict));
    }
    if conflicts.is_empty() || !tells_files_apart(article) {
        return;
    }
    for (first, other) in conflicts {
        let (column, what) = if first.date == other.date { (FileCell::Time, "time") } else { (FileCell::Date, "date") };
        let (Some(known), Some(place)) = (first.span(column), other.span(column)) else { continue };
        let [there, here] = [known, place].map(|span| span.slice(article.text()).trim());
        let message = format!("`{}` has {what} `{here}` here, `{there}` in another row of its version", other.name);
        let draft = drafts
            .add(place, message)
            .label(format!("this {what}"))
            .other(known, format!("the other {what}"))
            .help("one build is made at one moment: compare both with the file itself");
        other.mark(draft);
    }
}

/// Two rows of one build, system and size that differ in their moment. Three moments are not a slip: the rows are of
/// files that the table does not tell apart.
fn conflict<'r, 'a>(rows: &[&'r FileRow<'a>]) -> Option<(&'r FileRow<'a>, &'r FileRow<'a>)> {
    let first = *rows.first()?;
    let moments: BTreeSet<_> = rows.iter().map(|row| (row.date, row.time)).collect();
    let other = rows.iter().find(|row| differs(first.date, row.date) || differs(first.time, row.time))?;
    (moments.len() == 2).then_some((first, *other))
}

fn differs<T: PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    left.zip(right).is_some_and(|(left, right)| left != right)
}

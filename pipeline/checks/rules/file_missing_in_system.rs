//! K418.

use crate::checks::{Article, Check, Drafts, Example, FileRow, Rule, System, one_keystroke, weight};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K418",
    name: "file-missing-in-system",
    level: Level::Error,
    summary: "the files of two 64-bit systems are the same but for one",
    rationale: "An update installs the same files on x64 and on Itanium. Where the lists of both differ in one file, a row \
                was lost, or its name was changed. The list for x86 is the second witness: where it has the file, too, the finding \
                is an error, else a warning.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900418 - Update for the cache driver\n\n\
         ## For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20667|28,160|13-Mar-2010|07:57|x64|\n\
         |Cacheio.dll|6.1.7600.20667|31,232|13-Mar-2010|07:57|x64|\n\
         |Cachenet.dll|6.1.7600.20667|31,744|13-Mar-2010|07:57|x64|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|569,568|13-Mar-2010|06:42|IA-64|\n\
         |Cachedb.dll|6.1.7600.20667|42,528|13-Mar-2010|06:42|IA-64|\n\
         |Cachefs.dll|6.1.7600.20667|48,160|13-Mar-2010|06:42|IA-64|\n\
         |Cachenet.dll|6.1.7600.20667|51,744|13-Mar-2010|06:42|IA-64|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900418 - Update for the cache driver\n\n\
         ## For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|369,568|13-Mar-2010|07:57|x64|\n\
         |Cachedb.dll|6.1.7600.20667|22,528|13-Mar-2010|07:57|x64|\n\
         |Cachefs.dll|6.1.7600.20667|28,160|13-Mar-2010|07:57|x64|\n\
         |Cacheio.dll|6.1.7600.20667|31,232|13-Mar-2010|07:57|x64|\n\
         |Cachenet.dll|6.1.7600.20667|31,744|13-Mar-2010|07:57|x64|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.20667|569,568|13-Mar-2010|06:42|IA-64|\n\
         |Cachedb.dll|6.1.7600.20667|42,528|13-Mar-2010|06:42|IA-64|\n\
         |Cachenet.dll|6.1.7600.20667|51,744|13-Mar-2010|06:42|IA-64|\n",
    )])],
    needs: &[Role::FileName, Role::FilePlatform],
    check: Check::Article(check),
};

/// Systems with fewer files need not have the same.
const FEWEST_FILES: usize = 4;

/// The files of a system: name and whether it is one of 32-bit programs, with its rows.
type Files<'r, 'a> = BTreeMap<(String, bool), Vec<&'r FileRow<'a>>>;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let of = |processor: &str| article.systems().iter().filter(move |system| system.platform == processor).collect();
    let (x64, ia64, x86): (Vec<&System<'_>>, Vec<_>, Vec<_>) = (of("x64"), of("ia64"), of("x86"));
    for one in &x64 {
        let mut others = ia64.iter().filter(|other| one.shares_products(other));
        let (Some(other), None) = (others.next(), others.next()) else { continue };
        let (left, right) = (files(article, one), files(article, other));
        let count = |files: &Files<'_, '_>| files.values().map(Vec::len).sum::<usize>();
        if count(&left).min(count(&right)) < FEWEST_FILES {
            continue;
        }
        let (more, less) = (surplus(&left, &right), surplus(&right, &left));
        let is_in_x86 = |row: &FileRow<'_>| {
            let mut systems = x86.iter().filter(|system| one.shares_products(system) || other.shares_products(system));
            systems.any(|system| system.payload(article).any(|known| known.name.eq_ignore_ascii_case(row.name)))
        };
        match (more.as_slice(), less.as_slice()) {
            ([row], []) => missing(article, row, other, is_in_x86(row), drafts),
            ([], [row]) => missing(article, row, one, is_in_x86(row), drafts),
            ([left], [right]) if one_keystroke(&left.name.to_ascii_lowercase(), &right.name.to_ascii_lowercase()) => {
                // The list for x86 says which of the two names is right.
                match (is_in_x86(left), is_in_x86(right)) {
                    (true, false) => renamed(right, left, 2, drafts),
                    (false, true) => renamed(left, right, 2, drafts),
                    _ => renamed(right, left, 1, drafts),
                }
            }
            _ => {}
        }
    }
}

fn files<'r, 'a>(article: &'r Article<'a>, system: &System<'a>) -> Files<'r, 'a> {
    let mut files = Files::new();
    for row in system.payload(article) {
        files.entry((row.name.to_ascii_lowercase(), row.platform == Some("x86"))).or_default().push(row);
    }
    files
}

/// The rows of files that one system lists more often than another.
fn surplus<'r, 'a>(files: &Files<'r, 'a>, others: &Files<'r, 'a>) -> Vec<&'r FileRow<'a>> {
    let more = files.iter().flat_map(|(key, rows)| rows.iter().skip(others.get(key).map_or(0, Vec::len)));
    more.copied().collect()
}

fn missing<'a>(article: &Article<'a>, row: &FileRow<'_>, system: &System<'a>, is_in_x86: bool, drafts: &mut Drafts) {
    let Some(first) = system.payload(article).next() else { return };
    let section = first.section.unwrap_or_default();
    let also =
        if is_in_x86 { "the lists of the other systems have it" } else { "the list of the other 64-bit system has it" };
    let draft = drafts
        .add(first.name_span(), format!("`{}` is missing in the files of `{section}`", row.name))
        .level(weight(1 + usize::from(is_in_x86)))
        .label("the first of these files")
        .other(row.name_span(), "in the other system")
        .suggest(row.name)
        .help(format!("{also}, and no other file is missing: compare with the package"));
    first.mark(draft);
}

fn renamed(row: &FileRow<'_>, meant: &FileRow<'_>, witnesses: usize, drafts: &mut Drafts) {
    let draft = drafts
        .add(row.name_span(), format!("`{}` here, `{}` in the other 64-bit system", row.name, meant.name))
        .level(weight(witnesses))
        .label(format!("`{}`?", meant.name))
        .other(meant.name_span(), "the other name")
        .suggest(meant.name)
        .help("all other files of the two systems are the same: compare the name with the package");
    row.mark(draft);
}

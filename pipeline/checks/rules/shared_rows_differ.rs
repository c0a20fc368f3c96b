//! K408.

use crate::checks::{Article, Check, Drafts, Example, FileCell, FileRow, Rule, System};
use crate::contract::Role;
use crate::finding::Level;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

pub(super) const RULE: Rule = Rule {
    code: "K408",
    name: "shared-rows-differ",
    level: Level::Warning,
    summary: "a 32-bit file in the sections of x64 and of Itanium whose rows differ",
    rationale: "Both 64-bit systems get the same 32-bit files: one build, one row, printed twice. Where the two rows \
                differ in a value, one of them holds a slip. Rows that only one section has are not compared: client \
                systems have files that servers have not.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Sspicli.dll|6.1.7600.20667|136,192|13-Mar-2010|07:57|x64|\n\
         |Sspicli.dll|6.1.7600.20667|96,768|13-Mar-2010|07:11|x86|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Sspicli.dll|6.1.7600.20667|275,456|13-Mar-2010|06:38|IA-64|\n\
         |Sspicli.dll|6.1.7600.20667|96,768|13-Mar-2010|07:17|x86|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB900408 - Update for a server of 2003\n\
             \n\
             ## For all supported x64-based versions of Windows Server 2003\n\
             \n\
             |File name|File version|File size|Date|Time|Platform|Folder|\n\
             |---|---|---|---|---|---|---|\n\
             |Walder.dll|5.2.3790.588|340,992|04-May-2007|23:13|X86|SP1GDR\\WOW|\n\
             \n\
             ## For all supported Itanium-based versions of Windows Server 2003\n\
             \n\
             |File name|File version|File size|Date|Time|Platform|Folder|\n\
             |---|---|---|---|---|---|---|\n\
             |Walder.dll|5.2.3790.588|340,992|04-May-2007|23:11|X86|SP1GDR\\WOW|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x64-based versions of Windows 7 and of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Sspicli.dll|6.1.7600.20667|136,192|13-Mar-2010|07:57|x64|\n\
         |Sspicli.dll|6.1.7600.20667|96,768|13-Mar-2010|07:11|x86|\n\
         |Secur32.dll|6.1.7600.20667|22,016|13-Mar-2010|07:13|x86|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Sspicli.dll|6.1.7600.20667|275,456|13-Mar-2010|06:38|IA-64|\n\
         |Sspicli.dll|6.1.7600.20667|96,768|13-Mar-2010|07:11|x86|\n\
         |Sspicli.dll|6.1.7601.21624|97,280|12-Jan-2011|05:30|x86|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FileTime, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let of = |platform: &'static str| article.systems().iter().filter(move |system| system.platform == platform);
    for itanium in of("ia64") {
        if let Some(other) = of("x64").find(|other| other.shares_products(itanium)) {
            compare(article, shared(article, other), shared(article, itanium), drafts);
        }
    }
}

/// The 32-bit files of a 64-bit system. Their manifests are known by their names, and may have two times.
fn shared<'r, 'a>(article: &'r Article<'a>, system: &System<'a>) -> Rows<'r, 'a> {
    system.payload(article).filter(|row| row.platform == Some("x86")).collect()
}

/// The files of 32-bit systems.
fn native<'r, 'a>(article: &'r Article<'a>) -> impl Iterator<Item = &'r FileRow<'a>> {
    article.files().iter().filter(|row| row.platform == Some("x86") && row.target_platform == Some("x86"))
}

type Values<'r> = (String, Option<&'r str>, Option<i64>, Option<i32>, Option<i32>);

/// Everything that is printed of a file.
fn values<'r>(row: &'r FileRow<'_>) -> Values<'r> {
    (name(row), row.version, row.size, row.date, row.time)
}

fn name(row: &FileRow<'_>) -> String {
    row.name.to_ascii_lowercase()
}

fn compare(article: &Article<'_>, left: Rows<'_, '_>, right: Rows<'_, '_>, drafts: &mut Drafts) {
    let (_, left, right) = pairs(left, right, |row| Some(values(row)));
    // The same build, whatever else differs.
    let (builds, left, right) = pairs(left, right, |row| Some((name(row), row.version)));
    // The same values under another version, or under another name.
    let (versions, left, right) = pairs(left, right, |row| Some((name(row), row.size?, row.date?, row.time?)));
    let (names, ..) = pairs(left, right, |row| Some((row.version?, row.size?, row.date?, row.time?)));
    let names = names.into_iter().filter(|(left, right)| is_near(&name(left), &name(right)));
    let pairs: Pairs<'_, '_> = builds.into_iter().chain(versions).chain(names).collect();
    if pairs.is_empty() {
        return;
    }
    let native: FxHashSet<_> = native(article).map(values).collect();
    for (left, right) in pairs.into_iter().filter(|(left, right)| !are_built_apart(left, right)) {
        // A 32-bit system may have the same build, and bears witness.
        let is_left_odd = native.contains(&values(right)) && !native.contains(&values(left));
        let [odd, other] = if is_left_odd { [left, right] } else { [right, left] };
        report(article, odd, other, drafts);
    }
}

/// Whether rows of one build differ only in date and time, and stand in the folder or branch of 32-bit copies, `SP2GDR\WOW`: Windows
/// XP and Windows Server 2003 build these for each 64-bit system on its own.
fn are_built_apart(left: &FileRow<'_>, right: &FileRow<'_>) -> bool {
    let is_copy = |row: &FileRow<'_>| {
        let is_of_copies =
            |folder: &str| folder.rsplit(['\\', '/']).next().is_some_and(|last| last.eq_ignore_ascii_case("wow"));
        [row.folder, row.service_branch].into_iter().flatten().any(is_of_copies)
    };
    is_copy(left)
        && is_copy(right)
        && name(left) == name(right)
        && left.version == right.version
        && left.size == right.size
}

type Pairs<'r, 'a> = Vec<(&'r FileRow<'a>, &'r FileRow<'a>)>;
type Rows<'r, 'a> = Vec<&'r FileRow<'a>>;

/// Pairs rows of equal keys, in order; gives what is left of both.
fn pairs<'r, 'a, K: Hash + Eq>(
    left: Rows<'r, 'a>,
    right: Rows<'r, 'a>,
    key: impl Fn(&'r FileRow<'a>) -> Option<K>,
) -> (Pairs<'r, 'a>, Rows<'r, 'a>, Rows<'r, 'a>) {
    let mut waiting: FxHashMap<K, Vec<usize>> = FxHashMap::default();
    for (at, row) in left.iter().enumerate().rev() {
        if let Some(key) = key(row) {
            waiting.entry(key).or_default().push(at);
        }
    }
    let mut taken = vec![false; left.len()];
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    for row in right {
        match key(row).and_then(|key| waiting.get_mut(&key)?.pop()) {
            Some(at) => {
                taken[at] = true;
                pairs.push((left[at], row));
            }
            None => rest.push(row),
        }
    }
    let left = left.into_iter().zip(taken).filter(|(_, taken)| !taken).map(|(row, _)| row).collect();
    (pairs, left, rest)
}

/// Whether names differ in a character or two.
fn is_near(left: &str, right: &str) -> bool {
    strsim::levenshtein(left, right) <= 2
}

fn report(article: &Article<'_>, odd: &FileRow<'_>, other: &FileRow<'_>, drafts: &mut Drafts) {
    let differs = [
        (FileCell::Name, "name", !odd.name.eq_ignore_ascii_case(other.name)),
        (FileCell::Version, "version", odd.version != other.version),
        (FileCell::Size, "size", odd.size != other.size),
        (FileCell::Date, "date", odd.date != other.date),
        (FileCell::Time, "time", odd.time != other.time),
    ];
    // What one of them does not give is no contradiction.
    let mut differences = differs.into_iter().filter(|(.., differs)| *differs);
    let difference = differences.find_map(|(column, what, _)| Some((what, odd.span(column)?, other.span(column)?)));
    let Some((what, place, known)) = difference else { return };
    let [here, there] = [place, known].map(|span| span.slice(article.text()).trim());
    let [own, theirs] = [odd, other].map(|row| row.target_platform.unwrap_or_default());
    let message = format!("`{}` has {what} `{here}` for {own} and `{there}` for {theirs}", odd.name);
    let draft = drafts
        .add(place, message)
        .label(format!("this {what}"))
        .other(known, format!("the {what} of the same file for {theirs}"))
        .help("both systems get the same 32-bit files: compare both rows with the package, and correct one");
    odd.mark(draft);
}

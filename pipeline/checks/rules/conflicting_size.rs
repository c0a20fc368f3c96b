//! K402.

use crate::checks::{
    Article, Check, Draft, Drafts, Example, FileCell, FileRow, Rule, are_in_one_section, is_one_of_many_languages,
    tells_files_apart,
};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K402",
    name: "conflicting-size",
    level: Level::Warning,
    summary: "one build of a file with two sizes",
    rationale: "A file of one name, version and processor has one size, unless the table says what else tells its rows \
                apart (folder, language, service branch, component). Two sizes in one section are a slip in one of them: \
                compare both with the package. They are a note where they may be right: in two sections, because the \
                32-bit files of a 64-bit system may be built on their own, and in articles that list many files twice \
                without saying how they differ. Who joins by name and version must know.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:16|x86|\n\
             |Cache.dll|6.1.7600.20667|67,472|13-Mar-2010|07:16|x86|\n\
             |Cache.sys|6.1.7600.20667|10,560|13-Mar-2010|07:16|x86|\n",
        )]),
        // A section goes on in a second table.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,568|13-Mar-2010|07:16|x86|\n\n\
             The package for servers adds these.\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.20667|10,560|13-Mar-2010|07:16|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.dll|6.1.7600.20667|100,352|13-Mar-2010|07:13|x86|\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.dll|6.1.7600.20667|136,192|13-Mar-2010|07:57|x64|\n\
             |Cache.dll|6.1.7600.20667|96,768|13-Mar-2010|07:11|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Platform|\n\
             |---|---|---|---|\n\
             |Setup.exe|2.0.92.9|1,324,184|x86|\n\
             |Setup.exe|2.0.92.9|1,324,200|x86|\n\
             |Setup.exe|2.0.92.9|1,324,384|x86|\n",
        )]),
        // The libraries of 32-bit and of 64-bit programs: a note for the table.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 5033663\n\n\
             ## x64-based versions\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.core.dll|16.0.4185.3|600,120|28-Feb-2025|19:03|x86|\n\
             |Cache.core.dll|16.0.4185.3|600,144|28-Feb-2025|19:03|x86|\n\
             |Cache.infra.dll|16.0.4185.3|1,857,608|28-Feb-2025|19:03|x86|\n\
             |Cache.infra.dll|16.0.4185.3|1,857,600|28-Feb-2025|19:03|x86|\n\
             |Cache.proxy.dll|16.0.4185.3|370,728|28-Feb-2025|19:03|x86|\n\
             |Cache.proxy.dll|16.0.4185.3|370,760|28-Feb-2025|19:03|x86|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|Service branch|\n\
             |---|---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.16385|10,568|14-Jul-2009|01:17|x86|GDR|\n\
             |Cache.sys|6.1.7600.20667|10,576|13-Mar-2010|07:16|x86|GDR|\n\
             |Cache.sys|6.1.7600.20667|10,584|13-Mar-2010|07:16|x86|LDR|\n\
             |Cache.sys|6.1.7600.20668|10,592|13-Mar-2010|07:16|x86|LDR|\n",
        )]),
        // Nothing tells for which processor or language they are.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 172416\n\n\
             |File name|Version|Size|Platform|\n\
             |---|---|---|---|\n\
             |Cache.dll|4.2.680.1|327,472||\n\
             |Cache.dll|4.2.680.1|548,112||\n\
             |Cache.dll.mui|4.2.680.1|3,584|x86|\n\
             |Cache.dll.mui|4.2.680.1|4,096|x86|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FileVersion, Role::FileSize, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let mut conflicts: Vec<Conflict<'_, '_>> = Vec::new();
    let mut clean = Vec::new();
    for build in article.builds().filter(|build| !is_one_of_many_languages(build[0])) {
        let before = conflicts.len();
        conflicts.extend(build.chunk_by(|left, right| are_in_one_section(left, right)).filter_map(Conflict::of));
        if conflicts.len() == before {
            clean.push(build);
        }
    }
    if tells_files_apart(article) {
        for conflict in &conflicts {
            conflict.report(article, drafts);
        }
        for build in &clean {
            check_sections(article, build, drafts);
        }
        return;
    }
    conflicts.sort_by_key(|conflict| (conflict.other.table, conflict.other.row));
    for table in conflicts.chunk_by(|left, right| left.other.table == right.other.table) {
        table[0].report_many(table.len() - 1, drafts);
    }
}

/// Sizes of one build in one section.
struct Conflict<'r, 'a> {
    first: &'r FileRow<'a>,
    /// The first row with another size.
    other: &'r FileRow<'a>,
    sizes: usize,
}

impl<'r, 'a> Conflict<'r, 'a> {
    fn of(rows: &[&'r FileRow<'a>]) -> Option<Self> {
        let first = *rows.iter().find(|row| row.size.is_some())?;
        let other = *rows.iter().find(|row| row.size.is_some() && row.size != first.size)?;
        let sizes: BTreeSet<i64> = rows.iter().filter_map(|row| row.size).collect();
        Some(Self { first, other, sizes: sizes.len() })
    }

    /// Two sizes are a slip, more are files that the table does not tell apart.
    fn report(&self, article: &Article<'_>, drafts: &mut Drafts) {
        if self.sizes > 2 {
            self.report_many(0, drafts);
        } else {
            let draft = report(article, [self.first, self.other], "in the same section", drafts);
            draft.help("compare both with the file itself, and correct the row that is wrong");
        }
    }

    /// Speaks for other builds in the same table, too.
    fn report_many(&self, more: usize, drafts: &mut Drafts) {
        let mut message = format!("`{}` has {} sizes in this section", self.other.name, self.sizes);
        if more > 0 {
            message = format!("{message}, and {more} other files have several");
        }
        let draft = drafts.add(place(self.other), message).level(Level::Note).label("another size");
        self.other.mark(draft.other(place(self.first), "the first size").help(NO_KEY));
    }
}

/// Looks at the rows of one build in several sections.
fn check_sections(article: &Article<'_>, rows: &[&FileRow<'_>], drafts: &mut Drafts) {
    let mut known = rows.iter().filter(|row| row.size.is_some());
    let Some(first) = known.next() else { return };
    // Files that two systems have in common are the business of another rule, which knows more.
    let is_shared =
        |row: &FileRow<'_>, system: &str| row.platform == Some("x86") && row.target_platform == Some(system);
    let of = |system: &str| rows.iter().find(|row| row.size.is_some() && is_shared(row, system));
    if of("x64").zip(of("ia64")).is_some_and(|(left, right)| left.size != right.size) {
        return;
    }
    if let Some(other) = known.find(|row| row.size != first.size) {
        let under = first.section.map_or_else(|| "above".to_owned(), |section| format!("under `{section}`"));
        report(article, [first, other], &under, drafts).level(Level::Note).help(NO_KEY);
    }
}

const NO_KEY: &str = "where all are right, they are different files: name, version and platform do not tell them apart";

fn report<'d>(
    article: &Article<'_>,
    [first, other]: [&FileRow<'_>; 2],
    under: &str,
    drafts: &'d mut Drafts,
) -> &'d mut Draft {
    let printed = |row: &FileRow<'_>| place(row).slice(article.text()).trim().to_owned();
    let message = format!("`{}` has size `{}` here, `{}` {under}", other.name, printed(other), printed(first));
    let draft = drafts.add(place(other), message).label("this size").other(place(first), "the other size");
    other.mark(draft)
}

fn place(row: &FileRow<'_>) -> Span {
    row.span(FileCell::Size).unwrap_or_else(|| row.whole())
}

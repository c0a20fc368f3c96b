//! K506.

use crate::checks::{Article, Check, Entry, Example, FileCell, Judge, Keys, Rule, hash, one_keystroke};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K506",
    name: "size-differs-between-articles",
    level: Level::Error,
    summary: "a file of one name, version and platform has two sizes in two articles",
    rationale: "One build of a file has one size. Where two articles print two, one of them holds a slip, or the file \
                was built twice under one version. Compare both with the package. One keystroke between the two is a slip: an error \
                where two articles or more agree, else a warning. Other sizes are those of two builds more often: a note.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|x86|\n",
            ),
            (
                "b.md",
                "_Original KB number:_ &nbsp; 981507\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,576|x86|\n",
            ),
        ],
        also: &[],
    }],
    good: &[
        Example {
            files: &[
                (
                    "a.md",
                    "_Original KB number:_ &nbsp; 981506\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|x86|\n",
                ),
                (
                    "b.md",
                    "_Original KB number:_ &nbsp; 981507\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,576|x64|\n",
                ),
            ],
            also: &[],
        },
        // An article that prints both sizes contradicts itself, and no other.
        Example {
            files: &[
                (
                    "a.md",
                    "_Original KB number:_ &nbsp; 981506\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|x86|\n|Cache.sys|6.1.7600.100|10,576|x86|\n",
                ),
                (
                    "b.md",
                    "_Original KB number:_ &nbsp; 981507\n\nIt is a copy.\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|x86|\n|Cache.sys|6.1.7600.100|10,576|x86|\n",
                ),
            ],
            also: &["K402"],
        },
    ],
    needs: &[Role::FileName, Role::FileVersion, Role::FileSize],
    check: Check::Corpus { gather, judge },
};

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for row in article.files() {
        let (Some(version), Some(size)) = (row.version, row.size) else { continue };
        keys.add(Entry {
            class: 0,
            key: hash((row.name.to_ascii_lowercase(), version, row.platform)),
            value: size.cast_unsigned(),
            source: article.number,
            table: row.table,
            row: row.row,
            place: row.span(FileCell::Size).unwrap_or_else(|| row.whole()),
            name: row.name_span(),
        });
    }
}

fn judge(judge: &mut Judge<'_>) {
    let files = judge.dataset(Role::FileName);
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let sizes: Vec<&[Entry]> = group.chunk_by(|left, right| left.value == right.value).collect();
        if sizes.len() < 2 {
            continue;
        }
        let articles = |entries: &[Entry]| entries.iter().map(|entry| entry.source).collect::<BTreeSet<u32>>();
        let all = articles(group).len();
        // What most articles print; where none does, what stands in the first one.
        let first = |entries: &[Entry]| entries.iter().map(|entry| (entry.source, entry.table, entry.row)).min();
        let most = sizes.iter().max_by_key(|entries| (articles(entries).len(), std::cmp::Reverse(first(entries))));
        let Some(most) = most else { continue };
        let known = articles(most);
        for other in sizes.iter().filter(|entries| entries[0].value != most[0].value) {
            // An article that prints both sizes contradicts itself at most: that is the business of another rule.
            if !articles(other).is_disjoint(&known) {
                continue;
            }
            let by_place = |entries: &[Entry]| entries.iter().min_by_key(|e| (e.source, e.table, e.row)).copied();
            let (Some(other), Some(first)) = (by_place(other), by_place(most)) else { continue };
            report(judge, files, other, first, [known.len(), all]);
        }
    }
}

fn report(judge: &mut Judge<'_>, files: Option<&str>, other: Entry, first: Entry, [known, all]: [usize; 2]) {
    let (name, same) = (judge.text(other.name()), judge.text(first.name()));
    if !name.eq_ignore_ascii_case(&same) {
        return;
    }
    let (own, theirs, path) = (judge.text(other.place()), judge.text(first.place()), judge.path(first.source));
    let is_slip = one_keystroke(&other.value.to_string(), &first.value.to_string());
    // Articles that do not depend on each other.
    let level = match (is_slip, known > 1) {
        (true, true) => Level::Error,
        (true, false) => Level::Warning,
        (false, _) => Level::Note,
    };
    let draft = judge
        .add(other.place(), format!("`{name}` has {own} here and {theirs} in `{path}`"))
        .level(level)
        .label("this size")
        .other_place(first.place(), "the other size")
        .row(files, other.table, Some(other.row));
    if level == Level::Error {
        draft.suggest(theirs.as_str());
    }
    if known > 1 {
        let help = format!(
            "{known} of {all} articles print `{theirs}`: compare with the file itself, and correct the one that is wrong"
        );
        draft.help(help);
    } else {
        draft.help("compare both with the file itself; correct the article that is wrong");
    }
}

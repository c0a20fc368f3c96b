//! K506.

use crate::checks::{Article, Check, Entry, Example, FileCell, Judge, Keys, Rule, hash};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K506",
    name: "size-differs-between-articles",
    level: Level::Warning,
    summary: "a file of one name, version and platform has two sizes in two articles",
    rationale: "One build of a file has one size. Where two articles print two, one of them holds a slip, or the file \
                was built twice under one version. Compare both with the package.",
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
    for group in judge.groups() {
        // Within one article this is the business of another rule.
        let Some(first) = group.iter().min_by_key(|entry| (entry.source, entry.table, entry.row)) else { continue };
        for sizes in group.chunk_by(|left, right| left.value == right.value) {
            // An article that prints both sizes contradicts itself at most.
            if sizes.iter().any(|entry| entry.source == first.source) {
                continue;
            }
            let Some(other) = sizes.iter().find(|entry| entry.source != first.source && entry.value != first.value)
            else {
                continue;
            };
            let (name, known) = (judge.text(other.name()), judge.text(first.name()));
            if !name.eq_ignore_ascii_case(&known) {
                continue;
            }
            let (own, theirs, path) = (judge.text(other.place()), judge.text(first.place()), judge.path(first.source));
            judge
                .add(other.place(), format!("`{name}` has {own} here and {theirs} in `{path}`"))
                .label("this size")
                .other_place(first.place(), "the other size")
                .row(files, other.table, Some(other.row))
                .help("compare both with the file itself; correct the article that is wrong");
        }
    }
}

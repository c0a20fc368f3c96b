//! K503.

use crate::checks::releases::{Release, releases};
use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule, hash};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    code: "K503",
    name: "build-and-kb-disagree",
    level: Level::Warning,
    summary: "one build with two numbers, or (note) one number with two builds",
    rationale: "A build is released by one article. Where two lists, or two rows of one list, give it two numbers, one is wrong, \
                and whoever looks up what a build contains reads the wrong article. One number with two builds of one product \
                line is often a release that was withdrawn and replaced: a note.",
    bad: &[
        Example {
            files: &[
                (
                    "a.md",
                    "# KB900503 - Builds of the cache server\n\n## Builds\n\n\
                     |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2018-02-20|\n|14.0.3022.28|KB900511|2018-03-26|\n",
                ),
                (
                    "b.md",
                    "# KB900504 - All builds of the cache server\n\n## Builds\n\n\
                     |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900501|2018-02-20|\n|14.0.3022.28|KB900511|2018-03-26|\n",
                ),
            ],
            also: &[],
        },
        Example::article(&[(
            "a.md",
            "# KB900503 - Builds of the cache server\n\n## Builds\n\n\
             |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2018-02-20|\n|14.0.3022.28|KB900510|2018-03-26|\n",
        )]),
    ],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900503 - Builds of the cache server\n\n## Builds\n\n\
                 |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2018-02-20|\n|13.0.4466.4|KB900510|2018-02-20|\n",
            ),
            (
                "one-build-under-two-names.md",
                "# KB900505 - Releases of the cache server\n\n## Builds\n\n\
                 |Update name|Build number|KB number|\n|---|---|---|\n|CU3|14.0.3029.16|KB900512|\n|CU3 + GDR|14.0.3029.16|KB900513|\n",
            ),
            (
                "b.md",
                "# KB900504 - All builds of the cache server\n\n## Builds\n\n\
                 |Product|Build number|KB number|Release date|\n|---|---|---|---|\n|Cache server|14.0.3015.40|KB900510|2018-02-20|\n|Page server|14.0.3015.40|KB900520|2018-02-20|\n",
            ),
        ],
        also: &[],
    }],
    needs: &[Role::ReleaseBuild, Role::ReleaseKb],
    check: Check::Corpus { gather, judge },
};

/// The key is the build, the value its number.
const BUILDS: u32 = 0;
/// The key is the number, the value the build.
const NUMBERS: u32 = 1;

/// A product, where one is named, and the numbers of a build.
type Build = (Option<String>, Vec<u64>);

fn gather(article: &Article<'_>, keys: &mut Keys) {
    let mut seen: HashMap<Build, Vec<Option<String>>> = HashMap::new();
    for release in releases(article).filter(Release::is_telling) {
        // One build under two names, with a further update and without it, is two releases.
        let names = seen.entry((release.product.clone(), release.build.clone())).or_default();
        if release.name.is_some() && !names.is_empty() && !names.contains(&release.name) {
            continue;
        }
        names.push(release.name.clone());
        let Release { product, build, kb: Some(kb), kb_place: Some(kb_place), .. } = release else { continue };
        let entry = Entry {
            class: BUILDS,
            key: hash((&product, &build)),
            value: u64::from(kb),
            source: article.number,
            table: release.table,
            row: release.row,
            place: kb_place,
            name: release.build_place,
        };
        keys.add(entry);
        // One article may be on several lines of a product.
        let line = build.iter().take(2).collect::<Vec<_>>();
        keys.add(Entry {
            class: NUMBERS,
            key: hash((&product, kb, line)),
            value: hash(&build),
            place: release.build_place,
            name: kb_place,
            ..entry
        });
    }
}

fn judge(judge: &mut Judge<'_>) {
    let releases = judge.dataset(Role::ReleaseBuild);
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let Some(first) = group.iter().min_by_key(|entry| (entry.source, entry.table, entry.row)) else { continue };
        for values in group.chunk_by(|left, right| left.value == right.value) {
            // The first row of each other value speaks for all.
            let Some(other) = values.first().filter(|entry| entry.value != first.value) else { continue };
            let (name, own, theirs) = (judge.text(other.name()), judge.text(other.place()), judge.text(first.place()));
            let whose = if other.source == first.source {
                "another row of this article".to_owned()
            } else {
                format!("`{}`", judge.path(first.source))
            };
            let level = if other.class == BUILDS { Level::Warning } else { Level::Note };
            judge
                .add(other.place(), format!("`{name}` goes with `{own}` here and with `{theirs}` in {whose}"))
                .level(level)
                .label(if other.class == BUILDS { "this number" } else { "this build" })
                .other_place(first.place(), if other.class == BUILDS { "the other number" } else { "the other build" })
                .row(releases, other.table, Some(other.row))
                .help("open the article of the number and see which build it is about");
        }
    }
}

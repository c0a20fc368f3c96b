//! K504.

use crate::checks::releases::{Release, releases};
use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule, hash};
use crate::contract::Role;
use crate::finding::Level;
use jiff::civil::Date;

pub(super) const RULE: Rule = Rule {
    code: "K504",
    name: "release-dates-differ",
    level: Level::Warning,
    summary: "one release with two dates in two lists, or in two rows of one",
    rationale: "A build is released on one day. Of `2021-01-12` and `2021-01-21` one has its digits exchanged. A month alone \
                agrees with each of its days.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "# KB900504 - Builds of the cache server\n\n## Builds\n\n\
                 |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2021-01-12|\n|14.0.3022.28|KB900511|2021-03-26|\n",
            ),
            (
                "b.md",
                "# KB900505 - All builds of the cache server\n\n## Builds\n\n\
                 |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2021-01-21|\n|14.0.3022.28|KB900511|March 2021|\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900504 - Builds of the cache server\n\n## Builds\n\n\
                 |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|2021-01-12|\n|14.0.3022.28|KB900511|2021-03-26|\n",
            ),
            (
                "b.md",
                "# KB900505 - All builds of the cache server\n\n## Builds\n\n\
                 |Build number|KB number|Release date|\n|---|---|---|\n|14.0.3015.40|KB900510|January 12, 2021|\n|14.0.3022.28|KB900511|March 2021|\n",
            ),
        ],
        also: &[],
    }],
    needs: &[Role::ReleaseBuild, Role::ReleaseDate],
    check: Check::Corpus { gather, judge },
};

/// Flag of a value that is a month.
const MONTH: u64 = 1 << 40;

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for release in releases(article).filter(Release::is_telling) {
        let (Some(day), Some(place)) = (release.released, release.released_place) else { continue };
        // A number tells more than the words for a product, which every list chooses for itself.
        let key = match release.kb {
            Some(kb) => hash((&release.build, kb)),
            None => hash((&release.build, &release.product)),
        };
        keys.add(Entry {
            class: 0,
            key,
            value: u64::from(day.cast_unsigned()) | if release.is_month { MONTH } else { 0 },
            source: article.number,
            table: release.table,
            row: release.row,
            place,
            name: release.build_place,
        });
    }
}

fn judge(judge: &mut Judge<'_>) {
    let releases = judge.dataset(Role::ReleaseBuild);
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let Some(first) = group.iter().min_by_key(|entry| (entry.source, entry.table, entry.row)) else { continue };
        for values in group.chunk_by(|left, right| left.value == right.value) {
            let Some(other) = values.first().filter(|entry| !agree(entry.value, first.value)) else { continue };
            let (name, own, theirs) = (judge.text(other.name()), judge.text(other.place()), judge.text(first.place()));
            let whose = if other.source == first.source {
                "another row of this article".to_owned()
            } else {
                format!("`{}`", judge.path(first.source))
            };
            judge
                .add(other.place(), format!("`{name}` was released on {own} here and on {theirs} in {whose}"))
                .label("this date")
                .other_place(first.place(), "the other date")
                .row(releases, other.table, Some(other.row))
                .help("compare both with the article of the release");
        }
    }
}

/// Whether two dates are one, as far as they are printed.
fn agree(left: u64, right: u64) -> bool {
    let month = |value: u64| {
        let days = i64::from(u32::try_from(value & (MONTH - 1)).unwrap_or_default().cast_signed());
        let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).unwrap_or_default());
        day.map(|day| (day.year(), day.month())).ok()
    };
    left == right || (left | right) & MONTH != 0 && month(left) == month(right)
}

//! K414.

use crate::checks::{Article, Check, DataRow, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::version_numbers;
use std::cmp::Ordering;

pub(super) const RULE: Rule = Rule {
    code: "K414",
    name: "version-out-of-order",
    level: Level::Warning,
    summary: "a version that alone breaks the order of a list of releases",
    rationale: "Lists of releases are sorted by version, up or down. Where taking one row out makes the whole list \
                sorted, that row holds a slip: a digit too many, or two that changed places. Neighbours that merely \
                changed places, and lists that are sorted by something else, are left alone. A version that the list \
                has room for, in a row whose date stands in order, is a note: it may belong to another branch.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900414 - Builds of a mail server\n\
             \n\
             |Product name|Release date|Build number|\n\
             |---|---|---|\n\
             |Update Rollup 6 for Contoso Mail 2010 SP2|February 12, 2013|34.2.342.3|\n\
             |Update Rollup 5 v2 for Contoso Mail 2010 SP2|December 10, 2012|34.2.328.10|\n\
             |Update Rollup 5 for Contoso Mail 2010 SP2|November 13, 2012|34.3.328.5|\n\
             |Update Rollup 4 v2 for Contoso Mail 2010 SP2|October 9, 2012|34.2.318.4|\n\
             |Update Rollup 3 for Contoso Mail 2010 SP2|May 29, 2012|34.2.309.2|\n",
        )]),
        // No number of a version is that large.
        Example {
            files: &[(
                "a.md",
                "# KB976398 - Builds of the cache\n\n\
             |Release|KB number|Version|\n\
             |---|---|---|\n\
             |Update Rollup 6|2932860|3.1.6046.0|\n\
             |Update Rollup 7|2965089|3.1.6084.0|\n\
             |Update Rollup 9|3023196|3.1.6099.0|\n\
             |Update Rollup 10|3076889|3.1.68108.0|\n\
             |Update Rollup 11|3101195|3.1.6109.0|\n",
            )],
            also: &["K312"],
        },
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|KB number|Version|\n\
             |---|---|---|\n\
             |Update Rollup 11|3101195|3.1.6109.0|\n\
             |Update Rollup 9|3023196|3.1.6099.0|\n\
             |Update Rollup 7|2965089|3.1.8084.0|\n\
             |Update Rollup 6|2932860|3.1.6046.0|\n\
             |Update Rollup 5|2904727|3.1.6038.0|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|KB number|Version|\n\
             |---|---|---|\n\
             |Update Rollup 5|2904727|3.1.6038.0|\n\
             |Update Rollup 6|2932860|3.1.6046.0|\n\
             |Update Rollup 7|2965089|3.1.6084.0|\n\
             |Update Rollup 8|2991990|3.1.6087.0|\n\
             |Update Rollup 9|3023196|3.1.6099.0|\n",
        )]),
        // Two neighbours changed places.
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|KB number|Version|\n\
             |---|---|---|\n\
             |Update Rollup 5|2904727|3.1.6038.0|\n\
             |Update Rollup 7|2965089|3.1.6084.0|\n\
             |Update Rollup 6|2932860|3.1.6046.0|\n\
             |Update Rollup 9|3023196|3.1.6099.0|\n\
             |Update Rollup 11|3101195|3.1.6109.0|\n",
        )]),
        // Sorted by product.
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|KB number|Version|\n\
             |---|---|---|\n\
             |Service Pack 1|2904727|3.1.6038.0|\n\
             |Update Rollup 1|2965089|3.1.6084.0|\n\
             |Service Pack 2|2932860|3.2.6046.0|\n\
             |Update Rollup 1 for Service Pack 1|3023196|3.1.6099.0|\n\
             |Update Rollup 1 for Service Pack 2|3101195|3.2.6109.0|\n\
             |Update Rollup 2 for Service Pack 1|3023197|3.1.6110.0|\n",
        )]),
    ],
    needs: &[Role::ReleaseBuild, Role::ReleaseProduct, Role::ReleaseDate],
    check: Check::Article(check),
};

/// Fewer rows do not prove an order.
const ROWS: usize = 5;

/// The numbers of a version.
type Numbers = Vec<u32>;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let rows: Vec<(DataRow<'_>, Numbers)> = article
        .rows_with(Role::ReleaseBuild)
        .filter_map(|row| {
            let numbers: Option<Numbers> = version_numbers(row.text(Role::ReleaseBuild)?).collect();
            Some((row, numbers?))
        })
        .collect();
    // One list: the rows of one table, and of one product where several rows name it.
    let lists = rows.chunk_by(|(left, _), (right, _)| left.table() == right.table()).flat_map(|table| {
        let of_products = || table.chunk_by(|(left, _), (right, _)| product(left) == product(right));
        let are_products = of_products().any(|list| list.len() > 1);
        if are_products { of_products().collect() } else { vec![table] }
    });
    for list in lists {
        let versions: Vec<&Numbers> = list.iter().map(|(_, numbers)| numbers).collect();
        let Some(at) = odd_one(&versions) else { continue };
        let place = |at: usize| list.get(at).and_then(|(row, _)| Some((row, row.span(Role::ReleaseBuild)?)));
        let text = |at: usize| place(at).map_or("", |(row, _)| row.text(Role::ReleaseBuild).unwrap_or_default());
        let Some((row, span)) = place(at) else { continue };
        let (before, behind) = (at.checked_sub(1).map(text).unwrap_or_default(), text(at + 1));
        let between = match (before, behind) {
            ("", other) => format!("before `{other}`"),
            (other, "") => format!("behind `{other}`"),
            (before, behind) => format!("between `{before}` and `{behind}`"),
        };
        let message = format!("`{}` {between}: the other {} versions are in order", text(at), list.len() - 1);
        let draft =
            drafts.add(span, message).label("out of order").help("compare the version with the article on the release");
        row.mark(draft);
        // A row of another branch stands where its date belongs; a version outside of the list belongs nowhere.
        if is_inside(&versions, at) && is_in_order_of_dates(list, at) {
            draft.level(Level::Note);
        }
        let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        for (_, span) in neighbours.filter_map(place) {
            draft.other(span, "its neighbour");
        }
    }
}

fn product<'a>(row: &DataRow<'a>) -> Option<&'a str> {
    row.text(Role::ReleaseProduct)
}

/// The position of the one version without which a list is sorted; null where it is sorted, or not nearly.
fn odd_one(versions: &[&Numbers]) -> Option<usize> {
    if versions.len() < ROWS {
        return None;
    }
    let odd = |out_of_order: Ordering| {
        let breaks = |pair: &[&Numbers]| pair[0].cmp(pair[1]) == out_of_order;
        let first = versions.windows(2).position(breaks)?;
        let is_sorted_without = |at: usize| {
            let mut rest = versions.to_vec();
            rest.remove(at);
            !rest.windows(2).any(breaks)
        };
        match (is_sorted_without(first), is_sorted_without(first + 1)) {
            (true, false) => Some(first),
            (false, true) => Some(first + 1),
            // Either may go: it is the one that lies far outside of the list, else the two only changed places.
            (true, true) => [first, first + 1].into_iter().find(|&at| is_far(versions, at)),
            (false, false) => None,
        }
    };
    let is_sorted = |out_of_order: Ordering| !versions.windows(2).any(|pair| pair[0].cmp(pair[1]) == out_of_order);
    if is_sorted(Ordering::Greater) || is_sorted(Ordering::Less) {
        return None;
    }
    odd(Ordering::Greater).or_else(|| odd(Ordering::Less))
}

/// Whether a version is further from all others than these are from each other.
fn is_far(versions: &[&Numbers], at: usize) -> bool {
    let others = || versions.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, numbers)| *numbers);
    let (Some(least), Some(most)) = (others().min(), others().max()) else { return false };
    let range = distance(least, most);
    distance(versions[at], least) > range && distance(versions[at], most) > range
}

/// Whether a version lies between others of the list.
fn is_inside(versions: &[&Numbers], at: usize) -> bool {
    let mut others = versions.iter().enumerate().filter(|(other, _)| *other != at);
    others.clone().any(|(_, other)| *other < versions[at]) && others.any(|(_, other)| *other > versions[at])
}

/// Whether the dates of a row and its neighbours go up, or down.
fn is_in_order_of_dates(list: &[(DataRow<'_>, Numbers)], at: usize) -> bool {
    let rows = &list[at.saturating_sub(1)..(at + 2).min(list.len())];
    let dates: Option<Vec<i32>> = rows.iter().map(|(row, _)| row.date(Role::ReleaseDate)).collect();
    dates.is_some_and(|dates| dates.is_sorted() || dates.iter().rev().is_sorted())
}

/// The difference of two versions, number by number, the first that differs weighing most.
fn distance(left: &[u32], right: &[u32]) -> Vec<u32> {
    left.iter().zip(right).map(|(left, right)| left.abs_diff(*right)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(builds: &[u32]) -> Option<usize> {
        let versions: Vec<Numbers> = builds.iter().map(|build| vec![3, 1, *build, 0]).collect();
        odd_one(&versions.iter().collect::<Vec<_>>())
    }

    #[test]
    fn one_version_may_break_an_order_that_goes_up_or_down() {
        assert_eq!(odd(&[6046, 6084, 6099, 68108, 6109]), Some(3));
        assert_eq!(odd(&[6109, 68108, 6099, 6084, 6046]), Some(1));
        assert_eq!(odd(&[604, 6084, 6099, 6108, 6109]), None);
        assert_eq!(odd(&[60460, 6084, 6099, 6108, 6109]), Some(0));
        assert_eq!(odd(&[6046, 6084, 6099, 6108, 619]), Some(4));
        assert_eq!(odd(&[6046, 6084, 6099, 6018, 6109, 6110]), Some(3));
    }

    #[test]
    fn lists_in_order_or_in_none_have_no_odd_one() {
        assert_eq!(odd(&[6046, 6084, 6084, 6099, 6109]), None);
        assert_eq!(odd(&[6046, 6099, 6084, 6108, 6109]), None);
        assert_eq!(odd(&[6046, 6084, 6099, 6109, 6108]), None);
        assert_eq!(odd(&[6109, 6046, 6099, 6084, 6110, 6001]), None);
        assert_eq!(odd(&[6046, 68108, 6109]), None);
        assert_eq!(odd(&[]), None);
    }
}

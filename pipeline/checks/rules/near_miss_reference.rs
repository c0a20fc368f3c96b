//! K511.

use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule, hash, weight};
use crate::contract::{Each, Fact};
use crate::finding::Level;
use crate::fold::folded;
use crate::span::Span;
use crate::values::kb_is_slip;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K511",
    name: "near-miss-reference",
    level: Level::Error,
    summary: "a reference gives a title the number of no article, one keystroke from the number that others give it",
    rationale: "`[152743] How to obtain the latest service pack`, where the article of this title has the number 152734: a \
                reader who follows the reference finds no article, or another one. The number that an article states as its own is \
                held against the references of others in the same way. Two witnesses make an error, one makes a warning; \
                two references that contradict each other are not reported, because nothing says which of them is right.",
    bad: &[
        Example {
            files: &[
                (
                    "a.md",
                    "# The cache driver stops at midnight\n\n_Original KB number:_ &nbsp; 152734\n\nIt is an old cache.\n",
                ),
                (
                    "b.md",
                    "# A tool is slow\n\n_Original KB number:_ &nbsp; 900512\n\n\
                     [152743](https://support.microsoft.com/help/152743) The cache driver stops at midnight\n",
                ),
                (
                    "c.md",
                    "# A tool is cold\n\n_Original KB number:_ &nbsp; 900513\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n",
                ),
            ],
            also: &[],
        },
        // The number of the article itself.
        Example {
            files: &[
                (
                    "a.md",
                    "# The cache driver stops at midnight\n\n_Original KB number:_ &nbsp; 152743\n\nIt is an old cache.\n",
                ),
                (
                    "b.md",
                    "# A tool is slow\n\n_Original KB number:_ &nbsp; 900512\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n",
                ),
                (
                    "c.md",
                    "# A tool is cold\n\n_Original KB number:_ &nbsp; 900513\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n",
                ),
            ],
            also: &[],
        },
    ],
    good: &[
        // Two references, and nothing says which one is right.
        Example {
            files: &[
                (
                    "b.md",
                    "# A tool is slow\n\n_Original KB number:_ &nbsp; 900512\n\n\
                     [152743](https://support.microsoft.com/help/152743) The cache driver stops at midnight\n",
                ),
                (
                    "c.md",
                    "# A tool is cold\n\n_Original KB number:_ &nbsp; 900513\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n",
                ),
            ],
            also: &[],
        },
        // Two articles of one title.
        Example {
            files: &[
                (
                    "a.md",
                    "# The cache driver stops at midnight\n\n_Original KB number:_ &nbsp; 152734\n\nOf Windows 95.\n",
                ),
                (
                    "d.md",
                    "# The cache driver stops at midnight\n\n_Original KB number:_ &nbsp; 152743\n\nOf Windows NT.\n",
                ),
                (
                    "c.md",
                    "# A tool is cold\n\n_Original KB number:_ &nbsp; 900513\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n",
                ),
                (
                    "e.md",
                    "# A tool is old\n\n_Original KB number:_ &nbsp; 900514\n\n\
                     [152734](https://support.microsoft.com/help/152734) The cache driver stops at midnight\n\n\
                     [152743](https://support.microsoft.com/help/152743) The cache driver stops at midnight\n",
                ),
            ],
            also: &[],
        },
    ],
    needs: &[],
    check: Check::Corpus { gather, judge },
};

/// Titles with fewer letters and digits are those of many articles: "Release notes".
const SHORTEST_TITLE: usize = 16;

/// Witnesses that are shown.
const SHOWN: usize = 4;

/// `Entry::table` of the number that an article states as its own.
const OWN: u32 = 1;

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for row in article.rows_of(Each::Article) {
        if let (Some(kb), Some(title)) = (row.number(Fact::Kb), row.text(Fact::Title)) {
            add(keys, article, title, kb, Span::of(0..article.text().len()), OWN);
        }
    }
    for reference in &article.records.references {
        if let Some(title) = &reference.title {
            add(keys, article, title, reference.kb, reference.span, 0);
        }
    }
}

fn add(keys: &mut Keys, article: &Article<'_>, title: &str, kb: u32, within: Span, table: u32) {
    let mut length = 0;
    let letters = folded(title).filter(|c| c.is_alphanumeric()).inspect(|_| length += 1);
    let key = letters.fold(0_u64, |hash, c| hash.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(c)));
    if length < SHORTEST_TITLE {
        return;
    }
    let place = number(article.text(), within, kb);
    keys.add(Entry {
        class: 0,
        key: hash(key),
        value: u64::from(kb),
        source: article.number,
        table,
        row: 0,
        place,
        name: place,
    });
}

/// Where a number is first printed within a span; the span where it is not.
fn number(text: &str, within: Span, kb: u32) -> Span {
    let digits = kb.to_string();
    let found = memchr::memmem::find(within.slice(text).as_bytes(), digits.as_bytes());
    found.map_or_else(|| Span::empty_at(within.start), |at| within.inner(at, digits.len()))
}

fn judge(judge: &mut Judge<'_>) {
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let numbers: Vec<&[Entry]> = group.chunk_by(|left, right| left.value == right.value).collect();
        if numbers.len() < 2 {
            continue;
        }
        for entries in &numbers {
            let Some((source, is_own)) = only_source(entries) else { continue };
            let near = numbers.iter().filter(|others| kb_is_slip(kb(entries), kb(others)));
            let witnesses = near.filter_map(|others| Some((witnesses(others, source, is_own)?, *others)));
            let Some((count, others)) = witnesses.max_by_key(|(count, _)| *count) else { continue };
            report(judge, entries, others, count, is_own);
        }
    }
}

/// The number that entries give.
fn kb(entries: &[Entry]) -> u32 {
    entries.first().and_then(|entry| u32::try_from(entry.value).ok()).unwrap_or_default()
}

/// The article that alone gives a number, and whether it does as its own.
fn only_source(entries: &[Entry]) -> Option<(u32, bool)> {
    let first = entries.first()?;
    let is_alone = entries.iter().all(|entry| entry.source == first.source);
    is_alone.then(|| (first.source, entries.iter().any(|entry| entry.table == OWN)))
}

/// How many articles give the title another number; null where they are too few to tell which is right, or the article that is in
/// doubt gives both.
fn witnesses(others: &[Entry], source: u32, is_own: bool) -> Option<usize> {
    let sources: BTreeSet<u32> = others.iter().map(|entry| entry.source).collect();
    // The article of that number speaks for itself: a second article of the same title is no slip.
    let is_stated = others.iter().any(|entry| entry.table == OWN);
    let is_enough = if is_own { !is_stated && sources.len() > 1 } else { is_stated || sources.len() > 1 };
    (is_enough && !sources.contains(&source)).then_some(sources.len())
}

fn report(judge: &mut Judge<'_>, entries: &[Entry], others: &[Entry], count: usize, is_own: bool) {
    let (printed, meant) = (entries[0].value, others[0].value);
    let path = judge.path(others[0].source);
    let what = if is_own { "the article of this title" } else { "the article that is referred to" };
    let all = if count == 1 {
        format!("`{path}` says `{meant}`")
    } else {
        format!("{count} articles say `{meant}`, as `{path}` does")
    };
    let place = entries.iter().find(|entry| (entry.table == OWN) == is_own).unwrap_or(&entries[0]).place();
    let draft = judge
        .add(place, format!("{what} is `{printed}` here, one keystroke from `{meant}`"))
        .level(weight(count))
        .label(format!("`{meant}`?"))
        .suggest(meant.to_string())
        .help(format!("{all}; look the number up and correct the one that is wrong"));
    let mut last = None;
    let firsts = others.iter().filter(|entry| last.replace(entry.source) != Some(entry.source));
    for witness in firsts.take(SHOWN) {
        draft.other_place(witness.place(), format!("`{meant}` here"));
    }
}

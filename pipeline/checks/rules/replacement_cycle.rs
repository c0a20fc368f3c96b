//! K505.

use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule};
use crate::contract::{Each, Fact, ValueRole};
use crate::finding::Level;
use crate::span::Span;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;

pub(super) const RULE: Rule = Rule {
    code: "K505",
    name: "replacement-cycle",
    level: Level::Warning,
    summary: "an article replaces another one that replaces it, directly or over others",
    rationale: "Who follows replacements to the newest update never arrives. The later of the articles is right; the other one \
                holds a wrong number.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "# KB900506 - Update 2 for the cache driver\n\n## Update replacement information\n\n\
                 - [900507](https://support.microsoft.com/help/900507) Update 1 for the cache driver\n",
            ),
            (
                "b.md",
                "# KB900507 - Update 1 for the cache driver\n\n## Update replacement information\n\n\
                 - [900506](https://support.microsoft.com/help/900506) Update 2 for the cache driver\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900506 - Update 2 for the cache driver\n\n## Update replacement information\n\n\
                 - [900507](https://support.microsoft.com/help/900507) Update 1 for the cache driver\n\
                 - [900508](https://support.microsoft.com/help/900508) The cache driver\n",
            ),
            (
                "b.md",
                "# KB900507 - Update 1 for the cache driver\n\n## Update replacement information\n\n\
                 - [900508](https://support.microsoft.com/help/900508) The cache driver\n\n\
                 ## References\n\n- [900506](https://support.microsoft.com/help/900506) Update 2 for the cache driver\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Corpus { gather, judge },
};

fn gather(article: &Article<'_>, keys: &mut Keys) {
    let Some(kb) = article.records.article.kb else { return };
    for row in article.rows_of(Each::Link).filter(|row| row.role(Fact::SectionKind) == Some(ValueRole::Replaces)) {
        let (Some(ordinal), Some(referenced)) = (row.number(Fact::LinkOrdinal), row.number(Fact::LinkKb)) else {
            continue;
        };
        let reference = article.records.references.get((ordinal as usize).wrapping_sub(1));
        let block = reference.and_then(|reference| article.document.blocks.get(reference.block));
        let place = block.map_or_else(Span::default, |block| number(block.span, article.text(), referenced));
        keys.add(Entry {
            class: 0,
            key: u64::from(kb),
            value: u64::from(referenced),
            source: article.number,
            table: 0,
            row: ordinal,
            place,
            name: place,
        });
    }
}

/// Where a number is printed in a block; the block where it is not.
fn number(block: Span, text: &str, number: u32) -> Span {
    let digits = number.to_string();
    block.slice(text).find(&digits).map_or(block, |at| block.inner(at, digits.len()))
}

/// How far the search has come with an article.
enum State {
    /// On the way that is being followed: its step.
    Open(usize),
    /// All ways from it were followed.
    Done,
}

/// Follows all ways from each article, deeper first: each edge once, whatever the number of cycles.
fn judge(judge: &mut Judge<'_>) {
    let all = judge.entries();
    let edges = all.as_slice();
    let from = |kb: u64| {
        let start = edges.partition_point(|edge| edge.key < kb);
        let count = edges[start..].iter().take_while(|edge| edge.key == kb).count();
        &edges[start..start + count]
    };
    let mut states: BTreeMap<u64, State> = BTreeMap::new();
    let mut cycles: Vec<Vec<&Entry>> = Vec::new();
    for root in edges {
        // The articles on the way, each with the edges not yet followed; and the edges between them.
        let mut way: Vec<(u64, &[Entry])> = Vec::new();
        let mut taken: Vec<&Entry> = Vec::new();
        if let MapEntry::Vacant(state) = states.entry(root.key) {
            state.insert(State::Open(0));
            way.push((root.key, from(root.key)));
        }
        while let Some((kb, left)) = way.last_mut() {
            let Some((edge, rest)) = left.split_first() else {
                states.insert(*kb, State::Done);
                way.pop();
                taken.pop();
                continue;
            };
            // Of several articles with the same edge the first speaks for all.
            *left = &rest[rest.iter().take_while(|next| next.value == edge.value).count()..];
            match states.get(&edge.value) {
                Some(State::Open(step)) => {
                    cycles.push(taken[*step..].iter().copied().chain([edge]).take(MOST + 1).collect());
                }
                Some(State::Done) => {}
                None => {
                    states.insert(edge.value, State::Open(way.len()));
                    way.push((edge.value, from(edge.value)));
                    taken.push(edge);
                }
            }
        }
    }
    for cycle in cycles {
        report(judge, &cycle);
    }
}

/// Steps of a cycle to name at most.
const MOST: usize = 8;

fn report(judge: &mut Judge<'_>, cycle: &[&Entry]) {
    let Some((first, others)) = cycle.split_first() else { return };
    let steps: Vec<String> = cycle.iter().take(MOST).map(|entry| format!("`{}`", entry.value)).collect();
    let dots = if cycle.len() > MOST { " ..." } else { "" };
    let draft = judge
        .add(first.place(), format!("`{}` replaces {}{dots}", first.key, steps.join(", which replaces ")))
        .label("replaced here")
        .help("the later article replaces the earlier one: correct the number in the earlier one");
    for other in others.iter().take(MOST) {
        draft.other_place(other.place(), format!("replaced by `{}`", other.key));
    }
}

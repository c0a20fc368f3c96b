//! K110.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::{Each, Fact, ValueRole};
use crate::finding::Level;
use crate::records::Reference;
use rustc_hash::FxHashMap;

pub(super) const RULE: Rule = Rule {
    code: "K110",
    name: "reference-repeated",
    level: Level::Note,
    summary: "one article twice in a list of references or of replaced updates",
    rationale: "A list of replaced updates, or of further articles, names each of them once. The second time is a pasted line, \
                or the slip of somebody who meant another number: then one of them is missing. Text that mentions an \
                article twice is not a list.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\n## Update replacement information\n\nThis update replaces:\n\n\
         - [2454053](https://support.microsoft.com/help/2454053) The cache is slow\n\
         - [2033238](https://support.microsoft.com/help/2033238) The cache is cold\n\
         - [2454053](https://support.microsoft.com/help/2454053) The cache is small\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\n## Update replacement information\n\nThis update replaces:\n\n\
         - [2454053](https://support.microsoft.com/help/2454053) The cache is slow\n\
         - [2033238](https://support.microsoft.com/help/2033238) The cache is cold\n\n\
         ## Cause\n\nSee [2454053](https://support.microsoft.com/help/2454053). It is slow, as \
         [2454053](https://support.microsoft.com/help/2454053) says.\n\n\
         [2454053](https://support.microsoft.com/help/2454053) tells more.\n\n\
         ## References\n\n[2454053](https://support.microsoft.com/help/2454053) The cache is slow\n\n\
         It is also cold, as other articles say.\n\nSo much for the cause.\n\nFor more information, see the article:\n\n\
         [2454053](https://support.microsoft.com/help/2454053) The cache is slow\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Lines within which the next item of a list begins: titles may run over two of them.
const NEXT_ITEM: usize = 3;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let (references, document) = (&article.records.references, article.document);
    if references.len() < 2 {
        return;
    }
    let sections = &article.records.outline.sections;
    let section = |reference: &Reference<'_>| sections.partition_point(|section| section.block < reference.block);
    // There is one row for each reference, in the same order.
    let replaces = article.rows_of(Each::Link).map(|row| row.role(Fact::SectionKind) == Some(ValueRole::Replaces));
    let items: Vec<Item<'_>> = (references.iter().zip(replaces.chain(std::iter::repeat(false))))
        .filter(|(reference, _)| {
            document.blocks.get(reference.block).is_some_and(|block| block.span.start == reference.span.start)
        })
        .map(|(reference, replaces)| Item { reference, replaces })
        .collect();
    let goes_on = |one: &Item<'_>, next: &Item<'_>| {
        let lines = next.reference.block.abs_diff(one.reference.block);
        lines <= NEXT_ITEM && section(one.reference) == section(next.reference)
    };
    for list in items.chunk_by(goes_on).filter(|list| list.len() > 1) {
        let mut first: FxHashMap<u32, &Item<'_>> = FxHashMap::default();
        let mut repeated: Vec<(&Item<'_>, &Item<'_>)> = Vec::new();
        for item in list {
            let first = *first.entry(item.reference.kb).or_insert(item);
            if !std::ptr::eq(first, item) {
                repeated.push((first, item));
            }
        }
        // A list of fixes names the update of each: there it is the manner of the list.
        let is_manner = repeated.len() > 1 && repeated.len() * 4 > list.len();
        for (first, item) in repeated {
            if is_manner && !item.replaces && first.reference.title != item.reference.title {
                continue;
            }
            drafts
                .add(item.reference.span, format!("`{}` is listed twice", item.reference.kb))
                .label("the second time")
                .other(first.reference.span, "the first time")
                .help("remove it, or correct its number");
        }
    }
}

/// A reference that begins its line.
struct Item<'a> {
    reference: &'a Reference<'a>,
    /// Whether it is one of replaced updates.
    replaces: bool,
}

//! K208.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::normal;
use crate::finding::Level;
use crate::span::Span;
use crate::tables::Table;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K208",
    name: "sibling-tables-differ",
    level: Level::Note,
    summary: "one of several parallel tables has a column more or less than all others",
    rationale: "An article that lists the files of several systems prints one table for each, with the same headings. \
                Where one of three or more has a heading more or less, a column was lost or pasted from elsewhere: its \
                values are null for that system alone.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\n\
         ## For all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|460,504|14-Jul-2009|01:43|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|787,736|14-Jul-2009|01:56|IA-64|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\n\
         ## For all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|460,504|14-Jul-2009|01:43|\n\n\
         ## For all supported IA-64-based versions of Windows Server 2008 R2\n\n\
         |Platform|File name|File version|File size|Date|Time|SP requirement|\n|---|---|---|---|---|---|---|\n\
         |IA-64|Cng.sys|6.1.7600.16385|787,736|14-Jul-2009|01:56|None|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Tables that make siblings: the odd one, and at least two that agree.
const FEWEST: usize = 3;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    if article.tables.len() < FEWEST {
        return;
    }
    // Parallel tables belong to one dataset, stand in sections of one kind, and are printed alike.
    let mut siblings: BTreeMap<(usize, Option<u16>, &str), Vec<usize>> = BTreeMap::new();
    for (at, (table, read)) in article.tables().enumerate() {
        // The keys of a record are no header: a record may lack one.
        let has_header = !table.layout.has_keys();
        if let Some(claim) = table.claim.as_ref().filter(|_| has_header) {
            siblings.entry((claim.dataset, read.section.kind, table.layout.name)).or_default().push(at);
        }
    }
    for group in siblings.values().filter(|group| group.len() >= FEWEST) {
        let headings: Vec<Vec<String>> = group.iter().map(|&at| names(article, &article.tables[at])).collect();
        let Some((odd, usual)) = odd_one(&headings) else { continue };
        let (own, theirs) = (&headings[odd], &headings[usual]);
        let (table, other) = (&article.tables[group[odd]], &article.tables[group[usual]]);
        let more = own.iter().position(|name| !theirs.contains(name));
        let less = theirs.iter().position(|name| !own.contains(name));
        let (heading, has, label) = match (more, less) {
            (Some(at), None) if own.len() == theirs.len() + 1 => {
                (table.headings[at], "has", "the column of this table alone")
            }
            (None, Some(at)) if own.len() + 1 == theirs.len() => {
                (other.headings[at], "lacks", "the column that it lacks")
            }
            _ => continue,
        };
        let name = article.document.plain(heading);
        let message = format!("this table {has} a column `{name}`, unlike its {} siblings", group.len() - 1);
        let header = |table: &Table| table.headings.iter().copied().reduce(Span::join).unwrap_or_default();
        let draft = if more.is_some() {
            drafts.add(heading, message).label(label).other(header(other), "the headings of the others")
        } else {
            drafts.add(header(table), message).label("these headings").other(heading, label)
        };
        draft.help("compare the tables; give them the same headings");
        article.mark(draft, group[odd], None);
    }
}

fn names(article: &Article<'_>, table: &Table) -> Vec<String> {
    table.headings.iter().map(|&heading| normal(&article.document.plain(heading))).collect()
}

/// The one list that differs from all others, which agree, and one of these.
fn odd_one(lists: &[Vec<String>]) -> Option<(usize, usize)> {
    let usual = (0..2).find(|&at| lists[at + 1..FEWEST].contains(&lists[at]))?;
    let mut odd = (0..lists.len()).filter(|&at| lists[at] != lists[usual]);
    match (odd.next(), odd.next()) {
        (Some(odd), None) => Some((odd, usual)),
        _ => None,
    }
}

//! K411.

use crate::checks::{Article, Check, Drafts, Example, FileRow, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::kb_is_slip;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K411",
    name: "package-of-another-kb",
    level: Level::Error,
    summary: "a package whose name holds the number of another article",
    rationale: "The packages of an update are named after the article on it: `Package_for_kb976398_rtm~...`. Another \
                number is a slip, or the row was pasted from another article. Where the article does not state its \
                number, most of its package names tell it; where no package has the number of the article and theirs is \
                no mere slip of it, one cannot know which side is wrong, and it is a warning.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB976398 - The cache forgets\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |Package_1_for_kb976389~31bf3856ad364e35~x86~~6.1.1.0.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |Package_1_for_KB976398~31bf3856ad364e35~x86~~6.1.1.0.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n",
        )]),
        // Files of other articles that are no packages of the servicing stack.
        Example::article(&[(
            "a.md",
            "# KB976398 - The cache forgets\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Notes_on_kb976389.txt|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n",
        )]),
    ],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

/// The number in the name of a package: `Package_1_for_kb976398~...`.
fn number_in(name: &str) -> Option<u32> {
    const MARK: &[u8] = b"_for_kb";
    let bytes = name.as_bytes();
    let at = memchr::memchr_iter(b'_', bytes)
        .find(|&at| bytes.get(at..at + MARK.len()).is_some_and(|found| found.eq_ignore_ascii_case(MARK)))?;
    let digits = &name[at + MARK.len()..];
    let end = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let mut packages: BTreeMap<u32, Vec<&FileRow<'_>>> = BTreeMap::new();
    for row in article.files() {
        if let Some(number) = number_in(row.name) {
            packages.entry(number).or_default().push(row);
        }
    }
    let all: usize = packages.values().map(Vec::len).sum();
    let most = packages.iter().find(|(_, rows)| rows.len() > 1 && rows.len() * 2 > all);
    let stated = article.records.article.kb;
    let Some(own) = stated.or_else(|| most.map(|(number, _)| *number)) else { return };
    let own_row = packages.get(&own).and_then(|rows| rows.first());
    for (number, rows) in packages.iter().filter(|(number, _)| **number != own) {
        let first = rows[0];
        let more = if rows.len() == 1 { String::new() } else { format!(" and {} more", rows.len() - 1) };
        let message = if stated.is_some() {
            format!("`{}`{more}: a package for KB{number} in the article KB{own}", first.name)
        } else {
            format!("`{}`{more}: a package for KB{number}, the others are for KB{own}", first.name)
        };
        let draft = drafts.add(first.name_span(), message).label(format!("KB{number}"));
        match own_row {
            Some(own_row) => {
                draft.other(own_row.name_span(), format!("KB{own}"));
            }
            // No package confirms the number of the article; unless it looks like a slip, either may be the right one.
            None if !kb_is_slip(*number, own) => {
                draft.level(Level::Warning);
            }
            None => {}
        }
        draft.help("compare both numbers with the package itself; correct the one that is wrong");
        first.mark(draft);
    }
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn numbers_are_read_in_names_of_packages_only() {
        assert_eq!(number_in("Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum"), Some(976_398));
        assert_eq!(number_in("Package_12_for_KB2545698~31bf3856ad364e35~amd64~~6.0.1.0.cat"), Some(2_545_698));
        assert_eq!(number_in("Package_for_kb~x86.mum"), None);
        assert_eq!(number_in("Windows6.1-KB976398-x86.msu"), None);
        assert_eq!(number_in("é_for_k"), None);
    }
}

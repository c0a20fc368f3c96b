//! K416.

use crate::blocks::Kind;
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::{Each, Role};
use crate::finding::Level;
use crate::records::in_brackets;
use crate::span::Span;
use crate::values::{kb_is_slip, kb_number, version_numbers};

pub(super) const RULE: Rule = Rule {
    code: "K416",
    name: "identifiers-disagree",
    level: Level::Error,
    summary: "an article whose heading, labels and packages name different numbers or versions",
    rationale: "An article on an update states its version in the heading, in a label and in its front matter, and its \
                packages are named after its number. Where two of these differ, one of them is a slip, and whoever \
                joins the data by the wrong one gets another update. Versions are compared where their first two \
                numbers agree. A package with another number is left alone beside packages with the right one, unless \
                it looks like a slip; where none has the right one, it is a warning.",
    bad: &[
        Example::article(&[(
            "a.md",
            "---\ntitle: Update 17 for the cache (KB5001029)\n---\n# KB5001092 - Update 17 for the cache\n\nIt is larger now.\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB5001092 - Update 17 for the cache (13.0.5888.11)\n\n\
             _Version:_ &nbsp; 13.0.5880.11\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB5001092 - Update 17 for the cache\n\n\
             |File name|SHA256 hash|\n\
             |---|---|\n\
             |Cache2016-KB5001029-x64.exe|0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB900416 - Versions of two files\n\
             \n\
             Alder.dll:\n\
             \n\
             Version: 1.00.224.0\n\
             \n\
             Birch.dll:\n\
             \n\
             Version: 1.0.0.1\n",
        )]),
        // Another article is named, and no slip.
        Example::article(&[(
            "a.md",
            "---\ntitle: Update 17 for the cache after KB4577586\n---\n# KB5001092 - Update 17 for the cache\n\nIt is larger now.\n",
        )]),
        Example::article(&[(
            "a.md",
            "---\ntitle: Update 17 for the cache, 13.0.5888.11 (KB5001092)\n---\n\
             # KB5001092 - Update 17 for the cache\n\n\
             _Version:_ &nbsp; 13.0.5888.11\n\n\
             |File name|SHA256 hash|\n\
             |---|---|\n\
             |Cache2016-KB5001092-x64.exe|0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0|\n",
        )]),
        // A version of something else.
        Example::article(&[(
            "a.md",
            "# KB5001092 - Update 17 for the cache on systems with driver 10.2.44.8\n\n\
             _Version:_ &nbsp; 13.0.5888.11\n",
        )]),
        // A package that another one brings along.
        Example::article(&[(
            "a.md",
            "# KB5001092 - Update 17 for the cache\n\n\
             |File name|SHA256 hash|\n\
             |---|---|\n\
             |Cache2016-KB5001092-x64.exe|0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0|\n\
             |Words-KB4577586-x64.exe|1f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0|\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    versions(article, drafts);
    if let Some(own) = article.records.article.kb {
        front_matter(article, own, drafts);
        packages(article, own, drafts);
    }
}

/// Keys of the front matter whose texts name the version of an update.
const TEXTS: [&str; 2] = ["title", "description"];

/// Versions that the article states as its own differ.
fn versions(article: &Article<'_>, drafts: &mut Drafts) {
    let mut stated = labels(article);
    let heading =
        article.document.blocks.iter().find(|block| matches!(block.kind, Kind::Heading(_) | Kind::Underlined(_)));
    if let Some(heading) = heading {
        stated.extend(only_version(article.text(), heading.span).map(|(span, numbers)| (span, numbers, "the heading")));
    }
    for entry in &article.document.front_matter.entries {
        let may_name_version = memchr::memchr_iter(b'.', entry.value.as_bytes()).nth(2).is_some();
        if may_name_version && TEXTS.iter().any(|key| entry.key.eq_ignore_ascii_case(key)) {
            let place = find(article, article.document.front_matter.span, &entry.value);
            let version = place.and_then(|span| only_version(article.text(), span));
            stated.extend(version.map(|(span, numbers)| (span, numbers, "the front matter")));
        }
    }
    let Some((first, numbers, by)) = stated.first() else { return };
    for (span, other, other_by) in &stated[1..] {
        if other[..2] == numbers[..2] && other != numbers {
            let text = |span: &Span| span.slice(article.text());
            drafts
                .add(*span, format!("`{}` in {other_by}, `{}` in {by}", text(span), text(first)))
                .label("this version")
                .other(*first, "the other version")
                .help("compare both with the update itself; correct the one that is wrong");
        }
    }
}

/// Versions in the labels of the article (`Version: 13.0.5888.11`), in reading order.
fn labels<'a>(article: &Article<'a>) -> Vec<(Span, [u32; 4], &'a str)> {
    let version = article.contract.roles.column(Role::ArticleVersion);
    let feeds_version = |feeds: &(usize, usize)| version == Some(*feeds);
    let labels =
        article.records.labels.iter().filter(|label| label.of_article && label.feeds.iter().any(feeds_version));
    let versions = labels.filter_map(|label| {
        let (within, by) = if label.in_front_matter {
            (article.document.front_matter.span, "the front matter")
        } else {
            (article.document.blocks.get(label.block)?.span, "the label")
        };
        let (span, numbers) = only_version(article.text(), find(article, within, &label.value)?)?;
        Some((span, numbers, by))
    });
    versions.collect()
}

/// Where a value is printed.
fn find(article: &Article<'_>, within: Span, value: &str) -> Option<Span> {
    let at = memchr::memmem::find(within.slice(article.text()).as_bytes(), value.as_bytes())?;
    Some(within.inner(at, value.len()))
}

/// The one version of four numbers in a text; null where there are none or several.
fn only_version(text: &str, span: Span) -> Option<(Span, [u32; 4])> {
    let raw = span.slice(text);
    if memchr::memchr_iter(b'.', raw.as_bytes()).take(3).count() < 3 {
        return None;
    }
    let mut found = None;
    let mut at = 0;
    for word in raw.split(|c: char| !c.is_ascii_digit() && c != '.') {
        let start = at;
        at += word.len();
        at += raw[at..].chars().next().map_or(0, char::len_utf8);
        let shown = word.trim_matches('.');
        let numbers: Option<Vec<u32>> = version_numbers(shown).collect();
        if let Some(numbers) = numbers.and_then(|numbers| <[u32; 4]>::try_from(numbers).ok()) {
            if found.is_some() {
                return None;
            }
            let dots = word.len() - word.trim_start_matches('.').len();
            found = Some((span.inner(start + dots, shown.len()), numbers));
        }
    }
    found
}

/// Values of the front matter that name the article by a slip of its number: `title: Update 17 (KB5001029)`. Values that
/// begin with the number, and keys that state it, are the business of the rule on several numbers.
fn front_matter(article: &Article<'_>, own: u32, drafts: &mut Drafts) {
    let front_matter = &article.document.front_matter;
    for entry in &front_matter.entries {
        let Some(number) = number_in(&entry.value).filter(|number| kb_is_slip(*number, own)) else { continue };
        let is_title = TEXTS.iter().any(|key| entry.key.eq_ignore_ascii_case(key));
        let begins_with_it = entry.value.starts_with("KB");
        // Brackets behind both titles are the business of that rule, too.
        let is_bracket = in_brackets(&entry.value).is_some() && in_brackets(&article.records.article.title).is_some();
        if is_title && is_bracket || is_title == begins_with_it || states_number(article, &entry.key) {
            continue;
        }
        let Some(span) = find(article, front_matter.span, &number.to_string()) else { continue };
        drafts
            .add(span, format!("`{number}` in the front matter, `{own}` in the article"))
            .label(format!("`{}` names the article", entry.key))
            .help("compare both with the published article; correct the one that is wrong");
    }
}

/// Whether the contract reads a key of the front matter as the number of the article.
fn states_number(article: &Article<'_>, key: &str) -> bool {
    article.contract.vocabulary.label(key).iter().any(|&(dataset, column)| {
        let dataset = &article.contract.datasets[dataset];
        dataset.each == Each::Article && dataset.columns[column].type_name() == "kb-number"
    })
}

/// Files with digests whose names hold the number of another article.
fn packages(article: &Article<'_>, own: u32, drafts: &mut Drafts) {
    let mut packages = Vec::new();
    for row in article.rows_with(Role::PackageName) {
        if let Some(number) = row.text(Role::PackageName).and_then(number_in) {
            packages.push((number, row));
        }
    }
    let is_confirmed = packages.iter().any(|(number, _)| *number == own);
    let is_one = packages.windows(2).all(|pair| pair[0].0 == pair[1].0);
    let mut last = None;
    for (number, row) in packages {
        let is_slip = kb_is_slip(number, own);
        if number == own || !is_slip && (is_confirmed || !is_one) {
            continue;
        }
        let Some(span) = row.span(Role::PackageName) else { continue };
        // A row for each digest of one file, and a file for each language: once is enough.
        if last.replace(number) == Some(number) {
            continue;
        }
        let name = row.text(Role::PackageName).unwrap_or_default();
        let draft = drafts
            .add(span, format!("`{name}`: a package for KB{number} in the article KB{own}"))
            .label(format!("KB{number}"))
            .help("compare both numbers with the package itself; correct the one that is wrong");
        row.mark(draft);
        if !is_slip {
            draft.level(Level::Warning);
        }
    }
}

/// The number in the name of a package: `SQLServer2016-KB5001092-x64.exe`.
fn number_in(name: &str) -> Option<u32> {
    let bytes = name.as_bytes();
    let at = memchr::memchr2_iter(b'k', b'K', bytes).find(|&at| {
        bytes.get(at + 1).is_some_and(|b| b.eq_ignore_ascii_case(&b'b'))
            && bytes.get(at + 2).is_some_and(u8::is_ascii_digit)
            && !at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric())
    })?;
    let digits = &name[at + 2..];
    let end = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    (end > 5).then(|| kb_number(&digits[..end])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_name_stands_behind_kb() {
        assert_eq!(number_in("SQLServer2016-KB5001092-x64.exe"), Some(5_001_092));
        assert_eq!(number_in("ndp48-kb4503548-x86-x64-allos-enu.exe"), Some(4_503_548));
        for name in ["Disk64KB4096.exe", "kb12.exe", "Setup.exe", "", "x-KB", "KB50010921234.exe"] {
            assert_eq!(number_in(name), None, "{name}");
        }
    }

    #[test]
    fn one_version_of_a_text_is_found_and_several_are_not() {
        let at = |text: &str| only_version(text, Span::of(0..text.len())).map(|(span, _)| span.slice(text).to_owned());
        assert_eq!(at("é (build 13.0.5888.11).").as_deref(), Some("13.0.5888.11"));
        assert_eq!(at("13.0.5888.11 and 13.0.5888.12"), None);
        assert_eq!(at("13.0.5888"), None);
        assert_eq!(at(""), None);
    }
}

//! K417.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K417",
    name: "label-and-text-disagree",
    level: Level::Warning,
    summary: "the version in the label of an article is none of those that its text states for the product",
    rationale: "An update names its version twice: in a label at its head, and in a list of what it brings each component to. The \
                version of the label is one of that list; where it is none, one of the two was not updated.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900417 - Cumulative Update 2 for Cache Server\n\n_Version:_ &nbsp; 16.0.4001.1\n\n\
         - Cache Server - Product version: **16.0.4003.1**, file version: **2022.160.4003.1**\n\
         - Cube - Product version: **16.0.43.208**, file version: **2022.160.43.208**\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900417 - Cumulative Update 2 for Cache Server\n\n_Version:_ &nbsp; 16.0.4003.1\n\n\
         - Cache Server - Product version: **16.0.4003.1**, file version: **2022.160.4003.1**\n\
         - Cube - Product version: **16.0.43.208**, file version: **2022.160.43.208**\n",
    )])],
    needs: &[Role::ArticleVersion],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let Some(label) =
        article.rows_with(Role::ArticleVersion).find_map(|row| row.text(Role::ArticleVersion).map(str::to_owned))
    else {
        return;
    };
    let column = article.contract.roles.column(Role::ArticleVersion);
    let labels = column.map_or(&[][..], |(dataset, column)| &article.contract.datasets[dataset].columns[column].labels);
    // One word alone, `Version`, may be that of anything.
    let labels: Vec<&str> = labels.iter().map(String::as_str).filter(|label| label.contains(' ')).collect();
    let text = article.text();
    let ends_with_label = |at: &usize| {
        let before = &text.as_bytes()[..*at];
        labels.iter().any(|label| {
            before
                .get(before.len().saturating_sub(label.len())..)
                .is_some_and(|end| end.eq_ignore_ascii_case(label.as_bytes()))
        })
    };
    let colons = memchr::memchr_iter(b':', text.as_bytes()).filter(ends_with_label);
    let stated: Vec<(Span, &str)> = colons.filter_map(|at| version(text, at + 1)).collect();
    let Some(&(first, version)) = stated.first() else { return };
    if stated.iter().any(|(_, version)| *version == label) {
        return;
    }
    drafts
        .add(first, format!("the text states version {version}, the label of the article {label}"))
        .label("the first version that the text states")
        .help("correct the label or the text");
}

/// The version that begins at a place, in front of which blanks, marks of emphasis and tags may stand.
fn version(text: &str, at: usize) -> Option<(Span, &str)> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_');
    let mut rest = text.get(at..)?.trim_start_matches(is_mark);
    while let Some((_, behind)) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = behind.trim_start_matches(is_mark);
    }
    let begin = text.len() - rest.len();
    let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let version = rest[..length].trim_end_matches('.');
    version.contains('.').then(|| (Span::of(begin..begin + version.len()), version))
}

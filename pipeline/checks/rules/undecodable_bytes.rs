//! K108.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K108",
    name: "undecodable-bytes",
    level: Level::Warning,
    summary: "bytes that are not text in the encoding of the article",
    rationale: "What could not be decoded became U+FFFD, here or in a tool before, and cannot be brought back from this \
                file: names and numbers around it may be wrong. Take the article from where it came, and save it as UTF-8. \
                No text encoding has a zero byte in it.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nThe caf\u{fffd}'s cache \u{fffd} it forgets.\n",
        )]),
        Example::article(&[("b.md", "# KB981506 - The cache forgets\n\nMake it larger.\0\n")]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\nThe caf\u{e9}'s cache \u{2013} it forgets.\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

const REPLACEMENT: &str = "\u{fffd}";

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let (text, source) = (article.text(), article.source);
    let replaced = || memchr::memmem::find_iter(text.as_bytes(), REPLACEMENT);
    let zeros = || memchr::memchr_iter(0, text.as_bytes());
    if let Some(first) = replaced().next() {
        let places = places(replaced().count());
        let message = if source.damaged {
            format!(
                "the article holds bytes that are not valid {}: U+FFFD stands for them in {places}",
                source.encoding
            )
        } else {
            format!("U+FFFD stands in {places}: an earlier tool lost what stood there")
        };
        drafts
            .add(Span::of(first..first + REPLACEMENT.len()), message)
            .label("the first of them")
            .help("take the article from where it came, and save it as UTF-8");
    } else if source.damaged
        && let Some(first) = zeros().next()
    {
        drafts
            .add(Span::of(first..first + 1), format!("zero bytes stand in {}", places(zeros().count())))
            .label("the first of them")
            .help("take the article from where it came, and save it as UTF-8");
    }
}

fn places(count: usize) -> String {
    if count == 1 { "one place".to_owned() } else { format!("{count} places") }
}

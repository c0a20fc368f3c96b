//! K112.

use crate::blocks::Marker;
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K112",
    name: "conflict-markers",
    level: Level::Error,
    summary: "the markers of a merge that nobody finished",
    rationale: "Where git cannot merge an article it writes both versions into it, between markers. Until somebody \
                chooses, the article says both, and both become rows.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\n## Cause\n\n<<<<<<< HEAD\nThe cache is too small.\n=======\nThe cache is too old.\n>>>>>>> reworded\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\nCause\n=======\n\nThe cache is too small.\n\n>>>>>>> quoted seven times\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Reports each run of the three markers in their order; one of them alone is an underline or a quote.
fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let text = &article.source.text;
    // Nearly no article has one.
    if !text.contains("<<<<<<< ") {
        return;
    }
    let (mut at, mut ours, mut between) = (0, None, None);
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let span = Span::of(at..at + words.len());
        at += line.len();
        match Marker::of(words) {
            Some(Marker::Ours) => (ours, between) = (Some(span), None),
            Some(Marker::Theirs) if ours.is_some() => between = Some(span),
            Some(Marker::End) => {
                let (Some(ours), Some(between)) = (ours.take(), between.take()) else { continue };
                drafts
                    .add(ours, "a merge left both versions of these lines")
                    .label("one version stands below")
                    .other(between, "the other one stands below")
                    .other(span, "it ends here")
                    .help("keep the right lines, remove the others and the three markers, then run `kbc build`");
            }
            _ => {}
        }
    }
}

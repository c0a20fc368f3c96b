//! K114.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K114",
    name: "empty-article",
    level: Level::Warning,
    summary: "an article without any text",
    rationale: "A file of no bytes, or of white space alone, is seldom an article: a download failed, or the file was never \
                filled. In a stream or a table of articles, a null in the place of the text counts as such. Fetch the article \
                again, or remove it.",
    bad: &[Example::article(&[("a.md", "")]), Example::article(&[("b.txt", "\n \r\n\t\n")])],
    good: &[Example::article(&[("a.md", "# KB981506 - The cache forgets\n")])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let text = article.text();
    if text.trim().is_empty() {
        let message = if text.is_empty() { "the article is empty" } else { "the article holds white space alone" };
        drafts
            .add(Span::empty_at(0), message)
            .label("nothing stands here")
            .help("fetch the article again, or remove it");
    }
}

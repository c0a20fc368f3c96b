//! K113.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K113",
    name: "page-without-text",
    level: Level::Warning,
    summary: "a web page shows no more than a line: a script draws it",
    rationale: "kbc reads what stands in the file and runs nothing. A page that was saved before its script had drawn it holds no \
                article, or a line that asks for scripts. Save the page from a browser, once it shows the article.",
    bad: &[
        Example::article(&[(
            "a.html",
            "<!DOCTYPE html>\n<html><head><title>The cache forgets</title></head>\n\
             <body><div id=\"app\"></div><script>draw(\"eJyrVkpU\");</script></body></html>\n",
        )]),
        Example::article(&[(
            "a.html",
            "<!DOCTYPE html>\n<html><head><title>The cache forgets</title></head>\n\
             <body><div id=\"app\">One moment ...</div><script>draw(\"eJyrVkpU\");</script></body></html>\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.html",
        "<!DOCTYPE html>\n<html><head><title>The cache forgets</title></head>\n\
         <body><h1>KB981506: The cache forgets</h1><p>Make it larger.</p><script>draw();</script></body></html>\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let document = article.document;
    if document.format != "html" {
        return;
    }
    let mut shown = document.blocks.iter().filter(|block| !document.plain(block.span).is_empty());
    let (first, text) = (shown.next(), article.text());
    let script = memchr::memmem::find(text.as_bytes(), SCRIPT.as_bytes());
    // Where a script may draw more, one line is no article.
    if first.is_some() && (script.is_none() || shown.next().is_some()) {
        return;
    }
    let span = script.map_or(Span::empty_at(0), |at| Span::of(at..at + SCRIPT.len()));
    drafts
        .add(span, if first.is_some() { "the page shows one line" } else { "the page shows no text" })
        .label(if script.is_some() { "what a script draws is not read" } else { "nothing is shown" })
        .help("save the page from a browser, once it shows the article");
}

const SCRIPT: &str = "<script";

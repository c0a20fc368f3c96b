//! K103.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::records::{Statement, in_brackets, leading_number};
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K103",
    name: "several-kb-numbers",
    level: Level::Warning,
    summary: "the article states several numbers as its own",
    rationale: "An article has one number. Where one line states several, none of them is taken and `kb` is null; where \
                front matter, heading and lines disagree, the first of them is taken (`kb_source` says which). Keep the \
                number of the article, and turn the others into references.",
    bad: &[
        Example::article(&[(
            "one-line.md",
            "# The cache forgets\n\n_Original KB number:_ &nbsp; 2033238, 2454053\n\nMake it larger.\n",
        )]),
        Example::article(&[(
            "heading-and-title.md",
            "---\ntitle: An update for the cache (KB981506)\n---\n# An update for the cache (KB981507)\n\n\
             _Original KB number:_ &nbsp; 981507\n\nIt is larger now.\n",
        )]),
        Example::article(&[(
            "heading-and-address.md",
            "---\npermalink: /kb/981506\n---\n# KB981605 - The cache forgets\n\nMake it larger.\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "---\ntitle: KB981506 - The cache forgets\npermalink: /kb/981/Q981506/\n---\n# The cache forgets\n\n\
         _Original KB number:_ &nbsp; 981506\n\nArticle ID: KB981506\n\n## Resolution\n\nIt was mended by KB2454053. See:\n\nARTICLE ID: Q102873\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Other numbers to name at most.
const SHOWN: usize = 6;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let facts = &article.records.article;
    let title = article.document.front_matter.get("title").unwrap_or_default();
    let mut titles = Vec::new();
    let mut add = |kb: Option<u32>, block| titles.extend(kb.map(|kb| Statement { kb, source: "title", block }));
    add(leading_number(title), None);
    // A number in brackets is that of the article only where another place says so; two of them contradict each other.
    if facts.title_source == "heading"
        && let (Some(here), Some(there)) = (in_brackets(&facts.title), in_brackets(title))
    {
        let heading = article.records.outline.sections.iter().find(|section| section.text == facts.title);
        add(Some(here), heading.map(|section| section.block));
        add(Some(there), None);
    }
    // Behind the first section, lines such as `ARTICLE ID: Q102873` belong to references.
    let sections = &article.records.outline.sections;
    let body = sections.iter().find(|section| section.kind.is_some()).map_or(usize::MAX, |section| section.block);
    let is_own =
        |statement: &&Statement| statement.source != "article_line" || statement.block.is_none_or(|at| at < body);
    let statements = || facts.statements.iter().chain(&titles).filter(is_own);
    let Some(first) = statements().next() else { return };
    let mut others: Vec<&Statement> = Vec::new();
    for other in statements().filter(|other| other.kb != first.kb) {
        if others.len() < SHOWN && others.iter().all(|known| known.kb != other.kb) {
            others.push(other);
        }
    }
    if others.is_empty() {
        return;
    }
    let numbers: Vec<String> =
        [first].into_iter().chain(others.iter().copied()).map(|number| format!("`{}`", number.kb)).collect();
    let taken = match facts.kb {
        Some(kb) => format!("`{kb}` is taken"),
        None => "none is taken".to_owned(),
    };
    let draft = drafts
        .add(place(article, first), format!("the article states {} as its own number: {taken}", numbers.join(" and ")))
        .label("one number")
        .help("keep the number of the article itself");
    for other in others {
        draft.other(place(article, other), "another one");
    }
}

/// Where a number is printed: in its block, or behind a key of the front matter.
fn place(article: &Article<'_>, statement: &Statement) -> Span {
    let (document, digits) = (article.document, statement.kb.to_string());
    let within = |part: Span| Some(part.inner(part.slice(article.text()).find(&digits)?, digits.len()));
    if let Some(block) = statement.block.and_then(|block| document.blocks.get(block)) {
        return within(block.span).unwrap_or(block.span);
    }
    let whole = document.front_matter.span;
    let mut offset = 0;
    let mut lines = document.raw(whole).split_inclusive('\n').map(|line| {
        let span = whole.inner(offset, line.len());
        offset += line.len();
        (line, span)
    });
    let in_title = statement.source == "title";
    let line = lines.find(|(line, _)| line.starts_with("title") == in_title && line.contains(&digits));
    line.and_then(|(_, span)| within(span)).unwrap_or(whole)
}

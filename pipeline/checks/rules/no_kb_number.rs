//! K102.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::{Dataset, Each, Fact, Origin};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K102",
    name: "no-kb-number",
    level: Level::Note,
    summary: "an article with rows of data does not state its own number",
    rationale: "The number joins the rows of an article with those of others. Where the article does not state it, it is \
                null in each of them: it is never guessed, because a number in a title or a link may name another \
                article. Articles without rows of data are left in peace.",
    bad: &[Example::article(&[(
        "a.md",
        "# The cache forgets\n\n|File name|File version|File size|\n|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "# The cache forgets\n\n_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|\n|---|---|---|\n|Cache.sys|6.1.7600.100|10,568|\n",
        )]),
        Example::article(&[("a.md", "# The cache forgets\n\nMake it larger.\n")]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let facts = &article.records.article;
    // Several numbers are the business of another rule.
    if facts.kb.is_some() || !facts.statements.is_empty() {
        return;
    }
    let lacking: Vec<String> = (article.contract.datasets.iter())
        .zip(&article.records.datasets)
        .filter(|(dataset, rows)| !rows.is_empty() && dataset.each == Each::Row && wants_number(dataset))
        .map(|(dataset, rows)| format!("{} of `{}`", rows.len(), dataset.name))
        .collect();
    if lacking.is_empty() {
        return;
    }
    let place = article.document.blocks.first().map_or_else(Span::default, |block| block.span);
    let rows = lacking.join(", ");
    drafts
        .add(place, format!("the article does not state its own number: `kb` is null in its rows ({rows})"))
        .label("no number here, in the front matter, or on a line of its own")
        .help("state it on a line such as `Original KB number: 981506`");
}

/// Whether rows of a dataset carry the number of their article.
fn wants_number(dataset: &Dataset) -> bool {
    let is_number = |origin: &Origin| matches!(origin, Origin::Fact(Fact::Kb));
    dataset.columns.iter().any(|column| column.from.iter().any(is_number))
}

//! K212.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K212",
    name: "misspelled-heading",
    level: Level::Warning,
    summary: "a heading is one keystroke from a known one, and its cells look like that",
    rationale: "The column is read as if the heading were right. A reader who searches the articles for the heading does \
                not find this table.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|Filee size|Dste|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, table) in article.tables.iter().enumerate() {
        let Some(claim) = &table.claim else { continue };
        let columns = &article.contract.datasets[claim.dataset].columns;
        let vocabulary = &article.contract.vocabulary;
        let heading = |&span: &Span| vocabulary.heading(&article.document.plain(span));
        let known: Vec<_> = table.headings.iter().map(heading).collect();
        for &span in &table.misspelled {
            let Some(heading) = table.headings.iter().position(|&other| other == span) else { continue };
            let text = article.document.plain(span);
            let Some(meant) = vocabulary.near_heading(&text, &known) else { continue };
            let column = claim.columns[heading].first().map_or("", |&column| columns[column].name.as_str());
            let draft = drafts
                .add(span, format!("`{text}` is one keystroke from `{}`", vocabulary.name(meant)))
                .label(format!("its cells were read as `{column}`"))
                .help("correct the heading");
            article.mark(draft, at, None);
        }
    }
}

//! K206.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;
use crate::tables::Doubt;

pub(super) const RULE: Rule = Rule {
    code: "K206",
    name: "ambiguous-table",
    level: Level::Warning,
    summary: "two datasets know equally many headings of a table",
    rationale: "Nobody knows in which of them the rows belong, and kbc does not guess: the table is kept as printed, in \
                `cells`. One heading that only one of the datasets knows decides it.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |Bug number|Description|KB number|Date|\n|---|---|---|---|\n\
         |5550001|A servicing stack update|3020369|March 2015|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|\n|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, table) in article.tables.iter().enumerate() {
        let Some(Doubt::Draw(datasets)) = &table.doubt else { continue };
        let names: Vec<String> = datasets
            .iter()
            .filter_map(|&dataset| article.contract.datasets.get(dataset))
            .map(|dataset| format!("`{}`", dataset.name))
            .collect();
        let header = table.headings.iter().copied().reduce(Span::join).unwrap_or_default();
        let draft = drafts
            .add(header, format!("{} know these headings equally well", names.join(" and ")))
            .label("no dataset claims the table")
            .help("print a heading that only one of them knows, or add one to its schema");
        article.mark(draft, at, None);
    }
}

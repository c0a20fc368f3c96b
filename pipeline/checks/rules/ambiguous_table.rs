//! K206.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;
use crate::tables::Doubt;

pub(super) const RULE: Rule = Rule {
    code: "K206",
    name: "ambiguous-table",
    level: Level::Warning,
    summary: "two datasets, two layouts or two columns explain a table equally well",
    rationale: "It is open which of two datasets or layouts the rows belong to, or which of two columns of one heading \
                a value stands in, and kbc does not guess: what is open is kept as printed, in `cells`. One heading \
                that only one of the datasets knows decides it; a second line of the header tells columns apart.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |Bug number|Description|KB number|Date|\n|---|---|---|---|\n\
             |5550001|A servicing stack update|3020369|March 2015|\n",
        )]),
        Example::article(&[(
            "two-columns-of-one-heading.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|File size|\n|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|124,928|\n",
        )]),
    ],
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
        if let [first, others @ ..] = table.repeated.as_slice() {
            let name = article.document.plain(table.headings[*first]);
            let draft = drafts
                .add(table.headings[*first], format!("`{name}` stands above several columns"))
                .label("no column of the dataset takes their cells")
                .help("print headings that differ, or a second line of the header that tells them apart");
            for &other in others {
                draft.other(table.headings[other], "again");
            }
            article.mark(draft, at, None);
        }
        let (names, what, help) = match &table.doubt {
            Some(Doubt::Draw(datasets)) => (
                datasets
                    .iter()
                    .filter_map(|&dataset| article.contract.datasets.get(dataset))
                    .map(|dataset| format!("`{}`", dataset.name))
                    .collect::<Vec<_>>(),
                "know these headings equally well",
                "print a heading that only one of them knows, or add one to its schema",
            ),
            Some(Doubt::Readings(layouts)) => (
                layouts.iter().map(|layout| format!("`{layout}`")).collect(),
                "read different rows from these lines, and explain as much of them",
                "print the cells of each row below their headings, or divide them by bars",
            ),
            _ => continue,
        };
        let header = table.headings.iter().copied().reduce(Span::join).unwrap_or_default();
        let draft = drafts
            .add(header, format!("{} {what}", names.join(" and ")))
            .label("no dataset claims the table")
            .help(help);
        article.mark(draft, at, None);
    }
}

//! K202.

use crate::checks::{Article, Check, Drafts, Example, Rule, has_bars, row_span};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K202",
    name: "long-row",
    level: Level::Error,
    summary: "a row of more cells than its header, most often split by a bar that is text",
    rationale: "Readers of Markdown drop what stands behind the last column, without a word. kbc keeps these cells in \
                `cells`, but no column of a dataset takes them. Empty cells at the end of a row lose nothing. In HTML \
                the cells are shown, without a heading: a warning.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 2017402\n\n\
             |Command|Use|\n|---|---|\n\
             |ipconfig /all|more|List the adapters.|\n\
             |ping|Test the way.|\n",
        )]),
        Example::article(&[(
            "a.html",
            "<html><body><p>Original KB number: 2017402</p>\n<table>\n<tr><th>Command</th><th>Use</th></tr>\n\
             <tr><td>ipconfig</td><td>List the adapters.</td><td>Any user</td></tr>\n\
             <tr><td>ping</td><td>Test the way.</td></tr>\n</table></body></html>\n",
        )]),
    ],
    good: &[
        // A cell may span more columns than there are.
        Example::article(&[(
            "a.html",
            "<p><i>Original KB number:</i> 2017402</p>\n<table><tr><th>File name</th><th>File size</th></tr>\n\
             <tr><th colspan=\"3\">For all supported x64-based versions of Windows 7</th></tr>\n\
             <tr><td>Cng.sys</td><td>369,568</td></tr></table>\n",
        )]),
        // A bar in code divides no cells where the row then fits its header.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 2017402\n\n\
             |Command|Use|\n|---|---|\n\
             |`ipconfig /all|more`|List the adapters.|\n\
             |`ping`|Test the way.|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 2017402\n\n\
             |Command|Use|\n|---|---|\n\
             |`ipconfig /all\\|more`|List the adapters.|\n\
             |`ping`|Test the way.|||\n",
        )]),
        Example::article(&[(
            "a.txt",
            "Article: Q107172\n\nThe parts work together:\n\n| Stack | Host |\n| Stack |<--| Gateway |-->| Host |\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Further rows to show.
const MOST_SHOWN: usize = 2;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, (table, misfits)) in article.tables.iter().zip(article.misfits()).enumerate() {
        let (width, long) = (table.headings.len(), &misfits.long);
        let Some(&first) = long.first().filter(|_| has_bars(article, table)) else { continue };
        let count = table.row(table.rows[first]).len();
        let message = match long.len() {
            1 => format!("this row has {count} cells, its header {width}"),
            rows => format!("{rows} rows have more cells than their header, which has {width}"),
        };
        let span = row_span(table, first);
        let raw = span.slice(article.text());
        let is_html = ["<td", "<TD", "<th", "<TH"].iter().any(|tag| raw.contains(tag));
        let (what, stands) = if count - width == 1 { ("the last cell", "stands") } else { ("the last cells", "stand") };
        let header = table.headings.iter().copied().reduce(Span::join).unwrap_or_default();
        let draft = drafts.add(span, message).other(header, format!("the header has {width}"));
        if is_html {
            draft
                .level(Level::Warning)
                .label(format!("{what} {stands} under no heading"))
                .help("add the missing heading");
        } else {
            draft
                .label(format!("a plain reader would drop {what}"))
                .help("escape a bar that is text as `\\|`; or add the missing heading");
        }
        for &row in long[1..].iter().take(MOST_SHOWN) {
            draft.other(row_span(table, row), format!("this one has {}", table.row(table.rows[row]).len()));
        }
        article.mark(draft, at, Some(first));
    }
}

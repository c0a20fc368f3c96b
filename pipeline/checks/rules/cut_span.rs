//! K211.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K211",
    name: "cut-span",
    level: Level::Warning,
    summary: "an HTML cell that says to span more columns or rows than a table may have",
    rationale: "A cell that spans columns or rows is repeated in each of them. As in a browser, no row is made wider \
                than 1,000 columns in this way, and no cell higher than 65,534 rows; all copies in an article weigh \
                at most as much as it does. A larger number is a slip of the keys: the columns behind it are not \
                where they are meant to be.",
    bad: &[Example::article(&[(
        "a.html",
        "<html><body><p>Original KB number: 981506</p>\n<table>\n\
         <tr><td colspan=\"22222222\">For all supported x64-based versions of Windows 7</td></tr>\n\
         <tr><th>File name</th><th>File size</th></tr>\n\
         <tr><td>Cng.sys</td><td>460,504</td></tr>\n</table></body></html>\n",
    )])],
    good: &[Example::article(&[(
        "a.html",
        "<html><body><p>Original KB number: 981506</p>\n<table>\n\
         <tr><th>File name</th><th>File version</th><th>File size</th></tr>\n\
         <tr><td rowspan=\"2\">Cng.sys</td><td>6.1.7600.16385</td><td>369,568</td></tr>\n\
         <tr><td>6.1.7600.20667</td><td>369,664</td></tr>\n\
         <tr><td colspan=\"3\">For all supported x64-based versions of Windows 7</td></tr>\n\
         <tr><td>Cng.sys</td><td>6.1.7600.16385</td><td>460,504</td></tr>\n</table></body></html>\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Further tags to show.
const MOST_SHOWN: usize = 2;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let [first, others @ ..] = article.document.cut_spans.as_slice() else { return };
    let message = match others.len() {
        0 => "this cell spans less than it says".to_owned(),
        more => format!("this cell and {more} more span less than they say"),
    };
    let draft = drafts
        .add(*first, message)
        .label("more than a table may have")
        .help("write the number of columns or rows that the cell really spans");
    for &tag in others.iter().take(MOST_SHOWN) {
        draft.other(tag, "this one, too");
    }
}

//! K306.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::odd_mark;

pub(super) const RULE: Rule = Rule {
    code: "K306",
    name: "date-punctuation",
    level: Level::Note,
    summary: "a date with a mark between or behind its parts that does not belong there",
    rationale: "kbc reads the date all the same; other readers do not.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |Build number|KB number|Release date|\n\
             |---|---|---|\n\
             |13.0.5882.1|4588942|January 12. 2021|\n\
             |13.0.5888.11|4583459|March 29, 2021|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 246009\n\n\
             |Date|Time|Version|Size|File name|\n\
             |---|---|---|---|---|\n\
             |12/20-1999|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |Build number|KB number|Release date|\n\
         |---|---|---|\n\
         |13.0.5882.1|4588942|Jan. 12, 2021|\n\
         |13.0.5888.11|4583459|Mar. 29 2021|\n\
         |13.0.5893.48|4583460|Apr. 30,2021|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.date_cells().iter().filter(|cell| cell.date.is_some_and(Result::is_ok)) {
        let text = article.document.plain(cell.span);
        let Some((range, what)) = odd_mark(&text, article.locale()) else { continue };
        // Behind markup the place in the plain text is none in the article.
        let raw = article.document.raw(cell.span);
        let place = if raw == text { cell.span.inner(range.start, range.len()) } else { cell.span };
        let draft = drafts
            .add(cell.span, format!("`{text}` is punctuated oddly: {what}"))
            .label("this date")
            .help("print it as `14-Jul-2009`, `7/14/2009`, `2009-07-14` or `July 14, 2009`");
        if place != cell.span {
            draft.other(place, "this mark");
        }
        article.mark(draft, cell.table, Some(cell.row));
    }
}

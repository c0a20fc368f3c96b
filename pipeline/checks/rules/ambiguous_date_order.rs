//! K304.

use crate::checks::{Article, Check, DateCell, Drafts, Example, Rule};
use crate::finding::Level;
use crate::records::OPEN_ORDER;
use crate::values::{DateOrder, DateStyle, MonthStyle};

pub(super) const RULE: Rule = Rule {
    code: "K304",
    name: "ambiguous-date-order",
    level: Level::Warning,
    summary: "dates in numbers of which nothing tells what is the day, or of which others tell two things",
    rationale: "Numbers that can be day and month are read in the order that other dates of their column prove, else \
                those of their table, else those of the article, else in the order of its language. Where dates prove \
                both orders, or nothing proves one, nobody knows what such a date means: it is null.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 246009\n\n\
             |Date|Time|Version|Size|File name|\n\
             |---|---|---|---|---|\n\
             |12/20/99|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n\
             |21/12/99|05:14p|5.0.2195.15|126,736|Adsldpc.dll|\n\
             |04/11/99|05:14p|5.0.2195.15|126,736|Wldap32.dll|\n",
        )]),
        Example::article(&[(
            "a.md",
            "---\nlang: ja\n---\n_Original KB number:_ &nbsp; 246009\n\n\
             |ファイル名|バージョン|サイズ|日付|\n\
             |---|---|---|---|\n\
             |Adsldp.dll|5.0.2195.15|145,168|04/11/99|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 246009\n\n\
             |Date|Time|Version|Size|File name|\n\
             |---|---|---|---|---|\n\
             |20/12/99|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n\
             |21/12/99|05:14p|5.0.2195.15|126,736|Adsldpc.dll|\n\
             |04/11/99|05:14p|5.0.2195.15|126,736|Wldap32.dll|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 246009\n\n\
             |Date|Time|Version|Size|File name|\n\
             |---|---|---|---|---|\n\
             |12/20/99|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n\
             |04/11/99|05:14p|5.0.2195.15|126,736|Wldap32.dll|\n",
        )]),
        Example::article(&[(
            "a.md",
            "---\ntitle: A tool stops\nms.date: 12/31/2020\n---\n# A tool stops\n\n\
             _Original KB number:_ &nbsp; 246009\n\n\
             |Date|Time|Version|Size|File name|\n\
             |---|---|---|---|---|\n\
             |98/10/28|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n\
             |99/12/21|05:14p|5.0.2195.15|126,736|Adsldpc.dll|\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let (mut day_first, mut month_first, mut either): (Vec<&DateCell<'_>>, Vec<&DateCell<'_>>, usize) =
        (Vec::new(), Vec::new(), 0);
    let is_date = |cell: &&DateCell<'_>| matches!(cell.date, Some(Ok(_) | Err(OPEN_ORDER)));
    for cell in article.date_cells().iter().filter(is_date) {
        let Some(style) = DateStyle::of(&article.document.plain(cell.span), article.locale()) else { continue };
        match style.order {
            _ if style.month != MonthStyle::Number => {}
            DateOrder::DayFirst => day_first.push(cell),
            DateOrder::MonthFirst => month_first.push(cell),
            DateOrder::Either => either += 1,
            DateOrder::YearFirst => {}
        }
    }
    let (Some(day), Some(month)) = (day_first.first(), month_first.first()) else { return unproved(article, drafts) };
    let ((few, few_say), (many, many_say)) = if day_first.len() <= month_first.len() {
        ((day, "the day comes first"), (month, "the month comes first"))
    } else {
        ((month, "the month comes first"), (day, "the day comes first"))
    };
    let text = |cell: &DateCell<'_>| article.document.plain(cell.span);
    let message =
        format!("`{}` has the day first, `{}` the month: {either} more can be read both ways", text(day), text(month));
    let draft = drafts
        .add(few.span, message)
        .label(few_say)
        .other(many.span, many_say)
        .help("print all dates of the article in one order, best with the month by name");
    article.mark(draft, few.table, Some(few.row));
}

/// Dates whose order nothing in the article proves, and no language states.
fn unproved(article: &Article<'_>, drafts: &mut Drafts) {
    let mut open = article.date_cells().iter().filter(|cell| matches!(cell.date, Some(Err(OPEN_ORDER))));
    let Some(first) = open.next() else { return };
    let more = open.count();
    let text = article.document.plain(first.span);
    let message = format!("nothing proves which number of `{text}` is the day: {more} more can be read both ways");
    let draft = drafts
        .add(first.span, message)
        .label("day and month, or month and day")
        .help("print the month by name, or state the language of the article in its front matter");
    article.mark(draft, first.table, Some(first.row));
}

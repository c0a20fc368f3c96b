//! K304.

use crate::checks::{Article, Check, DateCell, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::{DateOrder, DateStyle, MonthStyle};

pub(super) const RULE: Rule = Rule {
    code: "K304",
    name: "ambiguous-date-order",
    level: Level::Warning,
    summary: "dates with the day first beside dates with the month first in one article",
    rationale: "Numbers that can be day and month are read with the month first, or in the order that other dates of \
                their column show. Where an article prints dates that only make sense with the day first and others \
                that only make sense with the month first, nobody knows what those that fit both mean.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 246009\n\n\
         |Date|Time|Version|Size|File name|\n\
         |---|---|---|---|---|\n\
         |12/20/99|05:14p|5.0.2195.15|145,168|Adsldp.dll|\n\
         |21/12/99|05:14p|5.0.2195.15|126,736|Adsldpc.dll|\n\
         |04/11/99|05:14p|5.0.2195.15|126,736|Wldap32.dll|\n",
    )])],
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
    for cell in article.date_cells().iter().filter(|cell| cell.date.is_some_and(Result::is_ok)) {
        let Some(style) = DateStyle::of(&article.document.plain(cell.span)) else { continue };
        match style.order {
            _ if style.month != MonthStyle::Number => {}
            DateOrder::DayFirst => day_first.push(cell),
            DateOrder::MonthFirst => month_first.push(cell),
            DateOrder::Either => either += 1,
            DateOrder::YearFirst => {}
        }
    }
    let (Some(day), Some(month)) = (day_first.first(), month_first.first()) else { return };
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

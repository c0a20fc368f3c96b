//! K307.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::{TimeFlaw, date_flaw, time_flaw};

pub(super) const RULE: Rule = Rule {
    code: "K307",
    name: "impossible-time",
    level: Level::Warning,
    summary: "a text in the place of a time that names no time of day",
    rationale: "A day has 24 hours, from `00:00` to `23:59`, or twice 12 with a.m. or p.m. behind them. The time is null \
                in the data until the article is corrected.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|24:07|x86|\n\
             |Ksecdd.sys|6.1.7600.20667|67,472|13-Mar-2010|16:31p|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|1.14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date/Time|\n\
             |---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009 01:14|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|0:00:00|x86|\n\
         |Ksecdd.sys|6.1.7600.20667|67,472|13-Mar-2010|12:05 AM|x86|\n\
         |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|N/A|x86|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.date_cells() {
        // Where date and time share a cell, what is no date is said of the date.
        if !cell.time.is_some_and(Result::is_err) || cell.date.is_some_and(Result::is_err) {
            continue;
        }
        let text = article.document.plain(cell.span);
        let has_digit = text.bytes().any(|b| b.is_ascii_digit());
        if !has_digit || article.misfits()[cell.table].explain(cell.row, cell.column) {
            continue;
        }
        let flaw = time_flaw(&text, article.locale()).unwrap_or(TimeFlaw::NoTime);
        let is_date_alone =
            cell.date.is_some() && flaw == TimeFlaw::NoTime && date_flaw(&text, article.locale()).is_none();
        let draft = if is_date_alone {
            drafts
                .add(cell.span, format!("`{text}` holds a date but no time of day"))
                .level(Level::Note)
                .label("no time")
                .help("add the time, or head the column `Date`")
        } else {
            let what = match flaw {
                TimeFlaw::NoTime => "kbc knows no time written this way",
                TimeFlaw::WrongHalf => "with a.m. or p.m. an hour is 1 to 12",
                TimeFlaw::OutOfRange => "a day ends at 23:59:59",
            };
            drafts
                .add(cell.span, format!("expected a time of day, found `{text}`: {what}"))
                .label("not a time of day")
                .help("correct it, as `16:31` or `4:31 PM`")
        };
        article.mark(draft, cell.table, Some(cell.row));
    }
}

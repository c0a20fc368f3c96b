//! K302.

use crate::checks::{Article, Check, Drafts, Example, Rule, date_labels};
use crate::finding::Level;
use crate::span::Span;
use crate::values::{DateFlaw, Value, date_of, is_plausible_date};

pub(super) const RULE: Rule = Rule {
    code: "K302",
    name: "implausible-year",
    level: Level::Error,
    summary: "a date before 1980 or after 2050, or a file that is newer than its article",
    rationale: "Before 1980 the file systems of the time could not date a file; no product has an end of support after \
                2050. A file that an article lists was built before the article was changed for the last time: where \
                it is more than a year newer, one of the two dates is wrong, and the finding is a warning.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|2/10/2105|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|2/10/2075|01:14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "---\ntitle: A tool stops\nms.date: 10/02/2011\n---\n# A tool stops\n\n\
             _Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2019|01:17|x86|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "---\ntitle: A tool stops\nms.date: 10/02/2011\n---\n# A tool stops\n\n\
         _Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|1/1/1980|00:00|x86|\n\
         |Lsass.exe|6.1.7600.16385|22,528|2/10/2012|01:14|x86|\n",
    )])],
    check: Check::Article(check),
};

/// So many days the date of an article may be behind its newest file: some are dated when they were planned.
const DAYS_OF_GRACE: i32 = 366;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let out_of_range = |text: &str| format!("`{text}` lies outside of the years 1980 to 2050");
    let help = "look up the date: digits of the year may have changed places";
    for date in article.unread_dates().iter().filter(|date| date.flaw == DateFlaw::FarYear) {
        let draft = drafts.add(date.span, out_of_range(&date.text)).label("this year").help(help);
        if let Some((table, row)) = date.row {
            article.mark(draft, table, Some(row));
        }
    }
    let mut newest: Option<(i32, Span)> = None;
    for (span, text) in date_labels(article) {
        let Some(days) = date_of(text) else { continue };
        if is_plausible_date(days) {
            newest = newest.max(Some((days, span)));
        } else {
            drafts.add(span, out_of_range(text)).label("this year").help(help);
        }
    }
    let files = article.contract.position("files");
    for cell in article.date_cells() {
        let Some(Ok(Value::Date(days))) = cell.date else { continue };
        let text = || article.document.plain(cell.span);
        if !is_plausible_date(*days) {
            let draft = drafts.add(cell.span, out_of_range(&text())).label("this year").help(help);
            article.mark(draft, cell.table, Some(cell.row));
        } else if let Some((newest, span)) = newest
            && *days > newest.saturating_add(DAYS_OF_GRACE)
            && article.tables[cell.table].claim.as_ref().map(|claim| claim.dataset) == files
        {
            let message =
                format!("`{}` is more than a year after the article, of `{}`", text(), span.slice(article.text()));
            let draft = drafts
                .add(cell.span, message)
                .level(Level::Warning)
                .label("the file would be newer than the article that lists it")
                .other(span, "the article is of this day")
                .help(help);
            article.mark(draft, cell.table, Some(cell.row));
        }
    }
}

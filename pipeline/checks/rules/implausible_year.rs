//! K302.

use crate::checks::{Article, Check, DateCell, Drafts, Example, Rule, date_labels};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use crate::values::{DateFlaw, Value, date_of, is_plausible_date};

pub(super) const RULE: Rule = Rule {
    code: "K302",
    name: "implausible-year",
    level: Level::Error,
    summary: "a date before 1980 or after 2050, or a file that is far newer than its article or all other files",
    rationale: "Before 1980 the file systems of the time could not date a file; no product has an end of support after \
                2050. A file that an article lists was built before the article was changed for the last time: where \
                it is more than a year newer, or ten years newer than all of six files or more, the finding is a warning.",
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
    needs: &[],
    check: Check::Article(check),
};

/// Days that an article may be dated before its newest file: some are dated when they were planned.
const DAYS_OF_GRACE: i32 = 366;
/// The newest file of an article is never so far from the next one.
const DAYS_OF_TEN_YEARS: i32 = 3_653;
/// Fewer files do not show when the others were built.
const FEWEST_FILES: usize = 6;

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
        let Some(days) = date_of(text, article.locale()) else { continue };
        if is_plausible_date(days) {
            newest = newest.max(Some((days, span)));
        } else {
            drafts.add(span, out_of_range(text)).label("this year").help(help);
        }
    }
    let files = article.contract.roles.column(Role::FileName).map(|(dataset, _)| dataset);
    let mut dated: Vec<(i32, &DateCell<'_>)> = Vec::new();
    for cell in article.date_cells() {
        let Some(Ok(Value::Date(days))) = cell.date else { continue };
        if !is_plausible_date(*days) {
            let text = article.document.plain(cell.span);
            let draft = drafts.add(cell.span, out_of_range(&text)).label("this year").help(help);
            article.mark(draft, cell.table, Some(cell.row));
        } else if article.tables[cell.table].claim.as_ref().map(|claim| claim.dataset) == files {
            dated.push((*days, cell));
        }
    }
    let mut sorted: Vec<i32> = dated.iter().map(|(days, _)| *days).collect();
    sorted.sort_unstable();
    // The newest file is far from all others only where its year is wrong.
    let next = sorted.len().checked_sub(FEWEST_FILES).and_then(|_| sorted.get(sorted.len() - 2)).copied();
    for (days, cell) in dated {
        let behind_article = newest.filter(|(newest, _)| days > newest.saturating_add(DAYS_OF_GRACE));
        let text = || article.document.plain(cell.span);
        let (message, label) = if let Some((_, span)) = behind_article {
            let of = span.slice(article.text());
            let message = format!("`{}` is more than a year after the article, of `{of}`", text());
            (message, "the file would be newer than the article that lists it")
        } else if next.is_some_and(|next| days > next.saturating_add(DAYS_OF_TEN_YEARS)) {
            (format!("`{}` is ten years after all other files of the article", text()), "the newest file by far")
        } else {
            continue;
        };
        let draft = drafts.add(cell.span, message).level(Level::Warning).label(label).help(help);
        if let Some((_, span)) = behind_article {
            draft.other(span, "the article is of this day");
        }
        article.mark(draft, cell.table, Some(cell.row));
    }
}

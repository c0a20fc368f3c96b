//! K301.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::DateFlaw;

pub(super) const RULE: Rule = Rule {
    code: "K301",
    name: "impossible-date",
    level: Level::Error,
    summary: "a text where a date is expected that names no day of the calendar",
    rationale: "The date is null in the data until the article is corrected: kbc does not guess which digit is wrong. \
                Where the text is not a date at all, or the date of a file has no day, the finding is a warning; elsewhere \
                a month without a day is meant so: a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|31-Feb-2010|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jlu-2009|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|July 2009|01:14|x86|\n\
             |Ksecdd.sys|6.1.7600.20667|67,472|13 at 7|07:16|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "---\ntitle: A tool stops\nms.date: 20/27/2015\n---\n# A tool stops\n\n\
             _Original KB number:_ &nbsp; 981506\n\nThe tool stops after a day.\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|29-Feb-2008|01:17|x86|\n\
             |Lsasrv.mof|Not applicable|13,780|Not applicable|Not applicable|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n_Release Date:_ &nbsp; May 2001\n\n\
             The tool stops after a day.\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for date in article.unread_dates() {
        let is_of_file = |table: usize| {
            let files = article.contract.roles.column(Role::FileDate).map(|(dataset, _)| dataset);
            article.tables.get(table).and_then(|table| Some(table.claim.as_ref()?.dataset)) == files
        };
        let (level, what, help) = match date.flaw {
            DateFlaw::NoSuchDay => (Level::Error, "there is no such day", "correct the day or the month"),
            DateFlaw::NoSuchMonth => (Level::Error, "there is no such month", "correct the name of the month"),
            DateFlaw::NoDay if date.row.is_some_and(|(table, _)| is_of_file(table)) => {
                (Level::Warning, "its day is missing", "add the day")
            }
            DateFlaw::NoDay => (Level::Note, "its day is missing", "add the day, if it is known"),
            DateFlaw::NoDate => (Level::Warning, "not a date", "write the date in full, or `Not applicable`"),
            DateFlaw::NoYear | DateFlaw::BrokenYear | DateFlaw::FarYear => continue,
        };
        let message = match date.flaw {
            DateFlaw::NoDate => format!("expected a date, found `{}`", date.text),
            _ => format!("expected a date, found `{}`: {what}", date.text),
        };
        let draft = drafts.add(date.span, message).level(level).label(what).help(help);
        if let Some((table, row)) = date.row {
            article.mark(draft, table, Some(row));
        }
    }
}

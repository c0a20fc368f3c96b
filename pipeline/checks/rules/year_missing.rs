//! K303.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::DateFlaw;

pub(super) const RULE: Rule = Rule {
    code: "K303",
    name: "year-missing",
    level: Level::Error,
    summary: "a date without its year, or with a year of one, three or five digits",
    rationale: "The year was lost, most often where a cell was cut. It is not filled in from the dates beside it: the \
                date is null until the article is corrected.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-9|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul|01:14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 246009\n\n\
             Date          Time    Version      Size     File name\n\
             ------------------------------------------------------\n\
             12/20/199     05:14p  5.0.2195.15  145,168  Adsldp.dll\n\
             12/20/1999    05:14p  5.0.2195.15  126,736  Adsldpc.dll\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |Date added|KB number|Title|Component|Reason|\n\
         |---|---|---|---|---|\n\
         |December 2014|3020369|A servicing stack update|Core|Reliability|\n\
         |January 2015|3033929|A signing update|Security|Security|\n",
    )])],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for date in article.unread_dates() {
        let (message, label) = match date.flaw {
            DateFlaw::NoYear => (format!("`{}` has no year", date.text), "the year is missing"),
            DateFlaw::BrokenYear => {
                (format!("`{}` has a damaged year", date.text), "the year is neither `yy` nor `yyyy`")
            }
            _ => continue,
        };
        let draft =
            drafts.add(date.span, message).label(label).help("look up the year of the file or release, and add it");
        if let Some((table, row)) = date.row {
            article.mark(draft, table, Some(row));
        }
    }
}

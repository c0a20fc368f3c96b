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
            "_Original KB number:_ &nbsp; 4536648\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Instapi130.dll|2015.131.5698.0|46480|16-2|04:20|x86|\n\
             |Keyfile.dll|2015.131.5698.0|81808|16-2|04:26|x86|\n\
             |Sqlbrowser.exe|2015.131.5698.0|269712|16-2|04:20|x86|\n\
             |Sqldumper.exe|2015.131.5698.0|100752|16-2|04:20|x86|\n\
             |Sqlboot.dll|2015.131.5698.0|186256|16-2|04:20|x64|\n\
             |Sqlvdi.dll|2015.131.5698.0|168848|16-2|04:20|x86|\n",
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
    needs: &[],
    check: Check::Article(check),
};

/// Dates of a table to report one by one; if more have lost their years, the table is reported.
const MOST_ALONE: usize = 5;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let dates = article.unread_dates();
    let broken: Vec<_> = dates.iter().filter(|date| says(date.flaw).is_some()).collect();
    // The dates of a table stand in a row.
    for dates in broken.chunk_by(|one, next| one.row.is_some() && one.row.map(table) == next.row.map(table)) {
        let is_table = dates.len() > MOST_ALONE;
        for date in if is_table { &dates[..1] } else { dates } {
            let Some((what, label)) = says(date.flaw) else { continue };
            let more = if is_table {
                format!(", nor have {} more dates of the table", dates.len() - 1)
            } else {
                String::new()
            };
            let draft = drafts
                .add(date.span, format!("`{}` has no {what}{more}", date.text))
                .label(label)
                .help("look up the year of the file or release, and add it");
            if let Some((table, row)) = date.row {
                article.mark(draft, table, Some(row));
            }
        }
    }
}

fn table((table, _): (usize, usize)) -> usize {
    table
}

/// What a date of this rule lacks, and what stands under its carets.
fn says(flaw: DateFlaw) -> Option<(&'static str, &'static str)> {
    match flaw {
        DateFlaw::NoYear => Some(("year", "the year is missing")),
        DateFlaw::BrokenYear => Some(("whole year", "the year is neither `yy` nor `yyyy`")),
        _ => None,
    }
}

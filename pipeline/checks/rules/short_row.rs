//! K201.

use crate::checks::{Article, Check, Drafts, Example, Rule, ShortRow, has_bars, row_span};
use crate::finding::Level;
use crate::tables::{Line, Short, Table};

pub(super) const RULE: Rule = Rule {
    code: "K201",
    name: "short-row",
    level: Level::Warning,
    summary: "a row of fewer cells than its table has columns, as where a row span was lost",
    rationale: "Readers fill up short rows at their end. Where another cell is missing, because it was lost or spanned \
                several rows in the original, all cells behind it stand under the wrong headings. A single cell that \
                titles the rows below it is a note. Rows whose cells are all empty are ignored.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Ksecdd.sys|67,472|13-Mar-2010|07:16|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 4093492\n\n\
             |Operating system|TSpkg.dll version|CredSSP update|\n\
             |---|---|---|\n\
             |Windows 7 Service Pack 1|6.1.7601.24117|[KB4103718 (Monthly Rollup)](https://support.microsoft.com/kb/4103718)|\n\
             |[KB4103712 (Security-only update)](https://support.microsoft.com/kb/4103712)|\n\
             |Windows Server 2012|6.2.9200.22432|[KB4103730 (Monthly Rollup)](https://support.microsoft.com/kb/4103730)|\n\
             |[KB4103726 (Security-only update)](https://support.microsoft.com/kb/4103726)|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             File name Update.mum\nFile version Not applicable\nFile size 3,078\nDate 11-Jan-2011\nTime 21:12\n\
             File name Branches.mum\nFile version Not applicable\nFile size 3,102\nTime 21:13\n\
             File name Package.mum\nFile version Not applicable\nFile size 3,104\nDate 11-Jan-2011\nTime 21:14\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 4477553\n\n\
             |Framework|Windows 7|Windows 8.1|\n\
             |---|---|---|\n\
             |**Era names**|\n\
             |3.5|4457008|4457009|\n\
             |4.6|4457016|4457015|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsasrv.mof||13,780|10-Jun-2009|21:33||\n\
             |||||\n",
        )]),
        Example::article(&[(
            "a.txt",
            "Article: Q107172\n\nThe parts work together:\n\n\
             | Stack | calls | Gateway | calls | Host |\n| Stack | answers |\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Further rows to show.
const MOST_SHOWN: usize = 2;

/// A flattened table of fewer rows does not show what its rows have.
const FEWEST_ROWS: usize = 3;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    check_flattened(article, drafts);
    for (at, (table, misfits)) in article.tables.iter().zip(article.misfits()).enumerate() {
        let Some(first) = misfits.short.first().filter(|_| has_bars(article, table)) else { continue };
        let width = table.headings.len();
        let span = |short: &ShortRow| row_span(table, short.row);
        let message = match misfits.short.len() {
            1 => format!("this row has {}, its header {width}", cells(first.cells)),
            rows => format!("{rows} rows have fewer cells than their header, which has {width}"),
        };
        let (label, help) = if first.gap == 0 {
            let help = format!("repeat the {} of the row above in front of it", cells(width - first.cells));
            ("its first cells are missing, as where a row span was lost".to_owned(), help)
        } else if first.gap < first.cells {
            let behind = text(article, table, first);
            (
                format!("what stands behind `{behind}` stands under the wrong headings"),
                format!("add {} behind `{behind}`", empty(width - first.cells)),
            )
        } else {
            ("its last cells are missing".to_owned(), format!("add {} at its end", empty(width - first.cells)))
        };
        let draft = drafts.add(span(first), message).label(label).help(help);
        for short in misfits.short[1..].iter().take(MOST_SHOWN) {
            draft.other(span(short), format!("this one has {}", short.cells));
        }
        if width > 2
            && misfits.short.iter().all(|short| short.cells == 1 && short.gap == 1)
            && misfits.short.len() < table.rows.len()
        {
            draft.level(Level::Note);
        }
        article.mark(draft, at, Some(first.row));
    }
}

/// Records and rows of flattened tables that lack a value.
fn check_flattened(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, (table, read)) in article.tables().enumerate().filter(|(_, (table, _))| table.claim.is_some()) {
        let is_record = table.layout.short == Short::Record;
        if !is_record && (table.layout.short, table.layout.line) != (Short::Told, Line::Row) {
            continue;
        }
        let (width, rows) = (table.headings.len(), table.rows.len());
        let is_short = |&row: &usize| {
            let cells = table.row(table.rows[row]);
            // Without a required value it is no row at all, which another rule reports.
            let is_row = read.rows.get(row).is_some_and(|row| row.is_record);
            is_row && cells.len() < width && cells.iter().all(|cell| cell.column.heading().is_some())
        };
        let short: Vec<usize> = (0..rows).filter(is_short).collect();
        let Some((&first, others)) = short.split_first() else { continue };
        // Where several lack something, or there are few rows, that may be how the table is.
        let is_odd_one = others.is_empty() && rows >= FEWEST_ROWS;
        if is_record && !is_odd_one {
            continue;
        }
        let row = table.row(table.rows[first]);
        let missing: Vec<String> = (0..width)
            .filter(|&heading| row.iter().all(|cell| cell.column.heading() != Some(heading)))
            .map(|heading| format!("`{}`", article.document.plain(table.headings[heading])))
            .collect();
        let missing = missing.join(", no ");
        let message = match others.len() {
            0 if rows > 1 => format!("this row has no {missing}; the other rows of the table have"),
            0 => format!("this row has no {missing}"),
            more => format!("this row has no {missing}; {more} more lack something, too"),
        };
        let draft = drafts
            .add(row_span(table, first), message)
            .label(format!("{} of {width}", cells(row.len())))
            .help("restore the value, or write `Not applicable` in its place");
        if !is_odd_one {
            draft.level(Level::Note);
        }
        article.mark(draft, at, Some(first));
    }
}

fn cells(number: usize) -> String {
    if number == 1 { "1 cell".to_owned() } else { format!("{number} cells") }
}

fn empty(number: usize) -> String {
    if number == 1 { "an empty cell".to_owned() } else { format!("{number} empty cells") }
}

/// The text of the cell before the gap.
fn text(article: &Article<'_>, table: &Table, short: &ShortRow) -> String {
    let cell = short.gap.checked_sub(1).and_then(|at| table.row(table.rows[short.row]).get(at));
    cell.map_or_else(String::new, |cell| article.document.plain(cell.span).into_owned())
}

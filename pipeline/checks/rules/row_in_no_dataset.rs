//! K210.

use crate::checks::{Article, Check, Drafts, Example, Rule, row_span};
use crate::finding::Level;
use crate::tables::Table;

pub(super) const RULE: Rule = Rule {
    code: "K210",
    name: "row-in-no-dataset",
    level: Level::Warning,
    summary: "a row of a claimed table without a value that every row of the dataset must have",
    rationale: "A file without its name does not become a row of `files`: kbc keeps it as printed, in `cells`, and \
                the dataset lacks it. Most often the cell was empty because it spanned several rows in the original. Where the \
                row says that there is no such value, or has hardly any, the finding is a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             ||6.1.7600.16385|460,504|14-Jul-2009|01:43|x64|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 832017\n\n\
             |Application protocol|Protocol|Ports|\n|---|---|---|\n\
             |DNS|UDP|53|\n|SMB|TCP|445|\n|Ping|ICMP|N/A|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsass.exe<br/>Secur32.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Lsasrv.mof|||14-Jul-2009|01:43||\n\
         |||||||\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Further rows to show.
const MOST_SHOWN: usize = 2;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, (table, read)) in article.tables().enumerate() {
        let Some(claim) = &table.claim else { continue };
        let is_in_none = |&row: &usize| !read.rows[row].is_record && read.labels.binary_search(&row).is_err();
        let mut rows = (0..read.rows.len()).filter(is_in_none).peekable();
        if rows.peek().is_none() {
            continue;
        }
        // What fills no row, is short or long, or stands under a wrong heading is reported by other rules.
        let misfits = &article.misfits()[at];
        let is_damaged = |row: usize| {
            let key = (at + 1, row + 1);
            article.unread().binary_search_by_key(&key, |cell| (cell.table as usize, cell.row as usize)).is_ok()
        };
        let is_told = |&row: &usize| {
            is_damaged(row)
                || misfits.long.binary_search(&row).is_ok()
                || misfits.short.binary_search_by_key(&row, |short| short.row).is_ok()
                || table.row(table.rows[row]).iter().any(|cell| cell.column.heading().is_none())
        };
        let rows: Vec<usize> = rows.filter(|row| misfits.columns.is_empty() && !is_told(row)).collect();
        let Some((&first, others)) = rows.split_first() else { continue };
        let columns = &article.contract.datasets[claim.dataset].columns;
        let needed = |column: usize| columns[column].must_be_printed();
        let headings: Vec<usize> = (0..claim.columns.len())
            .filter(|&heading| claim.columns[heading].iter().any(|&column| needed(column)))
            .collect();
        let cell = |row: usize| lacking(article, table, row, &headings);
        let (heading, text) = cell(first);
        let name =
            heading.map_or_else(String::new, |heading| article.document.plain(table.headings[heading]).into_owned());
        let what = match &text {
            Some(text) if !text.is_empty() => format!("cannot read `{text}` as `{name}`"),
            _ => format!("this row has no `{name}`"),
        };
        let dataset = &article.contract.datasets[claim.dataset].name;
        let message = match others.len() {
            0 => format!("{what}: it is in no dataset"),
            more => format!("{what}: it and {more} more are in no dataset"),
        };
        let draft = drafts
            .add(row_span(table, first), message)
            .label(format!("no row of `{dataset}`"))
            .help(format!("write its `{name}`; where a cell spans several rows, repeat it in each"));
        for &row in others.iter().take(MOST_SHOWN) {
            draft.other(row_span(table, row), "the same here");
        }
        // Words, and none of them a value: `(none)`, but not two names in one cell.
        let is_value = |heading: Option<usize>, word: &str| {
            heading.is_some_and(|heading| {
                claim.columns[heading].iter().any(|&column| {
                    needed(column)
                        && !columns[column].ty.is_free_text()
                        && columns[column].is_shape_in(word, article.language())
                })
            })
        };
        let says_none = |row: usize| {
            let (heading, text) = cell(row);
            text.is_some_and(|text| {
                let is_word = |word: &str| !is_value(heading, word) && !word.bytes().any(|b| b.is_ascii_digit());
                !text.is_empty() && text.split(' ').all(is_word)
            })
        };
        // A row of a plan without its values, or the second text of a cell that spanned rows: it lacks more than it has.
        let is_blank = |row: usize| {
            let typed = (0..claim.columns.len())
                .filter(|&heading| claim.columns[heading].iter().any(|&column| !columns[column].ty.is_free_text()));
            let (given, empty): (Vec<usize>, Vec<usize>) = typed.partition(|&heading| {
                let mut cells = table.row(table.rows[row]).iter();
                cells.any(|cell| cell.column.heading() == Some(heading) && !cell.span.is_empty())
            });
            empty.len() > given.len() && (empty.len() > 1 || rows.len() > 1)
        };
        if rows.iter().all(|&row| says_none(row) || is_blank(row)) {
            draft.level(Level::Note).help("the row stays in `cells`, as printed");
        }
        article.mark(draft, at, Some(first));
    }
}

/// The first of the needed headings under which a row has no value, and what it has there.
fn lacking(article: &Article<'_>, table: &Table, row: usize, headings: &[usize]) -> (Option<usize>, Option<String>) {
    let text = |heading: usize| {
        let cell = table.row(table.rows[row]).iter().find(|cell| cell.column.heading() == Some(heading));
        cell.map(|cell| article.document.plain(cell.span).into_owned())
    };
    let claimed = |heading: usize| {
        let claim = table.claim.as_ref();
        claim.is_some_and(|claim| {
            let columns = &article.contract.datasets[claim.dataset].columns;
            let read = |text: &str| {
                claim.columns[heading].iter().any(|&column| columns[column].read_in(text, article.language()).is_ok())
            };
            text(heading).is_some_and(|text| !article.contract.words.is_null(&text) && read(&text))
        })
    };
    let heading = headings.iter().copied().find(|&heading| !claimed(heading));
    (heading, heading.and_then(text))
}

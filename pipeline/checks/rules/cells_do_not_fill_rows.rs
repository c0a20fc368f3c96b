//! K203.

use crate::checks::{Article, Check, Drafts, Example, Rule, row_span};
use crate::contract::{Column, Dataset};
use crate::finding::Level;
use crate::lines::text::around_colon;
use crate::span::Span;
use crate::tables::{Cell, CellColumn, Line, Short, Table};

pub(super) const RULE: Rule = Rule {
    code: "K203",
    name: "cells-do-not-fill-rows",
    level: Level::Error,
    summary: "cells or lines of a flattened table that do not add up to rows",
    rationale: "Where a table was flattened, only its rhythm and the types of its cells tell the rows. One cell too many \
                or too few breaks it: kbc keeps the rest as printed, in `cells`, and in no dataset. Where types \
                still told which cell is missing, the row was read, and the finding is a warning; lines in which \
                nothing looks like data are a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nFile name\n\nFile version\n\nFile size\n\nDate\n\nTime\n\nPlatform\n\n\
             Cng.sys\n\n6.1.7600.16385\n\n369,568\n\n14-Jul-2009\n\n01:17\n\nx86\n\n\
             Ksecdd.sys\n\n67,472\n\n13-Mar-2010\n\n07:16\n\nx86\n\n\
             Lsass.exe\n\n6.1.7600.16385\n\n22,528\n\n14-Jul-2009\n\n01:14\n\nx86\n\n## Status\n\nIt is known.\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nFile name\n\nFile version\n\nFile size\n\nDate\n\nTime\n\nPlatform\n\n\
             Cng.sys\n\n6.1.7600.16385\n\n369,568\n\n14-Jul-2009\n\n01:17\n\nx86\n\n\
             6.1.7600.20667\n\n67,472\n\n13-Mar-2010\n\n07:16\n\nx86\n\n\
             Lsass.exe\n\n6.1.7600.16385\n\n22,528\n\n14-Jul-2009\n\n01:14\n\nx86\n\n\
             6.1.7600.16385\n\n22,016\n\n14-Jul-2009\n\n## Status\n\nIt is known.\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             File name File version File size Date Time Platform\n\
             Cng.sys 6.1.7600.16385 369,568 14-Jul-2009 01:17 x86\n\
             6.1.7600.20667 67,472 13-Mar-2010 07:16 x86\n\
             Lsass.exe 6.1.7600.16385 22,528 14-Jul-2009 01:14 x86\n",
        )]),
        // A line with a label of its own tells something else of the row: a note.
        Example::article(&[(
            "a.txt",
            "KB981506 - Sounds of the mixer\n\n\
             File name      File size    Date\n\
             ---------      ---------    --------\n\n\
             Chime11.wav    36,700       10/25/99\n   \
                Audio Format: 11,025 hertz, 4 bit mono\n\n\
             Chime22.wav    74,600       10/25/99\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nFile name\n\nFile version\n\nFile size\n\nDate\n\nTime\n\nPlatform\n\n\
             Cng.sys\n\n6.1.7600.16385\n\n369,568\n\n14-Jul-2009\n\n01:17\n\nx86\n\n\
             Lsasrv.mof\n\nNot applicable\n\n13,780\n\n10-Jun-2009\n\n21:33\n\nNot applicable\n\n\
             ## Status\n\nIt is known.\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             File name File version File size Date Time Platform\n\
             Cng.sys 6.1.7600.16385 369,568 14-Jul-2009 01:17 x86\n\
             Lsasrv.mof Not applicable 13,780 10-Jun-2009 21:33 x86\n\n\
             Version 6.1.7600.16385 of 14-Jul-2009 is known to fail.\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Further places to show.
const MOST_SHOWN: usize = 2;

/// A place of a table that is no whole row of it.
struct Odd {
    span: Span,
    level: Level,
    row: Option<usize>,
    says: String,
    /// What it lacks, where that is known.
    missing: String,
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, (table, read)) in article.tables().enumerate() {
        let Some(claim) = &table.claim else { continue };
        let dataset = &article.contract.datasets[claim.dataset];
        let fed = claim.columns.iter().flatten().filter_map(|&column| dataset.columns.get(column));
        // Those that a text is told by; without these, any text fits.
        let typed: Vec<&Column> = fed.filter(|column| column.words() > 0).collect();
        let mut odd = rows(article, table, dataset, &typed);
        odd.retain(|odd| odd.row.is_none_or(|row| read.labels.binary_search(&row).is_err()));
        if !table.layout.is_printed() && !table.layout.has_keys() {
            odd.extend(rest(article, table, dataset, &typed));
        }
        let worst = odd.iter().map(|odd| odd.level).max();
        let Some(first) = odd.iter().find(|odd| Some(odd.level) == worst) else { continue };
        let width = table.headings.len();
        let message = match odd.len() {
            1 => format!("{}; the table has {width} columns", first.says),
            more => format!("{}; the table has {width} columns ({more} such places)", first.says),
        };
        let help = if first.level == Level::Warning {
            "restore the missing cell, or write `Not applicable` in its place"
        } else {
            "restore the row: as many cells as there are headings, in their order"
        };
        let label = if first.level == Level::Warning { first.missing.as_str() } else { "not part of any row" };
        let draft = drafts.add(first.span, message).level(first.level).label(label).help(help);
        for other in odd.iter().filter(|odd| odd.span != first.span).take(MOST_SHOWN) {
            draft.other(other.span, other.says.clone());
        }
        article.mark(draft, at, first.row);
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Rows that are not whole.
fn rows(article: &Article<'_>, table: &Table, dataset: &Dataset, typed: &[&Column]) -> Vec<Odd> {
    let width = table.headings.len();
    let is_cells = table.layout.line == Line::Cell;
    let is_lost = |cell: &&Cell| {
        matches!(cell.column, CellColumn::Apart(_)) && !cell.span.is_empty() && !is_remark(article, typed, cell.span)
    };
    let mut found = Vec::new();
    for (at, &row) in table.rows.iter().enumerate() {
        let cells = table.row(row);
        if cells.iter().any(|cell| is_other(article, dataset, cell.span)) {
            continue;
        }
        let lost = cells.iter().filter(is_lost);
        let (count_lost, mut has_data) = (lost.clone().count(), false);
        for cell in lost.filter(|cell| !is_labelled(article, cell.span)) {
            has_data = has_data || data(article, typed, cell.span) > 0;
        }
        let level = if has_data { Level::Error } else { Level::Note };
        let odd = |level, says| Odd { span: row_span(table, at), level, row: Some(at), says, missing: String::new() };
        if count_lost > 0 {
            let what = if is_cells { "cell" } else { "line" };
            let fits = if count_lost == 1 { "does" } else { "do" };
            found.push(odd(level, format!("{} {fits} not fit", count(count_lost, what))));
        } else if is_cells && table.layout.short == Short::Told && cells.len() < width {
            let is_missing = |&heading: &usize| cells.iter().all(|cell| cell.column.heading() != Some(heading));
            let missing = (0..width).find(is_missing).map(|heading| article.document.plain(table.headings[heading]));
            let missing = missing.map_or_else(String::new, |heading| format!("no cell for `{heading}`"));
            found.push(Odd { missing, ..odd(Level::Warning, format!("this row has {}", count(cells.len(), "cell"))) });
        }
    }
    found
}

/// Lines behind the last row that look like the rest of one.
fn rest(article: &Article<'_>, table: &Table, dataset: &Dataset, typed: &[&Column]) -> Option<Odd> {
    let is_cells = table.layout.line == Line::Cell;
    let mut span: Option<Span> = None;
    let mut lines = 0;
    while let Some((line, kind)) = article.document.line(table.end_block + lines) {
        let is_rest = if is_cells {
            let text = article.document.plain(line);
            article.contract.words.is_null(&text) && lines > 0
                || typed.iter().any(|column| column.is_shape_in(&text, article.language()))
        } else {
            !kind.opens && !is_other(article, dataset, line) && is_part_of_row(article, typed, line)
        };
        if !is_rest || kind.bullet || lines > table.headings.len() {
            break;
        }
        span = Some(span.map_or(line, |span| span.join(line)));
        lines += 1;
    }
    let what = if is_cells { "cell" } else { "line" };
    let fits = if lines == 1 { "does" } else { "do" };
    let says = format!("{} after the last row {fits} not fit", count(lines, what));
    Some(Odd { span: span?, level: Level::Error, row: None, says, missing: String::new() })
}

/// Whether a cell or line says that it is of something else: a folder of a listing.
fn is_other(article: &Article<'_>, dataset: &Dataset, span: Span) -> bool {
    article.document.plain(span).split(' ').any(|word| dataset.is_of_other_row(word))
}

/// Whether a line tells something else of the row above, behind a label of its own: `Audio format: 4 bit mono, 11,025 Hz`.
fn is_labelled(article: &Article<'_>, span: Span) -> bool {
    let label = around_colon(article.document.raw(span)).map(|(label, _)| label.trim());
    label.is_some_and(|label| !label.is_empty() && label.chars().all(|c| c.is_alphabetic() || c == ' '))
}

/// Whether a line is a sentence that holds no value but the names of files: `Alder.hlp: begins in Alder_15.cab,
/// see there`.
fn is_remark(article: &Article<'_>, typed: &[&Column], span: Span) -> bool {
    let words = article.document.raw(span).split_whitespace();
    let is_name = |word: &str| typed.iter().any(|column| column.type_name() == "file-name" && column.is_shape(word));
    // `Disk 2`: the number is a part of the name before it.
    let is_of_name = |at: usize, word: &str| {
        let before = at.checked_sub(1).and_then(|before| words.clone().nth(before));
        word.bytes().all(|b| b.is_ascii_digit()) && before.is_some_and(|name| name.chars().all(char::is_alphabetic))
    };
    let is_other = |(at, word): (usize, &str)| {
        typed.iter().any(|column| column.type_name() != "file-name" && column.is_shape(word)) && !is_of_name(at, word)
    };
    let prose = words.clone().filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase())).count();
    prose >= FEWEST_WORDS_OF_REMARK
        && words.clone().any(|word| is_name(word.trim_end_matches(',')))
        && !words.clone().enumerate().any(is_other)
}

/// Small words between names make a sentence.
const FEWEST_WORDS_OF_REMARK: usize = 2;

/// Whether a line holds values of more than one column. Listings of folders end with sums, `17 file(s)  696,450 bytes`.
fn is_part_of_row(article: &Article<'_>, typed: &[&Column], span: Span) -> bool {
    let mut words = article.document.raw(span).split_whitespace();
    let mut first: Option<usize> = None;
    words.any(|word| {
        let column = typed.iter().position(|column| column.is_shape_in(word, article.language()));
        column.is_some_and(|column| *first.get_or_insert(column) != column)
    })
}

/// The number of words that look like a value of a column.
fn data(article: &Article<'_>, typed: &[&Column], span: Span) -> usize {
    let words = article.document.raw(span).split_whitespace();
    words.filter(|word| typed.iter().any(|column| column.is_shape_in(word, article.language()))).count()
}

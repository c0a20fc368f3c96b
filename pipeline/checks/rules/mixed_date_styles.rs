//! K305.

use crate::checks::{Article, Check, DateCell, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::{DateOrder, DateStyle, MonthStyle, odd_mark};

pub(super) const RULE: Rule = Rule {
    code: "K305",
    name: "mixed-date-styles",
    level: Level::Note,
    summary: "dates printed in different styles in one column of a table",
    rationale: "All of them are read. But a row whose date looks different was typed by hand or comes from elsewhere, \
                and a reader that knows one style loses it.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|26-May-2009|01:17|x86|\n\
         |Ksecdd.sys|6.1.7600.20667|67,472|13-Mar-10|07:16|x86|\n\
         |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|7-May-2009|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|May 7, 2009|01:17|x86|\n\
             |Ksecdd.sys|6.1.7600.20667|67,472|March 13, 2010|07:16|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|Not applicable|01:14|x86|\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// A style, and the dates of a column that are printed in it.
struct Group<'a> {
    style: DateStyle,
    first: &'a DateCell<'a>,
    count: usize,
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let cells = article.date_cells();
    for column in cells.chunk_by(|left, right| left.table == right.table) {
        let mut headings: Vec<usize> = Vec::new();
        for cell in column {
            if !headings.contains(&cell.column) {
                headings.push(cell.column);
            }
        }
        for heading in headings {
            let groups = groups(article, column.iter().filter(|cell| cell.column == heading));
            let Some(most) = groups.iter().max_by_key(|group| (group.count, std::cmp::Reverse(group.first.row))) else {
                continue;
            };
            let mut others = groups.iter().filter(|group| group.first.row != most.first.row);
            let Some(odd) = others.next() else { continue };
            let text = |cell: &DateCell<'_>| article.document.plain(cell.span);
            let more = match odd.count {
                1 => " is".to_owned(),
                count => format!(" and {} more are", count - 1),
            };
            let message =
                format!("`{}`{more} printed as {}, {} as {}", text(odd.first), odd.style, most.count, most.style);
            let draft = drafts
                .add(odd.first.span, message)
                .label(odd.style.to_string())
                .other(most.first.span, most.style.to_string())
                .help("print the dates of a column in one style");
            for another in others {
                draft.other(another.first.span, another.style.to_string());
            }
            article.mark(draft, odd.first.table, Some(odd.first.row));
        }
    }
}

/// The styles of a column, in the order in which they appear.
fn groups<'a>(article: &Article<'_>, cells: impl Iterator<Item = &'a DateCell<'a>>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for cell in cells.filter(|cell| cell.date.is_some_and(Result::is_ok)) {
        let text = article.document.plain(cell.span);
        // Odd marks are the business of another rule.
        let Some(mut style) =
            DateStyle::of(&text, article.locale()).filter(|_| odd_mark(&text, article.locale()).is_none())
        else {
            continue;
        };
        // The order of numbers is the business of another rule.
        if style.month == MonthStyle::Number && style.order != DateOrder::YearFirst {
            style.order = DateOrder::Either;
        }
        match groups.iter_mut().find(|group| group.style.agrees(style)) {
            Some(group) => {
                group.count += 1;
                if group.style.month == MonthStyle::May {
                    group.style = style;
                }
            }
            None => groups.push(Group { style, first: cell, count: 1 }),
        }
    }
    groups
}

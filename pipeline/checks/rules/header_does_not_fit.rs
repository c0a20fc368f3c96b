//! K207.

use crate::checks::{Article, Check, Drafts, Example, Rule, WrongColumn};
use crate::contract::Column;
use crate::finding::Level;
use crate::tables::Doubt;

pub(super) const RULE: Rule = Rule {
    code: "K207",
    name: "header-does-not-fit",
    level: Level::Warning,
    summary: "most cells of a column look like values of another column, as where two headings are swapped",
    rationale: "kbc reads a cell by its heading. Where a column was inserted without one, no cell of the column can be \
                read. Where bars divide the cells and two headings are swapped against all of theirs, the cells are \
                read by what they look like; a reader of the article is still misled. One finding for the headings \
                stands for all of these cells.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Time|Date|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File version|File name|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
        )]),
        Example::article(&[(
            "one-row-as-the-headings-say.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File version|File size|Time|Date|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Lsass.exe|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
             |Secur32.dll|6.1.7600.16385|22,016|01:16|14-Jul-2009|x86|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |Date|Time|Platform|File size|File version|File name|\n\
         |---|---|---|---|---|---|\n\
         |14-Jul-2009|01:17|x86|369,568|6.1.7600.16385|Cng.sys|\n\
         |10-Jun-2009|21:33|Not applicable|13,780|Not applicable|Lsasrv.mof|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (at, (table, misfits)) in article.tables.iter().zip(article.misfits()).enumerate() {
        let ((Some(claim), _) | (None, Some(Doubt::Unproven(claim)))) = (&table.claim, &table.doubt) else { continue };
        let columns = &article.contract.datasets[claim.dataset].columns;
        let heading = |at: usize| article.document.plain(table.headings[at]);
        for &(left, right) in &table.swapped {
            let looks =
                |heading: usize| claim.columns[heading].first().map_or("", |&column| columns[column].name.as_str());
            let message = format!(
                "`{}` and `{}` are swapped: each stands above the cells of the other",
                heading(left),
                heading(right)
            );
            let draft = drafts
                .add(table.headings[left], message)
                .label(format!("the cells look like `{}`", looks(left)))
                .other(table.headings[right], format!("the cells look like `{}`", looks(right)))
                .help("swap the headings; the cells were read by what they look like");
            article.mark(draft, at, None);
        }
        let mut told: Vec<usize> = Vec::new();
        for wrong in &misfits.columns {
            if told.contains(&wrong.heading) {
                continue;
            }
            let swapped = misfits.columns.iter().find(|other| is_swapped(wrong, other));
            let (name, looks) = (heading(wrong.heading), &columns[wrong.looks_like]);
            let message =
                format!("{} of {} cells under `{name}` look like `{}`", wrong.cells, wrong.given, looks.type_name());
            let draft = drafts.add(table.headings[wrong.heading], message).label(says(looks));
            match (swapped, wrong.belongs_under) {
                (Some(other), _) => {
                    told.push(other.heading);
                    draft
                        .other(table.headings[other.heading], says(&columns[other.looks_like]))
                        .help(format!("swap the headings `{name}` and `{}`", heading(other.heading)));
                }
                (None, Some(under)) => {
                    draft
                        .other(table.headings[under], "the heading for such cells")
                        .help("put each heading above its cells");
                }
                (None, None) => {
                    draft.help("correct the heading");
                }
            }
            article.mark(draft, at, None);
        }
    }
}

fn says(column: &Column) -> String {
    format!("the cells look like `{}`", column.name)
}

fn is_swapped(left: &WrongColumn, right: &WrongColumn) -> bool {
    left.belongs_under == Some(right.heading) && right.belongs_under == Some(left.heading)
}

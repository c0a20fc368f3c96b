//! K319.

use super::spreadsheet_formula::is_formula;
use crate::checks::{Article, Check, Drafts, Example, Rule, Unread};
use crate::finding::Level;
use crate::values::Damage;

pub(super) const RULE: Rule = Rule {
    code: "K319",
    name: "unread-value",
    level: Level::Warning,
    summary: "a cell that cannot be read as the type its heading calls for",
    rationale: "The heading promises a size, a version, a number; the cell holds something else, for which there is no \
                more specific rule. kbc does not read it: the column is null, the text stays in `cells`. Words, and the single \
                number that some programs have for a version, are meant so: a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900319 - Sizes that a spreadsheet rounded\n\
             \n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cacheres.rll|6.1.7600.16385|2E+06|27-Jan-2010|17:34|x64|\n\
             |Cacheres.rll|6.1.7600.16385|1E+06|27-Jan-2010|17:34|x64|\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB900319 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|see the properties|22,016|14-Jul-2009|01:16|x86|\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900319 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.mof|Not applicable|13,780|14-Jul-2009|01:16|Not applicable|\n\
         |Cachemgr.ini|n/a|-|None|||\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    // What a spreadsheet would run has a name already.
    let is_ours = |cell: &Unread<'_>| matches!(cell.damage, Damage::Unknown | Damage::Words) && !is_formula(&cell.text);
    for cell in article.unread().iter().filter(|cell| is_ours(cell)) {
        let level = if cell.damage == Damage::Words { Level::Note } else { Level::Warning };
        let draft = drafts
            .add(
                cell.span,
                format!("cannot read `{}` as a value of `{}`: {}", words(&cell.text), cell.column.path, cell.reason.0),
            )
            .level(level)
            .label(format!("stands under `{}`; {}", cell.heading, cell.loss()))
            .help("correct the cell, or map its heading to a text column in the schema (`headers`)");
        cell.mark(draft);
    }
}

/// A text that fits into a message.
fn words(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

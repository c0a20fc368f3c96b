//! K313.

use crate::checks::{Article, Check, Drafts, Example, Rule, Unread};
use crate::finding::Level;
use crate::values::{Damage, Value};

pub(super) const RULE: Rule = Rule {
    code: "K313",
    name: "unknown-platform",
    level: Level::Warning,
    summary: "a platform that is not a known processor",
    rationale: "Files of one name are told apart by their platform. `x46` is a slip; the name of a system or of several \
                processors belongs in another column, or in a label above the table. Where no cell of the column is a processor, its heading \
                means something else: a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900313 - Update for the cache driver\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x46|\n\
             |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x64|\n",
        )]),
        Example::article(&[(
            "flattened-row.txt",
            "KB900313 - Update for the cache driver\n\n\
             For all supported x64-based versions of Windows 7\n\n\
             File name File version File size Date Time Platform\n\
             Cache.sys 6.1.7600.16385 343,552 14-Jul-2009 01:43 x46\n\
             Cachemgr.dll 6.1.7600.16385 28,160 14-Jul-2009 01:41 x64\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900313 - Update for the cache driver\n\n\
         ## For all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|AMD64|\n\
         |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|(x64)|\n\
         |Cachemgr.mof|Not applicable|13,780|14-Jul-2009|01:16|Not applicable|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.unread().iter().filter(|cell| cell.damage == Damage::Platform) {
        let level = if has_processors(article, cell) { Level::Warning } else { Level::Note };
        let known = cell.column.symbols().join(", ");
        let draft = drafts
            .add(cell.span, format!("expected a processor, found `{}`", cell.text))
            .level(level)
            .label(cell.loss())
            .help(format!("kbc knows {known}, in all their spellings"));
        cell.mark(draft);
    }
}

/// Whether a cell of the column, in the table of another one, is a processor.
fn has_processors(article: &Article<'_>, cell: &Unread<'_>) -> bool {
    let table = article.tables().nth(cell.table as usize - 1);
    let rows = table.into_iter().flat_map(|(_, read)| &read.rows);
    let mut values = rows.flat_map(|row| &row.cells).flat_map(|cell| &cell.values);
    let is_own = |at: usize| cell.dataset.columns.get(at).is_some_and(|column| column.path == cell.column.path);
    values.any(|(at, value)| is_own(*at) && matches!(value, Ok(Value::Enum(_))))
}

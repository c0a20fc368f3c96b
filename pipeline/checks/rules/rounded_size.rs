//! K310.

use crate::checks::{Article, Check, Drafts, Example, Rule, Typed, typed};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K310",
    name: "rounded-size",
    level: Level::Note,
    summary: "sizes printed in KB or MB, whose number of bytes is not known",
    rationale: "`857 KB` stands for a thousand sizes. The column counts bytes, so it is null there; the text stays in \
                `cells`. Many tables print all of their sizes so: a table has one finding.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900310 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|857 KB|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|6.1.7600.16385|1.33 MB|14-Jul-2009|01:16|x86|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900310 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|877,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.mof|Not applicable|Not applicable|14-Jul-2009|01:16|Not applicable|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    // A size that is null though it begins with a digit.
    let is_rounded = |size: &Typed<'_>| {
        size.value.is_null() && size.cell.span.slice(article.text()).contains(|c: char| c.is_ascii_digit())
    };
    let mut sizes = typed(article, "byte-size").filter(is_rounded).peekable();
    while let Some(first) = sizes.next() {
        let mut count = 1;
        while sizes.next_if(|next| next.table == first.table).is_some() {
            count += 1;
        }
        let text = article.document.plain(first.cell.span);
        let message = match count {
            1 => format!("`{text}` is a rounded size"),
            _ => format!("`{text}` is one of {count} rounded sizes in this table"),
        };
        drafts
            .add(first.cell.span, message)
            .label("the number of bytes is not known")
            .help(format!("`{}` is null; print the size in bytes where it is known", first.column.path))
            .row(Some(&first.dataset.name), first.table, (count == 1).then_some(first.row));
    }
}

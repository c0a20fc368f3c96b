//! K309.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::Damage;

pub(super) const RULE: Rule = Rule {
    code: "K309",
    name: "locale-separators",
    level: Level::Warning,
    summary: "a number with the separators of another language",
    rationale: "`66.560 bytes` and `15,66 KB` are printed as in German or French. Read by the rules of English they would \
                be other numbers, or none, so they are not read.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900309 - Update for the cache driver\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.16385|66.560 bytes|14-Jul-2009|01:17|x86|\n\
             |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n",
        )]),
        Example::article(&[(
            "flattened-cells.txt",
            "KB900309 - Update for the cache driver\n\n\
             For all supported x86-based versions of Windows 7\n\n\
             File name\n\nFile version\n\nFile size\n\nDate\n\nTime\n\nPlatform\n\n\
             Cache.sys\n\n6.1.7600.16385\n\n1.135.104\n\n14-Jul-2009\n\n01:17\n\nx86\n\n\
             Cachemgr.dll\n\n6.1.7600.16385\n\n22,016\n\n14-Jul-2009\n\n01:16\n\nx86\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900309 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|66,560 bytes|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.unread().iter().filter(|cell| cell.damage == Damage::Separators) {
        let message = format!("`{}` is printed with the separators of another language", cell.text);
        let draft = drafts
            .add(cell.span, message)
            .label("not read")
            .help(format!("divide thousands by commas and fractions by a point; until then {}", cell.loss()));
        cell.mark(draft);
    }
}

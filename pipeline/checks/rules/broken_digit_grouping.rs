//! K308.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::Damage;

pub(super) const RULE: Rule = Rule {
    code: "K308",
    name: "broken-digit-grouping",
    level: Level::Error,
    summary: "a number whose commas do not separate groups of three digits",
    rationale: "In `8,1012` a digit is too many, in `343,55` one was lost, or the comma stands in the wrong place. Nobody \
                can tell which, so the number is not read; the text stays in `cells`. Compare it with the file.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900308 - Update for the cache driver\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1.7600.16385|8,1012|14-Jul-2009|01:17|x86|\n\
             |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n",
        )]),
        Example::article(&[(
            "flattened-row.txt",
            "KB900308 - Update for the cache driver\n\n\
             For all supported x64-based versions of Windows 7\n\n\
             File name File version File size Date Time Platform\n\
             Cache.sys 6.1.7600.16385 343,55 14-Jul-2009 01:43 x64\n\
             Cachemgr.dll 6.1.7600.16385 28,160 14-Jul-2009 01:41 x64\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900308 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|1,037,312|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|6.1.7600.16385|46472|14-Jul-2009|01:16|x86|\n\
         |Cachemgr.mof|Not applicable|964 bytes|14-Jul-2009|01:16|Not applicable|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.unread().iter().filter(|cell| cell.damage == Damage::Grouping) {
        let message =
            format!("expected a number, found `{}`: its commas do not separate groups of three digits", cell.text);
        let draft = drafts
            .add(cell.span, message)
            .label("one digit too many or too few")
            .help(format!("look the number up and print it whole; until then {}", cell.loss()));
        cell.mark(draft);
    }
}

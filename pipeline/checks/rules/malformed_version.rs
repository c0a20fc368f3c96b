//! K312.

use crate::checks::{Article, Check, Drafts, Example, Rule, typed};
use crate::finding::Level;
use crate::values::{Damage, Value};

pub(super) const RULE: Rule = Rule {
    code: "K312",
    name: "malformed-version",
    level: Level::Error,
    summary: "a version that is not numbers divided by points, or a number of it over 65535",
    rationale: "A version is four numbers of 16 bits, printed with points between them. `3,1.0.2124` cannot be compared \
                with other versions and is not read; in `3.1.68108.0` no number can be over 65535, so a digit is wrong.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900312 - Update for the cache driver\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Cache.sys|6.1..7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
             |Cachemgr.dll|6.1.76001.6385|22,016|14-Jul-2009|01:16|x86|\n",
        )]),
        Example::article(&[(
            "flattened-row.txt",
            "KB900312 - Update for the cache driver\n\n\
             For all supported x64-based versions of Windows 7\n\n\
             File name File version File size Date Time Platform\n\
             Cache.sys 6.1.7600,16385 343,552 14-Jul-2009 01:43 x64\n\
             Cachemgr.dll 6.1.7600.16385 28,160 14-Jul-2009 01:41 x64\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900312 - Update for the cache driver\n\n\
         ## For all supported x86-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385 (win7_rtm.090713-1255)|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr.dll|2.00.1239.0029|22,016|14-Jul-2009|01:16|x86|\n\
         |Cachemgr.mof|Not applicable|13,780|14-Jul-2009|01:16|Not applicable|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// The largest number of 16 bits.
const LARGEST: u64 = 65_535;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.unread().iter().filter(|cell| cell.damage == Damage::Version) {
        let draft = drafts
            .add(
                cell.span,
                format!("expected a version, found `{}`: its numbers must be separated by single points", cell.text),
            )
            .label("not read")
            .help(format!("print `{}`, if these are its numbers; until then {}", with_points(&cell.text), cell.loss()));
        cell.mark(draft);
    }
    for version in typed(article, "version") {
        let Value::Text(text) = version.value else { continue };
        if let Some(part) = too_large(text) {
            let draft = drafts
                .add(version.cell.span, format!("expected a version, found `{text}`: {part} is more than {LARGEST}"))
                .label(format!("{part} does not fit into 16 bits"))
                .help("compare the version with the file; a point or a digit stands in the wrong place");
            version.mark(draft);
        }
    }
}

/// The numbers of a damaged version, divided by points.
fn with_points(version: &str) -> String {
    let parts: Vec<&str> =
        version.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

/// A number of a version, before its remark, that does not fit into 16 bits.
fn too_large(version: &str) -> Option<&str> {
    let end = version.find([' ', '(']).unwrap_or(version.len());
    version[..end].split('.').find(|part| part.len() >= 5 && part.parse().is_ok_and(|number: u64| number > LARGEST))
}

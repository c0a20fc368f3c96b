//! K320.

use crate::checks::{Article, Check, Drafts, Example, FileCell, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::telling_extensions;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "K320",
    name: "damaged-extension",
    level: Level::Warning,
    summary: "the extension of a file name is one keystroke from that of other rows",
    rationale: "`Birch,dll`, `Birch. dll`, `Birch.dell` in an article of other `.dll`: whoever looks for `Birch.dll` does not find the \
                row. An extension that comes more than once in an article is no slip, nor are others of three letters: `.dlx`.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900320 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr,dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheold. dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheui.dell|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900320 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cache.sy_|Not applicable|14,528|14-Jul-2009|01:14|Not applicable|\n\
         |Cache.dlx|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Hosts|Not applicable|528|14-Jul-2009|01:14|Not applicable|\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let files = article.files();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, extension) in files.iter().filter_map(|row| row.name.rsplit_once('.')) {
        *times.entry(extension.to_ascii_lowercase()).or_default() += 1;
    }
    for row in files {
        let Some(meant) = meant(row.name, &times) else { continue };
        let span = row.span(FileCell::Name).unwrap_or_else(|| row.whole());
        let draft = drafts
            .add(span, format!("the extension of `{}` is one keystroke from `.{meant}`", row.name))
            .label(format!("meant as `.{meant}`?"))
            .help("compare the name with the file");
        row.mark(draft);
    }
}

/// The extension that a damaged one is meant as: one of another row of the article, or one that tells the role of a file.
fn meant<'t>(name: &'t str, times: &'t BTreeMap<String, usize>) -> Option<&'t str> {
    let (stem, extension) = name.rsplit_once(['.', ',', ';'])?;
    if stem.is_empty() {
        return None;
    }
    // A blank behind the point is none of the name.
    if let Some(behind) = extension.strip_prefix(' ') {
        return Some(behind);
    }
    let mut known = times.keys().map(String::as_str).chain(telling_extensions().map(|telling| -> &'t str { telling }));
    if !name[stem.len()..].starts_with('.') {
        return known.find(|known| known.eq_ignore_ascii_case(extension));
    }
    // Extensions of three letters and fewer are a keystroke apart: `.dlx`, `.ms`, `.ifo`. A letter more at the end makes a newer
    // one: `.docx`, `.html`.
    let extension = extension.to_ascii_lowercase();
    let is_word = extension.len() > LONGEST_CODE && extension.bytes().all(|b| b.is_ascii_alphabetic());
    let is_once = times.get(&extension) == Some(&1);
    let is_slip = |known: &&str| !extension.starts_with(*known) && strsim::osa_distance(known, &extension) == 1;
    known.find(is_slip).filter(|_| is_word && is_once)
}

/// Extensions of so many letters are codes, longer ones words.
const LONGEST_CODE: usize = 3;

//! K320.

use crate::checks::{Article, Check, Drafts, Example, FileCell, Rule};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    code: "K320",
    name: "damaged-extension",
    level: Level::Warning,
    summary: "the extension of a file name is one keystroke from a known one",
    rationale: "`Birch,dll`, `Birch. dll`, `Birch.dell`: whoever looks for `Birch.dll` does not find the row. An extension that comes \
                more than once in an article is no slip, nor is another one of as many letters: `.dlx`.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900320 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
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

/// Extensions of files that updates install.
const KNOWN: [&str; 14] =
    ["dll", "exe", "sys", "ocx", "inf", "mui", "mum", "cat", "manifest", "msi", "config", "aspx", "info", "ini"];

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let files = article.files();
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in files {
        if let Some((_, extension)) = row.name.rsplit_once('.') {
            *times.entry(extension.to_ascii_lowercase()).or_default() += 1;
        }
    }
    for row in files {
        let Some(meant) = meant(row.name, |extension| times.get(extension).is_some_and(|&times| times > 1)) else {
            continue;
        };
        let span = row.span(FileCell::Name).unwrap_or_else(|| row.whole());
        let draft = drafts
            .add(span, format!("the extension of `{}` is one keystroke from `.{meant}`", row.name))
            .label(format!("meant as `.{meant}`?"))
            .help("compare the name with the file");
        row.mark(draft);
    }
}

/// The extension that a damaged one is meant as.
fn meant(name: &str, is_often: impl Fn(&str) -> bool) -> Option<&'static str> {
    let known = |extension: &str| KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(extension));
    let (stem, extension) = name.rsplit_once(['.', ',', ';'])?;
    if stem.is_empty() {
        return None;
    }
    if !name[stem.len()..].starts_with('.') {
        return known(extension);
    }
    if let Some(behind) = extension.strip_prefix(' ') {
        return known(behind);
    }
    let extension = extension.to_ascii_lowercase();
    // Extensions of three letters and fewer are a keystroke apart: `.dlx`, `.ms`, `.ifo`.
    let is_word = extension.len() > LONGEST_CODE && extension.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_word || known(&extension).is_some() || is_often(&extension) {
        return None;
    }
    KNOWN.into_iter().find(|known| strsim::osa_distance(known, &extension) == 1)
}

/// Extensions of so many letters are codes, longer ones words.
const LONGEST_CODE: usize = 3;

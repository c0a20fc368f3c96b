//! K320.

use crate::checks::{Article, Check, Drafts, Example, FileCell, Rule, one_keystroke};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::{AssemblyName, telling_extensions};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "K320",
    name: "damaged-extension",
    level: Level::Warning,
    summary: "the extension of a file name is one keystroke from that of other rows",
    rationale: "`Birch,dll`, `Birch. dll`, `Birch.dell` in an article of other `.dll`: whoever looks for `Birch.dll` does not find the \
                row. An extension that comes more than once in an article is no slip, nor is one of three letters with a letter of its \
                own: `.dlx`.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900320 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cache.dll|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\
         |Cachemgr,dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheold. dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheui.dell|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cacheio.dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachedb.ddl|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachefs.d1l|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachehw:dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n\
         |Cachenet..dll|6.1.7600.16385|22,528|14-Jul-2009|01:14|x86|\n",
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
    let others = times.iter().map(|(extension, times)| (extension.as_str(), *times));
    let known = || others.clone().chain(telling_extensions().map(|telling| (telling, 0)));
    let is_known =
        |extension: &str| known().map(|(known, _)| known).find(|known| known.eq_ignore_ascii_case(extension));
    // `Alder.dll.`, `Alder.dll_`
    let whole = name.trim_end_matches(['.', '_']);
    if whole.len() < name.len()
        && let Some(known) = whole.rsplit_once('.').and_then(|(_, extension)| is_known(extension))
    {
        return Some(known);
    }
    // `Amd64_alder_..._05b1a4b14e7f3a34manifest`
    let is_glued = |known: &&str| {
        let stem = name.strip_suffix(*known).filter(|stem| !stem.is_empty());
        stem.is_some_and(|stem| AssemblyName::of(&format!("{stem}.{known}")).is_some())
    };
    if let Some(glued) = telling_extensions().find(is_glued) {
        return Some(glued);
    }
    let signs: &[char] = if name.contains('.') { &['.', ',', ';', ':'] } else { &[',', ';', ':', '_'] };
    let (stem, extension) = name.rsplit_once(signs)?;
    if stem.is_empty() {
        return None;
    }
    // A blank behind the point is none of the name, nor is a second point.
    if let Some(behind) = extension.strip_prefix(' ') {
        return Some(behind);
    }
    if !name[stem.len()..].starts_with('.') || stem.ends_with('.') {
        return is_known(extension);
    }
    let extension = extension.to_ascii_lowercase();
    if times.get(&extension) != Some(&1) {
        return None;
    }
    known().find(|(known, times)| is_slip(&extension, known, *times > 1)).map(|(known, _)| known)
}

/// Whether an extension that comes once is a slip of another. Extensions of three letters and fewer are a keystroke apart: `.dlx`,
/// `.ms`, `.ifo`; a letter more at the end makes a newer one: `.docx`, `.html`. But the letters of one that comes often, and no
/// others, are a slip: `.ddl`, `.dlll`, `.ex`; so is a digit in the place of the letter that it looks like: `.d1l`.
fn is_slip(extension: &str, known: &str, is_often: bool) -> bool {
    let is_word = extension.len() > LONGEST_CODE && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_near = || one_keystroke(known, extension);
    let letters = |text: &str| text.bytes().collect::<BTreeSet<u8>>();
    let has_same_letters = || letters(known) == letters(extension);
    let looks_alike = || extension.replace('1', "l").replace('0', "o") == known;
    is_word && !extension.starts_with(known) && is_near()
        || is_often && extension != known && (looks_alike() || is_near() && has_same_letters())
}

/// Extensions of so many letters are codes, longer ones words.
const LONGEST_CODE: usize = 3;

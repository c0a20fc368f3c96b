//! K501.

use crate::checks::body::{body, fingerprint};
use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule, hash};
use crate::contract::{Each, Role};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K501",
    name: "kb-in-several-articles",
    level: Level::Warning,
    summary: "one number, two articles with different texts",
    rationale: "The number is how articles are cited and joined: where two articles state one, a join gives the rows of both. \
                One of the numbers is a slip, or an article was divided and each part kept the number. Translations, told by \
                the language of their front matter or their folder, share a number by design.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "# KB900501 - Update for the cache driver\n\nThe cache driver loses a page when the system is busy.\n",
            ),
            (
                "b.md",
                "# KB900501 - Update for the page driver\n\nThe page driver stops when the disk is full of pages.\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900501 - Update for the cache driver\n\nThe cache driver loses a page when the system is busy.\n",
            ),
            ("b.md", "# KB900502 - Update for the page driver\n\nThis update goes together with KB900501.\n"),
            (
                "de.md",
                "---\nms.locale: de-de\n---\n# KB900501 - Update des Zwischenspeichers\n\nDer Treiber verliert eine Seite.\n",
            ),
            (
                "fr-fr/a.md",
                "# KB900501 - Mise à jour du cache\n\nLe pilote perd une page quand le système est occupé.\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Corpus { gather, judge },
};

fn gather(article: &Article<'_>, keys: &mut Keys) {
    let Some(kb) = article.records.article.kb else { return };
    let place = number(article.text(), kb);
    keys.add(Entry {
        class: 0,
        key: hash((kb, language(article))),
        value: fingerprint(body(article).slice(article.text())).unwrap_or_default(),
        source: article.number,
        table: 0,
        row: 0,
        place,
        name: place,
    });
}

/// The language that the front matter states, or a folder is named after (`de-de`); null for English, which most
/// articles do not state.
fn language(article: &Article<'_>) -> Option<String> {
    let stated =
        article.rows_of(Each::Article).find_map(|row| row.text(Role::ArticleLanguage).map(str::to_ascii_lowercase));
    let folder = || {
        let (folders, _) = article.source.path.rsplit_once('/')?;
        folders.split('/').map(str::to_ascii_lowercase).find(|folder| is_locale(folder))
    };
    stated.or_else(folder).filter(|language| !language.starts_with("en"))
}

fn is_locale(folder: &str) -> bool {
    let is_letters = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase());
    folder.split_once('-').is_some_and(|(language, region)| {
        language.len() == 2 && is_letters(language) && (region.len() == 2 || region.len() == 4) && is_letters(region)
    })
}

/// Where the article first prints its number.
fn number(text: &str, kb: u32) -> Span {
    let digits = kb.to_string();
    let is_digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memmem::find_iter(text.as_bytes(), digits.as_bytes())
        .find(|&at| !is_digit(at.checked_sub(1)) && !is_digit(Some(at + digits.len())))
        .map_or_else(Span::default, |at| Span::of(at..at + digits.len()))
}

fn judge(judge: &mut Judge<'_>) {
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let Some(first) = group.iter().min_by_key(|entry| entry.source) else { continue };
        // Two sources of one text are the business of another rule.
        for other in group.iter().filter(|entry| entry.source != first.source && entry.value != first.value) {
            let (kb, path) = (judge.text(other.place()), judge.path(first.source));
            judge
                .add(other.place(), format!("`{kb}` is the number of this article and of `{path}`"))
                .label("this number")
                .other_place(first.place(), "the same number")
                .help("correct the article whose number it is not; rows of both join as one article");
        }
    }
}

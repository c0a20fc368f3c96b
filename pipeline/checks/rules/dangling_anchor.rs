//! K106.

use crate::blocks::{Document, Kind, Link};
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const RULE: Rule = Rule {
    code: "K106",
    name: "dangling-anchor",
    level: Level::Note,
    summary: "a link to a place in the article that does not exist",
    rationale: "The link has no target: the heading was renamed, or its anchor was lost when the article was converted. \
                A place is the address of a heading (its text in small letters, blanks as `-`, other signs left out, `-1` \
                behind the second of a name), or an `id` or `name` of an element.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nThe files are [listed separately](#manifests1).\n\n## Manifests\n\nNone.\n",
        )]),
        Example::article(&[(
            "b.html",
            "<html><body><h1>KB981506 - The cache forgets</h1><p>The files are \
             <a href=\"#manifests1\">listed separately</a>.</p></body></html>\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\n[1](#what-is-a-lost-io--lost-flush) [2](#notes-1) [3](#here) [4](#Manifests) \
         [5](#) [6](#tab/windows) [7](#a_b) [8](other.md#nowhere)\n\n## What is a \"lost I/O\" / lost flush?\n\n### Notes\n\n### Notes\n\n\
         <a id=\"here\"></a>Here.\n\n## **Manifests**\n\n## a_b\n\n## Files  (none)\n\n|[7](#files--none)|[8](#files-none)|\n|---|---|\n|1|2|\n",
        )]),
        Example::article(&[(
            "b.html",
            "<html><body><h1>KB981506 - The cache forgets</h1><p><a href=\"#files\">1</a> <a href='#Notes'>2</a> \
             <a href=#top>3</a></p><a name=files></a><h2 ID = 'notes'>More</h2></body></html>\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Longer values are no marks, in bytes.
const LONGEST_MARK: usize = 256;
/// Places of one anchor to show at most.
const SHOWN: usize = 4;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let document = article.document;
    let links = document.links.iter();
    let mut links = links.filter_map(|link| Some((link, anchor(link)?))).peekable();
    if links.peek().is_none() {
        return;
    }
    let mut places = headings(document);
    places.extend(marks(article.text()));
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let mut nowhere: Vec<(String, Vec<Span>)> = Vec::new();
    for (link, anchor) in links.filter(|(_, anchor)| !places.contains(&anchor.to_lowercase())) {
        let at = *known.entry(anchor).or_insert_with_key(|anchor| {
            nowhere.push((anchor.clone(), Vec::new()));
            nowhere.len() - 1
        });
        nowhere[at].1.push(link.span);
    }
    for (anchor, mut links) in nowhere {
        links.sort_unstable();
        let Some((first, others)) = links.split_first() else { continue };
        let draft = drafts
            .add(*first, format!("this article has no heading or anchor `#{anchor}`"))
            .label("has no target")
            .help("link to the heading that is meant, or mark the place with `<a id=\"...\"></a>`");
        for other in others.iter().take(SHOWN) {
            draft.other(*other, "here, too");
        }
    }
}

/// The place in the same article that a link names. Tabs of a page and its top are no places.
fn anchor(link: &Link<'_>) -> Option<String> {
    let anchor = link.url.strip_prefix('#')?;
    let is_place = !anchor.is_empty()
        && !anchor.starts_with("tab/")
        && !anchor.starts_with('!')
        && !anchor.eq_ignore_ascii_case("top");
    is_place.then(|| percent_decoded(anchor))
}

/// The addresses of all headings.
fn headings(document: &Document<'_>) -> FxHashSet<String> {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    let mut slugs = FxHashSet::default();
    for block in &document.blocks {
        if !matches!(block.kind, Kind::Heading(_) | Kind::Underlined(_)) {
            continue;
        }
        let text = document.plain(block.span);
        // `## Heading {#address}`
        let given = text.rsplit_once("{#").and_then(|(_, id)| id.strip_suffix('}'));
        slugs.extend(given.map(str::to_lowercase));
        let slug = slug(&text);
        // Two blanks are two signs in some of the tools.
        if let Some(raw) = Some(document.raw(block.span)).filter(|raw| raw.contains("  ")) {
            slugs.insert(self::slug(raw));
        }
        let times = seen.entry(slug.clone()).and_modify(|times| *times += 1).or_default();
        slugs.insert(if *times == 0 { slug } else { format!("{slug}-{times}") });
    }
    slugs
}

/// The address of a heading: letters, digits, `-` and `_` stay, blanks become `-`, all else is left out.
fn slug(text: &str) -> String {
    let kept = text.chars().filter(|&c| c.is_alphanumeric() || c == '-' || c == '_' || c == ' ');
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What elements have as `id` or `name`, in small letters.
fn marks(text: &str) -> impl Iterator<Item = String> {
    memchr::memchr_iter(b'=', text.as_bytes()).filter_map(move |at| {
        let key = text[..at].trim_end_matches(' ').as_bytes();
        let is_key = |name: &str| {
            let start = key.len().checked_sub(name.len() + 1);
            start.is_some_and(|start| {
                !key[start].is_ascii_alphanumeric() && key[start + 1..].eq_ignore_ascii_case(name.as_bytes())
            })
        };
        if !is_key("id") && !is_key("name") {
            return None;
        }
        let value = text[at + 1..].trim_start_matches(' ');
        let value = &value[..value.floor_char_boundary(LONGEST_MARK)];
        let end = |quote: char| value[1..].find([quote, '\n']).map(|end| &value[1..=end]);
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => end(quote)?,
            _ => value.split(['>', ' ', '/', '\n', '\r']).next()?,
        };
        Some(value.to_lowercase())
    })
}

/// `%20` and the like as the characters that they stand for.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex =
        |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let escaped = hex(at + 1).zip(hex(at + 2)).filter(|_| b == b'%');
        out.push(escaped.map_or(b, |(high, low)| high * 16 + low));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

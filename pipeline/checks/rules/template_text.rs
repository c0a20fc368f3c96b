//! K105.

use crate::blocks::{Document, Kind};
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;
use crate::values::{List, Words};
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

pub(super) const RULE: Rule = Rule {
    code: "K105",
    name: "template-text",
    level: Level::Warning,
    summary: "text of a template that nobody filled in, or a place where a template left nothing",
    rationale: "Publishing tools print placeholders where a value was never given (`[Replace with your value]`, \
                `problemP1 that P2`, `<!--ERROR-->`), and nothing where a link was lost (\"by using a .\"). The fact that \
                belongs there is missing. In front matter, where no data stands, it is a note.",
    bad: &[
        Example::article(&[(
            "front-matter.md",
            "---\nms.technology: [Replace with your value]\nms.author: \"<your alias>\"\nms.prod: TBD\n---\n# KB981506 - The cache forgets\n\nMake it larger.\n",
        )]),
        Example::article(&[(
            "text.md",
            "# KB981506 - The cache forgets\n\nFixes a problemP1 that P2 when the cache is full.\n\n\
             The names come from [Insert name of the service here].\n\nThe size is <!--ERROR--> bytes.\n\n\
             You lose names when you fill the cache by using a .\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "---\nms.prod: [windows, office]\nms.custom: \"sap:Your problem\"\n---\n# KB981506 - The cache forgets\n\n\
         Open [your resource group] and choose **[Insert]** or [Replace with defaults](https://contoso.com).\n\n\
         It holds files of the .NET Framework, of a . separated list, and the .dat files.\n\nYou need a Premium P1 or P2 plan.\n\n\
         <!-- names of the cache -->\n\n```xml\n<!--TODO-->\n<a>P1 problemP1 P2 of the .</a>\n```\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Values and comments that say that the text is not finished.
const MARKS: [&str; 9] =
    ["DD/MM/YYYY", "ERROR", "FIXME", "MM/DD/YYYY", "PLACEHOLDER", "TBD", "TODO", "XXX", "YYYY-MM-DD"];
/// Texts that stand in each form of template text.
const SIGNS: [&str; 6] = ["P1", "[", "<!--", " .", "\u{a0}.", "orem ipsum dolor"];

/// Finds all signs in one go; null would mean that they cannot be searched for. Only for leftmost matches does the
/// library look at many bytes at once.
static SEARCH: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(SIGNS).ok());

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let (text, document, words) = (article.text(), article.document, &*article.contract.words);
    let front_matter = document.front_matter.span;
    let values: Vec<Span> = unfilled_values(text, front_matter, words).collect();
    for value in &values {
        say(drafts, text, *value, Level::Note);
    }
    let Some(search) = SEARCH.as_ref() else { return };
    for sign in search.find_iter(text) {
        let found = match SIGNS[sign.pattern().as_usize()] {
            "P1" => parameter(text, sign.start()),
            " ." | "\u{a0}." => gap(text, sign.start(), sign.end(), words),
            "<!--" => comment(text, sign.start()),
            "orem ipsum dolor" => Some(Span::of(sign.range())),
            _ => order(text, sign.start(), words),
        };
        let Some(span) = found else { continue };
        if span.start < front_matter.end {
            let at = values.partition_point(|value| value.end <= span.start);
            if values.get(at).is_none_or(|value| span.end <= value.start) {
                say(drafts, text, span, Level::Note);
            }
        } else if !is_code(document, span) {
            // Nobody sees a comment.
            let level = if span.slice(text).starts_with("<!--") { Level::Note } else { Level::Warning };
            say(drafts, text, span, level);
        }
    }
}

fn say(drafts: &mut Drafts, text: &str, span: Span, level: Level) {
    let raw = span.slice(text);
    let message = if raw.ends_with('.') {
        format!("`{raw}` breaks off where a name must follow")
    } else {
        format!("`{raw}` is the text of a template, never filled in")
    };
    drafts.add(span, message).level(level).label("what should stand here?").help("fill it in, or remove it");
}

/// Values of the front matter that are nothing but a placeholder.
fn unfilled_values(text: &str, front_matter: Span, words: &Words) -> impl Iterator<Item = Span> {
    let mut offset = 0;
    front_matter.slice(text).split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let value = line.split_once(": ")?.1.trim();
        let at = start + line.find(": ")? + 2;
        let at = at + line[at - start..].find(value)?;
        is_placeholder(value.trim_matches(['"', '\'']), words).then(|| front_matter.inner(at, value.len()))
    })
}

fn is_placeholder(value: &str, words: &Words) -> bool {
    let brackets = [("[", "]"), ("<", ">"), ("{{", "}}"), ("{", "}")];
    let inner = brackets.iter().find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| is_order(inner, words)) || MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(value))
}

/// Whether a text tells the author what to write: several words, the first of which is an order.
fn is_order(text: &str, known: &Words) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().trim_end_matches(':');
    known.list(List::Orders).has(first) && (words.next().is_some() && !text.contains(','))
}

/// `[Insert name here]`, where it is no link.
fn order(text: &str, start: usize, words: &Words) -> Option<Span> {
    let line = line_from(text, start);
    // Nearly every bracket is that of a link.
    let first = line[1..].split(' ').next().unwrap_or_default();
    if !words.list(List::OrdersInText).has(first) {
        return None;
    }
    let end = line.find(']')?;
    let inner = &line[1..end];
    let is_link = line[end + 1..].starts_with(['(', '[', ':']);
    let says_what = words.list(List::Wanted).texts().any(|wanted| inner.contains(wanted));
    (is_order(inner, words) && says_what && !is_link).then(|| Span::of(start..start + end + 1))
}

/// `<!--ERROR-->`: a comment that is one word in capitals and says that something is missing.
fn comment(text: &str, start: usize) -> Option<Span> {
    let inner = &line_from(text, start)["<!--".len()..];
    let end = inner.find("-->")?;
    MARKS.contains(&inner[..end].trim()).then(|| Span::of(start..start + end + "<!---->".len()))
}

/// `problemP1 that P2`: numbered parameters, the first of them glued to a word.
fn parameter(text: &str, at: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let word = bytes[..at].iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    let behind = line_from(text, at + 2);
    if word < 2 || behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let second = memchr::memmem::find_iter(behind.as_bytes(), b"P2").find(|&second| {
        let alone = |c: char| !c.is_alphanumeric() && c != '_';
        behind[..second].ends_with(alone)
            && (behind[second + 2..].is_empty() || behind[second + 2..].starts_with(alone))
    })?;
    Some(Span::of(at - word..at + 2 + second + 2))
}

/// "by using a .": a full stop, a blank before it, where a name must follow.
fn gap(text: &str, blank: usize, end: usize, words: &Words) -> Option<Span> {
    let behind = line_from(text, end);
    let next = behind.trim_start_matches([' ', '\u{a0}', '"', '\'']).trim_end();
    let is_apart = behind.starts_with([' ', '\u{a0}', '"', '\'']);
    let ends = behind.trim_end().is_empty() || is_apart && next.starts_with(|c: char| c.is_uppercase());
    if !ends {
        return None;
    }
    let before = text[..blank].trim_end_matches([' ', '\u{a0}']);
    if text[before.len()..blank].chars().count() > MOST_BLANKS_OF_A_GAP || is_among_dots(text, blank) {
        return None;
    }
    let word = before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let start = before.len() - word;
    let is_alone =
        !before[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '\u{2019}' | '"'));
    let expects = before[start..].starts_with(char::is_lowercase) && words.list(List::Expectant).has(&before[start..]);
    (is_alone && expects).then(|| {
        // The word before it shows what is missing.
        let sentence = before[..start].trim_end_matches([' ', '\u{a0}']);
        let earlier = sentence.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        Span::of(sentence.len() - earlier..end)
    })
}

/// A link that was lost leaves the blank before it and the one behind it, besides the one that was found; a wider gap
/// parts columns.
const MOST_BLANKS_OF_A_GAP: usize = 1;

/// Whether the line above or below ends with a dot that stands alone, too: dots for lines that are left out.
fn is_among_dots(text: &str, at: usize) -> bool {
    let ends_alone = |line: &str| {
        let line = line.trim_end();
        line == "." || line.ends_with(" .") || line.ends_with("\t.")
    };
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    let above = text[..start].trim_end_matches(['\r', '\n']);
    let above = &above[memchr::memrchr(b'\n', above.as_bytes()).map_or(0, |end| end + 1)..];
    let behind = &text[at + line_from(text, at).len()..];
    ends_alone(above) || ends_alone(line_from(behind.trim_start_matches(['\r', '\n']), 0))
}

/// The rest of the line, as far as a sentence may reach.
fn line_from(text: &str, start: usize) -> &str {
    const LONGEST: usize = 512;
    let rest = &text[start..];
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    memchr::memchr(b'\n', rest.as_bytes()).map_or(rest, |end| &rest[..end])
}

fn is_code(document: &Document<'_>, span: Span) -> bool {
    let at = document.blocks.partition_point(|block| block.span.start <= span.start);
    let block = at.checked_sub(1).and_then(|at| document.blocks.get(at));
    block.is_some_and(|block| matches!(block.kind, Kind::Line(line) if line.code))
}

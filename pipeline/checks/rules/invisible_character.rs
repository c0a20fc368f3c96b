//! K107.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K107",
    name: "invisible-character",
    level: Level::Note,
    summary: "a character that cannot be seen, or one that was decoded wrongly",
    rationale: "A zero-width space inside a name makes it another name: searches and joins miss it. kbc leaves such \
                characters out of values; `cells` keeps them. Characters such as `\u{e2}\u{20ac}\u{2122}` are text in \
                UTF-8 that a tool before has read as Windows-1252; these stay in values. One finding stands for all \
                places of a character in an article.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nDelete Cache\u{200b}.sys, and\u{200b} restart\u{ad}.\n",
        )]),
        Example::article(&[(
            "b.md",
            "# KB981506 - The cache forgets\n\nThe caf\u{c3}\u{a9}\u{e2}\u{20ac}\u{2122}s cache is full.\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "\u{feff}# KB981506 - The cache forgets\n\nThe caf\u{e9}\u{2019}s cache\u{a0}\u{2013} 5 \u{20ac} \u{2013} \u{201e}\u{c4}\u{201c} PADR\u{c3}O: \
         \u{645}\u{6cc}\u{200c}\u{634}\u{648}\u{62f} \u{200f}\u{5e9}\u{5dc} \u{1f469}\u{200d}\u{1f4bb}.\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// What stands in several places.
struct Found<'a> {
    printed: &'a str,
    meant: Option<char>,
    places: Vec<Span>,
    count: usize,
}

/// Places of one character to show at most.
const SHOWN: usize = 4;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let text = article.text();
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut add = |start: usize, length: usize, meant: Option<char>| {
        let span = Span::of(start..start + length);
        let printed = span.slice(text);
        let at = found.iter().position(|known| known.printed == printed).unwrap_or_else(|| {
            found.push(Found { printed, meant, places: Vec::new(), count: 0 });
            found.len() - 1
        });
        found[at].count += 1;
        if found[at].places.len() < SHOWN {
            found[at].places.push(span);
        }
    };
    // What is no text anyway has a finding of its own.
    if !article.source.damaged && has_control(text.as_bytes()) {
        for (at, c) in text.char_indices().filter(|(_, c)| is_control(*c)) {
            add(at, c.len_utf8(), None);
        }
    }
    if !text.is_ascii() {
        // First bytes of the invisible characters, then of those of the wrong ones.
        for at in memchr::memchr3_iter(0xC2, 0xE2, 0xEF, text.as_bytes()) {
            if let Some(c) = text[at..].chars().next().filter(|&c| is_hidden(c) && !is_at_home(text, at, c)) {
                add(at, c.len_utf8(), None);
            }
        }
        let mut behind = 0;
        for at in memchr::memchr_iter(0xC3, text.as_bytes()).filter(|&at| is_lead(text.as_bytes(), at)) {
            if at >= behind
                && let Some((length, meant)) = misread(&text[at..])
            {
                add(at, length, Some(meant));
                behind = at + length;
            }
        }
    }
    for one in found {
        let Some((first, others)) = one.places.split_first() else { continue };
        let times = if one.count == 1 { String::new() } else { format!(" in {} places", one.count) };
        let code = |c: char| format!("U+{:04X}", u32::from(c));
        let draft = match (one.meant, one.printed.chars().next()) {
            (Some(meant), _) => drafts
                .add(*first, format!("`{}` stands for `{meant}`{times}: it was decoded wrongly", one.printed))
                .help(format!("print `{meant}`")),
            (None, Some(c)) => drafts
                .add(*first, format!("{} ({}) cannot be seen and stands{times} in the text", code(c), name(c)))
                .help("remove it"),
            (None, None) => continue,
        };
        draft.label(if others.is_empty() { "here" } else { "the first of them" });
        for other in others {
            draft.other(*other, "here, too");
        }
    }
}

/// Whether any byte is a control character that text does not have.
fn has_control(bytes: &[u8]) -> bool {
    // Without a branch for each byte this is a matter of a few instructions for each 32 of them.
    let is_blank = |b: u8| u8::from(b == b'\t') | u8::from(b == b'\n') | u8::from(b == b'\r');
    let odd = |b: u8| u8::from(b < b' ') ^ is_blank(b) | u8::from(b == 0x7F);
    bytes.chunks(1024).any(|chunk| chunk.iter().fold(0, |any, &b| any | odd(b)) != 0)
}

/// Form feeds divide pages.
fn is_control(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C')
}

fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a joiner or a mark of direction stands beside letters that need it: those of no Latin script, or pictures.
fn is_at_home(text: &str, at: usize, c: char) -> bool {
    let needs_it = |c: char| matches!(c, '\u{590}'..='\u{1fff}' | '\u{a800}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe0f}' | '\u{fe70}'..='\u{fefc}' | '\u{1f000}'..='\u{1faff}');
    let is_blank = |c: &char| *c == ' ';
    let before = text[..at].chars().rev().find(|c| !is_blank(c));
    let after = text[at + c.len_utf8()..].chars().find(|c| !is_blank(c));
    let is_joiner_or_direction =
        matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_joiner_or_direction && before.into_iter().chain(after).any(needs_it)
}

fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "mark of direction",
        '\u{2028}' | '\u{2029}' => "line separator",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{feff}' => "byte order mark",
        _ => "control character",
    }
}

/// Whether one of `\u{c2} \u{c3} \u{e2} \u{ef}` stands here, with which misread characters begin.
fn is_lead(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at + 1), Some(0x82 | 0x83 | 0xA2 | 0xAF))
}

/// The character whose bytes in UTF-8 were read as Windows-1252, and the bytes that it now takes.
fn misread(text: &str) -> Option<(usize, char)> {
    let mut bytes = [0_u8; 3];
    let mut length = 0;
    let mut chars = text.chars();
    let lead = byte_of(chars.next()?)?;
    let count = if lead >= 0xE0 { 3 } else { 2 };
    bytes[0] = lead;
    length += 2;
    for slot in &mut bytes[1..count] {
        let c = chars.next()?;
        *slot = byte_of(c).filter(|b| b & 0xC0 == 0x80)?;
        length += c.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    // Quotes and dashes may follow a capital of Portuguese or French.
    let is_plausible = match text[2..].chars().next()? {
        '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201e}' | '\u{2026}' | '\u{2039}' | '\u{203a}' | '\u{bb}'
            if count == 2 =>
        {
            false
        }
        _ => {
            matches!(meant, '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{2122}' | '\u{2190}'..='\u{25ff}' | '\u{feff}' | '\u{fffd}')
        }
    };
    is_plausible.then_some((length, meant))
}

/// The byte that Windows-1252 reads as this character.
fn byte_of(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
        '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}',
        '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}',
        '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
    ];
    match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        Err(_) => HIGH.iter().position(|&high| high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

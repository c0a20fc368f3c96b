//! K111.

use crate::blocks::Kind;
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::records::opens_sentence;
use crate::span::Span;
use crate::values::List;

pub(super) const RULE: Rule = Rule {
    code: "K111",
    name: "glued-text",
    level: Level::Note,
    summary: "two texts run together without a blank",
    rationale: "Where a page loses its markup, a label runs into its value (`Applies ToWindows 7`), an address into the next \
                sentence (`supportNote The`), one paragraph into the other. Readers that look for labels, addresses and \
                sentences miss them. One finding stands for all places of an article.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nApplies ToWindows 7 Windows Server 2008\n\n\
             Ask at https://contoso.com/supportNote The answer takes a day.\n",
        )]),
        Example::article(&[(
            "b.txt",
            "Q981506: The cache forgets\n\nIt forgets names.If the cache is full (as it often is)The rest is lost.\n\nSymptomsConsider the following scenario.\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nOneNote and PowerShell see SharePoint, OneDrive, JavaScript and iPhone. WaitFor and pThis, \
             strNotes and cmdTop.Click are names, waitForThe too.\n\n```\nthe names.If the cache is fullNote The\n```\n\n\
             ASP.NET uses System.Web. `fieldThe end`\n\nStatusCode 5 is none.\n\nKnown issues with the value of MaxTokenSize\n\n See https://contoso.com/aboutThe/names.\n",
        )]),
        Example::article(&[(
            "b.txt",
            "Q981506: The cache forgets\n\nApplies to Windows 7\n\nlblNote is the name of a label.\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Places to show at most.
const SHOWN: usize = 5;
/// Bytes of a line within which a glued label stands.
const LONGEST_LABEL: usize = 40;
/// Words that begin a text are not longer.
const LONGEST_WORD: usize = 24;
/// Code in a line is not longer, in bytes.
const LONGEST_CODE: usize = 512;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let text = article.text();
    let body = article.document.front_matter.span.end as usize;
    let mut found: Vec<Span> = Vec::new();
    let mut count = 0;
    for at in capitals(text.as_bytes(), body) {
        if let Some(span) = glued(article, at) {
            count += 1;
            if found.len() < SHOWN {
                found.push(span);
            }
        }
    }
    let Some((first, others)) = found.split_first() else { return };
    let more = match count - 1 {
        0 => String::new(),
        1 => ", and so does one more place".to_owned(),
        more => format!(", and so do {more} more places"),
    };
    let draft = drafts
        .add(*first, format!("`{}` runs two texts together{more}", first.slice(text)))
        .label("a blank or a line end is missing")
        .help("divide them as the page does");
    for other in others {
        draft.other(*other, "here, too");
    }
}

/// Where a capital stands right behind a small letter, a full stop or a bracket.
fn capitals(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> {
    const PIECE: usize = 64;
    // Numbers and no conditions: most pieces have no such place, which is told without a branch for each byte.
    let ends = |b: u8| u8::from(b.wrapping_sub(b'a') < 26) | u8::from(b == b'.') | u8::from(b == b')');
    let glue = move |before: u8, b: u8| ends(before) & u8::from(b.wrapping_sub(b'A') < 26);
    let from = from.max(1).min(bytes.len());
    let before = bytes[from.saturating_sub(1)..].chunks(PIECE);
    let pieces = before.zip(bytes[from..].chunks(PIECE)).zip((from..).step_by(PIECE));
    pieces.flat_map(move |((before, piece), start)| {
        let any = before.iter().zip(piece).fold(0, |any, (&before, &b)| any | glue(before, b));
        let end = if any == 0 { 0 } else { piece.len() };
        (0..end).filter(move |&at| glue(before[at], piece[at]) != 0).map(move |at| start + at)
    })
}

/// The words around a place where two texts are glued.
fn glued(article: &Article<'_>, at: usize) -> Option<Span> {
    let text = article.text();
    let bytes = text.as_bytes();
    let length = bytes[at..].iter().take(LONGEST_WORD).take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &text[at..at + length];
    let words = &article.contract.words;
    let is_opener = opens_sentence(word, words);
    let from = at.saturating_sub(LONGEST_LABEL);
    let may_be_label = memchr::memchr(b'\n', &bytes[from..at]).is_some() || from == 0;
    if !is_opener && !may_be_label {
        return None;
    }
    let (start, label) = if bytes[at - 1] == b'.' {
        (is_opener && is_sentence_end(bytes, at - 1) && goes_on(text, at + length)).then_some((at - 1, false))?
    } else if bytes[at - 1] == b')' {
        (is_opener && length > 1 && goes_on(text, at + length)).then_some((at - 1, false))?
    } else if is_opener
        && goes_on(text, at + length)
        && !words.list(List::NameEndings).has(word)
        && is_plain_word(bytes, at)
    {
        (at, false)
    } else {
        may_be_label.then_some((at, true))?
    };
    let document = article.document;
    let block = document.blocks.partition_point(|block| block.span.start as usize <= at).checked_sub(1)?;
    let block = document.blocks[block];
    if !matches!(block.kind, Kind::Line(line) if !line.code) || (block.span.end as usize) < at {
        return None;
    }
    if label {
        let raw = text.get(block.span.start as usize..at)?;
        let kinds = &article.contract.section_kinds;
        // Some kinds have spellings with an open end, which fit any text that begins with a label.
        let ends_here = || kinds.find(&text[block.span.start as usize..at + length]).is_none();
        let is_label = (is_opener || words.list(List::SectionOpeners).has(word) || raw.contains(' '))
            && kinds.find(raw).is_some()
            && ends_here();
        return is_label.then(|| Span::of(block.span.start as usize..at + length));
    }
    // An odd number of ticks before it: it stands in code.
    let from = block.span.range().start.max(at.saturating_sub(LONGEST_CODE));
    if memchr::memchr_iter(b'`', &bytes[from..at]).count() % 2 == 1 {
        return None;
    }
    let word = bytes[..start].iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    Some(Span::of(start - word..at + length))
}

/// Whether the letters before a place are a word: all small, not the end of a variable or of a path.
fn is_plain_word(bytes: &[u8], at: usize) -> bool {
    let word = bytes[..at].iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    let before = bytes[..at - word].last();
    // Prefixes of variables (`str`, `lbl`, `int`) have three letters.
    word > 3
        && before.is_none_or(|&b| {
            !b.is_ascii_alphanumeric() && !matches!(b, b'$' | b'@' | b'_' | b'.' | b'\\' | b'-' | b'#' | b'%' | b'&')
        })
}

/// Whether a full stop ends a sentence: behind a word in small letters, which may be an extension, or one capital.
fn is_sentence_end(bytes: &[u8], stop: usize) -> bool {
    let small = bytes[..stop].iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    let start = stop - small;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    small > 1
        && before.is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n' | b'.' | b'(' | b'"' | b'-' | b'/' | b',' | b'\''))
}

/// Whether a sentence goes on: a blank, then a word.
fn goes_on(text: &str, at: usize) -> bool {
    let behind = &text[at..];
    let next = behind.strip_prefix([' ', '\u{a0}']).map(|rest| rest.trim_start_matches(['"', '*', '\'']));
    next.is_some_and(|next| next.starts_with(char::is_alphanumeric))
        || behind.trim_start_matches([' ', '\u{a0}', '*']).starts_with(['\n', '\r'])
        || behind.is_empty()
}

//! Text as a reader sees it: entities, inline markup, tags and invisible characters removed, blanks folded.

use std::borrow::Cow;

/// The text without markup (where `has_markup`), tags, entities and invisible characters; runs of blanks and line
/// ends become one blank. Borrowed where nothing had to change.
#[must_use]
pub fn plain(raw: &str, has_markup: bool) -> Cow<'_, str> {
    let trimmed = raw.trim();
    if is_clean(trimmed, has_markup) {
        return Cow::Borrowed(trimmed);
    }
    let decoded = match memchr::memchr(b'&', trimmed.as_bytes()) {
        Some(_) => html_escape::decode_html_entities(trimmed),
        None => Cow::Borrowed(trimmed),
    };
    let mut writer = Writer { out: String::with_capacity(decoded.len()), marks: Vec::new() };
    writer.read(&decoded, has_markup);
    writer.finish()
}

/// Whether no byte of the text can mean anything but itself.
fn is_clean(text: &str, has_markup: bool) -> bool {
    let special = if has_markup { IN_MARKUP } else { IN_TEXT };
    let bytes = text.as_bytes();
    bytes.iter().all(|&b| BYTES[usize::from(b)] & special == 0) && !bytes.windows(2).any(|pair| pair == b"  ")
}

const IN_TEXT: u8 = 1;
const IN_MARKUP: u8 = 2;

/// By byte: in which texts it can mean something else.
static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "b is below 256")]
        let byte = b as u8;
        table[b] = match byte {
            b'&' | b'<' | b'\t' | b'\n' | b'\r' | 0x80.. => IN_TEXT | IN_MARKUP,
            b'*' | b'_' | b'`' | b'[' | b'\\' | b'!' => IN_MARKUP,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// Whether a character has neither shape nor width.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

struct Writer {
    out: String,
    /// Runs of `*` or `_` that may open emphasis: position in `out`, mark, length.
    marks: Vec<(usize, u8, usize)>,
}

/// The numbers of footnotes, raised, or they would be a part of the word before; null where other text is raised.
pub(super) fn footnote(text: &str) -> Option<String> {
    let marks = text.trim().trim_matches(['[', ']', '(', ')', '*', '_']);
    let is_mark = |b: u8| b.is_ascii_digit() || matches!(b, b',' | b' ' | b'[' | b']');
    if !marks.bytes().all(is_mark) || !marks.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let raised = marks.bytes().filter_map(|b| match b {
        b'0'..=b'9' => Some(RAISED[usize::from(b - b'0')]),
        b',' => Some(','),
        _ => None,
    });
    Some(raised.collect())
}

/// A text without the raised numbers of footnotes behind it; null where it has none.
#[must_use]
pub fn before_footnote(text: &str) -> Option<&str> {
    let is_raised = |c: char| RAISED.contains(&c);
    if text.is_ascii() || !text.ends_with(is_raised) {
        return None;
    }
    Some(text.trim_end_matches(|c: char| is_raised(c) || c == ',').trim_end()).filter(|text| !text.is_empty())
}

/// The digits, raised.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Emphasis deeper than this is text.
const MOST_OPEN_MARKS: usize = 32;

impl Writer {
    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn read(&mut self, text: &str, has_markup: bool) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let next = at + c.len_utf8();
            let rest = &text[at..];
            at = match c {
                '<' => self.tag(rest).map_or_else(|| self.keep(c, next), |length| at + length),
                '\\' if has_markup && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                    self.out.push_str(&rest[1..2]);
                    at + 2
                }
                '`' if has_markup => at + self.code(rest),
                '*' | '_' if has_markup => at + self.emphasis(text, at, c),
                '[' | '!' if has_markup => match link(rest) {
                    Some((label, length)) => {
                        self.read(label, has_markup);
                        at + length
                    }
                    None => self.keep(c, next),
                },
                c if is_invisible(c) => next,
                c if c.is_whitespace() => {
                    self.blank();
                    next
                }
                c => self.keep(c, next),
            };
        }
    }

    fn keep(&mut self, c: char, next: usize) -> usize {
        self.out.push(c);
        next
    }

    /// A tag: `<br>` becomes a blank, other known forms vanish. Gives its length; null when it is no tag.
    fn tag(&mut self, rest: &str) -> Option<usize> {
        let inner = &rest[1..];
        if let Some(comment) = inner.strip_prefix("!--") {
            return memchr::memmem::find(within(comment.as_bytes()), b"-->").map(|end| end + 7);
        }
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let after = name.as_bytes().get(length)?;
        let end = memchr::memchr2(b'>', b'<', inner.as_bytes()).filter(|&end| inner.as_bytes()[end] == b'>')?;
        let is_tag = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(&name[..length]));
        if !is_tag || !matches!(after, b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t') {
            return None;
        }
        let name = name[..length].to_ascii_lowercase();
        if matches!(name.as_str(), "br" | "p" | "div" | "li" | "tr" | "td" | "th" | "hr") {
            self.blank();
        } else if name == "sup" && inner.starts_with(['s', 'S']) {
            return Some(end + 2 + self.footnote(&inner[end + 1..]));
        }
        Some(end + 2)
    }

    /// The marks of a footnote, up to its closing tag. Gives their length; 0 where other text stands there.
    fn footnote(&mut self, text: &str) -> usize {
        let end = memchr::memchr(b'<', within(text.as_bytes())).unwrap_or_default();
        let mark = text[end..].starts_with("</").then(|| footnote(&text[..end])).flatten();
        mark.map_or(0, |mark| {
            self.out.push_str(&mark);
            end
        })
    }

    /// A code span: its content as it stands; a run of ticks without partner is text.
    fn code(&mut self, rest: &str) -> usize {
        let ticks = rest.bytes().take_while(|&b| b == b'`').count();
        let fence = &rest[..ticks];
        let bytes = within(rest.as_bytes());
        let mut from = ticks;
        while let Some(found) = bytes.get(from..).and_then(|rest| memchr::memchr(b'`', rest)) {
            let at = from + found;
            let run = bytes[at..].iter().take_while(|&&b| b == b'`').count();
            if run == ticks {
                for word in rest[ticks..at].split_whitespace().enumerate() {
                    if word.0 > 0 {
                        self.blank();
                    }
                    self.out.push_str(word.1);
                }
                return at + ticks;
            }
            from = at + run;
        }
        // Ticks that open nothing are left out like any other mark; three in mid-line are common damage.
        self.out.push_str(fence);
        ticks
    }

    /// A run of `*` or `_`: closes an open run of the same mark, opens one, or is text.
    fn emphasis(&mut self, text: &str, at: usize, c: char) -> usize {
        let mark = if c == '*' { b'*' } else { b'_' };
        let run = text[at..].bytes().take_while(|&b| b == mark).count();
        let before = text[..at].chars().next_back();
        let after = text[at + run..].chars().next();
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let closes = !is_blank(before) && (mark == b'*' || !is_word(after));
        let opens = !is_blank(after) && (mark == b'*' || !is_word(before));
        if closes && let Some(open) = self.marks.iter().rposition(|&(_, m, n)| m == mark && n == run) {
            let (position, _, length) = self.marks[open];
            self.marks.truncate(open);
            self.out.replace_range(position..position + length, "");
        } else {
            if opens && self.marks.len() < MOST_OPEN_MARKS {
                self.marks.push((self.out.len(), mark, run));
            }
            self.out.push_str(&text[at..at + run]);
        }
        run
    }

    fn finish(mut self) -> Cow<'static, str> {
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        if self.out.starts_with(' ') {
            self.out = self.out.trim_start().to_owned();
        }
        Cow::Owned(self.out)
    }
}

/// Elements that occur inside lines; anything else in angle brackets is text (`<IP address>`).
const TAGS: &[&str] = &[
    "a", "abbr", "b", "big", "br", "code", "div", "em", "font", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s",
    "samp", "small", "span", "strong", "sub", "summary", "details", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "tt", "u", "ul", "var",
];

/// The label and length of `[label](address)` or `![label](address)`; a label may hold brackets in pairs.
fn link(rest: &str) -> Option<(&str, usize)> {
    let open = usize::from(rest.starts_with('!'));
    if rest.as_bytes().get(open) != Some(&b'[') {
        return None;
    }
    let mut depth = 0;
    let mut close = None;
    for (at, b) in rest.bytes().enumerate().skip(open).take(LONGEST) {
        match b {
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close?;
    let address = rest[close + 1..].strip_prefix('(')?;
    let mut depth = 1;
    for (at, b) in address.bytes().enumerate().take(LONGEST) {
        match b {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some((&rest[open + 1..close], close + 2 + at + 1));
        }
    }
    None
}

/// Links, comments and code longer than this are text; it also bounds the work on those that are never closed.
const LONGEST: usize = 2048;

/// The part of a text in which something that is opened at its start must be closed.
fn within(text: &[u8]) -> &[u8] {
    &text[..text.len().min(LONGEST)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_removed_and_text_stays() {
        for (raw, text) in [
            ("**File name**", "File name"),
            (" File   name ", "File name"),
            ("`Cng.sys`", "Cng.sys"),
            ("[824684](https://x/help/824684) Title", "824684 Title"),
            ("<a id=123>[123](#123) </a>", "123"),
            ("_Original KB number:_ &nbsp; 981506", "Original KB number: 981506"),
            ("X86_1421ac_31bf_6.1_none_23.manifest", "X86_1421ac_31bf_6.1_none_23.manifest"),
            ("6.0.600<br/> 2 .<br/> 22 *xxx*", "6.0.600 2 . 22 xxx"),
            ("a\\|b &#124; c", "a|b | c"),
            ("certhash= **<certificate hash>** x", "certhash= <certificate hash> x"),
            ("a\u{200b}b\u{a0}c", "ab c"),
            ("appid= **```", "appid= **```"),
            ("*", "*"),
            ("6.0.6002.22*", "6.0.6002.22*"),
            ("x <!--ERROR--> y", "x y"),
            ("***both***", "both"),
            ("[not a link] (x)", "[not a link] (x)"),
            ("Cng.sys<sup>12</sup>", "Cng.sys¹²"),
            ("the 1<sup>st</sup>", "the 1st"),
        ] {
            assert_eq!(plain(raw, true), text, "{raw}");
        }
    }

    #[test]
    fn text_without_markup_keeps_its_signs() {
        assert_eq!(plain("_a_ *b* `c` [d](e)", false), "_a_ *b* `c` [d](e)");
        assert!(matches!(plain("Cng.sys", true), Cow::Borrowed("Cng.sys")));
    }

    #[test]
    fn open_marks_take_linear_time() {
        for text in [
            "*a ".repeat(50_000),
            "[".repeat(50_000),
            "`a ``b ".repeat(20_000),
            "<".repeat(50_000),
            "_*".repeat(50_000),
        ] {
            assert!(!plain(&text, true).is_empty());
        }
    }
}

//! Characters that a terminal would obey instead of showing, written by their code: `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal obeys a character: control characters, and those that turn the direction of writing, behind which
/// words stand elsewhere than they are.
///
/// The latter are the characters of the Unicode property `Bidi_Control`. Tabs and line ends only move on.
#[must_use]
pub fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() && !matches!(c, '\n' | '\t') || turns
}

/// A text as a terminal may show it. Whoever prints text of an article, a schema, a path or a Parquet file calls this, and
/// adds colours afterwards.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, &|code, out| write!(out, "\\u{{{code:x}}}"))
}

/// The place in [`visible`] text of a place in the text.
#[must_use]
pub fn visible_at(text: &str, at: usize) -> usize {
    let Some((before, behind)) = text.split_at_checked(at) else { return at };
    // Between the halves of a line end.
    match before.strip_suffix('\r').filter(|_| behind.starts_with('\n')) {
        Some(line) => visible(line).len() + 1,
        None => visible(before).len(),
    }
}

/// A JSON document with nothing in its texts that a terminal would obey; it means the same.
///
/// JSON escapes control characters below U+0020 itself, and has others in texts only.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    escaped(json, &|code, out| write!(out, "\\u{code:04x}"))
}

fn escaped<'t>(text: &'t str, write: &dyn Fn(u32, &mut String) -> std::fmt::Result) -> Cow<'t, str> {
    let Some(first) = text.find(is_obeyed) else { return Cow::Borrowed(text) };
    let mut out = text[..first].to_owned();
    let mut rest = text[first..].chars().peekable();
    while let Some(c) = rest.next() {
        // Half of a line end.
        if is_obeyed(c) && !(c == '\r' && rest.peek() == Some(&'\n')) {
            // Writing into memory cannot fail.
            let _ = write(u32::from(c), &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_by_its_code_and_nothing_else_changes() {
        assert_eq!(visible("a\u{1b}[31m\u{9b}\r\u{7f}\u{202e}"), "a\\u{1b}[31m\\u{9b}\\u{d}\\u{7f}\\u{202e}");
        let kept = "a\tb\r\nÄ更e\u{301}\u{200d}\u{a0}\u{feff}";
        assert!(matches!(visible(&kept.replace('\r', "")), Cow::Borrowed(_)));
        assert_eq!(visible(kept), kept);
        assert_eq!(visible_at("\u{1b}b", 1), "\\u{1b}".len());
        assert_eq!(visible_at("\u{1b}\r\n", 2), "\\u{1b}\r".len());
        assert_eq!(visible_at("\r", 1), "\\u{d}".len());
    }

    #[test]
    fn json_means_the_same() {
        let all: String = ('\0'..='\u{2100}').collect();
        let json = serde_json::json!([all]).to_string();
        let shown = visible_json(&json);
        assert!(!shown.contains(is_obeyed));
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [all]);
    }
}

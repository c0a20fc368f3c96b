//! Marks of footnotes: raised numbers, or they would be a part of the word before.

use std::borrow::Cow;

/// The footnotes of an article of Markdown: `[^label]`, where a line `[^label]: ...` defines it.
#[derive(Debug)]
pub(super) struct Footnotes<'s> {
    text: &'s str,
    /// Where the definitions may begin.
    body: usize,
    /// The labels that are defined; null before they were looked for.
    defined: Option<Vec<&'s str>>,
    /// Labels that are no numbers, in the order in which they are used.
    used: Vec<&'s str>,
}

impl<'s> Footnotes<'s> {
    pub(super) fn new(text: &'s str, body: usize) -> Self {
        Self { text, body, defined: None, used: Vec::new() }
    }

    /// The mark that begins at an offset: its length in bytes, with the colon of a definition, and the number it shows.
    /// Null where none does.
    pub(super) fn at(&mut self, at: usize) -> Option<(u32, Cow<'static, str>)> {
        let label = label(self.text, at)?;
        let (text, body) = (self.text, self.body);
        let defined = self.defined.get_or_insert_with(|| definitions(text, body));
        defined.binary_search(&label).ok()?;
        let number = raised(label).or_else(|| {
            let known = self.used.iter().position(|used| *used == label);
            let at = known.unwrap_or_else(|| {
                self.used.push(label);
                self.used.len() - 1
            });
            raised(&(at + 1).to_string())
        })?;
        let length = label.len() + "[^]".len() + usize::from(is_definition(text, at, label));
        Some((u32::try_from(length).ok()?, Cow::Owned(number)))
    }
}

/// The label of a mark that begins at an offset.
fn label(text: &str, at: usize) -> Option<&str> {
    let inner = text.get(at..)?.strip_prefix("[^")?;
    let end = memchr::memchr3(b']', b'[', b'\n', inner.as_bytes()).filter(|&end| inner.as_bytes()[end] == b']')?;
    Some(&inner[..end]).filter(|label| !label.is_empty() && !label.contains(char::is_whitespace))
}

/// Whether a mark begins the line that says what it means.
fn is_definition(text: &str, at: usize, label: &str) -> bool {
    let line = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    text[line..at].bytes().all(|b| matches!(b, b' ' | b'>')) && text[at + label.len() + 3..].starts_with(':')
}

/// The labels of all definitions, sorted.
fn definitions(text: &str, body: usize) -> Vec<&str> {
    let marks = memchr::memmem::find_iter(&text.as_bytes()[body..], b"[^").map(|at| body + at);
    let mut found: Vec<&str> =
        marks.filter_map(|at| label(text, at).filter(|label| is_definition(text, at, label))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The numbers of footnotes, raised; null where other text is raised.
pub(in crate::blocks) fn raised(text: &str) -> Option<String> {
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

/// The raised numbers that a text begins with.
#[must_use]
pub fn leading_footnote(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(RAISED).len()]
}

/// A text without the mark of a footnote behind it that may as well be a part of it: `12-Jan-2027*`, `1,024 [1]`. Null where
/// it has none.
#[must_use]
pub fn before_mark(text: &str) -> Option<&str> {
    let is_sign = |c: char| matches!(c, '*' | '†' | '‡');
    let bare = match text.strip_suffix(']') {
        Some(numbered) => {
            let before = numbered.trim_end_matches(|c: char| c.is_ascii_digit());
            before.strip_suffix("[^").or_else(|| before.strip_suffix('[')).filter(|_| before.len() < numbered.len())?
        }
        None => text.trim_end_matches(is_sign),
    };
    Some(bare.trim_end()).filter(|bare| !bare.is_empty() && bare.len() < text.trim_end().len())
}

/// The digits, raised.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_behind_a_text() {
        for (text, bare) in [
            ("12-Jan-2027*", Some("12-Jan-2027")),
            ("1,024 [1]", Some("1,024")),
            ("1,024[^2]", Some("1,024")),
            ("x86 †‡", Some("x86")),
            ("1,024", None),
            ("[1]", None),
            ("a[]", None),
            ("a[b]", None),
            ("**", None),
        ] {
            assert_eq!(before_mark(text), bare, "{text}");
        }
        assert_eq!(before_footnote("Cng.sys¹,²"), Some("Cng.sys"));
        assert_eq!(before_footnote("Cng.sys"), None);
    }

    #[test]
    fn a_mark_is_one_that_a_line_defines() {
        let text = "a[^1] b[^note] c[^2] d[^other]\n\n[^1]: One.\n[^note]: Two.\n> [^other]: Three.\n";
        let mut footnotes = Footnotes::new(text, 0);
        let mut at =
            |mark: &str| footnotes.at(text.find(mark).unwrap_or_default()).map(|(_, number)| number.into_owned());
        assert_eq!(at("[^1]").as_deref(), Some("¹"));
        assert_eq!(at("[^2]"), None);
        assert_eq!(at("[^other]").as_deref(), Some("¹"));
        assert_eq!(at("[^note]").as_deref(), Some("²"));
    }
}

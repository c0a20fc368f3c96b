//! Front matter: the YAML between two `---` lines at the beginning, as keys and values with their places.

use crate::span::Span;
use saphyr_parser::{Event, Parser};
use std::borrow::Cow;

/// Keys and values of the front matter.
#[derive(Debug, Default)]
pub struct FrontMatter<'s> {
    /// The text between the two lines.
    pub span: Span,
    /// Scalars of the top level, and the items of its lists under the key of the list.
    pub entries: Vec<Entry<'s>>,
    /// Why the YAML reader gave up, if it did; what it had read until then stands in `entries`.
    pub error: Option<String>,
}

/// One key and one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'s> {
    /// The key.
    pub key: Cow<'s, str>,
    /// The value; empty where none is given.
    pub value: Cow<'s, str>,
    /// Whether the value is an item of a list.
    pub in_list: bool,
}

impl FrontMatter<'_> {
    /// The first value of a key that is not empty.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut values = self.entries.iter().filter(|entry| entry.key.eq_ignore_ascii_case(key));
        values.find(|entry| !entry.value.is_empty()).map(|entry| entry.value.as_ref())
    }
}

/// Reads the front matter; gives it and the offset of the text behind it.
pub(super) fn read(text: &str) -> (FrontMatter<'_>, usize) {
    let Some((span, body)) = find(text) else {
        return (FrontMatter::default(), 0);
    };
    let mut front_matter = FrontMatter { span, ..FrontMatter::default() };
    parse(span.slice(text), &mut front_matter);
    (front_matter, body)
}

/// The front matter and the offset behind its closing line.
fn find(text: &str) -> Option<(Span, usize)> {
    let start = line_end(text, 0).filter(|&end| text[..end].trim_end() == "---")?;
    // A rule on the first line opens front matter only if a key follows.
    let first = text[start..].lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("# "));
    if !first.is_some_and(|line| line.contains(':') || line == "---") {
        return None;
    }
    let mut at = start;
    while at < text.len() {
        let end = line_end(text, at).unwrap_or(text.len());
        if matches!(text[at..end].trim_end(), "---" | "...") {
            return Some((Span::of(start..at), end));
        }
        at = end;
    }
    None
}

/// Offset behind the end of the line that holds `at`.
fn line_end(text: &str, at: usize) -> Option<usize> {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map(|end| at + end + 1)
}

fn parse<'s>(yaml: &'s str, out: &mut FrontMatter<'s>) {
    if simple(yaml, out) {
        return;
    }
    out.entries.clear();
    let mut depth = 0;
    let mut key: Option<Cow<'s, str>> = None;
    for event in Parser::new_from_str(yaml) {
        match event {
            Ok((Event::Scalar(value, ..), _)) => match (depth, key.take()) {
                (1, None) => key = Some(value),
                (1, Some(name)) => out.entries.push(Entry { key: name, value: null_as_empty(value), in_list: false }),
                (2, Some(name)) => {
                    out.entries.push(Entry { key: name.clone(), value: null_as_empty(value), in_list: true });
                    key = Some(name);
                }
                (_, other) => key = other,
            },
            Ok((Event::MappingStart(..) | Event::SequenceStart(..), _)) => depth += 1,
            Ok((Event::MappingEnd | Event::SequenceEnd, _)) => {
                depth -= 1;
                if depth == 1 {
                    key = None;
                }
            }
            Ok(_) => {}
            Err(error) => {
                out.error = Some(error.to_string());
                return;
            }
        }
    }
}

fn null_as_empty(value: Cow<'_, str>) -> Cow<'_, str> {
    if value == "~" || value == "null" { Cow::Borrowed("") } else { value }
}

/// Reads front matter that is nothing but `key: plain scalar` lines, as nearly all is, without the YAML reader.
/// Gives false, and leaves the rest to that reader, as soon as a line could mean anything else.
fn simple<'s>(yaml: &'s str, out: &mut FrontMatter<'s>) -> bool {
    for line in yaml.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let Some((key, rest)) = line.split_once(':') else { return false };
        let value = rest.trim();
        let plain_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        let plain_start = value.is_empty() || value.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '(');
        let plain_value =
            !value.contains(": ") && !value.contains(" #") && !value.ends_with(':') && !value.contains('\t');
        let apart = rest.is_empty() || rest.starts_with(' ');
        if !plain_key || !plain_start || !plain_value || !apart || matches!(value, "~" | "null") {
            return false;
        }
        out.entries.push(Entry { key: Cow::Borrowed(key), value: Cow::Borrowed(value), in_list: false });
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_lists_and_empty_values_are_read() {
        let text = "---\ntitle: \nms.date: 12/31/2020\nms.technology: [Replace with your value]\nappliesto:\n- Windows 7\n- \"Windows: 8\"\n---\n# T\n";
        let (front_matter, body) = read(text);
        assert_eq!(&text[body..], "# T\n");
        assert_eq!(front_matter.get("ms.date"), Some("12/31/2020"));
        assert_eq!(front_matter.get("title"), None);
        let products: Vec<&str> = front_matter
            .entries
            .iter()
            .filter(|entry| entry.key == "appliesto")
            .map(|entry| entry.value.as_ref())
            .collect();
        assert_eq!(products, ["Windows 7", "Windows: 8"]);
    }

    #[test]
    fn the_short_way_gives_what_the_yaml_reader_gives() {
        let yaml = "title: Fix a (small) thing\nms.date: 12/31/2020\r\nms.reviewer: \nauthor: A-b\n";
        let mut short = FrontMatter::default();
        assert!(simple(yaml, &mut short));
        // A comment makes the same text take the long way.
        let long_text = format!("{yaml}# comment\n");
        let mut long = FrontMatter::default();
        parse(&long_text, &mut long);
        assert_eq!(short.entries, long.entries);
    }

    #[test]
    fn yaml_that_is_none_is_kept_until_the_mistake() {
        let (front_matter, body) = read("---\ntitle: a: b: c\n\tx\n---\ntext");
        assert!(front_matter.error.is_some());
        assert!(body > 0);
        assert_eq!(read("---\nno end").1, 0);
    }
}

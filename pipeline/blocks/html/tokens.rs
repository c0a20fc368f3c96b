//! HTML as tags and text, each with its exact place. Never fails, and looks at no byte more than a few times.
//!
//! It cuts where a browser cuts, but swallows nothing: a comment, a script or a quote that never ends is text.

use super::entities::decode_attribute;
use crate::span::Span;
use std::borrow::Cow;

/// A piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text, entities included.
    Text(Span),
    /// `<name ...>`.
    Open(Tag<'t>),
    /// `</name>`.
    Close(Tag<'t>),
    /// What an element holds whose content is no HTML: a title, a script.
    Raw(Tag<'t>, Span),
}

impl Token<'_> {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Text(span) | Self::Raw(_, span) => *span,
            Self::Open(tag) | Self::Close(tag) => tag.span,
        }
    }
}

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// From `<` to `>`.
    pub(super) span: Span,
    /// Its name, as written.
    pub(super) name: &'t str,
    /// What stands between name and `>`.
    attributes: &'t str,
}

impl<'t> Tag<'t> {
    /// Whether it has this name, in any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, entities decoded, trimmed.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let mut at = 0;
        while let Some(found) = attribute(self.attributes, at) {
            if found.name.eq_ignore_ascii_case(name) {
                return Some(decode_attribute(found.value.trim()));
            }
            at = found.end;
        }
        None
    }
}

/// Elements whose content is no HTML.
const RAW: [&str; 8] = ["title", "script", "style", "textarea", "iframe", "noembed", "noframes", "xmp"];

/// The tokens of a part of a text.
pub(super) struct Tokens<'t> {
    /// The text up to the end of the part.
    text: &'t str,
    at: usize,
    /// The element whose tag was read last, if its content is no HTML.
    raw: Option<Tag<'t>>,
    /// What was looked for in vain and need not be looked for again: work stays in proportion to the text.
    missing: Missing,
}

/// Things that do not come any more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Missing {
    comment_end: bool,
    tag_end: bool,
    any_end: bool,
    raw_ends: [bool; RAW.len()],
}

impl<'t> Tokens<'t> {
    /// The tokens from an offset to another.
    pub(super) fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self { text: text.get(..end).unwrap_or(text), at: start, raw: None, missing: Missing::default() }
    }

    /// The tokens, where something is known to be missing up to the same end.
    pub(super) fn without(self, missing: Missing) -> Self {
        Self { missing, ..self }
    }

    /// What was looked for in vain.
    pub(super) fn missing(&self) -> Missing {
        self.missing
    }

    fn next_byte(&self, byte: u8, from: usize) -> Option<usize> {
        self.text.as_bytes().get(from..).and_then(|rest| memchr::memchr(byte, rest)).map(|at| from + at)
    }

    /// What begins with the `<` at an offset: the token, unless it is a comment, and its end. Null where it is text.
    fn markup(&mut self, at: usize) -> Option<(Option<Token<'t>>, usize)> {
        let rest = &self.text[at + 1..];
        let name_at = usize::from(rest.starts_with('/'));
        match rest.as_bytes().get(name_at)? {
            b if b.is_ascii_alphabetic() => {
                let end = self.tag_end(at + 1 + name_at)?;
                let inner = &self.text[at + 1 + name_at..end - 1];
                let length = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
                let (name, attributes) = inner.split_at(length);
                let tag = Tag { span: Span::of(at..end), name, attributes };
                Some((Some(if name_at == 1 { Token::Close(tag) } else { Token::Open(tag) }), end))
            }
            b'!' if name_at == 0 && rest.starts_with("!--") => Some((None, self.comment_end(at)?)),
            b'!' | b'?' if name_at == 0 => Some((None, self.simple_end(at)?)),
            _ if name_at == 1 => Some((None, self.simple_end(at)?)),
            _ => None,
        }
    }

    /// Behind the next `>`.
    fn simple_end(&mut self, from: usize) -> Option<usize> {
        if self.missing.any_end {
            return None;
        }
        let end = self.next_byte(b'>', from).map(|end| end + 1);
        self.missing.any_end = end.is_none();
        end
    }

    /// Behind the `>` that ends a tag: one in a quoted value does not.
    fn tag_end(&mut self, name: usize) -> Option<usize> {
        let simple = self.simple_end(name)?;
        if self.missing.tag_end {
            return Some(simple);
        }
        let is_name_end = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
        let mut at = name + self.text[name..].find(is_name_end)?;
        while let Some(found) = attribute(self.text, at) {
            at = found.end;
        }
        let end = self.next_byte(b'>', at).map(|end| end + 1);
        self.missing.tag_end = end.is_none();
        end.or(Some(simple))
    }

    /// Behind a comment; one without end is its opening only.
    fn comment_end(&mut self, at: usize) -> Option<usize> {
        let inner = &self.text[at + 4..];
        for short in [">", "->"] {
            if inner.starts_with(short) {
                return Some(at + 4 + short.len());
            }
        }
        if !self.missing.comment_end {
            if let Some(end) = memchr::memmem::find(inner.as_bytes(), b"-->") {
                return Some(at + 4 + end + 3);
            }
            self.missing.comment_end = true;
        }
        self.simple_end(at)
    }

    /// The content of an element that holds no HTML; null where it is never closed.
    fn raw(&mut self, tag: Tag<'t>) -> Option<Token<'t>> {
        let kind = RAW.iter().position(|name| tag.is(name))?;
        if self.missing.raw_ends[kind] {
            return None;
        }
        let bytes = self.text.as_bytes();
        let name = RAW[kind].as_bytes();
        let is_end = |&at: &usize| {
            let from = self.at + at + 2;
            bytes.get(from..from + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name))
                && bytes.get(from + name.len()).is_some_and(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>')
        };
        let found = memchr::memmem::find_iter(&bytes[self.at..], b"</").find(is_end);
        let Some(length) = found else {
            self.missing.raw_ends[kind] = true;
            return None;
        };
        let span = Span::of(self.at..self.at + length);
        self.at += length;
        Some(Token::Raw(tag, span))
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(token) = self.raw.take().and_then(|tag| self.raw(tag)) {
            return Some(token);
        }
        let mut from = self.at;
        while let Some(at) = self.next_byte(b'<', from).filter(|_| !self.missing.any_end) {
            let Some((token, end)) = self.markup(at) else {
                from = at + 1;
                continue;
            };
            if at > self.at {
                // The tag is read once more behind the text.
                let text = Span::of(self.at..at);
                self.at = at;
                return Some(Token::Text(text));
            }
            (self.at, from) = (end, end);
            if let Some(Token::Open(tag)) = token {
                self.raw = Some(tag);
            }
            if token.is_some() {
                return token;
            }
        }
        let rest = Span::of(self.at..self.text.len());
        self.at = self.text.len();
        (!rest.is_empty()).then_some(Token::Text(rest))
    }
}

/// An attribute of a tag.
struct Attribute<'t> {
    name: &'t str,
    value: &'t str,
    /// Offset behind it.
    end: usize,
}

/// The attribute behind an offset; null before `>` and at the end. A value that is quoted may hold `>`.
fn attribute(text: &str, at: usize) -> Option<Attribute<'_>> {
    let bytes = text.as_bytes();
    let skip = |from: usize, skips: fn(u8) -> bool| {
        bytes[from..].iter().position(|&b| !skips(b)).map_or(bytes.len(), |count| from + count)
    };
    let start = skip(at, |b| b.is_ascii_whitespace() || b == b'/');
    if matches!(bytes.get(start), None | Some(b'>')) {
        return None;
    }
    let name_end = start + 1 + {
        let rest = &bytes[start + 1..];
        rest.iter().position(|b| b.is_ascii_whitespace() || b"/>=".contains(b)).unwrap_or(rest.len())
    };
    let name = text.get(start..name_end).unwrap_or_default();
    let equals = skip(name_end, |b| b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return Some(Attribute { name, value: "", end: name_end });
    }
    let value = skip(equals + 1, |b| b.is_ascii_whitespace());
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(value)
        && let Some(length) = memchr::memchr(*quote, &bytes[value + 1..])
    {
        let end = value + 1 + length;
        return Some(Attribute { name, value: &text[value + 1..end], end: end + 1 });
    }
    let end = skip(value, |b| !b.is_ascii_whitespace() && b != b'>');
    Some(Attribute { name, value: &text[value..end], end })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens as text: `(b)` for a tag, `(/b)` for its end, `[...]` for what is no HTML.
    fn tokens(text: &str) -> String {
        let shown = Tokens::new(text, 0, text.len()).map(|token| match token {
            Token::Text(span) => span.slice(text).to_owned(),
            Token::Open(tag) => format!("({})", tag.name),
            Token::Close(tag) => format!("(/{})", tag.name),
            Token::Raw(_, span) => format!("[{}]", span.slice(text)),
        });
        shown.collect()
    }

    #[test]
    fn text_is_cut_where_a_browser_cuts_it() {
        for (html, shown) in [
            ("a<b>c</b>d", "a(b)c(/b)d"),
            ("<td title='a > b' x=\"</td>\">c", "(td)c"),
            ("<a b=c=\"d>e", "(a)e"),
            ("<a =\">b", "(a)b"),
            ("<br/><BR />x", "(br)(BR)x"),
            ("a < b <3 </ c><>", "a < b <3 <>"),
            ("<!doctype html><?x y?><!-- <b> -->a<!---->b<!-->c", "abc"),
            ("<script>a < '<b>' </scripty></SCRIPT >b", "(script)[a < '<b>' </scripty>](/SCRIPT)b"),
            ("<title>a<b></title>", "(title)[a<b>](/title)"),
        ] {
            assert_eq!(tokens(html), shown, "{html}");
        }
    }

    #[test]
    fn what_never_ends_swallows_nothing() {
        for (html, shown) in [
            ("<b", "<b"),
            ("a<b c", "a<b c"),
            ("<a b=\"c>d", "(a)d"),
            ("<a b=\"c>d<i e=\"f>g", "(a)g"),
            ("<!-- a > b", " b"),
            ("<!-- a", "<!-- a"),
            ("<script>a<b>c", "(script)a(b)c"),
            ("</", "</"),
            ("<!", "<!"),
        ] {
            assert_eq!(tokens(html), shown, "{html}");
        }
    }

    #[test]
    fn attributes_are_read_as_written() {
        let html = "<td COLSPAN = 2 rowspan='3' href=a&amp;b x>";
        let Some(Token::Open(tag)) = Tokens::new(html, 0, html.len()).next() else { panic!("no tag") };
        assert_eq!(tag.attribute("colspan").unwrap(), "2");
        assert_eq!(tag.attribute("rowspan").unwrap(), "3");
        assert_eq!(tag.attribute("href").unwrap(), "a&b");
        assert_eq!(tag.attribute("x").unwrap(), "");
        assert_eq!(tag.attribute("y"), None);
    }
}

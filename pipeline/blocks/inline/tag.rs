//! What a tag in a line does to the text.

use crate::blocks::html::{Element, opens_hidden};

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is text, as in `<IP address>`: an author forgot to escape it.
    Text,
    /// It shows nothing.
    Hidden,
    /// It parts words.
    Blank,
    /// It begins or ends text of another look.
    Look { begins: bool },
    /// It begins or ends bold text.
    Bold { begins: bool },
    /// It begins or ends raised text.
    Raised { begins: bool },
}

/// Elements that articles print in lines and cells. A tag of another name is text: one that HTML does not know, and one that
/// authors use for the place of a value and programs for a folder (`<time to wait>`, `<data>`, `<object>`, `<DIR>`). A tag
/// that is seen does less harm than a value that is not.
const PRINTED: [&str; 66] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nobr",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements that have no end tag.
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];

/// The name of a tag, and whether it begins an element.
fn name_of(raw: &str) -> (&str, bool) {
    let inner = raw.strip_prefix('<').unwrap_or(raw);
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let end = name.bytes().take_while(|b| !matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n')).count();
    (&name[..end], !inner.starts_with('/'))
}

impl Effect {
    /// Of a tag, comment or instruction as it is written.
    pub(super) fn of(raw: &str) -> Self {
        let inner = raw.strip_prefix('<').unwrap_or(raw);
        if inner.starts_with(['!', '?']) {
            return Self::Hidden;
        }
        let (name, begins) = name_of(raw);
        if !PRINTED.iter().any(|printed| printed.eq_ignore_ascii_case(name)) {
            return Self::Text;
        }
        match Element::of(name) {
            Element::Bold => Self::Bold { begins },
            Element::Raised => Self::Raised { begins },
            Element::Void => Self::Hidden,
            element if element.is_inline() => Self::Look { begins },
            _ => Self::Blank,
        }
    }
}

/// The element that is open and not displayed, with how many of its name are open in it.
#[derive(Debug, Default)]
pub(super) struct Concealed<'s> {
    open: Option<(&'s str, u32)>,
}

impl<'s> Concealed<'s> {
    /// Whether what follows stands in such an element.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Reads a tag: whether it stands in such an element, begins or ends one.
    pub(super) fn tag(&mut self, raw: &'s str) -> bool {
        let (name, begins) = name_of(raw);
        if let Some((open, depth)) = &mut self.open {
            if open.eq_ignore_ascii_case(name) {
                *depth = if begins { *depth + 1 } else { *depth - 1 };
            }
            self.open = self.open.filter(|(_, depth)| *depth > 0);
            return true;
        }
        let is_void = || VOID.iter().any(|void| void.eq_ignore_ascii_case(name));
        if begins && Effect::of(raw) != Effect::Text && opens_hidden(raw) && !is_void() {
            self.open = Some((name, 1));
        }
        self.is_open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_html_are_markup_and_places_for_values_are_text() {
        for (raw, effect) in [
            ("<br/>", Effect::Blank),
            ("</P>", Effect::Blank),
            ("<kbd>", Effect::Look { begins: true }),
            ("<a href='b'>", Effect::Look { begins: true }),
            ("<!-- a -->", Effect::Hidden),
            ("<STRONG>", Effect::Bold { begins: true }),
            ("</sup>", Effect::Raised { begins: false }),
            ("<DIR>", Effect::Text),
            ("<IP address>", Effect::Text),
            ("<time to wait>", Effect::Text),
            ("<b-side>", Effect::Text),
        ] {
            assert_eq!(Effect::of(raw), effect, "{raw}");
        }
    }
}

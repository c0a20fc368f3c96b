//! What a tag in a line does to the text.

use crate::blocks::html::Element;

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

impl Effect {
    /// Of a tag, comment or instruction as it is written.
    pub(super) fn of(raw: &str) -> Self {
        let inner = raw.strip_prefix('<').unwrap_or(raw);
        if inner.starts_with(['!', '?']) {
            return Self::Hidden;
        }
        let begins = !inner.starts_with('/');
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let name =
            &name[..name.bytes().take_while(|b| !matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n')).count()];
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

//! What a tag in a line does to the text.

use crate::blocks::html::Element;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is text: `<IP address>` is a place for a value, which an author forgot to escape.
    Text,
    /// It shows nothing.
    Hidden,
    /// It parts words.
    Blank,
    /// It begins or ends bold text.
    Bold { begins: bool },
    /// It begins or ends raised text.
    Raised { begins: bool },
}

impl Effect {
    /// Of a tag, comment or instruction as it is written.
    pub(super) fn of(raw: &str) -> Self {
        let inner = raw.strip_prefix('<').unwrap_or(raw);
        if inner.starts_with(['!', '?']) {
            return Self::Hidden;
        }
        let begins = !inner.starts_with('/');
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let name = &name[..name.bytes().take_while(|b| b.is_ascii_alphanumeric()).count()];
        match Element::of(name) {
            _ if name.eq_ignore_ascii_case("sup") => Self::Raised { begins },
            Element::Bold => Self::Bold { begins },
            Element::Inline if !INLINE.iter().any(|known| known.eq_ignore_ascii_case(name)) => Self::Text,
            Element::Inline | Element::Link => Self::Hidden,
            _ => Self::Blank,
        }
    }
}

/// Elements of HTML, old ones too, that stand within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "canvas", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "map", "mark", "nobr", "object", "output", "picture", "q", "s",
    "samp", "small", "source", "span", "strike", "sub", "sup", "svg", "time", "tt", "u", "var", "video", "wbr",
];

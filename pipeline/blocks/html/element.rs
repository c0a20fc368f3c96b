//! Elements: what a tag means for lines and tables.

/// What an element is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Stands within a line.
    Inline,
    /// A link.
    Link,
    /// Bold text.
    Bold,
    /// Ends a line.
    Break,
    /// Begins and ends a paragraph.
    Block,
    /// An item of a list.
    Item,
    /// A heading of a level.
    Heading(u8),
    /// The summary of a folded part.
    Summary,
    /// Text whose line ends count.
    Pre,
    /// A table.
    Table,
    /// A group of rows.
    Rows,
    /// A row.
    Row,
    /// A cell.
    Cell,
}

/// Elements that begin and end a paragraph, besides those with a meaning of their own.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "main",
    "menu",
    "nav",
    "noscript",
    "ol",
    "optgroup",
    "option",
    "p",
    "search",
    "section",
    "select",
    "template",
    "title",
    "ul",
];

/// Longer names are of no element known here.
const LONGEST: usize = 10;

impl Element {
    /// The element of a name. One that nobody knows stands within a line, as it does in a browser.
    pub(super) fn of(name: &str) -> Self {
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Inline };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => Self::Link,
            b"b" | b"strong" => Self::Bold,
            b"br" => Self::Break,
            b"li" => Self::Item,
            [b'h', level @ b'1'..=b'6'] => Self::Heading(level - b'0'),
            b"summary" => Self::Summary,
            b"pre" | b"listing" => Self::Pre,
            b"table" => Self::Table,
            b"thead" | b"tbody" | b"tfoot" => Self::Rows,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            name if BLOCKS.binary_search_by(|block| block.as_bytes().cmp(name)).is_ok() => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether it stands within a line.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Inline | Self::Link | Self::Bold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_known_in_any_case_and_unknown_ones_stand_in_lines() {
        assert!(BLOCKS.is_sorted());
        for (name, element) in [
            ("H2", Element::Heading(2)),
            ("h7", Element::Inline),
            ("Td", Element::Cell),
            ("blockquote", Element::Block),
            ("FIGCAPTION", Element::Block),
            ("o:p", Element::Inline),
            ("somethingelse", Element::Inline),
        ] {
            assert_eq!(Element::of(name), element, "{name}");
        }
    }
}

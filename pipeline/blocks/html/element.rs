//! Elements: what a tag means for lines and tables.

/// What an element is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::blocks) enum Element {
    /// Stands within a line.
    Inline,
    /// Stands within a line and holds nothing.
    Void,
    /// A link.
    Link,
    /// Bold text.
    Bold,
    /// A raised text.
    Raised,
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
    Rows(Group),
    /// A row.
    Row,
    /// A cell.
    Cell,
    /// A cell that is a heading.
    HeadingCell,
    /// The title of a page, which is not a part of its text.
    Title,
    /// Shows nothing, whatever it holds.
    Hidden,
}

/// Which rows of a table a group holds: the first head stands above all others, the first foot below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::blocks) enum Group {
    /// `<thead>`.
    Head,
    /// `<tbody>`.
    Body,
    /// `<tfoot>`.
    Foot,
}

/// Elements that begin and end a paragraph, besides those with a meaning of their own.
const BLOCKS: [&str; 36] = [
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
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "search",
    "section",
    "select",
    "ul",
];

/// Longer names are of no element known here.
const LONGEST: usize = 10;

/// Elements that a browser does not display, besides the title of a page.
const HIDDEN: [&str; 14] = [
    "area", "base", "datalist", "head", "iframe", "link", "meta", "noembed", "noframes", "noscript", "rp", "script",
    "style", "template",
];

/// Elements that give a line a look and are no part of its structure.
const LOOKS: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

impl Element {
    /// The element of a name. One that nobody knows stands within a line, as it does in a browser.
    pub(in crate::blocks) fn of(name: &str) -> Self {
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Inline };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => Self::Link,
            b"b" | b"strong" => Self::Bold,
            b"br" => Self::Break,
            b"img" | b"wbr" => Self::Void,
            b"li" => Self::Item,
            [b'h', level @ b'1'..=b'6'] => Self::Heading(level - b'0'),
            b"summary" => Self::Summary,
            b"sup" => Self::Raised,
            b"pre" | b"listing" | b"xmp" | b"plaintext" => Self::Pre,
            b"table" => Self::Table,
            b"thead" => Self::Rows(Group::Head),
            b"tbody" => Self::Rows(Group::Body),
            b"tfoot" => Self::Rows(Group::Foot),
            b"tr" => Self::Row,
            b"td" => Self::Cell,
            b"th" => Self::HeadingCell,
            b"title" => Self::Title,
            name if has(&HIDDEN, name) => Self::Hidden,
            name if has(&BLOCKS, name) => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether an element of a name only gives a line its look: it opens and closes where its tags stand, across all
    /// that is structure.
    pub(super) fn is_look(name: &str) -> bool {
        has(&LOOKS, name.as_bytes())
    }

    /// Whether it stands within a line.
    pub(in crate::blocks) fn is_inline(self) -> bool {
        matches!(self, Self::Inline | Self::Void | Self::Link | Self::Bold | Self::Raised)
    }

    /// Whether it is a part of a table, or one.
    pub(super) fn is_table_part(self) -> bool {
        matches!(self, Self::Table | Self::Rows(_) | Self::Row | Self::Cell | Self::HeadingCell)
    }
}

fn has(names: &[&str], name: &[u8]) -> bool {
    names.binary_search_by(|known| known.as_bytes().cmp(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_known_in_any_case_and_unknown_ones_stand_in_lines() {
        assert!(BLOCKS.is_sorted() && HIDDEN.is_sorted() && LOOKS.is_sorted());
        for (name, element) in [
            ("H2", Element::Heading(2)),
            ("h7", Element::Inline),
            ("Td", Element::Cell),
            ("tfoot", Element::Rows(Group::Foot)),
            ("SCRIPT", Element::Hidden),
            ("blockquote", Element::Block),
            ("FIGCAPTION", Element::Block),
            ("o:p", Element::Inline),
            ("somethingelse", Element::Inline),
        ] {
            assert_eq!(Element::of(name), element, "{name}");
        }
    }
}

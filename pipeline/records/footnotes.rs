//! Which raised numbers are marks of footnotes: those that a line of the article begins with. `10⁶` ends with none.

use crate::blocks::{Document, before_footnote, leading_footnote};
use std::cell::OnceCell;
use std::collections::HashSet;

/// The footnotes of an article.
pub(super) struct Footnotes<'d, 's> {
    document: &'d Document<'s>,
    /// Their marks. Looked for when they are first asked for.
    marks: OnceCell<HashSet<String>>,
}

impl<'d, 's> Footnotes<'d, 's> {
    pub(super) fn of(document: &'d Document<'s>) -> Self {
        Self { document, marks: OnceCell::new() }
    }

    /// A text without the marks of footnotes behind it; null where it has none.
    pub(super) fn before<'t>(&self, text: &'t str) -> Option<&'t str> {
        let bare = before_footnote(text)?;
        let marks = self.marks.get_or_init(|| self.explained());
        let is_known = text[bare.len()..].split(',').all(|mark| mark.trim().is_empty() || marks.contains(mark.trim()));
        is_known.then_some(bare)
    }

    fn explained(&self) -> HashSet<String> {
        let document = self.document;
        let lines = (0..document.blocks.len()).filter_map(|at| document.line(at));
        let marks = lines.map(|(span, _)| leading_footnote(&document.plain(span)).to_owned());
        marks.filter(|mark| !mark.is_empty()).collect()
    }
}

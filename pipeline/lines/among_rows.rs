//! Whether a line between the rows of a table can be the label of the rows below it.

use super::text::{ends_as_prose, is_short, names_systems};
use super::{Lines, Strength, is_announcement};
use crate::values::{List, names_platform};

impl Lines<'_, '_> {
    /// How much has to stand around a line between rows before it is a label; whatever is none may be a damaged row.
    pub(crate) fn strength_among_rows(&self, at: usize) -> Strength {
        let (Some((span, line)), Some(raw)) = (self.document.line(at), self.raw(at)) else { return Strength::Never };
        if !is_short(raw) || ends_as_prose(raw) || raw.contains('|') {
            return Strength::Never;
        }
        let text = self.text(at);
        // Code may hold anything: a table in it has labels that name systems.
        let is_other = line.code && !self.names_scope(at);
        if is_other || is_announcement(text) && !names_systems(self.contract, text) {
            return Strength::Never;
        }
        let is_bold = self.is_bold(at);
        let is_cell = self.document.raw(span).starts_with('|');
        if is_cell || !is_bold && !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            return if self.names(at).platform.is_some() { Strength::AboveTable } else { Strength::Never };
        }
        if is_bold || line.bullet || self.names_scope(at) { Strength::AboveTable } else { Strength::Alone }
    }

    /// Whether a block names versions of products, or a processor and versions, or is nothing but the name of a
    /// processor.
    pub(crate) fn names_scope(&self, at: usize) -> bool {
        let (names, text) = (self.names(at), self.text(at));
        names.products
            || names.platform.is_some() && self.contract.words.list(List::Versions).is_in(text)
            || names_platform(text, &self.contract.words)
    }
}

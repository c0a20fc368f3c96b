//! Whether a line without any mark can be the title of an article.

use super::Lines;
use crate::values::date_of;

/// A longer line is prose, in bytes.
const LONGEST_TITLE: usize = 400;
/// A line with more words and a full stop is prose.
const MOST_WORDS: usize = 8;

impl Lines<'_, '_> {
    /// Whether a line can be the title of an article by what it says: it is no sentence, names no section and no list of products.
    pub(crate) fn can_be_title(&self, at: usize) -> bool {
        let Some((span, line)) = self.document.line(at) else { return false };
        if line.bullet || line.code || span.range().len() > LONGEST_TITLE {
            return false;
        }
        let text = self.text(at);
        let is_sentence = text.ends_with(':') || text.ends_with('.') && text.split(' ').count() > MOST_WORDS;
        !is_sentence && self.kind(at).is_none()
    }

    /// Whether a line is a banner or a date, which may stand above a title.
    pub(crate) fn is_banner(&self, at: usize) -> bool {
        self.raw(at).is_some_and(|raw| {
            !raw.contains(char::is_alphanumeric) || date_of(raw.trim(), self.contract.words.any()).is_some()
        })
    }

    /// Whether a line is nothing but an address of the web: pages are saved with theirs in front.
    pub(crate) fn is_address(&self, at: usize) -> bool {
        self.raw(at).is_some_and(|raw| {
            let raw = raw.trim().trim_start_matches('<');
            ["http://", "https://"].iter().any(|scheme| raw.starts_with(scheme)) && !raw.contains(char::is_whitespace)
        })
    }
}

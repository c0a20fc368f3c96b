//! How headings, labels and spellings are compared.

use crate::fold::{FoldedMap, folded};
use crate::values::FOOTNOTES;

/// A heading or label as it is compared: without case and width, runs of blanks made one, no colon at the end,
/// `(UTC)` and emphasis removed.
#[must_use]
pub fn normal(text: &str) -> String {
    normal_within(text, usize::MAX).unwrap_or_default()
}

/// A printed heading as it is compared: without the marks of footnotes behind it.
#[must_use]
pub fn normal_heading(text: &str) -> String {
    normal(without_marks(text))
}

/// A text without the marks of footnotes behind it: `File size*`, `Date [1]`.
pub(super) fn without_marks(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c == ',' || FOOTNOTES.contains(c)).trim_end();
    let before = |numbered: &'_ str| numbered.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = bare.strip_suffix(']').filter(|numbered| before(numbered) < numbered.len());
    let bare = numbered.and_then(|numbered| numbered[..before(numbered)].strip_suffix('[')).unwrap_or(bare).trim_end();
    if bare.is_empty() { text } else { bare }
}

/// The same as [`normal`]; null where it is longer than a limit, in bytes.
fn normal_within(text: &str, limit: usize) -> Option<String> {
    let mut out = String::with_capacity(text.len().min(limit.saturating_add(LONGEST_BASIS)));
    for word in text.split_whitespace() {
        if out.len() > limit {
            return None;
        }
        let start = out.len();
        if start > 0 {
            out.push(' ');
        }
        let first = out.len();
        if word.is_ascii() {
            out.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            out.extend(folded(word));
        }
        let length = first + without_basis(&out[first..]).len();
        out.truncate(if length == first { start } else { length });
    }
    let length = out.trim_end_matches([':', ' ']).len();
    out.truncate(length);
    (out.len() <= limit).then_some(out)
}

/// Room for a word that is left out.
const LONGEST_BASIS: usize = 16;

/// A folded word of a heading without the `(utc)` that may stand at its end: `date(utc)`.
fn without_basis(word: &str) -> &str {
    word.trim_end_matches(':').strip_suffix("(utc)").unwrap_or(word)
}

/// What is known of headings, labels or spellings, found by any text that is compared as equal.
#[derive(Clone, Debug)]
pub(super) struct NormalMap<V>(FoldedMap<V>);

impl<V> Default for NormalMap<V> {
    fn default() -> Self {
        Self(FoldedMap::default())
    }
}

impl<V> NormalMap<V> {
    /// What is kept for a text; made where there is nothing yet.
    pub(super) fn entry(&mut self, text: &str, make: impl FnOnce() -> V) -> &mut V {
        self.0.entry(&normal(text), make)
    }

    /// What is known of a text.
    pub(super) fn get(&self, text: &str) -> Option<&V> {
        let text = text.trim();
        // Nearly every text needs no more than its case folded, and the colon behind it left out.
        if text.is_ascii() && !text.contains('(') {
            return self.0.get(text.trim_end_matches([':', ' ']));
        }
        self.0.get(&normal_within(text, self.0.longest())?)
    }

    /// The texts as they are compared, with what is known of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_case_blanks_colon_and_utc() {
        for text in ["File name", " File   Name ", "FILE NAME:", "file name"] {
            assert_eq!(normal(text), "file name", "{text}");
        }
        assert_eq!(normal("Date (UTC)"), "date");
        for text in ["File size*", "File size \u{b9},\u{b2}", "File size [1]"] {
            assert_eq!(normal_heading(text), "file size", "{text}");
        }
        assert_eq!(normal_heading("*"), "*");
        assert_eq!(normal("時刻（ＵＴＣ）："), "時刻");
    }

    #[test]
    fn a_text_is_found_however_it_is_printed() {
        let mut map = NormalMap::default();
        map.entry("File size:", || 1);
        for text in ["file  size", " FILE SIZE :", "File size", "File size (UTC)", "Ｆｉｌｅ size\u{ff1a}"] {
            assert_eq!(map.get(text), Some(&1), "{text}");
        }
        assert_eq!(map.get("File sizes"), None);
        assert_eq!(map.get(""), None);
    }
}

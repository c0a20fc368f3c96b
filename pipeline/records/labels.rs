//! Label lines and front-matter keys: `Original KB number: 981506`, `ms.date: 12/31/2020`.

use crate::blocks::Document;
use crate::contract::{Contract, normal};
use crate::tables::Table;
use std::borrow::Cow;

/// A label of the contract with its value.
#[derive(Debug)]
pub(crate) struct Label<'s> {
    /// Label as compared.
    pub(crate) key: String,
    /// Value, markup removed.
    pub(crate) value: Cow<'s, str>,
    /// The columns it feeds: (dataset, column).
    pub(crate) feeds: Vec<(usize, usize)>,
    /// Whether it stands in the front matter.
    pub(crate) in_front_matter: bool,
    /// Its block; 0 in the front matter.
    pub(crate) block: usize,
}

impl Label<'_> {
    /// Whether it names what held before the article moved: `Original KB number`.
    pub(crate) fn is_original(&self) -> bool {
        self.key.starts_with("original")
    }
}

/// The colon of a label stands within so many bytes.
const LONGEST_KEY: usize = 48;

/// Finds all labels that the contract knows: front matter first, then lines in reading order.
pub(super) fn read<'s>(document: &Document<'s>, tables: &[Table], contract: &Contract) -> Vec<Label<'s>> {
    let mut labels = Vec::new();
    for entry in &document.front_matter.entries {
        let feeds = contract.vocabulary.label(&entry.key);
        if !feeds.is_empty() && !entry.value.trim().is_empty() {
            let (key, value) = (normal(&entry.key), entry.value.clone());
            labels.push(Label { key, value, feeds: feeds.to_vec(), in_front_matter: true, block: 0 });
        }
    }
    let mut next_table = tables.iter().peekable();
    let mut at = 0;
    while at < document.blocks.len() {
        if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
            at = table.end_block.max(at + 1);
            continue;
        }
        if let Some((span, line)) = document.line(at)
            && !line.code
        {
            let raw = document.raw(span);
            let text = if raw.starts_with('<') { document.plain(span) } else { Cow::Borrowed(raw) };
            let start = &text.as_bytes()[..text.len().min(LONGEST_KEY)];
            if let Some(colon) = memchr::memchr(b':', start)
                && let key = text[..colon].trim_matches(['_', '*', ' '])
                && let feeds = contract.vocabulary.label(key)
                && !feeds.is_empty()
                && let Some(value) = value(document.plain(span))
            {
                labels.push(Label {
                    key: normal(key),
                    value,
                    feeds: feeds.to_vec(),
                    in_front_matter: false,
                    block: at,
                });
            }
        }
        at += 1;
    }
    labels
}

/// What stands behind the colon.
fn value(line: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let value = match line {
        Cow::Borrowed(line) => Cow::Borrowed(line.split_once(':')?.1.trim()),
        Cow::Owned(line) => Cow::Owned(line.split_once(':')?.1.trim().to_owned()),
    };
    (!value.is_empty()).then_some(value)
}

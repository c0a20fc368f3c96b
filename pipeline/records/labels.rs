//! Label lines and front-matter keys: `Original KB number: 981506`, `ms.date: 12/31/2020`.

use crate::blocks::{Document, without_tags};
use crate::contract::{Contract, Each, normal};
use crate::lines::text::{COLONS, around_colon};
use crate::outline::Outline;
use crate::span::{Span, part};
use crate::tables::Table;
use crate::values::{List, Words, is_file_name};
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
    /// Whether it stands where an article speaks of itself: above the first section, or below `Properties`. The same
    /// words in its text may speak of anything.
    pub(crate) of_article: bool,
}

impl Label<'_> {
    /// Whether it names what held before the article moved: `Original KB number`.
    pub(crate) fn is_original(&self, words: &Words) -> bool {
        words.list(List::Originals).is_in(&self.key)
    }
}

/// The colon of a label stands within so many bytes.
const LONGEST_KEY: usize = 48;

/// Finds all labels that the contract knows: front matter first, then lines in reading order.
pub(super) fn read<'s>(
    document: &Document<'s>,
    tables: &[Table],
    outline: &Outline<'s>,
    contract: &Contract,
) -> Vec<Label<'s>> {
    let mut labels = Vec::new();
    for entry in &document.front_matter.entries {
        let feeds = contract.vocabulary.label(&entry.key);
        if !feeds.is_empty()
            && let Some(value) = stated(without_markup(&entry.value))
        {
            labels.push(Label {
                key: normal(&entry.key),
                value,
                feeds: feeds.to_vec(),
                in_front_matter: true,
                block: 0,
                of_article: true,
            });
        }
    }
    let places = outline.of_article(document.blocks.len(), contract);
    let mut next_table = tables.iter().filter(|table| table.has_blocks()).peekable();
    let mut at = 0;
    let mut is_below_file = false;
    while at < document.blocks.len() {
        if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
            let of_article = places.iter().any(|place| place.contains(&at));
            labels.extend(in_table(document, table, contract, of_article));
            at = table.end_block.max(at + 1);
            continue;
        }
        if let Some((span, line)) = document.line(at)
            && !line.code
        {
            let raw = document.raw(span);
            let text = if raw.starts_with('<') { document.plain(span) } else { Cow::Borrowed(raw) };
            if let Some(key) = key(&text)
                && let feeds = contract.vocabulary.label(key)
                && !feeds.is_empty()
                && let Some(value) = value(document.plain(span)).or_else(|| below(document, at, feeds, contract))
            {
                let (value, others) = several(value, contract);
                let is_at_head = places.iter().any(|place| place.contains(&at));
                let of_article = !others.is_empty() || is_at_head && !is_below_file;
                let label = |key: &str, value, feeds: &[_]| Label {
                    key: normal(key),
                    value,
                    feeds: feeds.to_vec(),
                    in_front_matter: false,
                    block: at,
                    of_article,
                };
                labels.push(label(key, value, feeds));
                labels.extend(others.into_iter().map(|(key, value, feeds)| label(&key, value, feeds)));
            } else {
                let text = if raw.contains(COLONS) { document.plain(span) } else { Cow::Borrowed("") };
                is_below_file = names_file(&text) || is_below_file && text.contains(": ");
            }
        } else {
            is_below_file = false;
        }
        at += 1;
    }
    labels
}

/// The labels of a table that no dataset claims, where most rows are one and its value, with or without a colon between them:
/// `Article ID | : | 956802`.
fn in_table<'s>(document: &Document<'s>, table: &Table, contract: &Contract, of_article: bool) -> Vec<Label<'s>> {
    if table.claim.is_some() || table.headings.len() > MOST_CELLS_OF_PAIR {
        return Vec::new();
    }
    let rows = table.rows.iter().map(|&row| table.row(row).iter().map(|cell| cell.span).collect());
    let label = |row: Vec<Span>| {
        let mut texts =
            row.iter().map(|&span| document.plain(span)).filter(|text| !text.trim_matches(COLONS).is_empty());
        let (key, value) = (texts.next()?, texts.next()?);
        let key = key.trim_end_matches(COLONS).trim_end();
        let feeds = contract.vocabulary.label(key);
        let value = stated(value).filter(|_| texts.next().is_none() && !feeds.is_empty())?;
        Some(Label {
            key: normal(key),
            value,
            feeds: feeds.to_vec(),
            in_front_matter: false,
            block: table.first_block,
            of_article,
        })
    };
    let found: Vec<Label<'s>> = std::iter::once(table.headings.clone()).chain(rows).filter_map(label).collect();
    let is_list = found.len() >= LEAST_LABELS && found.len() * 2 > table.rows.len();
    if is_list { found } else { Vec::new() }
}

/// One label may be the heading of a column.
const LEAST_LABELS: usize = 2;
/// A label, a colon and a value.
const MOST_CELLS_OF_PAIR: usize = 3;

/// Whether a line is the name of a file and a colon, or a label with it: the labels below it tell of the file.
fn names_file(text: &str) -> bool {
    let labelled = || around_colon(text).is_some_and(|(_, value)| is_file_name(value.trim()));
    text.trim_end().strip_suffix(':').is_some_and(is_file_name) || labelled()
}

/// The value of a label of an article on the line below it: `Release Date:`, then `8/10/2021`. Lists of other things
/// begin so, too.
fn below<'s>(
    document: &Document<'s>,
    at: usize,
    feeds: &[(usize, usize)],
    contract: &Contract,
) -> Option<Cow<'s, str>> {
    let is_fact = |&(dataset, _): &(usize, usize)| contract.datasets[dataset].each == Each::Article;
    let (span, line) = document.line(at + 1)?;
    let raw = document.raw(span);
    let is_value = raw.len() <= LONGEST_VALUE_BELOW
        && !line.bullet
        && !line.code
        && !raw.contains(COLONS)
        && feeds.iter().all(is_fact)
        && contract.section_kinds.find(raw).is_none();
    is_value.then(|| stated(document.plain(span))).flatten()
}

/// A longer line below a label is prose, in bytes.
const LONGEST_VALUE_BELOW: usize = 48;

/// A label, its value and what it feeds.
type Other<'s, 'c> = (String, Cow<'s, str>, &'c [(usize, usize)]);

/// Takes a value apart that goes on with other labels: `956802 - Last Review: June 10, 2011 - Revision: 2.1`.
fn several<'s, 'c>(value: Cow<'s, str>, contract: &'c Contract) -> (Cow<'s, str>, Vec<Other<'s, 'c>>) {
    const DIVIDER: &str = " - ";
    let mut parts = value.split(DIVIDER);
    let first = parts.next().map_or(0, str::len);
    let others: Vec<Other<'s, 'c>> = parts
        .filter_map(|part| {
            let (key, value) = around_colon(part)?;
            let feeds = contract.vocabulary.label(key);
            let value = stated(Cow::Owned(value.to_owned()))?;
            (!feeds.is_empty()).then(|| (key.to_owned(), value, feeds))
        })
        .collect();
    if others.is_empty() {
        return (value, others);
    }
    (part(value, 0..first), others)
}

/// What stands before the colon at the beginning of a line.
fn key(line: &str) -> Option<&str> {
    let start = &line.as_bytes()[..line.len().min(LONGEST_KEY)];
    // Full-width signs begin with 0xEF.
    let near = memchr::memchr2(b':', 0xef, start)?;
    let colon = near + line.get(near..)?.find(COLONS)?;
    (colon < LONGEST_KEY).then(|| line[..colon].trim_matches(['_', '*', ' ']))
}

/// What stands behind the colon.
fn value(line: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let (_, value) = around_colon(&line)?;
    let (value, end) = (line.len() - value.len(), line.len());
    stated(part(line, value..end))
}

/// A value without what is left of emphasis (`_Applies to: _ Windows 7`) and without a colon in the cell of a value; null where
/// nothing is stated: `Version: :`.
fn stated(value: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let trim = |value: &str| -> (usize, usize) {
        let is_left = |c: char| c.is_whitespace() || matches!(c, '_' | '*') || COLONS.contains(&c);
        let start = value.len() - value.trim_start_matches(is_left).len();
        (start, value.trim_end().len().max(start))
    };
    let (start, end) = trim(&value);
    let value = part(value, start..end);
    value.contains(char::is_alphanumeric).then_some(value)
}

/// A value of the front matter without tags and entities; its other signs are its own.
fn without_markup<'s>(value: &Cow<'s, str>) -> Cow<'s, str> {
    match memchr::memchr2(b'<', b'&', value.as_bytes()) {
        Some(_) => Cow::Owned(without_tags(value).into_owned()),
        None => value.clone(),
    }
}

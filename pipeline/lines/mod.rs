//! Stage 3, [`Document`] to [`Lines`]: what each line says and what it can be, found once and asked by all stages behind.
//!
//! It knows nothing of tables. Everything is read when it is first asked for: most lines are prose, which the first test
//! passes over, and cost a few bytes that are never filled.

mod among_rows;
mod announcement;
mod control;
mod label;
mod language;
pub(crate) mod text;
mod title;
mod tokens;
mod wraps;

use announcement::is_announcement;
pub(crate) use announcement::{announced, ends_search, is_prompt};
pub(crate) use control::MOST_CONTROLS;
pub(crate) use label::{Mark, Strength};
pub(crate) use tokens::tokens;

use crate::blocks::Document;
use crate::contract::{self, Contract, Each};
use crate::span::{Span, part};
use crate::values::{self, LanguageId, Scope, Words};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// What the lines and headings of an article say.
pub struct Lines<'a, 's> {
    /// The article.
    pub document: &'a Document<'s>,
    /// All known words.
    pub contract: &'a Contract,
    /// Controls of pages among the labels.
    controls: Option<&'a contract::Names>,
    /// By block.
    said: Vec<Said<'s>>,
    language: OnceCell<Option<LanguageId>>,
}

/// What one block says, as far as anybody asked.
#[derive(Default)]
struct Said<'s> {
    text: OnceCell<Cow<'s, str>>,
    kind: OnceCell<Option<u16>>,
    names: OnceCell<Names>,
    controls: OnceCell<u8>,
}

/// What a text names of the files below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// One processor.
    pub(crate) platform: Option<&'static str>,
    /// Whether it names products.
    pub(crate) products: bool,
    /// Whether it is a sentence on products, which may be others than those of the files below it.
    pub(crate) is_on_products: bool,
}

impl Names {
    /// What a text names.
    pub(crate) fn of(text: &str, words: &Words) -> Self {
        let Scope { platform, products, reads_on } = values::scope(text, words);
        Self { platform, products: !products.is_empty(), is_on_products: reads_on }
    }

    /// Whether it names a processor or products.
    pub(crate) fn is_any(self) -> bool {
        self.platform.is_some() || self.products
    }

    /// Whether it names a processor and products.
    pub(crate) fn is_both(self) -> bool {
        self.platform.is_some() && self.products
    }
}

/// Looks at the lines of an article; reads none of them yet.
#[must_use]
pub fn read<'a, 's>(document: &'a Document<'s>, contract: &'a Contract) -> Lines<'a, 's> {
    let said = std::iter::repeat_with(Said::default).take(document.blocks.len()).collect();
    let controls = contract.names(Each::Section);
    Lines { document, contract, controls, said, language: OnceCell::new() }
}

impl<'s> Lines<'_, 's> {
    /// The text of a block as a reader sees it; empty behind the last one.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.cached(at).map_or("", AsRef::as_ref)
    }

    /// The same, to keep: borrowed from the article where its bytes are the same.
    pub(crate) fn owned_text(&self, at: usize) -> Cow<'s, str> {
        self.cached(at).cloned().unwrap_or_default()
    }

    fn cached(&self, at: usize) -> Option<&Cow<'s, str>> {
        let (said, block) = (self.said.get(at)?, self.document.blocks.get(at)?);
        Some(said.text.get_or_init(|| {
            let text = self.document.plain(without_bars(self.document, block.span));
            let (glued, end) = (self.glued_control(&text), text.len());
            part(text, glued..end)
        }))
    }

    /// The language of the article; null where none of those described is printed.
    pub(crate) fn language(&self) -> Option<LanguageId> {
        *self.language.get_or_init(|| language::of(self.document, self.contract))
    }

    /// The kind of the section that a block is the heading of, by its text.
    pub(crate) fn kind(&self, at: usize) -> Option<u16> {
        let said = self.said.get(at)?;
        *said.kind.get_or_init(|| self.contract.section_kinds.find(self.text(at)))
    }

    /// The processor and products that a block names.
    pub(crate) fn names(&self, at: usize) -> Names {
        let Some(said) = self.said.get(at) else { return Names::default() };
        *said.names.get_or_init(|| Names::of(self.text(at), &self.contract.words))
    }

    /// The text of a line as printed, without the bars around it; null where a block is no line.
    pub(crate) fn raw(&self, at: usize) -> Option<&'s str> {
        self.document.line(at).map(|(span, _)| self.document.raw(without_bars(self.document, span)))
    }

    /// Whether a line is a row of one text in a list of values, `Widget Server,,,,`: a title of the rows below it.
    pub(crate) fn is_title_row(&self, at: usize) -> bool {
        self.document.line(at).is_some_and(|(span, _)| title_row(self.document.raw(span)).is_some())
            && !self.text(at).contains(",,")
    }

    /// Whether all of a block is printed bold.
    pub(crate) fn is_bold(&self, at: usize) -> bool {
        let block = self.document.blocks.get(at);
        block.is_some_and(|block| self.document.is_bold(without_bars(self.document, block.span)))
    }

    /// The edition of the files below a line, where its sentence, which may go on in the next line, names one.
    pub(crate) fn edition(&self, at: usize) -> Option<Edition> {
        let (span, _) = self.document.line(at)?;
        let whole = match self.document.line(at + 1) {
            Some((next, line)) if !line.opens => span.join(next),
            _ => span,
        };
        if !self.contract.words.may_name_edition(self.document.raw(whole)) {
            return None;
        }
        let text = if whole == span { Cow::Borrowed(self.text(at)) } else { self.document.plain(whole) };
        let language = match values::edition(&text, &self.contract.words)? {
            values::Edition::Language(name) => Some(name.to_owned()),
            values::Edition::Other => None,
        };
        Some(Edition { language })
    }
}

/// Whose version of the files a sentence is about.
#[derive(Debug)]
pub(crate) struct Edition {
    /// Null where it is not one of a language.
    pub(crate) language: Option<String>,
}

/// The text of a row of one text, behind which a list of values has empty cells: `Widget Server,,,,`.
fn title_row(raw: &str) -> Option<Range<usize>> {
    let divider =
        [",", ";"].into_iter().find(|divider| raw.strip_suffix(divider).is_some_and(|row| row.ends_with(divider)))?;
    let text = raw.trim_end_matches(divider);
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match quoted {
        Some(inside) => Some(1..1 + inside.len()),
        None => (!text.is_empty()).then_some(0..text.len()),
    }
}

/// A line without the bars around it: a label may stand in a row of its own above a table.
fn without_bars(document: &Document<'_>, span: Span) -> Span {
    let raw = document.raw(span);
    if let Some(title) = title_row(raw) {
        return span.inner(title.start, title.len());
    }
    if !raw.starts_with('|') {
        return span;
    }
    let is_frame = |c: char| c == '|' || c.is_whitespace();
    let start = raw.len() - raw.trim_start_matches(is_frame).len();
    span.inner(start, raw[start..].trim_end_matches(is_frame).len())
}

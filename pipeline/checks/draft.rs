//! `Draft`: a finding as a rule writes it, its places still bare numbers.

use super::Rule;
use crate::finding::{Finding, Level, Location, RowKey, words};
use crate::source::Source;
use crate::span::Span;
use crate::work;
use std::sync::Arc;

/// A place: number of the article in the corpus, and bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the article, from 0.
    pub source: u32,
    /// Bytes of its text.
    pub span: Span,
}

/// A finding that is being written.
#[derive(Debug)]
pub struct Draft {
    level: Option<Level>,
    message: String,
    help: Option<String>,
    suggestion: Option<String>,
    place: Place,
    label: String,
    others: Vec<(Place, String)>,
    row: Option<RowKey>,
}

impl Draft {
    /// A finding at a place.
    #[must_use]
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            level: None,
            message: message.into(),
            help: None,
            suggestion: None,
            place,
            label: String::new(),
            others: Vec::new(),
            row: None,
        }
    }

    /// A milder level than that of the rule.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = Some(level);
        self
    }

    /// What stands under the carets.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.label = text.into();
        self
    }

    /// Another place of the same article that belongs to it.
    pub fn other(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.other_place(Place { source: self.place.source, span }, text)
    }

    /// Another place of any article.
    pub fn other_place(&mut self, place: Place, text: impl Into<String>) -> &mut Self {
        self.others.push((place, text.into()));
        self
    }

    /// What to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        work::add(text.len());
        self.help = Some(text);
        self
    }

    /// The value that its witnesses agree on, as they print it.
    pub fn suggest(&mut self, value: impl Into<String>) -> &mut Self {
        let value = value.into();
        work::add(value.len());
        self.suggestion = Some(value);
        self
    }

    /// The row of a dataset that it is about; ordinals from 1.
    pub fn row(&mut self, dataset: Option<&str>, table: u32, row: Option<u32>) -> &mut Self {
        self.row = Some(RowKey { dataset: dataset.map(Arc::from), table: Some(table), row });
        self
    }

    /// The row of a dataset whose rows are not read from tables; ordinal among those of the article, from 1.
    pub(super) fn row_of_article(&mut self, dataset: &str, ordinal: u32) -> &mut Self {
        self.row = Some(RowKey { dataset: Some(Arc::from(dataset)), table: None, row: Some(ordinal) });
        self
    }

    /// The articles that are needed to complete it.
    pub(super) fn sources(&self) -> impl Iterator<Item = u32> {
        self.others.iter().map(|(place, _)| place.source).chain([self.place.source])
    }

    /// Completes it: places get names, lines and columns. Null where an article can no longer be read.
    pub(super) fn finish<'s>(self, rule: &Rule, source: &dyn Fn(u32) -> Option<&'s Source>) -> Option<Finding> {
        let of = |place: Place| Some(locate(source(place.source)?, place.span));
        let text = words(self.place.span.slice(&source(self.place.source)?.text));
        let mut others = Vec::with_capacity(self.others.len());
        for (place, text) in self.others {
            others.push((of(place)?, text));
        }
        Some(Finding {
            code: rule.code,
            name: rule.name,
            level: self.level.unwrap_or(rule.level),
            message: self.message,
            help: self.help,
            suggestion: self.suggestion,
            place: of(self.place)?,
            label: self.label,
            others,
            row: self.row,
            text,
            waived: None,
        })
    }
}

/// The place of a span as people name it.
pub(super) fn locate(source: &Source, span: Span) -> Location {
    let start = source.lines.position(&source.text, span.start);
    let end = source.lines.position(&source.text, span.end.max(span.start));
    Location {
        source: Arc::from(source.path.as_str()),
        span,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// The findings of one rule in one article.
#[derive(Debug)]
pub struct Drafts {
    source: u32,
    pub(super) list: Vec<Draft>,
}

impl Drafts {
    pub(super) fn of(source: u32) -> Self {
        Self { source, list: Vec::new() }
    }

    /// Adds a finding at a span; what it gives back takes the rest.
    pub fn add(&mut self, span: Span, message: impl Into<String>) -> &mut Draft {
        let message = message.into();
        work::add(message.len());
        self.list.push(Draft::new(Place { source: self.source, span }, message));
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

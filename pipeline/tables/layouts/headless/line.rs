//! Divides the words of a line among the columns of a dataset by their types.

use crate::contract::{Column, Dataset};
use crate::span::Span;
use crate::tables::align::{Allowance, Fit, Slot};
use crate::tables::finder::Finder;
use crate::tables::header::words;
use crate::tables::layouts::word_rows::aligned;
use crate::tables::table::Fitted;
use crate::values::{is_attributes, name_in_columns};
use std::cell::OnceCell;
use std::rc::Rc;

/// A row has at least this many cells.
const LEAST_CELLS: usize = 3;
/// A row whose words say what its cells are, `version 4.0.1.2` or `73,211 bytes`, has at least so many.
const LEAST_CELLS_THAT_ARE_NAMED: usize = 2;
/// A row has at most this many words.
const MOST_WORDS: usize = 16;
/// So many cells prove a row: what stands behind them is a remark.
const LEAST_CELLS_OF_PROOF: usize = 4;
/// What follows the letter of a drive.
const DRIVE: &str = ":\\";
/// Marks around a value.
const MARKS: &[char] = &['(', ')', ',', ';', ':'];

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What stands before the first value.
    Before,
    /// A value of the column at this position of the dataset.
    Value(usize),
    /// What stands behind the value of that column.
    Behind(usize),
    /// A line among rows that is none.
    Apart,
}

/// A line, part by part.
pub(super) type Line = Vec<(Part, Span)>;

/// The columns of the dataset that a line has, in order.
pub(super) fn fed(line: &Line) -> impl Iterator<Item = usize> {
    line.iter().filter_map(|(part, _)| if let Part::Value(column) = part { Some(*column) } else { None })
}

/// Whether a line is a row only because words say what its cells are.
pub(super) fn is_short(line: &Line) -> bool {
    fed(line).nth(LEAST_CELLS - 1).is_none()
}

/// Reads lines as rows of a dataset.
pub(super) struct Reader<'a, 'd, 's> {
    finder: &'a Finder<'d, 's>,
    dataset: &'a Dataset,
    /// The columns that types tell.
    slots: Vec<(usize, Slot<'a>)>,
}

impl<'a, 'd, 's> Reader<'a, 'd, 's> {
    /// A reader for a dataset.
    pub(super) fn new(finder: &'a Finder<'d, 's>, dataset: usize) -> Self {
        let dataset = &finder.contract.datasets[dataset];
        let told_by_type = |column: &&Column| !column.headers.is_empty() && !column.ty.is_free_text();
        let columns = dataset.columns.iter().enumerate().filter(|(_, column)| told_by_type(column));
        let slots =
            columns.map(|(at, column)| (at, Slot::of_words(finder.locale(), std::iter::once(column)))).collect();
        Self { finder, dataset, slots }
    }

    /// The cells of a line. `order` holds the columns of the rows above it.
    pub(super) fn read(&self, span: Span, order: &[usize]) -> Option<Line> {
        // Attributes of files stand between values, in no column.
        let is_data = |word: &Span| !is_attributes(self.finder.document.raw(*word));
        let words = words(self.finder, span).into_iter().filter(is_data);
        let words: Vec<Span> = words.flat_map(|word| self.apart(word)).collect();
        self.told(&words, span).or_else(|| self.without_shape(order, &words))
    }

    /// A word, or the value and the one in brackets that are glued to it: `Alder.exe(Alpha)`.
    fn apart(&self, word: Span) -> impl Iterator<Item = Span> + use<> {
        let raw = self.finder.document.raw(word);
        let open = raw.find('(').filter(|&open| {
            let fits = |text: &str| self.slots.iter().any(|(_, slot)| slot.fit(text) == Fit::Value);
            raw.ends_with(')') && self.begins_row(&raw[..open]) && fits(&raw[open..])
        });
        let (first, second) = match open {
            Some(open) => (word.inner(0, open), Some(word.inner(open, raw.len() - open))),
            None => (word, None),
        };
        std::iter::once(first).chain(second)
    }

    /// Whether a word begins a row: a value that the dataset requires.
    pub(super) fn begins_row(&self, word: &str) -> bool {
        self.slots.iter().any(|(_, slot)| slot.is_mark(word))
    }

    /// Whether words stand between the values of a line, as they do in prose.
    pub(super) fn is_worded(&self, line: &Line) -> bool {
        let text = self.finder.document.source.text.as_str();
        let is_between = |word: &str| {
            self.dataset.between_values.iter().any(|known| word.trim_matches(MARKS).eq_ignore_ascii_case(known))
        };
        line.iter()
            .any(|(part, span)| !matches!(part, Part::Value(_)) && span.slice(text).split_whitespace().all(is_between))
    }

    /// The cells of a line in the order of the lines above it; the name may be one word without an extension.
    fn without_shape(&self, order: &[usize], words: &[Span]) -> Option<Line> {
        let columns = &self.dataset.columns;
        let slots: Vec<Slot<'_>> =
            order.iter().map(|&at| Slot::of_words(self.finder.locale(), columns.get(at).into_iter())).collect();
        let line = aligned(self.finder, &slots, words, Allowance::Shape)?;
        Some(line.into_iter().map(|(column, span)| (Part::Value(order[column]), span)).collect())
    }

    /// The cells of a line, where its words can be divided among the columns in one way: as many cells as possible,
    /// each of another column, and nothing left over but words that say which column it is, and a remark.
    fn told(&self, words: &[Span], span: Span) -> Option<Line> {
        let short = short_name(self.finder, words);
        let words = &words[short..];
        // What is printed twice is a name, whatever it looks like.
        let name = words.last().filter(|_| short > 0).copied().or_else(|| in_columns(self.finder, span));
        // A name has blanks only where nothing else can be read.
        [1, usize::MAX]
            .into_iter()
            .find_map(|widest| self.told_with(words, name, widest))
            .map(|line| self.with_rest(&line, span))
    }

    /// The cells of a line whose name has no more than some words.
    fn told_with(&self, words: &[Span], name: Option<Span>, widest: usize) -> Option<Fitted> {
        let document = self.finder.document;
        let row = |words: &[Span]| self.divided(words, name, widest).filter(|line| self.is_row(line, LEAST_CELLS));
        let whole = || (words.len() <= MOST_WORDS).then(|| row(words)).flatten();
        let named = || (words.len() <= MOST_WORDS).then(|| self.named(words, widest)).flatten();
        let before_remark = || {
            let ends = (LEAST_CELLS_OF_PROOF..words.len().min(MOST_WORDS)).rev();
            let mut ends = ends.filter(|&end| begins_remark(document.raw(words[end])));
            ends.find_map(|end| row(&words[..end]).filter(|line| line.len() >= LEAST_CELLS_OF_PROOF))
        };
        whole().or_else(named).or_else(before_remark)
    }

    /// The cells of a line, and what stands before, between and behind them.
    fn with_rest(&self, line: &Fitted, span: Span) -> Line {
        let text = self.finder.document.source.text.as_str();
        let mut whole = Line::new();
        let (mut at, mut part) = (span.start, Part::Before);
        for &(column, value) in line {
            whole.push((part, Span { start: at, end: value.start }.trim(text)));
            whole.push((Part::Value(column), value));
            (at, part) = (value.end, Part::Behind(column));
        }
        whole.push((part, Span { start: at, end: span.end }.trim(text)));
        whole.retain(|(_, span)| !span.is_empty());
        whole
    }

    /// The cells of a line without the words between values and the marks around them: `Alder.sys version 4.0.1.2`,
    /// `Birch.dll (73,211 bytes, dated 04-12-95)`.
    fn named(&self, words: &[Span], widest: usize) -> Option<Fitted> {
        let text = self.finder.document.source.text.as_str();
        let mut values = Vec::new();
        let mut is_named = false;
        for word in words {
            let raw = word.slice(text);
            let value = raw.trim_matches(MARKS);
            let begin = raw.len() - raw.trim_start_matches(MARKS).len();
            if self.dataset.between_values.iter().any(|between| value.eq_ignore_ascii_case(between)) {
                is_named = true;
            } else if !value.is_empty() {
                values.push(word.inner(begin, value.len()));
            }
        }
        let line = self.divided(&values, None, widest)?;
        // A unit names the value before it.
        is_named |= line.iter().any(|(_, span)| span.slice(text).contains(' '));
        // A place on a drive is an example.
        is_named &= values.first().is_none_or(|first| !first.slice(text).contains(DRIVE));
        let least = if is_named { LEAST_CELLS_THAT_ARE_NAMED } else { LEAST_CELLS };
        self.is_row(&line, least).then_some(line)
    }

    fn divided(&self, words: &[Span], name: Option<Span>, widest: usize) -> Option<Fitted> {
        let mut search = Division {
            finder: self.finder,
            slots: &self.slots,
            words,
            name,
            widest,
            values: vec![OnceCell::new(); words.len()],
            line: Fitted::new(),
            best: Fitted::new(),
            is_unique: false,
        };
        search.from(0);
        search.is_unique.then_some(search.best)
    }

    /// Whether cells are a row of the dataset: all that it requires, and one of those that it needs.
    fn is_row(&self, line: &Fitted, least: usize) -> bool {
        let has = |column: usize| line.iter().any(|(given, _)| *given == column);
        let mut required = self.dataset.columns.iter().enumerate().filter(|(_, column)| column.must_be_printed());
        let needed = &self.dataset.needs_one_of;
        line.len() >= least
            && required.all(|(at, _)| has(at))
            && (needed.is_empty() || needed.iter().any(|&column| has(column)))
    }
}

/// Whether a word may be the first of a remark.
fn begins_remark(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase() || c == '(')
}

/// The number of words at the beginning of a line that are the name at its end, divided at its point: listings of
/// folders print `README   TXT  4,145  7-11-95  9:50a README.TXT`.
fn short_name(finder: &Finder<'_, '_>, words: &[Span]) -> usize {
    let Some((last, before)) = words.split_last() else { return 0 };
    let name = finder.document.raw(*last);
    let parts = name.rsplit_once('.').map_or_else(|| vec![name], |(stem, extension)| vec![stem, extension]);
    let is_part = |(part, word): (&&str, &Span)| part.eq_ignore_ascii_case(finder.document.raw(*word));
    if before.len() > parts.len() && parts.iter().zip(before).all(is_part) { parts.len() } else { 0 }
}

/// The name at the beginning of a line, base name and extension in columns: listings of folders print
/// `COMMAND  COM     47,845 04-09-91   5:00a`.
fn in_columns(finder: &Finder<'_, '_>, span: Span) -> Option<Span> {
    name_in_columns(finder.document.raw(span)).map(|length| span.inner(0, length))
}

/// Looks for all ways to divide words among columns.
struct Division<'a, 'f, 'd, 's> {
    finder: &'a Finder<'d, 's>,
    slots: &'a [(usize, Slot<'f>)],
    words: &'a [Span],
    /// The word that is known to be the name.
    name: Option<Span>,
    /// A name has no more words.
    widest: usize,
    /// By word the values that begin with it, looked for once.
    values: Vec<OnceCell<Rc<[Value]>>>,
    line: Fitted,
    best: Fitted,
    is_unique: bool,
}

impl Division<'_, '_, '_, '_> {
    fn from(&mut self, word: usize) {
        if word == self.words.len() {
            if self.line.len() >= self.best.len() && !self.line.is_empty() {
                self.is_unique = self.line.len() > self.best.len();
                self.best.clone_from(&self.line);
            }
            return;
        }
        let values = Rc::clone(self.values[word].get_or_init(|| self.values_at(word)));
        for &(column, span, next) in &*values {
            if self.line.iter().all(|(given, _)| *given != column) {
                self.line.push((column, span));
                self.from(next);
                self.line.pop();
            }
        }
    }

    /// The values that begin with a word.
    fn values_at(&self, word: usize) -> Rc<[Value]> {
        let most = |slot: &Slot<'_>| if slot.is_required() { slot.most().min(self.widest) } else { slot.most() };
        let longest = self.slots.iter().map(|(_, slot)| most(slot)).max().unwrap_or(0);
        let mut values = Vec::new();
        for (length, last) in (1..=longest).zip(&self.words[word..]) {
            let span = self.words[word].join(*last);
            let text = self.finder.document.plain(span);
            for (column, slot) in self.slots.iter().filter(|(_, slot)| length <= most(slot)) {
                let is_name =
                    || self.name == Some(span) && slot.is_required() && slot.reads(self.finder.document.raw(span));
                if slot.fit(&text) == Fit::Value || is_name() {
                    values.push((*column, span, word + length));
                }
            }
        }
        values.into()
    }
}

/// A value of a column at words of a line, and the word behind it.
type Value = (usize, Span, usize);

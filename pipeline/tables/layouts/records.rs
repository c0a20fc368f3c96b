//! `Records`: a table of keys and values while it is read; a key of a record that comes again begins the next one.

use crate::contract::{Vocabulary, normal};
use crate::span::Span;
use crate::tables::evidence::with_evidence;
use crate::tables::finder::Finder;
use crate::tables::table::{Cell, CellColumn, Table};
use std::collections::{HashMap, HashSet};

/// A vertical table while it is read.
pub(super) struct Records {
    pub(super) table: Table,
    keys: HashMap<String, usize>,
    record: Vec<Cell>,
    seen: HashSet<usize>,
}

impl Records {
    pub(super) fn new(table: Table) -> Self {
        Self { table, keys: HashMap::new(), record: Vec::new(), seen: HashSet::new() }
    }

    /// Ends the record.
    pub(super) fn divide(&mut self) {
        if !self.record.is_empty() {
            let record = std::mem::take(&mut self.record);
            self.table.push(record);
        }
        self.seen.clear();
    }

    /// Adds a pair; a value that was not printed is no cell. A key of the record that comes again begins the next one.
    pub(super) fn pair(&mut self, finder: &Finder<'_, '_>, key: Span, value: Option<Span>) {
        let name = normal(&finder.document.plain(key));
        if name.is_empty() {
            // A value without a key goes to no column.
            self.table.ignored.padding += 1;
            self.record.extend(value.map(Cell::apart));
            return;
        }
        let next = self.keys.len();
        let column = *self.keys.entry(name).or_insert(next);
        if column == next {
            self.table.headings.push(key);
            self.table.ignored.header += 1;
        } else {
            self.table.ignored.repeated_header += 1;
        }
        if !self.seen.insert(column) {
            self.divide();
            self.seen.insert(column);
        }
        self.record.extend(value.map(|span| Cell::under(column, span)));
    }

    /// Adds what stands behind the value of a pair, in no column.
    pub(super) fn surplus(&mut self, cells: &[Span]) {
        self.record.extend(cells.iter().map(|&span| Cell { span, column: CellColumn::Surplus(0) }));
    }

    /// Whether the table ends before a key: behind a blank line stands one that is new, and of no use to the dataset to
    /// which the keys so far belong.
    pub(super) fn ends_before(&self, finder: &Finder<'_, '_>, key: Span, at: usize) -> bool {
        let opens = finder.document.line(at).is_none_or(|(_, line)| line.opens);
        if !opens || self.table.headings.len() < 2 || self.keys.contains_key(&normal(&finder.document.plain(key))) {
            return false;
        }
        let claim = |headings: &[Span]| finder.claim(&finder.contract.flattened, headings);
        let Some(so_far) = claim(&self.table.headings) else { return false };
        let headings: Vec<Span> = self.table.headings.iter().copied().chain([key]).collect();
        claim(&headings).is_none_or(|with| with.dataset != so_far.dataset || with.known <= so_far.known)
    }

    /// The table, when its keys belong to a dataset and its values look like it.
    pub(super) fn finish(mut self, finder: &Finder<'_, '_>, vocabulary: &Vocabulary, end: usize) -> Option<Table> {
        self.divide();
        self.table.claim = finder.claim(vocabulary, &self.table.headings);
        self.table.end(finder.document, end);
        let table = with_evidence(finder, self.table);
        table.claim.is_some().then_some(table)
    }
}

//! The search for the tables of an article: each layout is asked where one of the facts is true that it begins with.

use super::finder::Finder;
use super::layout::{Begins, Layout, Search};
use super::layouts::LAYOUTS;
use super::table::Table;
use crate::blocks::Document;
use crate::contract::Contract;

/// Finds all tables of an article, in reading order.
#[must_use]
pub fn find(document: &Document<'_>, contract: &Contract) -> Vec<Table> {
    find_by(LAYOUTS, document, contract)
}

/// The same by other layouts.
#[must_use]
pub fn find_by(layouts: &[&'static Layout], document: &Document<'_>, contract: &Contract) -> Vec<Table> {
    let mut finder = Finder { document, contract, done: 0 };
    let mut tables = Vec::new();
    // For each layout, the block before which it found nothing.
    let mut refused = vec![0; layouts.len()];
    let mut at = 0;
    while at < document.blocks.len() {
        let mut next = at + 1;
        let mut facts = Facts::default();
        for (layout, refused) in layouts.iter().zip(&mut refused).filter(|(_, refused)| **refused <= at) {
            if !layout.begins.iter().any(|&fact| facts.holds(fact, &finder, at)) {
                continue;
            }
            match (layout.find)(&finder, layout, at) {
                Search::Found(table) => {
                    let found = with_what_follows(layouts, &finder, *table);
                    next = found.last().map_or(next, |last| last.end_block.max(next));
                    finder.done = next;
                    tables.extend(found);
                    break;
                }
                Search::Refused { end } => *refused = end,
                Search::Nothing => {}
            }
        }
        at = next;
    }
    tables
}

/// A table and those that go on with it. Below headings of one shape the rows may be of another.
fn with_what_follows(layouts: &[&'static Layout], finder: &Finder<'_, '_>, table: Table) -> Vec<Table> {
    let resume = layouts.iter().find(|layout| layout.shape == table.layout).and_then(|layout| layout.resume);
    let mut found = vec![table];
    while let (Some(resume), Some(last)) = (resume, found.last())
        && let Some(more) = resume(finder, last)
    {
        found.push(more);
    }
    found
}

/// What is known of one block, each fact looked at once.
#[derive(Default)]
struct Facts {
    known: Vec<(Begins, bool)>,
}

impl Facts {
    fn holds(&mut self, fact: Begins, finder: &Finder<'_, '_>, at: usize) -> bool {
        let known = self.known.iter().find(|(known, _)| *known == fact);
        known.map(|(_, holds)| *holds).unwrap_or_else(|| {
            let holds = fact.at(finder, at);
            self.known.push((fact, holds));
            holds
        })
    }
}

//! The search for the tables of an article: each layout is asked where one of the facts is true that it begins with.

use super::finder::Finder;
use super::layout::{Begins, Layout, Search};
use super::layouts::LAYOUTS;
use super::score::score;
use super::table::{Cell, Doubt, Row, Table};
use super::titled;
use crate::blocks::Document;
use crate::lines::Lines;

/// Finds all tables of an article, in reading order.
#[must_use]
pub fn find(lines: &Lines<'_, '_>) -> Vec<Table> {
    let mut tables = find_by(LAYOUTS, lines);
    titled::add(lines, &mut tables);
    tables
}

/// The same by other layouts.
#[must_use]
pub fn find_by(layouts: &[&'static Layout], lines: &Lines<'_, '_>) -> Vec<Table> {
    let Lines { document, contract, .. } = *lines;
    let mut finder = Finder { document, contract, lines, done: 0 };
    let mut tables = Vec::new();
    // For each layout, the block before which it found nothing.
    let mut refused = vec![0; layouts.len()];
    let mut at = 0;
    while at < document.blocks.len() {
        let mut next = at + 1;
        let mut facts = Facts::default();
        let mut readings: Vec<Vec<Table>> = Vec::new();
        for (layout, refused) in layouts.iter().zip(&mut refused).filter(|(_, refused)| **refused <= at) {
            if !layout.begins.iter().any(|&fact| facts.holds(fact, &finder, at)) {
                continue;
            }
            match (layout.find)(&finder, layout, at) {
                Search::Found(table) => {
                    let found = with_what_follows(layouts, &finder, scored(&finder, *table));
                    let is_perfect = found.iter().all(|table| table.score >= PERFECT);
                    readings.push(found);
                    if is_perfect {
                        break;
                    }
                }
                Search::Refused { end } => *refused = end,
                Search::Nothing => {}
            }
        }
        if let Some(found) = best(document, readings) {
            next = found.last().map_or(next, |last| last.end_block.max(next));
            finder.done = next;
            tables.extend(found);
        }
        at = next;
    }
    tables
}

/// Nothing explains the lines of such a reading better.
const PERFECT: f32 = 0.995;
/// Readings whose worth differs by less, as a share, explain their lines equally well: one cell in fifty.
const MARGIN: f32 = 0.02;

/// The reading that explains most; of equals the first. Where another one explains as much and says something else, nobody
/// knows which is meant.
fn best(document: &Document<'_>, mut readings: Vec<Vec<Table>>) -> Option<Vec<Table>> {
    let worths: Vec<f32> = readings.iter().map(|reading| worth(reading)).collect();
    let most = worths.iter().copied().fold(0.0, f32::max);
    let equals: Vec<usize> = (0..readings.len()).filter(|&at| worths[at] * (1.0 + MARGIN) >= most).collect();
    let (&first, others) = equals.split_first()?;
    let rival = others.iter().find(|&&other| are_at_odds(document, &readings[first], &readings[other]));
    let rival = rival.filter(|_| most > 0.0).and_then(|&other| Some(readings[other].first()?.layout.name));
    let mut found = readings.swap_remove(first);
    if let Some(rival) = rival {
        for table in &mut found {
            (table.claim, table.beside, table.score) = (None, None, 0.0);
            table.doubt = Some(Doubt::Readings([table.layout.name, rival]));
        }
    }
    Some(found)
}

/// Whether most rows of two readings say different things: a row that can be read in two ways is damaged, the table is not.
fn are_at_odds(document: &Document<'_>, one: &[Table], other: &[Table]) -> bool {
    let (one, other) = (values(document, one), values(document, other));
    let same = one.iter().zip(&other).filter(|(one, other)| one == other).count();
    same * 2 < one.len().max(other.len())
}

/// The number of lines that a reading explains.
fn worth(tables: &[Table]) -> f32 {
    let lines = |table: &Table| u16::try_from(table.end_block - table.first_block).unwrap_or(u16::MAX);
    tables.iter().map(|table| table.score * f32::from(lines(table))).sum()
}

/// What a row says: the columns of a dataset that its cells feed, and their texts.
type Said<'t> = Vec<(usize, &'t [usize], &'t str)>;

fn values<'t>(document: &'t Document<'_>, tables: &'t [Table]) -> Vec<Said<'t>> {
    tables.iter().flat_map(|table| table.rows.iter().map(|&row| said(document, table, row))).collect()
}

fn said<'t>(document: &'t Document<'_>, table: &'t Table, row: Row) -> Said<'t> {
    let Some(claim) = &table.claim else { return Vec::new() };
    let of_cell = |cell: &Cell| {
        let fed = claim.columns.get(cell.column.heading()?).filter(|fed| !fed.is_empty())?;
        Some((claim.dataset, fed.as_slice(), document.raw(cell.span)))
    };
    let mut said: Said<'t> = table.row(row).iter().filter_map(of_cell).collect();
    said.sort_unstable();
    said
}

fn scored(finder: &Finder<'_, '_>, mut table: Table) -> Table {
    table.score = table.claim.as_ref().map_or(0.0, |claim| score(finder, &table, claim));
    table
}

/// A table and those that go on with it. Below headings of one shape the rows may be of another.
fn with_what_follows(layouts: &[&'static Layout], finder: &Finder<'_, '_>, table: Table) -> Vec<Table> {
    let resume = layouts.iter().find(|layout| layout.shape == table.layout).and_then(|layout| layout.resume);
    let mut found = vec![table];
    while let (Some(resume), Some(last)) = (resume, found.last())
        && let Some(more) = resume(finder, last)
    {
        found.push(scored(finder, more));
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
        if let Some((_, holds)) = self.known.iter().find(|(known, _)| *known == fact) {
            return *holds;
        }
        let holds = fact.at(finder, at);
        self.known.push((fact, holds));
        holds
    }
}

//! `Unread`: a cell under a heading of the contract that cannot be read as the column's type.

use super::{Article, Draft};
use crate::contract::{Column, ColumnType, Dataset};
use crate::span::Span;
use crate::values::{Damage, Unreadable, damage};
use std::borrow::Cow;

/// A cell that could not be read.
pub struct Unread<'a> {
    /// Ordinal of its table, from 1.
    pub table: u32,
    /// Ordinal of its row in the table, from 1.
    pub row: u32,
    /// The dataset that claims its table.
    pub dataset: &'a Dataset,
    /// The column that it should feed.
    pub column: &'a Column,
    /// Type by which it was to be read.
    pub type_name: &'a str,
    /// Heading, markup removed.
    pub heading: &'a str,
    /// Text, markup removed.
    pub text: Cow<'a, str>,
    /// Its place.
    pub span: Span,
    /// What is wrong with it.
    pub damage: Damage,
    /// Why its type refused it: a phrase that completes "is not read because ...".
    pub reason: Unreadable,
    /// Whether the row became a record nevertheless; else it was lost with the cell.
    pub is_record: bool,
}

impl Unread<'_> {
    /// Says in a finding that it is about this row.
    pub fn mark<'d>(&self, draft: &'d mut Draft) -> &'d mut Draft {
        draft.row(Some(&self.dataset.name), self.table, Some(self.row))
    }

    /// What was lost, completed: "so its ... is null".
    #[must_use]
    pub fn loss(&self) -> String {
        if self.is_record {
            format!("`{}` is null", self.column.path)
        } else {
            format!("the row is not in `{}`", self.dataset.name)
        }
    }
}

/// The cells of claimed tables that could not be read, in reading order, each once, but those for which their row or
/// heading is to blame. Of rows that are no records, those that would have made them one and are clearly damaged.
pub(super) fn unread<'a>(article: &Article<'a>) -> Vec<Unread<'a>> {
    let mut found = Vec::new();
    for (position, (table, read)) in article.tables().enumerate() {
        let Some(claim) = &table.claim else { continue };
        let dataset = &article.contract.datasets[claim.dataset];
        for (line, row) in read.rows.iter().enumerate() {
            for cell in &row.cells {
                let is_record = row.is_record;
                let failed = if is_record {
                    cell.values.iter().find_map(|(at, value)| Some((*at, value.as_ref().err().copied()?)))
                } else {
                    lost(article, dataset, claim.columns.get(cell.column), cell.span, cell.header.as_deref())
                };
                let Some((at, reason)) = failed else { continue };
                if article.misfits().get(position).is_some_and(|misfits| misfits.explain(line, cell.column)) {
                    continue;
                }
                let column = &dataset.columns[at];
                let heading = cell.header.as_deref().unwrap_or_default();
                let text = article.document.plain(cell.span);
                let type_name = column.type_under(heading).map_or("enum", |ty| ty.name());
                let damage = damage(type_name, &text, article.locale());
                if !is_record && !is_clear(damage) {
                    continue;
                }
                found.push(Unread {
                    table: ordinal(position),
                    row: ordinal(line),
                    dataset,
                    column,
                    type_name,
                    heading,
                    text,
                    span: cell.span,
                    damage,
                    reason,
                    is_record,
                });
            }
        }
    }
    found
}

/// The ordinal of a position, from 1.
fn ordinal(position: usize) -> u32 {
    u32::try_from(position + 1).unwrap_or(u32::MAX)
}

/// Whether a damage cannot be something else, such as a title among the rows.
fn is_clear(damage: Damage) -> bool {
    !matches!(damage, Damage::Unknown | Damage::Words | Damage::Platform)
}

/// The required column that a cell of a row that is no record does not give.
fn lost(
    article: &Article<'_>,
    dataset: &Dataset,
    columns: Option<&Vec<usize>>,
    span: Span,
    heading: Option<&str>,
) -> Option<(usize, Unreadable)> {
    let typed = |at: &usize| {
        let column = &dataset.columns[*at];
        column.must_be_printed() && !matches!(&column.ty, ColumnType::Semantic(ty) if ty.words() == 0)
    };
    let at = columns?.iter().copied().find(typed)?;
    let text = article.document.plain(span);
    if article.contract.words.is_null(&text) {
        return None;
    }
    let refused = dataset.columns[at].read_under(heading.unwrap_or_default(), &text, article.language()).err()?;
    Some((at, refused))
}

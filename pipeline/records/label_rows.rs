//! Rows of a table that are labels of the rows below them: one text in all columns, or in the first one alone.

use super::rows::ReadRow;
use crate::blocks::Document;
use crate::contract::{Claim, Column, Contract};
use crate::lines::text::is_label;
use crate::outline::Context;
use crate::values::{Physical, names_platform, scope};
use std::borrow::Cow;

/// Where a row of one text stands in its table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Above all records: a caption.
    Caption,
    /// Between records.
    Between,
}

/// What stands above the rows below a row, where that row is a label; `above` is what stands above the table.
pub(super) fn context<'s>(
    document: &Document<'s>,
    claim: &Claim,
    row: &ReadRow<'s>,
    standing: Standing,
    above: &Context<'s>,
    contract: &Contract,
) -> Option<Context<'s>> {
    let [first, rest @ ..] = row.cells.as_slice() else { return None };
    let raw = document.raw(first.span);
    // Cells that a span repeats have one place; where it was written out they have one text.
    let is_label_row = !row.is_record
        && !raw.is_empty()
        && (rest.iter().all(|cell| document.raw(cell.span).is_empty())
            || rest.iter().all(|cell| cell.span == first.span || document.raw(cell.span) == raw));
    let text = document.plain(first.span);
    // A whole line with a value that each row must have, or with a date, is a damaged row: `TOOLS <DIR> 12-17-96`.
    let columns = &contract.datasets[claim.dataset].columns;
    let tells = |column: &&Column| {
        column.must_be_printed() && !column.ty.is_free_text()
            || matches!(column.physical(), Physical::Date | Physical::Time)
    };
    let mut needed = columns.iter().filter(tells);
    let is_damaged = first.header.is_none() && needed.any(|column| text.split(' ').any(|word| column.is_shape(word)));
    if !is_label_row || is_damaged || !is_label(&text, &contract.words) {
        return None;
    }
    let scope = scope(&text, &contract.words);
    // A line among the rows may be anything, unless it names systems, or nothing but a processor.
    let is_line = (rest.is_empty() || first.header.is_none()) && standing == Standing::Between;
    // `Notes: none` says something, and names nothing.
    let says_something = text.split_once(": ").is_some_and(|(_, said)| !said.trim().is_empty());
    if (is_line && !names_platform(&text, &contract.words) || says_something) && scope.products.is_empty() {
        return None;
    }
    if scope.platform.is_none() && scope.products.is_empty() {
        return Some(Context { component: Some(text), ..above.clone() });
    }
    let products = scope.products.iter().map(|product| Cow::Owned(product.clone().into_owned())).collect();
    let kind = contract.section_kinds.find(&text).or(above.kind);
    let label = Some(text.clone());
    Some(Context { kind, component: None, platform: scope.platform, products, label, language: above.language.clone() })
}

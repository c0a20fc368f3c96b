//! Which columns of a table print the day of their dates before the month.

use crate::blocks::Document;
use crate::contract::{Claim, Contract};
use crate::tables::Table;
use crate::values::{DateOrder, DateStyle, Physical, Value, date_with_day_first};

/// By heading: whether one date in numbers only makes sense with the day first, and none with the month first.
#[derive(Debug)]
pub(super) struct DayFirst(Vec<bool>);

impl DayFirst {
    /// Looks at all dates of a table.
    pub(super) fn of(document: &Document<'_>, table: &Table, contract: &Contract) -> Self {
        let claims = [&table.claim, &table.beside];
        let mut orders = vec![(false, false); table.headings.len()];
        let are_dates: Vec<bool> = (0..orders.len())
            .map(|heading| claims.into_iter().flatten().any(|claim| feeds_date(claim, heading, contract)))
            .collect();
        if are_dates.contains(&true) {
            for cell in table.rows.iter().flat_map(|&row| table.row(row)) {
                let Some(heading) = cell.column.heading().filter(|&heading| are_dates.get(heading) == Some(&true))
                else {
                    continue;
                };
                // Most dates name their month: these need no second look.
                if document.raw(cell.span).bytes().all(|b| !b.is_ascii_alphabetic()) {
                    match DateStyle::of(&document.plain(cell.span)).map(|style| style.order) {
                        Some(DateOrder::DayFirst) => orders[heading].0 = true,
                        Some(DateOrder::MonthFirst) => orders[heading].1 = true,
                        _ => {}
                    }
                }
            }
        }
        Self(orders.into_iter().map(|(day, month)| day && !month).collect())
    }

    /// A date of a column whose dates have the day first, where it can be read in two orders; null else.
    pub(super) fn read(&self, heading: usize, text: &str) -> Option<Value<'static>> {
        let is_first = self.0.get(heading) == Some(&true);
        is_first.then(|| date_with_day_first(text)).flatten().map(Value::Date)
    }
}

fn feeds_date(claim: &Claim, heading: usize, contract: &Contract) -> bool {
    let columns = claim.columns.get(heading).into_iter().flatten();
    columns.into_iter().any(|&at| contract.datasets[claim.dataset].columns[at].physical() == Physical::Date)
}

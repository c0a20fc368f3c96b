//! The layouts, one file each.

mod flattened_cells;
mod flattened_pairs;
mod flattened_rows;
mod grid;
mod vertical;

pub(super) use flattened_cells::LAYOUT as FLATTENED_CELLS;
pub(super) use flattened_pairs::LAYOUT as FLATTENED_PAIRS;
pub(super) use flattened_rows::LAYOUT as FLATTENED_ROWS;
pub(super) use grid::LAYOUT as GRID;
pub(super) use vertical::LAYOUT as VERTICAL;

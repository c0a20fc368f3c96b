//! The layouts, one file each, in the order in which they are asked; and what several of them read alike.

mod bars;
mod boxed;
mod cell_rows;
mod data_as_header;
mod delimited;
mod fixed_width;
mod flattened_cells;
mod flattened_pairs;
mod flattened_rows;
mod flattened_words;
mod fuller;
mod grid;
mod headless;
mod listed;
mod records;
mod transposed;
mod vertical;
mod word_rows;

use super::layout::Layout;

pub use delimited::LAYOUT as DELIMITED;

/// Every layout, in the order in which they are asked.
pub const LAYOUTS: &[&Layout] = &[
    &vertical::LAYOUT,
    &transposed::LAYOUT,
    &grid::LAYOUT,
    &boxed::LAYOUT,
    &fixed_width::LAYOUT,
    &flattened_rows::LAYOUT,
    &flattened_words::LAYOUT,
    &flattened_cells::LAYOUT,
    &flattened_pairs::LAYOUT,
    &listed::LAYOUT,
    &delimited::SEMICOLONS,
    &delimited::COMMAS,
    &headless::LAYOUT,
];

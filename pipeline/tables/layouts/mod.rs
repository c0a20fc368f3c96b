//! The layouts, one file each.

mod bars;
mod boxed;
mod data_as_header;
mod fixed_width;
mod flattened_cells;
mod flattened_pairs;
mod flattened_rows;
mod flattened_words;
mod grid;
mod headless;
mod transposed;
mod vertical;

pub(super) use boxed::LAYOUT as BOX;
pub(super) use fixed_width::{LAYOUT as FIXED_WIDTH, may_begin as may_begin_fixed_width};
pub(super) use flattened_cells::LAYOUT as FLATTENED_CELLS;
pub(super) use flattened_pairs::LAYOUT as FLATTENED_PAIRS;
pub(super) use flattened_rows::{LAYOUT as FLATTENED_ROWS, is_header, is_rule, may_begin_behind_unknown};
pub(super) use flattened_words::LAYOUT as FLATTENED_WORDS;
pub(super) use grid::LAYOUT as GRID;
pub(super) use headless::{LAYOUT as HEADLESS, announced::is_sentence, may_begin as may_begin_headless};
pub(super) use transposed::LAYOUT as TRANSPOSED;
pub(super) use vertical::LAYOUT as VERTICAL;

//! Stage 4, [`Lines`](crate::lines::Lines) to [`Table`]s: one layout per shape of information, registered in
//! [`LAYOUTS`].
//!
//! A layout knows shapes and asks the contract's vocabulary which headings exist; it knows no dataset and no syntax.

// What tables are and what may be looked at; then what layouts share; then the layouts; then the search. Each imports only
// what stands above it.
mod shape;
mod table;

mod align;
mod finder;
mod header;
mod labels;
mod positions;

mod cell_lines;
mod groups;
mod meaning;
mod swapped;

mod evidence;
mod layout;
mod rows;
mod score;

mod layouts;

mod find;
mod titled;

pub use find::{find, find_by};
pub use finder::Finder;
pub use layout::{Begins, Layout, Search};
pub use layouts::{DELIMITED, LAYOUTS};
pub use shape::{CellsBy, Headings, Line, Shape, Short};
pub use table::{Cell, CellColumn, Doubt, Ignored, Row, Table};
pub use titled::TITLED;

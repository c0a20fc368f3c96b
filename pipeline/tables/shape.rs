//! `Shape`: what a layout is, as data: what divides its cells, what one line holds, where headings stand, and what a row
//! may lack. Stages behind this one ask these properties and know no layout by its name.

use std::fmt;

/// How tables of a layout are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Name, as in `tables.layout`.
    pub name: &'static str,
    /// What tells one cell from the next.
    pub cells: CellsBy,
    /// What one line holds.
    pub line: Line,
    /// Where the headings stand.
    pub headings: Headings,
    /// What it means that a row has fewer cells than there are headings.
    pub short: Short,
}

/// What tells one cell from the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CellsBy {
    /// Print: this text stands between two cells.
    Print(&'static str),
    /// Print, and drawn rules around the rows.
    Frame(&'static str),
    /// The place below the headings.
    Place,
    /// What the cells look like.
    Type,
}

/// What one line holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A row.
    Row,
    /// A column: one cell of each row, behind their heading.
    Column,
    /// A heading and its value.
    Pair,
    /// A cell.
    Cell,
    /// Any part of the table: line ends say nothing.
    Any,
}

/// Where the headings stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Headings {
    /// Once, before the first row.
    First,
    /// Before each value: they are the keys of records.
    EachValue,
    /// Nowhere.
    Nowhere,
}

/// What it means that a row has fewer cells than there are headings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// A cell is lost, and those behind it stand under the wrong headings.
    Shifts,
    /// A cell is lost, and types tell which.
    Told,
    /// Records lack what they lack; one that lacks what all others have is odd.
    Record,
    /// Nothing: an empty cell prints nothing.
    Fine,
}

impl Shape {
    /// Whether cells are divided by print, not by what they look like or where they stand.
    #[must_use]
    pub fn is_printed(&self) -> bool {
        matches!(self.cells, CellsBy::Print(_) | CellsBy::Frame(_))
    }

    /// Whether a heading stands before each value.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        self.headings == Headings::EachValue
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

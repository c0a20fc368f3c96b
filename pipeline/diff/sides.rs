//! `Sides`: the rows of one article before and after.

use arrow::array::RecordBatch;

/// Pairs of rows, before and after.
pub(super) type Pairs = Vec<(usize, usize)>;

/// The rows of one article on both sides.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a RecordBatch,
    pub(super) new: &'a RecordBatch,
}

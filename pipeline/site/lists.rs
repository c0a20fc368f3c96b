//! `Lists`: long lists cut into shards, each loaded when it is needed.

use super::shard;
use crate::emit::Tree;
use crate::error::Error;
use rayon::prelude::*;

/// Bytes of JSON after which a list goes on in another shard: compressed that is some 50 kB, and is read in a few milliseconds.
const LONGEST: usize = 300_000;

/// Rows as JSON, cut into pieces; a piece is never cut between rows for which `is_bound` holds.
pub(super) fn pieces(rows: &[Vec<u8>], is_bound: impl Fn(usize, usize) -> bool) -> Vec<std::ops::Range<usize>> {
    let (mut pieces, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, row) in rows.iter().enumerate() {
        if bytes >= LONGEST && !is_bound(at - 1, at) {
            pieces.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += row.len();
    }
    if start < rows.len() {
        pieces.push(start..rows.len());
    }
    pieces
}

/// Writes the pieces as shards `NAME-0`, `NAME-1`, ..., each a JSON list.
pub(super) fn write(tree: &Tree, name: &str, rows: &[Vec<u8>], pieces: &[std::ops::Range<usize>]) -> Result<(), Error> {
    pieces.par_iter().enumerate().try_for_each(|(number, range)| {
        let mut json = vec![b'['];
        for row in &rows[range.clone()] {
            if json.len() > 1 {
                json.push(b',');
            }
            json.extend_from_slice(row);
        }
        json.push(b']');
        let name = format!("{name}-{number}");
        tree.write(&shard::file(&name), &shard::script(&name, &json))
    })
}

/// Writes a list that may be cut anywhere; gives the number of shards.
pub(super) fn write_all(tree: &Tree, name: &str, rows: &[Vec<u8>]) -> Result<usize, Error> {
    let pieces = pieces(rows, |_, _| false);
    write(tree, name, rows, &pieces)?;
    Ok(pieces.len())
}

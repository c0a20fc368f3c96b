//! Reading Parquet files that may be damaged.
//!
//! The libraries that read Parquet panic on some damaged files. Nothing of theirs is called outside of [`guarded`].

use parquet::file::metadata::ParquetMetaData;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// Bytes of one column of one row group, unpacked: no writer makes more of rows that it keeps in memory, and what a damaged
/// file says is asked of the system before it is read.
const LARGEST: i64 = 1 << 31;

/// Looks whether the numbers in the metadata can be right, for a file of so many bytes.
///
/// # Errors
/// When they cannot; the text says so.
pub fn is_plausible(metadata: &ParquetMetaData, length: u64) -> Result<(), String> {
    for group in metadata.row_groups() {
        for column in group.columns() {
            let (start, bytes) = column.byte_range();
            let is_within = start.checked_add(bytes).is_some_and(|end| end <= length);
            let is_small = (0..=LARGEST).contains(&column.uncompressed_size());
            // A column of lists has more values than rows, and no value takes less than a bit.
            let is_counted = group.num_rows() >= 0 && column.num_values() >= 0;
            if !(is_within && is_small && is_counted) {
                return Err("its metadata is damaged".to_owned());
            }
        }
    }
    Ok(())
}

thread_local! {
    /// Whether a panic on this thread is one that is caught, and not shown.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic on a damaged file, and makes an error of it.
///
/// # Errors
/// Those of `read`, and "it is damaged" where it panicked.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                shown(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    // What was half done when it panicked is not used again: the error ends the reading.
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(before);
    result.unwrap_or_else(|_| Err("it is damaged".to_owned()))
}

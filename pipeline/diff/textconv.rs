//! A Parquet file as CSV, so that `git diff` shows its rows.

use super::rows_of::{ParquetRows, guarded, unreadable};
use super::stored::Stored;
use crate::emit::batch_as_csv;
use crate::error::Error;
use crate::source::open;
use std::path::Path;

/// Gives the rows of a Parquet file as CSV with a header row, piece by piece.
///
/// # Errors
/// When the file cannot be read, or is no Parquet; what `each` refuses.
pub fn textconv(path: &Path, each: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
    let missing = || Error::Usage(format!("there is no file `{}`", path.display()));
    let failed = |error: String| {
        unreadable(&path.display().to_string(), &error, "restore the file, or build the output again with `kbc build`")
    };
    let file = open(path)?.ok_or_else(missing)?;
    let mut rows = ParquetRows::open(file).map_err(failed)?;
    let stored = Stored::new(&rows.schema, None);
    let names: Vec<&str> = stored.schema.fields().iter().map(|field| field.name().as_str()).collect();
    each(&format!("{}\n", names.join(",")))?;
    while let Some(batch) = rows.next().map_err(failed)? {
        // A value of a damaged file shows itself only when it is looked at.
        let shown =
            guarded(|| stored.today(batch).map(|batch| batch_as_csv(&batch)).map_err(|error| error.to_string()));
        each(&shown.map_err(failed)?)?;
    }
    Ok(())
}

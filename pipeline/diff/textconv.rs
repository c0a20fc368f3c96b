//! A Parquet file as CSV, so that `git diff` shows its rows.

use crate::emit::batch_as_csv;
use crate::error::Error;
use crate::source::open;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::path::Path;

/// Gives the rows of a Parquet file as CSV with a header row, piece by piece.
///
/// # Errors
/// When the file cannot be read, or is no Parquet; what `each` refuses.
pub fn textconv(path: &Path, each: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
    let missing = || Error::Usage(format!("there is no file `{}`", path.display()));
    let failed =
        |error: &dyn std::fmt::Display| Error::Usage(format!("cannot read `{}` as Parquet: {error}", path.display()));
    let file = open(path)?.ok_or_else(missing)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
    let names: Vec<&str> = builder.schema().fields().iter().map(|field| field.name().as_str()).collect();
    each(&format!("{}\n", names.join(",")))?;
    for batch in builder.build().map_err(|error| failed(&error))? {
        each(&batch_as_csv(&batch.map_err(|error| failed(&error))?))?;
    }
    Ok(())
}

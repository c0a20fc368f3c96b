//! A Parquet file as CSV, so that `git diff` shows its rows.

use super::stored::Stored;
use crate::emit::batch_as_csv;
use crate::error::Error;
use crate::source::{Opened, open};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::io::{Read as _, Seek as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Why the rows of a file were not given, or not all of them.
#[derive(Debug)]
pub enum TextconvError {
    /// It is not a whole Parquet file; in one line, why.
    Input(String),
    /// The rows could not be taken.
    Output(Error),
}

/// What a file of Git LFS begins with that is not in this clone.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Gives the rows of a Parquet file as CSV with a header row, piece by piece.
///
/// # Errors
/// When the file cannot be read, or is not Parquet; what `each` refuses.
pub fn textconv(path: &Path, each: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), TextconvError> {
    let input = |why: String| TextconvError::Input(why);
    let mut file = match open(path) {
        Ok(Some(file)) => file,
        Ok(None) => return Err(input(format!("there is no file `{}`", path.display()))),
        Err(error) => return Err(input(error.to_string().lines().next().unwrap_or_default().to_owned())),
    };
    if let Some(size) = pointer(&mut file) {
        return Err(input(format!("a pointer of Git LFS to a file of {size} bytes: `git lfs pull` fetches it")));
    }
    let failed = |error: &dyn std::fmt::Display| {
        let why = error.to_string();
        input(format!("not a Parquet file that can be read: {}", why.lines().next().unwrap_or_default()))
    };
    // Of damaged files the library promises an error, and sometimes panics.
    let guarded = |work: &mut dyn FnMut() -> Result<(), TextconvError>| {
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let result = catch_unwind(AssertUnwindSafe(work));
        std::panic::set_hook(quiet);
        result.unwrap_or_else(|_| Err(failed(&"it is damaged")))
    };
    let mut file = Some(file);
    guarded(&mut || {
        let Some(file) = file.take() else { return Ok(()) };
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
        let stored = Stored::new(builder.schema(), None);
        let names: Vec<&str> = stored.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let mut out = |text: &str| each(text).map_err(TextconvError::Output);
        out(&format!("{}\n", names.join(",")))?;
        for batch in builder.build().map_err(|error| failed(&error))? {
            let batch = batch.and_then(|batch| stored.today(batch));
            out(&batch_as_csv(&batch.map_err(|error| failed(&error))?))?;
        }
        Ok(())
    })
}

/// The size of the file that a pointer of Git LFS stands for, as it says; null where the file is not one.
fn pointer(file: &mut Opened) -> Option<String> {
    // A pointer has fewer than 1024 bytes, by its specification.
    let mut head = Vec::new();
    let read = file.by_ref().take(1024).read_to_end(&mut head);
    file.rewind().ok()?;
    read.ok()?;
    let text = std::str::from_utf8(&head).ok().filter(|_| head.starts_with(LFS))?;
    Some(text.lines().find_map(|line| line.strip_prefix("size ")).unwrap_or("unknown").to_owned())
}

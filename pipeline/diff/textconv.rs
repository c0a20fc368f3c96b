//! A Parquet file as CSV, so that `git diff` shows its rows.

use super::rows_of::ParquetRows;
use super::stored::Stored;
use crate::emit::batch_as_csv;
use crate::error::Error;
use crate::source::guarded;
use crate::source::{Opened, open};
use std::io::{Read as _, Seek as _};
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
    let failed =
        |why: String| input(format!("not a Parquet file that can be read: {}", why.lines().next().unwrap_or_default()));
    let mut rows = ParquetRows::open(file).map_err(failed)?;
    let stored = Stored::new(&rows.schema, None);
    let names: Vec<&str> = stored.schema.fields().iter().map(|field| field.name().as_str()).collect();
    let mut out = |text: &str| each(text).map_err(TextconvError::Output);
    out(&format!("{}\n", names.join(",")))?;
    while let Some(batch) = rows.next().map_err(failed)? {
        // A value of a damaged file shows itself only when it is looked at.
        let shown =
            guarded(|| stored.today(batch).map(|batch| batch_as_csv(&batch)).map_err(|error| error.to_string()));
        out(&shown.map_err(failed)?)?;
    }
    Ok(())
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

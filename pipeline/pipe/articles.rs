//! `ArticleStream`: articles out of an Arrow stream, batch by batch, with messages for whoever wrote the stream.

use crate::error::Error;
use crate::source::Source;
use crate::source::guarded;
use arrow::array::{Array, AsArray, LargeBinaryArray, LargeStringArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use arrow::ipc::reader::StreamReader;
use std::io::{Read, Result as IoResult};

/// Column with the path of an article.
const SOURCE: &str = "source";
/// Column with its text or bytes.
const CONTENT: &str = "content";
/// The longest article, in bytes: decoded it still fits the 32 bits of a span.
const LONGEST: usize = 1 << 30;

const HELP: &str = "send an Arrow IPC stream with a column `source` (text: the path of an article, with its extension) and a column `content` (text or binary)";

/// Articles that come as a stream.
pub(super) struct ArticleStream<R: Read> {
    reader: StreamReader<Watched<R>>,
    source: usize,
    content: usize,
    /// Number of rows in the batches before.
    rows: usize,
}

/// Some articles that came together.
pub(super) struct Articles {
    paths: LargeStringArray,
    contents: LargeBinaryArray,
}

impl<R: Read> ArticleStream<R> {
    /// Reads the schema.
    ///
    /// # Errors
    /// When this is no Arrow stream, or it lacks a column.
    pub(super) fn open(input: R) -> Result<Self, Error> {
        let input = Watched { inner: input, is_at_end: false };
        let reader = guarded(|| StreamReader::try_new(input, None).map_err(|error| error.to_string()))
            .map_err(|text| wrong(&format!("the standard input is not an Arrow stream: {text}")))?;
        let schema = reader.schema();
        let source = column(&schema, SOURCE, "text", is_text)?;
        let content = column(&schema, CONTENT, "text or binary", |ty| is_text(ty) || is_bytes(ty))?;
        Ok(Self { reader, source, content, rows: 0 })
    }

    /// The next batch; null behind the last one.
    ///
    /// # Errors
    /// When the stream is damaged or cut, or an article has no path.
    pub(super) fn next(&mut self) -> Result<Option<Articles>, Error> {
        let next = guarded(|| self.reader.next().transpose().map_err(|error| error.to_string()));
        let Some(batch) = next
            .map_err(|text| wrong(&format!("the Arrow stream breaks off behind row {}: {text}{AGAIN}", self.rows)))?
        else {
            // Readers take a stream that ends between two batches for a whole one.
            return if self.reader.get_ref().is_at_end { Err(self.cut()) } else { Ok(None) };
        };
        let articles = self.articles(&batch)?;
        self.rows += articles.len();
        Ok(Some(articles))
    }

    fn cut(&self) -> Error {
        wrong(&format!(
            "the Arrow stream was cut: it ends behind row {} without its end-of-stream marker{AGAIN}",
            self.rows
        ))
    }

    fn articles(&self, batch: &RecordBatch) -> Result<Articles, Error> {
        let paths = cast(batch.column(self.source), &DataType::LargeUtf8).map_err(|error| super::defect(&error))?;
        let contents = batch.column(self.content);
        // A view of texts has no cast to bytes.
        let contents = match contents.data_type() {
            DataType::Utf8View => cast(contents, &DataType::LargeUtf8),
            DataType::Dictionary(_, values) => cast(contents, values),
            _ => Ok(contents.clone()),
        };
        let contents =
            contents.and_then(|array| cast(&array, &DataType::LargeBinary)).map_err(|error| super::defect(&error))?;
        let (paths, contents) = (paths.as_string::<i64>().clone(), contents.as_binary::<i64>().clone());
        if let Some(row) = (0..paths.len()).find(|&row| paths.is_null(row)) {
            return Err(wrong(&format!(
                "row {} of the input has no `source`: every article needs a path of its own",
                self.rows + row + 1
            )));
        }
        if let Some(row) =
            (0..contents.len()).find(|&row| !contents.is_null(row) && contents.value(row).len() > LONGEST)
        {
            return Err(wrong(&format!(
                "row {} of the input, `{}`, is longer than 1 GiB: split it, or leave it out",
                self.rows + row + 1,
                paths.value(row)
            )));
        }
        Ok(Articles { paths, contents })
    }
}

impl Articles {
    /// Number of articles.
    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    /// Length of an article in bytes.
    pub(super) fn size(&self, at: usize) -> u64 {
        // A null has none.
        self.contents.value(at).len() as u64
    }

    /// An article. One whose content is null is an empty one, and rule K114 says so.
    pub(super) fn source(&self, at: usize) -> Source {
        let bytes = if self.contents.is_null(at) { &[] } else { self.contents.value(at) };
        Source::new(self.paths.value(at).to_owned(), bytes.to_vec())
    }
}

/// The position of a column of the right type.
fn column(schema: &Schema, name: &str, wanted: &str, is_right: fn(&DataType) -> bool) -> Result<usize, Error> {
    let Some((at, field)) = schema.fields().find(name) else {
        let names: Vec<String> = schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        return Err(wrong(&format!("the input has no column `{name}`; its columns: {names}\n  help: {HELP}")));
    };
    let ty = match field.data_type() {
        DataType::Dictionary(_, values) => values,
        other => other,
    };
    if is_right(ty) {
        return Ok(at);
    }
    Err(wrong(&format!("column `{name}` of the input is {}, expected {wanted}\n  help: {HELP}", field.data_type())))
}

/// What to do with a stream that is not whole.
const AGAIN: &str =
    "\n  help: the program that wrote it was stopped, or did not close its writer: send all articles again";

fn is_text(ty: &DataType) -> bool {
    matches!(ty, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn is_bytes(ty: &DataType) -> bool {
    matches!(ty, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

fn wrong(text: &str) -> Error {
    let help = if text.contains("\n  help: ") { String::new() } else { format!("\n  help: {HELP}") };
    Error::Usage(format!("{text}{help}"))
}

/// A reader that knows whether its end was met. A whole stream ends with a marker, behind which nobody reads.
struct Watched<R> {
    inner: R,
    is_at_end: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let read = self.inner.read(buffer)?;
        self.is_at_end |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

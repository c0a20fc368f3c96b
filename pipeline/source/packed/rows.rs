//! Tables of articles: a column with the name of each article, another one with its content.

use super::entries::{Entries, Failure};
use crate::source::guard::{guarded, is_plausible};
use crate::source::load::{Loss, Opened};
use crate::source::name;
use arrow::array::{Array, AsArray, LargeBinaryArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};

/// Rows that are unpacked at a time.
const BATCH: usize = 64;
/// The longest line: an article of 1 GiB, of which each byte may take six in JSON.
const LONGEST_LINE: u64 = 6 << 30;

/// The columns that hold articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Names of the articles.
    pub source: String,
    /// Their bytes, or their text.
    pub content: String,
}

impl Default for Columns {
    fn default() -> Self {
        Self { source: "source".to_owned(), content: "content".to_owned() }
    }
}

/// Adds a row; `place` names it in messages.
fn add(
    entries: &mut Entries<'_>,
    columns: &Columns,
    place: &str,
    source: Option<&[u8]>,
    content: Option<&[u8]>,
) -> Result<(), Failure> {
    let Some(raw) = source.filter(|raw| !raw.is_empty()) else {
        entries.pass(
            place,
            format!("its `{}` is null or empty: an article needs a name", columns.source),
            Loss::Article,
        );
        return Ok(());
    };
    let mut name = String::new();
    name::push_escaped(raw, &mut name);
    match (name::is_inside(raw), content) {
        (Err(reason), _) => entries.pass(place, reason, Loss::Article),
        (Ok(()), None) => {
            entries.pass(place, format!("`{name}` has no content: its `{}` is null", columns.content), Loss::Article);
        }
        (Ok(()), Some(mut content)) => return entries.add(name, &mut content),
    }
    Ok(())
}

/// Reads a table of JSON lines, an object per line.
pub(super) fn json_lines(
    mut stream: impl BufRead,
    columns: &Columns,
    entries: &mut Entries<'_>,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let place = format!("line {number}");
        let read = stream.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::Archive(format!("{error} (in line {number})")))? == 0 {
            break;
        }
        let text = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        let object: Map<String, Value> = match serde_json::from_slice(text) {
            Ok(object) => object,
            Err(error) => {
                let reason = format!("expected a JSON object such as {}: {error}", example(columns));
                entries.pass(&place, reason, Loss::Article);
                continue;
            }
        };
        let mut texts = [None, None];
        let mut wrong = None;
        for (text, column) in texts.iter_mut().zip([&columns.source, &columns.content]) {
            match object.get(column) {
                Some(Value::String(found)) => *text = Some(found.as_bytes()),
                Some(Value::Null) => {}
                Some(_) => wrong = Some(format!("its `{column}` is not a text")),
                None => {
                    let keys: Vec<String> = object.keys().take(10).map(|key| format!("`{key}`")).collect();
                    wrong = Some(format!("it has no `{column}`, but {}: {HELP}", keys.join(", ")));
                }
            }
        }
        match wrong {
            Some(reason) => entries.pass(&place, reason, Loss::Article),
            None => add(entries, columns, &place, texts[0], texts[1])?,
        }
    }
    Ok(())
}

const HELP: &str = "name the columns with `--source-column` and `--content-column`";

fn example(columns: &Columns) -> String {
    let text = |text: &str| Value::from(text).to_string();
    format!("{{{}: \"a.md\", {}: \"# Title...\"}}", text(&columns.source), text(&columns.content))
}

/// Reads a table in Parquet.
pub(super) fn parquet(file: Opened, length: u64, columns: &Columns, entries: &mut Entries<'_>) -> Result<(), Failure> {
    let failed = |reason: String| Failure::Archive(format!("it cannot be read as Parquet: {reason}"));
    let builder = guarded(|| {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| error.to_string())?;
        is_plausible(builder.metadata(), length)?;
        Ok(builder)
    });
    let builder = builder.map_err(failed)?;
    let schema = builder.schema().clone();
    let mut places = Vec::new();
    for column in [&columns.source, &columns.content] {
        let Ok(at) = schema.index_of(column) else {
            let names: Vec<String> =
                schema.fields().iter().take(10).map(|field| format!("`{}`", field.name())).collect();
            let reason = format!("it has no column `{column}`, but {}: {HELP}", names.join(", "));
            return Err(Failure::Archive(reason));
        };
        if !is_text(schema.field(at).data_type()) {
            return Err(Failure::Archive(format!("its column `{column}` is neither text nor bytes: {HELP}")));
        }
        places.push(at);
    }
    let mut reader = guarded(|| {
        let mask = ProjectionMask::roots(builder.parquet_schema(), places);
        builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|error| error.to_string())
    })
    .map_err(failed)?;
    let mut row = 0_u64;
    while let Some(batch) = guarded(|| reader.next().transpose().map_err(|error| error.to_string())).map_err(failed)? {
        let [source, content] = [&columns.source, &columns.content].map(|column| bytes(&batch, column));
        let (source, content) = (source.map_err(failed)?, content.map_err(failed)?);
        for at in 0..batch.num_rows() {
            row += 1;
            let value = |column: &LargeBinaryArray| column.is_valid(at).then(|| column.value(at).to_vec());
            let (source, content) = (value(&source), value(&content));
            add(entries, columns, &format!("row {row}"), source.as_deref(), content.as_deref())?;
        }
    }
    Ok(())
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        other => other.is_string() || other.is_binary(),
    }
}

/// A column as bytes.
fn bytes(batch: &RecordBatch, column: &str) -> Result<LargeBinaryArray, String> {
    let column = batch.column_by_name(column).ok_or("a column is missing")?;
    guarded(|| Ok(cast(column, &DataType::LargeBinary).map_err(|error| error.to_string())?.as_binary::<i64>().clone()))
}

//! Parquet: zstd unless another codec is asked for, small row groups, page index, sorting columns, and metadata that depends on nothing but the data.

use super::{Encoding, Format, Open, Output, Sink};
use crate::contract::Dataset;
use crate::error::Error;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};

/// Parquet.
pub(super) const FORMAT: Format = with("zstd", |dataset, _, schema, file| open(dataset, zstd()?, schema, file));

/// The codecs that pages can be compressed by, by the names that other tools give them; the first is `FORMAT`'s.
pub const CODECS: [(&str, &Format); 4] = [
    ("zstd", &FORMAT),
    ("snappy", &with("snappy", |dataset, _, schema, file| open(dataset, Compression::SNAPPY, schema, file))),
    (
        "gzip",
        &with("gzip", |dataset, _, schema, file| open(dataset, Compression::GZIP(GzipLevel::default()), schema, file)),
    ),
    ("none", &with("none", |dataset, _, schema, file| open(dataset, Compression::UNCOMPRESSED, schema, file))),
];

const fn with(codec: &'static str, open: Open) -> Format {
    Format {
        name: "parquet",
        extension: "parquet",
        media_type: "application/vnd.apache.parquet",
        encoding: Encoding::File(open),
        variant: codec,
        is_on_request: false,
    }
}

/// The level that takes hardly more time than none.
fn zstd() -> Result<Compression, Error> {
    Ok(Compression::ZSTD(ZstdLevel::try_new(1).map_err(failed)?))
}

/// Rows of a row group: what `DuckDB` reads as one unit of work.
const ROW_GROUP: usize = 122_880;
/// Bytes of a row group: rows of long texts make smaller groups, which a writer holds in memory.
const ROW_GROUP_BYTES: usize = 64 << 20;
/// Writer name in the grammar that other readers parse; pinned, so that an upgrade of the crate rewrites no file.
const CREATED_BY: &str = "kbc version 1.0.0 (build 1)";

struct Writer {
    writer: ArrowWriter<Output>,
}

fn open(dataset: &Dataset, codec: Compression, schema: SchemaRef, file: Output) -> Result<Box<dyn Sink>, Error> {
    let sorting = dataset.order.iter().filter_map(|&at| i32::try_from(at).ok()).map(|column_idx| SortingColumn {
        column_idx,
        descending: false,
        nulls_first: false,
    });
    // No version: a rise of version alone must change no byte of a file. The descriptor has them.
    let metadata = [("kbc:dataset", &dataset.name), ("kbc:doc", &dataset.doc)];
    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(codec)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(Some(sorting.collect()))
        .set_key_value_metadata(Some(
            metadata.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), (*value).clone())).collect(),
        ))
        .build();
    let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(failed)?;
    Ok(Box::new(Writer { writer }))
}

impl Sink for Writer {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.writer.write(batch).map_err(failed)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.writer.close().map(|_| ()).map_err(failed)
    }
}

/// A full disk comes wrapped as an error of the library; everything else is a defect.
fn failed(error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => Error::Write { path: "parquet output".into(), source: *source },
            Err(other) => Error::Internal { stage: "emit", message: other.to_string() },
        },
        other => Error::Internal { stage: "emit", message: other.to_string() },
    }
}

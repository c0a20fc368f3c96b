//! Archives and tables of articles that tests make.

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use flate2::write::{DeflateEncoder, GzEncoder};
use parquet::arrow::ArrowWriter;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write;
use std::sync::Arc;

/// A name and the bytes of a file.
pub(crate) type File<'a> = (&'a [u8], &'a [u8]);

/// A zip archive, the names as they are.
pub(crate) fn zip(files: &[File<'_>]) -> Vec<u8> {
    zip_with(files, CompressionMethod::DEFLATE, |_| {})
}

/// A zip archive whose headers say that files are encrypted.
pub(crate) fn encrypted(files: &[File<'_>]) -> Vec<u8> {
    zip_with(files, CompressionMethod::STORE, |is_encrypted| *is_encrypted = true)
}

/// A zip archive in which zstd is used.
pub(crate) fn zip_of_zstd(files: &[File<'_>]) -> Vec<u8> {
    zip_with(files, CompressionMethod::ZSTD, |_| {})
}

fn zip_with(files: &[File<'_>], method: CompressionMethod, mark: impl Fn(&mut bool)) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let mut is_encrypted = false;
        mark(&mut is_encrypted);
        let builder = archive.new_file(EntryPath::verbatim(*name)).compression_method(method).encrypted(is_encrypted);
        let (mut entry, config) = builder.start().unwrap();
        let output = if method == CompressionMethod::DEFLATE {
            let mut writer = config.wrap(DeflateEncoder::new(&mut entry, flate2::Compression::fast()));
            writer.write_all(bytes).unwrap();
            let (encoder, output) = writer.finish().unwrap();
            encoder.finish().unwrap();
            output
        } else if method == CompressionMethod::ZSTD {
            let mut writer = config.wrap(zstd::Encoder::new(&mut entry, 1).unwrap());
            writer.write_all(bytes).unwrap();
            let (encoder, output) = writer.finish().unwrap();
            encoder.finish().unwrap();
            output
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(output).unwrap();
    }
    archive.finish().unwrap()
}

/// What an entry of a tar archive is.
pub(crate) enum Entry<'a> {
    File(File<'a>),
    /// Kind, name and target.
    Link(tar::EntryType, &'a str, &'a str),
}

/// A tar archive, the names as they are.
pub(crate) fn tar(files: &[File<'_>]) -> Vec<u8> {
    let entries: Vec<Entry<'_>> = files.iter().map(|file| Entry::File(*file)).collect();
    tar_of(&entries)
}

pub(crate) fn tar_of(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for entry in entries {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        let (name, bytes, kind): (&[u8], &[u8], tar::EntryType) = match entry {
            Entry::File((name, bytes)) => (name, bytes, tar::EntryType::Regular),
            Entry::Link(kind, name, target) => {
                if !target.is_empty() {
                    header.set_link_name(target).unwrap();
                }
                (name.as_bytes(), b"", *kind)
            }
        };
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_cksum();
        archive.append(&header, bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// A table in Parquet whose columns have these names.
pub(crate) fn parquet(names: [&str; 2], rows: &[(Option<&str>, Option<&str>)]) -> Vec<u8> {
    let column = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("id", column(rows.iter().map(|_| Some("1")).collect()), true),
        (names[0], column(rows.iter().map(|(source, _)| *source).collect()), true),
        (names[1], column(rows.iter().map(|(_, content)| *content).collect()), true),
    ])
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// A table of JSON lines.
pub(crate) fn json_lines(rows: &[(&str, &str)]) -> Vec<u8> {
    let line =
        |(source, content): &(&str, &str)| serde_json::json!({ "source": source, "content": content }).to_string();
    rows.iter().map(|row| line(row) + "\n").collect::<String>().into_bytes()
}

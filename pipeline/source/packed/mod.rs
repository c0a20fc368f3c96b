//! Articles that lie in no file of their own: in a zip or tar archive, in a table, in a compressed file.
//!
//! Whatever holds them is read once, from its beginning to its end, into a [`Spool`]: the stages behind read articles in the
//! order of their names, and some of them again.

mod entries;
mod meter;
mod rows;
mod tar;
mod zip;

pub use rows::Columns;

use super::load::{ARCHIVES, EXTENSIONS, Opened, extension};
pub(in crate::source) use entries::Unpacked;
use entries::{Entries, Failure};
use flate2::read::MultiGzDecoder;
use meter::{Meter, Metered};
use std::io::{BufReader, Read, Result as IoResult, Seek, SeekFrom};
use std::path::Path;

/// So much of a file says what it is.
const HEAD: usize = 1 << 16;
/// A block of a tar archive.
const BLOCK: usize = 512;
/// Extensions of tables of JSON lines.
const JSON_LINES: [&str; 3] = ["jsonl", "ndjson", "json"];

/// Why a file gives no articles.
pub(super) enum Unreadable {
    /// What is wrong with it, or what the system says of it.
    File(String),
    /// What the system says of the temporary file.
    Spool(std::io::Error),
}

/// What a file is, whatever its name.
enum Kind {
    Zip,
    Parquet,
    Tar,
    JsonLines,
    /// One article.
    Article,
    /// It is none of these.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstd,
}

/// Reads the articles that a file holds; `name` is the one of the file, which names an article alone in it.
pub(super) fn unpack(mut file: Opened, name: &str, shown: &Path, columns: &Columns) -> Result<Unpacked, Unreadable> {
    let system = |error: std::io::Error| Unreadable::File(error.to_string());
    let packed = file.seek(SeekFrom::End(0)).map_err(system)?;
    file.rewind().map_err(system)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(system)?;
    file.rewind().map_err(system)?;
    let compression = match head.as_slice() {
        [0x1F, 0x8B, ..] => Compression::Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compression::Zstd,
        _ => Compression::None,
    };
    let mut entries = Entries::new(shown, packed);
    let (name, head) = match compression {
        Compression::None => (name, head),
        _ => (without_compression(name), unpacked_head(&head, compression)),
    };
    let read = match (kind(name, &head), compression) {
        (Kind::Zip, Compression::None) => zip::read(file, &mut entries),
        (Kind::Parquet, Compression::None) => rows::parquet(file, packed, columns, &mut entries),
        (Kind::Zip | Kind::Parquet, _) => {
            Err(Failure::Archive("it is an archive or a table inside of a compressed file: unpack it first".to_owned()))
        }
        (Kind::Other, _) => Err(Failure::Archive(format!(
            "expected an article (.{}), an archive (zip, tar, tar.gz, tar.zst) or a table of articles (Parquet, JSON lines), and found something else",
            EXTENSIONS.join(", .")
        ))),
        (kind, _) => {
            stream(file, compression).map_err(|error| Failure::Archive(error.to_string())).and_then(|stream| {
                let meter = Meter::new(packed);
                match kind {
                    Kind::Tar => tar::read(stream, &meter, &mut entries),
                    Kind::JsonLines => {
                        rows::json_lines(BufReader::new(Metered { inner: stream, meter }), columns, &mut entries)
                    }
                    _ => entries.add_of_stream(name.to_owned(), &mut Metered { inner: stream, meter }),
                }
            })
        }
    };
    match read {
        Ok(()) => Ok(entries.finish()),
        Err(Failure::Archive(reason)) => Err(Unreadable::File(reason)),
        Err(Failure::Spool(error)) => Err(Unreadable::Spool(error)),
    }
}

/// The name that a compressed file has unpacked.
fn without_compression(name: &str) -> &str {
    ["gz", "zst", "zstd"].iter().find_map(|ext| name.strip_suffix(ext)?.strip_suffix('.')).unwrap_or(name)
}

fn stream<'r>(file: impl Read + 'r, compression: Compression) -> IoResult<Box<dyn Read + 'r>> {
    let file = BufReader::new(file);
    Ok(match compression {
        Compression::None => Box::new(file),
        // Several of them, one behind the other, are one.
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstd => Box::new(zstd::Decoder::with_buffer(file)?),
    })
}

/// The beginning of what a compressed file holds, as far as its own beginning gives it.
fn unpacked_head(head: &[u8], compression: Compression) -> Vec<u8> {
    let mut unpacked = Vec::new();
    if let Ok(stream) = stream(head, compression) {
        // It ends where `head` does, which is no error here.
        let _ = stream.take(HEAD as u64).read_to_end(&mut unpacked);
    }
    unpacked
}

fn kind(name: &str, head: &[u8]) -> Kind {
    if let [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..] = head {
        return Kind::Zip;
    }
    if head.starts_with(b"PAR1") {
        return Kind::Parquet;
    }
    if is_tar(head) {
        return Kind::Tar;
    }
    match extension(name) {
        Some(ext) if EXTENSIONS.contains(&ext.as_str()) => Kind::Article,
        Some(ext) if JSON_LINES.contains(&ext.as_str()) => Kind::JsonLines,
        Some(ext) if ARCHIVES.contains(&ext.as_str()) => Kind::Other,
        // The standard input has no name that would say what it is.
        None if head.trim_ascii_start().starts_with(b"{\"") => Kind::JsonLines,
        None => Kind::Article,
        Some(_) => Kind::Other,
    }
}

/// Whether bytes begin with the header of a tar archive, by its checksum, or with its end.
fn is_tar(head: &[u8]) -> bool {
    /// Where the checksum stands, in octal digits.
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let Some(block) = head.get(..BLOCK) else { return false };
    let digits: Vec<u8> = block[CHECKSUM].iter().copied().filter(u8::is_ascii_digit).collect();
    let said = std::str::from_utf8(&digits).ok().and_then(|digits| u32::from_str_radix(digits, 8).ok());
    let sum: u32 =
        block.iter().enumerate().map(|(at, byte)| u32::from(if CHECKSUM.contains(&at) { b' ' } else { *byte })).sum();
    said == Some(sum) || block.iter().all(|byte| *byte == 0)
}

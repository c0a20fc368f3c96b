//! Zip archives, by their directory.

use super::entries::{Entries, Failure, Use};
use crate::source::load::Opened;
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, CreatorSystem, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipFileHeaderRecord};
use std::io::Read;

/// Reads the articles of an archive.
pub(super) fn read(file: Opened, entries: &mut Entries<'_>) -> Result<(), Failure> {
    let damaged =
        |error: rawzip::Error| Failure::Archive(format!("it is damaged, or not a complete zip archive: {error}"));
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut walk = archive.entries(&mut buffer);
    while let Some(header) = walk.next_entry().map_err(damaged)? {
        let raw = name(&header);
        if header.is_dir() || raw.ends_with(b"/") {
            continue;
        }
        if header.mode().is_symlink() {
            entries
                .pass_unread(&raw, "it is a symbolic link, which is not followed in an archive: pack what it leads to");
            continue;
        }
        let Use::Read(name) = entries.look_at(&raw) else { continue };
        if header.flags().is_encrypted() {
            entries.pass_unread(&raw, "it is encrypted: unpack it, and name the directory");
            continue;
        }
        let entry = match archive.get_entry(header.wayfinder()) {
            Ok(entry) => entry,
            Err(error) => {
                entries.pass_unread(&raw, format!("it is damaged: {error}"));
                continue;
            }
        };
        let packed = entry.reader();
        let method = header.compression_method();
        let unpacked: Box<dyn Read + '_> = if method == CompressionMethod::STORE {
            Box::new(packed)
        } else if method == CompressionMethod::DEFLATE {
            Box::new(DeflateDecoder::new(packed))
        } else if method == CompressionMethod::ZSTD || method == CompressionMethod::ZSTD_DEPRECATED {
            Box::new(zstd::Decoder::new(packed).map_err(|error| Failure::Archive(error.to_string()))?)
        } else {
            let reason =
                format!("it is packed by method {}, and kbc knows deflate and zstd: pack it anew", method.as_u16());
            entries.pass_unread(&raw, reason);
            continue;
        };
        entries.add(name, &mut entry.verifying_reader(unpacked))?;
    }
    Ok(())
}

/// The name of an entry. Programs of Windows may divide it by `\`, which the format forbids.
fn name(header: &ZipFileHeaderRecord<'_>) -> Vec<u8> {
    let path = header.file_path();
    let is_of_windows = [CreatorSystem::FAT, CreatorSystem::NTFS, CreatorSystem::VFAT]
        .contains(&header.version_made_by().creator_system());
    let divided = |byte: &u8| if is_of_windows && *byte == b'\\' { b'/' } else { *byte };
    path.as_bytes().iter().map(divided).collect()
}

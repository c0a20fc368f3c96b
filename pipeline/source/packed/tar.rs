//! Tar archives: one pass over a stream.

use super::entries::{Entries, Failure, Use};
use super::meter::{Meter, Metered};
use crate::source::name;
use std::io::Read;
use std::rc::Rc;
use tar::{Archive, Entry, EntryType};

/// Reads the articles of an archive.
pub(super) fn read(stream: impl Read, meter: &Rc<Meter>, entries: &mut Entries<'_>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Archive(error.to_string());
    let mut archive = Archive::new(Metered { inner: stream, meter: meter.clone() });
    let mut walk = archive.entries().map_err(failed)?;
    loop {
        meter.at_header();
        let next = walk.next();
        meter.behind_header();
        let Some(entry) = next else { break };
        let mut entry = entry.map_err(failed)?;
        add(&mut entry, entries)?;
        // What is skipped is read here, where it is no header.
        std::io::copy(&mut entry, &mut std::io::sink()).map_err(failed)?;
    }
    // The checksum of a compressed stream stands at its end.
    let mut rest = archive.into_inner();
    std::io::copy(&mut rest, &mut std::io::sink()).map_err(failed)?;
    Ok(())
}

fn add(entry: &mut Entry<'_, impl Read>, entries: &mut Entries<'_>) -> Result<(), Failure> {
    let raw = entry.path_bytes().into_owned();
    match entry.header().entry_type() {
        EntryType::Directory | EntryType::XGlobalHeader => Ok(()),
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            let Use::Read(name) = entries.look_at(&raw) else { return Ok(()) };
            if is_sparse(entry)? {
                entries.pass_unread(
                    &raw,
                    "it is a sparse file in a form that kbc does not read: pack it without `--sparse`",
                );
                return Ok(());
            }
            entries.add_of_stream(name, entry)
        }
        EntryType::Link => {
            let target = entry.link_name_bytes().and_then(|target| name::of_entry(&target).ok());
            let Some(place) = target.and_then(|target| entries.place(&target)) else {
                entries.pass_unread(
                    &raw,
                    "it is a link, and no article that stands before it in the archive has the name that it links to",
                );
                return Ok(());
            };
            match entries.look_at(&raw) {
                Use::Read(name) => entries.link(name, place),
                Use::Pass => Ok(()),
            }
        }
        EntryType::Symlink => {
            entries.pass_unread(&raw, "it is a symbolic link, which is not followed in an archive: pack what it leads to (`tar --dereference`)");
            Ok(())
        }
        _ => {
            entries.pass_unread(&raw, "it is a device or another special file: only regular files are read");
            Ok(())
        }
    }
}

/// Whether a file has holes as the extended headers of POSIX tell them, which the reader takes for bytes.
fn is_sparse(entry: &mut Entry<'_, impl Read>) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| Failure::Archive(error.to_string());
    let Some(extensions) = entry.pax_extensions().map_err(failed)? else { return Ok(false) };
    for extension in extensions {
        if extension.map_err(failed)?.key_bytes().starts_with(b"GNU.sparse.") {
            return Ok(true);
        }
    }
    Ok(false)
}

//! `Meter`: how much comes out of an archive, against how much went in.

use std::cell::Cell;
use std::io::{Error as IoError, Read, Result as IoResult};
use std::rc::Rc;

/// What comes out of an archive before anybody asks for the ratio: short repetitive files pack very well.
const FREE: u64 = 16 << 20;
/// Articles of the same kind, packed together, come to about 20 times their archive; an archive that is made to explode has
/// a thousand and more.
const RATIO: u64 = 200;
/// What comes out of one archive at most: 256 GiB.
const MOST: u64 = 256 << 30;
/// Bytes of one header of a tar archive, with the long names that it may hold.
const HEADER: u64 = 1 << 20;

/// Counts bytes that were unpacked.
#[derive(Debug)]
pub(super) struct Meter {
    /// Bytes of the archive.
    packed: u64,
    unpacked: Cell<u64>,
    /// Bytes of a header that may still come.
    header: Cell<Option<u64>>,
}

impl Meter {
    pub(super) fn new(packed: u64) -> Rc<Self> {
        Rc::new(Self { packed, unpacked: Cell::new(0), header: Cell::new(None) })
    }

    /// Counts bytes.
    ///
    /// # Errors
    /// When they are more than an honest archive holds.
    pub(super) fn count(&self, bytes: u64) -> IoResult<()> {
        let sum = self.unpacked.get().saturating_add(bytes);
        self.unpacked.set(sum);
        if let Some(left) = self.header.get() {
            let left = left.checked_sub(bytes);
            self.header.set(Some(left.ok_or_else(|| too_much("a header of it is longer than 1 MiB"))?));
        }
        if sum > MOST {
            return Err(too_much("it holds more than 256 GiB"));
        }
        if sum > FREE && sum / RATIO > self.packed {
            return Err(too_much(&format!(
                "it unpacks to more than {RATIO} times its {} bytes, as archives do that are made to fill a disk",
                self.packed
            )));
        }
        Ok(())
    }

    /// What is read from here on is a header, until [`Meter::behind_header`].
    pub(super) fn at_header(&self) {
        self.header.set(Some(HEADER));
    }

    /// What is read from here on is no header.
    pub(super) fn behind_header(&self) {
        self.header.set(None);
    }
}

fn too_much(what: &str) -> IoError {
    IoError::other(format!("{what}; if you trust it, unpack it and name the directory"))
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.count(read as u64)?;
        Ok(read)
    }
}

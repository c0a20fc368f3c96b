//! Stage 1, bytes to [`Source`]: finding articles, decoding them, knowing where lines begin.

mod decode;
mod digest;
mod found;
mod guard;
mod input;
mod lines;
mod load;
mod name;
mod packed;
mod spool;

pub use decode::{Decoded, decode};
pub use digest::InputDigest;
pub use found::Found;
pub use guard::{guarded, is_plausible};
pub use input::{Input, PolicyText, STDIN, Wanted, check_prefix};
pub use lines::{LineIndex, Position};
pub use load::{
    BASELINE, Loss, Opened, Skipped, WAIVERS, article, articles, changed, current, is_unchanged, kind_of, listed,
    modified, open, read, schemas, sha256, text,
};
pub use packed::Columns;

use sha2::{Digest, Sha256};

/// One article as it was read.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the input root, divided by `/`.
    pub path: String,
    /// What rows call the article: the path, behind the prefix of the build.
    pub id: String,
    /// The decoded text.
    pub text: String,
    /// Name of the encoding that was detected.
    pub encoding: &'static str,
    /// Whether bytes had no meaning in that encoding, or were zero bytes.
    pub damaged: bool,
    /// SHA-256 of the bytes read, lower case hex.
    pub sha256: String,
    /// Where lines begin.
    pub lines: LineIndex,
}

impl Source {
    /// Decodes the bytes of an article.
    #[must_use]
    pub fn new(path: String, bytes: Vec<u8>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        let Decoded { text, encoding, damaged } = decode(bytes);
        let lines = LineIndex::new(&text);
        Self { id: path.clone(), path, text, encoding, damaged, sha256, lines }
    }

    /// The same article, which rows call by its path behind a prefix.
    #[must_use]
    pub fn behind(self, prefix: &str) -> Self {
        Self { id: format!("{prefix}{}", self.path), ..self }
    }
}

/// Lower case hex digits of a digest.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

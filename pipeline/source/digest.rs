//! `InputDigest`: one digest of all articles, by which a build knows those that an output was made of.

use super::hex;
use sha2::{Digest as _, Sha256};

/// SHA-256 over, for each article in order: the SHA-256 of its bytes in lower case hex, two blanks, its name and a zero byte. That
/// is what `sha256sum --zero` prints.
#[derive(Debug, Default)]
pub struct InputDigest {
    sha: Sha256,
}

impl InputDigest {
    /// Takes the next article in.
    pub fn add(&mut self, name: &str, sha256: &str) {
        for part in [sha256, "  ", name, "\0"] {
            self.sha.update(part);
        }
    }

    /// The digest, lower case hex.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.sha.finalize())
    }
}

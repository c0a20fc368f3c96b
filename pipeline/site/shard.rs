//! A shard: JSON as a script that hands it over, compressed, so that pages can load it from a disk, where they may not fetch.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;

/// Directory of the shards in a site.
const DIRECTORY: &str = "data";

/// The file of a shard.
pub(super) fn file(name: &str) -> String {
    format!("{DIRECTORY}/{name}.js")
}

/// The script of a shard. Nothing of the JSON stands in it as it is: whatever an article holds, it is no code.
pub(super) fn script(name: &str, json: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 4), Compression::best());
    // Writing into memory cannot fail.
    let packed = encoder.write_all(json).and_then(|()| encoder.finish()).unwrap_or_default();
    format!("kbc(\"{name}\",\"{}\")\n", STANDARD.encode(packed)).into_bytes()
}

//! A shard: JSON as a script that hands it over, compressed, so that pages can load it from a disk, where they may not fetch.

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
    format!("kbc(\"{name}\",\"{}\")\n", text(&packed)).into_bytes()
}

/// The digits of [`text`]: printable ASCII without what ends a text or a script: the double quote, the backslash and `<`.
const DIGITS: &[u8; 91] =
    b"!#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Bytes as text: 13 bits, the lowest first, are a number of two digits to the base 91. That is 23 % longer than the bytes,
/// where base64 is 33 %; of a large site it is 8 MB.
fn text(bytes: &[u8]) -> String {
    const BITS: u32 = 13;
    let mut out = String::with_capacity(bytes.len() * 16 / 13 + 2);
    let mut push = |number: u32| {
        for digit in [number % 91, number / 91] {
            out.push(char::from(DIGITS[digit as usize]));
        }
    };
    let (mut waiting, mut count) = (0_u32, 0);
    for &byte in bytes {
        waiting |= u32::from(byte) << count;
        count += 8;
        if count >= BITS {
            push(waiting & ((1 << BITS) - 1));
            waiting >>= BITS;
            count -= BITS;
        }
    }
    // Up to 6 bits are one digit: with two a reader would see another byte behind the last one.
    match count {
        0 => {}
        1..=6 => out.push(char::from(DIGITS[waiting as usize])),
        _ => push(waiting),
    }
    out
}

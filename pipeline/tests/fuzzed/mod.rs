//! What holds for any bytes, by fuzz target. `pipeline/fuzz/` searches for bytes for which it does not.

mod archive;
mod article;
mod choices;
mod difference;
mod policy;
mod schema;
mod table;

/// A part of kbc, and what holds for it whatever it is given.
pub(crate) struct Target {
    /// Name of the target, and of the directories of its inputs.
    pub(crate) name: &'static str,
    /// Panics where it does not hold.
    pub(crate) hold: fn(&[u8]),
}

/// Every target.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "article", hold: article::hold },
    Target { name: "table", hold: table::hold },
    Target { name: "schema", hold: schema::hold },
    Target { name: "policy", hold: policy::hold },
    Target { name: "diff", hold: difference::hold },
    Target { name: "archive", hold: archive::hold },
];

/// One of so many ways to read an input, by its first byte: digits, so that inputs can be written by hand.
fn way(mark: u8, count: usize) -> usize {
    usize::from(mark.wrapping_sub(b'0')) % count
}

/// What colours a message: bold, the colours of levels and frames, the end of these.
const STYLES: [&str; 7] = ["[0m", "[1m", "[91m", "[92m", "[93m", "[94m", "[96m"];

/// A report for people holds no control character but the end of a line, and what colours it.
fn is_printable(text: &str) -> bool {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let is_plain = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n');
    is_plain(first) && parts.all(|part| STYLES.iter().any(|style| part.starts_with(style)) && is_plain(part))
}

//! Lines that are wrapped by hand, told by their widths.

use super::Document;

/// Text that is wrapped by hand is at most this wide, in bytes.
const WIDEST: usize = 82;
/// A line is wrapped when its next word would not have fit into so many bytes.
const WIDTH: usize = 76;
/// Fewer signs may be anything.
const SHORTEST_RULE: usize = 10;

/// Whether a line is nothing but a drawn rule.
#[must_use]
pub fn is_drawn_rule(raw: &str) -> bool {
    raw.len() >= SHORTEST_RULE && raw.bytes().all(|b| b == raw.as_bytes()[0]) && raw.starts_with(['-', '=', '_', '*'])
}

impl Document<'_> {
    /// Whether the line at a position goes on in the next one, by their widths: both stand in one paragraph, and the
    /// first word of the next would not have fit.
    #[must_use]
    pub fn is_hard_wrapped(&self, at: usize) -> bool {
        let (Some((span, line)), Some((next, follows))) = (self.line(at), self.line(at + 1)) else { return false };
        let text = &self.source.text;
        if follows.opens || follows.bullet || line.code != follows.code || is_drawn_rule(next.slice(text)) {
            return false;
        }
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..span.range().start]).map_or(0, |end| end + 1);
        let width = span.range().end - start;
        let word = next.slice(text).split(char::is_whitespace).next().unwrap_or_default().len();
        width <= WIDEST && width + 1 + word > WIDTH
    }
}

//! Plain text: one block per line; blank lines divide paragraphs, bullets open items, rules underline headings.

use super::inline;
use super::{Block, Document, FrontEnd, Kind, Line};
use crate::source::Source;
use crate::span::Span;

/// Plain text.
pub(super) const FRONT_END: FrontEnd = FrontEnd { name: "text", fits: |_: &Source, _| 1, read, has_markup: false };

/// Signs that open an item of a list when a blank follows.
const BULLETS: [char; 6] = ['•', '-', '*', '·', '◦', 'o'];

fn read(document: &mut Document<'_>, body: usize) {
    let text = &document.source.text;
    inline::unmarked(&mut document.pieces, text, Span::of(body..text.len()));
    let mut opens = true;
    // The indent of the item that the lines may belong to.
    let mut item_indent = 0;
    let mut start = body;
    for end in memchr::memchr_iter(b'\n', &text.as_bytes()[body..]).map(|at| body + at).chain([text.len()]) {
        let span = Span::of(start..end).trim(text);
        let indent = span.range().start - start;
        start = end + 1;
        if span.is_empty() {
            opens = true;
            continue;
        }
        // What stands further out than an item is no part of it.
        if indent < item_indent {
            (opens, item_indent) = (true, 0);
        }
        let raw = span.slice(text);
        if is_template_tag(raw) || is_empty_row(raw) {
            opens = true;
            continue;
        }
        if let Some(level) = underline(raw)
            && let Some(Block { span: above, kind: kind @ Kind::Line(Line { opens: true, .. }) }) =
                document.blocks.last_mut()
            && !opens
            && underlines(above.slice(text), raw, level, || is_text(text, start))
        {
            *kind = Kind::Underlined(level);
            opens = true;
            continue;
        }
        if let Some((level, marks)) = hashes(raw) {
            document
                .blocks
                .push(Block { span: span.inner(marks, raw.len() - marks).trim(text), kind: Kind::Heading(level) });
            opens = true;
            continue;
        }
        let item = item(raw);
        if item > 0 {
            item_indent = indent;
        }
        let line = Line { opens: opens || item > 0, bullet: item > 0, code: false };
        document.blocks.push(Block { span: span.inner(item, raw.len() - item).trim(text), kind: Kind::Line(line) });
        opens = false;
    }
}

/// The length of a bullet and the blanks behind it; 0 without a bullet.
fn item(raw: &str) -> usize {
    let Some(rest) = raw.strip_prefix(BULLETS) else { return 0 };
    let text = rest.trim_start();
    if text.len() < rest.len() && !text.is_empty() { raw.len() - text.len() } else { 0 }
}

/// The level of a heading marked with `#`, and the number of the marks.
fn hashes(raw: &str) -> Option<(u8, usize)> {
    let marks = raw.bytes().take_while(|&b| b == b'#').count();
    let is_heading = (1..=6).contains(&marks) && raw.as_bytes().get(marks) == Some(&b' ');
    u8::try_from(marks).ok().filter(|_| is_heading).map(|level| (level, marks))
}

/// A row of a spreadsheet without any text: `,,,,`.
fn is_empty_row(raw: &str) -> bool {
    raw.len() > 1 && raw.bytes().all(|b| b == b',' || b == b';' || b == b'"')
}

/// A line of nothing but `{% ... %}`, left by a template engine.
fn is_template_tag(raw: &str) -> bool {
    raw.starts_with("{%") && raw.ends_with("%}")
}

/// Whether a line is a rule: 1 for `===`, 2 for `---`.
fn underline(raw: &str) -> Option<u8> {
    if raw.len() < 3 {
        None
    } else if raw.bytes().all(|b| b == b'=') {
        Some(1)
    } else if raw.bytes().all(|b| b == b'-') {
        Some(2)
    } else {
        None
    }
}

/// A rule this wide, in characters, may divide the page.
const PAGE: usize = 60;

/// Whether a line with text begins at a place.
fn is_text(text: &str, start: usize) -> bool {
    let rest = text.get(start..).unwrap_or_default();
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    !rest[..end].trim().is_empty()
}

/// Whether a rule underlines the line above it. A rule of `-` also stands under the header of a table, which has
/// runs of blanks or another length; a rule as wide as the page stands under a line of any length, the more so where
/// text follows at once.
fn underlines(above: &str, rule: &str, level: u8, text_follows: impl FnOnce() -> bool) -> bool {
    let length = above.chars().count();
    let difference = length.abs_diff(rule.len());
    match level {
        1 if rule.len() >= PAGE => difference <= 1 || difference <= 5 && !text_follows(),
        1 => length <= 200,
        _ => difference <= 2 && has_no_columns(above) && above.chars().any(char::is_alphabetic),
    }
}

/// Whether a line has no runs of blanks, but for one behind the number of a section: `1.0  Introduction`.
fn has_no_columns(line: &str) -> bool {
    let text = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let text = if text.len() < line.len() { text.trim_start_matches(' ') } else { line };
    !text.contains("  ") && !text.contains('\t')
}

//! `Excerpt`: the lines of an article that a finding shows.

use crate::finding::Location;
use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// A longer piece of source is not shown, in bytes: the place and the words must do.
const LONGEST: usize = 1 << 16;
/// So many bytes of a line behind its carets may be shown: more than a terminal is wide.
const BEHIND: usize = 512;

/// The lines of an article from the first to the last of some places, as far as they are needed to show these.
pub(super) struct Excerpt {
    /// Lines, each cut behind what is shown of it.
    pub(super) text: String,
    /// Number of the first of them.
    pub(super) first_line: usize,
    /// Bytes of `text`, one for each place.
    pub(super) spans: Vec<Range<usize>>,
}

impl Excerpt {
    /// Cuts lines behind what is shown of them: nothing before it, so that columns stay right. Null where it is too
    /// long even so.
    pub(super) fn of(source: &Source, places: &[&Location]) -> Option<Self> {
        let first = places.iter().map(|place| place.line).min()?;
        let last = places.iter().map(|place| place.end_line).max()?;
        let mut spans = vec![0..0; places.len()];
        let mut text = String::new();
        for number in first..=last {
            let start = source.lines.start(number) as usize;
            let end = (source.lines.start(number + 1) as usize).min(source.text.len());
            let line = source.text.get(start..end)?.trim_end_matches(['\n', '\r']);
            let mut shown = 0;
            for (place, span) in places.iter().zip(&mut spans) {
                // Behind the last character of a line stands its end, which is cut; the article may have changed since.
                let within = |offset: u32| line.floor_char_boundary((offset as usize).saturating_sub(start));
                if place.line == number {
                    span.start = text.len() + within(place.span.start);
                    shown = shown.max(within(place.span.start));
                }
                if place.end_line == number {
                    span.end = (text.len() + within(place.span.end)).max(span.start);
                    shown = shown.max(within(place.span.end));
                }
            }
            text.push_str(&harmless(&line[..line.ceil_char_boundary(line.len().min(shown + BEHIND))]));
            text.push('\n');
            if text.len() > LONGEST {
                return None;
            }
        }
        Some(Self { text, first_line: first as usize, spans })
    }
}

/// A line of an article: control characters that the renderer would pass on become points of as many bytes.
fn harmless(line: &str) -> Cow<'_, str> {
    let is_passed_on = |c| matches!(c, '\u{80}'..='\u{9f}');
    if line.contains(is_passed_on) { Cow::Owned(line.replace(is_passed_on, "\u{b7}")) } else { Cow::Borrowed(line) }
}

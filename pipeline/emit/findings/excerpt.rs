//! `Excerpt`: the lines of an article that a finding shows.

use crate::finding::Location;
use crate::source::Source;
use crate::visible::{visible, visible_at};
use crate::work;
use std::ops::Range;

/// A longer piece of source is not shown, in bytes: the place and the words must do.
const LONGEST: usize = 1 << 16;
/// Lines of more characters are cut.
const LONG: usize = 140;
/// Characters to keep of them, around the carets.
const WIDEST: usize = 120;
/// Characters to show before and after an end of the carets if they are too long to be shown whole.
const AROUND: usize = 20;
/// What stands in the place of what is cut.
const CUT: &str = "...";

/// The lines of an article from the first to the last of some places, as far as they are needed to show these.
pub(super) struct Excerpt {
    /// Lines, each cut to what is shown of it.
    pub(super) text: String,
    /// Number of the first of them.
    pub(super) first_line: usize,
    /// Bytes of `text`, one for each place.
    pub(super) spans: Vec<Range<usize>>,
}

impl Excerpt {
    /// Cuts lines around what is shown of them, however long they are. Null where there are too many even so.
    pub(super) fn of(source: &Source, places: &[&Location]) -> Option<Self> {
        let first = places.iter().map(|place| place.line).min()?;
        let last = places.iter().map(|place| place.end_line).max()?;
        let mut spans = vec![0..0; places.len()];
        let mut text = String::new();
        for number in first..=last {
            let start = source.lines.start(number) as usize;
            let end = (source.lines.start(number + 1) as usize).min(source.text.len());
            let line = source.text.get(start..end)?.trim_end_matches(['\n', '\r']);
            // Behind the last character of a line stands its end, which is cut; the article may have changed since.
            let within = |offset: u32| line.floor_char_boundary((offset as usize).saturating_sub(start));
            let begins = |place: &&Location| (place.line == number).then(|| within(place.span.start));
            let ends = |place: &&Location| (place.end_line == number).then(|| within(place.span.end));
            let mut points: Vec<usize> =
                places.iter().filter_map(begins).chain(places.iter().filter_map(ends)).collect();
            points.sort_unstable();
            let pieces = pieces(line, &points);
            let mut shown = Vec::with_capacity(pieces.len());
            for piece in pieces {
                if piece.start > 0 {
                    text.push_str(CUT);
                }
                shown.push((piece.clone(), text.len()));
                text.push_str(&visible(&line[piece]));
            }
            if shown.last().is_some_and(|(piece, _)| piece.end < line.len()) {
                text.push_str(CUT);
            }
            let place_of = |at: usize| {
                let piece = shown.partition_point(|(piece, _)| piece.end < at).min(shown.len().saturating_sub(1));
                shown.get(piece).map_or(text.len(), |(piece, from)| {
                    // Behind the piece stands nothing that is shown.
                    let part = &line[piece.clone()];
                    from + visible_at(part, at.saturating_sub(piece.start).min(part.len()))
                })
            };
            for (place, span) in places.iter().zip(&mut spans) {
                if let Some(at) = begins(place) {
                    span.start = place_of(at);
                }
                if let Some(at) = ends(place) {
                    span.end = place_of(at).max(span.start);
                }
            }
            text.push('\n');
            if text.len() > LONGEST {
                return None;
            }
        }
        work::add(text.len());
        Some(Self { text, first_line: first as usize, spans })
    }
}

/// The parts of a line that are shown: all of it where it is short, else what stands around some places, in order.
fn pieces(line: &str, places: &[usize]) -> Vec<Range<usize>> {
    if line.char_indices().nth(LONG).is_none() {
        return std::iter::once(0..line.len()).collect();
    }
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
        return std::iter::once(0..behind(line, 0, WIDEST)).collect();
    };
    let between = line[first..last].chars().take(WIDEST).count();
    if between < WIDEST {
        let room = (WIDEST - between).max(AROUND);
        let left = before(line, first, room / 2);
        let shown = room - line[left..first].chars().count();
        return std::iter::once(left..behind(line, last, shown)).collect();
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for &at in places {
        let (start, end) = (before(line, at, AROUND), behind(line, at, AROUND));
        match pieces.last_mut() {
            Some(last) if start <= last.end + CUT.len() => last.end = end,
            _ => pieces.push(start..end),
        }
    }
    pieces
}

/// The place some characters before another one, or the first.
fn before(line: &str, at: usize, count: usize) -> usize {
    line[..at].char_indices().rev().take(count).last().map_or(at, |(start, _)| start)
}

/// The place some characters behind another one, or the last.
fn behind(line: &str, at: usize, count: usize) -> usize {
    line[at..].char_indices().nth(count).map_or(line.len(), |(end, _)| at + end)
}

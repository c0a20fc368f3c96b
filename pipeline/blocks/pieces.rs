//! Pieces of visible text: what a reader sees of an article, and where it stands in the source.
//!
//! The reader of a syntax emits pieces once, while it parses; a stage that asks for the text of any span joins them and
//! parses nothing. What no piece covers is markup and shows nothing.

use crate::span::Span;
use std::borrow::Cow;

/// A piece of visible text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The bytes of the source that show it.
    pub(super) span: Span,
    /// What they show.
    pub(super) shows: Shows,
    /// Whether it is printed bold.
    pub(super) bold: bool,
    /// In how many elements of a line it stands: bold, code, links.
    pub(super) depth: u8,
}

/// What the bytes of a piece show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// Themselves: the piece can be cut at any character.
    Same,
    /// A blank between words: a `<br>`, the tag of a block.
    Blank,
    /// Another text, which is shown as a whole where the piece begins: a span of [`Pieces::others`].
    Other(Span),
}

/// The pieces of an article, in the order of the source. No two overlap.
///
/// Pieces of the same bytes with nothing but white space between them are one, so an article without markup has one piece.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    /// The texts that other bytes show.
    others: String,
    /// Whether the pieces that are added next are bold.
    pub(super) bold: bool,
    /// In how many elements of a line they stand.
    pub(super) depth: u8,
    /// Number of pieces that nothing is joined to any more.
    closed: usize,
}

impl Pieces {
    /// Adds bytes that show themselves.
    pub(super) fn same(&mut self, text: &str, span: Span) {
        if span.is_empty() {
            return;
        }
        if let Some(last) = self.list[self.closed..].last_mut()
            && last.shows == Shows::Same
            && (last.bold, last.depth) == (self.bold, self.depth)
            && last.span.end <= span.start
            && is_white(text, last.span.end..span.start)
        {
            last.span.end = span.end;
            return;
        }
        self.list.push(Piece { span, shows: Shows::Same, bold: self.bold, depth: self.depth });
    }

    /// Joins nothing that is added next to a piece before it.
    pub(super) fn close(&mut self) {
        self.closed = self.list.len();
    }

    /// Adds bytes that part words.
    pub(super) fn blank(&mut self, span: Span) {
        self.list.push(Piece { span, shows: Shows::Blank, bold: self.bold, depth: self.depth });
    }

    /// Adds bytes that show another text: an entity, a raised number.
    pub(super) fn other(&mut self, span: Span, shown: &str) {
        let start = self.others.len();
        self.others.push_str(shown);
        let other = Span::of(start..self.others.len());
        self.list.push(Piece { span, shows: Shows::Other(other), bold: self.bold, depth: self.depth });
    }

    /// Begins or ends an element of a line.
    pub(super) fn nest(&mut self, begins: bool) {
        self.depth = if begins { self.depth.saturating_add(1) } else { self.depth.saturating_sub(1) };
    }

    /// Number of pieces.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Shows the last pieces, from a number on, as another text, where their text is one that has another.
    pub(super) fn replace(&mut self, text: &str, first: usize, other: impl Fn(&str) -> Option<String>) {
        let (Some(begin), Some(end)) = (self.list.get(first), self.list.last()) else { return };
        let span = begin.span.join(end.span);
        if let Some(shown) = other(&self.plain(text, span)) {
            self.list.truncate(first);
            self.closed = self.closed.min(first);
            self.other(span, &shown);
        }
    }

    /// Adds those pieces of others, from a number on, that lie in a span. Gives the number of the next one.
    pub(super) fn take(&mut self, text: &str, others: &Self, first: usize, span: Span) -> usize {
        let (bold, depth) = (self.bold, self.depth);
        let rest = others.list.get(first..).unwrap_or_default();
        let length = rest.iter().take_while(|piece| piece.span.end <= span.end).count();
        for piece in &rest[..length] {
            (self.bold, self.depth) = (piece.bold, piece.depth);
            match piece.shows {
                Shows::Same => self.same(text, piece.span),
                Shows::Blank => self.blank(piece.span),
                Shows::Other(shown) => self.other(piece.span, shown.slice(&others.others)),
            }
        }
        (self.bold, self.depth) = (bold, depth);
        first + length
    }

    /// Where the piece of a number stands.
    pub(super) fn span(&self, number: usize) -> Option<Span> {
        self.list.get(number).map(|piece| piece.span)
    }

    /// The text of a span, blanks folded, without invisible characters. Borrowed where one piece of the same bytes is
    /// all there is and nothing in it had to change.
    pub(super) fn plain<'s>(&self, text: &'s str, span: Span) -> Cow<'s, str> {
        let shown = self.within(span);
        match shown {
            [] => Cow::Borrowed(""),
            [Piece { span: piece, shows: Shows::Same, .. }] => fold(cut(*piece, span).slice(text)),
            _ => {
                let mut out = String::with_capacity(span.range().len());
                for piece in shown {
                    match piece.shows {
                        Shows::Same => push(&mut out, cut(piece.span, span).slice(text)),
                        Shows::Blank => push(&mut out, " "),
                        Shows::Other(other) if piece.span.start >= span.start => {
                            push(&mut out, other.slice(&self.others));
                        }
                        Shows::Other(_) => {}
                    }
                }
                out.truncate(out.trim_end().len());
                Cow::Owned(out)
            }
        }
    }

    /// The parts of a span that blanks of the syntax part, such as `<br>`: the lines of a cell. None without text.
    pub(super) fn parts(&self, text: &str, span: Span) -> Vec<Span> {
        let is_blank = |piece: &Piece| piece.shows == Shows::Blank;
        let part = |pieces: &[Piece]| Some(cut(pieces.first()?.span.join(pieces.last()?.span), span).trim(text));
        let parts = self.within(span).split(is_blank).filter_map(part);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// Whether all text of a span is bold, and there is some.
    pub(super) fn is_bold(&self, text: &str, span: Span) -> bool {
        let is_seen = |piece: &&Piece| match piece.shows {
            Shows::Same => !cut(piece.span, span).slice(text).trim().is_empty(),
            Shows::Blank => false,
            Shows::Other(other) => !other.slice(&self.others).trim().is_empty(),
        };
        let mut seen = self.within(span).iter().filter(is_seen).peekable();
        seen.peek().is_some() && seen.all(|piece| piece.bold)
    }

    /// The parts of a span that elements set apart from the rest of it: what is bold, code or a link in a sentence.
    pub(super) fn set_apart(&self, span: Span) -> Vec<Span> {
        let within = self.within(span);
        let around = within.iter().map(|piece| piece.depth).min().unwrap_or_default();
        let runs = within.split(|piece| piece.depth <= around);
        runs.filter_map(|run| Some(cut(run.first()?.span.join(run.last()?.span), span))).collect()
    }

    /// The pieces that reach into a span.
    fn within(&self, span: Span) -> &[Piece] {
        let from = &self.list[self.list.partition_point(|piece| piece.span.end <= span.start)..];
        // Most spans hold one piece or a few.
        let length = from.iter().take_while(|piece| piece.span.start < span.end).count();
        &from[..length]
    }
}

/// The part of a piece that lies in a span.
fn cut(piece: Span, span: Span) -> Span {
    Span { start: piece.start.max(span.start), end: piece.end.min(span.end) }
}

fn is_white(text: &str, range: std::ops::Range<u32>) -> bool {
    let gap = Span { start: range.start, end: range.end }.slice(text);
    gap.bytes().all(|b| b.is_ascii_whitespace())
}

/// A text with runs of blanks and line ends made one blank, none at its ends, and without invisible characters. Borrowed
/// where nothing had to change.
pub(super) fn fold(raw: &str) -> Cow<'_, str> {
    let trimmed = raw.trim();
    if is_folded(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    push(&mut out, trimmed);
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// Whether folding changes nothing.
fn is_folded(trimmed: &str) -> bool {
    let bytes = trimmed.as_bytes();
    if memchr::memmem::find(bytes, b"  ").is_some() {
        return false;
    }
    // Bytes from 0x80 on may belong to invisible characters.
    if bytes.iter().all(|b| (b' '..0x80).contains(b)) {
        return true;
    }
    !trimmed.chars().any(|c| is_invisible(c) || c.is_whitespace() && c != ' ')
}

/// Adds a text, folded.
fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
}

/// Whether a character has neither shape nor width.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<b>File</b>  name&nbsp;is<br>a`, by hand.
    fn pieces(text: &str) -> Pieces {
        let at = |part: &str| {
            let start = text.find(part).unwrap_or_default();
            Span::of(start..start + part.len())
        };
        let mut pieces = Pieces { bold: true, ..Pieces::default() };
        pieces.same(text, at("File"));
        pieces.bold = false;
        pieces.same(text, at("  name"));
        pieces.other(at("&nbsp;"), "\u{a0}");
        pieces.same(text, at("is"));
        pieces.blank(at("<br>"));
        pieces.same(text, at("a\u{200b}."));
        pieces
    }

    const TEXT: &str = "<b>File</b>  name&nbsp;is<br>a\u{200b}.";

    #[test]
    fn any_span_has_the_text_of_its_pieces() {
        let pieces = pieces(TEXT);
        let plain = |start: usize, end: usize| pieces.plain(TEXT, Span::of(start..end));
        assert_eq!(plain(0, TEXT.len()), "File name is a.");
        assert_eq!(plain(0, 11), "File");
        assert_eq!(plain(4, 6), "il");
        assert_eq!(plain(0, 3), "");
        assert_eq!(plain(13, 23), "name");
        // What shows another text is whole, or not there.
        assert_eq!(plain(13, 18), "name");
        assert_eq!(plain(18, 25), "is");
        assert!(matches!(plain(0, 11), Cow::Borrowed("File")));
        assert!(matches!(plain(11, 17), Cow::Borrowed("name")));
    }

    #[test]
    fn a_span_is_bold_when_all_of_its_text_is() {
        let pieces = pieces(TEXT);
        let is_bold = |start: usize, end: usize| pieces.is_bold(TEXT, Span::of(start..end));
        assert!(is_bold(0, 13));
        assert!(!is_bold(0, 15));
        assert!(!is_bold(0, 3));
    }

    #[test]
    fn same_bytes_with_white_space_between_them_are_one_piece() {
        let text = "one\r\n\n  two*three";
        let mut pieces = Pieces::default();
        for part in [0..3, 8..11, 12..17] {
            pieces.same(text, Span::of(part));
        }
        assert_eq!(pieces.list.len(), 2);
        assert_eq!(pieces.plain(text, Span::of(0..text.len())), "one twothree");
    }

    #[test]
    fn texts_are_borrowed_where_nothing_changes() {
        assert!(matches!(fold(" Größe (KB) "), Cow::Borrowed("Größe (KB)")));
        assert_eq!(fold("a\tb \u{a0} c\u{feff}"), "a b c");
        assert_eq!(fold(" \u{200b} "), "");
    }
}

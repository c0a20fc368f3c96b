//! A part of an article as tokens and tree: nothing that it holds is swallowed, whatever never ends.

use super::places::Places;
use super::sink::{Sink, Token};
use crate::span::Span;
use html5ever::TokenizerResult;
use html5ever::tokenizer::states::State;
use html5ever::tokenizer::{Tag, TagKind, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::ops::Range;

/// HTML that was read.
pub(super) struct Tree {
    /// Its elements.
    pub(super) places: Places,
    /// Tags and texts in the order of the article.
    pub(super) tokens: Vec<Token>,
    /// Where it ends in the article.
    pub(super) end: usize,
    /// Whether a table is open there, or an element that is not displayed.
    pub(super) is_unclosed: bool,
    /// Whether much more was looked at than was read.
    pub(super) looked_far: bool,
}

/// So many bytes are given to the tokenizer at once. A tag that is longer keeps its name alone: the tokenizer compares
/// each attribute with all before it.
const CHUNK: usize = 8 * 1024;

/// After so many tags, comments and quotes that never end, the rest is text: each of them costs a look at the rest.
const MOST_UNENDED: usize = 8;

/// Reads a part of a text. A table or hidden element that is open at the end of the part is read to its own end, or to `end`.
/// What is nothing but `signs` and blanks at the beginning of a line shows nothing.
pub(super) fn read(text: &str, part: Range<usize>, end: usize, signs: &'static str) -> Tree {
    let sink = Sink::new(text, part.start, part.end, end, signs);
    let mut unended = 0;
    let mut state = None;
    while let Some(stop) = run(text, &sink, part.end, end, state) {
        let rest = sink.clock.done()..stop;
        let tag = tag_end(&text[rest.clone()]);
        unended += usize::from(tag.is_none());
        if unended > MOST_UNENDED || sink.is_raw() {
            sink.literal(Span::of(rest.clone()));
            sink.clock.restart(rest.end);
            state = None;
            continue;
        }
        state = skip(text, &sink, rest, tag);
    }
    let end = sink.clock.done().max(part.end);
    let is_unclosed = sink.is_open();
    let looked_far = sink.clock.furthest() > end + CHUNK;
    let (places, tokens) = sink.finish();
    Tree { places, tokens, end, is_unclosed, looked_far }
}

/// Runs a tokenizer. Null at the end; else it cannot go on, and this is where what follows may end.
fn run(text: &str, sink: &Sink<'_>, soft_end: usize, end: usize, state: Option<State>) -> Option<usize> {
    let clock = &sink.clock;
    let options = TokenizerOpts { discard_bom: false, initial_state: state, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(sink, options);
    let tokenize = || {
        while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(clock.queue()) {
            if sink.is_done.get() {
                return;
            }
        }
    };
    loop {
        let fed = clock.fed();
        let last = if fed < soft_end {
            soft_end
        } else if fed < end && sink.is_open() {
            end
        } else {
            break;
        };
        clock.feed(text.floor_char_boundary(fed + CHUNK).min(last));
        tokenize();
        if sink.is_done.get() {
            return None;
        }
        let pending = &text.as_bytes()[clock.done()..clock.fed()];
        if pending.len() >= CHUNK && pending.get(1).is_some_and(|&b| b == b'/' || b.is_ascii_alphabetic()) {
            return Some(if clock.fed() <= soft_end { soft_end } else { end });
        }
    }
    // What waits for another character is told that none comes.
    clock.queue().push_back("\n".into());
    tokenize();
    (clock.done() < clock.fed()).then(|| clock.fed())
}

/// Reads a tag by its name alone. What never ends is read as if its first `>` ended it; up to another `<`, or where there
/// is neither, it is text.
fn skip(text: &str, sink: &Sink<'_>, rest: Range<usize>, tag: Option<usize>) -> Option<State> {
    let raw = &text[rest.clone()];
    let sign = memchr::memchr2_iter(b'<', b'>', raw.as_bytes()).find(|&at| at > 0);
    let first_end = sign.filter(|&at| raw.as_bytes()[at] == b'>').map(|at| at + 1);
    let Some(end) = tag.or(first_end) else {
        let shown = rest.start..sign.map_or(rest.end, |at| rest.start + at);
        sink.literal(Span::of(shown.clone()));
        sink.clock.restart(shown.end);
        return None;
    };
    let span = Span::of(rest.start..rest.start + end);
    sink.clock.restart(span.range().end);
    let inner = raw[..end - 1].trim_start_matches('<');
    let kind = if inner.starts_with('/') { TagKind::EndTag } else { TagKind::StartTag };
    let name = inner.trim_start_matches('/');
    let length = name.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(name.len());
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = name[..length].to_ascii_lowercase().into();
    let tag = Tag { kind, name, self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false };
    match sink.tag(tag, span) {
        TokenSinkResult::RawData(kind) => Some(State::RawData(kind)),
        TokenSinkResult::Plaintext => Some(State::Plaintext),
        _ => None,
    }
}

/// The length of a tag; null where it does not end, or is none. A `>` in quotes does not end it.
fn tag_end(raw: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, &b) in raw.as_bytes().iter().enumerate().skip(1) {
        match (quote, b) {
            (Some(open), b) if open == b => quote = None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (None, b'>') => return Some(at + 1),
            (None, b'!' | b'?') if at == 1 => return None,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    None
}

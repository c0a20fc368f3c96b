//! `flattened_pairs`: a heading and its value on one line, or on two; records begin when a key comes again.

use super::records::Records;
use crate::contract::{Column, Each, HeadingId};
use crate::lines::text::{COLONS, ends_with_colon};
use crate::span::Span;
use crate::tables::align::{Fit, Slot};
use crate::tables::finder::Finder;
use crate::tables::header::{ends_table, whole_heading, words};
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::positions;
use crate::tables::shape::{CellsBy, Headings, Line, Shape, Short};
use crate::tables::table::Table;
use crate::values::begins_long_name;

/// Key and value, one pair per line or per two lines.
pub(super) static LAYOUT: Layout = Layout {
    shape: &Shape {
        name: "flattened_pairs",
        cells: CellsBy::Type,
        line: Line::Pair,
        headings: Headings::EachValue,
        short: Short::Record,
    },
    begins: &[Begins::Heading],
    find,
    resume: None,
};

/// A pair found at a line, and the number of lines it takes.
struct Pair {
    key: Span,
    value: Option<Span>,
    lines: usize,
    fits: bool,
}

fn find(finder: &Finder<'_, '_>, layout: &'static Layout, at: usize) -> Search {
    // One pair is a sentence; two are a table.
    if pair(finder, at, true).and_then(|first| pair(finder, at + first.lines, false)).is_none() {
        return Search::Nothing;
    }
    if ends_what_stands_above(finder, at) {
        return Search::Nothing;
    }
    let mut records = Records::new(Table::new(layout.shape, at, Vec::new()));
    let mut end = at;
    loop {
        // Where keys have colons, a paragraph that begins with the same word is prose: `Data values are as follows`.
        let is_prose = |pair: &Pair| {
            let has_colon = |key: Span| ends_with_colon(finder.document.raw(key));
            let opens = || finder.document.line(end).is_some_and(|(_, line)| line.opens);
            records.table.headings.first().is_some_and(|&first| has_colon(first)) && !has_colon(pair.key) && opens()
        };
        let known = pair(finder, end, end == at);
        let known = known.filter(|pair| !is_prose(pair) && !records.ends_before(finder, pair.key, end));
        let Some(pair) = known.or_else(|| (end > at).then(|| unknown_pair(finder, end)).flatten()) else { break };
        records.pair(finder, pair.key, pair.value);
        end += pair.lines;
    }
    if is_about_article(finder, at, &records.table.headings) {
        return Search::Nothing;
    }
    records
        .finish(finder, &finder.contract.flattened, end)
        .map_or(Search::Refused { end }, |table| Search::Found(Box::new(table)))
}

/// Whether keys at the head of an article are those of what it says of itself: `Release date:`, `Version:` below its title.
fn is_about_article(finder: &Finder<'_, '_>, at: usize, keys: &[Span]) -> bool {
    let is_head = |&block: &usize| finder.lines.kind(block).is_none() && finder.document.line(block).is_some();
    let is_own = |&key: &Span| {
        let feeds = finder.contract.vocabulary.label(finder.document.raw(key).trim_end_matches(COLONS));
        feeds.iter().any(|&(dataset, _)| finder.contract.datasets[dataset].each == Each::Article)
    };
    at <= MOST_BLOCKS_OF_HEAD && keys.iter().all(is_own) && (1..at).all(|block| is_head(&block))
}

/// What an article says of itself stands among its first blocks.
const MOST_BLOCKS_OF_HEAD: usize = 8;

/// Whether a pair on one line, of a heading that no dataset requires, stands alone before a blank line: the record it
/// belongs to began above, and was no table.
fn ends_what_stands_above(finder: &Finder<'_, '_>, at: usize) -> bool {
    let pair = finder.document.line(at).and_then(|(span, _)| key_and_value(finder, span));
    pair.is_some_and(|(heading, _, value)| {
        value.is_some() && !finder.contract.fed_by(heading).any(Column::must_be_printed)
    }) && finder.document.line(at + 1).is_some_and(|(_, line)| line.opens && !line.bullet)
}

/// The pair that begins at a line. The value must look like its column, unless the line stands among others of its
/// kind: then a damaged value is kept, to be reported.
fn pair(finder: &Finder<'_, '_>, at: usize, is_first: bool) -> Option<Pair> {
    let (span, _) = finder.document.line(at)?;
    let (heading, key, value) = key_and_value(finder, span)?;
    if is_first && goes_on_with_sentence(finder, at, key) {
        return None;
    }
    match value {
        Some(value) => pair_on_line(finder, at, is_first, heading, key, value),
        None => pair_over_lines(finder, at, is_first, heading, key),
    }
}

/// `Change the following registry / entry:` is a sentence.
fn goes_on_with_sentence(finder: &Finder<'_, '_>, at: usize, key: Span) -> bool {
    finder.document.raw(key).starts_with(char::is_lowercase)
        && at.checked_sub(1).is_some_and(|above| finder.document.is_hard_wrapped(above))
}

/// A pair whose value begins on the line of its key.
fn pair_on_line(
    finder: &Finder<'_, '_>,
    at: usize,
    is_first: bool,
    heading: HeadingId,
    key: Span,
    first_line: Span,
) -> Option<Pair> {
    let (_, line) = finder.document.line(at)?;
    let (value, lines) = whole_value(finder, at, heading, first_line);
    let fits = fits(finder, heading, value) || value != first_line && fits(finder, heading, first_line);
    let raw_key = finder.document.raw(key);
    let has_colon = ends_with_colon(raw_key);
    // Behind a colon a text may be long.
    let is_text = || has_colon && finder.contract.fed_by(heading).any(|column| column.ty.is_free_text());
    let among_others =
        !is_first && (!line.opens || line.bullet && has_colon) && (is_short(finder, first_line) || is_text());
    // `File property` is a heading of its own; `File name` and `File:` are keys.
    let is_key = raw_key.contains(' ') || has_colon;
    let begins_record =
        || is_key && is_short(finder, value) && is_required(finder, heading) && next_fits(finder, heading, at + lines);
    (fits || among_others || begins_record()).then_some(Pair { key, value: Some(value), lines, fits })
}

/// Whether a value is no prose.
fn is_short(finder: &Finder<'_, '_>, value: Span) -> bool {
    words(finder, value).len() <= MOST_WORDS_OF_DAMAGE
}

/// A pair whose value stands on the line below its key, or was left out.
fn pair_over_lines(finder: &Finder<'_, '_>, at: usize, is_first: bool, heading: HeadingId, key: Span) -> Option<Pair> {
    let next = finder.document.line(at + 1).map(|(next, _)| next);
    let Some(first_line) = next.filter(|&next| may_be_value(finder, heading, next)) else {
        let is_left_out = !is_first && pair(finder, at + 1, true).is_some_and(|next| next.fits);
        return is_left_out.then_some(Pair { key, value: None, lines: 1, fits: false });
    };
    let (value, lines) = whole_name(finder, at + 1, heading, first_line);
    if fits(finder, heading, value) {
        return Some(Pair { key, value: Some(value), lines: lines + 1, fits: true });
    }
    let is_word = || reads_word(finder, heading, first_line) && next_fits(finder, heading, at + 2);
    let is_inside = || !is_first && (next_key_follows(finder, at + 2) || ends_with_word(finder, at + 1, first_line));
    (is_word() || is_inside()).then_some(Pair { key, value: Some(first_line), lines: 2, fits: false })
}

/// Whether a line may be the value of a heading above it, and is no pair itself. The name `Default page.aspx` begins with
/// a heading, too.
fn may_be_value(finder: &Finder<'_, '_>, heading: HeadingId, line: Span) -> bool {
    let is_pair = key_and_value(finder, line)
        .is_some_and(|(heading, _, value)| value.is_none_or(|value| fits(finder, heading, value)));
    let is_mark =
        |column| Slot::of_words(finder.locale(), std::iter::once(column)).is_mark(&finder.document.plain(line));
    !is_pair || finder.contract.fed_by(heading).any(is_mark)
}

/// A pair of a heading that no dataset knows, in the middle of a record: `Radix: Decimal`.
fn unknown_pair(finder: &Finder<'_, '_>, at: usize) -> Option<Pair> {
    let goes_on = |at: usize| finder.document.line(at).filter(|(_, line)| !line.opens || line.bullet);
    let (span, _) = goes_on(at)?;
    goes_on(at + 1)?;
    let words = words(finder, span);
    let raw = |word: &Span| finder.document.raw(*word);
    let length = 1 + words.iter().take(MOST_WORDS_BEHIND).position(|word| ends_with_colon(raw(word)))?;
    let is_short = (length + 1..=length + MOST_WORDS_OF_DAMAGE).contains(&words.len());
    let is_pair = is_short && raw(&words[0]).starts_with(char::is_uppercase) && key_and_value(finder, span).is_none();
    let is_inside = || pair(finder, at + 1, false).is_some_and(|next| next.fits);
    (is_pair && is_inside()).then(|| {
        let value = words[length].join(words[words.len() - 1]);
        Pair { key: words[0].join(words[length - 1]), value: Some(value), lines: 1, fits: false }
    })
}

/// The heading that a line begins with, its place, and what follows it.
fn key_and_value(finder: &Finder<'_, '_>, span: Span) -> Option<(HeadingId, Span, Option<Span>)> {
    // `File nameUpdate.mum` also begins with the shorter heading `File`.
    glued(finder, span).or_else(|| equated(finder, span)).or_else(|| divided(finder, span))
}

/// The same where a sign without blanks divides them: `Type=REG_SZ`.
fn equated(finder: &Finder<'_, '_>, span: Span) -> Option<(HeadingId, Span, Option<Span>)> {
    let raw = finder.document.raw(span);
    let (key, value) = raw.split_once('=').filter(|(key, value)| {
        key.len() <= LONGEST_GLUED_KEY && key.trim_end() == *key && value.starts_with(|c: char| !c.is_whitespace())
    })?;
    let heading = finder.contract.flattened.heading(key)?;
    Some((heading, span.inner(0, key.len()), Some(span.inner(key.len() + 1, value.len()))))
}

/// The same where a page lost the blank between them: `File nameUpdate.mum`, `PlatformNot applicable`. The value must
/// look like its column. Behind a heading of one word a small letter goes on with the word: `filemgr.dll`, unless it
/// begins one of the symbols of the type, `Platformx86`.
fn glued(finder: &Finder<'_, '_>, span: Span) -> Option<(HeadingId, Span, Option<Span>)> {
    let raw = finder.document.raw(span);
    let bytes = raw.as_bytes();
    let ends = finder.contract.flattened.ends_of_headings(raw);
    let is_joint = |&at: &usize| {
        bytes[at].is_ascii_alphanumeric()
            && match bytes[at - 1] {
                b')' => true,
                before => before.is_ascii_lowercase() && ends & (1 << at) != 0,
            }
    };
    (1..bytes.len().min(LONGEST_GLUED_KEY)).filter(is_joint).find_map(|at| {
        let heading = finder.contract.flattened.heading(&raw[..at])?;
        let value = span.inner(at, raw.len() - at);
        let text = finder.document.plain(value);
        let begins_apart = !bytes[at].is_ascii_lowercase() || raw[..at].contains(' ');
        let is_value = |column: &Column| {
            !column.ty.is_free_text()
                && (begins_apart || !column.symbols().is_empty())
                && Slot::of_words(finder.locale(), std::iter::once(column)).fit(&text) != Fit::No
        };
        finder.contract.fed_by(heading).any(is_value).then(|| (heading, span.inner(0, at), Some(value)))
    })
}

/// A longer key is no heading, in bytes.
const LONGEST_GLUED_KEY: usize = 32;

fn divided(finder: &Finder<'_, '_>, span: Span) -> Option<(HeadingId, Span, Option<Span>)> {
    let document = finder.document;
    if !finder.contract.flattened.may_begin(document.raw(span)) {
        return None;
    }
    let words = words(finder, span);
    let texts: Vec<&str> = words.iter().map(|&word| document.raw(word)).collect();
    let (heading, mut length) = finder.contract.flattened.prefix(&texts)?;
    length += remark(&texts[length..]);
    // `Registry value data: 1` begins with the heading `Registry value`, and is another one.
    let goes_on = !ends_with_colon(texts[length - 1])
        && texts[length..].iter().take(MOST_WORDS_BEHIND).any(|word| ends_with_colon(word));
    if goes_on {
        return None;
    }
    // Not all words of a long text are looked at, and all belong to it.
    // `Key = HKLM\\SYSTEM`: the sign is none of the value.
    let behind = length + usize::from(texts.get(length) == Some(&"=") && texts.len() > length + 1);
    let value = words.get(behind).map(|first| {
        let before = first.range().start - span.range().start;
        span.inner(before, span.range().len() - before)
    });
    Some((heading, words[0].join(words[length - 1]), value))
}

/// The number of words of a remark in brackets between a heading and its colon: `Path (Mandatory):`.
fn remark(words: &[&str]) -> usize {
    let begins = words.first().is_some_and(|word| word.starts_with('('));
    let end = words.iter().take(MOST_WORDS_BEHIND).position(|word| word.ends_with("):"));
    end.filter(|_| begins).map_or(0, |end| end + 1)
}

/// A value of more words than this is prose.
const MOST_WORDS_OF_DAMAGE: usize = 6;
/// A heading that ends with a colon has at most this many words behind a shorter one.
const MOST_WORDS_BEHIND: usize = 3;

fn next_key_follows(finder: &Finder<'_, '_>, at: usize) -> bool {
    finder.document.line(at).is_some_and(|(span, _)| whole_heading(finder, span).is_some())
}

/// Whether the next pair, of another heading, looks like one: the value of a pair before it may then have no shape.
fn next_fits(finder: &Finder<'_, '_>, before: HeadingId, at: usize) -> bool {
    let Some((heading, _, value)) = finder.document.line(at).and_then(|(span, _)| key_and_value(finder, span)) else {
        return false;
    };
    let value = value.or_else(|| finder.document.line(at + 1).map(|(span, _)| span));
    let feeds_the_same = finder
        .contract
        .fed_by(heading)
        .any(|next| next.required && finder.contract.fed_by(before).any(|column| column.path == next.path));
    !feeds_the_same && value.is_some_and(|value| fits(finder, heading, value))
}

/// Whether a value is one word that a required column of its heading can read: the name of a file without extension.
fn reads_word(finder: &Finder<'_, '_>, heading: HeadingId, value: Span) -> bool {
    let text = finder.document.plain(value);
    finder.contract.fed_by(heading).any(|column| {
        let slot = Slot::of_words(finder.locale(), std::iter::once(column));
        slot.is_required() && slot.reads_word(&text)
    })
}

/// Whether a heading feeds a required column: its key begins records.
fn is_required(finder: &Finder<'_, '_>, heading: HeadingId) -> bool {
    finder.contract.fed_by(heading).any(|column| column.required)
}

/// A value with its rest from the next lines: a name that is broken, or a text that is wrapped by hand; and the number
/// of lines.
fn whole_value(finder: &Finder<'_, '_>, at: usize, heading: HeadingId, value: Span) -> (Span, usize) {
    let is_text = |column: &Column| column.ty.is_free_text();
    if !finder.contract.fed_by(heading).all(is_text) {
        return whole_name(finder, at, heading, value);
    }
    let (mut whole, mut lines) = (value, 1);
    while lines < MOST_LINES_OF_TEXT
        && (finder.document.is_hard_wrapped(at + lines - 1) || hangs(finder, at, at + lines))
    {
        let next = finder.document.line(at + lines).map(|(next, _)| next);
        let goes_on = |&next: &Span| {
            key_and_value(finder, next).map_or_else(|| !is_keyed(finder, next), |(_, key, _)| is_word(finder, key))
        };
        let Some(next) = next.filter(goes_on) else { break };
        whole = whole.join(next);
        lines += 1;
    }
    (whole, lines)
}

/// Whether a line of the same paragraph stands further to the right than the one of a key: it goes on with its value.
fn hangs(finder: &Finder<'_, '_>, key: usize, at: usize) -> bool {
    let column = |at: usize| {
        let (span, _) = finder.document.line(at)?;
        positions::words(finder, span).first().map(|word| word.columns.start)
    };
    finder.document.line(at).is_some_and(|(_, line)| !line.opens && !line.bullet) && column(key) < column(at)
}

/// Whether a line begins with a key that no dataset knows: `Value example: 25`.
fn is_keyed(finder: &Finder<'_, '_>, span: Span) -> bool {
    let mut words = finder.document.raw(span).split_whitespace().take(MOST_WORDS_BEHIND).peekable();
    words.peek().is_some_and(|first| first.starts_with(char::is_uppercase)) && words.any(ends_with_colon)
}

/// Whether a heading may be a word of a sentence that is wrapped by hand: `If this / value is set to 0`.
fn is_word(finder: &Finder<'_, '_>, key: Span) -> bool {
    let raw = finder.document.raw(key);
    raw.starts_with(char::is_lowercase) && !ends_with_colon(raw)
}

/// A text is wrapped over at most so many lines.
const MOST_LINES_OF_TEXT: usize = 6;

/// A value that is broken behind an underscore, or another mark of a long name or key, with its rest from the next
/// lines, and the number of lines.
fn whole_name(finder: &Finder<'_, '_>, at: usize, heading: HeadingId, value: Span) -> (Span, usize) {
    let (mut whole, mut lines) = (value, 1);
    while lines < MOST_LINES_OF_NAME {
        let raw = finder.document.raw(whole);
        let last = raw.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_name = (last.ends_with('_') || begins_long_name(last)) && !fits(finder, heading, whole);
        let is_key = last.ends_with('\\') && last.matches('\\').count() > 1;
        let rest = finder.document.line(at + lines).filter(|(_, line)| (is_name || is_key) && !line.opens);
        match rest {
            Some((rest, _)) if !finder.document.raw(rest).contains(' ') && key_and_value(finder, rest).is_none() => {
                whole = whole.join(rest);
                lines += 1;
            }
            _ => break,
        }
    }
    (whole, lines)
}

/// A name is broken over at most so many lines.
const MOST_LINES_OF_NAME: usize = 4;

/// Whether the last value of a table is one short word, which no column need read.
fn ends_with_word(finder: &Finder<'_, '_>, at: usize, value: Span) -> bool {
    let raw = finder.document.raw(value);
    raw.len() <= LONGEST_WORD && !raw.contains(' ') && !ends_table(finder, at) && ends_table(finder, at + 1)
}

/// A longer last word is prose, in bytes.
const LONGEST_WORD: usize = 16;

/// Whether a text looks like a value of a column that the heading feeds.
fn fits(finder: &Finder<'_, '_>, heading: HeadingId, value: Span) -> bool {
    let text = finder.document.plain(value);
    finder.contract.fed_by(heading).any(|column| {
        let slot = Slot::of_words(finder.locale(), std::iter::once(column));
        slot.fit(&text) != Fit::No && !(slot.is_free() && text.len() > LONGEST_FREE_VALUE)
    })
}

/// A free text behind a heading that is longer than this, in bytes, is prose.
const LONGEST_FREE_VALUE: usize = 120;

//! Headings on a line, and the words that they are made of.

use super::align::{Fit, Slot};
use super::finder::Finder;
use super::layout::LONGEST_CELL;
use super::table::Table;
use crate::contract::{Claim, HeadingId, Vocabulary};
use crate::lines::text::ends_with_colon;
use crate::span::Span;

/// Lines of more words than this are not looked at.
const MOST_WORDS: usize = 64;

/// Whether a line is the header of a table on lines.
pub(super) fn is_header(finder: &Finder<'_, '_>, span: Span) -> bool {
    finder.contract.flattened.may_begin(finder.document.raw(span)) && headings(finder, &words(finder, span)).is_some()
}

/// The headings that words are; one of them may be unknown, where enough others are known.
pub(super) fn headings(finder: &Finder<'_, '_>, words: &[Span]) -> Option<Vec<Span>> {
    let texts: Vec<&str> = words.iter().map(|&word| finder.document.raw(word)).collect();
    let vocabulary = &finder.contract.flattened;
    if !vocabulary.may_be_headings(&texts) {
        return None;
    }
    let segments = vocabulary.segment(&texts).or_else(|| vocabulary.segment_around_unknown(&texts))?;
    // A colon behind one of them alone makes it the key of a value: `Key Name:`, `Value Name: Type`.
    let keys = segments.iter().filter(|&&(first, length, _)| ends_with_colon(texts[first + length - 1])).count();
    (segments.len() >= 2 && (keys == 0 || keys == segments.len()))
        .then(|| segments.iter().map(|&(first, length, _)| words[first].join(words[first + length - 1])).collect())
}

/// The heading that a whole line is.
pub(super) fn whole_heading(finder: &Finder<'_, '_>, span: Span) -> Option<HeadingId> {
    finder.contract.flattened.may_begin(finder.document.raw(span)).then_some(())?;
    finder.contract.flattened.heading(&finder.document.plain(span))
}

/// The words of a line, as far as they are looked at.
pub(super) fn words(finder: &Finder<'_, '_>, span: Span) -> Vec<Span> {
    let raw = finder.document.raw(span);
    let offset = |word: &str| word.as_ptr().addr() - raw.as_ptr().addr();
    raw.split_whitespace().take(MOST_WORDS + 1).map(|word| span.inner(offset(word), word.len())).collect()
}

/// A line of nothing but `-`, `=` and blanks.
pub(super) fn is_rule(raw: &str) -> bool {
    raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'=' | b' ' | b'\t' | b'+'))
}

/// Whether a flattened table cannot go on at a block: nothing stands there, or no line, or a label, a heading, prose.
pub(super) fn ends_table(finder: &Finder<'_, '_>, at: usize) -> bool {
    let Some((span, _)) = finder.document.line(at) else { return true };
    let text = finder.lines.text(at);
    text.len() > LONGEST_CELL && text.contains(' ')
        || finder.lines.kind(at).is_some()
        || finder.contract.flattened.heading(text).is_some()
        || is_header(finder, span)
        || finder.lines.names(at).products
}

/// A header of two lines: `Filename` above `Expanded`, `x86` above `File size`, `File` above `version`.
pub(super) struct TwoLines {
    pub(super) headings: Vec<Span>,
    pub(super) captions: Vec<Span>,
    pub(super) claim: Claim,
    /// Of each column the second line where it is no heading: it could be a value.
    below: Vec<Option<Span>>,
    /// Whether every column has a known heading, or an unknown one that spans both lines.
    is_clear: bool,
    /// Whether a heading stands below a text of its own that is none: so does a value that is a word of headings.
    has_lone_caption: bool,
}

impl TwoLines {
    /// Reads two lines that are known to be a header, where a dataset knows enough of them.
    pub(super) fn read(finder: &Finder<'_, '_>, vocabulary: &Vocabulary, lines: &[[Span; 2]]) -> Option<Self> {
        let columns: Vec<_> = lines.iter().map(|&[above, below]| column(finder, vocabulary, above, below)).collect();
        let ids: Vec<_> = columns.iter().map(|column| column.id).collect();
        Some(Self {
            headings: columns.iter().map(|column| column.heading).collect(),
            captions: columns.iter().map(|column| column.caption).collect(),
            claim: vocabulary.claim(&ids, &finder.contract.datasets).ok()?,
            below: columns.iter().map(|column| column.below).collect(),
            is_clear: columns.iter().all(|column| column.id.is_some() || column.below.is_none()),
            has_lone_caption: has_lone_caption(finder, lines, &columns),
        })
    }

    /// The same where the second line may be the first row. It is a header where a dataset, that of the first line or another
    /// one, knows more of both than of the first one, or where it tells apart what that prints several times; none where
    /// it holds a value.
    pub(super) fn prove(
        finder: &Finder<'_, '_>,
        vocabulary: &Vocabulary,
        first: Option<&Claim>,
        lines: &[[Span; 2]],
    ) -> Option<Self> {
        if first.is_some_and(|first| first.known == lines.len() && !has_repeats(first)) {
            return None;
        }
        let found = Self::read(finder, vocabulary, lines)?;
        let knows_more = first.map_or(found.is_clear, |first| found.claim.known > first.known);
        let slots = finder.slots(&found.claim);
        let is_misfit = |slot: &Slot<'_>, text: &str| !slot.is_free() && slot.fit(text) == Fit::No;
        let (mut tells, mut has_value) = (false, false);
        for (below, slot) in found.below.iter().zip(&slots) {
            let Some(below) = below else { continue };
            let text = finder.document.plain(*below);
            if !finder.contract.words.is_null(&text) {
                tells |= is_misfit(slot, &text);
                has_value |= !is_misfit(slot, &text);
            }
        }
        // `Last modified` twice, above `Date` and `Time`: the second line says which is which.
        let is_told_apart = |first: &Claim| {
            has_repeats(first) && !has_repeats(&found.claim) && found.is_clear && found.claim.known >= first.known
        };
        let has_repeats = has_repeats(&found.claim);
        let is_header = !has_value
            && (knows_more && (has_repeats || !found.has_lone_caption)
                || tells && has_repeats
                || first.is_some_and(is_told_apart));
        is_header.then_some(found)
    }

    /// Gives a table these headings.
    pub(super) fn head(self, table: &mut Table) {
        (table.headings, table.captions) = (self.headings, self.captions);
        (table.claim, table.doubt) = (Some(self.claim), None);
    }
}

/// Whether two headings feed the same columns.
fn has_repeats(claim: &Claim) -> bool {
    (1..claim.columns.len()).any(|at| !claim.columns[at].is_empty() && claim.columns[..at].contains(&claim.columns[at]))
}

/// Whether a heading of the second line stands below a text that stands above no other one.
fn has_lone_caption(finder: &Finder<'_, '_>, lines: &[[Span; 2]], columns: &[TwoParts]) -> bool {
    let above = |at: usize| lines.get(at).map(|[above, _]| finder.document.raw(*above));
    let is_below = |column: &TwoParts, at: usize| {
        column.heading == lines[at][1] && !column.caption.is_empty() && !column.is_joined
    };
    let is_alone = |at: usize| above(at) != above(at + 1) && (at == 0 || above(at) != above(at - 1));
    columns.iter().enumerate().any(|(at, column)| is_below(column, at) && is_alone(at))
}

/// A column of a header of two lines.
struct TwoParts {
    heading: Span,
    caption: Span,
    id: Option<HeadingId>,
    /// The second line, where only the first one is a heading: it could be a value.
    below: Option<Span>,
    /// Whether both lines are one heading.
    is_joined: bool,
}

/// Both lines are one heading, or one of them is, and the other its caption.
fn column(finder: &Finder<'_, '_>, vocabulary: &Vocabulary, above: Span, below: Span) -> TwoParts {
    let (first, second) = (finder.document.plain(above), finder.document.plain(below));
    let none = Span::empty_at(above.start);
    let part = |heading, caption, id, below| TwoParts { heading, caption, id, below, is_joined: false };
    if second.is_empty() || first == second {
        return part(above, none, vocabulary.heading(&first), None);
    }
    if vocabulary.may_begin(&first)
        && let Some(id) = vocabulary.heading(&format!("{first} {second}"))
    {
        let is_named_below = vocabulary.heading(&second).is_some();
        let (heading, caption) = if is_named_below { (below, above) } else { (above, below) };
        return TwoParts { is_joined: true, ..part(heading, caption, Some(id), None) };
    }
    if let Some(id) = vocabulary.heading(&second) {
        return part(below, if first.is_empty() { none } else { above }, Some(id), None);
    }
    part(above, below, vocabulary.heading(&first), Some(below))
}

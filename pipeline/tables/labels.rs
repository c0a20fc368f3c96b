//! Labels between the rows of a table: what stands there is no damaged row, and the rows below it belong to it.

use super::finder::Finder;
use super::header::{is_header, is_rule};
use super::layout::LONGEST_CELL;
use crate::blocks::{Block, Kind};
use crate::contract::Each;
use crate::values::{is_language, names_platform, scope};

/// A line that ends with a colon and has more words announces what stands below it; a shorter one is a label.
const MOST_WORDS_OF_LABEL: usize = 4;
/// A section and a component may stand above rows.
const MOST_LABELS: usize = 2;
/// Tight above rows a longer line may be their beginning, in bytes.
const LONGEST_TIGHT: usize = 40;

/// The number of labels from a block on; 0 where none stands there. `is_data` says of a text that it is part of a row.
pub(super) fn labels(finder: &Finder<'_, '_>, at: usize, is_data: impl Fn(&str) -> bool) -> usize {
    (at..at + MOST_LABELS).take_while(|&at| is_label(finder, at, &is_data)).count()
}

/// The number of headings and labels that name versions or products, from a block on: where every line stands alone, no
/// other line is known to be a label.
pub(super) fn scope_labels(finder: &Finder<'_, '_>, at: usize) -> usize {
    let is_label = |&at: &usize| match finder.document.blocks.get(at) {
        Some(Block { kind: Kind::Heading(_) | Kind::Underlined(_) | Kind::Summary, .. }) => goes_on(finder, at),
        Some(&Block { span, kind: Kind::Line(line) }) => !line.code && names_scope(&finder.document.plain(span)),
        _ => false,
    };
    (at..at + MOST_LABELS).take_while(is_label).count()
}

/// Whether a text names a processor, a product or a language: what stands below it may be a part of the same list.
pub(super) fn names_systems(finder: &Finder<'_, '_>, text: &str) -> bool {
    let named = scope(text);
    let begins_product = || {
        let words: Vec<&str> = text.split(' ').map(|word| word.trim_matches(['(', ')', ':', ','])).collect();
        finder
            .contract
            .names(Each::Product)
            .is_some_and(|names| (0..words.len()).any(|at| names.beginning(&words[at..]) > 0))
    };
    named.platform.is_some() || !named.products.is_empty() || is_language(text) || begins_product()
}

/// Whether what stands below a heading may be a part of a list that begins above it: it names systems, a place or a
/// number, `Disk 2`, `Directory of A:\ELM`. Below other headings stands something else.
pub(super) fn is_part(finder: &Finder<'_, '_>, heading: &str) -> bool {
    names_systems(finder, heading)
        || finder.contract.section_kinds.find(heading).is_none()
            && heading.bytes().any(|b| b.is_ascii_digit() || b == b'\\')
}

/// Whether a list may go on below a heading: that names a part of it, or is deeper than the heading of the list. Known
/// sections hold lists of their own.
pub(super) fn goes_on(finder: &Finder<'_, '_>, at: usize) -> bool {
    let blocks = &finder.document.blocks;
    let Some(&Block { span, kind }) = blocks.get(at) else { return false };
    let text = |span| finder.document.plain(span);
    let is_section = |text: &str| finder.contract.section_kinds.find(text).is_some();
    let own = || blocks[..at].iter().rev().find_map(|block| Some((block.span, level(block.kind)?)));
    is_part(finder, &text(span))
        || !is_section(&text(span))
            && own()
                .zip(level(kind))
                .is_none_or(|((own, above), level)| level > above || level == above && !is_section(&text(own)))
}

/// The depth of a heading.
fn level(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Heading(level) | Kind::Underlined(level) => Some(level),
        Kind::Summary => Some(u8::MAX),
        Kind::Line(_) | Kind::Grid { .. } => None,
    }
}

/// Whether a text names versions of products, or a processor and versions, or is nothing but the name of a processor.
fn names_scope(text: &str) -> bool {
    let scope = scope(text);
    !scope.products.is_empty() || scope.platform.is_some() && text.contains("versions") || names_platform(text)
}

/// Whether a text announces what stands below it, and is no label.
pub(super) fn is_sentence(text: &str) -> bool {
    text.ends_with(':') && text.split_whitespace().nth(MOST_WORDS_OF_LABEL).is_some()
}

fn is_label(finder: &Finder<'_, '_>, at: usize, is_data: &impl Fn(&str) -> bool) -> bool {
    let document = finder.document;
    let Some(&Block { span, kind }) = document.blocks.get(at) else { return false };
    // Headings of columns above a rule look like a title.
    if is_header(finder, span) {
        return false;
    }
    let line = match kind {
        Kind::Heading(_) | Kind::Underlined(_) | Kind::Summary => return goes_on(finder, at),
        Kind::Grid { .. } => return false,
        Kind::Line(line) => line,
    };
    let raw = document.raw(span);
    let is_prose = raw.len() > 2 * LONGEST_CELL || raw.ends_with(['.', ',', ';', '?', '!']);
    if is_prose {
        return false;
    }
    let text = document.plain(span);
    // Code may hold anything: a table in it has labels that name systems.
    if line.code && !names_scope(&text) {
        return false;
    }
    if is_sentence(&text) && !names_systems(finder, &text) {
        return false;
    }
    if !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !document.is_bold(span) {
        return scope(&text).platform.is_some() && !text.split(' ').any(is_data);
    }
    // Above it stands nothing, or the header; rows may follow at once.
    let opens = line.opens || at > 0 && document.line(at - 1).is_some_and(|(above, _)| is_rule(document.raw(above)));
    let stands_alone = opens
        && text.len() <= LONGEST_CELL
        && document.blocks.get(at + 1).is_none_or(|next| match next.kind {
            Kind::Line(next) => next.opens || text.len() <= LONGEST_TIGHT,
            _ => true,
        });
    (line.bullet || stands_alone || document.is_bold(span) || names_scope(&text)) && !text.split(' ').any(is_data)
}

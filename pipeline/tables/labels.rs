//! Labels between the rows of a table: what stands there is no damaged row, and the rows below it belong to it.

use super::finder::Finder;
use super::header::{is_header, is_rule};
use super::layout::LONGEST_CELL;
use crate::blocks::{Block, Kind};
use crate::lines::is_announcement;
use crate::lines::text::names_systems;
use crate::values::names_platform;

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
        Some(&Block { kind: Kind::Line(line), .. }) => !line.code && names_scope(finder, at),
        _ => false,
    };
    (at..at + MOST_LABELS).take_while(is_label).count()
}

/// Whether what stands below a heading may be a part of a list that begins above it: it names systems, a place or a
/// number, `Disk 2`, `Directory of A:\ELM`. Below other headings stands something else.
pub(super) fn is_part(finder: &Finder<'_, '_>, heading: &str) -> bool {
    names_systems(finder.contract, heading)
        || finder.contract.section_kinds.find(heading).is_none()
            && heading.bytes().any(|b| b.is_ascii_digit() || b == b'\\')
}

/// Whether a list may go on below a heading: that names a part of it, or is deeper than the heading of the list. Known
/// sections hold lists of their own.
pub(super) fn goes_on(finder: &Finder<'_, '_>, at: usize) -> bool {
    let blocks = &finder.document.blocks;
    let Some(&Block { kind, .. }) = blocks.get(at) else { return false };
    let is_section = |at: usize| finder.lines.kind(at).is_some();
    let own = || (0..at).rev().find_map(|at| Some((at, level(blocks[at].kind)?)));
    is_part(finder, finder.lines.text(at))
        || !is_section(at)
            && own()
                .zip(level(kind))
                .is_none_or(|((own, above), level)| level > above || level == above && !is_section(own))
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
fn names_scope(finder: &Finder<'_, '_>, at: usize) -> bool {
    let (names, text) = (finder.lines.names(at), finder.lines.text(at));
    names.products || names.platform.is_some() && text.contains("versions") || names_platform(text)
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
    let text = finder.lines.text(at);
    // Code may hold anything: a table in it has labels that name systems.
    if line.code && !names_scope(finder, at) {
        return false;
    }
    if is_announcement(text) && !names_systems(finder.contract, text) {
        return false;
    }
    if !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !document.is_bold(span) {
        return finder.lines.names(at).platform.is_some() && !text.split(' ').any(is_data);
    }
    // Above it stands nothing, or the header; rows may follow at once.
    let opens = line.opens || at > 0 && document.line(at - 1).is_some_and(|(above, _)| is_rule(document.raw(above)));
    let stands_alone = opens
        && text.len() <= LONGEST_CELL
        && document.blocks.get(at + 1).is_none_or(|next| match next.kind {
            Kind::Line(next) => next.opens || text.len() <= LONGEST_TIGHT,
            _ => true,
        });
    (line.bullet || stands_alone || document.is_bold(span) || names_scope(finder, at)) && !text.split(' ').any(is_data)
}

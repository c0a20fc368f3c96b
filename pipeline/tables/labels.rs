//! Labels between the rows of a table: what stands there is no damaged row, and the rows below it belong to it.

use super::finder::Finder;
use super::header::{is_header, is_rule};
use super::layout::LONGEST_CELL;
use crate::blocks::{Block, Kind};
use crate::lines::Strength;
use crate::lines::text::names_systems;

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
        Some(&Block { kind: Kind::Line(line), .. }) => !line.code && finder.lines.names_scope(at),
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
    let text = finder.lines.text(at);
    // Above it stands nothing, or the header; rows may follow at once.
    let stands_alone = || {
        let above = || document.line(at - 1).is_some_and(|(above, _)| is_rule(document.raw(above)));
        let is_tight = document.line(at + 1).is_some_and(|(_, next)| !next.opens);
        text.len() <= LONGEST_CELL && (line.opens || at > 0 && above()) && (!is_tight || text.len() <= LONGEST_TIGHT)
    };
    let is_label = match finder.lines.strength_among_rows(at) {
        Strength::Never => false,
        Strength::AboveTable => true,
        Strength::Alone => stands_alone(),
    };
    is_label && !text.split(' ').any(is_data)
}

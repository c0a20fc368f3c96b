//! `flattened_rows`: one row per line, cells divided by blanks; which word belongs to which column is told by types.
//! A row may run over several lines, as version patterns do.

use super::fuller::fuller;
use super::word_rows::{SHAPE, go_on, header, lines_of_header};
use super::{cell_rows, word_rows};
use crate::blocks::{Block, Kind};
use crate::span::Span;
use crate::tables::finder::Finder;
use crate::tables::header::{is_rule, whole_heading};
use crate::tables::layout::{Begins, Layout, Search};
use crate::tables::table::Table;

/// One row per line.
pub(super) static LAYOUT: Layout =
    Layout { shape: SHAPE, begins: &[Begins::Heading, Begins::HeadingBehindWord], find, resume: Some(go_on) };

/// Headings that stand one below the other are those of cells that do, too; of two nobody knows.
const MOST_LINES_OF_ONE_HEADING: usize = 2;

fn find(finder: &Finder<'_, '_>, _: &Layout, at: usize) -> Search {
    (1..=lines_of_header(finder, at)).find_map(|lines| below(finder, at, lines)).into()
}

/// The table below a header of so many lines.
fn below(finder: &Finder<'_, '_>, at: usize, lines: usize) -> Option<Table> {
    let headings = header(finder, at, lines)?;
    // A rule of several runs below them says how many columns there are.
    let is_ruled_otherwise = |rule: Span| {
        let raw = finder.document.raw(rule);
        is_rule(raw) && raw.contains(' ') && raw.split_whitespace().count() != headings.len()
    };
    if finder.document.line(at + lines).is_some_and(|(below, _)| is_ruled_otherwise(below)) {
        return None;
    }
    let claim_of = |headings: &[Span]| finder.claim(&finder.contract.flattened, headings);
    let is_long = lines > MOST_LINES_OF_ONE_HEADING;
    // The rest of a header is none itself, unless its first heading was broken: `File`, `name`. Of two lines the
    // first may stand above another column.
    let is_header = |rest: usize| {
        header(finder, at + lines - rest, rest)
            .is_some_and(|rest| (!is_long || rest.len() < headings.len()) && claim_of(&rest).is_some())
    };
    let is_of_cells = is_long && !has_line_of_headings(finder, at, lines, &headings);
    if is_of_cells || (1..lines).any(is_header) {
        return None;
    }
    let claim = claim_of(&headings)?;
    let is_unknown = |&heading: &Span| whole_heading(finder, heading).is_none();
    // Around an unknown heading all others must belong together, and few lines can be told from prose.
    if headings.iter().any(is_unknown) && (is_long || claim.known + 1 < headings.len()) {
        return None;
    }
    let header = || {
        let mut table = Table::new(SHAPE, at, headings.clone());
        // A rule under the headings looks like the underline of a title.
        let underlined = matches!(finder.document.blocks[at], Block { kind: Kind::Underlined(_), .. });
        table.ignored.delimiter = usize::from(underlined);
        table
    };
    // Where only the cells below the headings were paragraphs of the page, each of them stands on a line of its own.
    let rows = word_rows::table(finder, header(), &claim, at + lines);
    fuller(finder, &claim, rows, || cell_rows::table(finder, header(), &claim, at + lines))
}

/// Whether two headings begin on one line of a header.
fn has_line_of_headings(finder: &Finder<'_, '_>, at: usize, lines: usize, headings: &[Span]) -> bool {
    finder.document.blocks[at..].iter().take(lines).any(|line| {
        let range = line.span.range();
        headings.iter().filter(|heading| range.contains(&heading.range().start)).count() > 1
    })
}

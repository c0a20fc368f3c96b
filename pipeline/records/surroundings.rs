//! What may stand around a label and hide it: controls of a web page below it, or no blank line at all.

use super::label_text::is_label_text;
use crate::blocks::{Document, Kind};
use crate::contract::{Contract, Each};
use crate::tables::Table;
use crate::values::scope;

/// The number of lines from a block on that are a control and name nothing: `Expand this table`. Cells of one line each
/// break it over two.
pub(super) fn lines_of_control(document: &Document<'_>, at: usize, contract: &Contract) -> usize {
    let is_control = |lines: usize| {
        let last = document.line(at + lines - 1);
        document.line(at).zip(last).is_some_and(|((first, _), (last, _))| {
            let span = first.join(last);
            span.range().len() <= LONGEST_CONTROL
                && contract.names(Each::Section).is_some_and(|names| {
                    let text = document.plain(span);
                    names.is_none(&text) || lines > 1 && names.is_none(&one_line(&text))
                })
        })
    };
    (1..=2).find(|&lines| is_control(lines)).unwrap_or(0)
}

/// A text with a blank in the place of its line ends.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A longer line is no control, in bytes.
const LONGEST_CONTROL: usize = 60;
/// So many controls may stand between a label and its table.
pub(super) const MOST_CONTROLS: usize = 3;

/// Whether the line below a label may stand between it and its table: it leads in, `The files are listed here:`, or is any
/// sentence below the name of a processor, and where no line is blank.
pub(super) fn leads_in(document: &Document<'_>, label: usize, is_tight: bool) -> bool {
    let (Some((own, line)), Some((below, _))) = (document.line(label), document.line(label + 1)) else { return false };
    let raw = document.raw(below);
    let names_processor = || {
        let text = document.plain(own);
        scope(&text).platform.is_some() && is_label_text(&text)
    };
    raw.ends_with(['.', ':'])
        && !sentence_goes_on(document, label)
        && (!line.bullet && (raw.ends_with(':') || is_tight) || names_processor())
}

/// Whether the lines of an article stand one right below the other, as where a page lost its blank lines. Those of tables
/// do so in any article.
pub(super) fn has_no_blank_lines(document: &Document<'_>, tables: &[Table]) -> bool {
    let (mut lines, mut opening) = (0, 0);
    let mut behind_grid = false;
    let mut tables = tables.iter().peekable();
    for (at, block) in document.blocks.iter().enumerate() {
        while tables.next_if(|table| table.end_block <= at).is_some() {}
        let is_in_table = tables.peek().is_some_and(|table| table.first_block <= at);
        if let Kind::Line(line) = block.kind
            && !is_in_table
        {
            lines += 1;
            // What stands behind a grid opens in any case.
            opening += usize::from(line.opens && !line.bullet && !behind_grid);
        }
        behind_grid = matches!(block.kind, Kind::Grid { .. });
    }
    opening * LINES_OF_PARAGRAPH < lines
}

/// Whether a line among others goes on in the next one.
pub(super) fn goes_on(document: &Document<'_>, at: usize) -> bool {
    let ends = || document.line(at).is_some_and(|(span, _)| document.raw(span).ends_with(['.', ':']));
    document.is_hard_wrapped(at) && !ends()
}

/// Whether the sentence of a line goes on in the next one, which then is no line of its own.
fn sentence_goes_on(document: &Document<'_>, at: usize) -> bool {
    let begins_small = |span| document.raw(span).starts_with(|c: char| c.is_lowercase());
    document.line(at + 1).is_some_and(|(next, line)| !line.opens && begins_small(next)) || document.is_hard_wrapped(at)
}

/// Paragraphs of so many lines on an average are many paragraphs.
const LINES_OF_PARAGRAPH: usize = 10;

//! Whether a sentence above a list says what it is a list of.

use crate::blocks::{Block, Kind};
use crate::contract::ValueRole;
use crate::lines::text::names_systems;
use crate::lines::{announced, ends_search, is_prompt};
use crate::tables::finder::Finder;
use crate::tables::labels::is_part;

/// A paragraph has at most so many lines.
const MOST_LINES: usize = 8;
/// Notes that may stand between the sentence and the list.
const MOST_NOTES_BETWEEN: usize = 3;
/// Paragraphs, notes and labels, that may stand between them.
const MOST_PARAGRAPHS_BETWEEN: usize = 8;
/// Headings that may stand between them.
const MOST_HEADINGS_BETWEEN: usize = 2;

/// The datasets that a sentence above a block announces: in the paragraph above it, or above notes, labels and headings.
/// A sentence that announces something else ends the search, and so does the prompt of a program: what stands below is
/// its output.
pub(in crate::tables::layouts) fn datasets(finder: &Finder<'_, '_>, at: usize) -> Vec<usize> {
    let (document, done) = (finder.document, finder.done);
    let (mut end, mut notes, mut headings) = (at, 0, 0);
    // A heading speaks of what stands below it up to the next one; a sentence may speak of all that follows.
    let mut is_other_part = false;
    for _ in 0..=MOST_PARAGRAPHS_BETWEEN {
        if end <= done || notes > MOST_NOTES_BETWEEN || headings > MOST_HEADINGS_BETWEEN {
            break;
        }
        let first = match document.blocks[end - 1].kind {
            Kind::Grid { .. } => break,
            Kind::Heading(_) | Kind::Underlined(_) | Kind::Summary => {
                headings += 1;
                end - 1
            }
            Kind::Line(_) => {
                let lines = (done..end).rev().take(MOST_LINES).take_while(|&at| document.line(at).is_some());
                lines.clone().find(|&at| document.line(at).is_some_and(|(_, line)| line.opens)).or(lines.last())
            }
            .unwrap_or(end - 1),
        };
        let texts: Vec<&str> = (first..end).map(|at| finder.lines.text(at)).collect();
        // Phrases may be broken over lines.
        let text = texts.join(" ");
        let found = announced(finder.contract, &text);
        let is_heading = !matches!(document.blocks[end - 1].kind, Kind::Line(_));
        if is_heading && !found.is_empty() && is_other_part {
            break;
        }
        let is_of_systems = is_heading && names_systems(finder.contract, &text);
        let ends = if is_heading {
            !is_part(finder, &text) && !is_more(finder, &text)
        } else {
            ends_search(finder.contract, &text)
        };
        if !found.is_empty() || ends || texts.iter().any(|text| is_prompt(text)) {
            // Above the products of an article stands nothing but its title.
            let is_of_article = found.is_empty() && texts.last().is_some_and(|text| is_applies_to(finder, text));
            return if is_of_article { by_title(finder) } else { found };
        }
        is_other_part |= is_heading && !is_of_systems;
        notes += usize::from(text.ends_with('.'));
        end = first;
    }
    Vec::new()
}

/// A longer title announces nothing, in bytes.
const LONGEST_TITLE: usize = 400;

/// The datasets that the title of the article announces.
fn by_title(finder: &Finder<'_, '_>) -> Vec<usize> {
    let is_title = |block: &&Block| !matches!(block.kind, Kind::Line(_)) && block.span.range().len() <= LONGEST_TITLE;
    let has_title = finder.document.blocks.first().as_ref().is_some_and(is_title);
    if has_title { announced(finder.contract, finder.lines.text(0)) } else { Vec::new() }
}

/// Whether a line is the label of the products of an article.
fn is_applies_to(finder: &Finder<'_, '_>, text: &str) -> bool {
    finder.contract.is_kind(finder.contract.section_kinds.find(text), ValueRole::AppliesTo)
}

/// Whether a heading begins the section that goes on with what the summary says.
fn is_more(finder: &Finder<'_, '_>, heading: &str) -> bool {
    finder.contract.is_kind(finder.contract.section_kinds.find(heading), ValueRole::MoreInformation)
}

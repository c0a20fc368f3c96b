//! Whether a sentence above a list says what it is a list of.

use crate::blocks::{Block, Kind};
use crate::contract::{Dataset, ValueRole};
use crate::tables::finder::Finder;
use crate::tables::labels::{is_part, is_sentence, names_systems};
use crate::values::sentences;

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
        let texts: Vec<_> = document.blocks[first..end].iter().map(|block| document.plain(block.span)).collect();
        // Phrases may be broken over lines.
        let text = texts.join(" ");
        let datasets = finder.contract.datasets.iter().enumerate();
        let found: Vec<usize> =
            datasets.filter(|(_, dataset)| announces(dataset, &text)).map(|(dataset, _)| dataset).collect();
        let is_heading = !matches!(document.blocks[end - 1].kind, Kind::Line(_));
        if is_heading && !found.is_empty() && is_other_part {
            break;
        }
        let is_of_systems = is_heading && names_systems(finder, &text);
        let ends =
            if is_heading { !is_part(finder, &text) && !is_more(finder, &text) } else { ends_search(finder, &text) };
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
    let Some(title) = finder.document.blocks.first().filter(is_title) else { return Vec::new() };
    let title = finder.document.plain(title.span);
    let datasets = finder.contract.datasets.iter().enumerate();
    datasets.filter(|(_, dataset)| announces(dataset, &title)).map(|(dataset, _)| dataset).collect()
}

/// Whether a line is the label of the products of an article.
fn is_applies_to(finder: &Finder<'_, '_>, text: &str) -> bool {
    finder.contract.is_kind(finder.contract.section_kinds.find(text), ValueRole::AppliesTo)
}

/// Whether one of the sentences of a text announces a list; where it ends with a colon, that is the last one.
fn announces(dataset: &Dataset, text: &str) -> bool {
    let announces =
        |sentence: &str| dataset.announced_by.are_in(sentence) && !dataset.not_announced_by.are_in(sentence);
    let mut sentences = sentences(text);
    if text.ends_with(':') { sentences.last().is_some_and(announces) } else { sentences.any(announces) }
}

/// Whether a heading begins the section that goes on with what the summary says.
fn is_more(finder: &Finder<'_, '_>, heading: &str) -> bool {
    finder.contract.is_kind(finder.contract.section_kinds.find(heading), ValueRole::MoreInformation)
}

/// Whether a text announces something itself, though it be short, and is no label of a part of a list: `Output:`.
pub(super) fn ends_search(finder: &Finder<'_, '_>, text: &str) -> bool {
    let Some(label) = text.strip_suffix(':') else { return false };
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let is_output = finder.contract.datasets.iter().any(|dataset| dataset.not_announced_by.are_in(label));
    is_sentence(text) || is_output || !label.split(' ').all(is_name) && !names_systems(finder, label)
}

/// Whether a line is a command that was given to a program: `C:\WINDOWS>dir`.
pub(super) fn is_prompt(line: &str) -> bool {
    let mark = line.split_once('>').map(|(before, _)| before.trim());
    mark.is_some_and(|mark| !mark.contains(' ') && mark.starts_with(|c: char| c.is_ascii_alphabetic()))
}

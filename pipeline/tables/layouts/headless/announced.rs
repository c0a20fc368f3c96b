//! Whether a sentence above a list says what it is a list of.

use crate::blocks::Kind;
use crate::tables::Finder;

/// A paragraph has at most so many lines.
const MOST_LINES: usize = 8;
/// Notes that may stand between the sentence and the list.
const MOST_NOTES_BETWEEN: usize = 3;
/// Paragraphs, notes and labels, that may stand between them.
const MOST_PARAGRAPHS_BETWEEN: usize = 8;
/// Headings that may stand between them.
const MOST_HEADINGS_BETWEEN: usize = 2;
/// A line that ends with a colon and has more words announces what stands below it; a shorter one is a label.
const MOST_WORDS_OF_LABEL: usize = 4;

/// The datasets that a sentence above a block announces: in the paragraph above it, or above notes, labels and headings.
/// A sentence that announces something else ends the search, and so does the prompt of a program: what stands below is
/// its output.
pub(in crate::tables::layouts) fn datasets(finder: &Finder<'_, '_>, at: usize) -> Vec<usize> {
    let (document, done) = (finder.document, finder.done.get());
    let (mut end, mut notes, mut headings) = (at, 0, 0);
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
            datasets.filter(|(_, dataset)| dataset.announced_by.are_in(&text)).map(|(dataset, _)| dataset).collect();
        if !found.is_empty() || texts.iter().any(|text| is_prompt(text)) || is_sentence(&text) {
            return found;
        }
        notes += usize::from(text.ends_with('.'));
        end = first;
    }
    Vec::new()
}

/// Whether a text announces what stands below it, and is no label.
pub(super) fn is_sentence(text: &str) -> bool {
    text.ends_with(':') && text.split_whitespace().nth(MOST_WORDS_OF_LABEL).is_some()
}

/// Whether a line is a command that was given to a program: `C:\WINDOWS>dir`.
fn is_prompt(line: &str) -> bool {
    let mark = line.split_once('>').map(|(before, _)| before.trim());
    mark.is_some_and(|mark| !mark.contains(' ') && mark.starts_with(|c: char| c.is_ascii_alphabetic()))
}

//! `Mistake`: what is wrong in a TOML file, shown with carets and the nearest valid word.

use crate::visible::{visible, visible_at};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;
use std::ops::Range;

/// A mistake in a TOML file.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// Path of the file.
    pub path: String,
    /// Byte range in it.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What stands under the carets.
    pub label: String,
    /// What to do.
    pub help: String,
}

/// Renders all mistakes, one after the other, with colours: who prints them strips what the terminal does not want.
pub(crate) fn render(mistakes: &[Mistake], texts: &BTreeMap<String, String>) -> String {
    let renderer = Renderer::styled();
    let shown: Vec<String> = mistakes
        .iter()
        .map(|mistake| {
            let text = texts.get(&mistake.path).map_or("", String::as_str);
            let at = |at: usize| visible_at(text, at.min(text.len()));
            let range = at(mistake.range.start)..at(mistake.range.end);
            let snippet = Snippet::source(visible(text))
                .path(visible(&mistake.path))
                .annotation(AnnotationKind::Primary.span(range).label(visible(&mistake.label)));
            let mut group = Group::with_title(Level::ERROR.primary_title(visible(&mistake.message))).element(snippet);
            if !mistake.help.is_empty() {
                group = group.element(Level::HELP.message(visible(&mistake.help)));
            }
            renderer.render(&[group])
        })
        .collect();
    shown.join("\n\n")
}

/// A help text that names the nearest of the valid words, or all where none is near.
pub(crate) fn nearest<'a>(word: &str, valid: impl IntoIterator<Item = &'a str>) -> String {
    let valid: Vec<&str> = valid.into_iter().collect();
    let best = valid
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(word.len()) / 3 + 1);
    match best {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None => format!("valid are: {}", valid.join(", ")),
    }
}

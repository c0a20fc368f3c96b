//! Findings as text with carets under the source lines.

use super::excerpt::Excerpt;
use super::{Counts, Form, Shown};
use crate::finding::{Finding, Level, Location};
use crate::source::Source;
use crate::visible::visible;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) const FORM: Form =
    Form { name: "text", extension: "txt", doc: "source lines with carets, for people", render };

/// Places of one article that are further apart are shown in snippets of their own, in lines.
const FAR: u32 = 40;
/// Columns of a terminal to which lines are cut around the carets.
const WIDTH: usize = 140;

fn render(shown: &Shown<'_>) -> String {
    let is_open = |at: &usize| shown.findings[*at].waived.is_none();
    let open: Vec<usize> = (0..shown.findings.len()).filter(is_open).collect();
    let mut kept = shown.chosen(&open, shown.most.unwrap_or(open.len()), |_| None);
    kept.sort_unstable();
    let is_hidden = |at: &&usize| kept.binary_search(at).is_err();
    let renderer = if shown.is_styled { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut out = String::new();
    let mut sources: BTreeMap<String, Option<Source>> = BTreeMap::new();
    for finding in kept.iter().map(|&at| &shown.findings[at]) {
        // Findings come in the order of articles: those of the article before are not needed again.
        sources.retain(|path, _| **path == *finding.place.source);
        for place in places(finding).map(|(place, _)| place) {
            sources.entry(place.source.to_string()).or_insert_with(|| (shown.load)(&place.source));
        }
        out.push_str(&one(finding, shown, &sources, &renderer));
        out.push_str("\n\n");
    }
    if kept.len() < open.len() {
        let hidden = Counts::of(open.iter().filter(is_hidden).map(|&at| &shown.findings[at]));
        let _ =
            writeln!(out, "{hidden} not shown; `--max-findings 0` shows all, `--report FILE` keeps them in a file\n");
    }
    out
}

/// The primary place, then the others.
fn places(finding: &Finding) -> impl Iterator<Item = (&Location, &str)> {
    let others = finding.others.iter().map(|(place, text)| (place, text.as_str()));
    [(&finding.place, finding.label.as_str())].into_iter().chain(others)
}

fn one(
    finding: &Finding,
    shown: &Shown<'_>,
    sources: &BTreeMap<String, Option<Source>>,
    renderer: &Renderer,
) -> String {
    let title = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let mut origins = Vec::new();
    let mut group = Group::with_title(title.primary_title(printable(&finding.message)).id(finding.code));
    let mut rest: Vec<(&Location, &str, AnnotationKind)> = places(finding)
        .enumerate()
        .map(|(at, (place, text))| {
            (place, text, if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context })
        })
        .collect();
    while let Some(&(first, ..)) = rest.first() {
        // Places of one article that stand near each other share a snippet; one of very many lines is far from itself.
        let (near, far): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(place, ..)| {
            std::ptr::eq(*place, first)
                || place.source == first.source
                    && place.line.abs_diff(first.line) <= FAR
                    && place.end_line.abs_diff(first.line) <= FAR
        });
        rest = far;
        let path = flat(&shown.path(&first.source));
        let text = sources.get(&*first.source).and_then(Option::as_ref);
        let places: Vec<&Location> = near.iter().map(|(place, ..)| *place).collect();
        match text.and_then(|source| Excerpt::of(source, &places)) {
            Some(excerpt) => {
                let annotations: Vec<_> = near
                    .iter()
                    .zip(excerpt.spans)
                    .map(|((_, text, kind), span)| kind.span(span).label(printable(text)))
                    .collect();
                let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line).fold(true);
                group = group.element(snippet.path(MARK.to_string()).annotations(annotations));
                let of_group =
                    near.iter().find(|(.., kind)| *kind == AnnotationKind::Primary).map(|(place, ..)| *place);
                let shown = of_group.or_else(|| near.iter().map(|(place, ..)| *place).min_by_key(|place| place.span));
                origins.extend(shown.map(|place| format!("{path}:{}:{}", place.line, place.column)));
            }
            None => {
                for (place, text, _) in &near {
                    let origin =
                        Origin::path(path.clone()).line(place.line as usize).char_column(place.column as usize);
                    group = group.element(origin);
                    if !text.is_empty() {
                        group = group.element(Title::NOTE.message(printable(text)));
                    }
                }
            }
        }
    }
    if let Some(help) = &finding.help {
        group = group.element(Title::HELP.message(printable(help)));
    }
    with_origins(&renderer.render(&[group]), &origins)
}

/// What stands in the place of a path: no text of an article keeps it.
const MARK: char = '\u{1}';

/// Puts places where the renderer counted columns: lines are cut before the carets, too, and it does not know.
fn with_origins(rendered: &str, origins: &[String]) -> String {
    let mut parts = rendered.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        out.push_str(origins.get(at).map_or("", String::as_str));
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out
}

/// A path in one line.
fn flat(path: &str) -> String {
    printable(path).replace('\n', "\\n")
}

/// A text of an article in a message.
fn printable(text: &str) -> String {
    visible(text).replace('\t', " ")
}

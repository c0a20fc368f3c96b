//! Findings as text with carets under the source lines.

use super::{Counts, Form, Shown};
use crate::finding::{Finding, Level, Location};
use crate::source::Source;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) const FORM: Form =
    Form { name: "text", extension: "txt", doc: "source lines with carets, for people", render };

/// A longer piece of source is not shown, in bytes: the place and the words must do.
const LONGEST_LINES: usize = 4096;
/// Places of one article that are further apart are shown in snippets of their own, in lines.
const FAR: u32 = 40;
/// Columns of a terminal to which lines are cut around the carets.
const WIDTH: usize = 140;

fn render(shown: &Shown<'_>) -> String {
    let open: Vec<&Finding> = shown.findings.iter().filter(|finding| finding.waived.is_none()).collect();
    let kept = worst(&open, shown.most.unwrap_or(open.len()));
    let renderer = if shown.is_styled { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut out = String::new();
    let mut sources: BTreeMap<String, Option<Source>> = BTreeMap::new();
    for finding in &kept {
        // Findings come in the order of articles: those of the article before are not needed again.
        sources.retain(|path, _| **path == *finding.place.source);
        for place in places(finding).map(|(place, _)| place) {
            sources.entry(place.source.to_string()).or_insert_with(|| (shown.load)(&place.source));
        }
        out.push_str(&one(finding, shown, &sources, &renderer));
        out.push_str("\n\n");
    }
    if kept.len() < open.len() {
        let hidden =
            Counts::of(open.iter().copied().filter(|finding| !kept.iter().any(|kept| std::ptr::eq(*kept, *finding))));
        let _ =
            writeln!(out, "{hidden} not shown; `--max-findings 0` shows all, `--report FILE` keeps them in a file\n");
    }
    out
}

/// At most so many findings, the worst first, in their order.
fn worst<'f>(open: &[&'f Finding], most: usize) -> Vec<&'f Finding> {
    let mut order: Vec<usize> = (0..open.len()).collect();
    order.sort_by_key(|&at| (Reverse(open[at].level), at));
    order.truncate(most);
    order.sort_unstable();
    order.into_iter().map(|at| open[at]).collect()
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
    let mut group = Group::with_title(title.primary_title(printable(&finding.message)).id(finding.code));
    let mut rest: Vec<(&Location, &str, AnnotationKind)> = places(finding)
        .enumerate()
        .map(|(at, (place, text))| {
            (place, text, if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context })
        })
        .collect();
    while let Some(&(first, ..)) = rest.first() {
        // Places of one article that stand near each other share a snippet.
        let (mut near, far): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(place, ..)| {
            place.source == first.source
                && place.line.abs_diff(first.line) <= FAR
                && place.end_line.abs_diff(first.line) <= FAR
        });
        if near.is_empty() {
            // A place of very many lines is far from itself.
            near.push((first, "", AnnotationKind::Primary));
        }
        rest = far.into_iter().filter(|(place, ..)| !std::ptr::eq(*place, first)).collect();
        let path = shown.path(&first.source);
        let text = sources.get(&*first.source).and_then(Option::as_ref);
        match text.and_then(|source| lines(source, &near)) {
            Some((lines, start, first_line)) => {
                let annotations: Vec<_> = near
                    .iter()
                    .map(|(place, text, kind)| {
                        let from = place.span.start as usize - start;
                        let to = (place.span.end as usize - start).max(from);
                        kind.span(from..to).label(printable(text))
                    })
                    .collect();
                let snippet = Snippet::source(lines).line_start(first_line as usize).path(path).fold(true);
                group = group.element(snippet.annotations(annotations));
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
    renderer.render(&[group])
}

/// The lines that some places touch, the offset of the first of them, and its number; null where they are too long.
fn lines(source: &Source, near: &[(&Location, &str, AnnotationKind)]) -> Option<(String, usize, u32)> {
    let first = near.iter().map(|(place, ..)| place.line).min()?;
    let last = near.iter().map(|(place, ..)| place.end_line).max()?;
    let start = (source.lines.start(first) as usize).min(source.text.len());
    let end = (source.lines.start(last + 1) as usize).min(source.text.len());
    let text = source.text.get(start..end)?;
    (text.len() <= LONGEST_LINES).then(|| (text.to_owned(), start, first))
}

/// A text of an article in a message: control characters would reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

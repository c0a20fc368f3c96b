//! Findings as annotations of a GitHub workflow, which stand on the lines of a pull request.
//!
//! Form: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::{Counts, Form, Shown};
use crate::finding::{Finding, Level};
use crate::visible::visible;
use std::fmt::Write as _;

pub(super) const FORM: Form = Form {
    name: "github",
    extension: "github",
    doc: "workflow commands: annotations on the lines of a pull request",
    render,
};

fn render(shown: &Shown<'_>) -> String {
    let is_open = |at: &usize| shown.findings[*at].waived.is_none();
    let open: Vec<usize> = (0..shown.findings.len()).filter(is_open).collect();
    let kept = shown.chosen(&open, shown.most.unwrap_or(open.len()), |finding| Some(finding.level));
    let mut out: String = kept.iter().map(|&at| annotation(&shown.findings[at], shown)).collect();
    if kept.len() < open.len() {
        let hidden = open.iter().filter(|at| !kept.contains(at)).map(|&at| &shown.findings[at]);
        // A line of the log: one more annotation would take the place of another one.
        let _ = writeln!(out, "and {} more: the log of this step holds all findings as text", Counts::of(hidden));
    }
    out
}

fn annotation(finding: &Finding, shown: &Shown<'_>) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let place = &finding.place;
    // Columns are known to GitHub within one line only.
    let columns = if place.line == place.end_line && place.end_column > place.column {
        format!(",col={},endColumn={}", place.column, place.end_column)
    } else {
        String::new()
    };
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    format!(
        "::{command} file={},line={},endLine={}{columns},title={}::{}\n",
        property(&shown.path(&place.source)),
        place.line,
        place.end_line,
        property(&format!("{} {}", finding.code, finding.name)),
        data(&message),
    )
}

/// The text of a command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&text).into_owned()
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

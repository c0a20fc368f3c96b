//! Findings as annotations of a GitHub workflow, which stand on the lines of a pull request.
//!
//! Form: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::{Form, Shown};
use crate::finding::Level;
use std::fmt::Write as _;

pub(super) const FORM: Form = Form {
    name: "github",
    extension: "github",
    doc: "workflow commands: annotations on the lines of a pull request",
    render,
};

fn render(shown: &Shown<'_>) -> String {
    let mut out = String::new();
    for finding in shown.findings.iter().filter(|finding| finding.waived.is_none()) {
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
        let _ = writeln!(
            out,
            "::{command} file={},line={},endLine={}{columns},title={}::{}",
            property(&shown.path(&place.source)),
            place.line,
            place.end_line,
            property(&format!("{} {}", finding.code, finding.name)),
            data(&message),
        );
    }
    out
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

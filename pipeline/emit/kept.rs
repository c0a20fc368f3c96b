//! `datapackage.findings.jsonl`: the findings of a build with all that a report shows of them, so that a build to which nothing is
//! new can print them again. One JSON object per line, in their order; `diagnostics` is for queries.

use crate::checks::RULES;
use crate::finding::{Finding, Level, Location, RowKey, Waived};
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// Name of the file. No dataset can have it: names of datasets hold no points.
pub const KEPT: &str = "datapackage.findings.jsonl";

/// A finding on a line. Null and empty values are left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'f> {
    code: Cow<'f, str>,
    level: Cow<'f, str>,
    message: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suggestion: Option<Cow<'f, str>>,
    place: Place<'f>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    label: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<(Place<'f>, Cow<'f, str>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<Row<'f>>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    text: Cow<'f, str>,
    /// Position of the waiver in its file, and its reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waived: Option<(usize, Cow<'f, str>)>,
}

#[derive(Serialize, Deserialize)]
struct Place<'f> {
    source: Cow<'f, str>,
    /// First byte of the decoded text, and the one behind the last.
    bytes: (u32, u32),
    /// Line and column of the first character, then line and column behind the last, from 1.
    lines: (u32, u32, u32, u32),
}

#[derive(Serialize, Deserialize)]
struct Row<'f> {
    dataset: Option<Cow<'f, str>>,
    table: Option<u32>,
    row: Option<u32>,
}

/// The line of a finding, without its end.
pub(super) fn line(finding: &Finding) -> String {
    let text = |text: &'_ Option<String>| text.as_deref().map(|text| Cow::Owned(text.to_owned()));
    let line = Line {
        code: finding.code.into(),
        level: finding.level.name().into(),
        message: finding.message.as_str().into(),
        help: text(&finding.help),
        suggestion: text(&finding.suggestion),
        place: Place::of(&finding.place),
        label: finding.label.as_str().into(),
        others: finding.others.iter().map(|(place, label)| (Place::of(place), label.as_str().into())).collect(),
        row: finding.row.as_ref().map(|row| Row {
            dataset: row.dataset.as_deref().map(Into::into),
            table: row.table,
            row: row.row,
        }),
        text: finding.text.as_str().into(),
        waived: finding.waived.as_ref().map(|waived| (waived.waiver, waived.reason.as_str().into())),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

/// The findings of a file; null where it is not one that this kbc writes.
#[must_use]
pub fn kept(file: &str) -> Option<Vec<Finding>> {
    file.lines().map(|line| serde_json::from_str::<Line<'_>>(line).ok()?.finding()).collect()
}

impl Line<'_> {
    fn finding(self) -> Option<Finding> {
        let rule = RULES.iter().find(|rule| rule.code == self.code)?;
        Some(Finding {
            code: rule.code,
            name: rule.name,
            level: Level::of(&self.level)?,
            message: self.message.into_owned(),
            help: self.help.map(Cow::into_owned),
            suggestion: self.suggestion.map(Cow::into_owned),
            place: self.place.location(),
            label: self.label.into_owned(),
            others: self.others.into_iter().map(|(place, label)| (place.location(), label.into_owned())).collect(),
            row: self.row.map(|row| RowKey {
                dataset: row.dataset.as_deref().map(Arc::from),
                table: row.table,
                row: row.row,
            }),
            text: self.text.into_owned(),
            waived: self.waived.map(|(waiver, reason)| Waived { waiver, reason: reason.into_owned() }),
        })
    }
}

impl<'f> Place<'f> {
    fn of(place: &'f Location) -> Self {
        Self {
            source: Cow::Borrowed(&place.source),
            bytes: (place.span.start, place.span.end),
            lines: (place.line, place.column, place.end_line, place.end_column),
        }
    }

    fn location(self) -> Location {
        let (line, column, end_line, end_column) = self.lines;
        let span = Span { start: self.bytes.0, end: self.bytes.1 };
        Location { source: Arc::from(&*self.source), span, line, column, end_line, end_column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_comes_back_as_it_was() {
        let place = |source: &str, line| Location {
            source: Arc::from(source),
            span: Span { start: 3, end: 9 },
            line,
            column: 4,
            end_line: line + 1,
            end_column: 2,
        };
        let rule = RULES[0];
        let whole = Finding {
            code: rule.code,
            name: rule.name,
            level: Level::Warning,
            message: "`a\nb` \u{85} \u{1b}".to_owned(),
            help: Some("mend it".to_owned()),
            suggestion: Some(String::new()),
            place: place("a/\u{e4}.md", 7),
            label: "here".to_owned(),
            others: vec![(place("b.md", 1), String::new())],
            row: Some(RowKey { dataset: Some(Arc::from("files")), table: None, row: Some(2) }),
            text: "b".to_owned(),
            waived: Some(Waived { waiver: 1, reason: "known".to_owned() }),
        };
        let bare = Finding {
            help: None,
            suggestion: None,
            label: String::new(),
            others: Vec::new(),
            row: None,
            text: String::new(),
            waived: None,
            ..whole.clone()
        };
        let file = format!("{}\n{}\n", line(&whole), line(&bare));
        assert_eq!(file.lines().count(), 2);
        assert_eq!(kept(&file), Some(vec![whole, bare]));
        assert_eq!(kept("{}\n"), None);
    }
}

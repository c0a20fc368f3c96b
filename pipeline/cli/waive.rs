//! `kbc waive`.

use super::build::{Prepared, compile};
use super::findings::{self, of};
use super::{Places, message, say};
use jiff::civil::Date;
use kbc::checks::{Policy, WAIVERS, is_about_waivers, known, near};
use kbc::emit::{Outcome, generated};
use kbc::error::Error;
use kbc::finding::Finding;
use kbc::source::{current, decode};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// What shall be waived, and why.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Code or name of the rule.
    rule: String,
    /// The article, and the line as in the report: `input/a.md:12`, or `input/a.md:12:3` with the column. Without a line,
    /// the only finding of the rule there.
    place: String,
    /// Why the finding is accepted.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// All findings of the rule in the article, also those to come.
    #[arg(long)]
    all: bool,
    /// The day from which on it is not accepted any more.
    #[arg(long, value_name = "DATE")]
    expires: Option<Date>,
    #[command(flatten)]
    places: Places,
}

/// Messages name at most so many places.
const MOST_PLACES: usize = 10;

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let Some(code) = known(&wish.rule) else {
        return Err(Error::Usage(format!("there is no rule `{}`\n  help: {}", wish.rule, near(&wish.rule))));
    };
    if is_about_waivers(code) {
        return Err(Error::Usage(format!(
            "findings about waivers cannot be waived\n  help: set its level: `{code} = \"note\"` in the `[checks]` table of {WAIVERS}"
        )));
    }
    if wish.reason.trim().is_empty() {
        return Err(Error::Usage(
            "a waiver needs a reason\n  help: say why the finding is accepted, and how one knows".to_owned(),
        ));
    }
    let Places { input, today, .. } = &wish.places;
    let prepared = Prepared::new(&wish.places)?;
    let place = Wanted::of(&wish.place, input);
    let source = place.source;
    // Only the findings are wanted: no file is written to be compared.
    let mut report = compile(&wish.places, &prepared, &[], Outcome::Compare)?;
    let day = findings::today(*today);
    // What a waiver past its date accepted can be waived again.
    prepared.policy.expire(day, &mut report.findings);
    let open: Vec<&Finding> = of(&report.findings, code, source).filter(|finding| finding.waived.is_none()).collect();
    let text = if wish.all {
        if open.is_empty() {
            return Err(nothing(code, &Wanted { line: None, ..place }, &report.findings));
        }
        None
    } else {
        match open.iter().filter(|finding| place.is_at(finding)).collect::<Vec<_>>().as_slice() {
            [] => return Err(nothing(code, &place, &report.findings)),
            [finding] => Some(finding.text.clone()),
            [first, rest @ ..] if rest.iter().all(|other| other.text == first.text) => Some(first.text.clone()),
            several => {
                let more = several.len().saturating_sub(MOST_PLACES);
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                let places: Vec<String> = several
                    .iter()
                    .take(MOST_PLACES)
                    .map(|finding| format!("{source}:{}:{}", finding.place.line, finding.place.column))
                    .collect();
                return Err(Error::Usage(format!(
                    "`{source}` has {} findings {code}\n  help: name one of {}{more}, or all with `--all`",
                    several.len(),
                    places.join(", ")
                )));
            }
        }
    };
    let path = input.join(WAIVERS);
    let old = current(&path)?.map_or_else(String::new, |bytes| decode(bytes).text);
    let blank = if old.is_empty() || old.ends_with("\n\n") { "" } else { "\n" };
    let mut entry = format!("[[waiver]]\ncode = {}\nsource = {}\n", quoted(code), quoted(source));
    if let Some(text) = text {
        let _ = writeln!(entry, "where = {}", quoted(&text));
    }
    let _ = writeln!(entry, "reason = {}", quoted(&wish.reason));
    if let Some(date) = wish.expires {
        let _ = writeln!(entry, "expires = {date}");
    }
    let new = format!("{old}{blank}{entry}");
    // A list that is written in another way cannot be continued like this.
    Policy::parse(&new, &path.display().to_string())?;
    generated(&path, &new)?;
    if let Some(date) = wish.expires.filter(|date| *date <= day) {
        message("warning", anstyle::AnsiColor::Yellow, &format!("the waiver expired on {date}: it accepts nothing"));
    }
    say(&format!("added to {}:\n\n{entry}", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// The place of a finding as a user names it.
#[derive(Clone, Copy)]
struct Wanted<'p> {
    /// The article, relative to the input directory.
    source: &'p str,
    line: Option<u32>,
    column: Option<u32>,
}

impl<'p> Wanted<'p> {
    /// The place of `input/a.md`, `input/a.md:12` or `input/a.md:12:3`.
    fn of(text: &'p str, input: &Path) -> Self {
        let number = |text: &'p str| {
            let (rest, digits) = text.rsplit_once(':')?;
            Some((rest, digits.parse::<u32>().ok()?))
        };
        let (path, line, column) = match number(text) {
            None => (text, None, None),
            Some((rest, last)) => match number(rest) {
                None => (rest, Some(last), None),
                Some((path, line)) => (path, Some(line), Some(last)),
            },
        };
        let here = |path: &'p str| path.strip_prefix("./").unwrap_or(path);
        let root = input.to_string_lossy();
        let root = format!("{}/", root.strip_prefix("./").unwrap_or(&root).trim_end_matches('/'));
        Self { source: here(path).strip_prefix(&root).unwrap_or(here(path)), line, column }
    }

    fn is_at(&self, finding: &Finding) -> bool {
        let place = &finding.place;
        self.line.is_none_or(|line| (place.line..=place.end_line).contains(&line))
            && self.column.is_none_or(|column| place.column == column)
    }
}

/// The error for a place without such a finding.
fn nothing(code: &str, wanted: &Wanted<'_>, findings: &[Finding]) -> Error {
    let source = wanted.source;
    let place = match (wanted.line, wanted.column) {
        (None, _) => format!("`{source}`"),
        (Some(line), None) => format!("line {line} of `{source}`"),
        (Some(line), Some(column)) => format!("column {column} of line {line} of `{source}`"),
    };
    let mut lines: Vec<String> = of(findings, code, source).map(|finding| finding.place.line.to_string()).collect();
    lines.dedup();
    if lines.len() > MOST_PLACES {
        let more = lines.len() - MOST_PLACES;
        lines.truncate(MOST_PLACES);
        lines.push(format!("and {more} more"));
    }
    let help = if lines.is_empty() {
        "`kbc check` shows what is found".to_owned()
    } else {
        format!("{code} is found, or waived, on line {}", lines.join(", "))
    };
    Error::Usage(format!("{place} has no open finding {code}\n  help: {help}"))
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    // JSON and TOML share their escapes; TOML wants one more character escaped.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

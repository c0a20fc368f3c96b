//! `kbc waive`.

use super::build::{Prepared, compile};
use super::findings::of;
use super::{Options, say};
use jiff::civil::Date;
use kbc::checks::{WAIVERS, known, near};
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
    /// The article, and the line as in the report: `input/a.md:12`. Without a line, the only finding of the rule there.
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
    options: Options,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let Some(code) = known(&wish.rule) else {
        return Err(Error::Usage(format!("there is no rule `{}`\n  help: {}", wish.rule, near(&wish.rule))));
    };
    let prepared = Prepared::new(&wish.options)?;
    let (source, line) = place(&wish.place, &wish.options.input);
    let report = compile(&wish.options, &prepared, Outcome::Compare)?;
    let open: Vec<&Finding> = of(&report.findings, code, source).filter(|finding| finding.waived.is_none()).collect();
    let text = if wish.all {
        if open.is_empty() {
            return Err(nothing(code, source, None, &report.findings));
        }
        None
    } else {
        let on_line =
            |finding: &&&Finding| line.is_none_or(|line| (finding.place.line..=finding.place.end_line).contains(&line));
        match open.iter().filter(on_line).collect::<Vec<_>>().as_slice() {
            [] => return Err(nothing(code, source, line, &report.findings)),
            [finding] => Some(finding.text.clone()),
            [first, rest @ ..] if rest.iter().all(|other| other.text == first.text) => Some(first.text.clone()),
            several => {
                let lines: Vec<String> =
                    several.iter().map(|finding| format!("{source}:{}", finding.place.line)).collect();
                return Err(Error::Usage(format!(
                    "`{source}` has {} findings {code}\n  help: name one of {}, or all with `--all`",
                    several.len(),
                    lines.join(", ")
                )));
            }
        }
    };
    let path = wish.options.input.join(WAIVERS);
    let old = current(&path)?.map_or_else(String::new, |bytes| decode(bytes).text);
    let blank = if old.is_empty() || old.ends_with("\n\n") { "" } else { "\n" };
    let mut entry = format!("[[waiver]]\ncode = {}\nsource = {}\n", quoted(code), quoted(source));
    if let Some(text) = text {
        let _ = write!(entry, "where = {}\n", quoted(&text));
    }
    let _ = write!(entry, "reason = {}\n", quoted(&wish.reason));
    if let Some(date) = wish.expires {
        let _ = write!(entry, "expires = {date}\n");
    }
    generated(&path, &format!("{old}{blank}{entry}"))?;
    say(&format!("added to {}:\n\n{entry}", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// The article, relative to the input directory, and the line of `input/a.md:12`.
fn place<'p>(text: &'p str, input: &Path) -> (&'p str, Option<u32>) {
    // A report may be copied with its column: `a.md:12:3`.
    let mut path = text;
    let mut numbers = Vec::new();
    while let Some((rest, digits)) = path.rsplit_once(':') {
        let Ok(number) = digits.parse::<u32>() else { break };
        numbers.push(number);
        path = rest;
    }
    let root = format!("{}/", input.to_string_lossy().trim_end_matches('/'));
    (path.strip_prefix(&root).unwrap_or(path), numbers.last().copied())
}

/// The error for a place without such a finding.
fn nothing(code: &str, source: &str, line: Option<u32>, findings: &[Finding]) -> Error {
    let place = line.map_or_else(|| format!("`{source}`"), |line| format!("line {line} of `{source}`"));
    let lines: Vec<String> = of(findings, code, source).map(|finding| finding.place.line.to_string()).collect();
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

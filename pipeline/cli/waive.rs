//! `kbc waive`.

use super::build::{How, Prepared, compile};
use super::findings::{self, of};
use super::project::Project;
use super::{PlaceOptions, Places, message, say};
use jiff::civil::Date;
use kbc::checks::{Chosen, Policy, WAIVERS, is_about_waivers, known, near, toml_string};
use kbc::emit::generated;
use kbc::error::Error;
use kbc::finding::Finding;
use kbc::source::{current, decode};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// What shall be waived, and why.
#[derive(clap::Args)]
pub(super) struct Wish {
    /// Code or name of the rule; with `--all` also `K4` for the rules whose code begins so, or `all`.
    rule: String,
    /// The article, and the line as in the report: `input/a.md:12`, or `input/a.md:12:3` with the column; without a line,
    /// the only finding of the rule there. With `--all` also a directory, `input/old/`, or a glob, 'input/old/**/*.md'
    /// [default with `--all`: every article].
    #[arg(required_unless_present = "all")]
    place: Option<String>,
    /// Why the finding is accepted.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Accept all findings of the rule there, also those to come.
    #[arg(long)]
    all: bool,
    /// With `--all`: accept only as many findings as there are now; one more is a finding again.
    #[arg(long, requires = "all")]
    count: bool,
    /// First day on which the waiver no longer holds.
    #[arg(long, value_name = "DATE")]
    expires: Option<Date>,
    #[command(flatten)]
    places: PlaceOptions,
}

/// The most places that a message names.
const MOST_PLACES: usize = 10;

pub(super) fn run(wish: &Wish) -> Result<ExitCode, Error> {
    let wanted = Rules::of(wish)?;
    if wish.reason.trim().is_empty() {
        return Err(Error::Usage(
            "a waiver needs a reason\n  help: say why the finding is accepted, and how one knows".to_owned(),
        ));
    }
    let places = Project::find()?.places(&wish.places);
    let Places { input, today, .. } = &places;
    let input = input.home()?;
    let prepared = Prepared::new(&places)?;
    let mut report = compile(&places, &prepared, &[], How::FINDINGS)?;
    let day = findings::today(*today);
    // What a waiver past its date accepted can be waived again.
    prepared.policy.expire(day, &mut report.findings);
    let mut entry = match wanted {
        Rules::One(code) if !wish.all => {
            let place = Wanted::of(wish.place.as_deref().unwrap_or_default(), input);
            let text = the_only(&report.findings, code, &place)?;
            format!("{}where = {}\n", head(code, place.source), toml_string(&text))
        }
        rules => everything(wish, &rules, input, &report.findings)?,
    };
    let _ = writeln!(entry, "reason = {}", toml_string(&wish.reason));
    if let Some(date) = wish.expires {
        let _ = writeln!(entry, "expires = {date}");
    }
    let path = input.join(WAIVERS);
    let old = current(&path)?.map_or_else(String::new, |bytes| decode(bytes).text);
    let blank = if old.is_empty() || old.ends_with("\n\n") { "" } else { "\n" };
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

/// The rules whose findings are accepted.
enum Rules {
    One(&'static str),
    /// Several of them by one word.
    Several(Chosen, String),
}

impl Rules {
    fn of(wish: &Wish) -> Result<Self, Error> {
        match (known(&wish.rule), Chosen::of(&wish.rule).filter(|_| wish.all)) {
            (Some(code), _) if is_about_waivers(code) => Err(Error::Usage(format!(
                "findings about waivers cannot be waived\n  help: set its level: `{code} = \"note\"` in the `[checks]` table of {WAIVERS}"
            ))),
            (Some(code), _) => Ok(Self::One(code)),
            (None, Some(chosen)) => Ok(Self::Several(chosen, wish.rule.clone())),
            (None, None) => {
                Err(Error::Usage(format!("there is no rule `{}`\n  help: {}", wish.rule, near(&wish.rule))))
            }
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::One(code) => code,
            Self::Several(_, word) => word,
        }
    }

    fn holds(&self, finding: &Finding) -> bool {
        !is_about_waivers(finding.code)
            && match self {
                Self::One(code) => *code == finding.code,
                Self::Several(chosen, _) => chosen.holds(finding.code),
            }
    }
}

fn head(code: &str, source: &str) -> String {
    format!("[[waiver]]\ncode = {}\nsource = {}\n", toml_string(code), toml_string(source))
}

/// The words of the only finding at a place, or of several with the same words.
fn the_only(findings: &[Finding], code: &str, place: &Wanted<'_>) -> Result<String, Error> {
    let source = place.source;
    let open = of(findings, code, source).filter(|finding| finding.waived.is_none() && place.is_at(finding));
    match open.collect::<Vec<_>>().as_slice() {
        [] => Err(nothing(code, place, findings)),
        [first, rest @ ..] if rest.iter().all(|other| other.text == first.text) => Ok(first.text.clone()),
        several => {
            let more = several.len().saturating_sub(MOST_PLACES);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let places: Vec<String> = several
                .iter()
                .take(MOST_PLACES)
                .map(|finding| format!("{source}:{}:{}", finding.place.line, finding.place.column))
                .collect();
            Err(Error::Usage(format!(
                "`{source}` has {} findings {code}\n  help: name one of {}{more}, or all with `--all`",
                several.len(),
                places.join(", ")
            )))
        }
    }
}

/// An entry for all findings of some rules in an article, in a directory, or where a glob matches.
fn everything(wish: &Wish, rules: &Rules, input: &Path, findings: &[Finding]) -> Result<String, Error> {
    let place = wish.place.as_deref().map_or(Wanted { source: "**", line: None, column: None }, |place| Wanted {
        line: None,
        column: None,
        ..Wanted::of(place, input)
    });
    let source = place.source;
    let directory = if input.join(source).is_dir() && !source.ends_with('/') { "/" } else { "" };
    let source = match format!("{source}{directory}") {
        whole if whole.is_empty() || whole == "/" => "**".to_owned(),
        source => source,
    };
    let mut entry = head(rules.word(), &source);
    // What the entry accepts is asked of the entry itself.
    let policy = Policy::parse(&format!("{entry}reason = \"?\"\n"), WAIVERS)?;
    let open: Vec<&Finding> =
        findings.iter().filter(|finding| finding.waived.is_none() && rules.holds(finding)).collect();
    let accepted = open.iter().filter(|finding| policy.accepts(finding)).count();
    if accepted == 0 {
        return Err(match rules {
            Rules::One(code) => nothing(code, &Wanted { source: &source, ..place }, findings),
            Rules::Several(_, word) => Error::Usage(format!(
                "`{source}` has no open finding of `{word}`\n  help: `kbc check` shows what is found"
            )),
        });
    }
    if wish.count {
        let _ = writeln!(entry, "count = {accepted}");
    }
    Ok(entry)
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

//! Findings on the command line: options, reports, and what they mean for the exit code.

use super::{Options, print, say};
use jiff::civil::Date;
use kbc::build::Report;
use kbc::checks::{Chosen, Policy, Setting, near, set_levels, settings, sort};
use kbc::emit::findings::{Counts, FORMS, Form, Shown};
use kbc::emit::generated;
use kbc::error::Error;
use kbc::finding::Finding;
use kbc::source::{Source, article, read};
use std::path::{Path, PathBuf};

/// Options of the commands that report findings.
#[derive(clap::Args)]
pub(super) struct FindingOptions {
    /// Form in which findings are printed.
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = FORMS.iter().map(|form| form.name).collect::<Vec<_>>())]
    format: String,
    /// Also write all findings to a file; its extension says the form: .txt, .json, .github or .sarif. Can be repeated.
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Print at most so many findings as text, the worst of them; 0 = all. Other forms always hold all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_findings: usize,
    /// Level of a rule for this report: `K310=error`, `K401=off`; of all rules with a first digit, `K3=off`; of all,
    /// `all=off`. What names less weighs more. Can be repeated; does not change the output.
    #[arg(long, value_name = "CODE=LEVEL", value_parser = level)]
    level: Vec<(Chosen, Setting)>,
    /// Findings of this weight that no waiver accepts make the exit code 1, too.
    #[arg(long, value_name = "WHAT", value_enum)]
    deny: Option<Deny>,
}

/// What else than errors makes the exit code 1.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
    /// Warnings and notes.
    Notes,
}

fn level(text: &str) -> Result<(Chosen, Setting), String> {
    let (code, word) = text.split_once('=').ok_or("write it as CODE=LEVEL, for example K310=error")?;
    let chosen = Chosen::of(code).ok_or_else(|| format!("there is no rule `{code}`: {}", near(code)))?;
    let setting =
        Setting::of(word).ok_or_else(|| format!("`{word}` is no level: valid are {}", Setting::WORDS.join(", ")))?;
    Ok((chosen, setting))
}

/// Prints and writes what was found; gives whether the exit code is 1 for it.
pub(super) fn show(options: &Options, policy: &Policy, report: &mut Report) -> Result<bool, Error> {
    let own = &options.findings;
    policy.expire(today(options.places.today), &mut report.findings);
    let levels = settings(own.level.clone());
    set_levels(&mut report.findings, &|code| levels.get(code).copied());
    sort(&mut report.findings);
    let root = options.places.input.to_string_lossy();
    let load = |path: &str| load(&options.places.input, path);
    let shown = |most, is_styled| Shown { findings: &report.findings, root: &root, load: &load, most, is_styled };
    if let Some(form) = FORMS.iter().find(|form| form.name == own.format) {
        let most = Some(own.max_findings).filter(|most| *most > 0);
        print(&(form.render)(&shown(most, true)))?;
    }
    for path in &own.report {
        generated(path, (form_of(path)?.render)(&shown(None, false)))?;
    }
    let counts = Counts::of(&report.findings);
    if counts != Counts::default() {
        say(&format!("findings: {counts}"));
    }
    Ok(counts.errors > 0
        || own.deny.is_some() && counts.warnings > 0
        || own.deny == Some(Deny::Notes) && counts.notes > 0)
}

/// Says early that a report has no form or no place, before the work is done.
pub(super) fn check_reports(options: &FindingOptions) -> Result<(), Error> {
    options.report.iter().try_for_each(|path| {
        form_of(path)?;
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() && !parent.is_dir() => Err(Error::Usage(format!(
                "there is no directory `{}` for the report `{}`\n  help: make it, or name another place",
                parent.display(),
                path.display()
            ))),
            _ => Ok(()),
        }
    })
}

fn form_of(path: &Path) -> Result<&'static Form, Error> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    FORMS.iter().copied().find(|form| Some(form.extension) == extension).ok_or_else(|| {
        let known: Vec<String> = FORMS.iter().map(|form| format!(".{} ({})", form.extension, form.doc)).collect();
        Error::Usage(format!(
            "`{}` does not say the form of the report by its extension\n  help: known are {}",
            path.display(),
            known.join(", ")
        ))
    })
}

/// An article, or the waiver file, read again for its lines.
fn load(input: &Path, path: &str) -> Option<Source> {
    read(&article(&input.join(path), path.to_owned()).ok()?).ok()
}

/// The day of the clock, where no other is given.
pub(super) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| jiff::Zoned::now().date())
}

/// The findings of a rule in an article.
pub(super) fn of<'f>(findings: &'f [Finding], code: &'f str, source: &'f str) -> impl Iterator<Item = &'f Finding> {
    findings.iter().filter(move |finding| finding.code == code && &*finding.place.source == source)
}

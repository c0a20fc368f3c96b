//! Findings on the command line: options, reports, and what they mean for the exit code.

use super::project::Project;
use super::{print, print_styled, say};
use jiff::civil::Date;
use kbc::checks::{Chosen, Setting, near, set_levels, sort};
use kbc::config::DENY;
use kbc::diff::Known;
use kbc::emit::findings::{Counts, FORMS, Form, Shown};
use kbc::emit::generated;
use kbc::error::Error;
use kbc::finding::Finding;
use kbc::source::{Source, Wanted, hex};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// Options of the commands that report findings.
#[derive(clap::Args)]
pub(super) struct FindingOptions {
    /// Form in which findings are printed. `github` prints at most ten annotations per level, the worst and newest, and
    /// all findings as text.
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = FORMS.iter().map(|form| form.name).collect::<Vec<_>>())]
    format: String,
    /// Also write all findings to a file whose extension says the form: .txt, .json, .github or .sarif. Can be repeated.
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Maximum number of findings to print as text, the worst ones; 0 = all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_findings: usize,
    /// Level of a rule in this report: `K310=error`, `K401=off`; of all rules whose code begins so, `K3=off`; of all rules,
    /// `all=off`. The most specific setting wins. Can be repeated; does not change the output.
    #[arg(long, value_name = "CODE=LEVEL", value_parser = level)]
    pub(super) level: Vec<LevelWish>,
    /// Exit with 1 on unwaived findings of this level, too [default: errors].
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub(super) deny: Option<Deny>,
}

/// A rule, or several of them, and the level that it shall have.
#[derive(Clone)]
pub(super) struct LevelWish {
    /// As typed.
    pub(super) word: String,
    /// As typed.
    pub(super) level: String,
    pub(super) chosen: Chosen,
    pub(super) setting: Setting,
}

/// Which findings make the exit code 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(super) enum Deny {
    /// Errors alone.
    Errors,
    /// Warnings and errors.
    Warnings,
    /// All findings.
    Notes,
}

impl Deny {
    pub(super) fn word(self) -> &'static str {
        DENY[self as usize]
    }

    /// The one that a word of `kbc.toml` names.
    fn of(word: &str) -> Option<Self> {
        [Self::Errors, Self::Warnings, Self::Notes].into_iter().find(|deny| deny.word() == word)
    }
}

fn level(text: &str) -> Result<LevelWish, String> {
    let (code, word) = text.split_once('=').ok_or("write it as CODE=LEVEL, for example K310=error")?;
    let chosen = Chosen::of(code).ok_or_else(|| format!("there is no rule `{code}`: {}", near(code)))?;
    let setting =
        Setting::of(word).ok_or_else(|| format!("unknown level `{word}`: valid are {}", Setting::WORDS.join(", ")))?;
    Ok(LevelWish { word: code.to_owned(), level: word.to_owned(), chosen, setting })
}

/// What is shown of findings, and how.
pub(super) struct Findings<'a> {
    pub(super) options: &'a FindingOptions,
    pub(super) project: &'a Project,
    /// What stands before the paths of articles.
    pub(super) root: &'a Path,
    /// Gives an article by its path, read again for its lines.
    pub(super) load: &'a dyn Fn(&str) -> Option<Source>,
    /// The revision that new findings are told by.
    pub(super) base: Option<&'a Known>,
}

/// GitHub shows this number of annotations of each level and step, and drops the others.
const MOST_ANNOTATIONS: usize = 10;

impl Findings<'_> {
    /// Prints and writes what was found; gives whether the exit code is 1 for it.
    pub(super) fn show(&self, findings: &mut Vec<Finding>) -> Result<bool, Error> {
        let own = self.options;
        let levels = self.project.levels(own);
        set_levels(findings, &|code| levels.get(code).copied());
        sort(findings);
        let root = self.root.to_string_lossy();
        let weight = self.base.map(|base| base.novelty(findings));
        let shown = |most, is_styled| Shown {
            findings,
            root: &root,
            load: self.load,
            most,
            is_styled,
            novelty: weight.as_deref(),
        };
        let most_as_text = Some(own.max_findings).filter(|most| *most > 0);
        if let Some(form) = FORMS.iter().find(|form| form.name == own.format) {
            if form.name == GITHUB {
                print(&(form.render)(&shown(Some(MOST_ANNOTATIONS), false)))?;
                print(&as_log(&(FORMS[0].render)(&shown(None, false))))?;
            } else {
                print_styled(&(form.render)(&shown(most_as_text, true)))?;
            }
        }
        for path in &own.report {
            generated(path, (form_of(path)?.render)(&shown(None, false)))?;
        }
        let counts = Counts::of(&*findings);
        if counts != Counts::default() {
            say(&format!("findings: {counts}"));
        }
        let stated = self.project.config.deny.as_ref().and_then(|stated| Deny::of(&stated.value));
        let deny = own.deny.or(stated).unwrap_or(Deny::Errors);
        Ok(counts.errors > 0
            || deny >= Deny::Warnings && counts.warnings > 0
            || deny >= Deny::Notes && counts.notes > 0)
    }
}

const GITHUB: &str = "github";

/// A text for the log of a workflow, folded, in which no line is taken for a command.
fn as_log(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    // Commands stop until this word, which no article can know: it depends on the report as a whole.
    let word = hex(&Sha256::digest(text));
    format!("::group::findings as text\n::stop-commands::{word}\n{text}::{word}::\n::endgroup::\n")
}

/// Says early that a report has no form or no place, before the work is done.
pub(super) fn check_reports(options: &FindingOptions, input: &Wanted) -> Result<(), Error> {
    options.report.iter().try_for_each(|path| {
        form_of(path)?;
        let above = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let is_around = |input: &PathBuf| {
            input.is_dir()
                && above.canonicalize().is_ok_and(|above| input.canonicalize().is_ok_and(|input| above.starts_with(input)))
        };
        if input.paths.iter().any(is_around) {
            return Err(Error::Usage(format!(
                "the report `{}` would stand among the articles\n  help: name another place: the next build would read it, or warn about it",
                path.display()
            )));
        }
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
            "`{}` has an extension that names no form of report\n  help: known extensions are {}",
            path.display(),
            known.join(", ")
        ))
    })
}

/// The day of the clock, where no other is given.
pub(super) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| jiff::Zoned::now().date())
}

/// The findings of a rule in an article.
pub(super) fn of<'f>(findings: &'f [Finding], code: &'f str, source: &'f str) -> impl Iterator<Item = &'f Finding> {
    findings.iter().filter(move |finding| finding.code == code && &*finding.place.source == source)
}

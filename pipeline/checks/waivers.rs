//! `Policy`: the file `waivers.toml`, which sets the levels of rules and accepts findings, with reasons.

use super::RULES;
use super::draft::locate;
use super::rule::Check;
use crate::contract::{Reader, nearest, render};
use crate::error::Error;
use crate::finding::{Finding, Level, Location, Waived, words};
use crate::source::{Source, hex};
use crate::span::Span;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::{DeTable, DeValue};

pub use crate::source::WAIVERS;

const KEYS: &[&str] = &["checks", "waiver"];
const WAIVER_KEYS: &[&str] = &["code", "source", "where", "reason", "expires"];
const UNUSED: &str = "K601";
const EXPIRED: &str = "K602";
const WITHOUT_REASON: &str = "K603";

/// What a rule is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Its findings have this level.
    Level(Level),
    /// Its findings have the level that the rule gives them, whatever is said of many rules at once.
    On,
    /// It is not asked.
    Off,
}

impl Setting {
    /// The words in `[checks]` and on the command line.
    pub const WORDS: [&str; 5] = ["error", "warning", "note", "on", "off"];

    /// The setting of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            word => Level::of(word).map(Self::Level),
        }
    }
}

/// One rule, or several of them by one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    codes: Vec<&'static str>,
    breadth: Breadth,
}

/// How much a word names. What names less weighs more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    All,
    Digit,
    Rule,
}

impl Chosen {
    /// The rules of a word: a code or name; `K3` for those with this first digit; `all`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let codes = |is_chosen: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
            RULES.iter().map(|rule| rule.code).filter(|code| is_chosen(code)).collect()
        };
        let is_digit = word.len() == 2 && word.starts_with(['K', 'k']);
        let (codes, breadth) = match known(word) {
            Some(code) => (vec![code], Breadth::Rule),
            None if word == "all" => (codes(&|_| true), Breadth::All),
            None if is_digit => (codes(&|code| code[..2].eq_ignore_ascii_case(word)), Breadth::Digit),
            None => return None,
        };
        (!codes.is_empty()).then_some(Self { codes, breadth })
    }
}

/// What each rule is set to: a rule by its own word, else by its digit, else by `all`; by the last of equal words.
#[must_use]
pub fn settings(mut list: Vec<(Chosen, Setting)>) -> BTreeMap<&'static str, Setting> {
    list.sort_by_key(|(chosen, _)| chosen.breadth);
    let each = list.into_iter().flat_map(|(chosen, setting)| chosen.codes.into_iter().map(move |code| (code, setting)));
    each.collect()
}

/// One accepted finding, or all of a rule in one article.
#[derive(Debug)]
struct Waiver {
    code: &'static str,
    source: String,
    /// The words at the place of the finding; null = every finding of the rule in the article.
    text: Option<String>,
    reason: String,
    expires: Option<Date>,
    place: Location,
}

/// Article and rule, to positions of waivers.
type ByPlace<'p> = BTreeMap<(&'p str, &'p str, Option<&'p str>), Vec<usize>>;

/// Levels and waivers.
#[derive(Debug, Default)]
pub struct Policy {
    /// SHA-256 of the text, lower case hex; null where there is no file.
    pub sha256: Option<String>,
    settings: BTreeMap<&'static str, Setting>,
    waivers: Vec<Waiver>,
}

impl Policy {
    /// Reads the text of `waivers.toml`; `path` is shown in messages.
    ///
    /// # Errors
    /// All mistakes of the file, rendered with carets.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        let mut reader = Reader { path: path.to_owned(), formats: &[], mistakes: &mut mistakes };
        let mut policy = Self { sha256: Some(hex(&Sha256::digest(text))), ..Self::default() };
        match DeTable::parse(text) {
            Ok(table) => policy.read(&table.into_inner(), &mut reader, text),
            Err(error) => {
                reader.push(error.span().unwrap_or(0..0), error.message(), "here", "this is a mistake in TOML itself");
            }
        }
        if mistakes.is_empty() {
            return Ok(policy);
        }
        Err(Error::Schema(render(&mistakes, &BTreeMap::from([(path.to_owned(), text.to_owned())]))))
    }

    fn read(&mut self, table: &DeTable<'_>, reader: &mut Reader<'_>, text: &str) {
        reader.known_keys(table, KEYS);
        let mut list = Vec::new();
        for (key, value) in reader.table(table, "checks").into_iter().flat_map(|checks| checks.iter()) {
            let chosen = Chosen::of(key.get_ref());
            let setting = value.get_ref().as_str().and_then(Setting::of);
            if chosen.is_none() {
                reader.push(
                    key.span(),
                    format!("there is no rule `{}`", key.get_ref()),
                    "no such rule",
                    near(key.get_ref()),
                );
            }
            if setting.is_none() {
                let help = format!("valid are: {}", Setting::WORDS.join(", "));
                reader.push(value.span(), "this is no level", "no such level", help);
            }
            list.extend(chosen.zip(setting));
        }
        self.settings = settings(list);
        let source = Source::new(WAIVERS.to_owned(), text.as_bytes().to_vec());
        for (waiver, range) in reader.tables(table, "waiver") {
            reader.known_keys(waiver, WAIVER_KEYS);
            let code = reader.needed(waiver, "code", range.clone());
            let path = reader.needed(waiver, "source", range.clone());
            let (text, reason) = (reader.text(waiver, "where"), reader.text(waiver, "reason"));
            let expires = waiver.get("expires").and_then(|value| {
                let date = match value.get_ref() {
                    DeValue::String(text) => text.parse().ok(),
                    DeValue::Datetime(date) => date.to_string().parse().ok(),
                    _ => None,
                };
                if date.is_none() {
                    reader.push(
                        value.span(),
                        "this is no date",
                        "expected a date",
                        "write it as `expires = 2030-12-31`",
                    );
                }
                date
            });
            let (Some(code), Some(path)) = (code, path) else { continue };
            let Some(rule) = known(&code.text) else {
                reader.push(code.range, format!("there is no rule `{}`", code.text), "no such rule", near(&code.text));
                continue;
            };
            if is_about_waivers(rule) {
                let help = format!("set its level: `{rule} = \"note\"` in `[checks]`");
                reader.push(code.range, "findings about waivers cannot be waived", "is about waivers", help);
                continue;
            }
            self.waivers.push(Waiver {
                code: rule,
                source: path.text,
                text: text.map(|text| words(&text.text)),
                reason: reason.map_or_else(String::new, |text| text.text.trim().to_owned()),
                expires,
                place: locate(&source, Span::of(code.range)),
            });
        }
    }

    /// The setting of a rule, where the file has one.
    #[must_use]
    pub fn setting(&self, code: &str) -> Option<Setting> {
        self.settings.get(code).copied()
    }

    /// Sets levels, marks what is waived whatever the day, and adds findings about waivers that accept nothing or give
    /// no reason. What an article that was `lost` would give is not known.
    pub fn apply(&self, findings: &mut Vec<Finding>, lost: &BTreeSet<String>) {
        set_levels(findings, &|code| self.setting(code));
        let mut used = vec![false; self.waivers.len()];
        let by_place = self.by_place();
        for finding in findings.iter_mut() {
            let accepting: Vec<usize> = Self::accepting(&by_place, finding).collect();
            for &at in &accepting {
                used[at] = true;
            }
            finding.waived = accepting.first().map(|&at| self.waived(at));
        }
        let mut added = Vec::new();
        for (waiver, used) in self.waivers.iter().zip(used) {
            if !used && !lost.contains(&waiver.source) && self.setting(waiver.code) != Some(Setting::Off) {
                let what = waiver.text.as_ref().map_or_else(String::new, |text| format!(" with the words `{text}`"));
                let message = format!("`{}` has no finding {}{what}", waiver.source, waiver.code);
                let help = "remove the waiver, or correct its `source` and `where`: `kbc check` shows what is found";
                added.extend(about(waiver, UNUSED, message, "accepts nothing", help));
            }
            if waiver.reason.is_empty() {
                let message = format!("a waiver of {} gives no reason", waiver.code);
                let help = "add `reason = \"...\"`: why the finding is accepted, and how one knows";
                added.extend(about(waiver, WITHOUT_REASON, message, "why?", help));
            }
        }
        set_levels(&mut added, &|code| self.setting(code));
        findings.append(&mut added);
    }

    /// Positions of the waivers of each article, rule and words; without words, of all findings of the rule there.
    fn by_place(&self) -> ByPlace<'_> {
        let mut by_place = ByPlace::new();
        for (at, waiver) in self.waivers.iter().enumerate() {
            by_place.entry((&waiver.source, waiver.code, waiver.text.as_deref())).or_default().push(at);
        }
        by_place
    }

    /// Positions of the waivers that accept a finding.
    fn accepting(by_place: &ByPlace<'_>, finding: &Finding) -> impl Iterator<Item = usize> + use<> {
        let of = |text| by_place.get(&(&*finding.place.source, finding.code, text)).map_or(&[][..], Vec::as_slice);
        let mut found = [of(None), of(Some(finding.text.as_str()))].concat();
        // The first in the file counts.
        found.sort_unstable();
        found.into_iter()
    }

    fn waived(&self, waiver: usize) -> Waived {
        Waived { waiver, reason: self.waivers[waiver].reason.clone() }
    }

    /// Takes back what waivers past their date accept, and says so. What depends on the day is no part of the output.
    pub fn expire(&self, today: Date, findings: &mut Vec<Finding>) {
        let is_past =
            |at: usize| self.waivers.get(at).and_then(|waiver| waiver.expires).is_some_and(|date| date <= today);
        let by_place = self.by_place();
        for finding in findings.iter_mut() {
            if finding.waived.as_ref().is_some_and(|waived| is_past(waived.waiver)) {
                let next = Self::accepting(&by_place, finding).find(|&at| !is_past(at));
                finding.waived = next.map(|at| self.waived(at));
            }
        }
        let mut added = Vec::new();
        for (at, waiver) in self.waivers.iter().enumerate() {
            if let Some(date) = waiver.expires.filter(|_| is_past(at)) {
                let message = format!("a waiver of {} ended on {date}", waiver.code);
                let help = "mend what it accepts and remove it, or set a later date";
                added.extend(about(waiver, EXPIRED, message, "accepts nothing any more", help));
            }
        }
        set_levels(&mut added, &|code| self.setting(code));
        findings.append(&mut added);
    }
}

/// Applies settings to findings; those of rules that are off go away.
pub fn set_levels(findings: &mut Vec<Finding>, setting: &dyn Fn(&str) -> Option<Setting>) {
    findings.retain_mut(|finding| match setting(finding.code) {
        None | Some(Setting::On) => true,
        Some(Setting::Off) => false,
        Some(Setting::Level(level)) => {
            finding.level = level;
            true
        }
    });
}

/// The code of a rule, by its code or its name.
#[must_use]
pub fn known(word: &str) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word).map(|rule| rule.code)
}

/// Whether the findings of a rule are about waivers: no waiver accepts those.
#[must_use]
pub fn is_about_waivers(code: &str) -> bool {
    RULES.iter().any(|rule| rule.code == code && matches!(rule.check, Check::Policy))
}

/// A help text names at most so many rules.
const MOST_NAMED: usize = 8;

/// A help text for a rule that does not exist.
#[must_use]
pub fn near(word: &str) -> String {
    let quoted = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    // A code is so short that only one sign of it may be wrong.
    let word = word.trim();
    let slip = codes.iter().find(|code| strsim::damerau_levenshtein(&word.to_ascii_uppercase(), code) == 1);
    if let Some(code) = slip {
        return format!("did you mean `{code}`?");
    }
    let lower = word.to_ascii_lowercase();
    let holding: Vec<&str> = RULES.iter().map(|rule| rule.name).filter(|name| name.contains(&lower)).collect();
    match holding.as_slice() {
        [name] if !lower.is_empty() => return format!("did you mean `{name}`?"),
        [_, ..] if lower.len() > 2 && holding.len() <= MOST_NAMED => {
            return format!("named so are {}", quoted(holding));
        }
        _ => {}
    }
    let help = nearest(&lower, RULES.iter().map(|rule| rule.name));
    if help.starts_with("valid") { "`kbc rules` lists all rules".to_owned() } else { help }
}

/// A finding about a waiver.
fn about(waiver: &Waiver, code: &str, message: String, label: &str, help: &str) -> Option<Finding> {
    let rule = RULES.iter().find(|rule| rule.code == code && matches!(rule.check, Check::Policy))?;
    Some(Finding {
        code: rule.code,
        name: rule.name,
        level: rule.level,
        message,
        help: Some(help.to_owned()),
        place: waiver.place.clone(),
        label: label.to_owned(),
        others: Vec::new(),
        row: None,
        text: waiver.code.to_owned(),
        waived: None,
    })
}

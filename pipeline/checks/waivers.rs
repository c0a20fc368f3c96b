//! `Policy`: the file `waivers.toml`, which sets the levels of rules and accepts findings, with reasons.

use super::RULES;
use super::chosen_articles::ChosenArticles;
use super::draft::locate;
use super::rule::Check;
use crate::error::Error;
use crate::finding::{Finding, Level, Location, Waived, words};
use crate::source::{Source, hex};
use crate::span::Span;
use crate::toml_file::{Reader, nearest, render};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

pub use crate::source::{BASELINE, WAIVERS};

const KEYS: &[&str] = &["checks", "waiver"];
const WAIVER_KEYS: &[&str] = &["code", "source", "where", "count", "reason", "expires"];
/// The key of the reason in `baseline.toml`.
const REASON: &str = "reason";
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

/// How many rules a word names. The most specific word wins.
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

impl Chosen {
    /// Whether a rule is one of them.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        self.codes.contains(&code)
    }
}

/// What each rule is set to: a rule by its own word, else by its digit, else by `all`; by the last of equal words.
#[must_use]
pub fn settings(mut list: Vec<(Chosen, Setting)>) -> BTreeMap<&'static str, Setting> {
    list.sort_by_key(|(chosen, _)| chosen.breadth);
    let each = list.into_iter().flat_map(|(chosen, setting)| chosen.codes.into_iter().map(move |code| (code, setting)));
    each.collect()
}

/// The reason that a baseline gives where nobody stated another one.
pub const BASELINE_REASON: &str = "It was there when the baseline was made.";

/// One accepted finding, or all of some rules in some articles.
#[derive(Debug)]
struct Waiver {
    codes: Vec<&'static str>,
    /// The rule as the file names it.
    word: String,
    /// The articles as the file names them.
    source: String,
    articles: ChosenArticles,
    /// The words at the place of the finding; null = every finding of the rule in the article.
    text: Option<String>,
    /// Accepts at most this number of findings; null = all.
    count: Option<usize>,
    reason: String,
    expires: Option<Date>,
    place: Location,
}

impl Waiver {
    /// What a baseline accepts: findings of a rule in an article, up to a number.
    fn of_baseline(
        code: &'static str,
        article: &str,
        count: usize,
        reason: String,
        source: &Source,
        range: std::ops::Range<usize>,
    ) -> Self {
        Self {
            codes: vec![code],
            word: code.to_owned(),
            source: article.to_owned(),
            articles: ChosenArticles::One(article.to_owned()),
            text: None,
            count: Some(count),
            reason,
            expires: None,
            place: locate(source, Span::of(range)),
        }
    }

    fn accepts(&self, finding: &Finding) -> bool {
        self.codes.contains(&finding.code)
            && self.text.as_ref().is_none_or(|text| *text == finding.text)
            && self.articles.holds(&finding.place.source)
    }
}

/// Levels and waivers.
#[derive(Debug, Default)]
pub struct Policy {
    /// SHA-256 of the text of `waivers.toml` and, where there is one, of `baseline.toml`, lower case hex; null where there
    /// is no file.
    pub sha256: Option<String>,
    /// The same of each file alone.
    pub sha256_of_each: [Option<String>; 2],
    settings: BTreeMap<&'static str, Setting>,
    waivers: Vec<Waiver>,
}

/// A file of the policy: where it lies, for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct PolicyFile<'a> {
    /// Path that is shown.
    pub path: &'a str,
    /// Text.
    pub text: &'a str,
}

impl Policy {
    /// Reads the text of `waivers.toml` alone; `path` is shown in messages.
    ///
    /// # Errors
    /// All mistakes of the file, rendered with carets.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        Self::of(Some(PolicyFile { path, text }), None)
    }

    /// Reads `waivers.toml` and `baseline.toml`, where they are.
    ///
    /// # Errors
    /// All mistakes of the files, rendered with carets.
    pub fn of(waivers: Option<PolicyFile<'_>>, baseline: Option<PolicyFile<'_>>) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        let mut policy = Self::default();
        let mut texts = BTreeMap::new();
        let mut sha = Sha256::new();
        for (file, is_baseline) in [(waivers, false), (baseline, true)] {
            let Some(PolicyFile { path, text }) = file else { continue };
            texts.insert(path.to_owned(), text.to_owned());
            // The same file has the same digest however git wrote its line ends.
            let same = text.replace("\r\n", "\n");
            sha.update(&same);
            policy.sha256_of_each[usize::from(is_baseline)] = Some(hex(&Sha256::digest(same)));
            let mut reader = Reader { path: path.to_owned(), formats: &[], mistakes: &mut mistakes };
            match DeTable::parse(text) {
                Ok(table) if is_baseline => {
                    let source = Source::new(BASELINE.to_owned(), text.as_bytes().to_vec());
                    policy.read_baseline(table.get_ref(), &mut reader, &source);
                }
                Ok(table) => policy.read(&table.into_inner(), &mut reader, text),
                Err(error) => {
                    let range = error.span().unwrap_or(0..0);
                    reader.push(range, error.message(), "here", "this is a mistake in TOML itself");
                }
            }
        }
        if !mistakes.is_empty() {
            return Err(Error::Schema(render(&mistakes, &texts)));
        }
        policy.sha256 = (!texts.is_empty()).then(|| hex(&sha.finalize()));
        Ok(policy)
    }

    fn read(&mut self, table: &DeTable<'_>, reader: &mut Reader<'_>, text: &str) {
        reader.known_keys(table, KEYS);
        let mut list = Vec::new();
        for (key, value) in reader.table(table, "checks").into_iter().flat_map(|checks| checks.iter()) {
            list.extend(read_setting(reader, key, value));
        }
        self.settings = settings(list);
        let source = Source::new(WAIVERS.to_owned(), text.as_bytes().to_vec());
        for (waiver, range) in reader.tables(table, "waiver") {
            reader.known_keys(waiver, WAIVER_KEYS);
            let code = reader.needed(waiver, "code", range.clone());
            let path = reader.needed(waiver, "source", range.clone());
            let (text, reason) = (reader.text(waiver, "where"), reader.text(waiver, "reason"));
            let (expires, count) = (read_expires(reader, waiver), read_count(reader, waiver));
            let (Some(code), Some(path)) = (code, path) else { continue };
            let Some(chosen) = Chosen::of(&code.text) else {
                reader.push(code.range, format!("there is no rule `{}`", code.text), "no such rule", near(&code.text));
                continue;
            };
            let codes: Vec<_> = chosen.codes.into_iter().filter(|code| !is_about_waivers(code)).collect();
            if codes.is_empty() {
                let help = format!("set its level: `{} = \"note\"` in `[checks]`", code.text);
                reader.push(code.range, "findings about waivers cannot be waived", "is about waivers", help);
                continue;
            }
            let articles = match ChosenArticles::of(&path.text) {
                Ok(articles) => articles,
                Err(why) => {
                    let help = "write a path, a directory as `old/`, or a glob such as `old/**/*.md`";
                    reader.push(path.range, format!("`{}` is not a glob: {why}", path.text), "expected a glob", help);
                    continue;
                }
            };
            self.waivers.push(Waiver {
                codes,
                word: if chosen.breadth == Breadth::Rule { String::new() } else { code.text.clone() },
                source: path.text,
                articles,
                text: text.map(|text| words(&text.text)),
                count,
                reason: reason.map_or_else(String::new, |text| text.text.trim().to_owned()),
                expires,
                place: locate(&source, Span::of(code.range)),
            });
        }
        for waiver in &mut self.waivers {
            if let ("", [code]) = (waiver.word.as_str(), waiver.codes.as_slice()) {
                waiver.word = (*code).to_owned();
            }
        }
    }

    /// Reads the text of `baseline.toml`: a table for each rule, in it a number of findings for each article.
    fn read_baseline(&mut self, table: &DeTable<'_>, reader: &mut Reader<'_>, source: &Source) {
        let reason = reader.text(table, REASON).map_or_else(|| BASELINE_REASON.to_owned(), |text| text.text);
        for key in table.keys().filter(|key| key.get_ref().as_ref() != REASON) {
            let word = key.get_ref().as_ref();
            let Some(code) = known(word).filter(|code| !is_about_waivers(code)) else {
                reader.push(key.span(), format!("there is no rule `{word}`"), "no such rule", near(word));
                continue;
            };
            for (article, count) in reader.table(table, word).into_iter().flat_map(|counts| counts.iter()) {
                let number = count.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
                if let Some(number) = number {
                    let place = article.span();
                    let waiver = Waiver::of_baseline(code, article.get_ref(), number, reason.clone(), source, place);
                    self.waivers.push(waiver);
                } else {
                    let help = "run `kbc baseline` again";
                    reader.push(count.span(), "expected a number of findings", "not a number", help);
                }
            }
        }
    }

    /// Whether a waiver accepts a finding, however many there are.
    #[must_use]
    pub fn accepts(&self, finding: &Finding) -> bool {
        self.waivers.iter().any(|waiver| waiver.accepts(finding))
    }

    /// The setting of a rule, where the file has one.
    #[must_use]
    pub fn setting(&self, code: &str) -> Option<Setting> {
        self.settings.get(code).copied()
    }

    /// Sets levels, marks what is waived whatever the day, and adds findings about waivers that accept nothing or give
    /// no reason. What an article that was `lost` would give is not known. Findings come in their order.
    pub fn apply(&self, findings: &mut Vec<Finding>, lost: &BTreeSet<String>) {
        set_levels(findings, &|code| self.setting(code));
        let mut acceptance = Acceptance::of(self);
        let mut used = vec![false; self.waivers.len()];
        for finding in findings.iter_mut() {
            for at in acceptance.accepting(finding) {
                used[at] = true;
            }
            finding.waived = acceptance.take(finding, &|_| true).map(|at| self.waived(at));
        }
        let mut added = Vec::new();
        for (waiver, used) in self.waivers.iter().zip(used) {
            let is_off = waiver.codes.iter().all(|code| self.setting(code) == Some(Setting::Off));
            if !used && !is_off && !lost.iter().any(|source| waiver.articles.holds(source)) {
                let what = waiver.text.as_ref().map_or_else(String::new, |text| format!(" with the words `{text}`"));
                let message = format!("`{}` has no finding {}{what}", waiver.source, waiver.word);
                let help = if &*waiver.place.source == BASELINE {
                    "run `kbc baseline` again: it keeps what is still found"
                } else {
                    "remove the waiver, or correct its `source` and `where`: `kbc check` shows what is found"
                };
                added.extend(about(waiver, UNUSED, message, "accepts nothing", help));
            }
            if waiver.reason.is_empty() {
                let message = format!("a waiver of {} gives no reason", waiver.word);
                let help = "add `reason = \"...\"`: why the finding is accepted, and how one knows";
                added.extend(about(waiver, WITHOUT_REASON, message, "why?", help));
            }
        }
        set_levels(&mut added, &|code| self.setting(code));
        findings.append(&mut added);
    }

    fn waived(&self, waiver: usize) -> Waived {
        Waived { waiver, reason: self.waivers[waiver].reason.clone() }
    }

    /// Takes back what waivers past their date accept, and says so. What depends on the day is no part of the output.
    pub fn expire(&self, today: Date, findings: &mut Vec<Finding>) {
        let is_past =
            |at: usize| self.waivers.get(at).and_then(|waiver| waiver.expires).is_some_and(|date| date <= today);
        let mut acceptance = Acceptance::of(self);
        for waived in findings.iter().filter_map(|finding| finding.waived.as_ref()) {
            acceptance.spend(waived.waiver);
        }
        for finding in findings.iter_mut() {
            if finding.waived.as_ref().is_some_and(|waived| is_past(waived.waiver)) {
                finding.waived = acceptance.take(finding, &|at| !is_past(at)).map(|at| self.waived(at));
            }
        }
        let mut added = Vec::new();
        for (at, waiver) in self.waivers.iter().enumerate() {
            if let Some(date) = waiver.expires.filter(|_| is_past(at)) {
                let message = format!("a waiver of {} ended on {date}", waiver.word);
                let help = "mend what it accepts and remove it, or set a later date";
                added.extend(about(waiver, EXPIRED, message, "accepts nothing any more", help));
            }
        }
        set_levels(&mut added, &|code| self.setting(code));
        findings.append(&mut added);
    }
}

/// Which waivers accept a finding, and what each may still accept.
struct Acceptance<'p> {
    waivers: &'p [Waiver],
    /// Waivers of one article, by its path.
    one: BTreeMap<&'p str, Vec<usize>>,
    /// Waivers of several articles.
    many: Vec<usize>,
    /// By waiver: the findings that it may still accept; null = all.
    left: Vec<Option<usize>>,
}

impl<'p> Acceptance<'p> {
    fn of(policy: &'p Policy) -> Self {
        let mut one: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut many = Vec::new();
        for (at, waiver) in policy.waivers.iter().enumerate() {
            match &waiver.articles {
                ChosenArticles::One(path) => one.entry(path).or_default().push(at),
                ChosenArticles::Matching(_) => many.push(at),
            }
        }
        let left = policy.waivers.iter().map(|waiver| waiver.count).collect();
        Self { waivers: &policy.waivers, one, many, left }
    }

    /// The waivers that accept a finding, however often they did so, in the order of the file.
    fn accepting(&self, finding: &Finding) -> Vec<usize> {
        let own = self.one.get(&*finding.place.source).into_iter().flatten();
        let fitting = own.chain(&self.many).copied().filter(|at| self.waivers[*at].accepts(finding));
        let mut found: Vec<usize> = fitting.collect();
        found.sort_unstable();
        found
    }

    /// The first waiver that may accept a finding, and now has.
    fn take(&mut self, finding: &Finding, may: &dyn Fn(usize) -> bool) -> Option<usize> {
        let at = self.accepting(finding).into_iter().find(|at| self.left[*at] != Some(0) && may(*at))?;
        self.spend(at);
        Some(at)
    }

    /// Notes that a waiver accepted one finding.
    fn spend(&mut self, at: usize) {
        if let Some(Some(left)) = self.left.get_mut(at) {
            *left = left.saturating_sub(1);
        }
    }
}

/// A rule and its setting, `K310 = "off"`.
pub(crate) fn read_setting(
    reader: &mut Reader<'_>,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
) -> Option<(Chosen, Setting)> {
    let word = key.get_ref();
    let chosen = Chosen::of(word);
    let setting = value.get_ref().as_str().and_then(Setting::of);
    if chosen.is_none() {
        reader.push(key.span(), format!("there is no rule `{word}`"), "no such rule", near(word));
    }
    if setting.is_none() {
        let help = format!("valid are: {}", Setting::WORDS.join(", "));
        reader.push(value.span(), "unknown level", "expected a level", help);
    }
    chosen.zip(setting)
}

fn read_expires(reader: &mut Reader<'_>, waiver: &DeTable<'_>) -> Option<Date> {
    let value = waiver.get("expires")?;
    let date = match value.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(date) => date.to_string().parse().ok(),
        _ => None,
    };
    if date.is_none() {
        reader.push(value.span(), "`expires` is not a date", "expected a date", "write it as `expires = 2030-12-31`");
    }
    date
}

fn read_count(reader: &mut Reader<'_>, waiver: &DeTable<'_>) -> Option<usize> {
    let value = waiver.get("count")?;
    let count = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok()).filter(|count| *count > 0);
    if count.is_none() {
        let help = "write the number of findings that are accepted, as `count = 3`, or leave it out to accept all";
        reader.push(value.span(), "`count` is not a number of findings", "expected a whole number above 0", help);
    }
    count
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

/// The most rules that a help text names.
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
        suggestion: None,
        place: waiver.place.clone(),
        label: label.to_owned(),
        others: Vec::new(),
        row: None,
        text: waiver.word.clone(),
        waived: None,
    })
}

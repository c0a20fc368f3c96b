//! The rules explained: one rule for the terminal, all of them for `checks/README.md`, both made from the rules.

use crate::build::check;
use crate::checks::{Example, RULES, Rule};
use crate::contract::Contract;
use crate::emit::findings::{FORMS, Shown};
use crate::error::Error;
use crate::finding::Finding;
use crate::source::Source;
use jiff::civil::{Date, date};
use std::fmt::Write as _;

/// The day on which examples are checked: nothing that kbc prints of itself depends on the clock.
pub const EXAMPLE_DAY: Date = date(2026, 1, 1);

/// Checks an example; gives the articles and all findings.
///
/// # Errors
/// When the example holds a waiver file that is wrong.
pub fn run(example: &Example, contract: &Contract) -> Result<(Vec<Source>, Vec<Finding>), Error> {
    check(example.files, contract, EXAMPLE_DAY)
}

/// What the rule has to say of an example, as text with carets.
///
/// # Errors
/// As for [`run`].
pub fn rendered(rule: &Rule, example: &Example, contract: &Contract, is_styled: bool) -> Result<String, Error> {
    let (_, mut findings) = run(example, contract)?;
    findings.retain(|finding| finding.code == rule.code);
    let load = |path: &str| {
        let (_, text) = example.files.iter().find(|(name, _)| *name == path)?;
        Some(Source::new(path.to_owned(), text.as_bytes().to_vec()))
    };
    let text = FORMS.iter().find(|form| form.name == "text").map(|form| form.render);
    let shown = Shown { findings: &findings, root: "", load: &load, most: None, is_styled, novelty: None };
    Ok(text.map_or_else(String::new, |render| render(&shown)))
}

/// One rule with its examples, for a terminal.
///
/// # Errors
/// As for [`run`].
pub fn explain(rule: &Rule, contract: &Contract) -> Result<String, Error> {
    let mut out = format!("{} {} ({})\n\n{}\n\n{}\n", rule.code, rule.name, rule.level, rule.summary, rule.rationale);
    out.push_str(&needs(rule));
    for example in rule.bad {
        let _ = write!(out, "\nBad:\n\n{}\nkbc says:\n\n{}", quoted(example), rendered(rule, example, contract, true)?);
    }
    for example in rule.good {
        let _ = write!(out, "\nGood:\n\n{}", quoted(example));
    }
    let _ = write!(
        out,
        "\nTo accept a finding: kbc waive {} SOURCE:LINE --reason \"...\"\nTo change its level: {} = \"note\" in the [checks] table of input/waivers.toml\n",
        rule.code, rule.code
    );
    Ok(out)
}

/// The roles without which a rule is off, as a sentence; empty where it needs none.
fn needs(rule: &Rule) -> String {
    let names: Vec<&str> = rule.needs.iter().map(|role| role.info().name).collect();
    let plural = if names.len() == 1 { "the role" } else { "the roles" };
    if names.is_empty() { String::new() } else { format!("\nNeeds columns with {plural} {}.\n", quoted_list(&names)) }
}

fn quoted_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Articles of an example, indented, each under its name where there are several.
fn quoted(example: &Example) -> String {
    let mut out = String::new();
    for (path, text) in example.files {
        if example.files.len() > 1 {
            let _ = writeln!(out, "  {path}:");
        }
        for line in text.lines() {
            let _ = writeln!(out, "    {}", visible(line).trim_end());
        }
    }
    out
}

/// Characters that cannot be seen, as their code.
fn visible(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars() {
        let is_hidden = c.is_control() && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{a0}' | '\u{ad}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}');
        if is_hidden {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The list of all rules, one line each; a rule that is off says which roles no column of the contract has.
#[must_use]
pub fn list(contract: &Contract) -> String {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in RULES {
        let lacks: Vec<&str> = rule.lacks(contract).map(|role| role.info().name).collect();
        let off = if lacks.is_empty() {
            String::new()
        } else {
            format!("off, no column has the role {}: ", quoted_list(&lacks))
        };
        let _ = writeln!(out, "{}  {:<7}  {:<width$}  {off}{}", rule.code, rule.level.name(), rule.name, rule.summary);
    }
    out
}

/// The catalogue of all rules, as Markdown.
///
/// # Errors
/// As for [`run`].
pub fn markdown(contract: &Contract) -> Result<String, Error> {
    let mut out = "# The rules\n\n\
        Generated from `rules/*.rs` by `just bless`; `kbc explain CODE` prints one of them. The first digit says what a rule\n\
        reads: 1 the document, 2 tables, 3 values, 4 rows of one article, 5 the corpus, 6 the waivers. error = the data is\n\
        wrong or was lost, warning = probably, note = worth knowing. A code is never used again.\n\n\
        | code | name | level | fires on |\n|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let summary = rule.summary.replace('|', "\\|");
        let _ = writeln!(
            out,
            "| [{code}](#{anchor}) | {} | {} | {summary} |",
            rule.name,
            rule.level,
            code = rule.code,
            anchor = anchor(rule)
        );
    }
    for rule in RULES {
        let _ = write!(out, "\n## {} {}\n\n{}\n", rule.code, rule.name, rule.rationale);
        out.push_str(&needs(rule));
        for example in rule.bad.iter().take(1) {
            let shown = rendered(rule, example, contract, false)?;
            let _ = write!(out, "\n~~~text\n{}\n~~~\n", visible_lines(shown.trim_end()));
        }
    }
    Ok(out)
}

fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| visible(line).trim_end().to_owned()).collect();
    lines.join("\n")
}

fn anchor(rule: &Rule) -> String {
    format!("{}-{}", rule.code.to_ascii_lowercase(), rule.name)
}

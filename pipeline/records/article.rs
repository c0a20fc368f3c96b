//! Facts of the article as a whole: its number, its title, whether its times are UTC.

use super::address::number_in_address;
use super::labels::Label;
use crate::blocks::{Block, Document, Kind};
use crate::contract::{Contract, Each, Role};
use crate::lines::Lines;
use crate::outline::Outline;
use crate::span::part;
use crate::tables::Table;
use crate::values::{LanguageId, List, Words, date_of, kb_number};
use std::borrow::Cow;

/// What is known of an article.
#[derive(Debug)]
pub(crate) struct Article<'s> {
    pub(crate) source: &'s str,
    pub(crate) kb: Option<u32>,
    pub(crate) kb_source: Option<&'static str>,
    /// All numbers that it states as its own, those that are heard first at the front.
    pub(crate) statements: Vec<Statement>,
    pub(crate) title: Cow<'s, str>,
    pub(crate) title_source: &'static str,
    /// By what it states, else by its words.
    pub(crate) language: Option<LanguageId>,
    /// The same as printed, else as the tag of the language.
    pub(crate) language_name: Option<Cow<'s, str>>,
    pub(crate) format: &'static str,
    pub(crate) tables: u32,
    pub(crate) sha256: &'s str,
    pub(crate) lines: u32,
}

/// A number that an article states as its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) kb: u32,
    /// A value of `articles.kb_source`.
    pub(crate) source: &'static str,
    /// The block that states it; null in the front matter.
    pub(crate) block: Option<usize>,
}

/// Collects the facts.
pub(super) fn read<'s>(
    lines: &Lines<'_, 's>,
    tables: &[Table],
    outline: &Outline<'s>,
    labels: &[Label<'s>],
    contract: &Contract,
) -> Article<'s> {
    let document = lines.document;
    let heading = outline.title(document.has_markup);
    let heading = heading.filter(|section| section.kind.is_none()).map(|section| (section.block, section.text.clone()));
    let stated = document.front_matter.get("title").map(|title| Cow::Owned(title.trim().to_owned()));
    let first_line = first_line(lines, tables, labels);
    let statements = {
        let heading = heading.as_ref().map(|(block, text)| (*block, text.as_ref()));
        let mut found = statements(lines, labels, heading, stated.as_deref(), first_line.as_deref());
        let title = heading.map(|(block, _)| block);
        found.extend(in_section(document, outline, title));
        found
    };
    let (kb, kb_source) = number(&statements);
    let file_name = || {
        document.source.path.rsplit('/').next().map_or("", |name| name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    };
    let (title, title_source) = match (heading, stated, first_line) {
        (Some((_, title)), ..) => (title, "heading"),
        (_, Some(title), _) => (title, "front_matter"),
        (.., Some(title)) => (title, "first_line"),
        _ => (Cow::Borrowed(file_name()), "file_name"),
    };
    let end = contract.names(Each::Article).map_or(title.len(), |names| names.before_none(&title).len());
    let title = part(title, 0..end);
    let source = document.source;
    Article {
        source: &source.id,
        kb,
        kb_source,
        statements,
        title,
        title_source,
        language: lines.language(),
        language_name: language_name(lines, labels),
        format: document.format,
        tables: super::rows::count(tables.len()),
        sha256: &source.sha256,
        lines: source.lines.count(&source.text),
    }
}

/// The language that the article states, else the tag of that which it prints.
fn language_name<'s>(lines: &Lines<'_, 's>, labels: &[Label<'s>]) -> Option<Cow<'s, str>> {
    let contract = lines.contract;
    let place = contract.roles.column(Role::ArticleLanguage);
    let states = |label: &&Label<'s>| label.of_article && place.is_some_and(|place| label.feeds.contains(&place));
    let printed = || Some(Cow::Owned(contract.words.of(lines.language()?)?.tag.clone()));
    labels.iter().find(states).map(|label| label.value.clone()).or_else(printed)
}

/// A title does not stand below more labels.
const MOST_LABELS: usize = 8;

/// Nor a title that begins with the number of the article below more banners and dates.
const MOST_LINES_ABOVE_NUMBER: usize = 3;

/// The first line, where it is a title: alone, no label, no list of products, not in a table.
fn first_line<'s>(lines: &Lines<'_, 's>, tables: &[Table], labels: &[Label<'s>]) -> Option<Cow<'s, str>> {
    let Lines { document, contract, .. } = *lines;
    // Lines such as `Article ID: 956802` may stand above it, and the address of the page.
    let is_label = |block: usize| labels.iter().any(|label| !label.in_front_matter && label.block == block);
    let at = (0..=MOST_LABELS).find(|&block| !is_label(block) && !lines.is_address(block))?;
    // So may banners, dates, and properties that nobody knows in a paragraph that begins with a label. Behind any other
    // line, a number is that of another article.
    let is_banner = |block: usize| {
        is_label(block)
            || lines.is_banner(block)
            || is_label(0)
                && document.line(block).is_some_and(|(span, line)| !line.opens && document.raw(span).contains(':'))
    };
    let is_numbered = |&at: &usize| {
        document.line(at).is_some_and(|(span, line)| line.opens && leading_number(document.raw(span)).is_some())
    };
    let below = (at..=at + MOST_LINES_ABOVE_NUMBER).find(|&block| !is_banner(block));
    let at = below.filter(is_numbered).unwrap_or(at);
    // Where blank lines are lost, the name of the first section, a label or a control stands right below it.
    let is_section = |span| contract.section_kinds.is_spelled(document.raw(span));
    let is_apart = || is_label(at + 1) || lines.controls(at + 1) > 0;
    let goes_on = |next: &Block| matches!(next.kind, Kind::Line(line) if !line.opens) && !is_section(next.span);
    let alone = !document.blocks.get(at + 1).is_some_and(goes_on) || is_apart();
    let in_table = tables.iter().find(|table| table.has_blocks()).is_some_and(|table| table.first_block <= at);
    let is_title = alone
        && !in_table
        && lines.can_be_title(at)
        && super::products::behind_applies_to(lines.text(at), &contract.words).is_none();
    is_title.then(|| lines.owned_text(at))
}

/// The number at the end of the heading of a section, where the file is named after it: `Summary of KB5001092` in `5001092.md`.
fn in_section(document: &Document<'_>, outline: &Outline<'_>, title: Option<usize>) -> Option<Statement> {
    let name = document.source.path.rsplit('/').next().unwrap_or_default();
    let is_named =
        |number: &u32| name.split(|c: char| !c.is_ascii_digit()).any(|digits| kb_number(digits) == Some(*number));
    // A title may end with the number of what the article is about.
    outline.sections.iter().filter(|section| Some(section.block) != title).find_map(|section| {
        let before = section.text.trim_end_matches(|c: char| c.is_ascii_digit());
        let kb =
            before.trim_end().ends_with("KB").then(|| kb_number(&section.text[before.len()..]))?.filter(is_named)?;
        Some(Statement { kb, source: "heading", block: Some(section.block) })
    })
}

/// The article's own number, as its first source states it. Where that states several, none is known.
fn number(statements: &[Statement]) -> (Option<u32>, Option<&'static str>) {
    let Some(first) = statements.first() else { return (None, None) };
    let mut rivals = statements.iter().take_while(|other| other.source == first.source);
    if rivals.all(|other| other.kb == first.kb) { (Some(first.kb), Some(first.source)) } else { (None, None) }
}

/// All numbers that an article states as its own. The first source with a number is heard.
fn statements(
    lines: &Lines<'_, '_>,
    labels: &[Label<'_>],
    heading: Option<(usize, &str)>,
    title: Option<&str>,
    first_line: Option<&str>,
) -> Vec<Statement> {
    let Lines { document, contract, .. } = *lines;
    let feeds_number = |label: &Label<'_>| {
        label
            .feeds
            .iter()
            .any(|&(dataset, column)| contract.datasets[dataset].columns[column].type_name() == "kb-number")
    };
    let mut found = Vec::new();
    let mut add = |kb: Option<u32>, source: &'static str, block: Option<usize>| {
        found.extend(kb.map(|kb| Statement { kb, source, block }));
    };
    let numbers: Vec<&Label<'_>> = labels.iter().filter(|label| feeds_number(label)).collect();
    for label in numbers.iter().filter(|label| !label.in_front_matter && label.is_original(&contract.words)) {
        numbers_of(&label.value, &contract.words).for_each(|kb| add(Some(kb), "original_kb_line", Some(label.block)));
    }
    let keys = ["permalink", "canonical_url", "url", "canonicalUrl", "og:url"];
    let stated = keys.iter().find_map(|key| document.front_matter.get(key)).and_then(|path| {
        path.split(['/', '?', '=', '&']).rev().find_map(|part| {
            part.strip_prefix(['Q', 'q']).or_else(|| part.strip_prefix("kb")).or(Some(part)).and_then(kb_number)
        })
    });
    // A page that was saved as text has its address in the first line.
    let address = stated.or_else(|| lines.is_address(0).then(|| number_in_address(lines.raw(0)?)).flatten());
    if let Some((block, heading)) = heading {
        let own = leading_number(heading)
            .or_else(|| dated_number(heading, &contract.words))
            .or_else(|| naming_number(heading, &contract.words));
        add(own, "heading", Some(block));
        let bracketed = in_brackets(heading)
            .filter(|number| title.and_then(in_brackets) == Some(*number) || address == Some(*number));
        // Below `Original KB number: 981506` a title in brackets names another article.
        add(
            bracketed.filter(|_| numbers.iter().all(|label| !label.is_original(&contract.words))),
            "title",
            Some(block),
        );
    }
    for label in numbers.iter().filter(|label| label.in_front_matter) {
        numbers_of(&label.value, &contract.words).for_each(|kb| add(Some(kb), "front_matter", None));
    }
    for label in
        numbers.iter().filter(|label| label.of_article && !label.in_front_matter && !label.is_original(&contract.words))
    {
        numbers_of(&label.value, &contract.words).for_each(|kb| add(Some(kb), "article_line", Some(label.block)));
    }
    add(
        first_line.and_then(|line| leading_number(line).or_else(|| dated_number(line, &contract.words))),
        "article_line",
        Some(0),
    );
    add(address, "url", None);
    found
}

/// `KB5001092 - ...`, `Q299276: ...`.
pub(crate) fn leading_number(text: &str) -> Option<u32> {
    let rest = text.strip_prefix("KB").or_else(|| text.strip_prefix('Q'))?.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest[digits..].trim_start();
    behind.starts_with(['-', ':', '\u{2013}', '\u{2014}']).then(|| kb_number(&rest[..digits])).flatten()
}

/// `KB5001092 update`, `KB5001092 security update for Windows 10`: the number names an update, and says nothing of it.
fn naming_number(text: &str, known: &Words) -> Option<u32> {
    let rest = text.strip_prefix("KB")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = rest.split_at(digits);
    let mut words = behind.split_whitespace();
    let is_noun = |word: &str| known.list(List::UpdateNouns).has(word);
    let is_named = words.by_ref().take(MOST_WORDS_OF_NAME).any(is_noun);
    // `hotfix rollup`
    let goes_on = words.find(|word| !is_noun(word)).is_none_or(|word| known.list(List::Small).has(word));
    (is_named && goes_on).then(|| kb_number(number)).flatten()
}

/// `cumulative security update`.
const MOST_WORDS_OF_NAME: usize = 3;

/// `August 10, 2021—KB5005030 (OS Build 17763.2114)`: the number stands behind nothing but a date.
fn dated_number(text: &str, words: &Words) -> Option<u32> {
    let (date, rest) = text.split_once("KB")?;
    let date = date.trim_end().strip_suffix(['-', '\u{2013}', '\u{2014}'])?;
    date_of(date.trim(), words.any())?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &rest[digits..];
    (behind.is_empty() || behind.starts_with(" (")).then(|| kb_number(&rest[..digits])).flatten()
}

/// `Cumulative update 1 (KB5001092)`, `A query stops [KB 5001092].`
pub(crate) fn in_brackets(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let (_, inner) = text.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    kb_number(inner.strip_prefix("KB")?.trim_start())
}

/// The numbers a value begins with: `981506`, `Q299276`, `2033238, 2454053`.
pub(super) fn numbers_of<'t>(value: &'t str, known: &'t Words) -> impl Iterator<Item = u32> + 't {
    let words = value.split([' ', ',', ';', '/']).filter(|word| !matches!(*word, "" | "KB") && !known.is_and(word));
    words.map_while(|word| {
        word.strip_prefix("KB").or_else(|| word.strip_prefix(['Q', 'q'])).or(Some(word)).and_then(kb_number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_where_they_lead() {
        let words = Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}")).words;
        assert_eq!(leading_number("KB5001092 - Cumulative Update 1"), Some(5_001_092));
        assert_eq!(leading_number("Q100020: Error"), Some(100_020));
        assert_eq!(dated_number("August 10, 2021\u{2014}KB5005030 (OS Build 17763.2114)", &words), Some(5_005_030));
        assert_eq!(dated_number("August 10, 2021\u{2014}KB5005030 causes wrong code lookups", &words), None);
        assert_eq!(dated_number("Replaced by KB5005030 (Preview)", &words), None);
        assert_eq!(leading_number("KB2998527 causes wrong code lookups"), None);
        assert_eq!(naming_number("KB5001092 security update for Windows 10", &words), Some(5_001_092));
        assert_eq!(naming_number("KB2998527 update causes wrong code lookups", &words), None);
        let numbers_of = |value| numbers_of(value, &words).collect::<Vec<u32>>();
        assert_eq!(numbers_of("956802 - Last Review: June 10, 2011"), [956_802]);
        assert_eq!(numbers_of("2033238, 2454053"), [2_033_238, 2_454_053]);
        assert_eq!(numbers_of("see below"), Vec::<u32>::new());
    }
}

//! The outline of an article: its labels and headings, and which of them a table or link stands under.

use super::label_text::{LONGEST_LABEL, has_time, is_label_text, is_sentence, is_title_case};
use super::surroundings::{MOST_CONTROLS, goes_on, has_no_blank_lines, leads_in, lines_of_control};
use crate::blocks::{Block, Document, Kind, is_drawn_rule};
use crate::contract::{Contract, Each, ValueRole};
use crate::span::Span;
use crate::tables::Table;
use crate::values::{self, scope};
use std::borrow::Cow;

/// Labels in reading order.
#[derive(Debug, Default)]
pub(crate) struct Outline<'s> {
    pub(crate) sections: Vec<Section<'s>>,
    /// Sentences that name the edition of the files below them, in reading order.
    editions: Vec<EditionAbove<'s>>,
}

/// A sentence that names the edition of files.
#[derive(Debug)]
struct EditionAbove<'s> {
    block: usize,
    /// Null where it is not one of a language.
    language: Option<Cow<'s, str>>,
}

/// A label or heading.
#[derive(Debug)]
pub(crate) struct Section<'s> {
    /// Its block.
    pub(crate) block: usize,
    /// 1 to 6 for headings, 7 for other labels.
    pub(crate) level: u8,
    /// How it is printed: a value of `sections.label_kind`.
    pub(crate) label_kind: &'static str,
    /// Its text.
    pub(crate) text: Cow<'s, str>,
    /// Position in the section kinds.
    pub(crate) kind: Option<u16>,
    /// The processor that it names.
    pub(crate) platform: Option<&'static str>,
    /// Whether nothing but a list stands under it: the products of an old article.
    is_list: bool,
    /// Position of the last label before or at it that has more than a list under it.
    names: Option<usize>,
    /// The scope label ("x64-based versions") under which it stands, where it has no scope of its own.
    parent: Option<usize>,
}

/// What stands above a table or link.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context<'s> {
    pub(crate) label: Option<Cow<'s, str>>,
    pub(crate) kind: Option<u16>,
    pub(crate) component: Option<Cow<'s, str>>,
    pub(crate) platform: Option<&'static str>,
    pub(crate) products: Vec<Cow<'s, str>>,
    pub(crate) language: Option<Cow<'s, str>>,
}

/// Level of a label that is no heading.
const LABEL_LEVEL: u8 = 7;

/// A longer text is not repeated beside each row below it, in bytes: data stays in proportion to the article.
pub(super) const LONGEST_REPEATED: usize = 1000;

/// Finds the labels.
pub(super) fn read<'s>(document: &Document<'s>, tables: &[Table], contract: &Contract) -> Outline<'s> {
    let mut outline = Outline::default();
    let is_heading = |block: &Block| matches!(block.kind, Kind::Heading(_) | Kind::Underlined(_));
    let among_lines = !document.blocks.iter().skip(1).any(is_heading);
    let among = match among_lines {
        false => Among::Headings,
        true if has_no_blank_lines(document, tables) => Among::TightLines,
        true => Among::Lines,
    };
    let mut next_table = tables.iter().peekable();
    let mut at = 0;
    let mut behind_table = true;
    let mut table_since_label = false;
    while at < document.blocks.len() {
        if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
            at = table.end_block.max(at + 1);
            behind_table = true;
            table_since_label = true;
            continue;
        }
        let controls = lines_of_control(document, at, contract);
        if controls > 0 {
            at += controls;
            continue;
        }
        let behind = |at: usize| (0..MOST_CONTROLS).fold(at, |at, _| at + lines_of_control(document, at, contract));
        let before_table = next_table.peek().is_some_and(|table| {
            // Few lines are near a table.
            table.first_block <= at + 2 + 2 * MOST_CONTROLS
                && (table.first_block == behind(at + 1)
                    || table.first_block == behind(at + 2) && leads_in(document, at, among == Among::TightLines))
        });
        outline.editions.extend(edition_above(document, at));
        let place = Place { before_table, behind_table, among };
        if let Some(section) = section(document, at, place, contract) {
            let parent = outline.parent_of(&section, table_since_label);
            // What a sentence says of the files below it is over with the next heading or section; labels between it
            // and its tables name components and systems.
            let ends = section.platform.is_none() && (section.level < LABEL_LEVEL || section.kind.is_some());
            if ends && outline.editions.last().is_some_and(|edition| edition.block < at && edition.language.is_some()) {
                outline.editions.push(EditionAbove { block: at, language: None });
            }
            let above = outline.sections.last().and_then(|above| above.names);
            let names = if section.is_list { above } else { Some(outline.sections.len()) };
            outline.sections.push(Section { names, parent, ..section });
            table_since_label = false;
        }
        behind_table = false;
        at += 1;
    }
    outline
}

/// The edition that a line names.
fn edition_above<'s>(document: &Document<'s>, at: usize) -> Option<EditionAbove<'s>> {
    let (span, _) = document.line(at)?;
    // The sentence may be broken over lines.
    let whole = match document.line(at + 1) {
        Some((next, line)) if !line.opens => span.join(next),
        _ => span,
    };
    memchr::memmem::find(document.raw(whole).as_bytes(), b"version")?;
    let text = document.plain(whole);
    let language = match values::edition(&text)? {
        values::Edition::Language(name) => Some(Cow::Owned(name.to_owned())),
        values::Edition::Other => None,
    };
    Some(EditionAbove { block: at, language })
}

/// Where a block stands.
#[derive(Clone, Copy)]
struct Place {
    before_table: bool,
    behind_table: bool,
    among: Among,
}

/// What the labels of an article stand among.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    Headings,
    /// It has no headings but its title.
    Lines,
    /// Nor any blank lines.
    TightLines,
}

fn section<'s>(document: &Document<'s>, at: usize, place: Place, contract: &Contract) -> Option<Section<'s>> {
    let Block { span, kind } = document.blocks[at];
    let span = without_bars(document, span);
    let (label_kind, level) = match kind {
        Kind::Heading(level) => ("heading", level),
        Kind::Underlined(level) => ("underline", level),
        Kind::Summary => ("summary", LABEL_LEVEL),
        Kind::Grid { .. } => return None,
        Kind::Line(line) => {
            let opens = line.opens
                || place.behind_table
                || at > 0 && is_drawn_rule(document.raw(document.blocks[at - 1].span))
                || at > 0 && place.among == Among::TightLines && !goes_on(document, at - 1);
            let closes = || {
                document.line(at + 1).is_none_or(|(_, next)| next.opens)
                    || place.among == Among::TightLines && !goes_on(document, at)
            };
            // Behind prose or a header, on the line above the rows, a label still names its systems.
            let is_tight = || {
                !line.bullet && {
                    let text = document.plain(span);
                    names_systems(&text)
                        || place.among != Among::Headings && scope(&text).platform.is_some() && is_label_text(&text)
                }
            };
            let stands_alone = || opens && (place.before_table || closes());
            // Where headings and blank lines are lost, a line that is nothing but the name of a section is still a label.
            let is_name =
                || place.among != Among::Headings && !line.bullet && is_name_of_section(document, at, contract);
            let alone = span.range().len() <= LONGEST_LABEL
                && (!line.code || place.before_table && names_systems(&document.plain(span)))
                && (stands_alone() || place.before_table && is_tight() || is_name());
            if !alone {
                return None;
            }
            (line_label(document, span, line.bullet, place, contract)?, LABEL_LEVEL)
        }
    };
    let text = document.plain(span);
    // `Click here to view or to hide the files` folds, `Expand this table` does, and both name nothing.
    let is_control = || contract.names(Each::Section).is_some_and(|names| names.is_none(&text));
    let only_folds =
        label_kind == "summary" && text.split(' ').any(|word| word.eq_ignore_ascii_case("click")) || is_control();
    if only_folds || !text.contains(char::is_alphanumeric) {
        return None;
    }
    // `Release date: March 29, 2021` says something of the article, and nothing of a table below it.
    let is_fact = |(key, value): (&str, &str)| {
        !value.trim().is_empty() && !contract.vocabulary.label(key.trim_matches(['_', '*', ' '])).is_empty()
    };
    if label_kind == "plain" && text.split_once(':').is_some_and(is_fact) {
        return None;
    }
    // The first heading is the title of the article, which may begin like a section: `Known issues in Widget 2.0`.
    let is_title = at == 0 && level < LABEL_LEVEL && !contract.section_kinds.is_spelled(&text);
    let kind = if is_title { None } else { contract.section_kinds.find(&text) };
    let platform = scope(&text).platform;
    let is_list = label_kind == "plain" && contract.is_kind(kind, ValueRole::AppliesTo);
    Some(Section { block: at, level, label_kind, text, kind, platform, is_list, names: None, parent: None })
}

/// A line without the bars around it: a label may stand in a row of its own above a table.
fn without_bars(document: &Document<'_>, span: Span) -> Span {
    let raw = document.raw(span);
    if !raw.starts_with('|') {
        return span;
    }
    let is_frame = |c: char| c == '|' || c.is_whitespace();
    let start = raw.len() - raw.trim_start_matches(is_frame).len();
    span.inner(start, raw[start..].trim_end_matches(is_frame).len())
}

/// Whether a line among others is nothing but the name of a section, and no end of the line above it.
fn is_name_of_section(document: &Document<'_>, at: usize, contract: &Contract) -> bool {
    let Some((span, _)) = document.line(at) else { return false };
    let raw = document.raw(span);
    let begins = raw.len() <= LONGEST_NAME && raw.starts_with(|c: char| c.is_uppercase()) && !raw.ends_with('.');
    let goes_on = || {
        at.checked_sub(1).is_some_and(|above| {
            let above = document.line(above).map(|(span, _)| document.raw(span)).unwrap_or_default();
            above.ends_with([',', ';', '-'])
                || above.ends_with(|c: char| c.is_lowercase()) && document.is_hard_wrapped(at - 1)
        })
    };
    begins
        && contract.section_kinds.is_spelled(&document.plain(span))
        && !goes_on()
        && !in_contents(document, at, contract)
}

/// Whether a line stands among so many names of sections that they are a table of contents.
fn in_contents(document: &Document<'_>, at: usize, contract: &Contract) -> bool {
    let is_name = |&at: &usize| {
        document.line(at).is_some_and(|(span, _)| {
            let raw = document.raw(span);
            raw.len() <= LONGEST_NAME && contract.section_kinds.is_spelled(raw)
        })
    };
    let opens = |at: usize| document.line(at).is_some_and(|(_, line)| line.opens);
    // Both in the same paragraph.
    let above =
        (at.saturating_sub(SHORTEST_CONTENTS)..at).rev().take_while(|&at| !opens(at + 1) && is_name(&at)).count();
    let below = (at + 1..=at + SHORTEST_CONTENTS).take_while(|&at| !opens(at) && is_name(&at)).count();
    above + below >= SHORTEST_CONTENTS
}

/// Fewer names of sections that stand around another may be a section in a section.
const SHORTEST_CONTENTS: usize = 4;

/// A longer line is no name of a section, in bytes.
const LONGEST_NAME: usize = 60;

/// Whether a text is a scope label: it names a processor and products, and is no sentence.
fn names_systems(text: &str) -> bool {
    let scope = scope(text);
    scope.platform.is_some() && !scope.products.is_empty() && !is_sentence(text)
}

/// Whether a line is nothing but headings of columns.
fn is_header(raw: &str, contract: &Contract) -> bool {
    contract.flattened.may_begin(raw) && {
        let words: Vec<&str> = raw.split_whitespace().collect();
        contract.flattened.segment(&words).is_some_and(|headings| headings.len() > 1)
    }
}

/// How a line that stands alone is a label, if it is one.
fn line_label(
    document: &Document<'_>,
    span: Span,
    bullet: bool,
    place: Place,
    contract: &Contract,
) -> Option<&'static str> {
    let shape = if bullet { "bullet" } else { "plain" };
    if document.is_bold(span) {
        return Some("bold");
    }
    // Most lines are prose, which ends with a stop; items of lists are labels of tables only.
    let is_prose = |text: &str| text.ends_with(['.', ',', ';', '?', '!']);
    let raw = document.raw(span);
    let may_be_scope = || memchr::memmem::find(raw.as_bytes(), b" of ").is_some();
    if (is_prose(raw) || bullet && !place.before_table) && !may_be_scope() {
        return None;
    }
    // The headings of a table are none, though they may stand above rows that do not fit them.
    if place.before_table && is_header(raw, contract) {
        return None;
    }
    let text = document.plain(span);
    let scope: values::Scope<'_> =
        if place.before_table || may_be_scope() { scope(&text) } else { values::Scope::default() };
    // `An x64-based version of Windows 7` is an item like any other, `For all supported x64-based versions` is not.
    let may_stand_apart =
        place.before_table || !bullet && !is_prose(&text) || contract.section_kinds.find(&text).is_some();
    if scope.platform.is_some() && !scope.products.is_empty() && !is_sentence(&text) && may_stand_apart {
        return Some(shape);
    }
    if is_prose(&text) || bullet && !place.before_table {
        return None;
    }
    if contract.section_kinds.find(&text).is_some() {
        return Some(shape);
    }
    let reads_on = text.ends_with(':') && !is_title_case(&text) || text.starts_with(|c: char| c.is_lowercase());
    let names_scope = scope.platform.is_some() || !scope.products.is_empty();
    // What has bars or a time of day is a row.
    let is_row = text.contains('|') || has_time(&text);
    let is_label = (!reads_on || names_scope) && !is_sentence(&text) && !is_row;
    (place.before_table && is_label).then_some(shape)
}

impl<'s> Outline<'s> {
    /// The labels above a block.
    pub(crate) fn context(&self, block: usize) -> Context<'s> {
        let end = self.sections.partition_point(|section| section.block < block);
        let Some(nearest) = self.sections[..end].last().and_then(|last| self.sections.get(last.names?)) else {
            return Context { language: self.language(block), ..Context::default() };
        };
        let parent = nearest.parent.and_then(|parent| self.sections.get(parent));
        let owner = parent.unwrap_or(nearest);
        if owner.text.len().max(nearest.text.len()) > LONGEST_REPEATED {
            return Context { kind: nearest.kind.or(owner.kind), ..Context::default() };
        }
        let scope = scope(&owner.text);
        Context {
            label: Some(owner.text.clone()),
            kind: nearest.kind.or(owner.kind),
            component: parent.map(|_| nearest.text.clone()),
            platform: scope.platform,
            products: scope.products.iter().map(|product| Cow::Owned(product.clone().into_owned())).collect(),
            language: self.language(block),
        }
    }

    /// The language that the nearest sentence above a block names, where no heading stands between them.
    fn language(&self, block: usize) -> Option<Cow<'s, str>> {
        let nearest = self.editions.partition_point(|edition| edition.block < block).checked_sub(1)?;
        self.editions[nearest].language.clone()
    }

    /// The scope label under which the next label stands: the label right before it, or that of its sibling. A scope
    /// label with a table of its own has no components.
    fn parent_of(&self, next: &Section<'_>, table_since_label: bool) -> Option<usize> {
        let is_component = |section: &Section<'_>| section.platform.is_none() && section.kind.is_none();
        let last = self.sections.last().filter(|_| is_component(next))?;
        if is_component(last) && last.level == next.level && last.label_kind == next.label_kind {
            return last.parent;
        }
        let is_below = last.level < next.level || last.level == LABEL_LEVEL;
        let is_scope = last.platform.is_some() && last.level > 1 && !table_since_label;
        (is_scope && is_below).then(|| self.sections.len() - 1)
    }

    /// The blocks in which an article speaks of itself: those above its first section, and its properties.
    pub(super) fn of_article(&self, blocks: usize, contract: &Contract) -> Vec<std::ops::Range<usize>> {
        // The first heading is the title, and products may stand among the facts below it.
        let is_section = |(index, section): &(usize, &Section<'_>)| {
            let is_list_of_products =
                section.level == LABEL_LEVEL && contract.is_kind(section.kind, ValueRole::AppliesTo);
            section.kind.is_some() && !is_list_of_products || *index > 0 && section.level < LABEL_LEVEL
        };
        let first = self.sections.iter().enumerate().find(is_section).map_or(blocks, |(_, section)| section.block);
        let properties = self
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| contract.is_kind(section.kind, ValueRole::Properties));
        std::iter::once(0..first).chain(properties.map(|(index, _)| self.body(index, blocks))).collect()
    }

    /// The blocks of a section: from behind its label to the next label of its level or above, or to any label
    /// where labels are no headings.
    pub(crate) fn body(&self, index: usize, blocks: usize) -> std::ops::Range<usize> {
        let Some(section) = self.sections.get(index) else { return 0..0 };
        let end = self.sections[index + 1..]
            .iter()
            .find(|next| next.level <= section.level || next.kind.is_some())
            .map_or(blocks, |next| next.block);
        section.block + 1..end
    }
}

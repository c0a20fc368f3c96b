//! Finds the labels of an article by their place and their strength.

use super::blank_lines::has_no_blank_lines;
use super::{EditionAbove, LABEL_LEVEL, Outline, Section};
use crate::blocks::{Block, Kind, is_drawn_rule};
use crate::contract::ValueRole;
use crate::lines::{Lines, MOST_CONTROLS, Mark, Names, Strength};
use crate::tables::Table;
use std::borrow::Cow;

/// Finds the labels.
#[must_use]
pub fn read<'s>(lines: &Lines<'_, 's>, tables: &[Table]) -> Outline<'s> {
    let document = lines.document;
    let mut outline = Outline::new(&lines.contract.words);
    let is_heading = |block: &Block| matches!(block.kind, Kind::Heading(_) | Kind::Underlined(_));
    let among_lines = !document.blocks.iter().skip(1).any(is_heading);
    let among = match among_lines {
        false => Among::Headings,
        true if has_no_blank_lines(document, tables) => Among::TightLines,
        true => Among::Lines,
    };
    let mut next_table = tables.iter().filter(|table| table.has_blocks()).peekable();
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
        let controls = lines.controls(at);
        if controls > 0 {
            at += controls;
            continue;
        }
        let table = next_table.peek().map(|table| table.first_block);
        // Few lines are near a table.
        let table = table.filter(|&table| table <= at + 2 + 2 * MOST_CONTROLS);
        let is_above = |behind: usize| table == Some(lines.behind_controls(behind));
        let is_led_to = || is_above(at + 2) && lines.leads_in(at, among == Among::TightLines);
        let before_table = table.is_some() && (is_above(at + 1) || is_led_to());
        if let Some(edition) = lines.edition(at) {
            outline.editions.push(EditionAbove { block: at, language: edition.language.map(Cow::Owned) });
        }
        let place = Place { before_table, behind_table, among };
        if let Some(section) = section(lines, at, place) {
            let parent = outline.parent_of(&section, table_since_label);
            // What a sentence says of the files below it is over with the next heading or section; labels between it
            // and its tables name components and systems.
            let ends = section.platform.is_none() && (section.level < LABEL_LEVEL || section.kind.is_some());
            if ends && outline.editions.last().is_some_and(|edition| edition.block < at && edition.language.is_some()) {
                outline.editions.push(EditionAbove { block: at, language: None });
            }
            let above = outline.sections.last().and_then(|above| above.names);
            let names = if section.is_list { above } else { Some(outline.sections.len()) };
            let higher = outline.higher_than(section.level);
            outline.sections.push(Section { names, higher, parent, ..section });
            table_since_label = false;
        } else if is_above(at + 1) && lines.names(at).is_on_products {
            outline.on_products.push(at);
        } else if is_above(at + 1) && lines.is_unclear(at) {
            outline.unclear.push(at);
        } else if is_above(at + 1) && table_since_label && lines.leads_to_next(at) {
            outline.leading.push(at);
        }
        behind_table = false;
        at += 1;
    }
    outline
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

/// The label that a block is in its place.
fn section<'s>(lines: &Lines<'_, 's>, at: usize, place: Place) -> Option<Section<'s>> {
    let is_label = lines.document.line(at).is_none() || is_label(lines, at, place);
    // A paragraph of several lines is seen at its last one.
    let over_lines = if is_label || !place.before_table { None } else { lines.label_over_lines(at) };
    if !is_label && over_lines.is_none() {
        return None;
    }
    let mark = lines.mark(at)?;
    if lines.says_nothing(at, mark) {
        return None;
    }
    let level = match mark {
        Mark::Heading(level) | Mark::Underline(level) => level,
        Mark::Summary | Mark::Bold | Mark::Bullet | Mark::Plain => LABEL_LEVEL,
    };
    let kinds = &lines.contract.section_kinds;
    // The first heading is the title of the article, which may begin like a section: `Known issues in Widget 2.0`.
    let is_title = at == 0 && level < LABEL_LEVEL && !kinds.is_spelled(lines.text(at));
    let kind = if is_title { None } else { lines.kind(at) };
    let names = over_lines.as_deref().map_or_else(|| lines.names(at), |text| Names::of(text, &lines.contract.words));
    Some(Section {
        block: at,
        level,
        label_kind: mark.name(),
        kind,
        platform: names.platform,
        is_of_table: mark == Mark::Plain && kind.is_none() && !lines.names_whole(at),
        text: over_lines.unwrap_or_else(|| lines.owned_text(at)),
        is_list: mark == Mark::Plain && lines.contract.is_kind(kind, ValueRole::AppliesTo),
        names: None,
        parent: None,
        higher: None,
    })
}

/// Whether a line is a label in its place.
fn is_label(lines: &Lines<'_, '_>, at: usize, place: Place) -> bool {
    let document = lines.document;
    let Some((_, line)) = document.line(at) else { return false };
    let is_tight = place.among == Among::TightLines;
    let opens = || {
        line.opens
            || place.behind_table
            || at > 0 && is_drawn_rule(document.raw(document.blocks[at - 1].span))
            || at > 0 && is_tight && !lines.goes_on(at - 1)
    };
    let closes = || document.line(at + 1).is_none_or(|(_, next)| next.opens) || is_tight && !lines.goes_on(at);
    let stands_alone = || (place.before_table || closes()) && opens();
    // Behind prose or a header, on the line above the rows, a label still names its systems.
    let names_what_is_below = || {
        !line.bullet
            && (lines.is_bold(at)
                || lines.is_title_row(at)
                || lines.names_systems(at)
                || place.among != Among::Headings && lines.names_processor(at))
    };
    // Where headings and blank lines are lost, a line that is nothing but the name of a section is still a label.
    let is_name = || place.among != Among::Headings && !line.bullet && lines.is_name_of_section(at);
    let stands_as_one = (lines.is_short(at) || place.before_table && lines.is_long_label(at))
        && (!line.code || place.before_table && (lines.names_systems(at) || lines.is_title_row(at)))
        && (stands_alone() || place.before_table && names_what_is_below() || is_name());
    // The headings of a table are none, though they may stand above rows that do not fit them.
    stands_as_one
        && match lines.strength(at) {
            Strength::Never => false,
            Strength::AboveTable => place.before_table && !lines.is_header(at),
            Strength::Alone => !place.before_table || !lines.is_header(at),
        }
}

impl Outline<'_> {
    /// The scope label under which the next label stands: the label right before it, or that of its sibling. A scope
    /// label with a table of its own has no components.
    fn parent_of(&self, next: &Section<'_>, table_since_label: bool) -> Option<usize> {
        let is_component = |section: &Section<'_>| section.platform.is_none() && section.kind.is_none();
        let last = self.sections.last().filter(|_| is_component(next))?;
        if is_component(last) && last.level == next.level && last.label_kind == next.label_kind {
            return last.parent;
        }
        let is_below = last.level < next.level || last.level == LABEL_LEVEL;
        // What stands below a heading belongs to it whatever else does.
        let is_around = last.level < LABEL_LEVEL && next.level == LABEL_LEVEL;
        let is_scope = last.platform.is_some() && last.level > 1 && (is_around || !table_since_label);
        (is_scope && is_below).then(|| self.sections.len() - 1)
    }
}

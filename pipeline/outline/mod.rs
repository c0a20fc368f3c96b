//! Stage 5, [`Lines`](crate::lines::Lines) and tables to [`Outline`]: which lines are labels, now that tables are known, and
//! which of them a table, row or link stands under.

mod blank_lines;
mod read;

pub use read::read;

use crate::contract::{Contract, ValueRole};
use crate::values::{Words, scope};
use std::borrow::Cow;
use std::sync::Arc;

/// Labels in reading order.
#[derive(Debug)]
pub struct Outline<'s> {
    pub(crate) sections: Vec<Section<'s>>,
    /// Sentences that name the edition of the files below them, in reading order.
    editions: Vec<EditionAbove<'s>>,
    /// Lines right above tables that nobody understands, in reading order: labels above them do not reach those tables.
    unclear: Vec<usize>,
    /// Lines that lead to a table behind another one that has a label, in reading order: the label of that other table does
    /// not reach the next.
    leading: Vec<usize>,
    /// Sentences on products right above tables, in reading order: labels that name systems do not reach over them.
    on_products: Vec<usize>,
    /// The words by which labels are read.
    words: Arc<Words>,
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
    /// Whether it names nothing but the table right below it: it has no other mark of a label, and names no systems.
    is_of_table: bool,
    /// Whether nothing but a list stands under it: the products of an old article.
    is_list: bool,
    /// Position of the last label before or at it that has more than a list under it.
    names: Option<usize>,
    /// The last section before it of a higher level.
    higher: Option<usize>,
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
pub(crate) const LONGEST_REPEATED: usize = 1000;

impl<'s> Outline<'s> {
    /// An outline without labels.
    fn new(words: &Arc<Words>) -> Self {
        Self {
            sections: Vec::new(),
            editions: Vec::new(),
            unclear: Vec::new(),
            leading: Vec::new(),
            on_products: Vec::new(),
            words: Arc::clone(words),
        }
    }

    /// The last section so far of a higher level than this one.
    fn higher_than(&self, level: u8) -> Option<usize> {
        let mut last = self.sections.len().checked_sub(1);
        while let Some(section) = last.and_then(|last| self.sections.get(last)).filter(|section| section.level >= level)
        {
            last = section.higher;
        }
        last
    }

    /// The labels above a table. One that is a heading itself stands below the next heading of a higher level, whatever its
    /// siblings are.
    pub(crate) fn above_table(&self, first_block: usize) -> Context<'s> {
        let at = self.sections.partition_point(|section| section.block < first_block);
        match self.sections.get(at).filter(|own| own.block == first_block && own.level < LABEL_LEVEL) {
            Some(own) => {
                let higher = own.higher.and_then(|higher| self.sections.get(higher));
                self.context(higher.map_or(0, |higher| higher.block + 1))
            }
            None => self.context(first_block),
        }
    }

    /// The labels above a block.
    pub(crate) fn context(&self, block: usize) -> Context<'s> {
        let end = self.sections.partition_point(|section| section.block < block);
        let nearest = self.sections[..end].last().and_then(|last| self.sections.get(last.names?));
        let Some(nearest) = nearest.and_then(|nearest| self.reaching(nearest, block)) else {
            return Context { language: self.language(block), ..Context::default() };
        };
        let parent = nearest.parent.and_then(|parent| self.sections.get(parent));
        let owner = parent.unwrap_or(nearest);
        if owner.text.len().max(nearest.text.len()) > LONGEST_REPEATED {
            return Context { kind: nearest.kind.or(owner.kind), ..Context::default() };
        }
        let scope = scope(&owner.text, &self.words);
        Context {
            label: Some(owner.text.clone()),
            kind: nearest.kind.or(owner.kind),
            component: parent.map(|_| nearest.text.clone()),
            platform: scope.platform,
            products: scope.products.iter().map(|product| Cow::Owned(product.clone().into_owned())).collect(),
            language: self.language(block),
        }
    }

    /// The label itself; where a line between it and a block ends it, what stands around it: behind a line that nobody
    /// understands the heading or named section, behind a sentence on products one that names no system, behind a line
    /// that leads to the next table what reaches several tables.
    fn reaching<'o>(&'o self, label: &'o Section<'s>, block: usize) -> Option<&'o Section<'s>> {
        let is_ended = |ends: &[usize]| {
            let nearest = ends.partition_point(|&at| at < block).checked_sub(1);
            nearest.is_some_and(|nearest| ends[nearest] > label.block)
        };
        let is_of_part = |section: &Section<'_>| section.level == LABEL_LEVEL && section.kind.is_none();
        let names_systems = |section: &Section<'_>| {
            let scope = scope(&section.text, &self.words);
            scope.platform.is_some() || !scope.products.is_empty()
        };
        let end = self.sections.partition_point(|section| section.block < label.block);
        let around = || self.sections[..end].iter().rev().filter(|section| !section.is_list);
        if is_ended(&self.on_products) && (is_of_part(label) || names_systems(label)) {
            around().find(|section| !is_of_part(section) && !names_systems(section))
        } else if is_of_part(label) && is_ended(&self.unclear) {
            around().find(|section| !is_of_part(section))
        } else if label.is_of_table && is_ended(&self.leading) {
            around().find(|section| !section.is_of_table)
        } else {
            Some(label)
        }
    }

    /// The language that the nearest sentence above a block names, where no heading stands between them.
    fn language(&self, block: usize) -> Option<Cow<'s, str>> {
        let nearest = self.editions.partition_point(|edition| edition.block < block).checked_sub(1)?;
        self.editions[nearest].language.clone()
    }

    /// The heading that is the title of the article: the first of the highest level. Without markup it is the first one: a
    /// line with `#` before it may be of a program, and one that is underlined is a title at the top only.
    pub(crate) fn title(&self, has_markup: bool) -> Option<&Section<'s>> {
        let is_heading = |section: &&Section<'_>| {
            section.label_kind == "heading" || section.label_kind == "underline" && (has_markup || section.block == 0)
        };
        let mut headings = self.sections.iter().filter(is_heading);
        if has_markup { headings.min_by_key(|section| section.level) } else { headings.next() }
    }

    /// The blocks in which an article speaks of itself: those above its first section, and its properties.
    pub(crate) fn of_article(&self, blocks: usize, contract: &Contract) -> Vec<std::ops::Range<usize>> {
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

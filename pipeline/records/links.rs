//! References to other articles: links to the Knowledge Base, and lines that begin with a number.

pub(crate) use super::address::number_in_address;
use super::address::{self, Address, Plain};
use super::article::numbers_of;
use super::labels::Label;
use super::link_title::{is_title, link_title, title};
use super::numbers::{Bare, LEAST_BARE, counts, numbers_in};
use crate::blocks::{Block, Document, Kind, Link};
use crate::contract::{Contract, Fact, Origin, ValueRole};
use crate::outline::Outline;
use crate::span::Span;
use crate::tables::Table;
use crate::values::{List, Words, kb_number};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// A reference.
#[derive(Debug)]
pub(crate) struct Reference<'s> {
    /// Its block.
    pub(crate) block: usize,
    /// The link, or the line.
    pub(crate) span: Span,
    pub(crate) kb: u32,
    pub(crate) title: Option<Cow<'s, str>>,
    pub(crate) url: Option<Cow<'s, str>>,
}

/// Where a number is mentioned.
struct Place {
    of_cell: bool,
    block: usize,
    start: u32,
    span: Span,
}

/// What the references of an article are read from.
pub(super) struct Reader<'a, 's> {
    pub(super) document: &'a Document<'s>,
    pub(super) tables: &'a [Table],
    pub(super) outline: &'a Outline<'s>,
    pub(super) labels: &'a [Label<'s>],
    pub(super) contract: &'a Contract,
    /// Addresses in its text.
    pub(super) unlinked: &'a [Plain<'s>],
    /// The article's own number.
    pub(super) own: Option<u32>,
}

/// Kinds of sections that are about other articles: there a number in a sentence or cell is a reference, too.
const RELATED: [ValueRole; 4] =
    [ValueRole::Replacement, ValueRole::Prerequisites, ValueRole::Included, ValueRole::Fixes];

impl<'s> Reader<'_, 's> {
    /// Finds all references, in reading order.
    pub(super) fn read(&self) -> Vec<Reference<'s>> {
        let document = self.document;
        let mut found: Vec<(u32, Reference<'s>)> = Vec::new();
        for link in &document.links {
            if let Some(kb) = number_of(document, link).filter(|&kb| Some(kb) != self.own) {
                let block =
                    document.blocks.partition_point(|block| block.span.start <= link.span.start).saturating_sub(1);
                let title = link_title(document, link, block, &self.contract.words);
                found.push((
                    link.span.start,
                    Reference { block, span: link.span, kb, title, url: Some(link.url.clone()) },
                ));
            }
        }
        let linked: BTreeSet<(u32, usize)> = found.iter().map(|(_, link)| (link.kb, link.block)).collect();
        let addresses = address::numbered(document, self.unlinked);
        let mut next_table = self.tables.iter().filter(|table| table.has_blocks()).peekable();
        let mut at = 0;
        // Whether the line above is a reference, or leads to some.
        let mut in_list = false;
        // Addresses that belong to a number in front of them.
        let mut told: BTreeSet<u32> = BTreeSet::new();
        while at < document.blocks.len() {
            if let Some(table) = next_table.next_if(|table| table.first_block <= at) {
                at = table.end_block.max(at + 1);
                in_list = false;
                continue;
            }
            let next = at + 1;
            if let Some((span, line)) = document.line(at).filter(|(_, line)| !line.code) {
                let above = match (in_list, line.opens) {
                    (true, _) => Above::List,
                    (false, true) => Above::Gap,
                    (false, false) => Above::Text,
                };
                in_list = document.raw(span).ends_with(':');
                if let Some(number) = self.bare_number(&addresses, at, span, above) {
                    in_list = true;
                    at = number.end.max(next);
                    told.extend(number.address);
                    // The link of a number may stand on the line below.
                    let is_linked = linked.contains(&(number.reference.kb, at));
                    if Some(number.reference.kb) != self.own && !is_linked {
                        found.push((span.start, number.reference));
                    }
                    continue;
                }
            }
            at = next;
        }
        let known: BTreeSet<(u32, usize)> = found.iter().map(|(_, known)| (known.kb, known.block)).collect();
        for Address { block, span, kb, url } in addresses {
            if Some(kb) != self.own && !known.contains(&(kb, block)) && !told.contains(&span.start) {
                found.push((span.start, Reference { block, span, kb, title: None, url: Some(url.into()) }));
            }
        }
        self.labelled(&mut found);
        self.related(&mut found);
        found.sort_by_key(|(start, _)| *start);
        found.into_iter().map(|(_, reference)| reference).collect()
    }

    /// References printed as lines with labels: `ARTICLE-ID: Q152513`, then `TITLE : ...`.
    fn labelled(&self, found: &mut Vec<(u32, Reference<'s>)>) {
        let feeds = |label: &Label<'s>, fact: Fact| {
            label.feeds.iter().any(|&(dataset, column)| {
                let is_fact = |origin: &Origin| matches!(origin, Origin::Fact(known) if *known == fact);
                self.contract.datasets[dataset].columns[column].from.iter().any(is_fact)
            })
        };
        let mut labels = self.labels.iter().filter(|label| !label.in_front_matter).peekable();
        while let Some(label) = labels.next() {
            let number = numbers_of(&label.value, &self.contract.words)
                .next()
                .filter(|_| !label.of_article && feeds(label, Fact::LinkKb));
            let number = number.filter(|number| Some(*number) != self.own);
            let Some((kb, (span, _))) = number.zip(self.document.line(label.block)) else { continue };
            let title = labels.next_if(|next| next.block == label.block + 1 && feeds(next, Fact::LinkTitle));
            let reference =
                Reference { block: label.block, span, kb, title: title.map(|title| title.value.clone()), url: None };
            found.push((span.start, reference));
        }
    }

    /// Numbers in sentences and cells of the sections that are about other articles.
    fn related(&self, found: &mut Vec<(u32, Reference<'s>)>) {
        // What a link or line refers to is not referred to again by the sentence around it.
        let mut known: BTreeSet<(u32, usize)> = found.iter().map(|(_, known)| (known.kb, known.block)).collect();
        let mut of_numbers: HashMap<(usize, Option<usize>), bool> = HashMap::new();
        for (index, section) in self.outline.sections.iter().enumerate() {
            let role = self.contract.role_of_kind(section.kind).filter(|role| RELATED.contains(role));
            let Some(role) = role else { continue };
            let body = self.outline.body(index, self.document.blocks.len());
            let from = found.len();
            let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
            let mut add = |place: Place, kb: u32| {
                let is_known = if place.of_cell {
                    known.contains(&(kb, place.block))
                } else {
                    known.range((kb, body.start)..(kb, body.end)).next().is_some()
                };
                let mention = if place.of_cell { place.start } else { 0 };
                if Some(kb) != self.own && !is_known && seen.insert((kb, mention)) {
                    let Place { block, start, span, .. } = place;
                    found.push((start, Reference { block, span, kb, title: None, url: None }));
                }
            };
            // Tables come in reading order.
            let first = self.tables.partition_point(|table| table.first_block < body.start);
            let mut tables = (first..self.tables.len())
                .map(|at| (at, &self.tables[at]))
                .filter(|(_, table)| table.has_blocks())
                .take_while(|(_, table)| table.first_block < body.end)
                .peekable();
            let mut block = body.start;
            while block < body.end {
                if let Some((at, table)) = tables.next_if(|(_, table)| table.first_block <= block) {
                    for cell in &table.cells {
                        let heading = cell.column.heading();
                        let of_numbers =
                            *of_numbers.entry((at, heading)).or_insert_with(|| self.is_of_numbers(table, heading));
                        let text = self.document.plain(cell.span);
                        let starts = self.document.blocks.partition_point(|block| block.span.start <= cell.span.start);
                        let numbers =
                            if of_numbers { numbers_of(&text, &self.contract.words).collect() } else { Vec::new() };
                        let mentioned =
                            if of_numbers { Vec::new() } else { numbers_in(&text, Bare::None, &self.contract.words) };
                        for kb in numbers.into_iter().chain(mentioned.into_iter().map(|(_, kb)| kb)) {
                            let block = starts.saturating_sub(1);
                            add(Place { of_cell: true, block, start: cell.span.start, span: cell.span }, kb);
                        }
                    }
                    block = table.end_block.max(block + 1);
                    continue;
                }
                if let Some((span, _)) = self.document.line(block).filter(|(_, line)| !line.code) {
                    let bare = match role {
                        ValueRole::Replacement => Bare::Any,
                        ValueRole::Prerequisites => Bare::Named,
                        _ => Bare::Told,
                    };
                    for (at, kb) in numbers_in(&self.document.plain(span), bare, &self.contract.words) {
                        add(Place { of_cell: false, block, start: span.start + at, span }, kb);
                    }
                }
                block += 1;
            }
            // Sections below it have their own turn.
            known.extend(found[from..].iter().map(|(_, told)| (told.kb, told.block)));
        }
    }

    /// A line that begins with a number; its title follows the number, or an address in brackets, or stands on the next
    /// line.
    fn bare_number(&self, addresses: &[Address<'s>], at: usize, span: Span, above: Above) -> Option<Numbered<'s>> {
        let document = self.document;
        let raw = document.raw(span);
        let (kb, end) = leading(raw, above != Above::Text)?;
        let text = &document.source.text;
        let is_prefixed = !raw.starts_with(|c: char| c.is_ascii_digit());
        // In a list of articles a title may stand below a blank line, the name of a section does not.
        let may_have_title_apart = |title: Span| {
            (is_prefixed || above == Above::List) && !self.contract.section_kinds.is_spelled(&document.plain(title))
        };
        let mut last = at;
        let mut known: Option<&Address<'s>> = None;
        let mut rest = span.inner(end, raw.len() - end).trim(text);
        loop {
            // `824684 (https://support.microsoft.com/kb/824684/ ) Description of ...`
            let next = addresses.get(addresses.partition_point(|address| address.span.start < rest.start));
            if let Some(address) = next.filter(|address| address.kb == kb)
                && let Some(behind) = address::behind(text, rest, address.span)
            {
                known = Some(address);
                rest = behind;
            }
            if !rest.is_empty() || last > at + 1 {
                break;
            }
            match document.blocks.get(last + 1) {
                Some(Block { span, kind: Kind::Line(next) })
                    if !next.bullet
                        && !next.code
                        && leading(document.raw(*span), true).is_none()
                        && (!next.opens || may_have_title_apart(*span)) =>
                {
                    rest = *span;
                }
                _ => break,
            }
            last += 1;
        }
        let numbered = |title, last| Numbered {
            reference: Reference { block: at, span, kb, title, url: known.map(|address| address.url.into()) },
            address: known.map(|address| address.span.start),
            end: last + 1,
        };
        if rest.is_empty() {
            return (is_prefixed || known.is_some()).then(|| numbered(None, at));
        }
        let title_line = last;
        while document.is_hard_wrapped(last)
            && let Some((next, _)) = document.line(last + 1)
            && leading(document.raw(next), true).is_none()
        {
            rest = rest.join(next);
            last += 1;
        }
        let title = title(document.plain(rest), &self.contract.words)?;
        let is_number = |word: &str| numbers_of(word, &self.contract.words).next().is_some();
        if is_prefixed && title.split(' ').all(is_number) {
            return Some(numbered(None, at));
        }
        let opens = |at| document.line(at).is_some_and(|(_, line)| line.opens);
        // In the middle of a paragraph a number may be the rest of a sentence.
        let may_be_title = is_title(&title) && (opens(at) || !title.ends_with('.'));
        // A sentence in the next paragraph is no title.
        if is_prefixed
            && title_line > at
            && opens(title_line)
            && (!may_be_title || title.ends_with([':', '.']) || title.contains("://"))
        {
            return Some(numbered(None, at));
        }
        if !is_prefixed
            && known.is_none()
            && (is_count_at_start(kb, &title, &self.contract.words) || self.is_bug(at, raw))
        {
            return None;
        }
        let is_told = is_prefixed && !is_listing(&title) || known.is_some();
        (is_told || may_be_title).then(|| numbered(Some(title), last))
    }

    /// Whether a bare number at the start of a line is that of a bug: `7415423: The query stops` in a list of fixes.
    fn is_bug(&self, at: usize, raw: &str) -> bool {
        raw.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with(':')
            && self.contract.is_kind(self.outline.context(at).kind, ValueRole::Fixes)
    }

    /// Whether the heading of a column says that it holds numbers of articles.
    fn is_of_numbers(&self, table: &Table, heading: Option<usize>) -> bool {
        let heading = heading.and_then(|heading| table.headings.get(heading)).map(|span| self.document.plain(*span));
        let heading = heading.and_then(|heading| self.contract.vocabulary.heading(&heading));
        heading.is_some_and(|heading| {
            self.contract
                .vocabulary
                .feeds(heading)
                .iter()
                .any(|&(dataset, column)| self.contract.datasets[dataset].columns[column].type_name() == "kb-number")
        })
    }
}

/// The number a link leads to: in an address of the Knowledge Base, else in a text that is nothing but a number.
fn number_of(document: &Document<'_>, link: &Link<'_>) -> Option<u32> {
    let url = link.url.as_ref();
    if let Some(number) = number_in_address(url) {
        return Some(number);
    }
    // A bare number that leads to a place of this article is that of a bug.
    let is_elsewhere = !url.contains("support.microsoft.com") && url.contains("://") || url.starts_with('#');
    let text = document.raw(link.text);
    // `KB 5001092` is as much a number as `KB5001092`.
    if let Some(number) = text.strip_prefix("KB ").and_then(kb_number) {
        return Some(number);
    }
    let own = text.trim_end_matches(')').rsplit(['(', ' ']).next().unwrap_or_default();
    let number = own.strip_prefix("KB").or_else(|| (own.len() == text.len()).then_some(own)).and_then(kb_number)?;
    (!is_elsewhere || own.len() < text.len() || text.starts_with("KB")).then_some(number)
}

/// A line that begins with a number.
struct Numbered<'s> {
    reference: Reference<'s>,
    /// Where the address that belongs to the number begins.
    address: Option<u32>,
    /// One past its last line.
    end: usize,
}

/// What stands above a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    /// A reference, or a line that leads to some.
    List,
    /// A blank line.
    Gap,
    /// A line of the same paragraph.
    Text,
}

/// Whether a text behind a number has digits and no word: `Q2200523 PPD  13,382 07-09-93` lists a file.
fn is_listing(text: &str) -> bool {
    let has_word = text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_lowercase));
    !has_word && text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a line begins with a number of things and no article: `1000000 Rows are read`.
fn is_count_at_start(number: u32, text: &str, words: &Words) -> bool {
    let word = text.split(' ').next().unwrap_or_default();
    let is_plural = || words.list(List::Plurals).texts().any(|ending| word.ends_with(ending));
    number < LEAST_BARE || counts(text, words) || number.is_multiple_of(1000) && is_plural()
}

/// The number that a line begins with, and where the rest of it begins: `Q148154: `, `KB 4048992 - `, `935791 `. In the
/// middle of a paragraph a bare number may be the rest of a sentence.
fn leading(raw: &str, opens: bool) -> Option<(u32, usize)> {
    if !raw.starts_with(|c: char| c.is_ascii_digit() || c == 'Q' || c == 'K') {
        return None;
    }
    let behind = raw.strip_prefix("KB").map(str::trim_start).or_else(|| raw.strip_prefix('Q'));
    let rest = behind.unwrap_or(raw);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits >= 6 || behind.is_some();
    let kb = kb_number(&rest[..digits]).filter(|_| is_number && (opens || behind.is_some()))?;
    let tail = &rest[digits..];
    let title = tail.trim_start();
    let title = title.strip_prefix([':', '-', '\u{2013}', '\u{2014}']).map_or(title, str::trim_start);
    // `4048992-x64.msu` is a file.
    let is_apart = tail.is_empty() || tail.starts_with(char::is_whitespace) || tail.starts_with(": ") || tail.starts_with("(http")
        // Its title stands on the next line.
        || tail == ":" && behind.is_some();
    is_apart.then_some((kb, raw.len() - title.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_at_the_start_of_a_line_is_read() {
        for (line, found) in [
            ("Q148154: RAS Client", Some((148_154, 9))),
            ("Q170365 : INFO: What", Some((170_365, 10))),
            ("KB 4048992 - Update", Some((4_048_992, 13))),
            ("935791 How", Some((935_791, 7))),
            ("935791", Some((935_791, 6))),
            ("Q123457:", Some((123_457, 8))),
            ("123457:", None),
            ("4048992-x64.msu is", None),
            ("2010 was", None),
        ] {
            assert_eq!(leading(line, true), found, "{line}");
        }
        assert_eq!(leading("935791 How", false), None);
    }
}

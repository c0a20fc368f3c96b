//! Products that an article says it applies to: label lines, lists, and runs of glued names.

use super::glued::Cutter;
use super::labels::Label;
use crate::blocks::{Document, Line, is_drawn_rule};
use crate::contract::{Contract, Each, Names, ValueRole};
use crate::lines::text::is_sentence;
use crate::outline::Outline;
use crate::span::{Span, part};
use crate::tables::Table;
use crate::values::{List, ProductName, Words};
use std::borrow::Cow;
use std::ops::Range;

/// A product.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Product<'s> {
    pub(crate) text: Cow<'s, str>,
    /// A value of `products.origin`.
    pub(crate) origin: &'static str,
    /// A value of `products.split`.
    pub(crate) split: &'static str,
    /// What the families of the contract tell of the name; null where a word of it is not known.
    pub(crate) named: Option<ProductName>,
}

/// The last name of a list without the `and` before it.
fn behind_and<'t>(part: &'t str, words: &Words) -> &'t str {
    part.split_once(' ').filter(|(first, _)| words.is_and(first)).map_or(part, |(_, rest)| rest)
}

/// The parts of a list between its commas and semicolons, those in brackets left alone: `Windows Server 2019 (Standard, Datacenter)`
/// is one.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    list.split(move |c| {
        match c {
            '(' | '\u{ff08}' => depth += 1,
            ')' | '\u{ff09}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\u{ff0c}' | '\u{ff1b}' | '\u{3001}')
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

/// What stands behind the words with which a list of products begins, `Applies to`, glued to the first name or not; null where a
/// line does not begin so.
pub(super) fn behind_applies_to<'t>(text: &'t str, words: &Words) -> Option<&'t str> {
    words.list(List::ProductRuns).texts().find_map(|begin| {
        let (start, rest) = text.split_at_checked(begin.len())?;
        start.eq_ignore_ascii_case(begin).then_some(rest)
    })
}

/// Finds the products, in reading order, front matter first.
pub(super) fn read<'s>(
    document: &Document<'s>,
    tables: &[Table],
    outline: &Outline<'s>,
    labels: &[Label<'s>],
    contract: &'s Contract,
) -> Vec<Product<'s>> {
    let reader = Reader { document, tables, labels, names: contract.names(Each::Product), words: &contract.words };
    let labels = labels
        .iter()
        .filter(|label| label.feeds.iter().any(|&(dataset, _)| contract.datasets[dataset].each == Each::Product));
    let (families, lines): (Vec<_>, Vec<_>) =
        labels.partition(|label| contract.words.list(List::Families).has(&label.key));
    let mut products: Vec<Product<'s>> = lines.into_iter().flat_map(|label| reader.labelled(label)).collect();
    let bare = |product: Product<'s>| product.without_update(&contract.words);
    let runs = reader.runs();
    // Runs stand above all lists.
    let before_runs = products.len();
    for (index, section) in outline.sections.iter().enumerate() {
        match contract.role_of_kind(section.kind) {
            Some(ValueRole::AppliesTo) => {
                let ends_with_list = section.level > 6;
                products.extend(reader.list(outline.body(index, document.blocks.len()), ends_with_list));
            }
            Some(ValueRole::Prerequisites) => {
                products.extend(reader.systems(outline.body(index, document.blocks.len())));
            }
            _ => {}
        }
    }
    if products.is_empty() && runs.is_empty() {
        return families.into_iter().flat_map(|label| reader.labelled(label)).map(bare).collect();
    }
    if !runs.is_empty() {
        let mut apart: Vec<Cow<'_, str>> =
            products.iter().filter(|product| product.split == SEPARATED).map(|product| product.text.clone()).collect();
        for (index, section) in outline.sections.iter().enumerate() {
            apart.extend(outline.context(section.block + 1).products);
            if contract.is_kind(section.kind, ValueRole::Prerequisites) {
                apart.extend(reader.items(outline.body(index, document.blocks.len())).filter(|text| is_name(text)));
            }
        }
        apart.retain(|name| reader.is_whole(name));
        let cutter = Cutter { names: reader.names, apart: apart.iter().map(AsRef::as_ref).collect() };
        let cut: Vec<Product<'s>> = runs
            .iter()
            .flat_map(|run| cutter.cut(run))
            .map(|text| Product { text: Cow::Owned(text), origin: "applies_to", split: SEGMENTED, named: None })
            .collect();
        products.splice(before_runs..before_runs, cut);
    }
    products.into_iter().map(bare).collect()
}

impl Product<'_> {
    /// The same without the update that a prerequisite needs, which is no part of the name.
    fn without_update(self, words: &Words) -> Self {
        let length = before_update(&self.text, words).unwrap_or(self.text.len());
        let text = part(self.text, 0..length);
        Self { text, ..self }
    }
}

/// The length of the name before an update: `Windows Server 2019 - KB4500748 or higher`. Null where none is named.
fn before_update<'t>(text: &'t str, words: &Words) -> Option<usize> {
    let is_number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count() >= LEAST_DIGITS;
    let is_update = |word: &str| words.list(List::UpdateNouns).has(word);
    let begins = |&at: &usize| match text[at..].strip_prefix("KB") {
        Some(rest) => is_number(rest.trim_start()),
        None => is_number(&text[at..]) && is_update(last_word(text[..at].trim_end())),
    };
    let starts = text.match_indices([' ', '(']).map(|(at, _)| at + 1);
    let at = starts.into_iter().find(begins)?;
    let is_sign = |c: char| matches!(c, ' ' | '-' | '(' | ',' | ':' | '\u{2013}' | '\u{2014}');
    let mut name = text[..at].trim_end_matches(is_sign);
    let mut is_named = false;
    let is_small = |word: &str| !word.is_empty() && word.chars().all(char::is_lowercase);
    let before = |name: &'t str| name[..name.len() - last_word(name).len()].trim_end_matches(is_sign);
    // Small words lead to the update, `with`, `and the update`: names end otherwise.
    while is_small(last_word(name)) {
        is_named |= is_update(last_word(name));
        name = before(name);
        // `with April 2014 update rollup`
        let before_date = before(before(name));
        if is_named && is_small(last_word(before_date)) {
            name = before_date;
        }
    }
    name.contains(' ').then_some(name.len())
}

/// The last word of a text.
fn last_word(text: &str) -> &str {
    &text[text.rfind([' ', '(']).map_or(0, |at| at + 1)..]
}

/// The number of an update has at least so many digits.
const LEAST_DIGITS: usize = 5;

const SEPARATED: &str = "separated";
const SEGMENTED: &str = "segmented";

struct Reader<'a, 's> {
    document: &'a Document<'s>,
    tables: &'a [Table],
    labels: &'a [Label<'s>],
    names: Option<&'s Names>,
    words: &'s Words,
}

impl<'s> Reader<'_, 's> {
    /// The products of a label line or key.
    fn labelled(&self, label: &Label<'s>) -> Vec<Product<'s>> {
        let origin = match label.is_original(self.words) {
            _ if label.in_front_matter => "front_matter",
            true => "original_product_version",
            false => "applies_to",
        };
        if self.names.is_some_and(|names| names.is_none(&label.value)) {
            return Vec::new();
        }
        self.separated(&label.value).into_iter().flat_map(|name| self.apart(Cow::Owned(name), origin)).collect()
    }

    /// One part of a list that is divided; a comma may be missing in it between two names of known beginnings.
    fn apart(&self, name: Cow<'s, str>, origin: &'static str) -> Vec<Product<'s>> {
        let cut = Cutter { names: self.names, apart: Vec::new() }.cut(&name);
        if cut.len() < 2 || !self.is_known(&name) {
            return vec![Product { text: name, origin, split: SEPARATED, named: None }];
        }
        cut.into_iter().map(|text| Product { text: Cow::Owned(text), origin, split: SEGMENTED, named: None }).collect()
    }

    /// Runs of names behind the words "Applies to": glued to them on any line, or on the first line.
    fn runs(&self) -> Vec<String> {
        let mut runs = Vec::new();
        // Most lines are told by their first byte, whose case does not count.
        let firsts = self.words.list(List::ProductRuns).texts().filter_map(|begin| begin.bytes().next());
        let firsts: Vec<u8> = firsts.collect();
        let begins =
            |raw: &str| raw.bytes().next().is_some_and(|first| firsts.iter().any(|b| b.eq_ignore_ascii_case(&first)));
        for at in 0..self.document.blocks.len() {
            let Some((span, line)) = self.document.line(at) else { continue };
            let raw = self.document.raw(span);
            if line.code || !(raw.starts_with(['*', '_', '<']) || begins(raw)) || self.is_taken(at) {
                continue;
            }
            let text = self.document.plain(span);
            if let Some(run) = behind_applies_to(&text, self.words)
                && (run.starts_with(|c: char| c.is_uppercase() || c == '.') || at == 0)
            {
                runs.push(run.trim_start_matches([':', ' ']).to_owned());
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// The names of a list headed "Applies to".
    fn list(&self, body: Range<usize>, ends_with_list: bool) -> Vec<Product<'s>> {
        let mut products: Vec<Product<'s>> = Vec::new();
        for at in body {
            let Some((span, line)) = self.document.line(at) else {
                products.extend(self.in_table(at));
                continue;
            };
            if is_drawn_rule(self.document.raw(span))
                || ends_with_list && !line.bullet && line.opens && !products.is_empty()
            {
                break;
            }
            if line.code || self.is_taken(at) || !line.bullet && !line.opens && self.is_wrapped(at) {
                continue;
            }
            let text = self.document.plain(self.item(at, span, line));
            let name = without_lead(text);
            if line.bullet && is_short(&name) {
                let product = |text| Product { text, origin: "applies_to", split: SEPARATED, named: None };
                let parts = self.separated(&name);
                if parts.len() > 1 && parts.iter().all(|part| self.is_known(part)) {
                    products.extend(parts.into_iter().map(|part| product(Cow::Owned(part))));
                } else {
                    products.push(product(name));
                }
            } else if !line.bullet {
                let listed: Vec<_> = self
                    .separated(&name)
                    .into_iter()
                    .flat_map(|name| self.apart(Cow::Owned(name), "applies_to"))
                    .collect();
                if !is_sentence(&name, self.words) && (listed.len() > 1 || is_name(&name)) {
                    products.extend(listed);
                }
            }
        }
        products
    }

    /// The names of a table that no dataset claims, of which each row holds one text, behind a bullet or a number, or as many
    /// texts as bullets.
    fn in_table(&self, block: usize) -> Vec<Product<'s>> {
        let at = self.tables.partition_point(|table| table.end_block <= block);
        let Some(table) = self.tables.get(at).filter(|table| table.first_block == block && table.claim.is_none())
        else {
            return Vec::new();
        };
        let rows = table.rows.iter().map(|&row| table.row(row).iter().map(|cell| cell.span).collect());
        // One letter is a bullet, too: `o`.
        let is_bullet = |text: &Cow<'s, str>| text.chars().nth(1).is_none() || !text.contains(char::is_alphabetic);
        let in_row = |row: Vec<Span>| {
            let texts = row.iter().map(|&cell| self.document.plain(cell)).filter(|text| !text.is_empty());
            let (bullets, names): (Vec<_>, Vec<_>) = texts.partition(is_bullet);
            let are_names = names.len() == 1 || names.len() == bullets.len();
            (are_names && names.iter().all(|name| is_short(name))).then_some(names)
        };
        let names: Option<Vec<_>> = std::iter::once(table.headings.clone()).chain(rows).map(in_row).collect();
        let product = |text: Cow<'s, str>| {
            let sign = text.len() - text.trim_start_matches(['\u{2022}', '\u{b7}', ' ']).len();
            let end = text.len();
            Product { text: part(text, sign..end), origin: "applies_to", split: SEPARATED, named: None }
        };
        names.into_iter().flatten().flatten().map(product).collect()
    }

    /// The names of systems among the items of a section on prerequisites.
    fn systems(&self, body: Range<usize>) -> impl Iterator<Item = Product<'s>> {
        let is_system = |text: &Cow<'s, str>| {
            let name = &text[..before_update(text, self.words).unwrap_or(text.len())];
            is_name(name) && !name.contains(':') && (self.is_known(name) || has_number(name))
        };
        let systems = self.items(body).filter(is_system);
        systems.map(|text| Product { text, origin: "prerequisites", split: SEPARATED, named: None })
    }

    /// The items of the lists of a section.
    fn items(&self, body: Range<usize>) -> impl Iterator<Item = Cow<'s, str>> {
        body.filter(|&at| !self.is_taken(at)).filter_map(|at| {
            let (span, line) = self.document.line(at).filter(|(_, line)| line.bullet && !line.code)?;
            Some(self.document.plain(self.item(at, span, line)))
        })
    }

    /// Whether a name can be told inside a run: more than one word, of which the first does not narrow another name.
    fn is_whole(&self, name: &str) -> bool {
        let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
        !rest.is_empty() && !self.names.is_some_and(|names| names.narrows(first))
    }

    /// Whether a text begins like a name that the contract knows.
    fn is_known(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').take(4).collect();
        self.names.is_some_and(|names| names.beginning(&words) > 0)
    }

    /// Whether a block is no text of its own: in a table, or a label line.
    fn is_taken(&self, block: usize) -> bool {
        let at = self.tables.partition_point(|table| table.end_block <= block);
        let in_table = self.tables.get(at).is_some_and(|table| table.first_block <= block);
        // Labels are in reading order, front matter first.
        let lines = &self.labels[self.labels.partition_point(|label| label.in_front_matter)..];
        in_table || lines.binary_search_by_key(&block, |label| label.block).is_ok()
    }

    /// Whether a line goes on with what the line before began.
    fn is_wrapped(&self, at: usize) -> bool {
        at > 0 && self.document.is_hard_wrapped(at - 1)
    }

    /// An item with the lines that it is wrapped over.
    fn item(&self, at: usize, span: Span, line: Line) -> Span {
        let mut whole = span;
        let mut last = at;
        while line.bullet && self.document.is_hard_wrapped(last) {
            let Some((next, _)) = self.document.line(last + 1) else { break };
            whole = whole.join(next);
            last += 1;
        }
        whole
    }

    /// The names in a part of a list: `and` divides it where a known name begins behind it, `Outlook 2016 and Exchange Online`.
    fn around_and<'t>(&self, part: &'t str) -> Vec<&'t str> {
        let mut names = vec![part];
        while let Some(list) = names.last() {
            let mut blanks = list.match_indices(' ').map(|(at, _)| at);
            let divides = |&at: &usize| {
                let (and, behind) = list[at + 1..].split_once(' ').unwrap_or_default();
                // `Visual Studio Express for Windows 8 and Windows Desktop` is one.
                let is_bound = || list[..at].split(' ').any(|word| self.names.is_some_and(|names| names.binds(word)));
                self.words.is_and(and) && self.is_known(behind) && !is_bound()
            };
            let Some(at) = blanks.find(divides) else { break };
            let (name, rest) = (&list[..at], &list[at + 1..]);
            names.pop();
            names.extend([name, behind_and(rest, self.words)]);
        }
        names
    }

    /// Splits a list at commas and semicolons; a part that only narrows the one before it belongs to that one:
    /// `Windows 10, version 1809, all editions`.
    fn separated(&self, list: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for part in parts(list).flat_map(|part| self.around_and(part)) {
            // `A, B, and C`
            let bare = if names.is_empty() { part } else { behind_and(part, self.words) };
            let part = if self.names.is_some_and(|names| names.narrows(bare)) { part } else { bare };
            match names.last_mut() {
                Some(name) if self.names.is_some_and(|names| names.narrows(part)) => {
                    name.push_str(", ");
                    name.push_str(part);
                }
                _ => names.push(part.to_owned()),
            }
        }
        names
    }
}

/// A name without the words that lead to it (`the operating system: Windows NT`) or away from it (`SNA Server, versions
/// 2.11, on platform(s):`), and without signs before it.
fn without_lead(text: Cow<'_, str>) -> Cow<'_, str> {
    let trim = |text: &str| -> (usize, usize) {
        let mut end = text.len();
        if let Some(body) = text.strip_suffix(':') {
            end = body
                .rfind(", ")
                .filter(|&comma| body[comma + 2..].starts_with(|c: char| c.is_lowercase()))
                .unwrap_or(body.len());
        }
        let mut start = 0;
        if text.starts_with(|c: char| c.is_lowercase())
            && let Some(colon) = text[..end].find(": ")
        {
            start = colon + 2;
        }
        let is_sign = |c: char| !c.is_alphanumeric() && c != '.' && c != '(';
        start = end - text[start..end].trim_start_matches(is_sign).len();
        (start, end)
    };
    let (start, end) = trim(&text);
    part(text, start..end)
}

/// Whether a name holds a number, as those of releases do: `Widget Server 2016 Service Pack 1`.
fn has_number(text: &str) -> bool {
    text.split(' ').skip(1).any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether an item of a list of names is one, and not a sentence that has strayed into it.
fn is_short(text: &str) -> bool {
    let words = text.split(' ').filter(|word| !word.is_empty()).count();
    (1..=24).contains(&words) && !(words > 8 && text.ends_with('.'))
}

/// Whether an item of a list is a name and not a sentence: no full stop, most words capital or numbers.
fn is_name(text: &str) -> bool {
    let (mut words, mut capital) = (0, 0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        words += 1;
        capital +=
            usize::from(word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(' || c == '.'));
    }
    (1..=16).contains(&words) && capital * 2 > words && !text.ends_with(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_name_are_no_part_of_it() {
        for (text, name) in [
            ("the operating system: Microsoft Windows NT", "Microsoft Windows NT"),
            (
                "Microsoft SNA Server, versions 2.11, 2.11 SP1, on platform(s):",
                "Microsoft SNA Server, versions 2.11, 2.11 SP1",
            ),
            (".NET Framework 4.5", ".NET Framework 4.5"),
            ("\u{2705} Windows 11", "Windows 11"),
            ("Microsoft Press: Training Kit", "Microsoft Press: Training Kit"),
            (":", ""),
        ] {
            assert_eq!(without_lead(text.into()), name, "{text}");
        }
    }

    #[test]
    fn an_update_is_no_part_of_a_name() {
        let contract = Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}"));
        let words = &contract.words;
        for (text, name) in [
            ("Windows 10, version 1709 with KB4500748 and KB4500749 installed", "Windows 10, version 1709"),
            ("Windows Server 2019 - KB4500750 or higher", "Windows Server 2019"),
            ("Windows 8.1 (KB2919355)", "Windows 8.1"),
            ("Windows 8.1 with March 2014 update rollup KB2919356 installed", "Windows 8.1"),
            ("Windows 10, version 20H2 (with KB4500748 installed)", "Windows 10, version 20H2"),
            ("Windows Server 2012 with update 2919356 installed", "Windows Server 2012"),
        ] {
            assert_eq!(before_update(text, words).map(|length| &text[..length]), Some(name), "{text}");
        }
        for text in ["Windows 11", "KB4500750 for Windows", "Widget KB 7"] {
            assert_eq!(before_update(text, words), None, "{text}");
        }
    }

    #[test]
    fn names_are_told_from_sentences() {
        assert!(is_name("Windows Vista Service Pack 2 (SP2)"));
        assert!(!is_name("You must have administrator rights to install it"));
        assert!(!is_name("Install Windows 7."));
    }
}

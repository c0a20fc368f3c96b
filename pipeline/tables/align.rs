//! Assigns the tokens of a flattened row to columns by their types; refuses what can be read in two ways.

use super::table::Fitted;
use crate::blocks::{before_footnote, before_mark};
use crate::contract::Column;
use crate::span::Span;
use crate::values::{Damage, Locale};
use std::ops::Range;

/// A column as the aligner sees it.
pub(super) struct Slot<'c> {
    columns: Vec<&'c Column>,
    locale: Locale<'c>,
    /// The most tokens of a value; 0 = any number.
    most: usize,
    /// The most tokens of a null spelling.
    most_null: usize,
    required: bool,
}

/// How a text goes with a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// A value.
    Value,
    /// A null spelling.
    Null,
    /// Neither.
    No,
}

/// A row: for each slot the tokens of its cell; null where it was left out.
pub(super) type Alignment = Vec<Option<Range<usize>>>;

/// Rows of more tokens than this are prose.
pub(super) const MOST_TOKENS: usize = 96;

impl<'c> Slot<'c> {
    /// A slot for the columns that one heading feeds, where tokens are words; no columns = free text.
    pub(super) fn of_words(locale: Locale<'c>, columns: impl Iterator<Item = &'c Column>) -> Self {
        let columns: Vec<&Column> = columns.collect();
        let free = columns.iter().all(|column| column.ty.is_free_text());
        let most = if free { 0 } else { columns.iter().map(|column| column.words()).sum::<usize>() };
        let required = columns.iter().any(|column| column.must_be_printed());
        Self { required, most, most_null: locale.words.null_words(), locale, columns }
    }

    /// The same where tokens are lines: a cell is one line, unless its type runs over line ends.
    pub(super) fn of_lines(locale: Locale<'c>, columns: impl Iterator<Item = &'c Column>) -> Self {
        let slot = Self::of_words(locale, columns);
        let most = if slot.wraps() && !slot.is_unfed() { slot.most } else { 1 };
        Self { most, most_null: 1, ..slot }
    }

    /// The most tokens of a value; 0 = any number.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Whether a value is needed.
    pub(super) fn is_required(&self) -> bool {
        self.required
    }

    /// Whether a text shows that a row begins: a value is needed, and the text looks like it.
    pub(super) fn is_mark(&self, text: &str) -> bool {
        self.required && !self.is_free() && self.fit(text) == Fit::Value
    }

    /// Whether a text can be read by the columns though it does not look like them: one word, such as the name of a
    /// file without an extension.
    pub(super) fn reads_word(&self, text: &str) -> bool {
        !text.contains(' ') && self.reads(text)
    }

    /// Whether a text can be read by the columns, whatever it looks like.
    pub(super) fn reads(&self, text: &str) -> bool {
        !text.is_empty() && !self.locale.words.is_null(text) && self.is_read(text)
    }

    fn is_read(&self, text: &str) -> bool {
        self.columns.iter().all(|column| column.read_in(text, self.locale.language).is_ok())
    }

    /// Whether a text is clearly a damaged value of a column that types tell from all others.
    fn is_damaged(&self, text: &str) -> bool {
        !self.is_free()
            && self.columns.iter().all(|column| matches!(column.damage(text), Damage::Version | Damage::Digest))
    }

    /// How a text goes with the slot.
    pub(super) fn fit(&self, text: &str) -> Fit {
        let is_value = match self.columns.as_slice() {
            [] => !text.is_empty(),
            [column] => column.is_shape_in(text, self.locale.language),
            // A date and a time in one cell: each column takes its part.
            _ => self.is_read(text),
        };
        match is_value {
            _ if self.locale.words.is_null(text) && !self.required => Fit::Null,
            true => Fit::Value,
            false => Fit::No,
        }
    }

    /// A text without the mark of a footnote behind it: `389*`. A text of its own keeps what may be a part of it.
    pub(super) fn bare<'t>(&self, text: &'t str) -> &'t str {
        if self.is_free() {
            return text;
        }
        let marked = || before_mark(text).filter(|bare| self.fit(text) == Fit::No && self.fit(bare) != Fit::No);
        before_footnote(text).or_else(marked).unwrap_or(text)
    }

    /// Whether a text is a required value that begins with a word of digits, and what follows looks like one, too:
    /// the name `3 Setup.exe`.
    pub(super) fn fits_behind_number(&self, text: &str) -> bool {
        let Some((number, rest)) = text.split_once(' ') else { return false };
        number.bytes().all(|b| b.is_ascii_digit()) && self.is_mark(rest) && self.is_read(text)
    }

    /// Whether a cell may run over a line end.
    pub(super) fn wraps(&self) -> bool {
        self.columns.iter().all(|column| column.wraps())
    }

    /// Whether no column takes the cell.
    pub(super) fn is_unfed(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether any text fits.
    pub(super) fn is_free(&self) -> bool {
        self.most == 0
    }
}

/// What a row may lack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// Nothing: every slot takes a value or a null spelling.
    Nothing,
    /// The shape of a required value: it takes one word that its column can read.
    Shape,
    /// Cells: a slot that is not required may stay empty; as few as possible do.
    Cells,
    /// The sense of one cell: a slot takes one token that is no value of it; one that is required, only a damaged value.
    Sense,
}

/// Assigns all tokens, in order, to slots, in order. `text` gives the text of a range of tokens. Null where there is
/// no way, or more than one.
pub(super) fn align<T: AsRef<str>>(
    slots: &[Slot<'_>],
    tokens: usize,
    allowance: Allowance,
    text: impl Fn(Range<usize>) -> T,
) -> Option<Alignment> {
    let all_filled = allowance != Allowance::Cells;
    if tokens == 0 || tokens > MOST_TOKENS || (all_filled && tokens < slots.len()) {
        return None;
    }
    let width = tokens + 1;
    // For each (slots done, tokens done): fewest slots that lack something, number of ways, tokens of the last slot.
    let mut states: Vec<Option<(usize, usize, usize)>> = vec![None; (slots.len() + 1) * width];
    states[0] = Some((0, 1, 0));
    for (s, slot) in slots.iter().enumerate() {
        for t in 0..=tokens {
            let Some((lacking, ways, _)) = states[s * width + t] else { continue };
            if allowance == Allowance::Cells && !slot.required {
                reach(&mut states[(s + 1) * width + t], lacking + 1, ways, 0);
            }
            // Every slot behind this one takes at least one token, unless slots may stay empty.
            let behind = if all_filled { slots.len() - s - 1 } else { 0 };
            let room = (tokens - t).saturating_sub(behind);
            let most = if slot.is_free() { room } else { room.min(slot.most.max(slot.most_null)) };
            for taken in 1..=most {
                // The last slot takes what is left.
                if s + 1 == slots.len() && t + taken != tokens {
                    continue;
                }
                let text = text(t..t + taken);
                let next = &mut states[(s + 1) * width + t + taken];
                // At the start of a whole row a number can only belong to what follows it.
                let begins_row = s == 0 && taken > 1 && allowance == Allowance::Nothing;
                if slot.fit(text.as_ref()) != Fit::No || begins_row && slot.fits_behind_number(text.as_ref()) {
                    reach(next, lacking, ways, taken);
                } else if taken == 1 && allowance == Allowance::Shape && slot.required && slot.reads_word(text.as_ref())
                {
                    reach(next, lacking + 1, ways, taken);
                } else if taken == 1
                    && allowance == Allowance::Sense
                    && lacking == 0
                    && (!slot.required || slot.is_damaged(text.as_ref()))
                {
                    reach(next, 1, ways, taken);
                }
            }
        }
    }
    let (lacking, ways, _) = states[slots.len() * width + tokens]?;
    if ways != 1 || lacking * 2 > slots.len() {
        return None;
    }
    let mut alignment = vec![None; slots.len()];
    let mut t = tokens;
    for s in (0..slots.len()).rev() {
        let (_, _, taken) = states[(s + 1) * width + t]?;
        if taken > 0 {
            alignment[s] = Some(t - taken..t);
        }
        t -= taken;
    }
    Some(alignment)
}

fn reach(state: &mut Option<(usize, usize, usize)>, lacking: usize, ways: usize, taken: usize) {
    match state {
        Some((best, count, _)) if *best == lacking => *count = (*count + ways).min(2),
        Some((best, ..)) if *best < lacking => {}
        _ => *state = Some((lacking, ways, taken)),
    }
}

/// The cells of an alignment.
pub(super) fn fitted(alignment: &Alignment, tokens: &[Span]) -> Fitted {
    let span = |range: &Range<usize>| tokens[range.start].join(tokens[range.end - 1]);
    let cells = alignment.iter().enumerate();
    cells.filter_map(|(column, range)| Some((column, span(range.as_ref()?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    fn files(row: &str, allowance: Allowance) -> Option<Vec<Option<String>>> {
        let contract = Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}"));
        let dataset = &contract.datasets[contract.position("files").unwrap()];
        let slots: Vec<Slot<'_>> = ["file_name", "file_version", "file_size", "file_date", "file_time", "platform"]
            .iter()
            .map(|name| {
                Slot::of_words(contract.words.any(), dataset.columns.iter().filter(move |column| column.name == *name))
            })
            .collect();
        let tokens: Vec<&str> = row.split(' ').collect();
        let text = |range: Range<usize>| tokens[range].join(" ");
        let found = align(&slots, tokens.len(), allowance, text)?;
        Some(found.into_iter().map(|range| range.map(text)).collect())
    }

    fn cells(texts: [&str; 6]) -> Vec<Option<String>> {
        texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
    }

    #[test]
    fn tokens_are_assigned_by_type() {
        assert_eq!(
            files("Lsasrv.mof Not applicable 13,780 10-Jun-2009 21:33 Not applicable", Allowance::Nothing).unwrap(),
            cells(["Lsasrv.mof", "Not applicable", "13,780", "10-Jun-2009", "21:33", "Not applicable"])
        );
        assert_eq!(
            files("Read me.txt 283,104 bytes 10-Jun-2009 05:59 PM", Allowance::Cells).unwrap(),
            cells(["Read me.txt", "", "283,104 bytes", "10-Jun-2009", "05:59 PM", ""])
        );
    }

    #[test]
    fn what_is_no_row_or_could_be_read_in_two_ways_is_refused() {
        assert_eq!(files("For all supported x86-based versions of Windows 7", Allowance::Cells), None);
        assert_eq!(files("13,780 10-Jun-2009", Allowance::Cells), None);
        assert_eq!(files("Lsasrv.mof", Allowance::Cells), None);
    }
}

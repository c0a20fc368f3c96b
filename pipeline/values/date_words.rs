//! The words of a printed date: numbers and names of months.

use super::words::{Locale, Unit};

/// A longer text is no date, in bytes: with a day of the week and a time, in letters of two bytes, one has about 80.
const LONGEST: usize = 96;

/// A part of a printed date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word<'s> {
    /// Digits.
    Number(&'s str),
    /// The name of a month, in full or cut; the number of one that alone has its sign: `14-7月-2014`.
    Month(&'s str),
}

/// The two or three words of a printed date.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateWords<'s> {
    /// In the order of print; those behind `count` mean nothing.
    pub(super) words: [Word<'s>; 3],
    /// How many there are.
    pub(super) count: usize,
    /// Of each the part that a sign behind it names: `2010年`.
    units: [Option<Unit>; 3],
}

impl<'s> DateWords<'s> {
    /// Splits a date into its words; null when it holds anything else.
    pub(super) fn of(text: &'s str, locale: Locale<'_>) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut found = Self { words: [Word::Number(""); 3], count: 0, units: [None; 3] };
        for (index, word) in text.split(['-', '/', ' ', ',', '.']).filter(|word| !word.is_empty()).enumerate() {
            if word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()) {
                found.push(Word::Number(word))?;
            } else if word.starts_with(|c: char| c.is_ascii_digit()) {
                found.numbers(word, locale)?;
            } else if index == 0 && locale.words.is_weekday(word) {
            } else if locale.month(word).is_some() {
                found.push(Word::Month(word))?;
            } else if let Some(unit) = locale.words.unit(word) {
                found.name_last(unit)?;
            } else if !locale.words.is_between(word) {
                return None;
            }
        }
        if let ([_, Word::Number(month), _], [None, Some(Unit::Month), None]) = (found.words, found.units) {
            (found.words[1], found.units) = (Word::Month(month), [None; 3]);
        }
        (found.count >= 2 && found.are_units_in_order()).then_some(found)
    }

    /// Whether signs name its numbers.
    pub(super) fn has_units(&self) -> bool {
        self.units.iter().any(Option::is_some)
    }

    fn push(&mut self, word: Word<'s>) -> Option<()> {
        *self.words.get_mut(self.count)? = word;
        self.count += 1;
        Some(())
    }

    /// The last number is that of a year, a month or a day.
    fn name_last(&mut self, unit: Unit) -> Option<()> {
        let last = self.count.checked_sub(1)?;
        let is_number = matches!(self.words[last], Word::Number(_));
        (is_number && self.units[last].is_none()).then(|| self.units[last] = Some(unit))
    }

    /// Numbers with what stands right behind them: `2010年3月17日`, `1º`.
    fn numbers(&mut self, word: &'s str, locale: Locale<'_>) -> Option<()> {
        let mut rest = word;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, behind) = rest.split_at(end);
            if !(1..=4).contains(&digits.len()) {
                return None;
            }
            self.push(Word::Number(digits))?;
            let end = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
            let (sign, next) = behind.split_at(end);
            match locale.words.unit(sign) {
                Some(unit) => self.name_last(unit)?,
                None if digits.len() <= 2 && next.is_empty() && locale.words.is_ordinal(sign) => {}
                None => return None,
            }
            rest = next;
        }
        Some(())
    }

    /// Whether signs name all numbers, from the longest to the shortest span, or none.
    fn are_units_in_order(&self) -> bool {
        const ORDER: [Unit; 3] = [Unit::Year, Unit::Month, Unit::Day];
        let units = &self.units[..self.count];
        let is_part = |start: usize| units.iter().zip(&ORDER[start..]).all(|(unit, part)| *unit == Some(*part));
        units.iter().all(Option::is_none) || is_part(0) || self.count == 2 && is_part(1)
    }
}

//! `Words`: what languages say in values, as the contract states it; every language is known at once, and that of an article
//! decides only what is open.

use super::platform_names::{ARM_CORE, NAMES};
use super::scope_words::{ScopeWords, Scopes};
use super::word_lists::{LISTS, List, WordList};
use crate::fold::{FoldedMap, FoldedSet, folded, is_invisible, set};
use aho_corasick::AhoCorasick;
use std::sync::{Arc, LazyLock};

/// A language of the contract, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(pub u8);

/// What is known when a text is read: all words, and the language of the article where it is known.
#[derive(Clone, Copy, Debug)]
pub struct Locale<'w> {
    /// The words of all languages.
    pub words: &'w Words,
    /// The language that the text stands in; null where it is not known: then only what means the same in every language is read.
    pub language: Option<LanguageId>,
}

/// Which of two numbers of a date is the day, where both can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberOrder {
    /// `mdy`.
    MonthFirst,
    /// `dmy`.
    DayFirst,
    /// `ymd`: nothing is said of dates whose year comes last.
    YearFirst,
}

impl NumberOrder {
    /// The words for it in the file of a language.
    pub const NAMES: [(&'static str, Self); 3] =
        [("mdy", Self::MonthFirst), ("dmy", Self::DayFirst), ("ymd", Self::YearFirst)];
}

/// Which part of a date a sign behind its number names: `2010年`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
}

/// The half of the day that is printed with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// None: the day has 24 hours.
    None,
    /// `a`, `am`, `a.m.`
    Am,
    /// `p`, `pm`, `p.m.`
    Pm,
}

/// What a unit of a size says of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SizeUnit {
    /// It counts bytes.
    Bytes,
    /// It counts more than bytes: the number is rounded.
    Rounded,
}

/// The name of a month in one language.
#[derive(Clone, Copy, Debug)]
struct MonthName {
    language: LanguageId,
    number: i8,
    is_whole: bool,
    /// Whether the file of the language spells it so; else it is cut.
    is_spelled: bool,
}

/// What the file of a language says of values.
#[derive(Clone, Debug, Default)]
pub struct LanguageWords {
    /// BCP 47 tag, such as `pt-BR`.
    pub tag: String,
    /// Its own name: `Deutsch`.
    pub name: String,
    /// Spellings of "there is no value".
    pub null: Vec<String>,
    /// Words that nearly every article of the language prints: they tell the language.
    pub common: Vec<String>,
    /// Lists for readers of sentences.
    pub lists: Vec<(List, Vec<String>)>,
    /// Signs that stand between groups of three digits.
    pub grouping: Vec<char>,
    /// Signs before the fraction of a rounded size.
    pub decimal: Vec<char>,
    /// Units of bytes.
    pub bytes: Vec<String>,
    /// Units of rounded sizes.
    pub rounded: Vec<String>,
    /// Order of day and month, where nothing else tells it.
    pub order: Option<NumberOrder>,
    /// Of each month its names, the full one first.
    pub months: Vec<Vec<String>>,
    /// Days of the week.
    pub weekdays: Vec<String>,
    /// Words of dates that say nothing: `de`.
    pub between: Vec<String>,
    /// What may stand right behind the number of a day: `1º`.
    pub ordinals: Vec<String>,
    /// Signs behind the number of a year, a month, a day.
    pub units: [Vec<String>; 3],
    /// Words for the hours before noon.
    pub before_noon: Vec<String>,
    /// Words for the hours after noon.
    pub after_noon: Vec<String>,
    /// Words beside a time that say nothing: `Uhr`.
    pub clock: Vec<String>,
    /// Words behind a time that say that it is UTC: `UTC`, `Coordinated Universal Time`.
    pub utc: Vec<String>,
    /// Whether the hour of noon and midnight is printed as 0 beside such words.
    pub counts_from_zero: bool,
    /// Signs between hours and minutes besides the colon.
    pub dividers: Vec<char>,
    /// Spellings of processors, by symbol.
    pub platforms: Vec<(u16, Vec<String>)>,
    /// Words of labels that name processors and products.
    pub scopes: ScopeWords,
    /// `true` and `yes`.
    pub yes: Vec<String>,
    /// `false` and `no`.
    pub no: Vec<String>,
}

/// The words of all languages.
#[derive(Debug)]
pub struct Words {
    languages: Vec<LanguageWords>,
    nulls: FoldedSet,
    null_words: usize,
    months: FoldedMap<Vec<MonthName>>,
    weekdays: FoldedSet,
    between: FoldedSet,
    ordinals: FoldedSet,
    units: FoldedMap<Unit>,
    halves: FoldedMap<Half>,
    utc: FoldedSet,
    sizes: FoldedMap<SizeUnit>,
    platforms: FoldedMap<u16>,
    /// First letters of processors in ASCII; those of other scripts are not looked at.
    platform_letters: [bool; 128],
    pub(super) scopes: Scopes,
    truth: FoldedMap<bool>,
    /// Of each common word the languages that have it.
    common: FoldedMap<Vec<LanguageId>>,
    lists: [WordList; LISTS.len()],
    /// Finds the longest word of the phrases by which a sentence names the version of a language.
    editions: Option<AhoCorasick>,
    /// Finds the longest word of each spelling of a processor in ASCII.
    processors: Option<AhoCorasick>,
    and: FoldedSet,
}

/// Signs that stand for no value in any language.
const SIGNS_OF_NULL: [&str; 7] = ["-", "--", "---", "----", "\\-", "\u{2013}", "\u{2014}"];
/// A name of a month is cut after so many letters at least.
const SHORTEST_CUT: usize = 3;

impl Words {
    /// What signs and names say in every language, while the words of none are known.
    #[must_use]
    pub fn none() -> Arc<Self> {
        static NONE: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::new(Vec::new())));
        Arc::clone(&NONE)
    }

    /// Puts the words of languages together.
    #[must_use]
    pub fn new(languages: Vec<LanguageWords>) -> Self {
        let mut words = Self {
            languages: Vec::new(),
            nulls: set(SIGNS_OF_NULL),
            null_words: 1,
            months: FoldedMap::default(),
            weekdays: FoldedSet::default(),
            between: FoldedSet::default(),
            ordinals: FoldedSet::default(),
            units: FoldedMap::default(),
            halves: FoldedMap::default(),
            utc: FoldedSet::default(),
            sizes: FoldedMap::default(),
            platforms: FoldedMap::default(),
            platform_letters: [false; 128],
            scopes: Scopes::default(),
            truth: FoldedMap::default(),
            common: FoldedMap::default(),
            lists: std::array::from_fn(|_| WordList::default()),
            editions: None,
            processors: None,
            and: set(["&"]),
        };
        for (name, symbol) in NAMES {
            words.add_platform(name, symbol);
        }
        for (at, language) in languages.iter().enumerate() {
            words.add(LanguageId(u8::try_from(at).unwrap_or(u8::MAX)), language);
        }
        words.scopes = Scopes::new(languages.iter().map(|language| &language.scopes));
        words.languages = languages;
        let longest = |phrase: &'_ str| phrase.split(' ').max_by_key(|word| word.len()).map(str::to_owned);
        let of_editions: Vec<String> = words.list(List::EditionsOf).texts().filter_map(longest).collect();
        words.editions = AhoCorasick::new(of_editions).ok();
        let processors = words.platforms.iter().map(|(name, _)| name).chain([ARM_CORE]).filter(|name| name.is_ascii());
        let processors: Vec<String> = processors.filter_map(longest).collect();
        words.processors = AhoCorasick::builder().ascii_case_insensitive(true).build(processors).ok();
        words
    }

    fn add_platform(&mut self, spelling: &str, symbol: u16) {
        self.platforms.insert(spelling, symbol);
        let first = folded(spelling).next().map(|c| c as usize);
        if let Some(is_first) = first.and_then(|first| self.platform_letters.get_mut(first)) {
            *is_first = true;
        }
    }

    fn add(&mut self, id: LanguageId, language: &LanguageWords) {
        for null in &language.null {
            self.nulls.insert(null, ());
            self.null_words = self.null_words.max(null.split_whitespace().count());
        }
        for (at, names) in language.months.iter().enumerate() {
            self.add_month(id, i8::try_from(at + 1).unwrap_or(0), names, &language.months);
        }
        let sets = [
            (&mut self.weekdays, &language.weekdays),
            (&mut self.between, &language.between),
            (&mut self.ordinals, &language.ordinals),
            (&mut self.utc, &language.utc),
        ];
        for (set, words) in sets {
            for word in words {
                set.insert(word.trim_end_matches('.'), ());
            }
        }
        for (unit, words) in [Unit::Year, Unit::Month, Unit::Day].into_iter().zip(&language.units) {
            for word in words {
                self.units.insert(word, unit);
            }
        }
        let halves =
            [(Half::Am, &language.before_noon), (Half::Pm, &language.after_noon), (Half::None, &language.clock)];
        for (half, words) in halves {
            for word in words {
                self.halves.insert(&without_points(word), half);
            }
        }
        for (unit, words) in [(SizeUnit::Bytes, &language.bytes), (SizeUnit::Rounded, &language.rounded)] {
            for word in words {
                self.sizes.insert(word, unit);
            }
        }
        for (symbol, words) in &language.platforms {
            for word in words {
                self.add_platform(word, *symbol);
            }
        }
        for word in &language.common {
            let speakers = self.common.entry(word, Vec::new);
            if speakers.last() != Some(&id) {
                speakers.push(id);
            }
        }
        for (list, words) in &language.lists {
            self.lists[*list as usize].extend(words);
        }
        language.scopes.and.iter().for_each(|word| self.and.insert(word, ()));
        for (truth, words) in [(true, &language.yes), (false, &language.no)] {
            for word in words {
                self.truth.insert(word, truth);
            }
        }
    }

    /// Adds the names of a month, in full and cut where no other month of the language is cut so.
    fn add_month(&mut self, language: LanguageId, number: i8, names: &[String], all: &[Vec<String>]) {
        let letters = |name: &String| name.chars().count();
        let whole = names.first().map_or(0, letters);
        for name in names {
            let name = name.trim_end_matches('.').to_owned();
            let is_cut =
                names.iter().any(|other| *other != name && other.starts_with(&name)) || letters(&name) + 2 <= whole;
            let is_whole = !is_cut;
            self.add_name(&name, MonthName { language, number, is_whole, is_spelled: true });
        }
        for name in names {
            let ends = name.char_indices().skip(SHORTEST_CUT).map(|(end, _)| end);
            for cut in ends.map(|end| &name[..end]) {
                let is_shared = all.iter().enumerate().any(|(at, others)| {
                    at + 1 != usize::from(number.unsigned_abs()) && others.iter().any(|other| other.starts_with(cut))
                });
                if !is_shared {
                    self.add_name(cut, MonthName { language, number, is_whole: false, is_spelled: false });
                }
            }
        }
    }

    fn add_name(&mut self, name: &str, month: MonthName) {
        let known = self.months.entry(name, Vec::new);
        if !known.iter().any(|other| (other.language, other.number) == (month.language, month.number)) {
            known.push(month);
        }
    }

    /// The languages, in the order of their tags.
    #[must_use]
    pub fn languages(&self) -> &[LanguageWords] {
        &self.languages
    }

    /// What the file of a language says.
    #[must_use]
    pub fn of(&self, id: LanguageId) -> Option<&LanguageWords> {
        self.languages.get(usize::from(id.0))
    }

    /// The language with a tag, or the one that a longer tag narrows: `de-at` is `de`.
    #[must_use]
    pub fn language(&self, tag: &str) -> Option<LanguageId> {
        let is_tag = |language: &LanguageWords, tag: &str| language.tag.eq_ignore_ascii_case(tag);
        let mut tag = tag;
        loop {
            if let Some(at) = self.languages.iter().position(|language| is_tag(language, tag)) {
                return u8::try_from(at).ok().map(LanguageId);
            }
            tag = tag.rsplit_once(['-', '_'])?.0;
        }
    }

    /// Reads a text that may be of any language.
    #[must_use]
    pub fn any(&self) -> Locale<'_> {
        Locale { words: self, language: None }
    }

    /// Reads a text of a language.
    #[must_use]
    pub fn within(&self, language: Option<LanguageId>) -> Locale<'_> {
        Locale { words: self, language }
    }

    /// Whether a text, already trimmed, says that there is no value.
    #[must_use]
    pub fn is_null(&self, text: &str) -> bool {
        text.is_empty() || self.nulls.has(text)
    }

    /// The most words that such a text has: `Not applicable`.
    #[must_use]
    pub fn null_words(&self) -> usize {
        self.null_words
    }

    /// The languages of which a text is a common word.
    #[must_use]
    pub fn speakers(&self, word: &str) -> &[LanguageId] {
        self.common.get(word).map_or(&[], Vec::as_slice)
    }

    /// The words of all languages for a purpose.
    #[must_use]
    pub fn list(&self, list: List) -> &WordList {
        &self.lists[list as usize]
    }

    /// Whether a text can name the version of a language: a cheap test that rejects most.
    #[must_use]
    pub fn may_name_edition(&self, text: &str) -> bool {
        self.editions.as_ref().is_some_and(|editions| editions.is_match(text))
    }

    /// Whether a text can hold the name of a processor: a cheap test that rejects most texts.
    #[must_use]
    pub fn may_name_processor(&self, text: &str) -> bool {
        !text.is_ascii() || self.processors.as_ref().is_none_or(|names| names.is_match(text))
    }

    /// Whether a word stands between the last two things of a list.
    #[must_use]
    pub fn is_and(&self, word: &str) -> bool {
        self.and.has(word)
    }

    pub(super) fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.has(word)
    }

    pub(super) fn is_between(&self, word: &str) -> bool {
        self.between.has(word)
    }

    pub(super) fn is_ordinal(&self, ending: &str) -> bool {
        self.ordinals.has(ending)
    }

    pub(super) fn is_utc(&self, text: &str) -> bool {
        self.utc.has(text)
    }

    pub(super) fn unit(&self, word: &str) -> Option<Unit> {
        self.units.get(word).copied()
    }

    pub(super) fn size_unit(&self, word: &str) -> Option<SizeUnit> {
        self.sizes.get(word).copied()
    }

    pub(super) fn platform(&self, text: &str) -> Option<u16> {
        self.platforms.get(text).copied()
    }

    /// Whether a text can be a processor by its first letter.
    pub(super) fn may_be_platform(&self, text: &str) -> bool {
        let Some(first) = text.bytes().next() else { return false };
        self.platform_letters.get(usize::from(first.to_ascii_lowercase())).is_none_or(|is_first| *is_first)
    }

    pub(super) fn truth(&self, word: &str) -> Option<bool> {
        self.truth.get(word).copied()
    }

    /// The half of the day that a text names, points and blanks aside; null where it says anything else.
    pub(super) fn half(&self, text: &str) -> Option<Half> {
        const LONGEST: usize = 48;
        let is_mark = |c: char| c.is_whitespace() || c == '.' || is_invisible(c);
        if text.chars().all(is_mark) {
            return Some(Half::None);
        }
        if text.len() > LONGEST {
            return None;
        }
        let mut bare = [0; LONGEST];
        let mut length = 0;
        for c in text.chars().filter(|&c| !is_mark(c)) {
            length += c.encode_utf8(&mut bare[length..]).len();
        }
        self.halves.get(std::str::from_utf8(&bare[..length]).ok()?).copied()
    }
}

fn without_points(word: &str) -> String {
    word.chars().filter(|&c| !c.is_whitespace() && c != '.').collect()
}

impl Locale<'_> {
    /// The month that a word names, in full or cut; null where it names none, or in another language another one.
    pub(super) fn month(self, word: &str) -> Option<i8> {
        let names = self.words.months.get(word)?;
        let own = || names.iter().filter(|name| Some(name.language) == self.language);
        let spelled = || names.iter().filter(|name| name.is_spelled);
        agreed(own()).or_else(|| agreed(spelled())).or_else(|| agreed(names.iter()))
    }

    /// Whether a word names a month in full.
    pub(super) fn is_whole_month(self, word: &str) -> bool {
        self.words.months.get(word).is_some_and(|names| names.iter().any(|name| name.is_whole))
    }

    /// The order of day and month that the language states; null where it states none, or is not known.
    #[must_use]
    pub fn order(self) -> Option<NumberOrder> {
        self.words.of(self.language?)?.order
    }

    /// Whether a sign may stand between groups of three digits.
    pub(super) fn groups(self, sign: char) -> bool {
        sign == ',' || self.is_of(|language| language.grouping.contains(&sign))
    }

    /// Whether a sign may stand before the fraction of a rounded number.
    pub(super) fn is_decimal(self, sign: char) -> bool {
        sign == '.' || self.is_of(|language| language.decimal.contains(&sign))
    }

    /// Whether a sign may stand between hours and minutes.
    pub(super) fn divides_times(self, sign: char) -> bool {
        sign == ':' || self.is_of(|language| language.dividers.contains(&sign))
    }

    /// Whether the hour after noon may be 0.
    pub(super) fn counts_from_zero(self) -> bool {
        self.is_of(|language| language.counts_from_zero)
    }

    /// Whether a text may stand behind the number of a day.
    pub(super) fn has_ordinal(self, text: &str) -> bool {
        self.is_of(|language| language.ordinals.iter().any(|ordinal| ordinal == text))
    }

    /// Whether the language of the text is such; where it is not known nothing is guessed.
    fn is_of(self, is_such: impl Fn(&LanguageWords) -> bool) -> bool {
        self.language.and_then(|id| self.words.of(id)).is_some_and(is_such)
    }
}

/// The number that all names agree in.
fn agreed<'n>(mut names: impl Iterator<Item = &'n MonthName>) -> Option<i8> {
    let first = names.next()?.number;
    names.all(|name| name.number == first).then_some(first)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    /// What types are tested with: the words of English, so far as they need them.
    pub(in crate::values) fn english() -> Words {
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        Words::new(vec![LanguageWords {
            tag: "en".to_owned(),
            null: texts(&["Not applicable", "Not available", "Not versioned", "n/a", "NA", "None"]),
            bytes: texts(&["byte", "bytes", "b"]),
            rounded: texts(&["k", "kb", "m", "mb", "g", "gb", "kilobytes", "megabytes", "gigabytes"]),
            order: Some(NumberOrder::MonthFirst),
            months: months.iter().map(|&month| texts(&[month])).collect(),
            weekdays: days.iter().flat_map(|day| [(*day).to_owned(), day[..3].to_owned()]).collect(),
            before_noon: texts(&["a.m.", "a"]),
            after_noon: texts(&["p.m.", "p"]),
            utc: texts(&["UTC", "Coordinated Universal Time"]),
            platforms: vec![(0, texts(&["32-bit", "x86-based"])), (1, texts(&["64-bit", "x64-based"]))],
            yes: texts(&["true", "yes"]),
            no: texts(&["false", "no"]),
            scopes: ScopeWords {
                of: texts(&["versions of", "editions of", "releases of"]),
                and: texts(&["and"]),
                around: texts(&["of", "for", "the", "or"]),
                endings: texts(&["-based"]),
                ..ScopeWords::default()
            },
            lists: vec![
                (List::Bugs, texts(&["bug", "VSTS"])),
                (List::VersionWords, texts(&["version"])),
                (List::EditionBeginnings, texts(&["The", "For the"])),
                (List::EditionsOf, texts(&["version of this", "version of the", "versions of these"])),
                (List::BeforeEditionsOf, texts(&["-language"])),
                (List::LanguageNames, texts(&["Chinese", "English", "French", "Japanese", "Korean"])),
                (List::AllLanguages, texts(&["global"])),
                (List::FileNouns, texts(&["file", "fix", "fixes", "hotfix", "update"])),
            ],
            ..LanguageWords::default()
        }])
    }

    fn german() -> LanguageWords {
        let months = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        LanguageWords {
            tag: "de".to_owned(),
            months: months.iter().map(|&month| texts(&[month])).collect(),
            ..LanguageWords::default()
        }
    }

    #[test]
    fn months_of_all_languages_are_known_at_once() {
        let words = Words::new(vec![german()]);
        for (word, number) in [("Mai", 5), ("MÄRZ", 3), ("Mär", 3), ("Okt", 10), ("dez", 12), ("Dezem", 12)] {
            assert_eq!(words.any().month(word), Some(number), "{word}");
        }
        for word in ["Ma", "Dec", "Junius", ""] {
            assert_eq!(words.any().month(word), None, "{word}");
        }
    }

    #[test]
    fn a_word_that_is_two_months_is_the_one_of_its_language() {
        let of = |tag: &str, month: usize| {
            let mut months = vec![Vec::new(); 12];
            months[month] = texts(&["listopad"]);
            LanguageWords { tag: tag.to_owned(), months, ..LanguageWords::default() }
        };
        let words = Words::new(vec![of("cs", 10), of("hr", 9)]);
        assert_eq!(words.any().month("listopad"), None);
        assert_eq!(words.within(words.language("hr")).month("listopad"), Some(10));
        assert_eq!(words.within(words.language("cs-CZ")).month("listopad"), Some(11));
    }

    #[test]
    fn nulls_are_words_of_a_language_or_signs() {
        let words = english();
        for text in
            ["Not applicable", "Not Applicable", "n/a", "N/A", "NA", "None", "Not available", "----", "-", "\\-", ""]
        {
            assert!(words.is_null(text), "{text:?}");
        }
        assert!(!words.is_null("x86"));
    }
}

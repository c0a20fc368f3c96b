//! Lists of words of languages that readers of sentences ask for: each stands under a key in the file of a language.

use crate::fold::{FoldedMap, runs_on};

/// What a list of words is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Words that sentences have and labels have not.
    OfSentences,
    /// Words that point at what stands below.
    Pointing,
    /// Words that are small in titles.
    Small,
    /// Words that begin sentences.
    Openers,
    /// Those of them that also end names of programs, `plugIn`.
    NameEndings,
    /// Words that begin sections and no sentence within one.
    SectionOpeners,
    /// Words behind which a name must follow: `by using a .` lost one.
    Expectant,
    /// Words with which a placeholder tells an author what to write, ...
    Orders,
    /// ... those of them that are looked for in the text of an article, ...
    OrdersInText,
    /// ... and what such a placeholder says of the text to write.
    Wanted,
    /// Words of lines that fold or show a part of a page.
    Controls,
    /// Nouns behind which a number is that of an article.
    UpdateNouns,
    /// Those of them that may be verbs.
    UpdateVerbs,
    /// Words behind which these are verbs.
    BeforeVerbs,
    /// Words before the number of a bug.
    Bugs,
    /// Nouns behind which a number is none of an article.
    OtherNumbers,
    /// What stands behind a number that counts.
    Counted,
    /// Endings of nouns of which there are several.
    Plurals,
    /// Words with such an ending that are none.
    NotPlural,
    /// Beginnings of sentences on the version of a language.
    EditionBeginnings,
    /// What stands behind the name of the language there.
    EditionsOf,
    /// What may stand between them.
    BeforeEditionsOf,
    /// Names of languages.
    LanguageNames,
    /// What stands there in place of a language where the version is for all.
    AllLanguages,
    /// Words of which such a sentence has one where it is about files.
    FileNouns,
    /// Nouns of a label that names a processor and what is for it: `x64-based versions`.
    Versions,
    /// The word in front of the numbers of a version.
    VersionWords,
    /// Words of a label that names what held before the article moved.
    Originals,
    /// Labels that name a family of products.
    Families,
    /// Beginnings of lines on which names of products run on.
    ProductRuns,
    /// What stands before the number of a service pack, ...
    ServicePacks,
    /// ... behind the name of an edition, ...
    EditionNouns,
    /// ... and before the product on which another one runs, in names of products.
    Hosts,
    /// Words of such names that tell neither version nor edition: `all editions`, `and later`.
    AroundProducts,
    /// Nouns of what tables list and sentences count.
    Listed,
    /// Words of a sentence that counts the rows of the table below it.
    CountPointers,
    /// The numbers from two on.
    Numbers,
    /// Words in front of a number that counts something else, or no more than a part.
    NotAll,
    /// Articles in front of what was told of before, ...
    Definite,
    /// ... and the words before them.
    BeforeDefinite,
    /// Words at which the words between a number and its noun end.
    Conjunctions,
    /// Nouns of what an update contains, which an article counts at its beginning.
    Fixes,
    /// Words between a sentence's subject and the number that it counts: `The update contains 12 fixes`.
    Contain,
}

/// Every list: the table and the key that it has in the file of a language, and the signs at which texts are divided before they
/// are looked for in it.
pub const LISTS: [(&str, &str, &str, List); 43] = [
    ("sentences", "words", "", List::OfSentences),
    ("sentences", "pointing", "", List::Pointing),
    ("sentences", "small", " ", List::Small),
    ("sentences", "openers", " ", List::Openers),
    ("sentences", "name_endings", " ", List::NameEndings),
    ("sentences", "section_openers", " ", List::SectionOpeners),
    ("sentences", "expectant", " ", List::Expectant),
    ("sentences", "controls", " ", List::Controls),
    ("templates", "orders", " ", List::Orders),
    ("templates", "in_text", " ", List::OrdersInText),
    ("templates", "wanted", "", List::Wanted),
    ("references", "updates", " ", List::UpdateNouns),
    ("references", "may_be_verbs", " ", List::UpdateVerbs),
    ("references", "before_verbs", " ", List::BeforeVerbs),
    ("references", "bugs", " ", List::Bugs),
    ("references", "other_numbers", " ", List::OtherNumbers),
    ("references", "counted", " ", List::Counted),
    ("references", "plurals", " ", List::Plurals),
    ("references", "not_plural", " ", List::NotPlural),
    ("editions", "beginnings", "", List::EditionBeginnings),
    ("editions", "of", "", List::EditionsOf),
    ("editions", "between", " ", List::BeforeEditionsOf),
    ("editions", "languages", "", List::LanguageNames),
    ("editions", "all", "", List::AllLanguages),
    ("editions", "files", " ", List::FileNouns),
    ("lines", "versions", " ", List::Versions),
    ("lines", "version_words", " ", List::VersionWords),
    ("lines", "originals", " ", List::Originals),
    ("lines", "families", "", List::Families),
    ("lines", "product_runs", "", List::ProductRuns),
    ("products", "service_packs", "", List::ServicePacks),
    ("products", "editions", "", List::EditionNouns),
    ("products", "hosts", "", List::Hosts),
    ("products", "around", "", List::AroundProducts),
    ("counts", "listed", " ", List::Listed),
    ("counts", "pointers", " ", List::CountPointers),
    ("counts", "numbers", " ", List::Numbers),
    ("counts", "not_all", " ", List::NotAll),
    ("counts", "definite", " ", List::Definite),
    ("counts", "before_definite", " ", List::BeforeDefinite),
    ("counts", "conjunctions", " ", List::Conjunctions),
    ("counts", "fixes", " ", List::Fixes),
    ("counts", "contain", " ", List::Contain),
];

/// The words of all languages for one purpose.
#[derive(Debug, Default)]
pub struct WordList {
    /// Each with its place among those of its language.
    places: FoldedMap<usize>,
    /// Those in a script without blanks, which stand inside other words.
    parts: Vec<String>,
    /// All, as the files have them.
    texts: Vec<String>,
    /// The most words of one.
    most_words: usize,
}

impl WordList {
    /// Adds the words of a language.
    pub(super) fn extend(&mut self, words: &[String]) {
        for (place, word) in words.iter().enumerate() {
            self.places.insert(word, place);
            self.most_words = self.most_words.max(word.split_whitespace().count());
        }
        self.parts.extend(words.iter().filter(|word| word.contains(runs_on)).cloned());
        self.texts.extend_from_slice(words);
    }

    /// The place of a word among those of its language, from 0.
    #[must_use]
    pub fn place(&self, word: &str) -> Option<usize> {
        self.places.get(word).copied()
    }

    /// The most words that one of them has.
    #[must_use]
    pub fn most_words(&self) -> usize {
        self.most_words
    }

    /// Whether a word is in the list.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.places.has(word)
    }

    /// The words.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Whether a text has one of the words, or, in a script without blanks, one inside another word.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let is_known = |word: &str| self.has(word.trim_end_matches([':', '\u{ff1a}']));
        text.split([' ', '\u{a0}']).any(is_known)
            || !text.is_ascii() && text.contains(runs_on) && self.parts.iter().any(|part| text.contains(part.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_one_key() {
        let mut places: Vec<usize> = LISTS.iter().map(|(.., list)| *list as usize).collect();
        places.sort_unstable();
        assert_eq!(places, (0..LISTS.len()).collect::<Vec<_>>());
    }
}

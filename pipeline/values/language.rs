//! What a sentence above a table says of the language of its files: "The French version of this fix should have ...".

/// What stands behind the name of the language; a language of files is never named otherwise.
const VERSIONS: [&str; 4] = [" version of this ", " version of the ", " versions of this ", " versions of the "];
/// What may stand between them.
const BEFORE_VERSIONS: [&str; 2] = ["-language", " language"];
/// Languages of updates. What else has versions, such as a processor, is none.
const LANGUAGES: [&str; 40] = [
    "Arabic",
    "Brazilian",
    "Bulgarian",
    "Catalan",
    "Chinese",
    "Croatian",
    "Czech",
    "Danish",
    "Dutch",
    "English",
    "Estonian",
    "Finnish",
    "Flemish",
    "French",
    "German",
    "Greek",
    "Hebrew",
    "Hindi",
    "Hungarian",
    "Indonesian",
    "Italian",
    "Japanese",
    "Kazakh",
    "Korean",
    "Latvian",
    "Lithuanian",
    "Malay",
    "Norwegian",
    "Persian",
    "Polish",
    "Portuguese",
    "Romanian",
    "Russian",
    "Serbian",
    "Slovak",
    "Slovenian",
    "Spanish",
    "Swedish",
    "Thai",
    "Turkish",
];
/// A name has at most so many words: `English (United States)`.
const MOST_WORDS: usize = 4;

/// Whose version a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition<'s> {
    /// Of a language, as printed.
    Language(&'s str),
    /// Of all languages, or of something else: `The global version of this update`.
    Other,
}

/// The edition that a sentence begins to speak of; null where it speaks of none.
#[must_use]
pub fn edition(sentence: &str) -> Option<Edition<'_>> {
    let ends = VERSIONS.iter().filter_map(|behind| sentence.find(behind));
    let before = &sentence[..ends.min()?];
    let before = BEFORE_VERSIONS.iter().find_map(|behind| before.strip_suffix(behind)).unwrap_or(before);
    let start = before.rfind("The ").filter(|&at| before[..at].ends_with(". ") || at == 0)? + "The ".len();
    let name = &before[start..];
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let knows = |word: &str| LANGUAGES.contains(&word.trim_matches(['(', ')', ',']));
    let is_language = name.split(' ').all(is_name) && name.split(' ').any(knows);
    (name.split(' ').count() <= MOST_WORDS).then_some(if is_language {
        Edition::Language(name)
    } else {
        Edition::Other
    })
}

/// Whether a text names a language and nothing else: `Korean`, `Chinese (Simplified)`.
#[must_use]
pub fn is_language(text: &str) -> bool {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let mut words = text.split(' ');
    text.split(' ').nth(MOST_WORDS).is_none()
        && text.split(' ').all(is_name)
        && words.any(|word| LANGUAGES.contains(&word.trim_matches(['(', ')', ',', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_other_versions() {
        for (sentence, found) in [
            ("The French version of this fix:", Some(Edition::Language("French"))),
            ("The English-language version of this fix should have", Some(Edition::Language("English"))),
            ("The English (United States) version of this hotfix", Some(Edition::Language("English (United States)"))),
            ("It is out. The Simplified Chinese version of the update", Some(Edition::Language("Simplified Chinese"))),
            ("The global version of this hotfix installs", Some(Edition::Other)),
            ("The Alpha version of this fix", Some(Edition::Other)),
            ("Install the French version of this fix", None),
            ("The French fix", None),
        ] {
            assert_eq!(edition(sentence), found, "{sentence}");
        }
    }
}

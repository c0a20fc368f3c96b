//! What a sentence above a table says of the language of its files: "The French version of this fix should have ...".

/// What stands behind the name of the language; a language of files is never named otherwise.
const VERSIONS: [&str; 6] = [
    " version of this ",
    " version of the ",
    " version of these ",
    " versions of this ",
    " versions of the ",
    " versions of these ",
];
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
/// Words of a name at most: `English (United States)`.
const MOST_WORDS: usize = 4;

/// Whose version a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition<'s> {
    /// Of a language, as printed.
    Language(&'s str),
    /// Of all languages, or of something else that has a name: `The global version of this update`.
    Other,
}

/// What stands in front of such a name, at the start of a sentence.
const BEGINNINGS: [&str; 2] = ["The ", "For the "];
/// A sentence is about files where it has one of these words: a program may have versions of languages, too.
const OF_FILES: [&str; 11] =
    ["file", "files", "attributes", "fix", "fixes", "hotfix", "hotfixes", "update", "updates", "package", "packages"];
/// Versions for all languages.
const OF_ALL: [&str; 4] = ["global", "international", "worldwide", "multilingual"];

/// The edition that the last sentence about one speaks of; null where none does.
#[must_use]
pub fn edition(text: &str) -> Option<Edition<'_>> {
    let mut places: Vec<usize> =
        VERSIONS.iter().flat_map(|behind| text.match_indices(behind)).map(|(at, _)| at).collect();
    places.sort_unstable();
    places.into_iter().rev().find_map(|at| edition_before(text, at))
}

/// The edition whose name ends in front of `version of`, where a sentence about files begins with it.
fn edition_before(text: &str, end: usize) -> Option<Edition<'_>> {
    let sentence = text[end..].split(". ").next().unwrap_or_default();
    let is_of_files = |word: &str| OF_FILES.contains(&word.trim_end_matches(['.', ',', ':', ';']));
    if !sentence.split_whitespace().any(is_of_files) {
        return None;
    }
    let before = &text[..end];
    let start = before.rfind(". ").map_or(0, |stop| stop + ". ".len());
    let begun = BEGINNINGS.iter().find_map(|beginning| before[start..].strip_prefix(beginning))?;
    let name = BEFORE_VERSIONS.iter().find_map(|behind| begun.strip_suffix(behind)).unwrap_or(begun);
    if OF_ALL.contains(&name) {
        return Some(Edition::Other);
    }
    // `The previous version of this file` is of the same language.
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let knows = |word: &str| LANGUAGES.contains(&word.trim_matches(['(', ')', ',']));
    let name = before_number(name, knows).unwrap_or(name);
    if !name.split(' ').all(is_name) || name.split(' ').count() > MOST_WORDS {
        return None;
    }
    Some(if name.split(' ').any(knows) { Edition::Language(name) } else { Edition::Other })
}

/// The language in front of the name of a service pack: `English Service Pack 3`, `English post-SP3`.
fn before_number(name: &str, knows: impl Fn(&str) -> bool) -> Option<&str> {
    let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let is_capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase());
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.iter().rposition(|word| knows(word))?;
    let behind = &words[last + 1..];
    let is_pack = behind.iter().any(has_digit) && behind.iter().all(|word| has_digit(word) || is_capital(word));
    let length = words[..=last].iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    is_pack.then(|| &name[..length])
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
            ("The English post-SP3 version of this fix", Some(Edition::Language("English"))),
            ("The Korean Service Pack 3 Client Pack 1 version of this fix", Some(Edition::Language("Korean"))),
            ("The English versions of these fixes should have", Some(Edition::Language("English"))),
            ("For the English version of this hotfix:", Some(Edition::Language("English"))),
            (
                "The version of the file differs by language. The Japanese version of this hotfix has",
                Some(Edition::Language("Japanese")),
            ),
            ("The French version of the Alder setup program stops when it starts.", None),
            ("The previous version of this file is kept.", None),
            (
                "The French version of this fix is out. The previous version of this file is kept.",
                Some(Edition::Language("French")),
            ),
            ("Install the French version of this fix", None),
            ("The French fix", None),
        ] {
            assert_eq!(edition(sentence), found, "{sentence}");
        }
    }
}

//! `Names`: what a schema says of names in a list, for lists that do not say where a name ends.

/// With which words names begin, and which words belong to the name before. Words are compared as they are spelled.
#[derive(Debug, Default)]
pub struct Names {
    /// Beginnings in words, the longest first.
    begins: Vec<Vec<String>>,
    /// Words that bind the next one to what stands before.
    binds: Vec<String>,
    /// First words of a part of a list that only narrows the part before.
    narrows: Vec<String>,
    /// Texts that stand where names do and are none.
    none: Vec<String>,
    /// Whether one of them begins with a byte, in lower case, ...
    begins_none: Bytes,
    /// ... and whether one ends with it: nearly every text is told apart by that.
    ends_none: Bytes,
}

/// A set of bytes.
#[derive(Debug)]
struct Bytes([bool; 256]);

impl Default for Bytes {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Bytes {
    fn of(bytes: impl Iterator<Item = u8>) -> Self {
        let mut set = Self::default();
        for byte in bytes {
            set.0[usize::from(byte.to_ascii_lowercase())] = true;
        }
        set
    }

    fn has(&self, byte: Option<u8>) -> bool {
        byte.is_some_and(|byte| self.0[usize::from(byte.to_ascii_lowercase())])
    }
}

impl Names {
    /// Collects the beginnings (one or more words each); the words that bind, those that narrow, and texts that are no
    /// names.
    #[must_use]
    pub fn new<'t>(begins: impl IntoIterator<Item = &'t str>, others: [Vec<String>; 3]) -> Self {
        let [binds, narrows, none] = others;
        let mut begins: Vec<Vec<String>> =
            begins.into_iter().map(|name| name.split_whitespace().map(str::to_owned).collect()).collect();
        begins.sort_by(|a: &Vec<String>, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let begins_none = Bytes::of(none.iter().filter_map(|text| text.bytes().next()));
        let ends_none = Bytes::of(none.iter().filter_map(|text| text.bytes().next_back()));
        Self { begins, binds, narrows, none, begins_none, ends_none }
    }

    /// The number of words of the longest beginning at the start of some words; 0 = no name begins here.
    #[must_use]
    pub fn beginning(&self, words: &[&str]) -> usize {
        let fits = |begin: &&Vec<String>| begin.len() <= words.len() && begin.iter().zip(words).all(|(a, b)| a == b);
        self.begins.iter().find(fits).map_or(0, Vec::len)
    }

    /// Whether a word binds the next one to what stands before: `for`.
    #[must_use]
    pub fn binds(&self, word: &str) -> bool {
        self.binds.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// Whether a part of a list only narrows the part before: `version 1809`, `32-bit`, `SP1`, `Standard Edition`.
    #[must_use]
    pub fn narrows(&self, part: &str) -> bool {
        let begins = |known: &String| {
            part.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        part.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) || self.narrows.iter().any(begins)
    }

    /// Whether a text stands where a name does and is none, or several of these do: `Expand all | Collapse all`.
    #[must_use]
    pub fn is_none(&self, text: &str) -> bool {
        !text.is_empty() && self.behind_none(text).is_empty()
    }

    /// Whether a text can begin with what is no name: a cheap test that rejects most texts.
    #[must_use]
    pub fn may_begin_none(&self, text: &str) -> bool {
        self.begins_none.has(text.bytes().next())
    }

    /// A text behind what is no name at its start: `SYMPTOMS` of `Collapse imageSYMPTOMS`.
    #[must_use]
    pub fn behind_none<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        while self.may_begin_none(rest)
            && let Some(known) = self.none_at(|known| rest.get(..known.len()))
        {
            rest = rest[known..].trim_start_matches([' ', '|']);
        }
        rest
    }

    /// A text before what is no name at its end: `Invoices stay open` of `Invoices stay open Print Print`.
    #[must_use]
    pub fn before_none<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        while self.ends_none.has(rest.bytes().next_back())
            && let Some(known) = self.none_at(|known| rest.get(rest.len().checked_sub(known.len())?..))
        {
            rest = rest[..rest.len() - known].trim_end_matches([' ', '|']);
        }
        rest
    }

    /// The length of the longest text that is no name at a place of another text, which `at` cuts out.
    fn none_at<'t>(&self, at: impl Fn(&str) -> Option<&'t str>) -> Option<usize> {
        let fits = |known: &&String| at(known).is_some_and(|text| known.eq_ignore_ascii_case(text));
        self.none.iter().filter(fits).map(String::len).max()
    }

    /// Where a name is glued to the end of a word, in bytes: behind `7` in `7Windows`.
    #[must_use]
    pub fn joint(&self, word: &str) -> Option<usize> {
        let begins = |at: usize| {
            let firsts = self.begins.iter().filter_map(|begin| begin.first());
            firsts.into_iter().any(|first| word[at..].starts_with(first.as_str()))
        };
        let pairs = word.char_indices().zip(word.chars().skip(1));
        pairs
            .filter(|((_, before), c)| {
                (before.is_ascii_digit() || before.is_lowercase() || *before == ')') && c.is_uppercase()
            })
            .map(|((at, before), _)| at + before.len_utf8())
            .find(|&at| begins(at))
    }
}

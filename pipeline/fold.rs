//! How printed words are compared, in any script: without case, width, kinds of blanks and invisible marks.
//!
//! Nothing here allocates per look-up: texts are folded sign by sign while they are hashed and compared.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// The signs of a text as they are compared: lower case, full-width forms as the usual ones and half-width Katakana as full,
/// each run of white space one blank, hyphens that do not break as hyphens. Soft hyphens, joiners and marks of direction are left out.
pub fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    Folded { signs: text.trim().chars(), next: None, pending: ['\0'; 2] }
}

/// A text as it is compared, to keep.
#[must_use]
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.trim().to_ascii_lowercase();
    }
    let mut out: String = folded(text).collect();
    out.truncate(out.trim_end().len());
    out
}

/// Whether only the case of a text, and blanks around it, have to be folded: nearly every word is so.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    let mut was_blank = false;
    text.bytes().all(|byte| {
        let is_second = was_blank && byte == b' ';
        was_blank = byte == b' ';
        byte.is_ascii() && !is_second && (was_blank || !byte.is_ascii_whitespace())
    })
}

struct Folded<'t> {
    signs: std::str::Chars<'t>,
    /// The sign that was looked at and not given yet.
    next: Option<char>,
    /// Signs that stand behind the last one, the next one first.
    pending: [char; 2],
}

impl Folded<'_> {
    fn sign(&mut self) -> Option<char> {
        self.next.take().or_else(|| self.signs.find(|&c| !is_invisible(c)))
    }

    /// A mark of voice behind a half-width Katakana, which belongs to it.
    fn voiced(&mut self, base: char) -> char {
        match self.signs.clone().next() {
            Some('\u{ff9e}') => {
                let voiced = voice(base, 1);
                if voiced != base {
                    self.signs.next();
                }
                voiced
            }
            Some('\u{ff9f}') => {
                let voiced = voice(base, 2);
                if voiced != base {
                    self.signs.next();
                }
                voiced
            }
            _ => base,
        }
    }
}

impl Iterator for Folded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if self.pending[0] != '\0' {
            let next = self.pending[0];
            self.pending = [self.pending[1], '\0'];
            return Some(next);
        }
        let sign = self.sign()?;
        if sign.is_ascii() {
            if !sign.is_ascii_whitespace() {
                return Some(sign.to_ascii_lowercase());
            }
        } else if !sign.is_whitespace() {
            let sign = narrow_sign(sign);
            let sign = if ('\u{ff66}'..='\u{ff9d}').contains(&sign) { self.voiced(full(sign)) } else { sign };
            return Some(match sign {
                '\u{df}' | '\u{1e9e}' => {
                    self.pending = ['s', '\0'];
                    's'
                }
                'ς' => 'σ',
                // Lower case of this letter is two signs; the second one is a mark that nobody prints.
                '\u{130}' => 'i',
                sign => {
                    let mut lower = sign.to_lowercase();
                    let first = lower.next().unwrap_or(sign);
                    self.pending = [lower.next().unwrap_or('\0'), '\0'];
                    first
                }
            });
        }
        loop {
            match self.sign() {
                Some(c) if c.is_whitespace() => {}
                other => {
                    self.next = other;
                    return Some(' ');
                }
            }
        }
    }
}

/// Whether a sign shows nothing and divides nothing: soft hyphens, joiners, marks of direction, the mark of the byte order.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A sign of full width as the usual one; a hyphen that does not break as a hyphen; another sign as it is.
fn narrow_sign(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            u8::try_from(u32::from(c) - 0xff01 + 0x21).map_or(c, |byte| char::from(byte.to_ascii_lowercase()))
        }
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

/// A half-width Katakana in full width; the order of both is that of their code points.
fn full(c: char) -> char {
    const FULL: [char; 56] = [
        'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ',
        'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ',
        'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ',
        'ワ', 'ン',
    ];
    FULL.get(u32::from(c) as usize - 0xff66).copied().unwrap_or(c)
}

/// A Katakana with a mark of voice (1) or half voice (2) behind it; the same where it takes none.
fn voice(base: char, marks: u32) -> char {
    match base {
        'カ'..='ト' if marks == 1 && !matches!(base, 'ッ') => char::from_u32(u32::from(base) + 1).unwrap_or(base),
        'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' => char::from_u32(u32::from(base) + marks).unwrap_or(base),
        'ウ' if marks == 1 => 'ヴ',
        _ => base,
    }
}

/// A text in which digits, marks and blanks of full width are the usual ones and nothing invisible is left; its case stays. Null where
/// it is so already.
#[must_use]
pub fn narrowed(text: &str) -> Option<String> {
    let is_odd = |c: char| !c.is_ascii() && (c.is_whitespace() || is_invisible(c) || narrow_sign(c) != c);
    if text.is_ascii() || !text.contains(is_odd) {
        return None;
    }
    let narrow = |c: char| match c {
        _ if c.is_whitespace() => ' ',
        '\u{ff21}'..='\u{ff3a}' => narrow_sign(c).to_ascii_uppercase(),
        _ => narrow_sign(c),
    };
    Some(text.chars().filter(|&c| !is_invisible(c)).map(narrow).collect::<String>().trim().to_owned())
}

/// A number by which folded texts are told apart; equal texts have equal ones.
#[must_use]
pub fn fingerprint(signs: impl Iterator<Item = char>) -> u64 {
    let mut hasher = FxHasher::default();
    for sign in signs {
        hasher.write_u32(u32::from(sign));
    }
    hasher.finish()
}

/// What is known of words, found by their folded form.
#[derive(Clone, Debug)]
pub struct FoldedMap<V> {
    by_print: FxHashMap<u64, Vec<(Box<str>, V)>>,
    /// Of the longest word, in bytes of any form: a longer text is none of them.
    longest: usize,
    /// By first letter the lengths of words of ASCII, one bit each, the last for all longer ones: most texts are rejected here.
    lengths: Box<[u32; 128]>,
}

impl<V> Default for FoldedMap<V> {
    fn default() -> Self {
        Self { by_print: FxHashMap::default(), longest: 0, lengths: Box::new([0; 128]) }
    }
}

impl<V> FoldedMap<V> {
    /// What is kept for a word; made where there is nothing yet.
    pub fn entry(&mut self, word: &str, make: impl FnOnce() -> V) -> &mut V {
        let word = fold(word);
        // A sign of full width takes three bytes.
        self.longest = self.longest.max(3 * word.chars().count() + 3).max(word.len());
        if let Some(lengths) = word.bytes().next().and_then(|first| self.lengths.get_mut(usize::from(first))) {
            *lengths |= length_bit(&word);
        }
        let entries = self.by_print.entry(fingerprint(word.chars())).or_default();
        let at = entries.iter().position(|(known, _)| **known == *word).unwrap_or_else(|| {
            entries.push((word.into_boxed_str(), make()));
            entries.len() - 1
        });
        &mut entries[at].1
    }

    /// Keeps a value for a word that has none.
    pub fn insert(&mut self, word: &str, value: V) {
        self.entry(word, || value);
    }

    /// What is known of a text.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&V> {
        if text.len() > self.longest || self.by_print.is_empty() {
            return None;
        }
        if is_plain(text) {
            let text = text.trim();
            let first = text.bytes().next()?.to_ascii_lowercase();
            if self.lengths.get(usize::from(first))? & length_bit(text) == 0 {
                return None;
            }
            let print = fingerprint(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            let entries = self.by_print.get(&print)?;
            return entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)).map(|(_, value)| value);
        }
        let entries = self.by_print.get(&fingerprint(folded(text)))?;
        entries.iter().find(|(known, _)| folded(text).eq(known.chars())).map(|(_, value)| value)
    }

    /// Whether a text is one of the words.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// The words in their folded form, with what is kept for them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.by_print.values().flatten().map(|(word, value)| (&**word, value))
    }

    /// No word is longer, in bytes of any form.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_print.is_empty()
    }
}

/// The bit of a length among 32.
fn length_bit(text: &str) -> u32 {
    1 << text.len().min(31)
}

/// Words, found by their folded form.
pub type FoldedSet = FoldedMap<()>;

/// A set of words.
pub fn set<'t>(words: impl IntoIterator<Item = &'t str>) -> FoldedSet {
    let mut set = FoldedSet::default();
    for word in words {
        set.insert(word, ());
    }
    set
}

/// Whether a script writes words without blanks between them, or glues small words to others: no word ends at a boundary that can be seen.
#[must_use]
pub fn runs_on(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Whether a word ends between two signs: one of them is no part of words, or their script writes none with blanks between them.
#[must_use]
pub fn is_boundary(before: Option<char>, behind: Option<char>) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !is_part(before) || !is_part(behind) || before.is_some_and(runs_on) || behind.is_some_and(runs_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_whatever_their_case_width_and_blanks() {
        for (left, right) in [
            ("File Name", "file   name"),
            ("GRÖSSE", "größe"),
            ("ＦＩＬＥ：", "file:"),
            ("ﾌｧｲﾙ ﾊﾞｰｼﾞｮﾝ", "ファイル　バージョン"),
            ("Имя\u{a0}файла", "имя ФАЙЛА"),
            ("Datei\u{ad}größe", "dateigröße"),
            ("\u{200f}שם קובץ\u{200e}", "שם קובץ"),
            ("x64\u{2011}based", "x64-based"),
            ("Σίγμας", "ΣΊΓΜΑΣ"),
        ] {
            assert_eq!(fold(left), fold(right), "{left}");
            assert!(set([left]).has(right), "{left}");
        }
        assert!(!set(["größe"]).has("große"));
        assert!(!set([""; 0]).has(""));
    }

    #[test]
    fn wide_digits_and_blanks_become_the_usual_ones() {
        assert_eq!(narrowed("２０１０／０５／０１").as_deref(), Some("2010/05/01"));
        assert_eq!(narrowed("340\u{a0}992").as_deref(), Some("340 992"));
        assert_eq!(narrowed("2010年"), None);
        assert_eq!(narrowed("plain"), None);
    }
}

//! `platform`: the processor a file is built for.

use super::platform_names::{ARM_CORE, NAMES, SYMBOLS};
use super::words::{Locale, Words};
use super::{Physical, Reading, Type, Unreadable, Value};

/// Whether a word names a processor in every language.
pub(super) fn is_name(word: &str) -> bool {
    NAMES.iter().any(|(name, _)| name.eq_ignore_ascii_case(word)) || is_arm_core(word)
}

/// The position of a symbol, such as `x64`.
#[must_use]
pub fn platform_named(symbol: &str) -> Option<u16> {
    SYMBOLS.iter().position(|known| *known == symbol).and_then(|at| u16::try_from(at).ok())
}

/// The symbols of processors.
#[must_use]
pub fn platform_symbols() -> &'static [&'static str] {
    SYMBOLS
}

/// Processor.
pub(super) const TYPE: Type = Type {
    name: "platform",
    doc: "x86 (`Intel`, `i386`, `32-bit`), x64 (`amd64`, `64-bit`), ia64 (`IA-64`), arm (`ARM720`), arm64, alpha, mips, ppc; any case, with or without brackets, with or without a remark in brackets behind it (`Alpha (Uniprocessor)`).",
    unit: "",
    physical: Physical::Enum,
    symbols: SYMBOLS,
    words: 2,
    wraps: false,
    is_shape: |text, locale| find(text, locale.words).is_some(),
    parse,
    parts: &[],
};

fn find(text: &str, words: &Words) -> Option<u16> {
    let text = text.trim_matches(['(', ')', ',', ' ']);
    // Nearly every word of prose begins with another letter.
    if !words.may_be_platform(text) {
        return None;
    }
    let text = without_remark(text, words);
    words.platform(text).or_else(|| is_arm_core(text).then_some(ARM))
}

/// A text without the remark in brackets behind it. One that names a processor is no remark: which of the two is meant
/// is not known.
fn without_remark<'t>(text: &'t str, words: &Words) -> &'t str {
    let Some((name, remark)) = text.split_once('(').filter(|(name, _)| !name.is_empty()) else { return text };
    let is_processor = |word: &str| words.platform(word).is_some();
    if remark.split([' ', ',', '/', ')']).any(is_processor) { text } else { name.trim_end() }
}

/// Position of `arm` in [`SYMBOLS`].
const ARM: u16 = 3;

/// Whether a text names a core of that family: `ARM720`.
fn is_arm_core(text: &str) -> bool {
    let digits = text.get(ARM_CORE.len()..).unwrap_or_default();
    text.get(..ARM_CORE.len()).is_some_and(|start| start.eq_ignore_ascii_case(ARM_CORE))
        && (3..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The symbol that one word of a label stands for.
pub(super) fn symbol(word: &str, words: &Words) -> Option<&'static str> {
    find(word, words).and_then(|index| SYMBOLS.get(usize::from(index)).copied())
}

/// The symbol that a word of a label stands for, tied to what is built for the processor or not: `x64-basierten`.
pub(super) fn symbol_before_ending(word: &str, words: &Words) -> Option<&'static str> {
    let before_ending = || {
        let (name, ending) = word.split_at(word.rfind(['-', '\u{2011}'])?);
        words.scopes.endings.has(ending).then(|| symbol(name, words)).flatten()
    };
    symbol(word, words).or_else(before_ending)
}

fn parse<'s>(text: &'s str, locale: Locale<'_>) -> Reading<'s> {
    find(text, locale.words).map(Value::Enum).ok_or(Unreadable("it is not a known processor"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn spellings_give_symbols() {
        for (text, name) in [
            ("X86", "x86"),
            ("(Intel)", "x86"),
            ("IA-64", "ia64"),
            ("amd64", "x64"),
            ("Alpha", "alpha"),
            ("ARM64", "arm64"),
            ("ARM720 (Debug)", "arm"),
            ("(x86)", "x86"),
            ("Alpha (Uniprocessor)", "alpha"),
            ("x86(UP)", "x86"),
        ] {
            assert_eq!(symbol(text, &english()), Some(name), "{text}");
        }
        assert!(parse("x46", english().any()).is_err());
        assert!(parse("x64 (x86)", english().any()).is_err());
        for (spelling, symbol) in NAMES {
            assert_eq!(find(spelling, &english()), Some(symbol), "{spelling}");
        }
    }
}

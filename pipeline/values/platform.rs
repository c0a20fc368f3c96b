//! `platform`: the processor a file is built for.

use super::{Physical, Reading, Type, Unreadable, Value};

const SYMBOLS: &[&str] = &["x86", "x64", "ia64", "arm", "arm64", "alpha", "mips", "ppc"];

/// Spellings without case and brackets; the number is the position in [`SYMBOLS`].
const SPELLINGS: &[(&str, u16)] = &[
    ("x86", 0),
    ("intel", 0),
    ("i386", 0),
    ("ix86", 0),
    ("32-bit", 0),
    ("x86-based", 0),
    ("intel x86", 0),
    ("x64", 1),
    ("amd64", 1),
    ("64-bit", 1),
    ("x64-based", 1),
    ("ia-64", 2),
    ("ia64", 2),
    ("itanium", 2),
    ("ia-64-based", 2),
    ("itanium-based", 2),
    ("arm", 3),
    ("arm64", 4),
    ("arm64-based", 4),
    ("alpha", 5),
    ("mips", 6),
    ("ppc", 7),
    ("powerpc", 7),
];

/// Processor.
pub(super) const TYPE: Type = Type {
    name: "platform",
    doc: "x86 (`Intel`, `i386`, `32-bit`), x64 (`amd64`, `64-bit`), ia64 (`IA-64`), arm (`ARM720`), arm64, alpha, mips, ppc; any case, with or without brackets, with or without a remark in brackets behind it (`Alpha (Uniprocessor)`).",
    unit: "",
    physical: Physical::Enum,
    symbols: SYMBOLS,
    words: 2,
    wraps: false,
    is_shape: |text| find(text).is_some(),
    parse,
    parts: &[],
};

fn find(text: &str) -> Option<u16> {
    let text = text.trim_matches(['(', ')', ',', ' ']);
    // Nearly every word of prose begins with another letter.
    if !text.bytes().next().is_some_and(|first| b"xi36amp".contains(&first.to_ascii_lowercase())) {
        return None;
    }
    let text = without_remark(text);
    let known = SPELLINGS.iter().find(|(spelling, _)| spelling.eq_ignore_ascii_case(text)).map(|&(_, symbol)| symbol);
    known.or_else(|| is_arm_core(text).then_some(ARM))
}

/// A text without the remark in brackets behind it. One that names a processor is no remark: which of the two is meant
/// is not known.
fn without_remark(text: &str) -> &str {
    let Some((name, remark)) = text.split_once(" (") else { return text };
    let is_processor = |word: &str| SPELLINGS.iter().any(|(spelling, _)| spelling.eq_ignore_ascii_case(word));
    if remark.split([' ', ',', '/', ')']).any(is_processor) { text } else { name.trim_end() }
}

/// Position of `arm` in [`SYMBOLS`].
const ARM: u16 = 3;

/// Whether a text names a core of that family: `ARM720`.
fn is_arm_core(text: &str) -> bool {
    let digits = text.get(3..).unwrap_or_default();
    text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("arm"))
        && (3..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The symbol that one word of a label stands for.
pub(super) fn symbol(word: &str) -> Option<&'static str> {
    find(word).and_then(|index| SYMBOLS.get(usize::from(index)).copied())
}

fn parse(text: &str) -> Reading<'_> {
    find(text).map(Value::Enum).ok_or(Unreadable("it is not a known processor"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(symbol(text), Some(name), "{text}");
        }
        assert!(parse("x46").is_err());
        assert!(parse("x64 (x86)").is_err());
        for (spelling, symbol) in SPELLINGS {
            assert_eq!(find(spelling), Some(*symbol), "{spelling}");
        }
    }
}

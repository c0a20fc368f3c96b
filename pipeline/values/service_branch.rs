//! `service-branch`: the servicing branch a file comes from, as printed.

use super::{Physical, Type, Value};

/// Servicing branch.
pub(super) const TYPE: Type = Type {
    name: "service-branch",
    doc: "GDR, LDR or QFE, often after a service pack (`SP3GDR`, `SP2QFE`), or `WOW`, alone or behind one of them (`SP2QFE\\WOW`); as printed.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| is_shape(text),
    parse: |text, _| Ok(Value::text(text)),
    parts: &[],
};

fn is_shape(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    // The files of a folder for 32-bit programs.
    let whole =
        upper.strip_suffix("WOW").and_then(|branch| branch.strip_suffix(['\\', '/', '-', '_'])).unwrap_or(&upper);
    let rest = whole.strip_prefix("RTM").unwrap_or(whole);
    let rest = match rest.strip_prefix("SP") {
        Some(pack) => pack.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    matches!(rest.trim_start_matches(['-', '_']), "GDR" | "LDR" | "QFE" | "WOW")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_told_from_other_words() {
        for text in ["SP3GDR", "SP2QFE", "GDR", "LDR", "WOW", "RTMQFE", "SP2QFE\\WOW", "SP2GDR-WOW"] {
            assert!(is_shape(text), "{text}");
        }
        for text in ["SP2", "x86", "Windows", "\\WOW", "x86\\WOW"] {
            assert!(!is_shape(text), "{text}");
        }
    }
}

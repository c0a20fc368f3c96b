//! `registry-key`: the path of a key of the Windows registry.

use super::{Physical, Type, Unreadable, Value};

/// Registry key.
pub(super) const TYPE: Type = Type {
    name: "registry-key",
    doc: "A path of the registry, `HKEY_LOCAL_MACHINE\\SOFTWARE\\...` or `HKLM\\...`, or one below a root that is named elsewhere; as printed, without the blank of a line break.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 8,
    wraps: true,
    is_shape: |text, _| root(text) || text.matches('\\').count() >= 2,
    parse: |text, _| {
        if root(text) || text.contains(['\\', '/']) {
            // A line break behind a `\` leaves a blank; no key begins with one.
            Ok(if text.contains("\\ ") { Value::Text(text.replace("\\ ", "\\").into()) } else { Value::text(text) })
        } else {
            Err(Unreadable("it is not a registry path"))
        }
    },
    parts: &[],
};

const ROOTS: &[&str] = &["HKEY_", "HKLM", "HKCU", "HKCR", "HKU"];

fn root(text: &str) -> bool {
    let text = text.trim_start_matches(['[', '\\']);
    ROOTS.iter().any(|root| text.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::words::tests::english;

    #[test]
    fn paths_are_told_from_other_texts() {
        for text in ["HKEY_LOCAL_MACHINE\\SOFTWARE", "HKLM:\\SYSTEM", "hkcu", "\\Software\\Microsoft\\Ole"] {
            assert!((TYPE.is_shape)(text, english().any()), "{text}");
        }
        for text in ["TcpTimedWaitDelay", "", "a\\b", "1 = on"] {
            assert!(!(TYPE.is_shape)(text, english().any()), "{text}");
        }
        let broken = (TYPE.parse)("HKLM\\SYSTEM\\ Services\\Alder", english().any());
        assert_eq!(broken, Ok(Value::text("HKLM\\SYSTEM\\Services\\Alder")));
        assert!(
            (TYPE.parse)("System\\CurrentControlSet", english().any()).is_ok()
                && (TYPE.parse)("Enabled", english().any()).is_err()
        );
    }
}

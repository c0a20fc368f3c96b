//! `text`, `bool` and `text-list`: values that are kept as they are.

use super::{Physical, Type, Unreadable, Value};

/// Any text.
pub(super) const TEXT: Type = Type {
    name: "text",
    doc: "Text as printed, markup removed, runs of blanks made one.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 0,
    wraps: false,
    is_shape: |text| !text.is_empty(),
    parse: |text| Ok(Value::text(text)),
    parts: &[],
};

/// A text out of few.
pub(super) const CATEGORY: Type = Type {
    name: "category",
    doc: "Text as printed, of which there are few: stored once each, in a dictionary.",
    physical: Physical::Category,
    ..TEXT
};

/// A truth value.
pub(super) const FLAG: Type = Type {
    name: "bool",
    doc: "`true` or `false`, `yes` or `no`, in any case.",
    unit: "",
    physical: Physical::Bool,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text| flag(text).is_some(),
    parse: |text| flag(text).map(Value::Bool).ok_or(Unreadable("it is neither true nor false")),
    parts: &[],
};

/// A list of texts; filled from facts only.
pub(super) const LIST: Type = Type {
    name: "text-list",
    doc: "A list of texts; a printed text is split at commas and semicolons.",
    unit: "",
    physical: Physical::Texts,
    symbols: &[],
    words: 0,
    wraps: false,
    is_shape: |text| !text.is_empty(),
    parse: |text| Ok(list(text)),
    parts: &[],
};

fn flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") || text.eq_ignore_ascii_case("no") {
        Some(false)
    } else {
        None
    }
}

fn list(text: &str) -> Value<'_> {
    let items = text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty());
    Value::Texts(items.map(Into::into).collect())
}

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
    is_shape: |text, _| !text.is_empty(),
    parse: |text, _| Ok(Value::text(text)),
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
    is_shape: |text, locale| locale.words.truth(text).is_some(),
    parse: |text, locale| locale.words.truth(text).map(Value::Bool).ok_or(Unreadable("it is neither true nor false")),
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
    is_shape: |text, _| !text.is_empty(),
    parse: |text, _| Ok(list(text)),
    parts: &[],
};

fn list(text: &str) -> Value<'_> {
    let items = text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty());
    Value::Texts(items.map(Into::into).collect())
}

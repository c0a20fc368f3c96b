//! Semantic types: what a printed text means. Those that need code have a file each and are registered in [`TYPES`]; those that
//! are a pattern stand in the contract ([`PatternType`]).
//!
//! A type says how it is spelled (`is_shape`, `parse`), how it is stored ([`Physical`]) and which parts another
//! column can take from it ([`Part`]). Types know nothing of tables or datasets.

use std::borrow::Cow;

mod any_type;
mod assembly_name;
mod attributes;
mod byte_size;
mod clock;
mod damage;
mod date;
mod date_style;
mod date_time;
mod date_words;
mod digest;
mod edition;
mod error_code;
mod families;
mod file_name;
mod integer;
mod kb_number;
mod name_checksum;
mod pattern;
mod platform;
mod platform_names;
mod product_name;
mod registry_key;
mod scope;
mod scope_words;
mod sentence;
mod text;
mod time;
mod version;
mod version_pattern;
mod word_lists;
mod words;

pub use any_type::{AnyPart, AnyType};
pub use assembly_name::{Name as AssemblyName, fault as assembly_fault};
pub use attributes::is_attributes;
pub use damage::{Damage, damage};
pub use date::{
    DateFlaw, date_flaw, date_of, date_with_day_first, is_plausible_date, may_be_damaged as may_be_damaged_date,
    timestamp,
};
pub use date_style::{DateOrder, DateStyle, MonthStyle, odd_mark};
pub use date_time::before_utc;
pub use edition::{Edition, edition, is_language};
pub use error_code::{Spelling, spellings};
pub use families::{Families, Family, family_key};
pub use file_name::{
    FOOTNOTES, begins_long_name, is_in_columns, is_shape as is_file_name, joined_columns, name_in_columns,
    telling_extensions,
};
pub use kb_number::{is_slip as kb_is_slip, kb_number};
pub use name_checksum::{Verdict, cut_component, is_cut_component, text_hash};
pub use pattern::{Between, PatternMistake, PatternText, PatternType, whole_pattern, without_group_names};
pub use platform::{platform_named, platform_symbols};
pub use product_name::{ProductName, products_named};
pub use scope::{Scope, names_platform, scope};
pub use scope_words::ScopeWords;
pub use sentence::sentences;
pub use time::{TimeFlaw, time_flaw};
pub use version::numbers as version_numbers;
pub use version_pattern::matches as pattern_matches;
pub use word_lists::{LISTS, List, WordList};
pub use words::{LanguageId, LanguageWords, Locale, NumberOrder, Words};

/// How a column is stored in Arrow and Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Physical {
    /// `Utf8`.
    Text,
    /// `Dictionary(Int32, Utf8)` over the closed list of the column.
    Enum,
    /// `Dictionary(Int32, Utf8)` over the values that occur.
    Category,
    /// `Boolean`.
    Bool,
    /// `UInt8`.
    U8,
    /// `UInt32`.
    U32,
    /// `Int64`.
    I64,
    /// `Float32`.
    F32,
    /// `Date32`, days since 1970-01-01.
    Date,
    /// Milliseconds since midnight; stored as text, `07:16:00`.
    Time,
    /// `Timestamp(ms, "UTC")`.
    Timestamp,
    /// `List<Utf8>`.
    Texts,
    /// `List<Int64>`.
    Ints,
}

impl Physical {
    /// Of storages whose values can be equal the first one: texts of all kinds, and numbers of all widths.
    #[must_use]
    pub fn likeness(self) -> Self {
        match self {
            Self::Enum | Self::Category => Self::Text,
            Self::U8 | Self::U32 => Self::I64,
            other => other,
        }
    }
}

/// One value of one column. Text borrows from the article wherever it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'s> {
    /// Not given, not applicable, or not understood.
    Null,
    /// Text as printed, markup removed.
    Text(Cow<'s, str>),
    /// Position in the closed list of the column.
    Enum(u16),
    /// Truth value.
    Bool(bool),
    /// Unsigned number of 8 bits.
    U8(u8),
    /// Unsigned number of 32 bits.
    U32(u32),
    /// Signed number of 64 bits.
    I64(i64),
    /// Single precision number.
    F32(f32),
    /// Days since 1970-01-01.
    Date(i32),
    /// Milliseconds since midnight.
    Time(i32),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// A list of texts.
    Texts(Vec<Cow<'s, str>>),
    /// A list of numbers.
    Ints(Vec<i64>),
}

impl<'s> Value<'s> {
    /// Text that lives as long as the article.
    #[must_use]
    pub fn text(text: &'s str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// Why a printed text cannot be read as its type: a phrase that completes "is not read because ...".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

/// The result of reading a printed text.
pub type Reading<'s> = Result<Value<'s>, Unreadable>;

/// A semantic type.
pub struct Type {
    /// Name used in `schemas/*.toml`.
    pub name: &'static str,
    /// One sentence: accepted spellings and what they become.
    pub doc: &'static str,
    /// Unit of the stored value, empty where there is none.
    pub unit: &'static str,
    /// How it is stored.
    pub physical: Physical,
    /// The closed list of an [`Physical::Enum`] type.
    pub symbols: &'static [&'static str],
    /// The largest number of blank-separated words that one value is printed with; 0 = any number.
    pub words: usize,
    /// Whether one value may run over a line end.
    pub wraps: bool,
    /// Whether a text looks like this type and hardly like another one, even when it is damaged.
    pub is_shape: fn(&str, Locale<'_>) -> bool,
    /// Reads a text without surrounding blanks that is not one of the null spellings.
    pub parse: for<'s> fn(&'s str, Locale<'_>) -> Reading<'s>,
    /// What other columns can take from a value (`from = "column.part"`).
    pub parts: &'static [Part],
}

/// A part of a value that another column can hold.
pub struct Part {
    /// Name after the dot in `from = "column.part"`.
    pub name: &'static str,
    /// One phrase.
    pub doc: &'static str,
    /// How it is stored.
    pub physical: Physical,
    /// Takes the part from the value's text; null where the value has no such part.
    pub get: for<'s> fn(&'s str, Locale<'_>) -> Value<'s>,
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every semantic type of the program. `enum` is not among them: its spellings stand in the schema.
pub const TYPES: &[&Type] = &[
    &text::TEXT,
    &text::CATEGORY,
    &text::FLAG,
    &text::LIST,
    &integer::U8,
    &integer::U32,
    &integer::I64,
    &integer::F32,
    &kb_number::TYPE,
    &file_name::TYPE,
    &assembly_name::TYPE,
    &version::TYPE,
    &version_pattern::TYPE,
    &byte_size::TYPE,
    &date::DATE,
    &date::DATE_OR_MONTH,
    &date::TIMESTAMP,
    &time::TYPE,
    &platform::TYPE,
    &digest::SHA1,
    &digest::SHA256,
    &error_code::CODE,
    &error_code::HEX,
    &registry_key::TYPE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_type_has_a_doc() {
        for (index, ty) in TYPES.iter().enumerate() {
            assert!(!ty.doc.is_empty(), "{} has no doc", ty.name);
            assert!(TYPES[..index].iter().all(|other| other.name != ty.name), "two types are named {}", ty.name);
        }
    }
}

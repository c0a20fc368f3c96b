//! `AnyType`: a semantic type, of the program or of a contract.

use super::pattern::PatternType;
use super::{Locale, Part, Physical, Reading, TYPES, Type, Value};
use std::sync::Arc;

/// A semantic type. Those of the program need code to be read; those of a contract are patterns.
#[derive(Clone, Debug)]
pub enum AnyType {
    /// One of [`TYPES`].
    BuiltIn(&'static Type),
    /// A `[[type]]` of the contract.
    Pattern(Arc<PatternType>),
}

/// A part of a value that another column can hold.
#[derive(Clone, Debug)]
pub enum AnyPart {
    /// Of a type of the program.
    BuiltIn(&'static Part),
    /// A named group of a pattern.
    Group {
        /// The type.
        ty: Arc<PatternType>,
        /// The name of the group.
        name: String,
    },
}

impl AnyType {
    /// The type of plain texts, which stands in where another one is not known.
    #[must_use]
    pub fn text() -> Self {
        Self::BuiltIn(TYPES[0])
    }

    /// Name used in schemas.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(ty) => ty.name,
            Self::Pattern(ty) => &ty.text.name,
        }
    }

    /// One sentence: accepted spellings and what they become.
    #[must_use]
    pub fn doc(&self) -> &str {
        match self {
            Self::BuiltIn(ty) => ty.doc,
            Self::Pattern(ty) => &ty.text.doc,
        }
    }

    /// Unit of the stored value, empty where there is none.
    #[must_use]
    pub fn unit(&self) -> &str {
        match self {
            Self::BuiltIn(ty) => ty.unit,
            Self::Pattern(ty) => &ty.text.unit,
        }
    }

    /// How it is stored.
    #[must_use]
    pub fn physical(&self) -> Physical {
        match self {
            Self::BuiltIn(ty) => ty.physical,
            Self::Pattern(ty) => ty.physical(),
        }
    }

    /// The closed list of a [`Physical::Enum`] type; empty for others.
    #[must_use]
    pub fn symbols(&self) -> &'static [&'static str] {
        match self {
            Self::BuiltIn(ty) => ty.symbols,
            Self::Pattern(_) => &[],
        }
    }

    /// The largest number of blank-separated words that one value is printed with; 0 = any number.
    #[must_use]
    pub fn words(&self) -> usize {
        match self {
            Self::BuiltIn(ty) => ty.words,
            Self::Pattern(ty) => ty.text.words,
        }
    }

    /// Whether one value may run over a line end.
    #[must_use]
    pub fn wraps(&self) -> bool {
        match self {
            Self::BuiltIn(ty) => ty.wraps,
            Self::Pattern(ty) => ty.text.wraps,
        }
    }

    /// Whether every text is a value, stored as it stands.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        match self {
            Self::BuiltIn(ty) => matches!(ty.physical, Physical::Text | Physical::Category) && ty.words == 0,
            Self::Pattern(_) => false,
        }
    }

    /// Whether a text looks like this type and hardly like another one, even when it is damaged.
    #[must_use]
    pub fn is_shape(&self, text: &str, locale: Locale<'_>) -> bool {
        match self {
            Self::BuiltIn(ty) => {
                (ty.is_shape)(text, locale)
                    || before_remark(ty, text, locale).is_some_and(|value| (ty.is_shape)(value, locale))
            }
            Self::Pattern(ty) => ty.is_shape(text, locale),
        }
    }

    /// Reads a text without surrounding blanks that is not one of the null spellings.
    ///
    /// # Errors
    /// When the text cannot be read as this type.
    pub fn parse<'s>(&self, text: &'s str, locale: Locale<'_>) -> Reading<'s> {
        match self {
            Self::BuiltIn(ty) => (ty.parse)(text, locale).or_else(|unreadable| {
                let value = before_remark(ty, text, locale).ok_or(unreadable)?;
                (ty.parse)(value, locale).or(Err(unreadable))
            }),
            Self::Pattern(ty) => ty.parse(text, locale),
        }
    }

    /// What other columns can take from a value (`from = "column.part"`).
    #[must_use]
    pub fn parts(&self) -> Vec<AnyPart> {
        match self {
            Self::BuiltIn(ty) => ty.parts.iter().map(AnyPart::BuiltIn).collect(),
            Self::Pattern(ty) if ty.text.is_list => Vec::new(),
            Self::Pattern(ty) => {
                ty.groups().map(|name| AnyPart::Group { ty: Arc::clone(ty), name: name.to_owned() }).collect()
            }
        }
    }

    /// Whether a text has all parts that values can have: a name with an extension, a version of four numbers.
    #[must_use]
    pub fn is_whole(&self, text: &str, locale: Locale<'_>) -> bool {
        match self {
            Self::BuiltIn(ty) => ty.parts.iter().all(|part| !(part.get)(text, locale).is_null()),
            // What a pattern leaves open need not be there.
            Self::Pattern(_) => true,
        }
    }
}

/// A number, date or time in front of a remark in brackets: `11,473 (the updated driver)`. Where a word of the remark is such a
/// value, too, nobody knows which is meant. Types of text say themselves what a remark is.
fn before_remark<'t>(ty: &Type, text: &'t str, locale: Locale<'_>) -> Option<&'t str> {
    use Physical::{Date, F32, I64, Time, U8, U32};
    let is_measured = matches!(ty.physical, U8 | U32 | I64 | F32 | Date | Time) && ty.parts.is_empty();
    let (value, remark) = text.strip_suffix(')').filter(|_| is_measured)?.split_once('(')?;
    let is_value = |word: &str| (ty.parse)(word, locale).is_ok();
    (!is_value(remark) && !remark.split([' ', ',', ';']).any(is_value)).then(|| value.trim_end())
}

impl AnyPart {
    /// Name after the dot in `from = "column.part"`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(part) => part.name,
            Self::Group { name, .. } => name,
        }
    }

    /// One phrase.
    #[must_use]
    pub fn doc(&self) -> &str {
        match self {
            Self::BuiltIn(part) => part.doc,
            Self::Group { .. } => "the group of this name in the pattern",
        }
    }

    /// How it is stored.
    #[must_use]
    pub fn physical(&self) -> Physical {
        match self {
            Self::BuiltIn(part) => part.physical,
            Self::Group { .. } => Physical::Text,
        }
    }

    /// Takes the part from the value's text; null where the value has no such part.
    #[must_use]
    pub fn get<'s>(&self, text: &'s str, locale: Locale<'_>) -> Value<'s> {
        match self {
            Self::BuiltIn(part) => (part.get)(text, locale),
            Self::Group { ty, name } => ty.group(name, text),
        }
    }
}

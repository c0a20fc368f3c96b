//! `assembly-name`: the name of a side-by-side manifest, taken apart.
//!
//! Form: `{platform}_{component}_{public key token}_{version}_{culture}_{name hash}.manifest`.

use super::name_checksum::{Identity, Verdict, verify};
use super::version::numbers;
use super::{Part, Physical, Type, Unreadable, Value};
use std::borrow::Cow;

/// Name of a side-by-side manifest.
pub(super) const TYPE: Type = Type {
    name: "assembly-name",
    doc: "`{platform}_{component}_{public key token}_{version}_{culture}_{name hash}.manifest`.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 1,
    wraps: false,
    is_shape: |text, _| split(text).is_some(),
    parse: |text, _| match split(text) {
        Some(_) => Ok(Value::text(text)),
        None => Err(Unreadable("it has not the six parts of an assembly name")),
    },
    parts: &[
        Part {
            name: "platform",
            doc: "processor in the name, in lower case",
            physical: Physical::Text,
            get: |text, _| part(text, |name| lower(name.platform)),
        },
        Part {
            name: "component",
            doc: "component as printed; `..` where it is cut",
            physical: Physical::Text,
            get: |text, _| part(text, |name| name.component.into()),
        },
        Part {
            name: "component_kind",
            doc: "`deployment` where the component is 32 hex digits, else `named`",
            physical: Physical::Text,
            get: |text, _| part(text, |name| name.component_kind().into()),
        },
        Part {
            name: "public_key_token",
            doc: "16 hex digits, in lower case",
            physical: Physical::Text,
            get: |text, _| part(text, |name| lower(name.token)),
        },
        Part {
            name: "version",
            doc: "version as printed",
            physical: Physical::Text,
            get: |text, _| part(text, |name| name.version.into()),
        },
        Part {
            name: "version_major",
            doc: "first number of the version",
            physical: Physical::U32,
            get: |text, _| number(text, 0),
        },
        Part {
            name: "version_minor",
            doc: "second number of the version",
            physical: Physical::U32,
            get: |text, _| number(text, 1),
        },
        Part {
            name: "version_build",
            doc: "third number of the version",
            physical: Physical::U32,
            get: |text, _| number(text, 2),
        },
        Part {
            name: "version_revision",
            doc: "fourth number of the version",
            physical: Physical::U32,
            get: |text, _| number(text, 3),
        },
        Part {
            name: "culture",
            doc: "culture, in lower case; `none` where the assembly has none",
            physical: Physical::Text,
            get: |text, _| part(text, |name| lower(name.culture)),
        },
        Part {
            name: "name_hash",
            doc: "16 hex digits, in lower case",
            physical: Physical::Text,
            get: |text, _| part(text, |name| lower(name.hash)),
        },
    ],
};

/// A manifest name taken apart, as printed.
#[derive(Clone, Copy, Debug)]
pub struct Name<'s> {
    /// Processor.
    pub platform: &'s str,
    /// Component, perhaps cut.
    pub component: &'s str,
    /// Public key token.
    pub token: &'s str,
    /// Version.
    pub version: &'s str,
    /// Culture, perhaps cut; `none` where there is none.
    pub culture: &'s str,
    /// Checksum, 16 hex digits.
    pub hash: &'s str,
}

impl<'s> Name<'s> {
    /// Takes a name apart; null where it is none.
    #[must_use]
    pub fn of(text: &'s str) -> Option<Self> {
        split(text)
    }

    /// What the checksum says.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let Self { platform, component, token, version, culture, hash } = *self;
        u64::from_str_radix(hash, 16)
            .map_or(Verdict::Unknown, |hash| verify(&Identity { component, culture, version, token, platform }, hash))
    }

    /// What can be said of the checksum when no other name is at hand: a value of `assemblies.hash_check`.
    #[must_use]
    pub fn hash_check(&self) -> &'static str {
        match self.verdict() {
            Verdict::Fits => "verified",
            Verdict::Differs(_) => "mismatch",
            Verdict::CutComponent(_) | Verdict::CutCulture(_) | Verdict::Unknown => "unchecked",
        }
    }

    fn component_kind(&self) -> &'static str {
        if is_hex(self.component, 32) { "deployment" } else { "named" }
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn split(text: &str) -> Option<Name<'_>> {
    parts(text).filter(|name| fault_of(name).is_none())
}

/// What is wrong with a name that is meant to be that of a side-by-side manifest, with the part that is wrong; null
/// where nothing is, and for names that are none.
#[must_use]
pub fn fault(text: &str) -> Option<(&str, &'static str)> {
    fault_of(&parts(text)?)
}

/// The six parts of a manifest name, whatever they hold.
fn parts(text: &str) -> Option<Name<'_>> {
    let (stem, extension) = text.rsplit_once('.')?;
    if !extension.eq_ignore_ascii_case("manifest") {
        return None;
    }
    // Components may hold underscores; the four parts behind them may not.
    let mut parts = stem.rsplitn(5, '_');
    let (hash, culture, version, token) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (platform, component) = parts.next()?.split_once('_')?;
    Some(Name { platform, component, token, version, culture, hash })
}

fn fault_of<'s>(name: &Name<'s>) -> Option<(&'s str, &'static str)> {
    let is_number = |part: &str| (1..=10).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let version_is_whole = name.version.split('.').all(is_number)
        && numbers(name.version).count() == 4
        && numbers(name.version).all(|number| number.is_some());
    [
        (name.platform, !name.platform.is_empty(), "the processor is missing"),
        (name.component, !name.component.is_empty(), "the component is missing"),
        (name.token, is_hex(name.token, 16), "the public key token has not 16 hex digits"),
        (name.version, version_is_whole, "the version has not four numbers"),
        (name.culture, !name.culture.is_empty(), "the culture is missing (`none` where there is none)"),
        (name.hash, is_hex(name.hash, 16), "the checksum has not 16 hex digits"),
    ]
    .into_iter()
    .find_map(|(part, is_whole, fault)| (!is_whole).then_some((part, fault)))
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

fn part<'s>(text: &'s str, get: impl Fn(&Name<'s>) -> Cow<'s, str>) -> Value<'s> {
    split(text).map_or(Value::Null, |name| Value::Text(get(&name)))
}

fn number(text: &str, index: usize) -> Value<'_> {
    split(text).and_then(|name| numbers(name.version).nth(index).flatten()).map_or(Value::Null, Value::U32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMED: &str = "X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest";
    const DEPLOYMENT: &str =
        "Amd64_c1f3ccb091321f5245e74fc410074621_31bf3856ad364e35_6.1.7600.20667_none_649488b89ab1f4e7.manifest";

    #[test]
    fn names_are_taken_apart() {
        let name = split(NAMED).unwrap();
        assert_eq!((name.platform, name.component, name.token), ("X86", "microsoft-windows-lsa", "31bf3856ad364e35"));
        assert_eq!((name.version, name.culture, name.hash), ("6.1.7600.20667", "none", "a6c221e8d72a628b"));
        assert_eq!(name.component_kind(), "named");
        assert_eq!(split(DEPLOYMENT).unwrap().component_kind(), "deployment");
        assert_eq!(number(NAMED, 3), Value::U32(20667));
    }

    #[test]
    fn damaged_names_are_no_assembly_names() {
        for name in [
            "Update.mum",
            "a.manifest",
            &NAMED.replace("a6c2", "a6c"),
            &NAMED.replace(".20667", ""),
            &NAMED.replace(".20667", ".+667"),
            &NAMED.replace(".20667", ".20667(1"),
        ] {
            assert!(split(name).is_none(), "{name}");
        }
    }
}

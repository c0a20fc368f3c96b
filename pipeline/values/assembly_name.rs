//! `assembly-name`: the name of a side-by-side manifest, taken apart.
//!
//! Form: `{platform}_{component}_{public key token}_{version}_{culture}_{name hash}.manifest`.

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
    is_shape: |text| split(text).is_some(),
    parse: |text| match split(text) {
        Some(_) => Ok(Value::text(text)),
        None => Err(Unreadable("it has not the six parts of an assembly name")),
    },
    parts: &[
        Part {
            name: "platform",
            doc: "processor in the name, in lower case",
            physical: Physical::Text,
            get: |text| part(text, |name| lower(name.platform)),
        },
        Part {
            name: "component",
            doc: "component as printed; `..` where it is cut",
            physical: Physical::Text,
            get: |text| part(text, |name| name.component.into()),
        },
        Part {
            name: "component_kind",
            doc: "`deployment` where the component is 32 hex digits, else `named`",
            physical: Physical::Text,
            get: |text| part(text, |name| name.component_kind().into()),
        },
        Part {
            name: "public_key_token",
            doc: "16 hex digits, in lower case",
            physical: Physical::Text,
            get: |text| part(text, |name| lower(name.token)),
        },
        Part {
            name: "version",
            doc: "version as printed",
            physical: Physical::Text,
            get: |text| part(text, |name| name.version.into()),
        },
        Part {
            name: "version_major",
            doc: "first number of the version",
            physical: Physical::U32,
            get: |text| number(text, 0),
        },
        Part {
            name: "version_minor",
            doc: "second number of the version",
            physical: Physical::U32,
            get: |text| number(text, 1),
        },
        Part {
            name: "version_build",
            doc: "third number of the version",
            physical: Physical::U32,
            get: |text| number(text, 2),
        },
        Part {
            name: "version_revision",
            doc: "fourth number of the version",
            physical: Physical::U32,
            get: |text| number(text, 3),
        },
        Part {
            name: "culture",
            doc: "culture, in lower case; `none` where the assembly has none",
            physical: Physical::Text,
            get: |text| part(text, |name| lower(name.culture)),
        },
        Part {
            name: "name_hash",
            doc: "16 hex digits, in lower case",
            physical: Physical::Text,
            get: |text| part(text, |name| lower(name.hash)),
        },
    ],
};

struct Name<'s> {
    platform: &'s str,
    component: &'s str,
    token: &'s str,
    version: &'s str,
    culture: &'s str,
    hash: &'s str,
}

impl Name<'_> {
    fn component_kind(&self) -> &'static str {
        if is_hex(self.component, 32) { "deployment" } else { "named" }
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn split(text: &str) -> Option<Name<'_>> {
    let (stem, extension) = text.rsplit_once('.')?;
    if !extension.eq_ignore_ascii_case("manifest") {
        return None;
    }
    // Components may hold underscores; the four parts behind them may not.
    let mut parts = stem.rsplitn(5, '_');
    let (hash, culture, version, token) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (platform, component) = parts.next()?.split_once('_')?;
    let complete = is_hex(hash, 16)
        && is_hex(token, 16)
        && !platform.is_empty()
        && !component.is_empty()
        && !culture.is_empty()
        && numbers(version).count() == 4
        && numbers(version).all(|number| number.is_some());
    complete.then_some(Name { platform, component, token, version, culture, hash })
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
        for name in ["Update.mum", "a.manifest", &NAMED.replace("a6c2", "a6c"), &NAMED.replace(".20667", "")] {
            assert!(split(name).is_none(), "{name}");
        }
    }
}

//! `file-name`: the name of a file as printed, with its extension and kind as parts.

use super::{Part, Physical, Reading, Type, Unreadable, Value, platform};
use std::borrow::Cow;

/// Name of a file.
pub(super) const TYPE: Type = Type {
    name: "file-name",
    doc: "Name as printed. A blank that a line break left after an underscore, or in the name of a manifest, is removed, and \
          so are remarks behind the name: `(new)`, `[1]`, `*`. A listing of a folder prints base name and extension in \
          columns: its `COMMAND  COM` is `COMMAND.COM`.",
    unit: "",
    physical: Physical::Text,
    symbols: &[],
    words: 6,
    wraps: false,
    is_shape: |text, _| is_shape(text),
    parse: |text, _| parse(text),
    parts: &[
        Part {
            name: "extension",
            doc: "what follows the last point, in lower case; null without a point",
            physical: Physical::Text,
            get: |name, _| extension(name).map_or(Value::Null, |ext| lower(ext).map_or(Value::Null, Value::Text)),
        },
        Part {
            name: "kind",
            doc: "`manifest`, `mum`, `catalog`, `package` by extension, else `payload`",
            physical: Physical::Text,
            get: |name, _| Value::text(kind(name)),
        },
    ],
};

fn lower(text: &str) -> Option<Cow<'_, str>> {
    if text.is_empty() {
        None
    } else if text.bytes().any(|b| b.is_ascii_uppercase()) || !text.is_ascii() {
        Some(Cow::Owned(text.to_lowercase()))
    } else {
        Some(Cow::Borrowed(text))
    }
}

fn extension(name: &str) -> Option<&str> {
    let base = name.rsplit(['\\', '/']).next()?;
    let (stem, extension) = base.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty() && !extension.contains(' ')).then_some(extension)
}

/// Extensions that tell the role of a file.
const KINDS: [(&str, &str); 6] = [
    ("manifest", "manifest"),
    ("mum", "mum"),
    ("cat", "catalog"),
    ("msu", "package"),
    ("msp", "package"),
    ("cab", "package"),
];

/// The extensions that tell the role of a file.
pub fn telling_extensions() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(extension, _)| *extension)
}

/// The role of a file by its extension.
fn kind(name: &str) -> &'static str {
    let extension = extension(name).unwrap_or_default();
    let known = KINDS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
    known.map_or("payload", |(_, kind)| kind)
}

/// Extensions of names that are long enough to be broken.
const LONG_NAMES: [&str; 3] = [".manifest", ".mum", ".cat"];
/// Marks behind which such names are broken.
const BREAKS: [char; 4] = ['_', '-', '~', '.'];
/// A shorter part of a name stands on one line, in bytes.
const SHORTEST_PART: usize = 12;

/// Whether a word may be the first part of a long name that goes on in the next line: `Amd64_microsoft-windows-`.
#[must_use]
pub fn begins_long_name(word: &str) -> bool {
    word.len() >= SHORTEST_PART
        && word.ends_with(BREAKS)
        && word.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (word.contains(['_', '~']) || word.matches('-').count() > 1)
}

/// A long name without the blanks that line breaks left in it; null where it has none.
fn closed(text: &str) -> Option<String> {
    let (first, _) = text.split_once(' ')?;
    let is_long =
        |ending: &&str| text.get(text.len() - ending.len()..).is_some_and(|end| end.eq_ignore_ascii_case(ending));
    if !begins_long_name(first) || text.len() <= LONG_NAMES[0].len() || !LONG_NAMES.iter().any(is_long) {
        return None;
    }
    let words: Vec<&str> = text.split(' ').collect();
    let (_, parts) = words.split_last()?;
    parts.iter().all(|part| part.ends_with(BREAKS)).then(|| words.concat())
}

/// The name in front of remarks: texts in brackets, or the marks of a footnote. A bracket may also be a part of the
/// name: `Setup (x86).exe`, `HOSTS (old)`.
fn before_remark(text: &str) -> Option<&str> {
    let mut name = text;
    for _ in 0..MOST_REMARKS {
        name = before_last_remark(name)?;
        if has_shape(name) {
            return Some(name);
        }
    }
    None
}

fn before_last_remark(text: &str) -> Option<&str> {
    let last = *text.as_bytes().last()?;
    if last.is_ascii() && !matches!(last, b')' | b']' | b'*') {
        return None;
    }
    let name = text.trim_end_matches(|c: char| FOOTNOTES.contains(c)).trim_end();
    let opening = match name.as_bytes().last()? {
        b')' => " (",
        b']' => " [",
        _ => return (name.len() < text.len()).then_some(name),
    };
    let (name, remark) = name.rsplit_once(opening)?;
    (remark.len() <= LONGEST_REMARK).then_some(name.trim_end())
}

/// More remarks are prose.
const MOST_REMARKS: usize = 3;

/// The word in front of a processor, which is a name in a cell of its own: `HOSTS (Intel)`.
fn before_platform(text: &str) -> Option<&str> {
    let (name, processor) = text.strip_suffix(')')?.split_once(" (")?;
    (!name.contains(' ') && platform::is_name(processor)).then_some(name)
}

/// Marks of footnotes.
pub const FOOTNOTES: &str = "*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹";
/// A longer text in brackets is no remark on a name, in bytes.
const LONGEST_REMARK: usize = 40;

/// Whether a text looks like the name of a file and hardly like anything else.
#[must_use]
pub fn is_shape(text: &str) -> bool {
    has_shape(text) || before_remark(text).is_some()
}

fn has_shape(text: &str) -> bool {
    if let Some(name) = closed(text) {
        return has_shape(&name);
    }
    let Some((stem, extension)) = text.rsplit_once('.') else {
        return false;
    };
    // `54831.sql` is a name, `0.20xxx` is a part of a version.
    let is_numbered = !stem.is_empty()
        && stem.bytes().all(|b| b.is_ascii_digit())
        && extension.len() >= 2
        && extension.bytes().all(|b| b.is_ascii_alphabetic());
    // Of a name with blanks only the last word has an extension, and no word is a number, a date or a time.
    let is_part = |word: &str| !word.contains(['/', ':', ',']) && !word.ends_with('.') && !has_shape(word);
    let mut words = stem.rsplit(' ');
    words.next();
    let begins_with_number =
        stem.split_once(' ').is_some_and(|(first, _)| !first.bytes().any(|b| b.is_ascii_alphabetic()));
    words.all(is_part)
        && !begins_with_number
        && (1..=16).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
        && (extension.bytes().any(|b| b.is_ascii_alphabetic()) || is_short_name(stem, extension))
        && (stem.bytes().any(|b| b.is_ascii_alphabetic()) || is_numbered)
        && !stem.ends_with([' ', '.', ','])
        && !text.bytes().any(|b| matches!(b, b'<' | b'>' | b'"' | b'|' | b'?' | b'*' | b';'))
        && !text.contains("://")
        && !is_host(stem, extension)
}

/// What names of hosts end with.
const DOMAINS: [&str; 6] = ["com", "edu", "gov", "local", "net", "org"];

/// Whether the parts are those of a host: `ns1.contoso.com`. Programs with the extension `.com` have short names.
fn is_host(stem: &str, extension: &str) -> bool {
    stem.contains('.') && DOMAINS.iter().any(|domain| extension.eq_ignore_ascii_case(domain))
}

/// Whether the parts are those of a short name, whose extension may be a number: `VIP.386`.
fn is_short_name(stem: &str, extension: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'~' | b'-');
    extension.len() == 3
        && stem.len() <= LONGEST_SHORT_STEM
        && stem.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && stem.bytes().all(is_part)
}

/// Bytes of a short name before its point.
const LONGEST_SHORT_STEM: usize = 8;
/// Bytes of a short name after its point.
const LONGEST_SHORT_EXTENSION: usize = 3;

/// The length of a name that a line begins with, base name and extension in columns as in the listing of a folder:
/// `COMMAND  COM     47,845 04-09-91   5:00a`. The extension may be blank.
#[must_use]
pub fn name_in_columns(line: &str) -> Option<usize> {
    let extension = LONGEST_SHORT_STEM + 1;
    let (stem, rest) = (line.get(..LONGEST_SHORT_STEM)?.trim_end(), line.get(extension..)?);
    if line.as_bytes()[LONGEST_SHORT_STEM] != b' ' || line.starts_with(' ') {
        return None;
    }
    // Behind a blank extension stands a number.
    let data = rest.trim_start();
    if rest.len() - data.len() > LONGEST_SHORT_EXTENSION {
        let is_name = is_short_part(stem) && stem.bytes().any(|b| b.is_ascii_uppercase());
        return (is_name && data.starts_with(|c: char| c.is_ascii_digit())).then_some(stem.len());
    }
    let length = rest.find(char::is_whitespace)?;
    are_short_parts(stem, &rest[..length]).then_some(extension + length)
}

/// Base name and extension of a name that stands in columns, its gap as printed: `COMMAND  COM`. `DISK 1` is another name.
fn parts_in_columns(printed: &str) -> Option<(&str, &str)> {
    let (stem, rest) = printed.split_once(' ')?;
    let extension = rest.trim_start_matches(' ');
    let column = printed.len() - extension.len();
    // Columns of another width are told by a gap.
    let is_apart = extension.len() < rest.len() && extension.starts_with(|c: char| c.is_ascii_alphabetic());
    ((column == LONGEST_SHORT_STEM + 1 || is_apart) && are_short_parts(stem, extension)).then_some((stem, extension))
}

/// A name whose base and extension stand in columns, its gap as printed, with a point between them.
#[must_use]
pub fn joined_columns(printed: &str) -> Option<String> {
    parts_in_columns(printed).map(|(stem, extension)| format!("{stem}.{extension}"))
}

/// Whether a text is a name whose base and extension stand in columns, its gap as printed.
#[must_use]
pub fn is_in_columns(printed: &str) -> bool {
    parts_in_columns(printed).is_some()
}

/// Whether texts are base name and extension of a short name, in capitals.
fn are_short_parts(stem: &str, extension: &str) -> bool {
    (1..=LONGEST_SHORT_STEM).contains(&stem.len())
        && (1..=LONGEST_SHORT_EXTENSION).contains(&extension.len())
        && is_short_part(stem)
        && (is_short_part(extension) || extension == "_")
}

fn is_short_part(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_$~!#%&'()-@^`{}".contains(&b))
        && part.bytes().any(|b| b.is_ascii_alphanumeric())
}

fn parse(text: &str) -> Reading<'_> {
    if text.len() > 1024 {
        return Err(Unreadable("it is too long for a file name"));
    }
    let text = before_remark(text).or_else(|| before_platform(text)).unwrap_or(text);
    if text.rsplit_once('.').is_some_and(|(stem, extension)| is_host(stem, extension)) {
        return Err(Unreadable("it is the name of a host"));
    }
    let name = if let Some(name) = closed(text) {
        Cow::Owned(name)
    } else if let Some((stem, extension)) = parts_in_columns(text) {
        Cow::Owned(format!("{stem}.{extension}"))
    } else if text.contains("_ ") || text.contains(" _") {
        Cow::Owned(text.replace("_ ", "_").replace(" _", "_"))
    } else {
        Cow::Borrowed(text)
    };
    // A number in front is no shape of a name, but the name of a cell of its own may begin with one: `3 Setup.exe`.
    let behind_number = || name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    if name.contains(' ') && !has_shape(&name) && !has_shape(behind_number()) && !has_shape(&without_slip(&name)) {
        return Err(Unreadable("it is several words without an extension"));
    }
    Ok(Value::Text(name))
}

/// A name of one word without the blank that slipped in behind its point: `Cng. sys`.
fn without_slip(name: &str) -> Cow<'_, str> {
    match name.split_once(". ") {
        Some((stem, extension)) if !stem.contains(' ') && !extension.contains([' ', '.']) => {
            Cow::Owned(format!("{stem}.{extension}"))
        }
        _ => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_tells_names_from_versions_and_prose() {
        for name in [
            "Cng.sys",
            "Update.mum",
            "DISKCOPY.CO_",
            "Package_for_kb976398_rtm~31bf3856ad364e35~x86~~6.1.1.0.mum",
            "7za.exe",
            "54831.sql",
            "VIP.386",
            "Lsasrv.dll (56-bit)",
            "Cng.sys*",
            "Cng.sys [1]",
        ] {
            assert!(is_shape(name), "{name}");
        }
        for other in [
            "6.1.7600.16385",
            "x86",
            "Not applicable",
            "the end.",
            "http://a.b/c.html",
            "22,528",
            "*.dll",
            "15 KB Setup.exe",
            "0.20xxx",
            "6.1.x",
            "1.386",
            "Version 3.386",
            "Windows.95",
            "WindowsNT.351",
            "a.dll b.dll",
            "*.dll (all of them)",
            "HOSTS (old)",
            ".NET",
            "ns1.contoso.com",
            "(see note below)",
        ] {
            assert!(!is_shape(other), "{other}");
        }
    }

    #[test]
    fn a_break_after_an_underscore_is_closed() {
        assert_eq!(parse("X86_ 1421_none.manifest"), Ok(Value::Text("X86_1421_none.manifest".into())));
    }

    #[test]
    fn a_name_in_columns_has_a_point() {
        let line = "256COLOR BM_      12,392 07-24-93   5:11a";
        assert_eq!(name_in_columns(line).map(|end| &line[..end]), Some("256COLOR BM_"));
        let line = "DOSX     386        44 07-24-93   5:11a";
        assert_eq!(name_in_columns(line).map(|end| &line[..end]), Some("DOSX     386"));
        let line = "DISK2                    8 12-31-93   3:11a";
        assert_eq!(name_in_columns(line).map(|end| &line[..end]), Some("DISK2"));
        let other =
            ["The list ABC of", "SYSTEM   <DIR>   07-24-93", "SYSTEM       <DIR>   07-24-93", "A B", "1993     1,024"];
        for other in other {
            assert_eq!(name_in_columns(other), None, "{other}");
        }
        assert_eq!(parse("COMMAND  CO_"), Ok(Value::text("COMMAND.CO_")));
        assert_eq!(parse("ADMINSCH EX_"), Ok(Value::text("ADMINSCH.EX_")));
        assert!(!is_shape("ADMINSCH EX_"));
        for other in ["COMMAND CO_", "DISK 1", "WINDOWS NT"] {
            assert!(parse(other).is_err(), "{other}");
        }
        assert!(parse("NOT KNOWN").is_err());
    }

    #[test]
    fn a_remark_is_no_part_of_the_name() {
        for (printed, name) in [
            ("Lsasrv.dll (56-bit)", "Lsasrv.dll"),
            ("Cng.sys **", "Cng.sys"),
            ("Cng.sys¹", "Cng.sys"),
            ("Cng.sys [2]", "Cng.sys"),
            ("Cng.sys (new) [2]", "Cng.sys"),
            ("HOSTS (Intel)", "HOSTS"),
            ("Setup (x86).exe", "Setup (x86).exe"),
            ("a(1).dll", "a(1).dll"),
        ] {
            assert_eq!(parse(printed), Ok(Value::text(name)), "{printed}");
        }
    }

    #[test]
    fn a_break_in_the_name_of_a_manifest_is_closed() {
        for (text, name) in [
            (
                "Amd64_microsoft-windows- boot_31bf_none_1a.manifest",
                "Amd64_microsoft-windows-boot_31bf_none_1a.manifest",
            ),
            ("Package_1_for_kb976398~31bf~ x86~~6.1. 1.0.mum", "Package_1_for_kb976398~31bf~x86~~6.1.1.0.mum"),
            ("Microsoft-Windows-Client- Package~31bf.cat", "Microsoft-Windows-Client-Package~31bf.cat"),
        ] {
            assert!(is_shape(text), "{text}");
            assert_eq!(parse(text), Ok(Value::text(name)), "{text}");
        }
        assert_eq!(parse("Read me - setup.cat"), Ok(Value::text("Read me - setup.cat")));
        assert!(!is_shape("Alder_windows.dll x86_boot.manifest"));
    }

    #[test]
    fn words_without_an_extension_are_no_name() {
        assert!(parse("For all supported x86-based versions").is_err());
        assert!(parse("(see note below)").is_err());
        assert_eq!(parse("hosts"), Ok(Value::text("hosts")));
        assert_eq!(parse("3 Birch setup.exe"), Ok(Value::text("3 Birch setup.exe")));
    }

    #[test]
    fn kind_and_extension_follow_the_last_point() {
        assert_eq!(kind("Update.mum"), "mum");
        assert_eq!(kind("a_6.1.1_none.MANIFEST"), "manifest");
        assert_eq!(kind("hosts"), "payload");
        assert_eq!(extension("a.b.DLL"), Some("DLL"));
        assert_eq!(extension("C:\\x.y\\hosts"), None);
    }
}

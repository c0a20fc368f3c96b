//! Names of articles: the path below the input root, divided by `/`, whatever bytes the system or an archive wrote it in.

/// Appends a part of a name. Bytes that are no UTF-8 become U+FFFD and two digits, and U+FFFD itself is written so, too: no
/// two names fall together.
pub(super) fn push_escaped(part: &[u8], name: &mut String) {
    let escape = |bytes: &[u8], name: &mut String| {
        for byte in bytes {
            name.push(char::REPLACEMENT_CHARACTER);
            name.push_str(&super::hex(&[*byte]));
        }
    };
    for chunk in part.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                char::REPLACEMENT_CHARACTER => escape(c.encode_utf8(&mut [0; 4]).as_bytes(), name),
                c => name.push(c),
            }
        }
        escape(chunk.invalid(), name);
    }
}

/// The name of an entry of an archive as it would be below a directory into which the archive was unpacked.
///
/// # Errors
/// Why there is no such place: it would lie outside of the directory.
pub(super) fn of_entry(raw: &[u8]) -> Result<String, &'static str> {
    is_inside(raw)?;
    let mut name = String::new();
    for part in raw.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".") {
        if !name.is_empty() {
            name.push('/');
        }
        push_escaped(part, &mut name);
    }
    if name.is_empty() { Err("it has no name") } else { Ok(name) }
}

/// Says why a name would lie outside of the directory that it is relative to.
///
/// # Errors
/// The reason.
pub(super) fn is_inside(raw: &[u8]) -> Result<(), &'static str> {
    if raw.contains(&0) {
        return Err("its name holds a zero byte");
    }
    if raw.starts_with(b"/") {
        return Err("its name is absolute, and an archive or a table names its articles by relative paths");
    }
    if raw.split(|byte| *byte == b'/').any(|part| part == b"..") {
        return Err("its name leads out of the archive (`..`)");
    }
    if raw.first().is_some_and(u8::is_ascii_alphabetic) && raw.get(1) == Some(&b':') {
        return Err("its name begins with a drive letter");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_entries_stay_inside_and_apart() {
        for (raw, name) in [
            (&b"a.md"[..], "a.md"),
            (b"./in//b.md", "in/b.md"),
            (b"a..b/..c.md", "a..b/..c.md"),
            (b"Gr\xF6\xDFe.md", "Gr\u{fffd}f6\u{fffd}dfe.md"),
            ("Größe.md".as_bytes(), "Größe.md"),
        ] {
            assert_eq!(of_entry(raw).as_deref(), Ok(name));
        }
        for raw in [&b"../a.md"[..], b"a/../../b.md", b"/etc/a.md", b"C:/a.md", b"c:a.md", b"a\0.md", b"", b"./"] {
            assert!(of_entry(raw).is_err(), "{raw:?}");
        }
    }
}

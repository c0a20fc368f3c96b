//! The tokens of a line, divided at any separator that a list may be printed with.

/// What stands around a token and is no part of it.
const AROUND: &[char] = &['(', ')', '*', '`', ',', ';', ':', '"', '\'', '='];

/// The tokens of a line: a blank, a tab, a bar, a semicolon, a quote and a tag divide it, and so does a comma that groups no digits
/// and a colon that is none of a time, a port or a drive.
pub(crate) fn tokens(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split([' ', '\t', '|', '\u{a0}', ';', '"', '<', '>']);
    words.flat_map(parts).map(|part| part.trim_matches(AROUND)).filter(|part| !part.is_empty())
}

/// A word, divided at its commas and colons.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let bytes = word.as_bytes();
    let divides = |&at: &usize| match bytes[at] {
        b',' => !groups_digits(bytes, at),
        _ => {
            at > 1
                && !bytes[at - 1].is_ascii_digit()
                && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                && bytes.get(at + 1) != Some(&b'/')
        }
    };
    let ends = memchr::memchr2_iter(b',', b':', bytes).filter(divides);
    let mut begin = 0;
    ends.chain(std::iter::once(word.len())).collect::<Vec<_>>().into_iter().map(move |end| {
        let part = &word[begin..end];
        begin = (end + 1).min(word.len());
        part
    })
}

/// Characters of the longest number of 64 bits, with its commas.
const LONGEST_NUMBER: usize = 26;

/// Whether a comma stands in a number that is divided into groups: up to three digits at its front, three in each other
/// group. In a list of numbers, `143,110,25`, it does not.
fn groups_digits(bytes: &[u8], comma: usize) -> bool {
    let is_of_number = |b: &&u8| b.is_ascii_digit() || **b == b',';
    let (before, behind) = bytes.split_at(comma);
    let begin = comma - before.iter().rev().take(LONGEST_NUMBER).take_while(is_of_number).count();
    let end = comma + behind.iter().take(LONGEST_NUMBER).take_while(is_of_number).count();
    let is_inside = before.last().is_some_and(u8::is_ascii_digit) && behind.get(1).is_some_and(u8::is_ascii_digit);
    // Cells may be divided by commas on both sides of it.
    let number = &bytes[begin..end];
    let begins = begin.checked_sub(1).and_then(|at| bytes.get(at));
    let is_apart = number.starts_with(b",")
        || begins.is_none_or(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'.' | b'-' | b'_'));
    let mut groups = number.split(|&b| b == b',').filter(|group| !group.is_empty());
    is_inside && is_apart && groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_separator_divides_a_line() {
        for (line, wanted) in [
            ("Alder.dll 6.1.7600.1 275,456 x86", "Alder.dll 6.1.7600.1 275,456 x86"),
            (
                "Alder.dll,2022.160.43.252,336928,22-Jan-26,20:24,x64,,,",
                "Alder.dll 2022.160.43.252 336928 22-Jan-26 20:24 x64",
            ),
            ("\"Alder.dll\",\"805,376\"", "Alder.dll 805,376"),
            ("Birch.sys;67,472;07:16", "Birch.sys 67,472 07:16"),
            ("name:Alder.dll, size: 1,024,000.", "name Alder.dll size 1,024,000."),
            ("10.0.0.1:* Version=4.0.0.0, x", "10.0.0.1 Version=4.0.0.0 x"),
            ("Birch.dll i386<A0><A0>1,562,528 bytes", "Birch.dll i386 A0 A0 1,562,528 bytes"),
            ("-o 143,110,25", "-o 143 110 25"),
            ("see https://example.org/a", "see https://example.org/a"),
        ] {
            assert_eq!(tokens(line).collect::<Vec<_>>().join(" "), wanted, "{line}");
        }
    }
}

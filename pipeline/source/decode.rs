//! Bytes to text: UTF-8 and UTF-16 by mark or by form, everything else by the detector that browsers use.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Text and how it was encoded.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark. A carriage return that no line feed follows ends a line, too, and is one.
    pub text: String,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// Whether bytes had no meaning in that encoding (now U+FFFD), or were zero bytes.
    pub damaged: bool,
}

/// Decodes any bytes; never fails.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let decoded = decode_text(bytes);
    Decoded { text: with_line_feeds(decoded.text), ..decoded }
}

/// The text with line feeds in place of carriage returns that stand alone: all that reads lines may look for one byte.
/// Several of them before a line feed are one line end that was written twice.
fn with_line_feeds(text: String) -> String {
    let is_alone = |at: &usize| {
        let behind = text.as_bytes()[at + 1..].iter().take(MOST_RETURNS).find(|&&b| b != b'\r');
        behind != Some(&b'\n')
    };
    let Some(first) = memchr::memchr_iter(b'\r', text.as_bytes()).find(is_alone) else { return text };
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', &text.as_bytes()[first..]).map(|at| first + at).filter(is_alone) {
        out.push_str(&text[from..at]);
        out.push('\n');
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// More carriage returns in a row are empty lines.
const MOST_RETURNS: usize = 4;

fn decode_text(bytes: Vec<u8>) -> Decoded {
    if !bytes.starts_with(&[0xEF, 0xBB, 0xBF]) && !bytes.starts_with(&[0xFF, 0xFE]) && !bytes.starts_with(&[0xFE, 0xFF])
    {
        let zeros = memchr::memchr(0, &bytes).is_some();
        if !zeros {
            // The common case takes the bytes over without a copy.
            return match String::from_utf8(bytes) {
                Ok(text) => Decoded { text, encoding: "UTF-8", damaged: false },
                Err(error) => decode_as(guess(error.as_bytes()), error.as_bytes()),
            };
        }
    }
    match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) => decode_as(encoding, &bytes[mark..]),
        None => decode_as(utf16_by_form(&bytes).unwrap_or_else(|| guess(&bytes)), &bytes),
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        damaged: replaced || memchr::memchr(0, text.as_bytes()).is_some(),
        text: text.into_owned(),
        encoding: encoding.name(),
    }
}

/// UTF-16 without a mark: ASCII text has a zero in every other byte.
fn utf16_by_form(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if pairs < 2 {
        None
    } else if odd * 10 > pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_forms_and_legacy_pages_are_told_apart() {
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let text = "# Größe\n\nFile name";
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(utf16(text, u16::to_le_bytes));
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
            (marked, "UTF-16LE"),
            (utf16(text, u16::to_le_bytes), "UTF-16LE"),
            (utf16(text, u16::to_be_bytes), "UTF-16BE"),
        ] {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.damaged), (text, encoding, false));
        }
        let decoded = decode(b"Gr\xF6\xDFe \x96 caf\xE9".to_vec());
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Größe – café", "windows-1252"));
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        let text = |bytes: &[u8]| decode(bytes.to_vec()).text;
        assert_eq!(text(b"a\rb\r\rc\r\nd\r"), "a\nb\n\nc\r\nd\n");
        assert_eq!(text(b"a\r\nb\r\n"), "a\r\nb\r\n");
        assert_eq!(text(b"a\r\r\nb\r\r\n"), "a\r\r\nb\r\r\n");
    }

    #[test]
    fn bytes_that_are_no_text_are_marked_as_damaged() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\xfd".to_vec()).damaged);
        assert!(!decode(Vec::new()).damaged);
    }
}

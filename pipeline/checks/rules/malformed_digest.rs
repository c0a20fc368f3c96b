//! K314.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::Damage;

pub(super) const RULE: Rule = Rule {
    code: "K314",
    name: "malformed-digest",
    level: Level::Error,
    summary: "a digest with too many or too few hex digits, or with a character that is not a hex digit",
    rationale: "A digest that lacks a digit proves nothing: no file will ever match it. One of another length belongs to \
                another algorithm, and stands under the wrong heading. The row is not read.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB900314 - Update for the cache driver\n\n\
             ## Hash information\n\n\
             |File name|SHA1 hash|SHA256 hash|\n\
             |---|---|---|\n\
             |Cache-x86.msu|00112233445566778899aabbccddeeff00112233|00112233445566778899aabbccddeeff00112233445566778899aabbccddeef|\n\
             |Cache-x64.msu|00112233445566778899aabbccddeeff0011223O|ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100|\n",
        )]),
        Example::article(&[(
            "flattened-row.txt",
            "KB900314 - Update for the cache driver\n\n\
             File name SHA256 hash\n\
             Cache-x86.msu ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100\n\
             Cache-x64.msu 00112233445566778899aabbccddeeff00112233\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "# KB900314 - Update for the cache driver\n\n\
         ## Hash information\n\n\
         |File name|SHA1 hash|SHA256 hash|\n\
         |---|---|---|\n\
         |Cache-x86.msu|00112233445566778899AABBCCDDEEFF00112233|00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

/// Names of digests by their number of hex digits.
const LENGTHS: [(usize, &str); 5] = [(32, "MD5"), (40, "SHA-1"), (64, "SHA-256"), (96, "SHA-384"), (128, "SHA-512")];

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for cell in article.unread().iter().filter(|cell| cell.damage == Damage::Digest) {
        let (expected, name) = if cell.type_name == "sha1" { LENGTHS[1] } else { LENGTHS[2] };
        let digits: String = cell.text.split_whitespace().collect();
        let (what, label) = said(&digits, expected, name);
        let draft = drafts
            .add(cell.span, format!("`{}` {what}", short(&digits)))
            .label(label)
            .help(format!("compute the digest of the file again; until then {}", cell.loss()));
        cell.mark(draft);
    }
}

/// What is wrong with a digest, and the label below it.
fn said(digits: &str, expected: usize, name: &str) -> (String, String) {
    let count = digits.chars().count();
    if let Some(sign) = digits.chars().find(|c| !c.is_ascii_hexdigit()) {
        return (format!("holds `{sign}`, which is not a hex digit"), format!("a {name} has {expected} hex digits"));
    }
    if let Some((_, other)) = LENGTHS.iter().find(|(length, _)| *length == count) {
        let label = format!("the heading announces a {name}, which has {expected}");
        return (format!("has {count} hex digits, as a {other} has"), label);
    }
    let label = match count.abs_diff(expected) {
        1 if count < expected => "a digit is missing".to_owned(),
        1 => "a digit is too many".to_owned(),
        number if count < expected => format!("{number} digits are missing"),
        number => format!("{number} digits are too many"),
    };
    (format!("has {count} hex digits, a {name} has {expected}"), label)
}

/// The first and last digits of a digest.
fn short(digits: &str) -> String {
    const SHOWN: usize = 8;
    let chars: Vec<char> = digits.chars().collect();
    match chars.len().checked_sub(2 * SHOWN) {
        Some(1..) => chars[..SHOWN].iter().chain(['…'].iter()).chain(&chars[chars.len() - SHOWN..]).collect(),
        _ => digits.to_owned(),
    }
}

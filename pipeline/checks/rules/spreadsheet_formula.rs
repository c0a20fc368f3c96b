//! K318.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K318",
    name: "spreadsheet-formula",
    level: Level::Warning,
    summary: "a cell that a spreadsheet would run: it begins with `=`, `+`, `-` or `@`",
    rationale: "Anyone who opens the CSV in a spreadsheet sees an error in place of the text, or runs what the text says. The \
                datasets keep the text as printed; `kbc build --spreadsheet-safe` writes copies in which such texts begin with \
                an apostrophe. Cells of tables that no dataset claims are in Parquet only: a note.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900318 - Error codes of the cache driver\n\n\
         ## Error codes\n\n\
         |Error code|Message|Cause|\n\
         |---|---|---|\n\
         |0x80070005|Access is denied.|=HYPERLINK(\"http://example.com\")|\n\
         |0x80070002|The file is not found.|-d was given without a name|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900318 - Error codes of the cache driver\n\n\
         ## Error codes\n\n\
         |Error code|Decimal|Message|Cause|\n\
         |---|---|---|---|\n\
         |0x80070005|-2147024891|Access is denied.|- The account is locked.|\n\
         |0x80070002|-2147024894|The file is not found.|-|\n\
         |0x80070003|-2147024893|The path is not found.|+1|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let text = article.text().as_bytes();
    for (number, (table, read)) in (1..).zip(article.tables()) {
        for (ordinal, row) in (1..).zip(&read.rows) {
            for cell in &row.cells {
                // Markup may stand before the sign; nearly every cell begins with a letter or a digit.
                let first = text.get(cell.span.start as usize).copied().unwrap_or(b'a');
                if cell.span.is_empty() || first.is_ascii_alphanumeric() {
                    continue;
                }
                let printed = article.document.plain(cell.span);
                if !is_formula(&printed) {
                    continue;
                }
                let sign = printed.chars().next().unwrap_or_default();
                let draft = drafts
                    .add(cell.span, format!("a spreadsheet would run this cell: it begins with `{sign}`"))
                    .label("read as a formula")
                    .help("change the text, or write the CSV with `--spreadsheet-safe`")
                    .row(article.dataset_of(table), number, Some(ordinal));
                if cell.claimed_by.is_none() {
                    draft.level(Level::Note);
                }
            }
        }
    }
}

/// Whether a text is nothing but hyphens: it stands for no value.
fn is_rule(text: &str) -> bool {
    text.bytes().all(|b| b == b'-')
}

/// Whether a spreadsheet would take a text for a formula. Numbers, nulls, list items and rules are none.
pub(super) fn is_formula(text: &str) -> bool {
    let mut chars = text.chars();
    let sign = chars.next();
    let rest = chars.as_str();
    // A number, with or without a remark behind it: `-1018 (0xFFFFFC06)`.
    let first = rest.split(' ').next().unwrap_or_default();
    let is_number = || {
        first.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'%')) && !rest.contains(['|', '!', '='])
    };
    // An item of a list has a blank behind its sign, a drawing (`--<->--`) has other signs there.
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '(' | '"' | '\'' | '$' | '@');
    match sign {
        Some('=') => rest.trim_start().starts_with(begins),
        Some('+' | '-' | '@') => rest.starts_with(begins) && !is_number() && !is_rule(text),
        _ => false,
    }
}

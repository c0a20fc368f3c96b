//! K317.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::{Column, Dataset, Origin};
use crate::finding::Level;
use crate::records::ReadRow;
use crate::span::Span;
use crate::values::{Spelling, Value, spellings};

pub(super) const RULE: Rule = Rule {
    code: "K317",
    name: "hex-disagrees-with-decimal",
    level: Level::Error,
    summary: "a code whose hexadecimal and decimal spellings are two numbers",
    rationale: "Anyone who looks the code up finds one of the two, or nothing. Both are compared as 32 or 64 bits, with a sign or \
                without: `0xfffffc06` and `-1018` are one code, `0xfffffbc` and `-1075` are two.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB900317 - Error codes of the cache driver\n\n\
         ## Error codes\n\n\
         |Error code|Hex|Message|\n\
         |---|---|---|\n\
         |-1075|0xfffffbc|The cache is out of memory.|\n\
         |-1018|0xfffffc06|A page of the cache is damaged.|\n\
         |-1019 (0xFFFFFC06)||A page of the cache is empty.|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB900317 - Error codes of the cache driver\n\n\
         ## Error codes\n\n\
         |Error code|Decimal|Message|\n\
         |---|---|---|\n\
         |0xfffffbcd|-1075|The cache is out of memory.|\n\
         |0x80070005|2147942405|The cache is locked.|\n\
         |0x80070002|2|The cache is not found.|\n\
         |-1018 (0xFFFFFC06)|-1018|A page of the cache is damaged.|\n\
         |0x2103|8451|The database of the cache is damaged.|\n\
         |CACHE_EMPTY|12|The cache is empty.|\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (number, (table, read)) in (1..).zip(article.tables()) {
        let Some(claim) = &table.claim else { continue };
        let dataset = &article.contract.datasets[claim.dataset];
        let is_printed = |at: usize| claim.columns.iter().flatten().any(|&printed| printed == at);
        let has_codes = dataset.columns.iter().enumerate().any(|(at, column)| is_code(column) && is_printed(at));
        for (ordinal, row) in (1..).zip(&read.rows).filter(|_| has_codes) {
            let Some((bits, hex, decimal, plain)) = pair(dataset, row) else { continue };
            if Spelling::is_same(bits, decimal) {
                continue;
            }
            let printed = article.document.plain(hex);
            let message = if plain == hex {
                format!("`{printed}` is two codes")
            } else {
                format!("`{printed}` and `{}` are two codes", article.document.plain(plain))
            };
            let draft = drafts
                .add(hex, message)
                .label(format!("{bits:#x} is {}; {decimal} is {}", as_decimal(bits), as_hex(decimal)))
                .help("look up which of the two the code is, and correct the other")
                .row(Some(&dataset.name), number, Some(ordinal));
            if plain != hex {
                draft.other(plain, "the other spelling");
            }
        }
    }
}

fn is_code(column: &Column) -> bool {
    matches!(column.type_name(), "error-code" | "hex")
}

/// The first hexadecimal and the first decimal spelling of a row's code, with their places.
fn pair(dataset: &Dataset, row: &ReadRow<'_>) -> Option<(u64, Span, i64, Span)> {
    let (mut hex, mut decimal) = (None, None);
    for cell in &row.cells {
        for (at, value) in &cell.values {
            let column = &dataset.columns[*at];
            match value {
                Ok(Value::Text(text)) if is_code(column) => {
                    for spelling in spellings(text) {
                        match spelling {
                            Spelling::Hex(bits) => hex = hex.or(Some((bits, cell.span))),
                            Spelling::Decimal(number) => decimal = decimal.or(Some((number, cell.span))),
                        }
                    }
                }
                // A number counts where the schema says that it is the code's.
                Ok(Value::I64(number)) if is_of_code(dataset, column) => {
                    decimal = decimal.or(Some((*number, cell.span)));
                }
                _ => {}
            }
        }
    }
    let ((bits, hex), (number, decimal)) = (hex?, decimal?);
    Some((bits, hex, number, decimal))
}

/// Whether a column can take its value from a code.
fn is_of_code(dataset: &Dataset, column: &Column) -> bool {
    column.from.iter().any(|origin| matches!(origin, Origin::Part { column, .. } if is_code(&dataset.columns[*column])))
}

fn as_decimal(bits: u64) -> i64 {
    u32::try_from(bits).map_or(bits.cast_signed(), |bits| i64::from(bits.cast_signed()))
}

fn as_hex(number: i64) -> String {
    i32::try_from(number).map_or_else(|_| format!("{number:#x}"), |number| format!("{number:#x}"))
}

//! K415.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::records::ReadRow;
use crate::span::Span;
use crate::values::version_numbers;
use crate::work;
use rustc_hash::FxHashMap;

pub(super) const RULE: Rule = Rule {
    code: "K415",
    name: "version-pair-disagrees",
    level: Level::Error,
    summary: "two versions of one row that end differently, while those of the other rows end alike",
    rationale: "The files of some products carry the product's version in their own: product `14.0.246.62`, file \
                `2017.140.246.62`. Where the last two numbers agree in nearly all rows of a table, a row in which \
                they do not holds a slip. The pair of product and file is known by its form, too: a year, then the \
                product's first number times ten.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|Build number|File version|KB number|\n\
             |---|---|---|---|\n\
             |Update 3|4.0.3411.3|7.400.3411.3|2965089|\n\
             |Update 2|4.0.3401.7|7.400.3401.7|2932860|\n\
             |Update 1|4.0.3391.2|7.400.3391.2|2904727|\n\
             |First release|4.0.3381.3|7.400.3318.3|2861038|\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|Build number|File version|KB number|\n\
             |---|---|---|---|\n\
             |Update 3|14.0.246.62|2017.140.249.62|2965089|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|Build number|File version|KB number|\n\
             |---|---|---|---|\n\
             |Update 3|10.50.6000.34|2009.100.6000.34|2965089|\n\
             |Update 2|10.50.04000.0|2009.100.4000.0|2932860|\n\
             |Update 1|10.50.2500.0|2009.100.2500.0|2904727|\n\
             |First release|10.50.1600.1|Not applicable|2861038|\n",
        )]),
        // Versions that never had to do with each other.
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|Build number|File version|KB number|\n\
             |---|---|---|---|\n\
             |Update 3|4.0.3411.3|7.4.18.3|2965089|\n\
             |Update 2|4.0.3401.7|7.4.18.2|2932860|\n\
             |Update 1|4.0.3391.2|7.4.18.1|2904727|\n\
             |First release|4.0.3381.3|7.4.18.0|2861038|\n",
        )]),
        // Two products with their files: only one was changed with the last update.
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Build number|File version|Words|Words file|KB number|\n\
             |---|---|---|---|---|\n\
             |13.0.5888.11|2015.131.5888.11|13.0.5882.1|2015.131.5882.1|5001092|\n\
             |13.0.5882.1|2015.131.5882.1|13.0.5882.1|2015.131.5882.1|4577467|\n\
             |13.0.5865.1|2015.131.5865.1|13.0.5865.1|2015.131.5865.1|4557397|\n\
             |13.0.5850.14|2015.131.5850.14|13.0.5850.14|2015.131.5850.14|4550000|\n\
             |13.0.5830.85|2015.131.5830.85|13.0.5830.85|2015.131.5830.85|4495000|\n",
        )]),
        // One version in most rows: the file may be older than the product.
        Example::article(&[(
            "a.md",
            "# KB976398 - Builds of the cache\n\n\
             |Release|Build number|File version|KB number|\n\
             |---|---|---|---|\n\
             |Update 3|4.0.3411.3|4.0.3411.3|2965089|\n\
             |Update 2|4.0.3401.7|4.0.3401.7|2932860|\n\
             |Update 1|4.0.3391.2|4.0.3391.2|2904727|\n\
             |First release|4.0.3381.3|4.0.3380.1|2861038|\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Rows that must agree to show that two columns belong together.
const AGREEING: usize = 3;
/// Rows that must agree for each one that does not.
const FOR_EACH: usize = 3;
/// Rows in which a version of each column must appear.
const FIRST_ROWS: usize = 3;

/// Versions of a row with more others between them do not belong together: work stays in proportion to the row.
const MOST_APART: usize = 8;

/// A version of four numbers in a row.
struct Version {
    column: usize,
    span: Span,
    numbers: [u32; 4],
}

/// Rows in which two columns hold different versions.
#[derive(Default)]
struct Pairs {
    /// How many of them end alike.
    alike: usize,
    /// Positions of the others, with the positions of both versions in the row.
    unlike: Vec<(usize, usize, usize)>,
    /// Whether they are product and file by their form, in every row.
    is_by_form: bool,
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for (ordinal, (table, read)) in article.tables().enumerate() {
        let has_two = |row: &ReadRow<'_>| {
            let mut cells = row.cells.iter().filter(|cell| may_be_version(cell.span.slice(article.text())));
            cells.nth(1).is_some()
        };
        if table.headings.len() < 2 || !read.rows.iter().take(FIRST_ROWS).any(has_two) {
            continue;
        }
        let rows: Vec<Vec<Version>> = read.rows.iter().map(|row| versions(article, row)).collect();
        let mut odd = odd_pairs(&rows);
        odd.sort_unstable_by_key(|&(row, left, right, _)| (row, left, right));
        let mut last = None;
        for (row, left, right, alike) in odd {
            // A wrong version disagrees with all of its partners: once is enough.
            if last == Some(row) {
                continue;
            }
            last = Some(row);
            let (left, right) = (&rows[row][left], &rows[row][right]);
            let text = |version: &Version| article.document.plain(version.span).into_owned();
            let others = match alike {
                0 => String::new(),
                1 => ", those of another row alike".to_owned(),
                _ => format!(", those of {alike} other rows alike"),
            };
            let message = format!("`{}` and `{}` end differently{others}", text(left), text(right));
            let draft = drafts
                .add(right.span, message)
                .label("its last two numbers")
                .other(left.span, "should be those of this version")
                .help("compare both with the file itself; correct the one that is wrong");
            let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
            draft.row(article.dataset_of(table), number(ordinal), Some(number(row)));
        }
    }
}

/// Whether a cell may hold a version of four numbers, markup and all: nearly none does.
fn may_be_version(raw: &str) -> bool {
    (7..=64).contains(&raw.len()) && memchr::memchr_iter(b'.', raw.as_bytes()).count() == 3
}

fn versions(article: &Article<'_>, row: &ReadRow<'_>) -> Vec<Version> {
    let cells = row.cells.iter().filter(|cell| may_be_version(cell.span.slice(article.text())));
    cells
        .filter_map(|cell| {
            let numbers: Option<Vec<u32>> = version_numbers(&article.document.plain(cell.span)).collect();
            Some(Version { column: cell.column, span: cell.span, numbers: numbers?.try_into().ok()? })
        })
        .collect()
}

/// Rows that break what holds between two columns: the row, its two versions, and how many rows agree.
fn odd_pairs(rows: &[Vec<Version>]) -> Vec<(usize, usize, usize, usize)> {
    let mut columns: FxHashMap<(usize, usize), Pairs> = FxHashMap::default();
    // In the order of columns, so that nothing depends on the order of a hash map.
    let mut order = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (position, left) in row.iter().enumerate() {
            for (other, right) in row.iter().enumerate().skip(position + 1).take(MOST_APART) {
                work::add(0);
                if left.numbers == right.numbers {
                    continue;
                }
                let key = (left.column, right.column);
                let pairs = columns.entry(key).or_insert_with(|| {
                    order.push(key);
                    Pairs { is_by_form: true, ..Pairs::default() }
                });
                pairs.is_by_form &= other == position + 1 && is_product_and_file(&left.numbers, &right.numbers);
                if left.numbers[2..] == right.numbers[2..] {
                    pairs.alike += 1;
                } else {
                    pairs.unlike.push((at, position, other));
                }
            }
        }
    }
    let mut odd = Vec::new();
    for key in order {
        let Some(pairs) = columns.get(&key) else { continue };
        let is_usual = pairs.alike >= AGREEING && pairs.unlike.len() * FOR_EACH <= pairs.alike;
        let is_known = pairs.is_by_form && pairs.unlike.len() <= pairs.alike.max(1);
        if is_usual || is_known {
            let is_odd = |&&(row, left, right): &&(usize, usize, usize)| {
                !has_partner(&rows[row], left) || !has_partner(&rows[row], right)
            };
            odd.extend(pairs.unlike.iter().filter(is_odd).map(|&(row, left, right)| (row, left, right, pairs.alike)));
        }
    }
    odd
}

/// Whether another version of the row ends alike: then a column in between is that of something else.
fn has_partner(row: &[Version], at: usize) -> bool {
    let near = row.iter().enumerate().take(at + MOST_APART + 1).skip(at.saturating_sub(MOST_APART));
    near.into_iter().any(|(other, version)| other != at && version.numbers[2..] == row[at].numbers[2..])
}

/// `14.0.246.62` and `2017.140.246.62`: a year, then the first number of the product times ten.
fn is_product_and_file(product: &[u32; 4], file: &[u32; 4]) -> bool {
    (1990..2100).contains(&file[0]) && file[1] / 10 == product[0]
}

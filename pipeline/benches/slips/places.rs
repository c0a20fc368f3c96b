//! Where an article prints what a slip can damage.

use kbc::blocks;
use kbc::checks::{Article, FileCell, file_sections};
use kbc::contract::Contract;
use kbc::lines;
use kbc::outline;
use kbc::records;
use kbc::source::Source;
use kbc::span::Span;
use kbc::tables;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A row about a file.
pub(crate) struct Row {
    /// Ordinal of its table.
    pub(crate) table: u32,
    /// Where name, version, size, date, time and platform are printed; none where they are not.
    pub(crate) cells: [Option<Range<usize>>; 6],
    /// From its first to its last cell.
    pub(crate) whole: Range<usize>,
    /// Its lines with their line ends; none where other rows share them.
    pub(crate) lines: Option<Range<usize>>,
    /// Whether its lines hold one cell each.
    pub(crate) is_tall: bool,
}

/// The places of an article.
#[derive(Default)]
pub(crate) struct Places {
    /// Rows about files, in order.
    pub(crate) rows: Vec<Row>,
    /// Name of the layout of the table with most of them.
    pub(crate) layout: &'static str,
    /// Headings of tables of files.
    pub(crate) headings: Vec<Vec<Range<usize>>>,
    /// Labels above tables of files.
    pub(crate) labels: Vec<Range<usize>>,
    /// Numbers of other articles: in addresses of links, then anywhere else.
    pub(crate) linked: Vec<Range<usize>>,
    pub(crate) named: Vec<Range<usize>>,
    /// The places of the article's own number, in order.
    pub(crate) own: Vec<Range<usize>>,
}

const CELLS: [FileCell; 6] =
    [FileCell::Name, FileCell::Version, FileCell::Size, FileCell::Date, FileCell::Time, FileCell::Platform];

static LINKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:/kb/|/help/|kb;[A-Za-z-]*;|default\.aspx\?scid=kb;)([0-9]{5,7})\b").ok());
static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:Q|KB|ID: |KB |Q )([0-9]{5,7})\b|\(([0-9]{6,7})\)|\[([0-9]{6,7})\]").ok());
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[0-9]{5,8}").ok());

/// Finds the places of an article.
pub(crate) fn of(source: &Source, contract: &Contract) -> Places {
    let document = blocks::read(source);
    let lines = lines::read(&document, contract);
    let tables = tables::find(&lines);
    let outline = outline::read(&lines, &tables);
    let records = records::read(&lines, &tables, outline, contract);
    let article = Article::new(0, &document, &tables, &records, contract);
    let text = source.text.as_str();
    let mut places = Places { rows: rows(&article), ..Places::default() };
    let mut counts: Vec<(usize, &'static str)> = Vec::new();
    for table in tables
        .iter()
        .filter(|table| table.claim.as_ref().is_some_and(|claim| Some(claim.dataset) == contract.position("files")))
    {
        counts.push((table.rows.len(), table.layout.name));
        places.headings.push(table.headings.iter().map(|span| span.range()).collect());
    }
    places.layout = counts.into_iter().max().map_or("", |(_, name)| name);
    places.labels = file_sections(&article).into_iter().filter_map(|section| Some(section.label?.range())).collect();
    places.labels.dedup();
    let own = own_number(&records, contract);
    let is_own = |range: &Range<usize>| own.is_some_and(|own| text[range.clone()].parse() == Ok(own));
    let all = |regex: &LazyLock<Option<Regex>>| -> Vec<Range<usize>> {
        let Some(regex) = regex.as_ref() else { return Vec::new() };
        let found =
            regex.captures_iter(text).filter_map(|found| found.iter().skip(1).flatten().next().map(|m| m.range()));
        found.collect()
    };
    places.linked = all(&LINKED).into_iter().filter(|range| !is_own(range)).collect();
    places.named = all(&NAMED).into_iter().filter(|range| !is_own(range)).collect();
    if let Some(number) = NUMBER.as_ref() {
        places.own = number.find_iter(text).map(|found| found.range()).filter(is_own).collect();
    }
    places
}

fn own_number(records: &records::Records<'_>, contract: &Contract) -> Option<u32> {
    let at = contract.position("articles")?;
    let column = contract.datasets[at].position("kb")?;
    match records.datasets[at].iter().next()?.get(column)? {
        kbc::values::Value::U32(number) => Some(*number),
        _ => None,
    }
}

fn rows(article: &Article<'_>) -> Vec<Row> {
    let text = article.text();
    let mut rows: Vec<Row> = Vec::new();
    for row in article.files() {
        let whole = row.whole().range();
        let start = text[..whole.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[whole.end..].find('\n').map_or(text.len(), |at| whole.end + at + 1);
        let cells = CELLS.map(|cell| row.span(cell).map(Span::range));
        let is_tall = text[whole.clone()].contains('\n');
        rows.push(Row { table: row.table, cells, whole, lines: Some(start..end), is_tall });
    }
    for at in 1..rows.len() {
        let is_shared = rows[at - 1].lines.as_ref().zip(rows[at].lines.as_ref()).is_some_and(|(a, b)| a.end > b.start);
        if is_shared {
            rows[at - 1].lines = None;
            rows[at].lines = None;
        }
    }
    rows
}

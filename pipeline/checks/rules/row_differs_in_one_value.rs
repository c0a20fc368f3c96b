//! K512.

use crate::checks::{
    Article, Check, Entry, Example, FileCell, FileRow, Judge, Keys, Place, Rule, date, hash, is_slip_of_date,
    one_keystroke, weight,
};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K512",
    name: "row-differs-in-one-value",
    level: Level::Error,
    summary: "a row that other articles print, too, but for one value that is one keystroke off",
    rationale: "Three articles list `Cache.dll` in one version, size and time of day; two date it to 01-Jun-2006, the third to \
                01-Jan-2006. Name, version and processor of a row, or its size, date and time, agree with the rows of others, \
                and of the other three values all but one do. Two witnesses make an error. One makes a warning, in the later \
                of the two articles, and only for versions and dates of rows with five values or more. Times that differ by whole hours \
                are those of another time zone; sizes of one version are the business of K506.",
    bad: &[Example {
        files: &[
            ("a.md", ROW_OF_OTHERS),
            ("b.md", ROW_OF_OTHERS_TOO),
            (
                "c.md",
                "# Update of another year\n\n_Original KB number:_ &nbsp; 900514\n\n\
                 |File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                 |Cache.dll|5.1.2600.1734|163,840|01-Jan-2006|02:52|\n",
            ),
        ],
        also: &[],
    }],
    good: &[
        Example { files: &[("a.md", ROW_OF_OTHERS), ("b.md", ROW_OF_OTHERS_TOO)], also: &[] },
        // A time zone; and another build, of which nothing but name and version is the same.
        Example {
            files: &[
                ("a.md", ROW_OF_OTHERS),
                ("b.md", ROW_OF_OTHERS_TOO),
                (
                    "c.md",
                    "# Update of another zone\n\n_Original KB number:_ &nbsp; 900514\n\n\
                     |File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
                     |Cache.dll|5.1.2600.1734|163,840|01-Jun-2006|12:52|\n",
                ),
            ],
            also: &[],
        },
    ],
    needs: &[Role::FileName, Role::FileVersion, Role::FileSize, Role::FileDate],
    check: Check::Corpus { gather, judge },
};

const ROW_OF_OTHERS: &str = "# Update for the cache driver\n\n_Original KB number:_ &nbsp; 900512\n\n\
     |File name|File version|File size|Date|Time|\n|---|---|---|---|---|\n\
     |Cache.dll|5.1.2600.1734|163,840|01-Jun-2006|02:52|\n";
const ROW_OF_OTHERS_TOO: &str = "# Update for the page driver\n\n_Original KB number:_ &nbsp; 900513\n\n\
     |Date|Time|File version|File size|File name|\n|---|---|---|---|---|\n\
     |01-Jun-2006|02:52|5.1.2600.1734|163,840|Cache.dll|\n";

/// Rows that print fewer values say too little to be known by all but one of them.
const FEWEST_VALUES: u32 = 3;
/// From so many values on, one witness is enough for a warning.
const MANY_VALUES: u32 = 5;
/// Groups with more different rows are a file of many builds: their rows are not compared in pairs.
const MOST_ROWS: usize = 64;
/// Witnesses that are shown.
const SHOWN: usize = 4;

/// The parts of a packed half: bits and shift.
const PARTS: [(u32, u32); 3] = [(31, 33), (16, 17), (17, 0)];

/// A value that may be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Size,
    Date,
    Time,
    Name,
    Version,
    Platform,
}

const MOMENT: [Field; 3] = [Field::Size, Field::Date, Field::Time];
const IDENTITY: [Field; 3] = [Field::Name, Field::Version, Field::Platform];

/// `Entry::class` holds which values a row prints, and in its lowest bit whether its identity or its moment is what is compared.
const OF_IDENTITY: u32 = 1;

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for row in article.files() {
        let name = row.name.to_ascii_lowercase();
        let given = [
            true,
            row.version.is_some(),
            row.platform.is_some(),
            row.size.is_some(),
            row.date.is_some(),
            row.time.is_some(),
        ];
        let class = given.iter().enumerate().fold(0, |mask, (at, given)| mask | u32::from(*given) << (at + 1));
        if class.count_ones() < FEWEST_VALUES || given[3..] == [false; 3] {
            continue;
        }
        let number = |number: Option<i64>| number.unwrap_or_default().cast_unsigned();
        let moment =
            pack([number(row.size), number(row.date.map(i64::from)), number(row.time.map(|ms| i64::from(ms / 1000)))]);
        let identity = pack([hash(&name) >> 33, hash(row.version) >> 48, hash(row.platform) >> 47]);
        let span = |cells: &[FileCell]| cells.iter().filter_map(|&cell| row.span(cell)).reduce(Span::join);
        let mut add = |class: u32, key: u64, value: u64, place: Option<Span>| {
            let (source, table, ordinal) = (article.number, row.table, row.row);
            let place = place.unwrap_or_else(|| row.whole());
            keys.add(Entry { class, key, value, source, table, row: ordinal, place, name: row.name_span() });
        };
        let exact = hash((&name, row.version, row.platform));
        add(class, exact, moment, span(&[FileCell::Size, FileCell::Date, FileCell::Time]));
        let place = version_or_platform(row);
        add(class | OF_IDENTITY, hash((row.size, row.date, row.time)), identity, place);
    }
}

/// Where a row prints what tells it apart beside its name.
fn version_or_platform(row: &FileRow<'_>) -> Option<Span> {
    row.span(FileCell::Version).filter(|_| row.version.is_some()).or_else(|| row.span(FileCell::Platform))
}

fn pack(values: [u64; 3]) -> u64 {
    values.iter().zip(PARTS).fold(0, |packed, (value, (bits, shift))| packed | (value & mask(bits)) << shift)
}

fn mask(bits: u32) -> u64 {
    (1 << bits) - 1
}

fn part(packed: u64, at: usize) -> u64 {
    let (bits, shift) = PARTS[at];
    packed >> shift & mask(bits)
}

/// A row with the rows that speak against a value of it.
struct Slip {
    own: Entry,
    field: Field,
    others: Vec<Entry>,
    /// What is printed, and what the others print.
    texts: [String; 2],
    /// Number of articles that the others stand in.
    articles: usize,
}

fn judge(judge: &mut Judge<'_>) {
    let mut slips: Vec<Slip> = Vec::new();
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let rows: Vec<&[Entry]> = group.chunk_by(|left, right| left.value == right.value).collect();
        if rows.len() < 2 || rows.len() > MOST_ROWS {
            continue;
        }
        let sources = |rows: &[Entry]| rows.iter().map(|entry| entry.source).collect::<BTreeSet<u32>>();
        let by: Vec<BTreeSet<u32>> = rows.iter().map(|rows| sources(rows)).collect();
        for (at, own) in rows.iter().enumerate().filter(|(at, _)| by[*at].len() == 1) {
            let others = (0..rows.len()).filter(|&other| other != at && by[other].is_disjoint(&by[at]));
            let near = others.filter_map(|other| Some((other, difference(own[0], rows[other][0])?)));
            let mut near: Vec<(usize, Field)> =
                near.filter(|&(other, field)| is_enough(own[0], rows[other][0], field, by[other].len())).collect();
            near.sort_by_key(|(other, _)| std::cmp::Reverse(by[*other].len()));
            slips.extend(near.iter().find_map(|&(other, field)| {
                let texts = meant(judge, own[0], rows[other][0], field)?;
                Some(Slip { own: own[0], field, others: rows[other].to_vec(), texts, articles: by[other].len() })
            }));
        }
    }
    slips.sort_by_key(|slip| (slip.own.source, slip.own.table, slip.field, slip.own.row));
    let is_one_slip = |left: &Slip, right: &Slip| {
        (left.own.source, left.own.table, left.field) == (right.own.source, right.own.table, right.field)
    };
    let files = judge.dataset(Role::FileName);
    for table in slips.chunk_by(is_one_slip) {
        report(judge, files, &table[0], table.len() - 1);
    }
}

/// The only value in which two rows of a group differ.
fn difference(own: Entry, other: Entry) -> Option<Field> {
    let fields = if own.class & OF_IDENTITY == 0 { MOMENT } else { IDENTITY };
    let mut differing = (0..3).filter(|&at| part(own.value, at) != part(other.value, at));
    match (differing.next(), differing.next()) {
        (Some(at), None) => Some(fields[at]),
        _ => None,
    }
}

/// Whether so many articles are enough to speak against a value.
fn is_enough(own: Entry, other: Entry, field: Field, articles: usize) -> bool {
    let values = (own.class & !OF_IDENTITY).count_ones();
    let is_later = own.source > other.source;
    articles > 1 || values >= MANY_VALUES && is_later && matches!(field, Field::Version | Field::Date)
}

/// What a row prints and what it should, where that is one keystroke away.
fn meant(judge: &mut Judge<'_>, own: Entry, other: Entry, field: Field) -> Option<[String; 2]> {
    let days = |entry: Entry| i32::try_from(part(entry.value, 1)).unwrap_or_default();
    let seconds = |entry: Entry| part(entry.value, 2);
    match field {
        Field::Date => {
            let is_slip = is_slip_of_date(days(own), days(other));
            is_slip.then(|| {
                [days(own), days(other)].map(|days| date(days).map_or_else(String::new, |date| date.to_string()))
            })
        }
        Field::Time => {
            let minutes = |entry| format!("{:02}:{:02}", seconds(entry) / 3600, seconds(entry) / 60 % 60);
            let is_zone = seconds(own).abs_diff(seconds(other)).is_multiple_of(3600);
            near([minutes(own), minutes(other)]).filter(|_| !is_zone)
        }
        // Of one version they are the business of another rule.
        Field::Size if own.class & VERSION != 0 => None,
        Field::Size => near([own, other].map(|entry| part(entry.value, 0).to_string())),
        Field::Name => near([own, other].map(|entry| judge.text(entry.name()))),
        Field::Version => {
            let versions = [own, other].map(|entry| judge.text(entry.place()));
            let numbers = |text: &str| text.split('.').map(|part| part.trim().parse::<u32>().ok()).collect::<Vec<_>>();
            let is_spelling = numbers(&versions[0]) == numbers(&versions[1]);
            near(versions).filter(|_| !is_spelling)
        }
        // Files of two processors have one name, and sometimes one size.
        Field::Platform => None,
    }
}

/// Bit of the version in `Entry::class`.
const VERSION: u32 = 1 << 2;

/// The only part of a row that another one does not print; all that is compared where there are several.
fn differing(judge: &mut Judge<'_>, own: Entry, other: Entry) -> Place {
    let (text, theirs) = (judge.text(own.place()), judge.text(other.place()));
    let known: BTreeSet<&str> = parts(&theirs).collect();
    let mut odd = parts(&text).filter(|part| !known.contains(part));
    let Place { source, span } = own.place();
    match (odd.next().and_then(|part| Some((text.find(part)?, part.len()))), odd.next()) {
        (Some((at, length)), None) => Place { source, span: span.inner(at, length) },
        _ => own.place(),
    }
}

/// What stands between bars, tabs, line ends and wide gaps.
fn parts(row: &str) -> impl Iterator<Item = &str> {
    row.split(['|', '\t', '\n']).flat_map(|cell| cell.split("  ")).map(str::trim).filter(|part| !part.is_empty())
}

fn near([own, other]: [String; 2]) -> Option<[String; 2]> {
    let is_near = one_keystroke(&own.to_ascii_lowercase(), &other.to_ascii_lowercase());
    is_near.then_some([own, other])
}

/// Speaks for other rows of the table with such a slip, too: a whole column may be off.
fn report(judge: &mut Judge<'_>, files: Option<&str>, slip: &Slip, more: usize) {
    let Slip { own, field, others, texts: [printed, meant], articles } = slip;
    let (name, path) = (judge.text(own.name()), judge.path(others[0].source));
    let what = match field {
        Field::Size => "size",
        Field::Date => "date",
        Field::Time => "time",
        Field::Name => "name",
        Field::Version => "version",
        Field::Platform => "platform",
    };
    let is_name = *field == Field::Name;
    let place = if is_name { own.name() } else { differing(judge, *own, others[0]) };
    let others_too = match more {
        0 => String::new(),
        1 => "; so has 1 other row of the table".to_owned(),
        _ => format!("; so have {more} other rows of the table"),
    };
    let message =
        format!("`{name}` has the {what} `{printed}` here, and the same row has `{meant}` elsewhere{others_too}");
    let all = match articles {
        1 => format!("`{path}` prints `{meant}`"),
        many => format!("{many} articles print `{meant}`, as `{path}` does"),
    };
    let draft = judge
        .add(place, message)
        .level(weight(*articles))
        .label(format!("`{meant}`?"))
        .suggest(meant.as_str())
        .row(files, own.table, Some(own.row))
        .help(format!("{all}; compare with the package, and correct the article that is wrong"));
    let mut last = None;
    let firsts = others.iter().filter(|entry| last.replace(entry.source) != Some(entry.source));
    for witness in firsts.take(SHOWN) {
        let place = if is_name { witness.name() } else { witness.place() };
        draft.other_place(place, format!("`{meant}` here"));
    }
}

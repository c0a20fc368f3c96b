//! The kinds of slips, and which of them is planted where.

use crate::edit::{self, Rng, Slip};
use crate::places::{Places, Row};
use crate::run::{Planted, Whole};
use std::collections::BTreeSet;
use std::ops::Range;

/// The rows that a slip may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// So many.
    Rows(usize),
    /// Any: it is about a heading, a label or the article.
    Any,
}

/// A kind of slip.
struct Kind {
    name: &'static str,
    reach: Reach,
    what: What,
}

/// What a slip damages.
enum What {
    /// A value of a row: 0 name, 1 version, 2 size, 3 date, 4 time, 5 platform.
    Cell(usize, Slip),
    /// The name of a manifest.
    Manifest(Slip),
    /// The value of another row of the table in its place.
    OtherRow(usize),
    /// Two values of a row exchanged.
    Exchanged(usize, usize),
    /// The lines of a row.
    Row(OfRow),
    /// A heading above rows of files.
    Heading(Slip),
    /// Two headings exchanged.
    HeadingsExchanged,
    /// A label above rows of files.
    Label(Slip),
    /// Two labels exchanged.
    LabelsExchanged,
    /// The number of another article: in an address, or elsewhere.
    Linked(Slip),
    Named(Slip),
    /// The n-th place of the article's own number; the last one for the largest n.
    Own(usize, Slip),
    /// What stands behind a place is lost: within a row, behind a row, behind the first table.
    Cut(Where),
}

#[derive(Clone, Copy)]
enum OfRow {
    Dropped,
    ThreeDropped,
    Twice,
    ExchangedWithNext,
    FromAnotherTable,
    FromAnotherArticle,
    CutInTheMiddle,
    JoinedWithNext,
    CellDropped,
}

#[derive(Clone, Copy)]
enum Where {
    InRow,
    BehindRow,
    BehindTable,
}

const COLUMNS: [&str; 6] = ["name", "version", "size", "date", "time", "platform"];

const fn cell(name: &'static str, column: usize, slip: Slip) -> Kind {
    Kind { name, reach: Reach::Rows(1), what: What::Cell(column, slip) }
}

const fn of_row(name: &'static str, rows: usize, what: OfRow) -> Kind {
    Kind { name, reach: Reach::Rows(rows), what: What::Row(what) }
}

const fn manifest(name: &'static str, slip: Slip) -> Kind {
    Kind { name, reach: Reach::Rows(1), what: What::Manifest(slip) }
}

const fn any(name: &'static str, what: What) -> Kind {
    Kind { name, reach: Reach::Any, what }
}

const KINDS: &[Kind] = &[
    cell("name: another letter", 0, edit::letter),
    cell("name: a letter lost", 0, edit::letter_dropped),
    cell("name: a letter twice", 0, edit::letter_doubled),
    cell("name: two letters exchanged", 0, edit::letters_swapped),
    cell("name: another digit", 0, edit::digit),
    cell("name: a look-alike", 0, edit::look_alike),
    cell("name: a blank within", 0, edit::blank),
    cell("name: the end lost", 0, edit::cut),
    cell("name: the point lost or changed", 0, edit::mark_changed),
    cell("name: another extension", 0, edit::extension),
    cell("name: lost", 0, edit::emptied),
    Kind { name: "name: that of another row", reach: Reach::Rows(1), what: What::OtherRow(0) },
    cell("version: another digit in the first number", 1, edit::first_number),
    cell("version: another digit in the second number", 1, edit::second_number),
    cell("version: another digit in the third number", 1, edit::third_number),
    cell("version: another digit in the fourth number", 1, edit::fourth_number),
    cell("version: two digits exchanged", 1, edit::digits_swapped),
    cell("version: a digit lost", 1, edit::digit_dropped),
    cell("version: a digit twice", 1, edit::digit_doubled),
    cell("version: a point lost", 1, edit::mark_dropped),
    cell("version: a comma for a point", 1, edit::mark_changed),
    cell("version: the last number lost", 1, edit::last_part_dropped),
    cell("version: a look-alike", 1, edit::look_alike),
    cell("version: lost", 1, edit::emptied),
    Kind { name: "version: that of another row", reach: Reach::Rows(1), what: What::OtherRow(1) },
    cell("size: another digit", 2, edit::digit),
    cell("size: two digits exchanged", 2, edit::digits_swapped),
    cell("size: a digit lost", 2, edit::digit_dropped),
    cell("size: a digit twice", 2, edit::digit_doubled),
    cell("size: a comma lost", 2, edit::mark_dropped),
    cell("size: another mark for a comma", 2, edit::mark_changed),
    cell("size: a look-alike", 2, edit::look_alike),
    cell("size: the end lost", 2, edit::cut),
    cell("size: lost", 2, edit::emptied),
    Kind { name: "size: that of another row", reach: Reach::Rows(1), what: What::OtherRow(2) },
    cell("date: another digit", 3, edit::digit),
    cell("date: two digits exchanged", 3, edit::digits_swapped),
    cell("date: day and month exchanged", 3, edit::day_and_month),
    cell("date: another month", 3, edit::month),
    cell("date: a year more or less", 3, edit::year),
    cell("date: another century", 3, edit::century),
    cell("date: a day beyond the month", 3, edit::day_beyond),
    cell("date: a digit lost", 3, edit::digit_dropped),
    cell("date: a mark lost", 3, edit::mark_dropped),
    cell("date: a look-alike", 3, edit::look_alike),
    cell("date: lost", 3, edit::emptied),
    Kind { name: "date: that of another row", reach: Reach::Rows(1), what: What::OtherRow(3) },
    cell("time: another digit in the hour", 4, edit::first_number),
    cell("time: another digit in the minute", 4, edit::second_number),
    cell("time: two digits exchanged", 4, edit::digits_swapped),
    cell("time: a digit lost", 4, edit::digit_dropped),
    cell("time: the other half of the day", 4, edit::half_of_day),
    cell("time: an hour beyond the day", 4, edit::hour_beyond),
    cell("time: a look-alike", 4, edit::look_alike),
    cell("time: lost", 4, edit::emptied),
    Kind { name: "time: that of another row", reach: Reach::Rows(1), what: What::OtherRow(4) },
    cell("platform: another processor", 5, edit::processor),
    cell("platform: another digit", 5, edit::digit),
    cell("platform: a look-alike", 5, edit::look_alike),
    cell("platform: lost", 5, edit::emptied),
    Kind { name: "platform: that of another row", reach: Reach::Rows(1), what: What::OtherRow(5) },
    manifest("manifest: another digit in the processor", edit::manifest_platform),
    manifest("manifest: another letter in the component", edit::manifest_component),
    manifest("manifest: another digit in the token", edit::manifest_token),
    manifest("manifest: another digit in the version", edit::manifest_version),
    manifest("manifest: another letter in the culture", edit::manifest_culture),
    manifest("manifest: another digit in the checksum", edit::manifest_checksum),
    manifest("manifest: another extension", edit::extension),
    Kind { name: "cells: size and date exchanged", reach: Reach::Rows(1), what: What::Exchanged(2, 3) },
    Kind { name: "cells: version and size exchanged", reach: Reach::Rows(1), what: What::Exchanged(1, 2) },
    Kind { name: "cells: date and time exchanged", reach: Reach::Rows(1), what: What::Exchanged(3, 4) },
    of_row("cells: one lost, the others shifted", 1, OfRow::CellDropped),
    of_row("row: lost", 1, OfRow::Dropped),
    of_row("rows: three lost", 3, OfRow::ThreeDropped),
    of_row("row: twice", 1, OfRow::Twice),
    of_row("row: exchanged with the next", 0, OfRow::ExchangedWithNext),
    of_row("row: pasted from another table", 1, OfRow::FromAnotherTable),
    of_row("row: pasted from another article", 1, OfRow::FromAnotherArticle),
    of_row("row: cut in the middle", 1, OfRow::CutInTheMiddle),
    of_row("row: joined with the next", 2, OfRow::JoinedWithNext),
    any("heading: another letter", What::Heading(edit::letter)),
    any("heading: a letter lost", What::Heading(edit::letter_dropped)),
    any("heading: two letters exchanged", What::Heading(edit::letters_swapped)),
    any("heading: lost", What::Heading(edit::emptied)),
    any("heading: exchanged with the next", What::HeadingsExchanged),
    any("label: another letter", What::Label(edit::letter)),
    any("label: another digit", What::Label(edit::digit)),
    any("label: another processor", What::Label(edit::processor)),
    any("label: lost", What::Label(edit::emptied)),
    any("label: exchanged with the next", What::LabelsExchanged),
    any("reference: another digit in the address", What::Linked(edit::digit)),
    any("reference: two digits exchanged in the address", What::Linked(edit::digits_swapped)),
    any("reference: another digit in the text", What::Named(edit::digit)),
    any("reference: two digits exchanged in the text", What::Named(edit::digits_swapped)),
    any("reference: a digit lost in the text", What::Named(edit::digit_dropped)),
    any("own number: another digit, first place", What::Own(0, edit::digit)),
    any("own number: another digit, second place", What::Own(1, edit::digit)),
    any("own number: two digits exchanged, first place", What::Own(0, edit::digits_swapped)),
    any("own number: a digit lost, first place", What::Own(0, edit::digit_dropped)),
    any("article: ends within a row", What::Cut(Where::InRow)),
    any("article: ends behind a row", What::Cut(Where::BehindRow)),
    any("article: ends behind a table", What::Cut(Where::BehindTable)),
];

/// So often a place is looked for.
const TRIES: usize = 4000;

/// Chooses the slips of each kind: layouts in turn, in each an article, in it a row.
pub(crate) fn plan(corpus: &Whole<'_>, good: &[u32], each: usize) -> Vec<Planted> {
    let mut layouts: Vec<(&str, Vec<u32>)> = Vec::new();
    for &number in good {
        let layout = corpus.places(number).layout;
        match layouts.iter_mut().find(|(name, _)| *name == layout) {
            Some((_, articles)) => articles.push(number),
            None => layouts.push((layout, vec![number])),
        }
    }
    layouts.sort_unstable();
    let referring = corpus.referring();
    let mut planted = Vec::new();
    for kind in KINDS {
        let mut rng = Rng::of(kind.name);
        let mut known: BTreeSet<(u32, String)> = BTreeSet::new();
        for attempt in 0..TRIES {
            if known.len() == each {
                break;
            }
            let number = if kind.is_of_any_article() {
                rng.pick(&referring).copied()
            } else {
                layouts.get(attempt % layouts.len()).and_then(|(_, articles)| rng.pick(articles).copied())
            };
            let Some(number) = number else { break };
            let Some(text) = kind.plant(corpus, good, number, &mut rng) else { continue };
            if text != corpus.text(number) && known.insert((number, text.clone())) {
                planted.push(Planted { kind: kind.name, article: number, text, reach: kind.reach });
            }
        }
    }
    planted
}

/// Chooses the slips in the values of each column: rows evenly, kinds in turn.
pub(crate) fn by_column(corpus: &Whole<'_>, good: &[u32], each: usize) -> Vec<Planted> {
    let mut planted = Vec::new();
    let rows: Vec<u32> =
        good.iter().flat_map(|&number| std::iter::repeat_n(number, corpus.places(number).rows.len())).collect();
    for (column, name) in COLUMNS.iter().enumerate() {
        let is_of = |kind: &&Kind| {
            matches!(kind.what, What::Cell(of, _) | What::OtherRow(of) if of == column) && !kind.name.ends_with("lost")
        };
        let kinds: Vec<&Kind> = KINDS.iter().filter(is_of).collect();
        let mut rng = Rng::of(name);
        let mut known: BTreeSet<(u32, String)> = BTreeSet::new();
        for attempt in 0..TRIES * 5 {
            if known.len() == each {
                break;
            }
            let kind = kinds[attempt % kinds.len()];
            let Some(&number) = rng.pick(&rows) else { break };
            let Some(text) = kind.plant(corpus, good, number, &mut rng) else { continue };
            if text != corpus.text(number) && known.insert((number, text.clone())) {
                planted.push(Planted { kind: name, article: number, text, reach: kind.reach });
            }
        }
    }
    planted
}

impl Kind {
    fn is_of_any_article(&self) -> bool {
        matches!(self.what, What::Linked(_) | What::Named(_) | What::Own(..))
    }

    /// The text of an article with such a slip; none where there is no place for it.
    fn plant(&self, corpus: &Whole<'_>, good: &[u32], number: u32, rng: &mut Rng) -> Option<String> {
        let (text, places) = (corpus.text(number), corpus.places(number));
        let at = |ranges: &[Range<usize>], slip: Slip, rng: &mut Rng| {
            let range = rng.pick(ranges)?.clone();
            Some(with(text, &range, &slip(&text[range.clone()], rng)?))
        };
        match &self.what {
            What::Cell(column, slip) => {
                let range = rng.pick(&places.rows)?.cells[*column].clone()?;
                let old = &text[range.clone()];
                let is_value = match column {
                    0 => old.contains('.') && !old.contains(".manifest"),
                    _ => old.bytes().any(|byte| byte.is_ascii_digit()),
                };
                let new = slip(old, rng).filter(|_| is_value)?;
                Some(with(text, &range, &new))
            }
            What::Manifest(slip) => {
                let range = rng.pick(&places.rows)?.cells[0].clone()?;
                let old = text[range.clone()].trim();
                let new = slip(old, rng).filter(|_| old.ends_with(".manifest"))?;
                Some(with(text, &range, &new))
            }
            What::OtherRow(column) => {
                let row = rng.pick(&places.rows)?;
                let others: Vec<&Row> = places.rows.iter().filter(|other| other.table == row.table).collect();
                let (range, other) = (row.cells[*column].clone()?, rng.pick(&others)?.cells[*column].clone()?);
                Some(with(text, &range, &text[other]))
            }
            What::Exchanged(one, two) => {
                let row = rng.pick(&places.rows)?;
                exchanged(text, row.cells[*one].as_ref()?, row.cells[*two].as_ref()?)
            }
            What::Row(what) => of_rows(corpus, good, text, places, *what, rng),
            What::Heading(slip) => at(rng.pick(&places.headings)?, *slip, rng),
            What::HeadingsExchanged => {
                let headings = rng.pick(&places.headings)?;
                let first = rng.below(headings.len().checked_sub(1)?);
                exchanged(text, headings.get(first)?, headings.get(first + 1)?)
            }
            What::Label(slip) => at(&places.labels, *slip, rng),
            What::LabelsExchanged => {
                let first = rng.below(places.labels.len().checked_sub(1)?);
                exchanged(text, places.labels.get(first)?, places.labels.get(first + 1)?)
            }
            What::Linked(slip) => at(&places.linked, *slip, rng),
            What::Named(slip) => at(&places.named, *slip, rng),
            What::Own(n, slip) => at(places.own.get(*n..=*n)?, *slip, rng),
            What::Cut(place) => cut(text, places, *place, rng),
        }
    }
}

fn with(text: &str, range: &Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

fn exchanged(text: &str, one: &Range<usize>, two: &Range<usize>) -> Option<String> {
    let (first, second) = if one.start < two.start { (one, two) } else { (two, one) };
    let is_apart = first.end <= second.start && text[first.clone()] != text[second.clone()];
    is_apart.then(|| with(&with(text, second, &text[first.clone()]), first, &text[second.clone()]))
}

fn of_rows(
    corpus: &Whole<'_>,
    good: &[u32],
    text: &str,
    places: &Places,
    what: OfRow,
    rng: &mut Rng,
) -> Option<String> {
    let at = rng.below(places.rows.len());
    let row = places.rows.get(at)?;
    let lines = row.lines.clone()?;
    let next = |n: usize| places.rows.get(at + n).filter(|next| next.table == row.table);
    match what {
        OfRow::Dropped => Some(with(text, &lines, "")),
        OfRow::ThreeDropped => {
            let end = next(2)?.lines.as_ref()?.end;
            Some(with(text, &(lines.start..end), ""))
        }
        OfRow::Twice => Some(with(text, &(lines.end..lines.end), &text[lines.clone()])),
        OfRow::ExchangedWithNext => exchanged(text, &lines, next(1)?.lines.as_ref()?),
        OfRow::FromAnotherTable => {
            let others: Vec<&Row> =
                places.rows.iter().filter(|other| other.table != row.table && other.is_tall == row.is_tall).collect();
            let other = rng.pick(&others)?.lines.clone()?;
            Some(with(text, &(lines.end..lines.end), &text[other]))
        }
        OfRow::FromAnotherArticle => {
            let other = *rng.pick(good)?;
            let theirs = corpus.places(other);
            let is_alike = theirs.layout == places.layout && corpus.text(other) != text;
            let donor = rng.pick(&theirs.rows).filter(|donor| is_alike && donor.is_tall == row.is_tall)?;
            Some(with(text, &(lines.end..lines.end), &corpus.text(other)[donor.lines.clone()?]))
        }
        OfRow::CutInTheMiddle => {
            let middle = row.whole.start + row.whole.len() / 2;
            text.is_char_boundary(middle).then(|| with(text, &(middle..row.whole.end), ""))
        }
        OfRow::JoinedWithNext => {
            let start = next(1)?.lines.as_ref()?.start;
            (lines.end == start && text[..start].ends_with('\n')).then(|| with(text, &(start - 1..start), " "))
        }
        OfRow::CellDropped => {
            // With the mark in front of it, or the line end.
            let cells: Vec<&Range<usize>> = row.cells.iter().flatten().collect();
            let cell = (*rng.pick(&cells)?).clone();
            let rest = &text[cell.end..row.whole.end.max(cell.end)];
            let behind = rest.find(['|', '\n']).map_or(0, |at| at + 1);
            Some(with(text, &(cell.start..cell.end + behind), ""))
        }
    }
}

fn cut(text: &str, places: &Places, place: Where, rng: &mut Rng) -> Option<String> {
    let at = rng.below(places.rows.len());
    let row = places.rows.get(at)?;
    let end = match place {
        Where::InRow => row.whole.start + 1 + rng.below(row.whole.len().checked_sub(2)?),
        Where::BehindRow => {
            let next = places.rows.get(at + 1)?;
            (next.table == row.table).then_some(row.lines.as_ref()?.end)?
        }
        Where::BehindTable => {
            let next = places.rows.get(at + 1)?;
            (next.table != row.table).then_some(row.lines.as_ref()?.end)?
        }
    };
    text.is_char_boundary(end).then(|| text[..end].to_owned())
}

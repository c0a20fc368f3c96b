//! `FileRow`: a row about a file with its fields by name, for rules that compare rows.

use super::{Article, Draft};
use crate::contract::{Dataset, Fact, Role};
use crate::records::{CellStatus, ReadCell, ReadRow};
use crate::span::Span;
use crate::values::{Unreadable, Value};
use std::borrow::Cow;

/// A row about a file. Null where the article does not give the value or it could not be read.
pub struct FileRow<'a> {
    /// Ordinal of its table, from 1.
    pub table: u32,
    /// Ordinal in its table, from 1.
    pub row: u32,
    /// Name as printed.
    pub name: &'a str,
    /// payload, manifest, mum, catalog or package.
    pub kind: &'a str,
    /// Version as printed.
    pub version: Option<&'a str>,
    /// The four numbers of the version.
    pub numbers: Option<[u32; 4]>,
    /// Size in bytes.
    pub size: Option<i64>,
    /// Days since 1970-01-01.
    pub date: Option<i32>,
    /// Milliseconds since midnight.
    pub time: Option<i32>,
    /// Processor: x86, x64, ia64, ...
    pub platform: Option<&'a str>,
    /// The label above its table.
    pub section: Option<&'a str>,
    /// The label between section and table.
    pub component: Option<&'a str>,
    /// Processor that the label names.
    pub target_platform: Option<&'a str>,
    /// Products that the label names, in the order of the alphabet.
    pub target_products: &'a [Cow<'a, str>],
    /// Service pack that it requires.
    pub sp_requirement: Option<&'a str>,
    /// Servicing branch as printed.
    pub service_branch: Option<&'a str>,
    /// Language as printed.
    pub language: Option<&'a str>,
    /// Folder as printed.
    pub folder: Option<&'a str>,
    dataset: &'a Dataset,
    /// Positions of name, version, size, date, time and platform.
    columns: Places,
    read: &'a ReadRow<'a>,
}

/// A value that rules point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCell {
    /// Its name.
    Name,
    /// Its version.
    Version,
    /// Its size.
    Size,
    /// Its date.
    Date,
    /// Its time of day.
    Time,
    /// Its processor.
    Platform,
}

/// The position of the column of each [`FileCell`].
type Places = [Option<usize>; 6];

impl FileRow<'_> {
    /// Where a value is printed; null where it is not.
    #[must_use]
    pub fn span(&self, cell: FileCell) -> Option<Span> {
        self.read.cell_of(self.columns[cell as usize]?).map(|cell| cell.span)
    }

    /// The cells that gave no value: their texts could not be read, or say too little, as a rounded size does.
    pub fn unread(&self) -> impl Iterator<Item = Span> {
        let is_null = |value: &Result<Value<'_>, Unreadable>| value.as_ref().is_ok_and(Value::is_null);
        let gave_none = move |cell: &&ReadCell<'_>| {
            cell.status == CellStatus::Unread || cell.values.iter().any(|(_, value)| is_null(value))
        };
        self.read.cells.iter().filter(gave_none).map(|cell| cell.span)
    }

    /// Where the name is printed.
    #[must_use]
    pub fn name_span(&self) -> Span {
        self.span(FileCell::Name).unwrap_or_else(|| self.whole())
    }

    /// From its first to its last cell.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.read.cells.iter().map(|cell| cell.span).reduce(Span::join).unwrap_or_default()
    }

    /// Says in a finding that it is about this row.
    pub fn mark<'d>(&self, draft: &'d mut Draft) -> &'d mut Draft {
        draft.row(Some(&self.dataset.name), self.table, Some(self.row))
    }
}

/// Rows of files in order; none where the contract has no such dataset.
pub(super) fn file_rows<'a>(article: &Article<'a>) -> Vec<FileRow<'a>> {
    let Some((at, name)) = article.contract.roles.column(Role::FileName) else { return Vec::new() };
    let dataset = &article.contract.datasets[at];
    let rows = &article.records.datasets[at];
    if rows.is_empty() {
        return Vec::new();
    }
    let column = |role| article.contract.roles.column(role).map(|(_, column)| column);
    let fed_by = |fact| dataset.fed_by(fact);
    let (table, row) = (fed_by(Fact::TableOrdinal), fed_by(Fact::RowOrdinal));
    let (version, size, date, time, platform) = (
        column(Role::FileVersion),
        column(Role::FileSize),
        column(Role::FileDate),
        column(Role::FileTime),
        column(Role::FilePlatform),
    );
    let columns = [Some(name), version, size, date, time, platform];
    let kind = dataset.part_of(name, "kind");
    let (section, component) = (fed_by(Fact::SectionLabel), fed_by(Fact::SectionComponent));
    let (target, products) = (fed_by(Fact::SectionPlatform), fed_by(Fact::SectionProducts));
    let (requirement, branch) = (column(Role::FileServicePack), column(Role::FileBranch));
    let (language, folder) = (column(Role::FileLanguage), column(Role::FileFolder));
    let numbers = ["major", "minor", "build", "revision"].map(|part| dataset.part_of(version?, part));
    let words = |column: Option<usize>| column.map_or_else(Vec::new, |at| dataset.columns[at].symbols());
    let (kinds, platforms) = (words(kind), words(platform));
    let mut list = Vec::with_capacity(rows.len());
    for values in rows.iter() {
        let value = |column: Option<usize>| column.and_then(|at| values.get(at)).unwrap_or(&Value::Null);
        let text = |column| match value(column) {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        let word = |column, words: &[&'a str]| match value(column) {
            Value::Enum(at) => words.get(usize::from(*at)).copied(),
            _ => None,
        };
        let number = |column| match value(column) {
            Value::U32(number) => Some(*number),
            _ => None,
        };
        let (Some(table), Some(row)) = (number(table), number(row)) else { continue };
        let read = article
            .records
            .tables
            .get((table as usize).wrapping_sub(1))
            .and_then(|table| table.rows.get((row as usize).wrapping_sub(1)));
        let Some(read) = read.map(|row| row.read_by(at)) else { continue };
        let [major, minor, build, revision] = numbers.map(number);
        list.push(FileRow {
            table,
            row,
            name: text(Some(name)).unwrap_or_default(),
            kind: word(kind, &kinds).unwrap_or_default(),
            version: text(version),
            numbers: (|| Some([major?, minor?, build?, revision?]))(),
            size: match value(size) {
                Value::I64(size) => Some(*size),
                _ => None,
            },
            date: match value(date) {
                Value::Date(date) => Some(*date),
                _ => None,
            },
            time: match value(time) {
                Value::Time(time) => Some(*time),
                _ => None,
            },
            platform: word(platform, &platforms),
            section: text(section),
            component: text(component),
            target_platform: word(target, &platforms),
            target_products: match value(products) {
                Value::Texts(texts) => texts,
                _ => &[],
            },
            sp_requirement: text(requirement),
            service_branch: text(branch),
            language: text(language),
            folder: text(folder),
            dataset,
            columns,
            read,
        });
    }
    list
}

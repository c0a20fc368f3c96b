//! `Article`: everything that a rule may look at in one article.

use super::Draft;
use super::assemblies::{AssemblyRow, assembly_rows};
use super::builds::builds;
use super::dates::{DateCell, UnreadDate, date_cells, unread_dates};
use super::files::{FileRow, file_rows};
use super::misfits::{Misfits, misfits};
use super::systems::{System, systems};
use super::unread::{Unread, unread};
use crate::blocks::Document;
use crate::contract::{ColumnType, Contract, Dataset, Each, Fact, Meaning, Role, ValueRole};
use crate::records::{ReadTable, Records};
use crate::source::Source;
use crate::span::Span;
use crate::tables::Table;
use crate::values::{LanguageId, Locale, Value};
use crate::work;
use std::cell::OnceCell;

/// One article after the stages that read it.
pub struct Article<'a> {
    /// Its number in the corpus, from 0.
    pub number: u32,
    /// Text, lines and encoding.
    pub source: &'a Source,
    /// Blocks in reading order.
    pub document: &'a Document<'a>,
    /// Tables in reading order.
    pub tables: &'a [Table],
    /// Rows of all datasets, and what they were made of.
    pub records: &'a Records<'a>,
    /// The contract.
    pub contract: &'a Contract,
    files: OnceCell<Vec<FileRow<'a>>>,
    unread: OnceCell<Vec<Unread<'a>>>,
    misfits: OnceCell<Vec<Misfits>>,
    date_cells: OnceCell<Vec<DateCell<'a>>>,
    unread_dates: OnceCell<Vec<UnreadDate<'a>>>,
    assemblies: OnceCell<Vec<AssemblyRow<'a>>>,
    builds: OnceCell<Vec<Vec<usize>>>,
    systems: OnceCell<Vec<System<'a>>>,
}

impl<'a> Article<'a> {
    /// Puts the results of the stages together.
    #[must_use]
    pub fn new(
        number: u32,
        document: &'a Document<'a>,
        tables: &'a [Table],
        records: &'a Records<'a>,
        contract: &'a Contract,
    ) -> Self {
        Self {
            number,
            source: document.source,
            document,
            tables,
            records,
            contract,
            files: OnceCell::new(),
            unread: OnceCell::new(),
            misfits: OnceCell::new(),
            date_cells: OnceCell::new(),
            unread_dates: OnceCell::new(),
            assemblies: OnceCell::new(),
            builds: OnceCell::new(),
            systems: OnceCell::new(),
        }
    }

    /// The article's text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.source.text
    }

    /// Its language; null where none of those described is printed.
    #[must_use]
    pub fn language(&self) -> Option<LanguageId> {
        self.records.article.language
    }

    /// How its values are read.
    #[must_use]
    pub fn locale(&self) -> Locale<'a> {
        self.contract.words.within(self.language())
    }

    /// Rows about files in order.
    pub fn files(&self) -> &[FileRow<'a>] {
        self.files.get_or_init(|| file_rows(self))
    }

    /// Cells that could not be read, in reading order.
    pub fn unread(&self) -> &[Unread<'a>] {
        self.unread.get_or_init(|| unread(self))
    }

    /// What stands under wrong headings, for each table.
    pub fn misfits(&self) -> &[Misfits] {
        self.misfits.get_or_init(|| misfits(self))
    }

    /// Cells under headings of dates and times, in reading order.
    pub fn date_cells(&self) -> &[DateCell<'a>] {
        self.date_cells.get_or_init(|| date_cells(self))
    }

    /// Texts with a digit that stand in the place of a date and are none.
    pub fn unread_dates(&self) -> &[UnreadDate<'a>] {
        self.unread_dates.get_or_init(|| unread_dates(self))
    }

    /// Says in a finding which table and row it is about, by their positions.
    pub fn mark<'d>(&self, draft: &'d mut Draft, table: usize, row: Option<usize>) -> &'d mut Draft {
        let ordinal = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let dataset = self.tables.get(table).and_then(|table| self.dataset_of(table));
        draft.row(dataset, ordinal(table), row.map(ordinal))
    }

    /// Rows about manifests in order.
    pub fn assemblies(&self) -> &[AssemblyRow<'a>] {
        self.assemblies.get_or_init(|| assembly_rows(self))
    }

    /// Rows about files that name the same build of the same file, in groups of two or more, all in order.
    pub fn builds(&self) -> impl Iterator<Item = Vec<&FileRow<'a>>> {
        let groups = self.builds.get_or_init(|| builds(self));
        groups.iter().map(|group| group.iter().filter_map(|&at| self.files().get(at)).collect())
    }

    /// The systems that the labels of file tables name, in the order of their first row.
    pub fn systems(&self) -> &[System<'a>] {
        self.systems.get_or_init(|| systems(self))
    }

    /// Tables as found and as read.
    pub fn tables(&self) -> impl Iterator<Item = (&'a Table, &'a ReadTable<'a>)> + use<'a> {
        self.tables.iter().zip(&self.records.tables).inspect(|_| work::add(0))
    }

    /// Where the file name of a table row is printed; ordinals from 1. Empty where there is none.
    #[must_use]
    pub fn file_name_span(&self, table: u32, row: u32) -> Span {
        let find = || {
            let at = (table as usize).checked_sub(1)?;
            let claim = self.tables.get(at)?.claim.as_ref()?;
            let columns = &self.contract.datasets.get(claim.dataset)?.columns;
            let name = columns.iter().position(|column| column.type_name() == "file-name")?;
            let row = self.records.tables.get(at)?.rows.get((row as usize).checked_sub(1)?)?;
            Some(row.cell_of(name)?.span)
        };
        find().unwrap_or_default()
    }

    /// Name of the dataset that claims a table.
    #[must_use]
    pub fn dataset_of(&self, table: &Table) -> Option<&'a str> {
        let claim = table.claim.as_ref()?;
        self.contract.datasets.get(claim.dataset).map(|dataset| dataset.name.as_str())
    }

    /// Rows of the dataset whose column has a role; none where no column has it.
    pub fn rows_with(&self, role: Role) -> impl Iterator<Item = DataRow<'a>> + use<'a> {
        self.rows(self.contract.roles.column(role).map(|(dataset, _)| dataset))
    }

    /// Rows of the first dataset of a kind of row; none where there is no such dataset.
    pub fn rows_of(&self, each: Each) -> impl Iterator<Item = DataRow<'a>> + use<'a> {
        self.rows(self.contract.position_of(each))
    }

    fn rows(&self, position: Option<usize>) -> impl Iterator<Item = DataRow<'a>> + use<'a> {
        let (records, contract) = (self.records, self.contract);
        let rows = position.and_then(|at| Some((at, contract.datasets.get(at)?, records.datasets.get(at)?)));
        rows.into_iter().flat_map(move |(position, dataset, rows)| {
            rows.iter().map(move |values| DataRow { dataset, position, values, records, contract })
        })
    }
}

/// A row of a dataset, its columns by what they mean.
#[derive(Clone, Copy)]
pub struct DataRow<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    position: usize,
    /// Values in the order of its columns.
    pub values: &'a [Value<'a>],
    records: &'a Records<'a>,
    contract: &'a Contract,
}

impl<'a> DataRow<'a> {
    /// The position of a column; null where the dataset has none of that meaning.
    fn column(&self, meaning: impl Into<Meaning>) -> Option<usize> {
        match meaning.into() {
            Meaning::Fact(fact) => self.dataset.fed_by(fact),
            Meaning::Role(role) => {
                let (dataset, column) = self.contract.roles.column(role)?;
                (dataset == self.position).then_some(column)
            }
        }
    }

    /// The value of a column; null where there is none of that meaning.
    #[must_use]
    pub fn value(&self, meaning: impl Into<Meaning>) -> &'a Value<'a> {
        work::add(0);
        self.column(meaning).and_then(|at| self.values.get(at)).unwrap_or(&Value::Null)
    }

    /// A text, or the word of an enumeration.
    #[must_use]
    pub fn text(&self, meaning: impl Into<Meaning>) -> Option<&'a str> {
        self.word(self.column(meaning)?)
    }

    fn word(&self, at: usize) -> Option<&'a str> {
        match self.values.get(at)? {
            Value::Text(text) => Some(text),
            Value::Enum(word) => self.dataset.columns[at].symbols().get(usize::from(*word)).copied(),
            _ => None,
        }
    }

    /// The role of the value of a closed list.
    #[must_use]
    pub fn role(&self, meaning: impl Into<Meaning>) -> Option<ValueRole> {
        let at = self.column(meaning)?;
        match (self.values.get(at)?, &self.dataset.columns[at].ty) {
            (Value::Enum(word), ColumnType::Enumeration(list)) => list.role(*word),
            _ => None,
        }
    }

    /// A number of 32 bits.
    #[must_use]
    pub fn number(&self, meaning: impl Into<Meaning>) -> Option<u32> {
        match self.value(meaning) {
            Value::U32(number) => Some(*number),
            _ => None,
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn date(&self, meaning: impl Into<Meaning>) -> Option<i32> {
        match self.value(meaning) {
            Value::Date(days) => Some(*days),
            _ => None,
        }
    }

    /// Ordinal of its table, from 1.
    #[must_use]
    pub fn table(&self) -> Option<u32> {
        self.number(Fact::TableOrdinal)
    }

    /// Ordinal in its table, from 1.
    #[must_use]
    pub fn row(&self) -> Option<u32> {
        self.number(Fact::RowOrdinal)
    }

    /// The word that a part of a column's value gives another column.
    #[must_use]
    pub fn part(&self, meaning: impl Into<Meaning>, part: &str) -> Option<&'a str> {
        self.word(self.dataset.part_of(self.column(meaning)?, part)?)
    }

    /// Where a column is printed: the cell of the table row; null where it is derived, or the row comes from no table.
    #[must_use]
    pub fn span(&self, meaning: impl Into<Meaning>) -> Option<Span> {
        let at = self.column(meaning)?;
        let table = (self.table()? as usize).checked_sub(1)?;
        let row = (self.row()? as usize).checked_sub(1)?;
        self.records.tables.get(table)?.rows.get(row)?.read_by(self.position).cell_of(at).map(|cell| cell.span)
    }

    /// Says in a finding that it is about this row.
    pub fn mark<'d>(&self, draft: &'d mut Draft) -> &'d mut Draft {
        match self.table() {
            Some(table) => draft.row(Some(&self.dataset.name), table, self.row()),
            None => draft,
        }
    }
}

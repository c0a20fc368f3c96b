//! `Compiled`: an article as the tool compiles it, its rows as texts by the names of their columns.

use jiff::ToSpan as _;
use kbc::contract::{Column, Contract};
use kbc::records::Records;
use kbc::source::Source;
use kbc::values::Value;
use std::sync::LazyLock;

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    Contract::embedded(&kbc::emit::format_names()).unwrap_or_else(|error| panic!("the embedded schemas: {error}"))
});

/// The contract that the binary carries.
pub(crate) fn contract() -> &'static Contract {
    &CONTRACT
}

/// The printed form of what is not known.
pub(crate) const NULL: &str = "null";

/// An article after compiling.
pub(crate) struct Compiled<'s> {
    /// Its records.
    pub(crate) records: Records<'s>,
}

impl<'s> Compiled<'s> {
    /// Compiles an article.
    pub(crate) fn new(source: &'s Source) -> Self {
        Self { records: kbc::compile(source, contract()) }
    }

    /// Compiles an article by some layouts.
    pub(crate) fn by(layouts: &[&'static kbc::tables::Layout], source: &'s Source) -> Self {
        let document = kbc::blocks::read(source);
        let lines = kbc::lines::read(&document, contract());
        let tables = kbc::tables::find_by(layouts, &lines);
        Self { records: kbc::records::read(&lines, &tables, kbc::outline::read(&lines, &tables), contract()) }
    }

    /// The rows of a dataset: the named columns as texts, `null` for what is not known.
    pub(crate) fn rows(&self, dataset: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let at = contract().position(dataset).unwrap_or_else(|| panic!("no dataset `{dataset}`"));
        let dataset = &contract().datasets[at];
        let positions: Vec<usize> = columns
            .iter()
            .map(|column| dataset.position(column).unwrap_or_else(|| panic!("no column `{}.{column}`", dataset.name)))
            .collect();
        let rows = self.records.datasets[at].iter();
        rows.map(|row| positions.iter().map(|&at| shown(&dataset.columns[at], &row[at])).collect()).collect()
    }

    /// A number of the only row of `coverage`.
    pub(crate) fn covered(&self, column: &str) -> u32 {
        let rows = self.rows("coverage", &[column]);
        assert_eq!(rows.len(), 1, "one row of coverage per article");
        rows[0][0].parse().unwrap()
    }
}

/// The names of the columns of a dataset.
pub(crate) fn columns(dataset: &str) -> Vec<&'static str> {
    let at = contract().position(dataset).unwrap_or_else(|| panic!("no dataset `{dataset}`"));
    contract().datasets[at].columns.iter().map(|column| column.name.as_str()).collect()
}

fn shown(column: &Column, value: &Value<'_>) -> String {
    match value {
        Value::Null => NULL.to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Enum(at) => column.symbols()[usize::from(*at)].to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::U8(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::F32(value) => value.to_string(),
        Value::Date(days) => (jiff::civil::date(1970, 1, 1) + days.days()).to_string(),
        Value::Time(milliseconds) => {
            let seconds = milliseconds / 1000;
            format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        Value::Timestamp(milliseconds) => jiff::Timestamp::from_millisecond(*milliseconds).unwrap().to_string(),
        Value::Texts(texts) => texts.join("; "),
        Value::Ints(numbers) => format!("{numbers:?}"),
    }
}

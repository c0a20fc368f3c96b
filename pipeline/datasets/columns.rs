//! Values to Arrow arrays, one column at a time.

use super::schema::element;
use crate::contract::Column;
use crate::records::Rows;
use crate::values::{Physical, Value};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float32Array, Int32Array, Int64Array, Int64Builder,
    ListBuilder, StringArray, StringBuilder, StringDictionaryBuilder, TimestampMillisecondArray, UInt8Array,
    UInt32Array,
};
use arrow::datatypes::{DataType, Int32Type};
use std::fmt::Write as _;
use std::sync::Arc;

/// The array of a column over the rows of several articles. A value of another physical type is null; the contract
/// rules that out.
pub(super) fn array(column: &Column, index: usize, rows: &[&Rows<'_>]) -> ArrayRef {
    macro_rules! numbers {
        ($array:ty, $variant:path) => {
            Arc::new(
                values(rows, index)
                    .map(|value| if let $variant(number) = value { Some(*number) } else { None })
                    .collect::<$array>(),
            )
        };
    }
    match column.physical() {
        Physical::Text => Arc::new(texts(index, rows)),
        Physical::Enum => symbols(column, index, rows),
        Physical::Category => categories(index, rows),
        Physical::Bool => Arc::new(
            values(rows, index)
                .map(|value| if let Value::Bool(flag) = value { Some(*flag) } else { None })
                .collect::<BooleanArray>(),
        ),
        Physical::U8 => numbers!(UInt8Array, Value::U8),
        Physical::U32 => numbers!(UInt32Array, Value::U32),
        Physical::I64 => numbers!(Int64Array, Value::I64),
        Physical::F32 => numbers!(Float32Array, Value::F32),
        Physical::Date => numbers!(Date32Array, Value::Date),
        Physical::Time => Arc::new(times(index, rows)),
        Physical::Timestamp => {
            let moments: TimestampMillisecondArray = values(rows, index)
                .map(|value| if let Value::Timestamp(moment) = value { Some(*moment) } else { None })
                .collect();
            Arc::new(moments.with_timezone("UTC"))
        }
        Physical::Texts => lists(index, rows),
        Physical::Ints => number_lists(index, rows),
    }
}

fn values<'a, 's>(rows: &'a [&Rows<'s>], index: usize) -> impl Iterator<Item = &'a Value<'s>> {
    rows.iter().flat_map(move |rows| rows.iter().filter_map(move |row| row.get(index)))
}

fn texts(index: usize, rows: &[&Rows<'_>]) -> StringArray {
    let (count, bytes) = values(rows, index).fold((0, 0), |(count, bytes), value| match value {
        Value::Text(text) => (count + 1, bytes + text.len()),
        _ => (count + 1, bytes),
    });
    let mut builder = StringBuilder::with_capacity(count, bytes);
    for value in values(rows, index) {
        match value {
            Value::Text(text) => builder.append_value(text),
            _ => builder.append_null(),
        }
    }
    builder.finish()
}

fn times(index: usize, rows: &[&Rows<'_>]) -> StringArray {
    let mut builder = StringBuilder::new();
    for value in values(rows, index) {
        match value {
            Value::Time(milliseconds) => {
                let seconds = milliseconds / 1000;
                // Writing into memory cannot fail.
                let _ = write!(builder, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
                builder.append_value("");
            }
            _ => builder.append_null(),
        }
    }
    builder.finish()
}

fn symbols(column: &Column, index: usize, rows: &[&Rows<'_>]) -> ArrayRef {
    let keys: Int32Array = values(rows, index)
        .map(|value| if let Value::Enum(key) = value { Some(i32::from(*key)) } else { None })
        .collect();
    let list = Arc::new(StringArray::from(column.symbols()));
    // Keys are positions in the column's own list.
    DictionaryArray::try_new(keys, list)
        .map_or_else(|_| Arc::new(texts(index, rows)) as ArrayRef, |array| Arc::new(array) as ArrayRef)
}

fn categories(index: usize, rows: &[&Rows<'_>]) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    for value in values(rows, index) {
        match value {
            Value::Text(text) => builder.append_value(text),
            _ => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

fn lists(index: usize, rows: &[&Rows<'_>]) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
    for value in values(rows, index) {
        match value {
            Value::Texts(items) => {
                for item in items {
                    builder.values().append_value(item);
                }
                builder.append(true);
            }
            _ => builder.append(false),
        }
    }
    Arc::new(builder.finish())
}

fn number_lists(index: usize, rows: &[&Rows<'_>]) -> ArrayRef {
    let mut builder = ListBuilder::new(Int64Builder::new()).with_field(element(DataType::Int64));
    for value in values(rows, index) {
        match value {
            Value::Ints(items) => {
                builder.values().append_slice(items);
                builder.append(true);
            }
            _ => builder.append(false),
        }
    }
    Arc::new(builder.finish())
}

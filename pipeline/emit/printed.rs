//! `Printed`: how a value looks in the text formats; CSV and JSON differ only in quotes and brackets.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Float32Type, Int32Type, Int64Type, TimestampMillisecondType, UInt8Type, UInt32Type,
};
use std::io::Write as _;

/// A value as the text formats print it.
pub(super) enum Printed<'a> {
    /// No value.
    Null,
    /// A text.
    Text(&'a str),
    /// ASCII text that needs no escaping: a date, a moment.
    Word(&'a str),
    /// A number or truth value.
    Bare(&'a str),
    /// A list of texts or numbers.
    List(ArrayRef),
}

/// A column of a batch, ready to be printed.
pub(super) struct Printer<'a> {
    array: &'a ArrayRef,
    kind: Kind,
}

enum Kind {
    Text,
    Symbol,
    Bool,
    U8,
    U32,
    I64,
    F32,
    Date,
    Timestamp,
    List,
}

/// The columns of a batch.
pub(super) fn printers(batch: &RecordBatch) -> Vec<Printer<'_>> {
    batch
        .columns()
        .iter()
        .map(|array| {
            let kind = match array.data_type() {
                DataType::Dictionary(..) => Kind::Symbol,
                DataType::Boolean => Kind::Bool,
                DataType::UInt8 => Kind::U8,
                DataType::UInt32 => Kind::U32,
                DataType::Int64 => Kind::I64,
                DataType::Float32 => Kind::F32,
                DataType::Date32 => Kind::Date,
                DataType::Timestamp(..) => Kind::Timestamp,
                DataType::List(_) => Kind::List,
                _ => Kind::Text,
            };
            Printer { array, kind }
        })
        .collect()
}

impl Printer<'_> {
    /// The value of a row; `buffer` holds the digits.
    pub(super) fn print<'a>(&'a self, row: usize, buffer: &'a mut Vec<u8>) -> Printed<'a> {
        if self.array.is_null(row) {
            return Printed::Null;
        }
        buffer.clear();
        // Writing into memory cannot fail.
        let array = self.array;
        let _ = match self.kind {
            Kind::Text => return Printed::Text(array.as_string::<i32>().value(row)),
            Kind::Symbol => {
                let symbols = array.as_dictionary::<Int32Type>();
                let key = usize::try_from(symbols.keys().value(row)).unwrap_or(0);
                return Printed::Text(symbols.values().as_string::<i32>().value(key));
            }
            Kind::List => return Printed::List(array.as_list::<i32>().value(row)),
            Kind::Date => {
                date(array.as_primitive::<Date32Type>().value(row), buffer);
                return Printed::Word(digits(buffer));
            }
            Kind::Timestamp => {
                timestamp(array.as_primitive::<TimestampMillisecondType>().value(row), buffer);
                return Printed::Word(digits(buffer));
            }
            Kind::Bool => write!(buffer, "{}", array.as_boolean().value(row)),
            Kind::U8 => write!(buffer, "{}", array.as_primitive::<UInt8Type>().value(row)),
            Kind::U32 => write!(buffer, "{}", array.as_primitive::<UInt32Type>().value(row)),
            Kind::I64 => write!(buffer, "{}", array.as_primitive::<Int64Type>().value(row)),
            Kind::F32 => {
                let value = array.as_primitive::<Float32Type>().value(row);
                // A reader that takes the types from the first rows takes `1` for a whole number.
                let is_whole = value.fract() == 0.0;
                if is_whole { write!(buffer, "{value:.1}") } else { write!(buffer, "{value}") }
            }
        };
        Printed::Bare(digits(buffer))
    }
}

/// A list as JSON.
pub(super) fn list(items: &ArrayRef) -> String {
    let json = if let Some(numbers) = items.as_primitive_opt::<Int64Type>() {
        serde_json::to_string(&numbers.values()[..])
    } else {
        let texts = items.as_string_opt::<i32>();
        serde_json::to_string(&texts.map(|items| items.iter().flatten().collect::<Vec<_>>()).unwrap_or_default())
    };
    // Writing texts and numbers into memory cannot fail.
    json.unwrap_or_default()
}

fn digits(buffer: &[u8]) -> &str {
    std::str::from_utf8(buffer).unwrap_or_default()
}

fn date(days: i32, out: &mut Vec<u8>) {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    if let Ok(day) = epoch.checked_add(jiff::Span::new().days(days)) {
        let _ = write!(out, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
    }
}

fn time(milliseconds: i32, out: &mut Vec<u8>) {
    let seconds = milliseconds / 1000;
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

fn timestamp(milliseconds: i64, out: &mut Vec<u8>) {
    const DAY: i64 = 86_400_000;
    date(i32::try_from(milliseconds.div_euclid(DAY)).unwrap_or(0), out);
    out.push(b'T');
    time(i32::try_from(milliseconds.rem_euclid(DAY)).unwrap_or(0), out);
    out.push(b'Z');
}

//! `Rows`: values of a batch, by position.

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float32Type, Int32Type, Int64Type, UInt8Type, UInt32Type};

/// The rows of a batch.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a>(pub(super) &'a RecordBatch);

impl<'a> Rows<'a> {
    pub(super) fn count(self) -> usize {
        self.0.num_rows()
    }

    /// A text or a symbol; null where the value is null or of another type.
    pub(super) fn text(self, row: usize, column: usize) -> Option<&'a str> {
        let array = self.0.columns().get(column).filter(|array| array.is_valid(row))?;
        if let Some(texts) = array.as_string_opt::<i32>() {
            return Some(texts.value(row));
        }
        let symbols = array.as_dictionary_opt::<Int32Type>()?;
        let key = usize::try_from(symbols.keys().value(row)).ok()?;
        Some(symbols.values().as_string_opt::<i32>()?.value(key))
    }

    /// A whole number of at least 0; a truth value is 0 or 1.
    pub(super) fn number(self, row: usize, column: usize) -> Option<u64> {
        let array = self.0.columns().get(column).filter(|array| array.is_valid(row))?;
        match array.data_type() {
            DataType::UInt32 => Some(array.as_primitive::<UInt32Type>().value(row).into()),
            DataType::UInt8 => Some(array.as_primitive::<UInt8Type>().value(row).into()),
            DataType::Int64 => u64::try_from(array.as_primitive::<Int64Type>().value(row)).ok(),
            DataType::Boolean => Some(array.as_boolean().value(row).into()),
            _ => None,
        }
    }

    /// A number with a point.
    pub(super) fn float(self, row: usize, column: usize) -> Option<f32> {
        let array = self.0.columns().get(column).filter(|array| array.is_valid(row))?;
        Some(array.as_primitive_opt::<Float32Type>()?.value(row))
    }

    /// A date as people write it, `2010-07-04`.
    pub(super) fn date(self, row: usize, column: usize) -> Option<String> {
        let array = self.0.columns().get(column).filter(|array| array.is_valid(row))?;
        let days = array.as_primitive_opt::<Date32Type>()?.value(row);
        let day = jiff::civil::Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()?;
        Some(day.to_string())
    }

    /// The first text of a list.
    pub(super) fn first_text(self, row: usize, column: usize) -> Option<String> {
        let array = self.0.columns().get(column).filter(|array| array.is_valid(row))?;
        let items = array.as_list_opt::<i32>()?.value(row);
        let texts = items.as_string_opt::<i32>()?;
        (!texts.is_empty()).then(|| texts.value(0).to_owned())
    }
}

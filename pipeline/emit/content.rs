//! `ContentHash`: a digest of the rows of a dataset that is the same in every file format.
//!
//! SHA-256 over, for each column in order: its name, a line end, its type, a line end, and the SHA-256 of its values. A null
//! is the byte 0; a value is the byte 1, then a number in little-endian bytes, a truth value as one byte, a text as its length
//! (32 bits, little-endian) and its UTF-8 bytes, a list as the number of its items and each item.

use crate::source::hex;
use crate::values::Physical;
use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowNativeType, DataType, Date32Type, Float32Type, Int64Type, TimestampMillisecondType, ToByteSlice, UInt8Type,
    UInt32Type,
};
use sha2::{Digest, Sha256};

/// What rows hold, whatever the format.
pub(super) struct Content {
    /// The digest, lower case hex.
    pub(super) sha256: String,
    /// By column: the number of values that are not null.
    pub(super) filled: Vec<usize>,
}

/// The digest of rows that come batch by batch; it does not depend on where batches end.
pub(super) struct ContentHash {
    columns: Vec<Sha256>,
    filled: Vec<usize>,
    buffer: Vec<u8>,
}

impl ContentHash {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: vec![Sha256::new(); columns], filled: vec![0; columns], buffer: Vec::new() }
    }

    /// Takes rows in.
    pub(super) fn update(&mut self, batch: &RecordBatch) {
        for (sha, array) in self.columns.iter_mut().zip(batch.columns()) {
            self.buffer.clear();
            values(array, &mut self.buffer);
            sha.update(&self.buffer);
        }
        for (filled, array) in self.filled.iter_mut().zip(batch.columns()) {
            *filled += array.len() - array.logical_null_count();
        }
    }

    /// The content; `columns` are names and types in order.
    pub(super) fn finish<'c>(self, columns: impl Iterator<Item = (&'c str, Physical)>) -> Content {
        let mut all = Sha256::new();
        for (sha, (name, physical)) in self.columns.into_iter().zip(columns) {
            all.update(format!("{name}\n{}\n", word(physical)));
            all.update(sha.finalize());
        }
        Content { sha256: hex(&all.finalize()), filled: self.filled }
    }
}

/// The type of a column in the digest.
fn word(physical: Physical) -> &'static str {
    match physical {
        Physical::Text | Physical::Enum | Physical::Category | Physical::Time => "text",
        Physical::Bool => "bool",
        Physical::U8 => "uint8",
        Physical::U32 => "uint32",
        Physical::I64 => "int64",
        Physical::F32 => "float32",
        Physical::Date => "date",
        Physical::Timestamp => "timestamp",
        Physical::Texts => "texts",
        Physical::Ints => "ints",
    }
}

fn values(array: &ArrayRef, out: &mut Vec<u8>) {
    match array.data_type() {
        DataType::Boolean => {
            for value in array.as_boolean() {
                out.extend(value.map_or(&[0][..], |value| if value { &[1, 1] } else { &[1, 0] }));
            }
        }
        DataType::UInt8 => numbers::<UInt8Type>(array, out),
        DataType::UInt32 => numbers::<UInt32Type>(array, out),
        DataType::Int64 => numbers::<Int64Type>(array, out),
        DataType::Float32 => numbers::<Float32Type>(array, out),
        DataType::Date32 => numbers::<Date32Type>(array, out),
        DataType::Timestamp(..) => numbers::<TimestampMillisecondType>(array, out),
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            for row in 0..list.len() {
                if list.is_null(row) {
                    out.push(0);
                } else {
                    let items = list.value(row);
                    out.push(1);
                    length(items.len(), out);
                    values(&items, out);
                }
            }
        }
        DataType::Utf8 => {
            for text in array.as_string::<i32>() {
                match text {
                    None => out.push(0),
                    Some(text) => {
                        out.push(1);
                        length(text.len(), out);
                        out.extend_from_slice(text.as_bytes());
                    }
                }
            }
        }
        // Dictionaries are texts; the contract has no other types.
        _ => {
            if let Ok(texts) = cast(array, &DataType::Utf8) {
                values(&texts, out);
            }
        }
    }
}

fn numbers<T: ArrowPrimitiveType>(array: &ArrayRef, out: &mut Vec<u8>)
where
    T::Native: ArrowNativeType + ToByteSlice,
{
    for value in array.as_primitive::<T>() {
        match value {
            None => out.push(0),
            // Arrow's numbers are little-endian in memory on every machine that kbc runs on.
            Some(value) => {
                out.push(1);
                out.extend_from_slice(value.to_byte_slice());
            }
        }
    }
}

fn length(length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{StringArray, UInt32Array};
    use std::sync::Arc;

    fn batch(texts: &[Option<&str>], numbers: &[u32]) -> RecordBatch {
        let texts: ArrayRef = Arc::new(texts.iter().copied().collect::<StringArray>());
        let numbers: ArrayRef = Arc::new(UInt32Array::from(numbers.to_vec()));
        RecordBatch::try_from_iter_with_nullable([("text", texts, true), ("number", numbers, false)]).unwrap()
    }

    fn digest(batches: &[RecordBatch]) -> String {
        let mut hash = ContentHash::new(2);
        for batch in batches {
            hash.update(batch);
        }
        hash.finish([("text", Physical::Text), ("number", Physical::U32)].into_iter()).sha256
    }

    #[test]
    fn the_digest_depends_on_rows_and_not_on_batches() {
        let whole = digest(&[batch(&[Some("a"), None, Some("")], &[1, 2, 3])]);
        assert_eq!(whole, digest(&[batch(&[Some("a")], &[1]), batch(&[None, Some("")], &[2, 3])]));
        assert_ne!(whole, digest(&[batch(&[Some("a"), Some(""), None], &[1, 2, 3])]));
        assert_ne!(whole, digest(&[batch(&[Some("a"), None, Some("")], &[1, 2, 4])]));
    }
}

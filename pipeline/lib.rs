#![doc = include_str!("README.md")]

// Leaves: plain data, imported by every stage.
pub mod error;
pub mod span;
pub mod values;

// The target language of the compiler.
pub mod contract;

// The stages, in reading order. Each imports only what stands above it; a test says so.
pub mod source;

pub mod blocks;

pub mod tables;

pub mod records;

pub mod datasets;

pub mod emit;

// The stages put together.
pub mod build;
pub mod stats;

/// Compiles one article: blocks, then tables, then records. Pure and total: whatever the article holds, it gives
/// records and never an error.
#[must_use]
pub fn compile<'s>(source: &'s source::Source, contract: &'s contract::Contract) -> records::Records<'s> {
    let document = blocks::read(source);
    let tables = tables::find(&document, contract);
    records::read(&document, &tables, contract)
}

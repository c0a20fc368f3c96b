#![doc = include_str!("README.md")]
#![forbid(unsafe_code)]

// Leaves: plain data, imported by every stage.
pub mod error;
pub mod finding;
pub mod fold;
pub mod span;
mod toml_file;
pub mod values;
pub mod visible;
pub mod work;

// The target language of the compiler.
pub mod contract;

// The stages, in reading order. Each imports only what stands above it; a test says so.
pub mod source;

pub mod blocks;

pub mod lines;

pub mod tables;

pub mod outline;

pub mod records;

pub mod datasets;

pub mod checks;

pub mod emit;

// The stages put together, and what a project has settled about them.
pub mod build;
pub mod catalogue;
pub mod config;
pub mod diff;
pub mod pipe;
pub mod site;
pub mod stats;

/// Compiles one article: blocks, lines, tables, outline, records. Pure and total: whatever the article holds, it gives
/// records and never an error.
#[must_use]
pub fn compile<'s>(source: &'s source::Source, contract: &'s contract::Contract) -> records::Records<'s> {
    let document = blocks::read(source);
    let lines = lines::read(&document, contract);
    let tables = tables::find(&lines);
    let outline = outline::read(&lines, &tables);
    records::read(&lines, &tables, outline, contract)
}

/// Compiles one article, the one with this number in the corpus, and asks the rules about it.
#[must_use]
pub fn compile_and_check<'s>(
    source: &'s source::Source,
    number: u32,
    contract: &'s contract::Contract,
    policy: &checks::Policy,
) -> (records::Records<'s>, checks::Checked) {
    let document = blocks::read(source);
    let lines = lines::read(&document, contract);
    let tables = tables::find(&lines);
    let outline = outline::read(&lines, &tables);
    let records = records::read(&lines, &tables, outline, contract);
    let checked = checks::check(&checks::Article::new(number, &document, &tables, &records, contract), policy);
    (records, checked)
}

//! Stage 6, [`Table`]s to [`Records`]: headings to columns, texts to typed values, labels to context.
//!
//! Rows of all datasets are built here by one generic engine that the contract drives; nothing knows Arrow.

mod above;
mod address;
mod addresses;
mod article;
mod coverage;
mod date_order;
mod fill;
mod footnotes;
mod glue;
mod glued;
mod label_rows;
mod labels;
mod link_title;
mod links;
mod named_products;
mod numbers;
mod products;
mod rows;
mod time_basis;

pub(crate) use article::{Article as ArticleFacts, Statement, in_brackets, leading_number};
pub(crate) use date_order::OPEN_ORDER;
pub(crate) use fill::{MOST_PATTERNS, fit};
pub(crate) use glue::opens_sentence;
pub(crate) use labels::Label;
pub(crate) use links::{Reference, number_in_address};
pub use rows::{CellStatus, ReadCell, ReadRow};

use crate::contract::{Contract, Each};
use crate::lines::Lines;
use crate::outline::{Context, Outline};
use crate::span::Span;
use crate::tables::Table;
use crate::values::Value;
use crate::work;
use date_order::DateOrders;
use fill::{Filler, Scope};
use footnotes::Footnotes;
use label_rows::Standing;
use rows::TableLocale;
use rows::read_table;
use time_basis::TimeBasis;

/// All rows that one article gives, by dataset, and what they were made of.
#[derive(Debug)]
pub struct Records<'s> {
    /// In the order of the contract's datasets.
    pub datasets: Vec<Rows<'s>>,
    /// Tables after reading, in the order of the article's tables.
    pub tables: Vec<ReadTable<'s>>,
    pub(crate) article: ArticleFacts<'s>,
    pub(crate) outline: Outline<'s>,
    pub(crate) labels: Vec<Label<'s>>,
    pub(crate) references: Vec<Reference<'s>>,
    /// Lines that look like file data and that no table claimed.
    pub(crate) unclaimed: Vec<Span>,
}

/// A table after reading.
#[derive(Debug)]
pub struct ReadTable<'s> {
    /// Its rows in order.
    pub rows: Vec<ReadRow<'s>>,
    /// What stands above it.
    pub(crate) section: Context<'s>,
    /// Positions of rows that are labels of the rows below them, in order.
    pub(crate) labels: Vec<usize>,
}

/// Rows of one dataset.
#[derive(Debug, Default)]
pub struct Rows<'s> {
    /// Number of columns.
    pub width: usize,
    /// Values, row after row.
    pub values: Vec<Value<'s>>,
    /// Of each row the ordinals, from 1, of the table and of its row that it was read from; none where rows of the
    /// dataset are not read from rows of tables.
    pub(crate) printed: Vec<(u32, u32)>,
}

impl<'s> Rows<'s> {
    /// Rows of so many columns, none yet.
    #[must_use]
    pub fn of_width(width: usize) -> Self {
        Self { width, values: Vec::new(), printed: Vec::new() }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = &[Value<'s>]> {
        self.values.chunks_exact(self.width.max(1)).inspect(|_| work::add(0))
    }
}

/// The rows of all tables of an article, as they are printed and read; labels outside of tables prove no order of dates here.
#[must_use]
pub fn read_tables<'s>(lines: &Lines<'_, 's>, tables: &[Table], contract: &'s Contract) -> Vec<Vec<ReadRow<'s>>> {
    let language = lines.language();
    let orders = DateOrders::of(lines.document, tables, &[], contract, language);
    let locale = TableLocale { language, orders: &orders, footnotes: Footnotes::of(lines.document) };
    tables.iter().enumerate().map(|table| read_table(lines.document, table, contract, &locale)).collect()
}

/// Reads the tables and facts of an article into rows of every dataset.
#[must_use]
pub fn read<'s>(lines: &Lines<'_, 's>, tables: &[Table], outline: Outline<'s>, contract: &'s Contract) -> Records<'s> {
    let document = lines.document;
    let labels = labels::read(document, tables, &outline, contract);
    let article = article::read(lines, tables, &outline, &labels, contract);
    let products = named_products::named(products::read(document, tables, &outline, &labels, contract), contract);
    let own = article.kb;
    let unlinked = address::unlinked(document);
    let references =
        links::Reader { document, tables, outline: &outline, labels: &labels, contract, unlinked: &unlinked, own }
            .read();
    let orders = DateOrders::of(document, tables, &labels, contract, article.language);
    let locale = TableLocale { language: article.language, orders: &orders, footnotes: Footnotes::of(document) };
    let mut filler = Filler::new(contract, &article, &outline, &labels, document, &orders);
    // Tables first: articles count their rows, files look into the version patterns, manifests into files.
    let time_basis = TimeBasis::read(document, tables, contract);
    let mut coverage = coverage::Coverage::default();
    let mut linked = Vec::new();
    let mut read_tables = Vec::with_capacity(tables.len());
    for (index, table) in tables.iter().enumerate() {
        let section = outline.above_table(table.first_block);
        let read = read_table(document, (index, table), contract, &locale);
        let mut facts = rows::TableFacts::new(document, table, index, &read, contract, &time_basis);
        let before = index.checked_sub(1).map_or(0, |before| tables[before].end_block);
        facts.above.start = facts.above.start.max(before).min(facts.above.end);
        coverage.add(table, &read);
        filler.each(Each::Table, &Scope { table: Some(&facts), section: Some(&section), ..Scope::default() });
        let mut inner = None;
        let mut label_rows = Vec::new();
        let mut standing = Standing::Caption;
        for (number, row) in read.iter().enumerate() {
            let above = inner.as_ref().unwrap_or(&section);
            let label = table
                .claim
                .as_ref()
                .and_then(|claim| label_rows::context(document, claim, row, standing, above, contract));
            if label.is_some() {
                label_rows.push(number);
                inner = label;
            }
            if row.is_record {
                standing = Standing::Between;
            }
            let of = |row| {
                let (table, section) = (Some(&facts), Some(inner.as_ref().unwrap_or(&section)));
                Scope { table, section, row: Some((number, row)), ..Scope::default() }
            };
            for claim in table.claim.iter().chain(&table.beside) {
                let row = row.read_by(claim.dataset);
                if !row.is_record {
                    continue;
                }
                for record in row.records(contract.datasets[claim.dataset].one_row_per) {
                    linked.push(filler.row(claim.dataset, &Scope { record, ..of(row) }));
                }
            }
            for cell in &row.cells {
                filler.each(Each::Cell, &Scope { cell: Some(cell), ..of(row) });
            }
        }
        read_tables.push(ReadTable { rows: read, section, labels: label_rows });
    }
    filler.link(&linked);
    for section in 0..outline.sections.len() {
        filler.each(Each::Section, &Scope { label: Some(section), ..Scope::default() });
    }
    for (number, product) in products.iter().enumerate() {
        filler.each(Each::Product, &Scope { product: Some((number, product)), ..Scope::default() });
    }
    for (number, link) in references.iter().enumerate() {
        let section = outline.context(link.block);
        filler.each(Each::Link, &Scope { link: Some((number, link)), section: Some(&section), ..Scope::default() });
    }
    for address in &addresses::read(document, &unlinked, contract) {
        filler.address(address, &outline.context(address.block));
    }
    coverage.file_like_lines(document, tables, contract);
    filler.each(Each::Article, &Scope { coverage: Some(&coverage), ..Scope::default() });
    let datasets = filler.finish();
    Records { datasets, tables: read_tables, article, outline, labels, references, unclaimed: coverage.unclaimed }
}

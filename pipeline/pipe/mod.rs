//! A stream of articles to a stream of rows, for programs that hold articles: one Arrow stream in, one out, batch by batch.
//!
//! What a row says of its article alone is what a build says. What only all articles can say, a stream cannot: findings of rules
//! over the corpus, and the columns of `assemblies` that [`is_settled_late`](crate::datasets::is_settled_late) names.

mod articles;
mod cut_names;
mod plain;

use crate::build::{CHUNK_ARTICLES, CHUNK_BYTES, groups};
use crate::checks::{self, Policy};
use crate::contract::{Contract, Dataset, Each};
use crate::datasets::{batch_of, schemas};
use crate::error::Error;
use crate::records::Rows;
use crate::source::Source;
use arrow::array::{ArrayRef, ListArray, RecordBatch, StringArray, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use articles::{ArticleStream, Articles};
use plain::{plain_columns, plain_schema};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::io::{BufWriter, Read, Write};
use std::sync::Arc;

/// What the rows of a stream are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The rows of one dataset, by its position in the contract.
    Rows(usize),
    /// A row for each article: its path, and for each of these datasets a list of its rows.
    Articles {
        /// Positions of the datasets, in the order of the contract.
        datasets: Vec<usize>,
        /// Whether a list of what the article says of cut manifest names stands behind them, column `cut_names`.
        has_cut_names: bool,
    },
}

/// How many rows went through a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// Number of articles.
    pub articles: usize,
    /// By dataset, in the order of the stream: its name, and the number of its rows.
    pub rows: Vec<(String, usize)>,
}

impl Trailer {
    /// The line behind the end of the stream.
    #[must_use]
    pub fn line(&self) -> String {
        let rows: Map<String, Value> = self.rows.iter().map(|(name, rows)| (name.clone(), json!(rows))).collect();
        format!("{}\n", json!({ "kbc_pipe": 1, "articles": self.articles, "rows": rows }))
    }
}

/// Compiles the articles of one stream into the rows of another. The schema is written before anything is read, and what is made
/// of a batch of articles before the next one is read, so that memory grows with the batches and never with the stream. Behind
/// the end of the stream stands the trailer as a line of JSON: a reader that finds it has all rows.
///
/// # Errors
/// When the input is no whole Arrow stream of articles, or the output cannot be written. The output then has no end.
pub fn pipe(contract: &Contract, shape: &Shape, input: impl Read, output: impl Write) -> Result<Trailer, Error> {
    let maker = Maker::new(contract, shape)?;
    let mut writer = StreamWriter::try_new(BufWriter::new(output), &maker.schema).map_err(unwritten)?;
    writer.flush().map_err(unwritten)?;
    let mut stream = ArticleStream::open(input)?;
    let mut trailer = Trailer {
        articles: 0,
        rows: maker.datasets.iter().map(|&at| (contract.datasets[at].name.clone(), 0)).collect(),
    };
    while let Some(articles) = stream.next()? {
        let numbers: Vec<usize> = (0..articles.len()).collect();
        let units = groups(&numbers, CHUNK_ARTICLES, CHUNK_BYTES, |&at| articles.size(at));
        for window in units.chunks(WINDOW) {
            let made: Vec<Made> =
                window.par_iter().map(|unit| maker.made(&articles, unit)).collect::<Result<_, Error>>()?;
            for made in made {
                if made.batch.num_rows() > 0 {
                    writer.write(&made.batch).map_err(unwritten)?;
                }
                trailer.rows.iter_mut().zip(made.rows).for_each(|((_, all), rows)| *all += rows);
            }
        }
        trailer.articles += articles.len();
        writer.flush().map_err(unwritten)?;
    }
    writer.finish().map_err(unwritten)?;
    let output = writer.get_mut();
    let written = output.write_all(trailer.line().as_bytes()).and_then(|()| output.flush());
    written.map_err(|error| unwritten(error.into()))?;
    Ok(trailer)
}

/// Units of articles that are compiled before they are written.
const WINDOW: usize = 16;

/// What a unit of articles gives.
struct Made {
    batch: RecordBatch,
    /// By dataset of the stream.
    rows: Vec<usize>,
}

/// Makes batches of articles.
struct Maker<'a> {
    contract: &'a Contract,
    policy: Policy,
    /// Positions of the datasets that are asked for.
    datasets: Vec<usize>,
    /// By dataset of the contract.
    schemas: Vec<SchemaRef>,
    by_article: bool,
    has_cut_names: bool,
    /// Whether rules are asked.
    is_checked: bool,
    /// The schema of the stream.
    schema: SchemaRef,
}

/// The column with the path of the article, where a row is an article.
const SOURCE: &str = "source";

impl<'a> Maker<'a> {
    fn new(contract: &'a Contract, shape: &Shape) -> Result<Self, Error> {
        let schemas = schemas(contract);
        let (datasets, by_article, has_cut_names) = match shape {
            Shape::Rows(at) => (vec![*at], false, false),
            Shape::Articles { datasets, has_cut_names } => (datasets.clone(), true, *has_cut_names),
        };
        let schema = if by_article {
            let lists = datasets.iter().map(|&at| list_field(&contract.datasets[at], &schemas[at]));
            let source = Field::new(SOURCE, DataType::Utf8, false);
            let cut_names = has_cut_names.then(cut_names::field);
            let fields: Vec<Field> = [source].into_iter().chain(lists).chain(cut_names).collect();
            if let Some(name) = twice(&fields) {
                let text = format!(
                    "a dataset named `{name}` cannot stand beside the column `{name}` of a stream with a row per article\n  help: rename the dataset, or ask for its rows alone with `--dataset {name}`"
                );
                return Err(Error::Usage(text));
            }
            Schema::new(fields)
        } else {
            plain_schema(&schemas[datasets[0]])
        };
        let is_checked = datasets.iter().any(|&at| contract.datasets[at].each == Each::Finding);
        Ok(Self {
            contract,
            policy: Policy::default(),
            datasets,
            schemas,
            by_article,
            has_cut_names,
            is_checked,
            schema: Arc::new(schema),
        })
    }

    fn made(&self, articles: &Articles, unit: &[usize]) -> Result<Made, Error> {
        let sources: Vec<Source> = unit.iter().map(|&at| articles.source(at)).collect();
        let (mut records, mut findings) = (Vec::with_capacity(sources.len()), Vec::new());
        for (number, source) in (0..).zip(&sources) {
            if self.is_checked {
                let (record, mut checked) = crate::compile_and_check(source, number, self.contract, &self.policy);
                checks::sort(&mut checked.findings);
                records.push(record);
                findings.push(checked.findings);
            } else {
                records.push(crate::compile(source, self.contract));
            }
        }
        let findings: Vec<Vec<Rows<'_>>> = findings.iter().map(|own| checks::rows(own, self.contract, "")).collect();
        let mut columns: Vec<ArrayRef> = Vec::new();
        let mut counts = Vec::new();
        if self.by_article {
            columns.push(Arc::new(sources.iter().map(|source| Some(source.path.as_str())).collect::<StringArray>()));
        }
        for &at in &self.datasets {
            let dataset = &self.contract.datasets[at];
            let rows: Vec<&Rows<'_>> = if dataset.each == Each::Finding {
                findings.iter().filter_map(|own| own.get(at)).collect()
            } else {
                records.iter().filter_map(|own| own.datasets.get(at)).collect()
            };
            let batch = batch_of(dataset, &self.schemas[at], &rows)?;
            counts.push(batch.num_rows());
            let own = plain_columns(&batch)?;
            if self.by_article {
                columns.push(list(&self.schema, columns.len(), own, rows.iter().map(|rows| rows.len()))?);
            } else {
                columns = own;
            }
        }
        if self.has_cut_names {
            let evidence = sources.iter().zip(&records);
            let evidence: Vec<_> =
                evidence.map(|(source, own)| checks::cut_evidence(&source.text, own, self.contract)).collect();
            let lengths = evidence.iter().map(Vec::len);
            columns.push(list(&self.schema, columns.len(), cut_names::columns(&evidence), lengths)?);
        }
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(|error| defect(&error))?;
        Ok(Made { batch, rows: counts })
    }
}

/// A name that two columns have.
fn twice(fields: &[Field]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    fields.iter().map(|field| field.name().as_str()).find(|name| !seen.insert(*name))
}

/// The column that holds the rows of a dataset.
fn list_field(dataset: &Dataset, schema: &Schema) -> Field {
    let row = DataType::Struct(plain_schema(schema).fields().clone());
    let doc = [("doc".to_owned(), dataset.doc.clone())].into_iter().collect::<HashMap<_, _>>();
    Field::new(&dataset.name, DataType::List(Arc::new(Field::new("element", row, false))), false).with_metadata(doc)
}

/// Rows as lists of so many.
fn list(
    schema: &Schema,
    at: usize,
    columns: Vec<ArrayRef>,
    lengths: impl Iterator<Item = usize>,
) -> Result<ArrayRef, Error> {
    let DataType::List(element) = schema.field(at).data_type() else { return Err(defect(&"a column is no list")) };
    let DataType::Struct(fields) = element.data_type() else { return Err(defect(&"a list holds no rows")) };
    let rows = StructArray::try_new(fields.clone(), columns, None).map_err(|error| defect(&error))?;
    let lists = ListArray::try_new(element.clone(), OffsetBuffer::from_lengths(lengths), Arc::new(rows), None);
    lists.map(|lists| Arc::new(lists) as ArrayRef).map_err(|error| defect(&error))
}

/// What a library refuses of what we built.
fn defect(error: &dyn Display) -> Error {
    Error::Internal { stage: "pipe", message: error.to_string() }
}

fn unwritten(error: ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, source) => Error::Write { path: "the standard output".into(), source },
        other => defect(&other),
    }
}

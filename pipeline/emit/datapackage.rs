//! `datapackage.json`: the Frictionless descriptor of an output directory, written last.

use super::content::Content;
use super::filled::KEY;
use super::written::Written;
use super::{csv, parquet};
use crate::contract::{Column, ConstraintKind, Contract, Dataset};
use crate::values::Physical;
use serde_json::{Map, Value, json};

/// Name of the descriptor.
pub const FILE: &str = "datapackage.json";

/// What an output is made of, besides the articles and the contract.
#[derive(Clone, Copy, Debug)]
pub struct MadeOf<'a> {
    /// SHA-256 of the waivers; null where there are none.
    pub policy: Option<&'a str>,
    /// What stands before the path of each article; empty where nothing does.
    pub prefix: &'a str,
}

/// What stands before the paths of articles in an output, by its descriptor.
#[must_use]
pub fn prefix_of(descriptor: &Value) -> &str {
    descriptor["kbc"]["source_prefix"].as_str().unwrap_or_default()
}

/// The descriptor of the files that were written; `contents` are the digests of rows by dataset.
pub(super) fn descriptor(
    contract: &Contract,
    made_of: &MadeOf<'_>,
    written: &[Written],
    contents: &[Content],
) -> String {
    let resources: Vec<Value> = contract
        .datasets
        .iter()
        .enumerate()
        .zip(contents)
        .filter_map(|((at, dataset), content)| resource(contract, at, dataset, written, content))
        .collect();
    let resources = without_keys_into_files(resources);
    let mut made_by = made_by(contract);
    made_by["policy_sha256"] = json!(made_of.policy);
    if !made_of.prefix.is_empty() {
        made_by["source_prefix"] = json!(made_of.prefix);
    }
    let package = json!({
        "profile": "data-package",
        "name": "kbc-output",
        "title": "Facts of Microsoft support articles, compiled by kbc",
        "version": contract.version,
        "kbc": made_by,
        "resources": resources,
    });
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}

/// What the descriptor says of a contract, without files.
#[must_use]
pub fn described(contract: &Contract) -> Value {
    let resources: Vec<Value> = contract
        .datasets
        .iter()
        .map(|dataset| json!({ "name": dataset.name, "schema": schema(contract, dataset) }))
        .collect();
    json!({ "kbc": made_by(contract), "resources": resources })
}

fn made_by(contract: &Contract) -> Value {
    json!({
        "compiler": env!("CARGO_PKG_VERSION"),
        "contract": contract.version,
        "contract_sha256": contract.sha256,
        "families": contract.families.iter().map(|family| family.name.as_str()).collect::<Vec<_>>(),
        "languages": contract.words.languages().iter().map(|language| language.tag.as_str()).collect::<Vec<_>>(),
    })
}

/// One resource per dataset: its first format, with the others beside it.
fn resource(
    contract: &Contract,
    at: usize,
    dataset: &Dataset,
    written: &[Written],
    content: &Content,
) -> Option<Value> {
    let mut files = written.iter().filter(|file| file.dataset == at);
    let first = files.next()?;
    let others: Vec<Value> = files.map(|file| json!({ "path": file.name, "format": file.format, "mediatype": file.media_type, "bytes": file.bytes, "hash": hash(file) })).collect();
    // `frictionless` counts the bytes of text that it reads. It has Parquet read by a library, counts nothing, and takes any
    // `bytes` for wrong. Of a file whose rows it cannot read it counts the bytes, and takes any `rows` for wrong.
    let is_parquet = first.format == parquet::FORMAT.name;
    // In JSON, a dataset without rows has no columns, which it takes for a mistake.
    let is_file =
        if is_parquet { !dataset.columns.iter().all(is_read_by_pandas) } else { first.format != csv::FORMAT.name };
    let bytes = if is_parquet && !is_file { "kbc:bytes" } else { "bytes" };
    let rows = if is_file { "kbc:rows" } else { "rows" };
    let mut resource = json!({
        "name": dataset.name,
        "description": dataset.doc,
        "path": first.name,
        "format": first.format,
        "mediatype": first.media_type,
        "encoding": "utf-8",
        (bytes): first.bytes,
        "hash": hash(first),
        (rows): first.rows,
        "kbc:content_sha256": content.sha256,
        "schema": schema(contract, dataset),
    });
    let fields = resource["schema"]["fields"].as_array_mut().into_iter().flatten();
    for (field, filled) in fields.zip(&content.filled) {
        field[KEY] = json!(filled);
    }
    if is_file {
        resource["type"] = json!(FILE_TYPE);
    }
    if first.format == csv::FORMAT.name {
        resource["profile"] = json!("tabular-data-resource");
        resource["dialect"] = json!({ "lineTerminator": "\n", "header": true });
    }
    if !others.is_empty() {
        resource["kbc:alternates"] = Value::Array(others);
    }
    Some(resource)
}

/// The type of a resource that readers shall take as bytes, and not as rows.
const FILE_TYPE: &str = "file";

/// Whether `frictionless` can check the values of a column in Parquet. It reads them by pandas, where whole numbers among nulls
/// become fractions, and lists arrays of another library.
fn is_read_by_pandas(column: &Column) -> bool {
    match column.physical() {
        Physical::U8 | Physical::U32 | Physical::I64 => column.required,
        Physical::Texts | Physical::Ints => false,
        _ => true,
    }
}

/// Rows of a file are not looked at, so that no key of another resource can be checked there: such keys are kept under a name
/// of our own.
fn without_keys_into_files(mut resources: Vec<Value>) -> Vec<Value> {
    let is_file = |resource: &Value| resource["type"] == FILE_TYPE;
    let files: Vec<Value> =
        resources.iter().filter(|resource| is_file(resource)).map(|file| file["name"].clone()).collect();
    for resource in resources.iter_mut().filter(|resource| !is_file(resource)) {
        let Some(schema) = resource["schema"].as_object_mut() else { continue };
        let Some(Value::Array(keys)) = schema.remove("foreignKeys") else { continue };
        let (into_files, others): (Vec<Value>, Vec<Value>) =
            keys.into_iter().partition(|key| files.contains(&key["reference"]["resource"]));
        for (name, keys) in [("foreignKeys", others), ("kbc:foreignKeys", into_files)] {
            if !keys.is_empty() {
                schema.insert(name.to_owned(), Value::Array(keys));
            }
        }
    }
    resources
}

fn hash(file: &Written) -> String {
    format!("sha256:{}", file.sha256)
}

fn schema(contract: &Contract, dataset: &Dataset) -> Value {
    let name = |dataset: &Dataset, at: &usize| dataset.columns.get(*at).map(|column| column.name.clone());
    let names =
        |dataset: &Dataset, columns: &[usize]| columns.iter().filter_map(|at| name(dataset, at)).collect::<Vec<_>>();
    let foreign: Vec<Value> = dataset
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::References { dataset: other, columns } => {
                let other = contract.datasets.get(*other)?;
                Some(json!({ "fields": names(dataset, &constraint.columns), "reference": { "resource": other.name, "fields": names(other, columns) } }))
            }
            _ => None,
        })
        .collect();
    let mut schema = Map::new();
    schema.insert("fields".to_owned(), dataset.columns.iter().map(field).collect());
    schema.insert("missingValues".to_owned(), json!([""]));
    schema.insert("primaryKey".to_owned(), json!(names(dataset, &dataset.order)));
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    Value::Object(schema)
}

fn field(column: &Column) -> Value {
    let mut field = json!({
        "name": column.name,
        "type": frictionless_type(column.physical()),
        "description": column.doc,
    });
    match column.physical() {
        Physical::Date => field["format"] = json!("%Y-%m-%d"),
        Physical::Timestamp => field["format"] = json!("%Y-%m-%dT%H:%M:%SZ"),
        _ => {}
    }
    if !column.was.is_empty() {
        field["kbc:was"] = json!(column.was);
    }
    if !column.unit.is_empty() {
        field["unit"] = json!(column.unit);
    }
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".to_owned(), json!(true));
        if frictionless_type(column.physical()) == "string" {
            // An empty text of such a column is a text: an empty cell of a table, say.
            field["missingValues"] = json!([]);
        }
    }
    if !column.symbols().is_empty() {
        constraints.insert("enum".to_owned(), json!(column.symbols()));
    }
    if column.physical() == Physical::Time {
        constraints.insert("pattern".to_owned(), json!("[0-9]{2}:[0-9]{2}:[0-9]{2}"));
    }
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}

/// The type of a field in a Frictionless Table Schema.
fn frictionless_type(physical: Physical) -> &'static str {
    match physical {
        // A time of day is a text in every format: types for it differ between readers.
        Physical::Text | Physical::Enum | Physical::Category | Physical::Time => "string",
        Physical::Bool => "boolean",
        Physical::U8 | Physical::U32 | Physical::I64 => "integer",
        Physical::F32 => "number",
        Physical::Date => "date",
        Physical::Timestamp => "datetime",
        Physical::Texts | Physical::Ints => "array",
    }
}

//! `datapackage.json`: the Frictionless descriptor of an output directory, written last.

use super::content::Content;
use super::filled::KEY;
use super::written::Written;
use super::{csv, parquet};
use crate::contract::{Column, ColumnType, ConstraintKind, Contract, Dataset};
use crate::source::hex;
use crate::values::{AnyType, Physical, without_group_names};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Name of the descriptor.
pub const FILE: &str = "datapackage.json";

/// What an output is made of, besides the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeOf {
    /// SHA-256 of the waivers; null where there are none.
    pub policy: Option<String>,
    /// What stands before the path of each article; empty where nothing does.
    pub prefix: String,
    /// SHA-256 of the articles, as [`crate::source::InputDigest`] makes it; null where not all of them could be read: the next
    /// build may read more.
    pub input: Option<String>,
    /// SHA-256 of what was chosen: formats, prefix, waivers, baseline.
    pub settings: String,
}

impl MadeOf {
    /// Whether an output was made of the same articles, contract and settings by the same version of kbc, as its descriptor
    /// says.
    #[must_use]
    pub fn is_that_of(&self, descriptor: &Value, contract: &Contract) -> bool {
        self.input.is_some()
            && descriptor["kbc"].as_object().is_some_and(|said| {
                let own = self.described(contract);
                let own = own.as_object().into_iter().flatten();
                own.clone().count() + ADDED.len() == said.len()
                    && own.into_iter().all(|(key, value)| said.get(key) == Some(value))
            })
    }

    fn described(&self, contract: &Contract) -> Value {
        let mut made_by = made_by(contract);
        made_by["policy_sha256"] = json!(self.policy);
        if !self.prefix.is_empty() {
            made_by["source_prefix"] = json!(self.prefix);
        }
        made_by["input_sha256"] = json!(self.input);
        made_by["settings_sha256"] = json!(self.settings);
        made_by
    }
}

/// The file of findings, and the digest of the descriptor with this value empty: what [`MadeOf`] does not know.
const ADDED: [&str; 2] = ["findings", "descriptor_sha256"];

/// Whether a descriptor has the bytes that it was written with.
pub(super) fn is_as_written(text: &str) -> bool {
    let package: Value = serde_json::from_str(text).unwrap_or_default();
    let said = package["kbc"][ADDED[1]].as_str().unwrap_or_default();
    !said.is_empty() && sealed(&text.replacen(&seal(said), &seal(""), 1)) == text
}

fn seal(sha256: &str) -> String {
    format!("\"{}\": \"{sha256}\"", ADDED[1])
}

/// Puts the digest of a text into it, where it holds an empty one.
fn sealed(text: &str) -> String {
    text.replacen(&seal(""), &seal(&hex(&Sha256::digest(text))), 1)
}

/// What stands before the paths of articles in an output, by its descriptor.
#[must_use]
pub fn prefix_of(descriptor: &Value) -> &str {
    descriptor["kbc"]["source_prefix"].as_str().unwrap_or_default()
}

/// The descriptor of the files that were written; `contents` are the digests of rows by dataset, `kept` holds the findings.
pub(super) fn descriptor(
    contract: &Contract,
    made_of: &MadeOf,
    written: &[Written],
    contents: &[Content],
    kept: &Written,
) -> String {
    let resources: Vec<Value> = contract
        .datasets
        .iter()
        .enumerate()
        .zip(contents)
        .filter_map(|((at, dataset), content)| resource(contract, at, dataset, written, content))
        .collect();
    let resources = without_keys_into_files(resources);
    let mut made_by = made_of.described(contract);
    made_by[ADDED[0]] = json!({ "path": kept.name, "mediatype": kept.media_type, "bytes": kept.bytes, "hash": hash(kept), "rows": kept.rows });
    made_by[ADDED[1]] = json!("");
    let package = json!({
        "profile": "data-package",
        "name": "kbc-output",
        "title": "Facts of Microsoft support articles, compiled by kbc",
        "version": contract.version,
        "kbc": made_by,
        "resources": resources,
    });
    sealed(&(serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"))
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
        "types": contract.types.iter().map(|ty| json!({ "name": ty.text.name, "pattern": ty.text.pattern })).collect::<Vec<_>>(),
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
    let patterns = |at: usize| -> Vec<&str> {
        let patterns = dataset.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Pattern { text, .. } if constraint.columns.contains(&at) => Some(text.as_str()),
            _ => None,
        });
        patterns.collect()
    };
    let fields = dataset.columns.iter().enumerate().map(|(at, column)| field(column, &patterns(at)));
    schema.insert("fields".to_owned(), fields.collect());
    schema.insert("missingValues".to_owned(), json!([""]));
    schema.insert("primaryKey".to_owned(), json!(names(dataset, &dataset.order)));
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    Value::Object(schema)
}

/// A column; `patterns` are those of constraints, which its values fit.
fn field(column: &Column, patterns: &[&str]) -> Value {
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
    // A field has one pattern; a second one goes without being asked by readers.
    if let [first, ..] = patterns {
        constraints.insert("pattern".to_owned(), json!(without_group_names(first)));
    }
    if let ColumnType::Semantic(AnyType::Pattern(ty)) = &column.ty {
        field["kbc:type"] = json!(ty.text.name);
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

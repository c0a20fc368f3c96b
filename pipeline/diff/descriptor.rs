//! What the descriptors of two outputs say, and whether their files are what they say.

use super::{Damage, DamageKind, MadeBy, Snapshot};
use crate::error::Error;
use serde_json::Value;
use std::collections::BTreeMap;

/// The descriptor of an output, and the files as they are.
pub(super) struct Described {
    pub(super) json: Value,
    /// By path: the dataset, and the hash of the bytes; null where there is no file.
    files: BTreeMap<String, (String, Option<String>)>,
    pub(super) damage: Vec<Damage>,
}

/// Names and hashes of files.
type Files<'d> = BTreeMap<&'d str, Option<&'d str>>;

/// What a descriptor says of the rows of a dataset.
#[derive(PartialEq, Eq)]
pub(super) struct Said {
    pub(super) rows: Option<u64>,
    content: Option<String>,
    /// Its columns, as JSON.
    columns: String,
}

impl Described {
    /// Reads a descriptor and all files that it lists. One that rows are read from must be there and be what it says.
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, Error> {
        let json = snapshot.descriptor()?;
        if json["resources"].is_null() {
            return Err(Error::Usage(format!(
                "`{}` is not an output of kbc: it has no descriptor `datapackage.json`\n  help: name a directory that `kbc build` wrote",
                snapshot.name()
            )));
        }
        let mut files = BTreeMap::new();
        let mut damage = Vec::new();
        // What lies elsewhere is not a file of the output.
        for (path, dataset, said) in listed(&json).into_iter().filter(|(path, ..)| !path.contains(['/', '\\'])) {
            let found = snapshot.digest(&path)?;
            let kind = match (&found, said.strip_prefix("sha256:")) {
                (None, _) => Some(DamageKind::Missing),
                (Some(found), Some(said)) if found != said => Some(DamageKind::OtherBytes),
                _ => None,
            };
            if let Some(kind) = kind {
                let found = Damage { output: snapshot.name(), file: path.clone(), kind };
                if path == data_file(&dataset) {
                    return Err(Error::Usage(format!(
                        "{found}\n  help: restore it, or build the output again with `kbc build`"
                    )));
                }
                damage.push(found);
            }
            files.insert(path, (dataset, found));
        }
        Ok(Self { json, files, damage })
    }

    pub(super) fn made_by(&self) -> MadeBy {
        let word = |key: &str| self.json["kbc"][key].as_str().map(str::to_owned);
        MadeBy {
            compiler: word("compiler"),
            contract: word("contract"),
            schemas: word("contract_sha256"),
            policy: word("policy_sha256"),
        }
    }

    pub(super) fn datasets(&self) -> impl Iterator<Item = &str> {
        self.resources().filter_map(|resource| resource["name"].as_str())
    }

    /// Whether the rows of a dataset are at hand.
    pub(super) fn has_rows_of(&self, dataset: &str) -> bool {
        self.files.contains_key(&data_file(dataset))
    }

    /// Whether the rows of any dataset are.
    pub(super) fn has_rows(&self) -> bool {
        self.datasets().any(|dataset| self.has_rows_of(dataset))
    }

    pub(super) fn said_of(&self, dataset: &str) -> Said {
        let resource = self.resources().find(|resource| resource["name"].as_str() == Some(dataset));
        Said {
            rows: resource.and_then(|resource| resource["rows"].as_u64().or_else(|| resource["kbc:rows"].as_u64())),
            content: resource.and_then(|resource| resource["kbc:content_sha256"].as_str()).map(str::to_owned),
            columns: resource.map(|resource| resource["schema"]["fields"].to_string()).unwrap_or_default(),
        }
    }

    /// The files of a dataset.
    fn files_of(&self, dataset: &str) -> Files<'_> {
        let files = self.files.iter().filter(|(_, (own, _))| own == dataset);
        files.map(|(path, (_, hash))| (path.as_str(), hash.as_deref())).collect()
    }

    fn resources(&self) -> impl Iterator<Item = &Value> {
        self.json["resources"].as_array().into_iter().flatten()
    }
}

impl Said {
    /// Whether the rows are the same, whatever the bytes of the files.
    pub(super) fn is_same_content(&self, other: &Self) -> bool {
        self.content.is_some() && self == other
    }
}

/// The file that rows of a dataset are read from.
pub(crate) fn data_file(dataset: &str) -> String {
    format!("{dataset}.parquet")
}

/// Files that a descriptor lists: path, dataset and hash.
fn listed(descriptor: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut list = Vec::new();
    for resource in descriptor["resources"].as_array().into_iter().flatten() {
        let alternates = resource["kbc:alternates"].as_array().into_iter().flatten();
        for file in [resource].into_iter().chain(alternates) {
            list.push((text(&file["path"]), text(&resource["name"]), text(&file["hash"])));
        }
    }
    list
}

/// Names of files of a dataset that both sides have, with other bytes.
pub(super) fn other_bytes([old, new]: [&Described; 2], dataset: &str) -> Vec<String> {
    let (before, after) = (old.files_of(dataset), new.files_of(dataset));
    let differ = before.iter().filter(|(path, hash)| after.get(*path).is_some_and(|other| other != *hash));
    differ.map(|(path, _)| (*path).to_owned()).collect()
}

/// Names of files of a dataset that only the old side has, and that only the new side has.
pub(super) fn came_and_went([old, new]: [&Described; 2], dataset: &str) -> [Vec<String>; 2] {
    let (before, after) = (old.files_of(dataset), new.files_of(dataset));
    let only = |these: &Files<'_>, others: &Files<'_>| {
        these.keys().filter(|path| !others.contains_key(*path)).map(|path| (*path).to_owned()).collect()
    };
    [only(&before, &after), only(&after, &before)]
}

//! A schema that people write. The first byte says what it is: `0` a dataset beside those of kbc, `1` the file with the version, else a
//! dataset alone.

use super::{is_printable, way};
use crate::compiled::contract;
use kbc::contract::{Contract, Dialect, dictionary, sql};
use kbc::datasets::{batches, schemas};
use kbc::emit::format_names;
use kbc::error::Error;
use kbc::source::Source;
use std::collections::BTreeMap;

const ALONE: &str = "version = \"1.0.0\"\nextends = \"nothing\"\n";

/// An article in which a dataset may find its rows.
const ARTICLE: &str = "---\nms.date: 2020-01-02\n---\n# A title\n\n## Files\n\n|File name|File size|Name|Value|\n|---|---|---|---|\n|a.dll|1,024|x|1|\n|b.dll|many|y|2|\n\nName: value\n\nSee [KB4012212](https://support.microsoft.com/help/4012212).\n";

pub(super) fn hold(bytes: &[u8]) {
    let Some((&mark, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let texts = match way(mark, 8) {
        0 => vec![("schemas/own.toml", text)],
        1 => vec![("schemas/contract.toml", text)],
        _ => vec![("schemas/contract.toml", ALONE), ("schemas/own.toml", text)],
    };
    let texts: BTreeMap<String, String> =
        texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    match Contract::compile(&texts, &format_names()) {
        Ok(own) => serves(&own),
        Err(Error::Schema(said)) => {
            assert!(is_printable(&said), "a control character in {said:?}");
            assert!(said.contains("error") && said.contains("schemas/"), "no place in {said}");
        }
        Err(other) => panic!("{other}"),
    }
}

/// Everything that is derived of a contract.
fn serves(own: &Contract) {
    assert!(dictionary(own).is_empty() || own.datasets.iter().all(|dataset| !dataset.name.is_empty()));
    assert!(own.datasets.is_empty() || !sql(own, "output", Dialect::DuckDb).is_empty());
    let source = Source::new("a.md".to_owned(), ARTICLE.as_bytes().to_vec());
    let records = kbc::compile(&source, own);
    // A column that is required and has nothing to fill it is a mistake of the schema that shows itself here.
    match batches(own, &schemas(own), &[records]) {
        Ok(_) | Err(Error::Schema(_)) => {}
        Err(other) => panic!("{other}"),
    }
    assert!(own.datasets.len() <= contract().datasets.len() + 1);
}

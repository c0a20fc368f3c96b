//! What articles say of cut manifest names, as a column of lists: what is needed to settle them over all articles.

use crate::checks::CutEvidence;
use arrow::array::{ArrayRef, StringArray};
use arrow::datatypes::{DataType, Field};
use std::collections::HashMap;
use std::sync::Arc;

/// Name of the column.
const CUT_NAMES: &str = "cut_names";

const DOC: &str = "What the article says of manifest names whose component or culture is cut: `kind` (`component` or `culture` for \
                   such a name, `word` for a text that may be a whole component), `cut` (the cut text, lower case), `hidden` (the \
                   hash of the whole text, hex), `text` (the name or the word). `hash_check` and `component_full` of \
                   `assemblies` follow from that of all articles.";

/// The column.
pub(super) fn field() -> Field {
    let parts = ["kind", "cut", "hidden", "text"].map(|name| Field::new(name, DataType::Utf8, false));
    let row = DataType::Struct(parts.to_vec().into());
    let list = DataType::List(Arc::new(Field::new("element", row, false)));
    Field::new(CUT_NAMES, list, false).with_metadata(HashMap::from([("doc".to_owned(), DOC.to_owned())]))
}

/// The columns of its rows, article after article.
pub(super) fn columns(evidence: &[Vec<CutEvidence>]) -> Vec<ArrayRef> {
    let column = |text: fn(&CutEvidence) -> String| -> ArrayRef {
        Arc::new(evidence.iter().flatten().map(|one| Some(text(one))).collect::<StringArray>())
    };
    vec![
        column(|one| one.kind.to_owned()),
        column(|one| one.cut.clone()),
        column(|one| format!("{:016x}", one.hidden)),
        column(|one| one.text.clone()),
    ]
}

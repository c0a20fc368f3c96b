//! `Roles`: which column of which dataset says what the pages show. The one place of the site that names columns: the pages
//! know roles.

use super::rows::Rows;
use crate::contract::{Contract, Each, Fact, Role};
use arrow::datatypes::SchemaRef;
use std::collections::BTreeMap;

/// Where a role is found.
enum At {
    /// By what feeds the column, whatever its name.
    Fact(Each, Fact),
    /// By the role that the contract gives it, whatever its name.
    Role(Role),
    /// By name, where the contract has no role for it: `dataset.column`.
    Name(&'static str),
}

/// Every role that the pages or the shards ask for.
const ROLES: &[(&str, At)] = &[
    ("article.kb", At::Name("articles.kb")),
    ("article.title", At::Fact(Each::Article, Fact::Title)),
    ("article.type", At::Name("articles.article_type")),
    ("article.language", At::Role(Role::ArticleLanguage)),
    ("article.released", At::Name("articles.released")),
    ("article.updated", At::Name("articles.updated")),
    ("article.sha256", At::Fact(Each::Article, Fact::Sha256)),
    ("article.tables", At::Fact(Each::Article, Fact::Tables)),
    ("article.files", At::Name("articles.files")),
    ("coverage.cells", At::Fact(Each::Article, Fact::Cells)),
    ("coverage.typed", At::Fact(Each::Article, Fact::CellsTyped)),
    ("coverage.raw", At::Fact(Each::Article, Fact::CellsRaw)),
    ("coverage.unread", At::Fact(Each::Article, Fact::CellsUnread)),
    ("coverage.ignored", At::Fact(Each::Article, Fact::CellsIgnored)),
    ("coverage.unclaimed", At::Fact(Each::Article, Fact::FileLikeLinesUnclaimed)),
    ("file.name", At::Role(Role::FileName)),
    ("file.version", At::Role(Role::FileVersion)),
    ("file.size", At::Role(Role::FileSize)),
    ("file.date", At::Role(Role::FileDate)),
    ("file.time", At::Role(Role::FileTime)),
    ("file.platform", At::Role(Role::FilePlatform)),
    ("file.target_platform", At::Name("files.target_platform")),
    ("file.products", At::Name("files.target_products")),
    ("file.branch", At::Name("files.branch")),
    ("file.service_branch", At::Role(Role::FileBranch)),
    ("file.milestone", At::Name("files.milestone")),
    ("file.language", At::Role(Role::FileLanguage)),
    ("file.section", At::Name("files.section")),
    ("reference.kb", At::Fact(Each::Link, Fact::LinkKb)),
    ("reference.title", At::Fact(Each::Link, Fact::LinkTitle)),
    ("reference.relation", At::Name("kb_references.relation")),
    ("product.name", At::Fact(Each::Product, Fact::ProductText)),
    ("section.text", At::Fact(Each::Section, Fact::SectionText)),
    ("error.code", At::Name("error_codes.code")),
    ("error.symbol", At::Name("error_codes.symbol")),
    ("error.message", At::Name("error_codes.message")),
    ("registry.name", At::Name("registry_values.name")),
    ("registry.key", At::Name("registry_values.key")),
    ("release.build", At::Role(Role::ReleaseBuild)),
    ("release.name", At::Name("releases.release_name")),
    ("release.kb", At::Role(Role::ReleaseKb)),
    ("table.ordinal", At::Fact(Each::Table, Fact::TableOrdinal)),
    ("table.first", At::Fact(Each::Table, Fact::TableLineFirst)),
    ("table.last", At::Fact(Each::Table, Fact::TableLineLast)),
    ("table.layout", At::Fact(Each::Table, Fact::TableLayout)),
    ("table.rows", At::Fact(Each::Table, Fact::TableRows)),
    ("table.header", At::Fact(Each::Table, Fact::TableHeader)),
    ("table.dataset", At::Fact(Each::Table, Fact::TableDataset)),
    ("table.confidence", At::Fact(Each::Table, Fact::TableConfidence)),
    ("table.reasons", At::Fact(Each::Table, Fact::TableReasons)),
    ("cell.table", At::Fact(Each::Cell, Fact::TableOrdinal)),
    ("cell.row", At::Fact(Each::Cell, Fact::RowOrdinal)),
    ("cell.column", At::Fact(Each::Cell, Fact::CellColumn)),
    ("cell.header", At::Fact(Each::Cell, Fact::CellHeader)),
    ("cell.text", At::Fact(Each::Cell, Fact::CellText)),
    ("cell.line", At::Fact(Each::Cell, Fact::CellLine)),
    ("cell.first", At::Fact(Each::Cell, Fact::CellColumnFirst)),
    ("cell.last", At::Fact(Each::Cell, Fact::CellColumnLast)),
    ("cell.claimed_by", At::Fact(Each::Cell, Fact::CellClaimedBy)),
    ("cell.status", At::Fact(Each::Cell, Fact::CellStatus)),
    ("finding.code", At::Fact(Each::Finding, Fact::FindingCode)),
    ("finding.level", At::Fact(Each::Finding, Fact::FindingLevel)),
    ("finding.line", At::Fact(Each::Finding, Fact::FindingLine)),
    ("finding.column", At::Fact(Each::Finding, Fact::FindingColumn)),
    ("finding.message", At::Fact(Each::Finding, Fact::FindingMessage)),
    ("finding.help", At::Fact(Each::Finding, Fact::FindingHelp)),
    ("finding.text", At::Fact(Each::Finding, Fact::FindingText)),
    ("finding.dataset", At::Fact(Each::Finding, Fact::FindingDataset)),
    ("finding.table", At::Fact(Each::Finding, Fact::FindingTable)),
    ("finding.row", At::Fact(Each::Finding, Fact::FindingRow)),
    ("finding.waived", At::Fact(Each::Finding, Fact::FindingWaived)),
    ("finding.reason", At::Fact(Each::Finding, Fact::FindingReason)),
];

/// Roles by name: positions of a dataset and of its column.
pub(super) struct Roles(BTreeMap<&'static str, (usize, usize)>);

impl Roles {
    /// Finds the columns in the files of an output; `schemas` are theirs, by dataset. A role that no column has is left out.
    pub(super) fn of(contract: &Contract, names: &[String], schemas: &[SchemaRef]) -> Self {
        let found = ROLES.iter().filter_map(|(role, at)| {
            let (dataset, column) = match at {
                At::Name(path) => path.split_once('.').map(|(dataset, column)| (dataset, column.to_owned()))?,
                At::Role(role) => {
                    let (at, column) = contract.roles.column(*role)?;
                    let dataset = &contract.datasets[at];
                    (dataset.name.as_str(), dataset.columns[column].name.clone())
                }
                At::Fact(each, fact) => {
                    let mut datasets = contract.datasets.iter().filter(|dataset| dataset.each == *each);
                    datasets.find_map(|dataset| {
                        Some((dataset.name.as_str(), dataset.columns[dataset.fed_by(*fact)?].name.clone()))
                    })?
                }
            };
            let dataset = names.iter().position(|name| name == dataset)?;
            Some((*role, (dataset, schemas[dataset].index_of(&column).ok()?)))
        });
        Self(found.collect())
    }

    /// The dataset that a role is in; null where there is none.
    pub(super) fn dataset(&self, role: &str) -> Option<usize> {
        self.0.get(role).map(|(dataset, _)| *dataset)
    }

    /// The column of a role.
    pub(super) fn column(&self, role: &str) -> Option<usize> {
        self.0.get(role).map(|(_, column)| *column)
    }

    /// The text of a role in a row of its dataset.
    pub(super) fn text<'r>(&self, rows: Rows<'r>, row: usize, role: &str) -> Option<&'r str> {
        rows.text(row, self.column(role)?)
    }

    /// The number of a role in a row of its dataset.
    pub(super) fn number(&self, rows: Rows<'_>, row: usize, role: &str) -> Option<u64> {
        rows.number(row, self.column(role)?)
    }

    /// What the pages are told: dataset and column by role.
    pub(super) fn json(&self, names: &[String]) -> serde_json::Value {
        let roles = self
            .0
            .iter()
            .map(|(role, (dataset, column))| ((*role).to_owned(), serde_json::json!([names[*dataset], column])));
        serde_json::Value::Object(roles.collect())
    }
}

/// The column by which every dataset is sorted into articles.
pub(super) const SOURCE: &str = "source";

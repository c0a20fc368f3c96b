//! `Fact`: what the records stage knows of an article and that a schema can name in `from`.

use super::Each;
use crate::values::Physical;

/// A fact. Its name, meaning and storage stand in [`FACTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the meaning of each fact is stated once, in `FACTS`")]
pub enum Fact {
    Source,
    Kb,
    KbSource,
    Title,
    TitleSource,
    Format,
    Language,
    Headings,
    Text,
    Tables,
    Sha256,
    Lines,
    Cells,
    CellsTyped,
    CellsRaw,
    CellsUnread,
    CellsIgnored,
    IgnoredHeader,
    IgnoredRepeatedHeader,
    IgnoredDelimiter,
    IgnoredPadding,
    FileLikeLinesUnclaimed,
    SectionOrdinal,
    SectionLevel,
    SectionLabelKind,
    SectionText,
    SectionKind,
    SectionLabel,
    SectionComponent,
    SectionProducts,
    SectionProductKeys,
    SectionServicePack,
    SectionPlatform,
    SectionLanguage,
    TableOrdinal,
    TableLineFirst,
    TableLineLast,
    TableLayout,
    TableColumns,
    TableRows,
    TableHeader,
    TableDataset,
    TableConfidence,
    TableReasons,
    TableTimeBasis,
    TableAbove,
    RowOrdinal,
    RowColumn,
    RowModified,
    CellColumn,
    CellHeader,
    CellText,
    CellLine,
    CellColumnFirst,
    CellColumnLast,
    CellClaimedBy,
    CellStatus,
    ProductOrdinal,
    ProductText,
    ProductOrigin,
    ProductSplit,
    ProductKey,
    ProductFamily,
    ProductVersion,
    ProductRelease,
    ProductEdition,
    ProductServicePack,
    ProductPlatform,
    LinkOrdinal,
    LinkKb,
    LinkTitle,
    LinkUrl,
    AddressOrdinal,
    AddressLabel,
    AddressUrl,
    AssemblyName,
    AssemblyHashCheck,
    AssemblyComponentFull,
    FindingCode,
    FindingName,
    FindingLevel,
    FindingSource,
    FindingLine,
    FindingColumn,
    FindingText,
    FindingDataset,
    FindingTable,
    FindingRow,
    FindingMessage,
    FindingHelp,
    FindingSuggestion,
    FindingWaived,
    FindingReason,
}

/// What a schema author must know of a fact.
pub struct FactInfo {
    /// The fact.
    pub fact: Fact,
    /// Name in `from`.
    pub name: &'static str,
    /// How it is stored; a [`Physical::Text`] fact is read by the column's own type.
    pub physical: Physical,
    /// Its meaning.
    pub doc: &'static str,
    /// The `each` of the datasets that can use it; empty = all that are made of articles.
    pub scopes: &'static [Each],
}

const ROW: &[Each] = &[Each::Row, Each::Cell, Each::Assembly];
const TABLE: &[Each] = &[Each::Row, Each::Table, Each::Cell, Each::Assembly];
const UNDER_LABEL: &[Each] = &[Each::Row, Each::Table, Each::Cell, Each::Assembly, Each::Link, Each::Address];

const FINDING: &[Each] = &[Each::Finding];

macro_rules! facts {
    ($($fact:ident $name:literal $physical:ident $scopes:expr, $doc:literal;)*) => {
        /// Every fact, in the order of the article's parts.
        pub const FACTS: &[FactInfo] = &[
            $(FactInfo { fact: Fact::$fact, name: $name, physical: Physical::$physical, doc: $doc, scopes: $scopes },)*
        ];
    };
}

facts! {
    Source "article.source" Text &[], "path relative to the input root, divided by `/`";
    Kb "article.kb" U32 &[], "the article's own number; null where it states none, or several";
    KbSource "article.kb_source" Text &[], "where the number was stated: original_kb_line, heading, title, front_matter, article_line, url";
    Title "article.title" Text &[], "title, markup removed";
    TitleSource "article.title_source" Text &[], "where the title was found: heading, front_matter, first_line, file_name";
    Format "article.format" Text &[], "markdown, html or text, by content and name";
    Language "article.language" Text &[], "language of the article: as it states it, else the tag of the language whose words it prints most; null where it prints those of none that is described";
    Headings "article.headings" Text &[Each::Article], "all labels and headings, one per line";
    Text "article.text" Text &[Each::Article], "its title and all of its text as a reader sees it, markup removed";
    Tables "article.tables" U32 &[Each::Article], "number of tables";
    Sha256 "article.sha256" Text &[Each::Article], "SHA-256 of the bytes read, lower case hex";
    Lines "coverage.lines" U32 &[Each::Article], "number of lines";
    Cells "coverage.cells" U32 &[Each::Article], "number of table cells of all kinds";
    CellsTyped "coverage.cells_typed" U32 &[Each::Article], "cells read into a typed column, null spellings included";
    CellsRaw "coverage.cells_raw" U32 &[Each::Article], "cells claimed by no dataset, kept as text";
    CellsUnread "coverage.cells_unread" U32 &[Each::Article], "cells of a typed column that could not be read as its type, kept as text";
    CellsIgnored "coverage.cells_ignored" U32 &[Each::Article], "cells that hold no data: the sum of the four ignored_ counts";
    IgnoredHeader "coverage.ignored_header" U32 &[Each::Article], "headings and keys, at their first occurrence";
    IgnoredRepeatedHeader "coverage.ignored_repeated_header" U32 &[Each::Article], "headings and keys that were printed again";
    IgnoredDelimiter "coverage.ignored_delimiter" U32 &[Each::Article], "cells of rules between header and rows";
    IgnoredPadding "coverage.ignored_padding" U32 &[Each::Article], "cells of rows in which every cell is empty";
    FileLikeLinesUnclaimed "coverage.file_like_lines_unclaimed" U32 &[Each::Article], "lines with a file name and a version, size or date that no table claimed";
    SectionOrdinal "section.ordinal" U32 &[Each::Section], "ordinal of the label in the article, from 1";
    SectionLevel "section.level" U8 &[Each::Section], "depth: 1 to 6 for headings, 7 for labels that are not headings";
    SectionLabelKind "section.label_kind" Text &[Each::Section], "heading, bold, plain, bullet, summary or underline";
    SectionText "section.text" Text &[Each::Section], "the label, markup removed";
    SectionKind "section.kind" Text &[Each::Section, Each::Link], "the label, to be read by an enumeration; for a link, the kind of the section it stands in";
    SectionLabel "section.label" Text UNDER_LABEL, "the nearest label or heading as printed, markup removed";
    SectionComponent "section.component" Text UNDER_LABEL, "the label between a scope label and the table";
    SectionProducts "section.products" Texts UNDER_LABEL, "products that the label names, in the order of the alphabet";
    SectionProductKeys "section.product_keys" Texts UNDER_LABEL, "the keys of these products, as in `product.key`, each once and in the order of the alphabet, without those of products that no family knows";
    SectionServicePack "section.service_pack" Text UNDER_LABEL, "the service pack that all of these products have in the label";
    SectionPlatform "section.platform" Text UNDER_LABEL, "processor that the label names";
    SectionLanguage "section.language" Text UNDER_LABEL, "language that the sentence above names: `The French version of this fix`";
    TableOrdinal "table.ordinal" U32 TABLE, "ordinal of the table in the article, from 1";
    TableLineFirst "table.line_first" U32 TABLE, "first line, from 1";
    TableLineLast "table.line_last" U32 TABLE, "last line, from 1";
    TableLayout "table.layout" Text TABLE, "shape in which the table is printed";
    TableColumns "table.columns" U32 TABLE, "number of headings";
    TableRows "table.rows" U32 TABLE, "number of rows, without headers, rules and padding";
    TableHeader "table.header" Text TABLE, "headings as a JSON list";
    TableDataset "table.dataset" Text TABLE, "dataset that claimed the table";
    TableConfidence "table.confidence" F32 TABLE, "how much of the table its dataset explains, 0 to 1";
    TableReasons "table.reasons" Text TABLE, "what the confidence rests on";
    TableTimeBasis "table.time_basis" Text TABLE, "utc where a heading or the article says so, else unstated";
    TableAbove "table.above" Text &[Each::Row], "the only value of the type of the column that the text right above the table holds";
    RowOrdinal "row.ordinal" U32 ROW, "ordinal of the row in the table, from 1";
    RowColumn "row.column" U32 &[Each::Row], "ordinal of the column whose value makes the row, from 1, in a dataset with one_row_per";
    RowModified "row.modified" Timestamp &[Each::Row], "the row's date and time, where both are known and the basis is UTC";
    CellColumn "cell.column" U32 &[Each::Cell], "ordinal of the column, from 1";
    CellHeader "cell.header" Text &[Each::Cell], "heading of the column as printed, markup removed";
    CellText "cell.text" Text &[Each::Cell], "the cell as printed: the slice of the article at its position";
    CellLine "cell.line" U32 &[Each::Cell], "line of the first character, from 1";
    CellColumnFirst "cell.column_first" U32 &[Each::Cell], "column of the first character, from 1, in characters";
    CellColumnLast "cell.column_last" U32 &[Each::Cell], "column of the last character; in a cell of several lines counted on from the first, the characters of line ends included; column_first - 1 for an empty cell";
    CellClaimedBy "cell.claimed_by" Text &[Each::Cell], "`dataset.column` that claims the cell; null = kept raw";
    CellStatus "cell.status" Text &[Each::Cell], "typed, raw or unread";
    ProductOrdinal "product.ordinal" U32 &[Each::Product], "ordinal of the product in the article, from 1";
    ProductText "product.text" Text &[Each::Product], "product as printed";
    ProductOrigin "product.origin" Text &[Each::Product], "applies_to, original_product_version, front_matter or prerequisites";
    ProductSplit "product.split" Text &[Each::Product], "separated, or segmented: cut out of a run of glued names, or listed: one of several versions behind one name";
    ProductKey "product.key" Text &[Each::Product], "family, version and release as a key: `windows/7`";
    ProductFamily "product.family" Text &[Each::Product], "the family, by `families/*.toml`; null where a word of the name is not known";
    ProductVersion "product.version" Text &[Each::Product], "the version: `4.0`, `2008 R2`, `Vista`";
    ProductRelease "product.release" Text &[Each::Product], "the release of the version: `1809` of `Windows 10, version 1809`";
    ProductEdition "product.edition" Text &[Each::Product], "the edition: `Datacenter`";
    ProductServicePack "product.service_pack" Text &[Each::Product], "the service pack: `SP1`, `RTM`";
    ProductPlatform "product.platform" Text &[Each::Product], "the processor that the name tells";
    LinkOrdinal "link.ordinal" U32 &[Each::Link], "ordinal of the reference in the article, from 1";
    LinkKb "link.kb" U32 &[Each::Link], "number of the article referred to";
    LinkTitle "link.title" Text &[Each::Link], "title printed beside the number";
    LinkUrl "link.url" Text &[Each::Link], "address as printed";
    AddressOrdinal "address.ordinal" U32 &[Each::Address], "ordinal of the address among those of the dataset in the article, from 1";
    AddressLabel "address.label" Text &[Each::Address], "text of the link, or what stands in front of the address in an item of a list; null where the address stands alone";
    AddressUrl "address.url" Text &[Each::Address], "address as printed";
    AssemblyName "assembly.name" Text &[Each::Assembly], "the manifest name in a `files` row";
    AssemblyHashCheck "assembly.hash_check" Text &[Each::Assembly], "what the checksum says of the name: verified, consistent, unchecked or mismatch; known when all articles are";
    AssemblyComponentFull "assembly.component_full" Text &[Each::Assembly], "the whole component of a cut name, where a name seen in the corpus proves itself by the checksum";
    FindingCode "finding.code" Text FINDING, "code of the rule, for example K202";
    FindingName "finding.name" Text FINDING, "name of the rule";
    FindingLevel "finding.level" Text FINDING, "error, warning or note";
    FindingSource "finding.source" Text FINDING, "path of the article relative to the input root";
    FindingLine "finding.line" U32 FINDING, "line of the first character, from 1";
    FindingColumn "finding.column" U32 FINDING, "column of the first character, from 1, in characters";
    FindingText "finding.text" Text FINDING, "the words at its place, runs of blanks made one, at most 160 characters";
    FindingDataset "finding.dataset" Text FINDING, "dataset of the row that it is about";
    FindingTable "finding.table" U32 FINDING, "ordinal of the table that it is about, from 1";
    FindingRow "finding.row" U32 FINDING, "ordinal of the row that it is about, from 1: in its table, or among those of the article where there is no table";
    FindingMessage "finding.message" Text FINDING, "what is wrong";
    FindingHelp "finding.help" Text FINDING, "what to do";
    FindingSuggestion "finding.suggestion" Text FINDING, "the value that the witnesses of the finding agree on";
    FindingWaived "finding.waived" Bool FINDING, "whether a waiver accepts it";
    FindingReason "finding.reason" Text FINDING, "the reason that the waiver gives";
}

impl FactInfo {
    /// Whether a dataset with this `each` can use it.
    #[must_use]
    pub fn is_known(&self, each: Each) -> bool {
        if self.scopes.is_empty() { each != Each::Finding } else { self.scopes.contains(&each) }
    }
}

impl Fact {
    /// Whether its value is known only when all articles are.
    #[must_use]
    pub fn is_late(self) -> bool {
        matches!(self, Self::AssemblyHashCheck | Self::AssemblyComponentFull)
    }

    /// Whether it says below what label something stands.
    #[must_use]
    pub fn is_heading(self) -> bool {
        matches!(
            self,
            Self::SectionKind
                | Self::SectionLabel
                | Self::SectionComponent
                | Self::SectionProducts
                | Self::SectionProductKeys
                | Self::SectionServicePack
                | Self::SectionPlatform
        )
    }

    /// The fact that holds all of it: what a name tells is read off the name.
    #[must_use]
    pub fn whole(self) -> Option<Self> {
        match self {
            Self::SectionProductKeys | Self::SectionServicePack => Some(Self::SectionProducts),
            Self::ProductKey
            | Self::ProductFamily
            | Self::ProductVersion
            | Self::ProductRelease
            | Self::ProductEdition
            | Self::ProductServicePack
            | Self::ProductPlatform => Some(Self::ProductText),
            _ => None,
        }
    }

    /// Whether it says where something stands, and nothing of what it is.
    #[must_use]
    pub fn is_position(self) -> bool {
        matches!(
            self,
            Self::SectionOrdinal
                | Self::TableOrdinal
                | Self::TableLineFirst
                | Self::TableLineLast
                | Self::RowOrdinal
                | Self::CellLine
                | Self::CellColumnFirst
                | Self::CellColumnLast
                | Self::ProductOrdinal
                | Self::LinkOrdinal
                | Self::AddressOrdinal
                | Self::FindingLine
                | Self::FindingColumn
                | Self::FindingTable
                | Self::FindingRow
        )
    }

    /// Name, meaning and storage.
    #[must_use]
    pub fn info(self) -> Option<&'static FactInfo> {
        FACTS.iter().find(|info| info.fact == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_unique_names() {
        for (index, info) in FACTS.iter().enumerate() {
            assert!(FACTS[..index].iter().all(|other| other.name != info.name), "{}", info.name);
        }
    }
}

//! The generic engine: fills the columns of any dataset from printed cells, labels, facts and parts.

use super::Rows;
use super::above;
use super::address::number_in_address;
use super::addresses::Destination;
use super::article::{Article, in_brackets};
use super::coverage::Coverage;
use super::date_order::DateOrders;
use super::labels::Label;
use super::links::Reference;
use super::named_products::TargetProducts;
use super::products::Product;
use super::rows::{ReadCell, ReadRow, TableFacts, count, read_text};
use crate::blocks::Document;
use crate::contract::{Column, Contract, Dataset, Each, Fact, Origin};
use crate::outline::{Context, Outline};
use crate::span::Span;
use crate::values::{AssemblyName, LanguageId, Physical, ProductName, Unreadable, Value, pattern_matches, timestamp};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What a row of a dataset may look at, besides the article.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope<'a, 's> {
    pub(super) section: Option<&'a Context<'s>>,
    /// Position of a label in the outline.
    pub(super) label: Option<usize>,
    pub(super) table: Option<&'a TableFacts<'s>>,
    pub(super) row: Option<(usize, &'a ReadRow<'s>)>,
    /// In a dataset with `one_row_per`, that column and the cell of its value.
    pub(super) record: Option<(usize, &'a ReadCell<'s>)>,
    pub(super) cell: Option<&'a ReadCell<'s>>,
    pub(super) product: Option<(usize, &'a Product<'s>)>,
    pub(super) link: Option<(usize, &'a Reference<'s>)>,
    pub(super) address: Option<(usize, &'a Destination<'s>)>,
    pub(super) assembly: Option<&'a Cow<'s, str>>,
    pub(super) coverage: Option<&'a Coverage>,
}

/// Fills rows.
pub(super) struct Filler<'a, 's> {
    contract: &'s Contract,
    article: &'a Article<'s>,
    outline: &'a Outline<'s>,
    labels: &'a [Label<'s>],
    document: &'a Document<'s>,
    orders: &'a DateOrders<'a>,
    targets: TargetProducts<'s>,
    /// Title and text of the article, made where a column asks.
    text: OnceCell<String>,
    datasets: Vec<Rows<'s>>,
}

/// An article with more version patterns than this does not tell branches apart by them: each is held against each row.
pub(crate) const MOST_PATTERNS: usize = 64;

/// The place of a row: dataset and number.
pub(super) type RowPlace = (usize, usize);

impl<'a, 's> Filler<'a, 's> {
    pub(super) fn new(
        contract: &'s Contract,
        article: &'a Article<'s>,
        outline: &'a Outline<'s>,
        labels: &'a [Label<'s>],
        document: &'a Document<'s>,
        orders: &'a DateOrders<'a>,
    ) -> Self {
        let datasets = contract.datasets.iter().map(|dataset| Rows::of_width(dataset.columns.len())).collect();
        let targets = TargetProducts::new(contract);
        Self { contract, article, outline, labels, document, orders, targets, text: OnceCell::new(), datasets }
    }

    pub(super) fn finish(self) -> Vec<Rows<'s>> {
        self.datasets
    }

    /// Adds a row to every dataset with this `each`.
    pub(super) fn each(&mut self, each: Each, scope: &Scope<'_, 's>) {
        for (index, dataset) in self.contract.datasets.iter().enumerate() {
            if dataset.each == each {
                self.add(index, dataset, scope);
            }
        }
    }

    /// Adds a row to every dataset that keeps an address.
    pub(super) fn address(&mut self, address: &Destination<'s>, section: &Context<'s>) {
        for (index, dataset) in self.contract.datasets.iter().enumerate() {
            if dataset.each == Each::Address && dataset.keeps_address(&address.url) {
                let number = self.datasets[index].len();
                let scope = Scope { address: Some((number, address)), section: Some(section), ..Scope::default() };
                self.add(index, dataset, &scope);
            }
        }
    }

    /// Adds a row to the dataset that claimed its table, and to those that take its manifest name apart.
    pub(super) fn row(&mut self, dataset: usize, scope: &Scope<'_, 's>) -> RowPlace {
        let contract = self.contract;
        self.add(dataset, &contract.datasets[dataset], scope);
        let rows = &self.datasets[dataset];
        let place = (dataset, rows.len() - 1);
        let name = contract.datasets[dataset].columns.iter().position(|column| column.type_name() == "file-name");
        let name = name.and_then(|at| match &rows.values[place.1 * rows.width + at] {
            Value::Text(name) => Some(name.clone()),
            _ => None,
        });
        if let Some(name) = name {
            for (index, dataset) in
                contract.datasets.iter().enumerate().filter(|(_, dataset)| dataset.each == Each::Assembly)
            {
                let mut columns = dataset.columns.iter();
                let is_assembly = dataset.refers_to(place.0)
                    && columns.any(|column| column.type_name() == "assembly-name" && column.is_shape(&name));
                if is_assembly {
                    self.add(index, dataset, &Scope { assembly: Some(&name), ..*scope });
                }
            }
        }
        place
    }

    fn add(&mut self, index: usize, dataset: &'s Dataset, scope: &Scope<'_, 's>) {
        let mut rows = std::mem::take(&mut self.datasets[index]);
        let base = rows.values.len();
        // Parts come last: they may stand before the column they are taken from.
        let is_part = |column: &Column| column.from.iter().any(|origin| matches!(origin, Origin::Part { .. }));
        for (at, column) in dataset.columns.iter().enumerate() {
            let value =
                if is_part(column) { Value::Null } else { self.value(index, at, column, scope, &rows.values[base..]) };
            rows.values.push(value);
        }
        for (at, column) in dataset.columns.iter().enumerate().filter(|(_, column)| is_part(column)) {
            rows.values[base + at] = self.value(index, at, column, scope, &rows.values[base..]);
        }
        if let Some((table, (row, _))) = scope.table.zip(scope.row) {
            rows.printed.push((table.ordinal, count(row + 1)));
        }
        self.datasets[index] = rows;
    }

    /// The value of a column: as printed, else derived, else of a label, else the default.
    fn value(&self, dataset: usize, at: usize, column: &Column, scope: &Scope<'_, 's>, row: &[Value<'s>]) -> Value<'s> {
        let mut value = printed(scope, at);
        for origin in &column.from {
            if !value.is_null() {
                break;
            }
            value = self.derived(column, origin, scope, row);
        }
        if value.is_null() && scope.coverage.is_some() && column.from.is_empty() {
            value = self.labelled(dataset, at, column);
        }
        if value.is_null() { column.fallback() } else { value }
    }

    /// The value of the first label that the column can read.
    fn labelled(&self, dataset: usize, at: usize, column: &Column) -> Value<'s> {
        self.labels
            .iter()
            .filter(|label| label.of_article && label.feeds.contains(&(dataset, at)))
            .map(|label| self.read_label(column, label))
            .find(|value| !value.is_null())
            .unwrap_or(Value::Null)
    }

    /// Dates of front matter are written by programs, those of labels as the article writes its dates.
    fn read_label(&self, column: &Column, label: &Label<'s>) -> Value<'s> {
        match read(column, &label.value, self.article.language) {
            date @ Value::Date(_) if !label.in_front_matter => {
                self.orders.outside(&label.value, Ok(date)).unwrap_or(Value::Null)
            }
            value => value,
        }
    }

    fn derived(&self, column: &Column, origin: &Origin, scope: &Scope<'_, 's>, before: &[Value<'s>]) -> Value<'s> {
        match origin {
            Origin::Fact(Fact::TableAbove) => scope.table.map_or(Value::Null, |table| self.named_above(column, table)),
            Origin::Fact(fact) => fit(column, self.fact(*fact, scope, before)),
            Origin::Part { column: source, part } => self.text_of(*source, scope, before).map_or(Value::Null, |text| {
                let taken: Result<_, Unreadable> =
                    read_text(&text, |text| Ok(part.get(text, column.words.within(self.article.language))));
                taken.map_or(Value::Null, |value| fit(column, value))
            }),
            Origin::Column { column: source } => {
                self.text_of(*source, scope, before).map_or(Value::Null, |text| fit(column, Value::Text(text)))
            }
            Origin::Heading { column: source } => cell_of(scope, *source)
                .and_then(|cell| cell.header.clone())
                .map_or(Value::Null, |heading| fit(column, Value::Text(heading))),
            Origin::Article { column: source } => cell_of(scope, *source)
                .and_then(|cell| self.article_of(cell.span))
                .map_or(Value::Null, |number| fit(column, Value::U32(number))),
            Origin::Count { dataset } => Value::U32(count(self.datasets[*dataset].len())),
            Origin::SectionText { kind } => self.section_text(column, *kind),
            // Filled by `link`, when all rows of the article are known.
            Origin::Matched { .. } => Value::Null,
        }
    }

    /// The value of a column that stands right above a table, looked for once.
    fn named_above(&self, column: &Column, table: &TableFacts<'s>) -> Value<'s> {
        let mut named = table.named_above.borrow_mut();
        if let Some((_, value)) = named.iter().find(|(path, _)| *path == column.path) {
            return value.clone();
        }
        let value = above::value(self.document, self.outline, &self.contract.words, column, &table.above);
        named.push((column.path.clone(), value.clone()));
        value
    }

    /// The number of the article that a cell names in brackets at its end, or links to: `A query stops (KB5009186)`.
    fn article_of(&self, cell: Span) -> Option<u32> {
        let text = self.document.plain(cell);
        let links = &self.document.links;
        let first = links.partition_point(|link| link.span.end <= cell.start);
        let mut own = links[first..].iter().take_while(|link| link.span.start < cell.end);
        in_brackets(&text).or_else(|| own.find_map(|link| number_in_address(&link.url)))
    }

    /// The text of an earlier column: its value, or the cell that a value of another storage was read from.
    fn text_of(&self, source: usize, scope: &Scope<'_, 's>, before: &[Value<'s>]) -> Option<Cow<'s, str>> {
        match before.get(source)? {
            Value::Null => None,
            Value::Text(text) => Some(text.clone()),
            _ => cell_of(scope, source).map(|cell| self.document.plain(cell.span)),
        }
    }

    /// Reads the sentences of the sections of a kind, all together.
    fn section_text(&self, column: &Column, kind: u16) -> Value<'s> {
        let mut text = String::new();
        for (index, _) in self.outline.sections.iter().enumerate().filter(|(_, section)| section.kind == Some(kind)) {
            for block in self.outline.body(index, self.document.blocks.len()) {
                if let Some((span, _)) = self.document.line(block) {
                    text.push_str(&self.document.plain(span));
                    text.push(' ');
                }
            }
        }
        read(column, &Cow::Owned(text.trim_end().to_owned()), None)
    }

    /// Fills the columns that come from the matching row of another dataset of the article.
    pub(super) fn link(&mut self, places: &[RowPlace]) {
        for &(dataset, row) in places {
            for (at, column) in self.contract.datasets[dataset].columns.iter().enumerate() {
                for origin in &column.from {
                    if let Origin::Matched { dataset: other, pattern, take, version } = *origin {
                        let width = self.datasets[dataset].width;
                        let found = match &self.datasets[dataset].values[row * width + version] {
                            Value::Text(version) => self.matched(other, pattern, take, version),
                            _ => Value::Null,
                        };
                        let value = fit(column, found);
                        if !value.is_null() {
                            self.datasets[dataset].values[row * width + at] = value;
                        }
                    }
                }
            }
        }
    }

    /// The value that all rows whose pattern the version fits agree in.
    fn matched(&self, dataset: usize, pattern: usize, take: usize, version: &str) -> Value<'s> {
        let mut found = Value::Null;
        if self.datasets[dataset].len() > MOST_PATTERNS {
            return found;
        }
        for row in self.datasets[dataset].iter() {
            let fits = matches!(&row[pattern], Value::Text(pattern) if pattern_matches(pattern, version));
            if fits && !row[take].is_null() {
                if !found.is_null() && found != row[take] {
                    return Value::Null;
                }
                found = row[take].clone();
            }
        }
        found
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each fact")]
    fn fact(&self, fact: Fact, scope: &Scope<'_, 's>, before: &[Value<'s>]) -> Value<'s> {
        let article = self.article;
        let number = |number: usize| Value::U32(count(number));
        let text = |text: Option<&Cow<'s, str>>| text.map_or(Value::Null, |text| Value::Text(text.clone()));
        let word = |word: Option<&'static str>| word.map_or(Value::Null, Value::text);
        let covered =
            |get: fn(&Coverage) -> usize| scope.coverage.map_or(Value::Null, |coverage| number(get(coverage)));
        let of_table = |get: fn(&TableFacts<'s>) -> Value<'s>| scope.table.map_or(Value::Null, get);
        let label = || scope.label.and_then(|at| self.outline.sections.get(at));
        let named = |get: fn(&ProductName) -> Option<String>| {
            let found = scope.product.and_then(|(_, product)| get(product.named.as_ref()?));
            found.map_or(Value::Null, |text| Value::Text(Cow::Owned(text)))
        };
        match fact {
            Fact::Source => Value::text(article.source),
            Fact::Kb => article.kb.map_or(Value::Null, Value::U32),
            Fact::KbSource => word(article.kb_source),
            Fact::Title => Value::Text(article.title.clone()),
            Fact::Language => text(article.language_name.as_ref()),
            Fact::TitleSource => Value::text(article.title_source),
            Fact::Format => Value::text(article.format),
            Fact::Headings => {
                let all: Vec<&str> = self.outline.sections.iter().map(|section| section.text.as_ref()).collect();
                Value::Text(Cow::Owned(all.join("\n")))
            }
            Fact::Text => Value::Text(Cow::Owned(self.text.get_or_init(|| self.whole_text()).clone())),
            Fact::Tables => Value::U32(article.tables),
            Fact::Sha256 => Value::text(article.sha256),
            Fact::Lines => Value::U32(article.lines),
            Fact::Cells => covered(Coverage::cells),
            Fact::CellsTyped => covered(|coverage| coverage.typed),
            Fact::CellsRaw => covered(|coverage| coverage.raw),
            Fact::CellsUnread => covered(|coverage| coverage.unread),
            Fact::CellsIgnored => covered(Coverage::ignored),
            Fact::IgnoredHeader => covered(|coverage| coverage.header),
            Fact::IgnoredRepeatedHeader => covered(|coverage| coverage.repeated_header),
            Fact::IgnoredDelimiter => covered(|coverage| coverage.delimiter),
            Fact::IgnoredPadding => covered(|coverage| coverage.padding),
            Fact::FileLikeLinesUnclaimed => covered(|coverage| coverage.unclaimed.len()),
            Fact::SectionOrdinal => scope.label.map_or(Value::Null, |at| number(at + 1)),
            Fact::SectionLevel => label().map_or(Value::Null, |section| Value::U8(section.level)),
            Fact::SectionLabelKind => word(label().map(|section| section.label_kind)),
            Fact::SectionText => text(label().map(|section| &section.text)),
            Fact::SectionKind => {
                match (label(), scope.section) {
                    (Some(section), _) => Value::Text(section.kind.map_or_else(
                        || Cow::Borrowed(""),
                        |kind| Cow::Borrowed(self.contract.section_kinds.name(kind)),
                    )),
                    (None, Some(context)) => {
                        context.kind.map_or(Value::Null, |kind| Value::text(self.contract.section_kinds.name(kind)))
                    }
                    (None, None) => Value::Null,
                }
            }
            Fact::SectionLabel => text(scope.section.and_then(|section| section.label.as_ref())),
            Fact::SectionComponent => text(scope.section.and_then(|section| section.component.as_ref())),
            Fact::SectionProducts => scope
                .section
                .filter(|section| !section.products.is_empty())
                .map_or(Value::Null, |section| Value::Texts(section.products.clone())),
            Fact::SectionProductKeys => {
                scope.section.map_or(Value::Null, |section| self.targets.keys(&section.products))
            }
            Fact::SectionServicePack => {
                scope.section.map_or(Value::Null, |section| self.targets.service_pack(&section.products))
            }
            Fact::SectionPlatform => word(scope.section.and_then(|section| section.platform)),
            Fact::SectionLanguage => text(scope.section.and_then(|section| section.language.as_ref())),
            Fact::TableOrdinal => of_table(|table| Value::U32(table.ordinal)),
            Fact::TableLineFirst => of_table(|table| Value::U32(table.lines.0)),
            Fact::TableLineLast => of_table(|table| Value::U32(table.lines.1)),
            Fact::TableLayout => of_table(|table| Value::text(table.layout)),
            Fact::TableColumns => of_table(|table| Value::U32(table.columns)),
            Fact::TableRows => of_table(|table| Value::U32(table.rows)),
            Fact::TableHeader => of_table(|table| Value::Text(Cow::Owned(table.header.clone()))),
            Fact::TableDataset => of_table(|table| table.dataset.map_or(Value::Null, Value::text)),
            Fact::TableConfidence => of_table(|table| Value::F32(table.confidence)),
            Fact::TableReasons => of_table(|table| Value::Text(Cow::Owned(table.reasons.clone()))),
            Fact::TableTimeBasis => of_table(|table| Value::text(if table.is_utc { "utc" } else { "unstated" })),
            Fact::RowOrdinal => scope.row.map_or(Value::Null, |(row, _)| number(row + 1)),
            Fact::RowColumn => scope.record.map_or(Value::Null, |(_, cell)| number(cell.column + 1)),
            Fact::RowModified => modified(scope, before),
            Fact::CellColumn => scope.cell.map_or(Value::Null, |cell| number(cell.column + 1)),
            Fact::CellHeader => text(scope.cell.and_then(|cell| cell.header.as_ref())),
            Fact::CellText => scope.cell.map_or(Value::Null, |cell| Value::text(self.document.raw(cell.span))),
            Fact::CellLine | Fact::CellColumnFirst | Fact::CellColumnLast => {
                scope.cell.map_or(Value::Null, |cell| self.place(fact, cell))
            }
            Fact::CellClaimedBy => scope.cell.and_then(|cell| cell.claimed_by).map_or(Value::Null, Value::text),
            Fact::CellStatus => word(scope.cell.map(|cell| cell.status.name())),
            Fact::ProductOrdinal => scope.product.map_or(Value::Null, |(at, _)| number(at + 1)),
            Fact::ProductText => text(scope.product.map(|(_, product)| &product.text)),
            Fact::ProductOrigin => word(scope.product.map(|(_, product)| product.origin)),
            Fact::ProductSplit => word(scope.product.map(|(_, product)| product.split)),
            Fact::ProductKey => named(|named| Some(named.key())),
            Fact::ProductFamily => named(|named| Some(named.family.clone())),
            Fact::ProductVersion => named(|named| named.version.clone()),
            Fact::ProductRelease => named(|named| named.release.clone()),
            Fact::ProductEdition => named(|named| named.edition.clone()),
            Fact::ProductServicePack => named(|named| named.service_pack.clone()),
            Fact::ProductPlatform => word(scope.product.and_then(|(_, product)| product.named.as_ref()?.platform)),
            Fact::LinkOrdinal => scope.link.map_or(Value::Null, |(at, _)| number(at + 1)),
            Fact::LinkKb => scope.link.map_or(Value::Null, |(_, link)| Value::U32(link.kb)),
            Fact::LinkTitle => text(scope.link.and_then(|(_, link)| link.title.as_ref())),
            Fact::LinkUrl => text(scope.link.and_then(|(_, link)| link.url.as_ref())),
            Fact::AddressOrdinal => scope.address.map_or(Value::Null, |(at, _)| number(at + 1)),
            Fact::AddressLabel => text(scope.address.and_then(|(_, address)| address.label.as_ref())),
            Fact::AddressUrl => text(scope.address.map(|(_, address)| &address.url)),
            Fact::AssemblyName => text(scope.assembly),
            Fact::AssemblyHashCheck => {
                word(scope.assembly.and_then(|name| AssemblyName::of(name)).map(|name| name.hash_check()))
            }
            // A cut name is known in full, if at all, when all articles are; findings come after all records, too.
            Fact::AssemblyComponentFull
            | Fact::TableAbove
            | Fact::FindingCode
            | Fact::FindingName
            | Fact::FindingLevel
            | Fact::FindingSource
            | Fact::FindingLine
            | Fact::FindingColumn
            | Fact::FindingText
            | Fact::FindingDataset
            | Fact::FindingTable
            | Fact::FindingRow
            | Fact::FindingMessage
            | Fact::FindingHelp
            | Fact::FindingSuggestion
            | Fact::FindingWaived
            | Fact::FindingReason => Value::Null,
        }
    }

    fn whole_text(&self) -> String {
        let mut all = String::with_capacity(self.article.title.len() + self.document.source.text.len());
        all.push_str(&self.article.title);
        for block in &self.document.blocks {
            all.push('\n');
            all.push_str(&self.document.plain(block.span));
        }
        all
    }

    fn place(&self, fact: Fact, cell: &ReadCell<'_>) -> Value<'s> {
        let source = self.document.source;
        let position = source.lines.position(&source.text, cell.span.start);
        Value::U32(match fact {
            Fact::CellLine => position.line,
            Fact::CellColumnFirst => position.column,
            _ => position.column + source.lines.characters(&source.text, cell.span) - 1,
        })
    }
}

/// The value that a cell of the row gives a column.
fn printed<'s>(scope: &Scope<'_, 's>, at: usize) -> Value<'s> {
    let values = cell_of(scope, at).into_iter().flat_map(|cell| &cell.values);
    values.filter(|(column, _)| *column == at).find_map(|(_, value)| value.clone().ok()).unwrap_or(Value::Null)
}

/// The cell of the row that gives a column its value.
fn cell_of<'a, 's>(scope: &Scope<'a, 's>, at: usize) -> Option<&'a ReadCell<'s>> {
    let (_, row) = scope.row.filter(|_| scope.cell.is_none() && scope.assembly.is_none())?;
    match scope.record {
        Some((column, cell)) if column == at => Some(cell),
        _ => row.cell_of(at),
    }
}

/// A fact or part as a value of the column: texts are read by the column's type.
pub(crate) fn fit<'s>(column: &Column, value: Value<'s>) -> Value<'s> {
    match value {
        Value::Text(text) if column.is_verbatim() => Value::Text(text),
        Value::Text(text) => read(column, &text, None),
        other => other,
    }
}

/// Reads a text by the column's type; null where it is none, or is spelled as null.
fn read<'s>(column: &Column, text: &Cow<'s, str>, language: Option<LanguageId>) -> Value<'s> {
    let is_word = column.physical() == Physical::Enum;
    if text.is_empty() || (!is_word && column.words.is_null(text)) {
        return Value::Null;
    }
    read_text(text, |text| column.read_in(text, language)).unwrap_or(Value::Null)
}

/// Date and time of the row as one moment, where the table states UTC.
fn modified<'s>(scope: &Scope<'_, 's>, before: &[Value<'s>]) -> Value<'s> {
    if !scope.table.is_some_and(|table| table.is_utc) {
        return Value::Null;
    }
    let date = before.iter().find_map(|value| if let Value::Date(date) = value { Some(*date) } else { None });
    let time = before.iter().find_map(|value| if let Value::Time(time) = value { Some(*time) } else { None });
    date.zip(time).map_or(Value::Null, |(date, time)| Value::Timestamp(timestamp(date, time)))
}

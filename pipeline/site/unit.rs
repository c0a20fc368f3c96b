//! A unit: some articles that follow each other, made into one shard, and what they add to the sums.

use super::roles::Roles;
use super::rows::Rows;
use super::sums::{FileRow, Folder, Sums, Table, cut};
use super::walk::Article;
use crate::emit::rows_as_lists;
use crate::source::{self, Input};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

/// What units are made with.
pub(super) struct Maker<'a> {
    pub(super) roles: &'a Roles,
    /// Datasets by position.
    pub(super) names: &'a [String],
    /// Columns that rows are handed over without.
    pub(super) skips: &'a [Vec<usize>],
    /// Datasets that articles are handed over without: the directory says the same.
    pub(super) left_out: Option<usize>,
    /// The articles; null where the site is made without their text.
    pub(super) texts: Option<&'a Input>,
    /// What the output puts before the paths of articles.
    pub(super) prefix: &'a str,
}

/// A shard of articles, as JSON, and their sums.
pub(super) struct Unit {
    pub(super) json: Vec<u8>,
    pub(super) sums: Sums,
}

/// One article with its number in the corpus.
struct Numbered<'a> {
    number: usize,
    article: &'a Article,
    maker: &'a Maker<'a>,
}

impl Maker<'_> {
    /// Makes a unit of articles; `first` is the number of the first of them.
    pub(super) fn unit(&self, first: usize, articles: &[Article]) -> Unit {
        let mut unit = Unit { json: vec![b'['], sums: Sums::default() };
        for (at, article) in articles.iter().enumerate() {
            if at > 0 {
                unit.json.push(b',');
            }
            let numbered = Numbered { number: first + at, article, maker: self };
            numbered.json(&mut unit.json);
            numbered.add(&mut unit.sums);
        }
        unit.json.push(b']');
        unit
    }
}

impl<'a> Numbered<'a> {
    fn rows(&self, role: &str) -> Option<Rows<'a>> {
        self.article.rows[self.maker.roles.dataset(role)?].as_ref().map(Rows)
    }

    /// The article as the pages get it: path, text, rows by dataset.
    fn json(&self, out: &mut Vec<u8>) {
        let mut head = json!({ "source": self.article.source });
        let own = self.article.source.strip_prefix(self.maker.prefix).unwrap_or(&self.article.source);
        let found = self.maker.texts.and_then(|texts| texts.get(own));
        if let Some(source) = found.and_then(|found| source::read(found).ok()) {
            let said = self.rows("article.sha256");
            let said = said.and_then(|rows| self.maker.roles.text(rows, 0, "article.sha256"));
            // Places in the rows are those of the text that was compiled.
            if said != Some(source.sha256.as_str()) {
                head["changed"] = true.into();
            }
            head["text"] = source.text.into();
        }
        let head = head.to_string();
        out.extend_from_slice(&head.as_bytes()[..head.len() - 1]);
        out.extend_from_slice(b",\"rows\":{");
        let mut is_first = true;
        for (dataset, batch) in self.article.rows.iter().enumerate() {
            let Some(batch) = batch.as_ref().filter(|_| self.maker.left_out != Some(dataset)) else { continue };
            if !std::mem::take(&mut is_first) {
                out.push(b',');
            }
            out.extend_from_slice(json!(self.maker.names[dataset]).to_string().as_bytes());
            out.extend_from_slice(b":[");
            rows_as_lists(batch, &self.maker.skips[dataset], &mut |row, json| {
                if row > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(&json);
            });
            out.push(b']');
        }
        out.extend_from_slice(b"}}");
    }

    fn add(&self, sums: &mut Sums) {
        let folder = self.article.source.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        sums.folders.entry(folder.clone()).or_default().articles += 1;
        let levels = self.findings(sums, &folder);
        self.directory(sums, &folder, levels);
        self.files(sums);
        self.tables(sums);
        self.references(sums);
        self.terms(sums);
    }

    /// The row of the directory.
    fn directory(&self, sums: &mut Sums, folder: &str, levels: [u64; 3]) {
        let roles = self.maker.roles;
        let article = self.rows("article.sha256");
        let text = |role: &str| article.and_then(|rows| roles.text(rows, 0, role));
        let date = |role: &str| article.and_then(|rows| rows.date(0, roles.column(role)?));
        let number = |role: &str| article.and_then(|rows| roles.number(rows, 0, role));
        let date = date("article.updated").or_else(|| date("article.released"));
        if let Some(date) = &date {
            sums.dated(date, self.number);
        }
        let coverage = self.rows("coverage.cells");
        let cells = |role: &str| coverage.and_then(|rows| roles.number(rows, 0, role)).unwrap_or(0);
        let [typed, raw, unread, ignored] =
            ["coverage.typed", "coverage.raw", "coverage.unread", "coverage.ignored"].map(cells);
        let unclaimed = cells("coverage.unclaimed");
        for (word, count) in [("typed", typed), ("raw", raw), ("unread", unread), ("ignored", ignored)] {
            *sums.cells.entry(word).or_default() += count;
        }
        let of: &mut Folder = sums.folders.entry(folder.to_owned()).or_default();
        (of.typed, of.raw, of.unread) = (of.typed + typed, of.raw + raw, of.unread + unread);
        of.unclaimed += unclaimed;
        let row = json!([
            self.article.source,
            number("article.kb"),
            text("article.title").map(cut),
            date,
            text("article.type"),
            number("article.files"),
            number("article.tables"),
            [typed, raw, unread],
            levels,
        ]);
        sums.directory.push(row.to_string().into_bytes());
    }

    /// Findings by rule; gives the numbers of errors, warnings and notes that no waiver accepts.
    fn findings(&self, sums: &mut Sums, folder: &str) -> [u64; 3] {
        let mut levels = [0; 3];
        let Some(rows) = self.rows("finding.code") else { return levels };
        for row in 0..rows.count() {
            let (code, level) = finding(sums, self.maker.roles, rows, row, Some(self.number));
            let Some(level) = level else { continue };
            levels[level] += 1;
            let of = sums.folders.entry(folder.to_owned()).or_default();
            *of.findings.entry(code).or_default() += 1;
        }
        levels
    }

    fn files(&self, sums: &mut Sums) {
        let roles = self.maker.roles;
        let (Some(rows), Some(dataset)) = (self.rows("file.name"), roles.dataset("file.name")) else { return };
        let lines = self.lines();
        let own_product = self.rows("product.name").and_then(|rows| roles.text(rows, 0, "product.name"));
        let keys = ["table", "row"].map(|key| self.keys(dataset, key));
        let contradicted = self.contradicted(&self.maker.names[dataset]);
        rows_as_lists(rows.0, &self.maker.skips[dataset], &mut |row, json| {
            let Some(name) = roles.text(rows, row, "file.name") else { return };
            let place = keys.map(|key| key.and_then(|key| rows.number(row, key)).unwrap_or(0));
            let line = lines.get(&place).copied();
            let is_contradicted = u8::from(contradicted.contains(&place));
            let mut out = json!([self.number, line, is_contradicted]).to_string().into_bytes();
            out.pop();
            out.push(b',');
            out.extend_from_slice(json.get(1..).unwrap_or_default());
            sums.files.push(FileRow {
                key: name.to_lowercase(),
                name: name.to_owned(),
                article: self.number,
                json: out,
            });
            if let Some(version) = roles.text(rows, row, "file.version") {
                sums.term(self.number, "build", version, "version of files");
            }
            let date = roles.column("file.date").and_then(|column| rows.date(row, column));
            if let Some(year) = date.as_deref().and_then(|date| date.get(..4)) {
                let products = roles.column("file.products");
                let product = products.and_then(|column| rows.first_text(row, column));
                let product = product.or_else(|| own_product.map(str::to_owned)).unwrap_or_default();
                *sums.years.entry((year.to_owned(), cut(&product))).or_default() += 1;
            }
        });
    }

    /// Rows of a dataset that a finding holds against others, by table and row.
    fn contradicted(&self, dataset: &str) -> FxHashSet<[u64; 2]> {
        let roles = self.maker.roles;
        let Some(rows) = self.rows("finding.code") else { return FxHashSet::default() };
        let text = |row: usize, role: &str| roles.text(rows, row, role).unwrap_or_default();
        let own = (0..rows.count()).filter(|row| {
            text(*row, "finding.dataset") == dataset
                && is_against_others(text(*row, "finding.code"))
                && roles.number(rows, *row, "finding.waived") != Some(1)
        });
        own.map(|row| ["finding.table", "finding.row"].map(|role| roles.number(rows, row, role).unwrap_or(0))).collect()
    }

    /// The column of a dataset that holds the ordinal of the table or of the row, by what feeds it in `cells`.
    fn keys(&self, dataset: usize, key: &str) -> Option<usize> {
        let roles = self.maker.roles;
        let cells = self.article.rows[roles.dataset("cell.line")?].as_ref()?;
        let name = cells.schema().field(roles.column(&format!("cell.{key}"))?).name().clone();
        self.article.rows[dataset].as_ref()?.schema().index_of(&name).ok()
    }

    /// The first line of each row of a table.
    fn lines(&self) -> FxHashMap<[u64; 2], u64> {
        let roles = self.maker.roles;
        let mut lines = FxHashMap::default();
        let Some(rows) = self.rows("cell.line") else { return lines };
        for row in 0..rows.count() {
            let number = |role: &str| roles.number(rows, row, role).unwrap_or(0);
            let line = number("cell.line");
            let known = lines.entry([number("cell.table"), number("cell.row")]).or_insert(line);
            *known = line.min(*known);
        }
        lines
    }

    fn tables(&self, sums: &mut Sums) {
        let roles = self.maker.roles;
        let Some(rows) = self.rows("table.ordinal") else { return };
        for row in 0..rows.count() {
            let text = |role: &str| roles.text(rows, row, role).map(str::to_owned);
            let number = |role: &str| roles.number(rows, row, role).unwrap_or(0);
            let confidence = roles.column("table.confidence").and_then(|column| rows.float(row, column));
            sums.table(Table {
                article: self.number,
                ordinal: number("table.ordinal"),
                line: number("table.first"),
                layout: text("table.layout").unwrap_or_default(),
                header: text("table.header").unwrap_or_default(),
                rows: number("table.rows"),
                dataset: text("table.dataset"),
                confidence: confidence.unwrap_or(0.0),
                reasons: text("table.reasons").unwrap_or_default(),
            });
        }
    }

    fn references(&self, sums: &mut Sums) {
        let roles = self.maker.roles;
        let Some(rows) = self.rows("reference.kb") else { return };
        for row in 0..rows.count() {
            if let Some(kb) = roles.number(rows, row, "reference.kb") {
                let relation = roles.text(rows, row, "reference.relation").unwrap_or_default();
                sums.references.push((kb, self.number, relation.to_owned()));
            }
        }
    }

    fn terms(&self, sums: &mut Sums) {
        const TERMS: [(&str, &str, &[&str]); 4] = [
            ("product", "product.name", &[]),
            ("error", "error.code", &["error.symbol", "error.message"]),
            ("registry", "registry.name", &["registry.key"]),
            ("build", "release.build", &["release.name"]),
        ];
        let roles = self.maker.roles;
        for (kind, role, beside) in TERMS {
            let Some(rows) = self.rows(role) else { continue };
            for row in 0..rows.count() {
                let beside = beside.iter().find_map(|role| roles.text(rows, row, role)).unwrap_or_default();
                if let Some(words) = roles.text(rows, row, role) {
                    sums.term(self.number, kind, words, beside);
                }
            }
        }
    }
}

/// Rules that hold rows of an article, or articles, against each other: the first digit says what a rule reads.
pub(super) fn is_against_others(code: &str) -> bool {
    code.starts_with("K4") || code.starts_with("K5")
}

/// Adds a finding; gives its code, and its level from 0 (error) to 2 (note), null where it is waived.
pub(super) fn finding(
    sums: &mut Sums,
    roles: &Roles,
    rows: Rows<'_>,
    row: usize,
    article: Option<usize>,
) -> (String, Option<usize>) {
    let text = |role: &str| roles.text(rows, row, role);
    let number = |role: &str| roles.number(rows, row, role);
    let code = text("finding.code").unwrap_or_default().to_owned();
    let level = text("finding.level").unwrap_or_default();
    let is_waived = number("finding.waived") == Some(1);
    let json = json!([
        article,
        number("finding.line"),
        number("finding.column"),
        level,
        is_waived,
        text("finding.message"),
        text("finding.help"),
        text("finding.text"),
        text("finding.dataset"),
        number("finding.table"),
        number("finding.row"),
        text("finding.reason"),
    ]);
    sums.findings.entry(code.clone()).or_default().push(json.to_string().into_bytes());
    let word = if is_waived { "waived" } else { level };
    *sums.levels.entry((code.clone(), word.to_owned())).or_default() += 1;
    let level = ["error", "warning", "note"].iter().position(|own| *own == level);
    (code, level.filter(|_| !is_waived))
}

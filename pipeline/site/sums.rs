//! `Sums`: what the pages say of the corpus as a whole, added up article by article, in their order.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Articles that are named below a term of the search.
const MOST_ARTICLES: usize = 40;
/// Tables that are named as the worst.
const MOST_TABLES: usize = 400;
/// Headers that are named as those that nobody knows.
const MOST_HEADERS: usize = 300;
/// Articles that are named as the newest.
const NEWEST: usize = 12;
/// Steps of confidence that tables are counted by.
const STEPS: f32 = 10.0;

/// What is counted in a folder.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) articles: u64,
    pub(super) typed: u64,
    pub(super) raw: u64,
    pub(super) unread: u64,
    pub(super) unclaimed: u64,
    /// Findings that no waiver accepts, by code.
    pub(super) findings: BTreeMap<String, u64>,
}

/// What a search can find besides files and articles: kind, words, and what is said beside them.
pub(super) type Term = (&'static str, String, String);

/// A row of a file: its name in lower case, by which rows are sorted, its name as printed, and the row as JSON.
pub(super) struct FileRow {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) article: usize,
    pub(super) json: Vec<u8>,
}

/// A table of an article.
pub(super) struct Table {
    pub(super) article: usize,
    pub(super) ordinal: u64,
    pub(super) line: u64,
    pub(super) layout: String,
    pub(super) header: String,
    pub(super) rows: u64,
    pub(super) dataset: Option<String>,
    pub(super) confidence: f32,
    pub(super) reasons: String,
}

/// Tables with one header.
struct Header {
    printed: String,
    tables: u64,
    rows: u64,
    article: usize,
    ordinal: u64,
    line: u64,
}

/// The sums.
#[derive(Default)]
pub(super) struct Sums {
    /// A row for each article, as JSON.
    pub(super) directory: Vec<Vec<u8>>,
    pub(super) files: Vec<FileRow>,
    /// Number referred to, article that refers to it, relation.
    pub(super) references: Vec<(u64, usize, String)>,
    pub(super) findings: BTreeMap<String, Vec<Vec<u8>>>,
    /// Findings by code and level; those that are waived count apart, as `waived`.
    pub(super) levels: BTreeMap<(String, String), u64>,
    pub(super) folders: BTreeMap<String, Folder>,
    /// Files by year and product.
    pub(super) years: BTreeMap<(String, String), u64>,
    terms: BTreeMap<Term, (u64, Vec<usize>)>,
    tables: BTreeMap<String, Vec<u64>>,
    worst: Vec<Table>,
    headers: BTreeMap<String, Header>,
    newest: Vec<(String, usize)>,
    /// Cells by what became of them.
    pub(super) cells: BTreeMap<&'static str, u64>,
    pub(super) article_tables: [u64; 2],
}

impl Sums {
    /// A term, in an article.
    pub(super) fn term(&mut self, article: usize, kind: &'static str, words: &str, beside: &str) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let term = (kind, cut(words), cut(beside));
        self.add_term(term, 1, &[article]);
    }

    fn add_term(&mut self, term: Term, count: u64, articles: &[usize]) {
        let entry = self.terms.entry(term).or_default();
        entry.0 += count;
        for &article in articles {
            if entry.1.len() < MOST_ARTICLES && entry.1.last() != Some(&article) {
                entry.1.push(article);
            }
        }
    }

    pub(super) fn dated(&mut self, date: &str, article: usize) {
        self.newest.push((date.to_owned(), article));
        self.keep_newest();
    }

    fn keep_newest(&mut self) {
        if self.newest.len() > 4 * NEWEST {
            self.newest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            self.newest.truncate(NEWEST);
        }
    }

    pub(super) fn table(&mut self, table: Table) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of ten steps")]
        let step = (table.confidence.clamp(0.0, 1.0) * STEPS) as usize;
        let steps = self.tables.entry(table.layout.clone()).or_insert_with(|| vec![0; 12]);
        self.article_tables[usize::from(table.dataset.is_some())] += 1;
        if table.dataset.is_none() {
            steps[11] += 1;
            let header = Header {
                printed: table.header.clone(),
                tables: 1,
                rows: table.rows,
                article: table.article,
                ordinal: table.ordinal,
                line: table.line,
            };
            self.header(table.header.to_lowercase(), header);
        } else {
            steps[step] += 1;
            self.worst.push(table);
            self.keep_worst(4 * MOST_TABLES);
        }
    }

    fn header(&mut self, key: String, header: Header) {
        match self.headers.get_mut(&key) {
            Some(known) => {
                known.tables += header.tables;
                known.rows += header.rows;
            }
            None => {
                self.headers.insert(key, header);
            }
        }
    }

    fn keep_worst(&mut self, limit: usize) {
        if self.worst.len() > limit {
            self.worst.sort_by(|a, b| {
                let by_place = (a.article, a.ordinal).cmp(&(b.article, b.ordinal));
                a.confidence.total_cmp(&b.confidence).then(by_place)
            });
            self.worst.truncate(MOST_TABLES);
        }
    }

    /// Adds the sums of the articles that follow.
    pub(super) fn add(&mut self, other: Self) {
        self.directory.extend(other.directory);
        self.files.extend(other.files);
        self.references.extend(other.references);
        for (code, rows) in other.findings {
            self.findings.entry(code).or_default().extend(rows);
        }
        for (key, count) in other.levels {
            *self.levels.entry(key).or_default() += count;
        }
        for (path, folder) in other.folders {
            let own = self.folders.entry(path).or_default();
            own.articles += folder.articles;
            own.typed += folder.typed;
            own.raw += folder.raw;
            own.unread += folder.unread;
            own.unclaimed += folder.unclaimed;
            for (code, count) in folder.findings {
                *own.findings.entry(code).or_default() += count;
            }
        }
        for (key, count) in other.years {
            *self.years.entry(key).or_default() += count;
        }
        for (term, (count, articles)) in other.terms {
            self.add_term(term, count, &articles);
        }
        for (layout, steps) in other.tables {
            let own = self.tables.entry(layout).or_insert_with(|| vec![0; 12]);
            own.iter_mut().zip(steps).for_each(|(own, step)| *own += step);
        }
        self.worst.extend(other.worst);
        self.keep_worst(4 * MOST_TABLES);
        for (key, header) in other.headers {
            self.header(key, header);
        }
        self.newest.extend(other.newest);
        self.keep_newest();
        for (key, count) in other.cells {
            *self.cells.entry(key).or_default() += count;
        }
        for (own, other) in self.article_tables.iter_mut().zip(other.article_tables) {
            *own += other;
        }
    }

    /// Articles with the latest dates, those first.
    pub(super) fn newest(&self) -> Vec<(String, usize)> {
        let mut newest = self.newest.clone();
        newest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        newest.truncate(NEWEST);
        newest
    }

    /// Terms as rows of the search: kind, words, what is said beside them, number of rows, articles.
    pub(super) fn terms(&mut self) -> Vec<Vec<u8>> {
        let terms = std::mem::take(&mut self.terms).into_iter();
        terms
            .map(|((kind, words, beside), (count, articles))| json!([kind, words, beside, count, articles]))
            .map(|row| row.to_string().into_bytes())
            .collect()
    }

    /// What the page on quality shows.
    pub(super) fn quality(&mut self) -> Value {
        self.keep_worst(0);
        let folders: Vec<Value> = self
            .folders
            .iter()
            .map(|(path, of)| json!([path, of.articles, of.typed, of.raw, of.unread, of.unclaimed, of.findings]))
            .collect();
        let worst: Vec<Value> = self
            .worst
            .iter()
            .map(|of| {
                let confidence = (f64::from(of.confidence) * 1000.0).round() / 1000.0;
                json!([of.article, of.ordinal, of.line, of.layout, of.dataset, confidence, of.reasons, of.rows])
            })
            .collect();
        let mut headers: Vec<&Header> = self.headers.values().collect();
        headers.sort_by(|a, b| (b.tables, b.rows).cmp(&(a.tables, a.rows)).then_with(|| a.printed.cmp(&b.printed)));
        let headers: Vec<Value> = headers
            .iter()
            .take(MOST_HEADERS)
            .map(|of| json!([of.printed, of.tables, of.rows, of.article, of.ordinal, of.line]))
            .collect();
        json!({ "folders": folders, "layouts": self.tables, "worst": worst, "headers": headers })
    }
}

/// A text in one line and not too long: lists show no more of it.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 100;
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

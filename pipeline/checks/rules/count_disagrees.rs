//! K209.

use crate::checks::{Article, Check, DataRow, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::span::Span;
use crate::tables::Table;
use crate::values::{List, Value, Words, sentences};
use std::cell::OnceCell;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "K209",
    name: "count-disagrees",
    level: Level::Warning,
    summary: "a sentence counts the rows of the table below it, and the table has another number of rows",
    rationale: "\"The update contains 32 fixes\" above a table of 31 rows: one was lost, or the sentence was not changed \
                with the table. Only the paragraph right above a table is looked at, where it \
                counts what tables list, and the sentence that says how many fixes an update contains.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB5001092 - Cumulative update 1\n\nThis update contains 3 [fixes](#fixes) since the last one.\n\n\
             ## Fixes\n\nA workbook lists them, too.\n\n\
             |Bug reference|Description|Fix area|\n|---|---|---|\n\
             |13969932|Stops a loop|Engine|\n|13969933|Reads a file once|Setup|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nThe package contains three files:\n\n\
             |File name|File version|File size|\n|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|\n|Lsass.exe|6.1.7600.16385|22,528|\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB900209 - Cumulative update for a cache\n\
             \n\
             This update contains 3 fixes.\n\
             \n\
             |Bug reference|Description|Fix area|\n\
             |---|---|---|\n\
             |3043012, 3061671|Two faults of the cache|Engine|\n\
             |3058060|A spelling mistake in a message|Setup|\n",
        )]),
        Example::article(&[(
            "a.md",
            "# KB900209 - Planning the capacity of a cache\n\
             \n\
             The table shows sample values. In each test, 120 packages are copied from the server.\n\
             \n\
             |Factor|Value|Time|\n\
             |---|---|---|\n\
             |Latency|10 ms|2 min|\n\
             |Latency|50 ms|4 min|\n\
             \n\
             Create the following entry in the two registry keys:\n\
             \n\
             |Value name|Type|Data|\n\
             |---|---|---|\n\
             |Limit|REG_DWORD|1|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nThe package contains two files:\n\n\
             |File name|File version|File size|\n|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|\n|Lsass.exe|6.1.7600.16385|22,528|\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\nOne of the 32 fixes needs a new driver and 3 files.\n\n\
             The package contains 4 files; two are new:\n\nThey are these.\n\n\
             |File name|File version|File size|\n|---|---|---|\n\
             |Cng.sys|6.1.7600.16385|369,568|\n|Lsass.exe|6.1.7600.16385|22,528|\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

/// Words between a number and what it counts, at most.
const MOST_BETWEEN: usize = 2;
/// Lines of a paragraph above the table, at most.
const MOST_LINES: usize = 4;

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let fixes = article.contract.roles.column(Role::FixBugs).map(|(dataset, _)| dataset);
    let mut told: Vec<Span> = Vec::new();
    let siblings = OnceCell::new();
    let words = &article.contract.words;
    for (at, table) in article.tables.iter().enumerate() {
        let Some((span, text)) = paragraph(article, table) else { continue };
        let Some((number, noun)) = counted(&text, words) else { continue };
        // Fixes are not counted by a table of something else that stands between.
        if words.list(List::Fixes).has(noun) && table.claim.as_ref().is_some_and(|claim| Some(claim.dataset) != fixes) {
            continue;
        }
        told.push(span);
        let rows = table.rows.len();
        let is_otherwise_right = || {
            let siblings: &Vec<Siblings> = siblings.get_or_init(|| siblings_of(article));
            siblings[at].rows == number
                || siblings[at].tables == number
                || bugs(article, at) == number
                || distinct(article, table).contains(&number)
        };
        if number == rows || is_otherwise_right() {
            continue;
        }
        report(article, drafts, (span, number, noun), at, rows);
    }
    let Some(fixes) = fixes else { return };
    let claims = |table: &Table| table.claim.as_ref().is_some_and(|claim| claim.dataset == fixes);
    let mut tables = (0..article.tables.len()).filter(|&table| claims(&article.tables[table]));
    let Some(first) = tables.next() else { return };
    let is_told = |span: Span| told.iter().any(|told| told.start <= span.start && span.end <= told.end);
    let Some((span, number, noun)) = announced(article).filter(|(span, ..)| !is_told(*span)) else { return };
    let (mut rows, mut counts) = (article.tables[first].rows.len(), distinct(article, &article.tables[first]));
    let mut all_bugs = bugs(article, first);
    for table in tables {
        all_bugs += bugs(article, table);
        rows += article.tables[table].rows.len();
        counts.extend(distinct(article, &article.tables[table]));
    }
    if number != rows && number != all_bugs && !counts.contains(&number) {
        report(article, drafts, (span, number, &noun), first, rows);
    }
}

fn report(article: &Article<'_>, drafts: &mut Drafts, said: (Span, usize, &str), table: usize, rows: usize) {
    let (span, number, noun) = said;
    let printed = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let header = article.tables[table].headings.iter().copied().reduce(Span::join).unwrap_or_default();
    let draft = drafts
        .add(span, format!("{number} {noun} are announced, and the table has {printed}"))
        .label(format!("says {number}"))
        .other(header, format!("{printed} below these headings"))
        .help("correct the number, or restore what is missing in the table");
    article.mark(draft, table, None);
}

/// The first line of the article that says how many fixes an update contains. Each of them is listed once, while files are
/// listed once for each system.
fn announced(article: &Article<'_>) -> Option<(Span, usize, String)> {
    article.contract.words.list(List::Contain).texts().find_map(|verb| announced_by(article, &format!(" {verb} ")))
}

fn announced_by(article: &Article<'_>, verb: &str) -> Option<(Span, usize, String)> {
    let (text, words) = (article.text(), &article.contract.words);
    let blocks = &article.document.blocks;
    memchr::memmem::find_iter(text.as_bytes(), verb.as_bytes()).find_map(|found| {
        let at = blocks.partition_point(|block| (block.span.end as usize) <= found);
        let (span, line) = article.document.line(at)?;
        if line.code || span.range().start > found {
            return None;
        }
        let plain = article.document.plain(span);
        let sentence = plain.split_once(verb).map_or("", |(_, rest)| rest);
        // Nothing else may stand before the number.
        let told = format!("{verb}{sentence}");
        let (number, noun) = counted(&told, words).filter(|(_, noun)| words.list(List::Fixes).has(noun))?;
        let first = self::number(sentence.split(' ').next()?, words)?;
        (first == number).then(|| (span, number, noun.to_owned()))
    })
}

/// The paragraph right above a table; null where there is none, or another table or a list stands there.
fn paragraph(article: &Article<'_>, table: &Table) -> Option<(Span, String)> {
    let mut text = String::new();
    let mut whole: Option<Span> = None;
    for above in (0..table.first_block).rev().take(MOST_LINES) {
        let (span, line) = article.document.line(above).filter(|(_, line)| !line.code)?;
        text = format!("{} {text}", article.document.plain(span));
        whole = Some(whole.map_or(span, |whole| whole.join(span)));
        if line.opens || line.bullet {
            return whole.map(|whole| (whole, text));
        }
    }
    None
}

/// What a paragraph above a table counts: what one of its sentences does.
fn counted<'t>(text: &'t str, known: &Words) -> Option<(usize, &'t str)> {
    let mut found = sentences(text).filter_map(|sentence| counted_by(sentence, known));
    found.next().filter(|_| found.next().is_none())
}

/// What a sentence counts: a number, at most two other words, and a noun that tables list. Null where it counts nothing,
/// or several things, or does not tell of the table.
fn counted_by<'t>(text: &'t str, known: &Words) -> Option<(usize, &'t str)> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let is_of = |list: List, word: &str| known.list(list).has(word);
    if !words.iter().any(|word| is_of(List::CountPointers, word)) {
        return None;
    }
    // `replaces three updates and installs the following files`: what it points at is something else.
    let behind = |at: usize| words[at + 1..].iter().take(MOST_BETWEEN + 1);
    let pointers = (0..words.len()).filter(|&at| is_of(List::CountPointers, words[at]));
    let pointed: Vec<&str> =
        pointers.filter_map(|at| behind(at).find(|word| is_of(List::Listed, word))).copied().collect();
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let Some(number) = number(word, known) else { continue };
        let mut between = behind(at).take_while(|word| {
            !word.is_empty()
                && !is_of(List::Conjunctions, word)
                && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        });
        let Some(noun) = between.find(|word| is_of(List::Listed, word)) else { continue };
        // A part of them, or a limit, is not a count of the rows.
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        // `in the two keys`: these were told of before.
        let is_known =
            is_of(List::Definite, before) && at.checked_sub(2).is_some_and(|at| is_of(List::BeforeDefinite, words[at]));
        let is_name = at > 1 && before.starts_with(|c: char| c.is_uppercase());
        let is_other = !pointed.is_empty() && !pointed.contains(noun);
        if is_name || is_known || is_other || is_of(List::NotAll, before) {
            continue;
        }
        if found.replace((number, *noun)).is_some() {
            return None;
        }
    }
    found
}

fn number(word: &str, known: &Words) -> Option<usize> {
    let named = || known.list(List::Numbers).place(word).map(|place| place + 2);
    let printed = || word.parse().ok().filter(|number| (2..1000).contains(number) && word.len() <= 3);
    if word.starts_with(|c: char| c.is_ascii_digit()) { printed() } else { named() }
}

/// What a number above a table can mean besides its rows and the different texts of its columns: the tables from it up to
/// the next label.
#[derive(Clone, Copy, Default)]
struct Siblings {
    rows: usize,
    tables: usize,
}

/// The siblings of each table, itself included.
fn siblings_of(article: &Article<'_>) -> Vec<Siblings> {
    let sections = &article.records.outline.sections;
    let section = |table: &Table| sections.partition_point(|section| section.block < table.first_block);
    let mut all = vec![Siblings::default(); article.tables.len()];
    for (at, table) in article.tables.iter().enumerate().rev() {
        let next = article.tables.get(at + 1).filter(|next| section(next) == section(table));
        let rest = next.map_or_else(Siblings::default, |_| all[at + 1]);
        all[at] = Siblings { rows: rest.rows + table.rows.len(), tables: rest.tables + 1 };
    }
    all
}

/// The numbers of bugs in the rows of a table of fixes.
fn bugs(article: &Article<'_>, table: usize) -> usize {
    let rows = article.rows_with(Role::FixBugs).filter(|row| row.table().is_some_and(|own| own as usize == table + 1));
    let count = |row: DataRow<'_>| if let Value::Ints(bugs) = row.value(Role::FixBugs) { bugs.len() } else { 0 };
    rows.map(count).sum()
}

/// The numbers of different texts in the columns of a table.
fn distinct(article: &Article<'_>, table: &Table) -> Vec<usize> {
    let mut texts = vec![BTreeSet::new(); table.headings.len()];
    for cell in table.cells.iter().filter(|cell| !cell.span.is_empty()) {
        if let Some(texts) = cell.column.heading().and_then(|heading| texts.get_mut(heading)) {
            texts.insert(article.document.raw(cell.span));
        }
    }
    texts.iter().map(BTreeSet::len).collect()
}

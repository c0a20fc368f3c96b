//! K204.

use crate::checks::{Article, Check, Drafts, Example, Rule, loose_cells};
use crate::contract::{Column, Role, ValueRole};
use crate::finding::Level;
use crate::lines::tokens;
use crate::span::Span;
use crate::values::Words;

pub(super) const RULE: Rule = Rule {
    code: "K204",
    name: "unclaimed-file-line",
    level: Level::Error,
    summary: "lines with the name of a file and a version, size or date that no table claimed",
    rationale: "Such a line is a row of a table that kbc does not recognise, because its header is missing or is \
                written in an unknown way: the row is in no dataset. Lists in prose and the output of programs look alike: \
                where lines hold less than a row of a file table does, or stand alone outside of a section about files, \
                the finding is a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n## File information\n\n\
             Cng.sys 6.1.7600.16385 369,568 14-Jul-2009 01:17 x86\n\n\
             14-Jul-2009 01:14 Lsass.exe 22,528 6.1.7600.16385\n\n## Status\n\nIt is known.\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n## File information\n\n\
             File name\n\nFile version\n\nFile size\n\nTime\n\nDate\n\n\
             Cng.sys\n\n6.1.7600.16385\n\n369,568\n\n14-Jul-2009\n\n01:17\n\n\
             Lsass.exe\n\n6.1.7600.16385\n\n22,528\n\n14-Jul-2009\n\n01:14\n\n## Status\n\nIt is known.\n",
        )]),
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n## Cause\n\nThese files are too old:\n\n\
             - Cng.sys incremented to 6.1.7600.16385\n- Lsass.exe incremented to 6.1.7600.16386\n",
        )]),
        // Whatever divides them.
        Example::article(&[(
            "a.txt",
            "Alder.dll,2022.160.43.252,336928,22-Jan-26,20:24,x64,,\n\
             Birch.exe,2022.160.43.252,313448,22-Jan-26,20:25,x64,,\n\n\
             \"Cedar.dll\",\"10.0.26100.8246\",\"11-Apr-2026\",\"21:53\",\"805,376\"\n\n\
             Elm.sys;6.1.7600.16385;369,568;14-Jul-2009;01:17;x64\n",
        )]),
    ],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Cng.sys|6.1.7600.16385|369,568|14-Jul-2009|01:17|x86|\n\n\
         The tool needs the file Lsass.exe of version 6.1.7600.16385 or of a later one, and its settings.\n\n\
         server.contoso.com 192.168.1.10\n\nclient.contoso.com 192.168.1.11\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

/// Kinds of sections in which articles list the files of an update.
const SECTIONS_OF_FILES: [ValueRole; 4] =
    [ValueRole::FileInformation, ValueRole::AdditionalFiles, ValueRole::Resolution, ValueRole::Hotfix];
/// Lines with more words that are no data are sentences, which are no rows.
const MOST_WORDS_OF_PROSE: usize = 7;
/// Words without data that a row has at most: a name without its extension, a unit.
const MOST_WORDS_OF_ROW: usize = 2;
/// And its name, and at least two more cells.
const FEWEST_CELLS_OF_ROW: usize = 3;
/// Lines belong together with at most this number of others between them.
const MOST_LINES_BETWEEN: usize = 2;

/// What a line holds.
struct Line<'a> {
    span: Span,
    /// The first word that is the name of a file.
    name: &'a str,
    /// The number of columns of file tables that its words look like.
    cells: usize,
    /// Words that are no data.
    prose: usize,
}

impl Line<'_> {
    fn is_row(&self) -> bool {
        self.cells >= FEWEST_CELLS_OF_ROW && self.prose <= MOST_WORDS_OF_ROW
    }
}

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let Some(files) = article.contract.roles.column(Role::FileName).map(|(dataset, _)| dataset) else { return };
    let columns = article.contract.datasets[files].columns.iter();
    let columns: Vec<&Column> = columns.filter(|column| !column.headers.is_empty() && column.words() > 0).collect();
    for run in loose_cells(article, &columns) {
        report_cells(&run, drafts);
    }
    let lines = &article.records.unclaimed;
    if lines.is_empty() {
        return;
    }
    let text = article.text();
    let lines: Vec<Line<'_>> =
        lines.iter().filter_map(|&span| line(span, text, &columns, &article.contract.words)).collect();
    let block = |line: &Line<'_>| article.document.blocks.partition_point(|block| block.span.start <= line.span.start);
    let sections = &article.records.outline.sections;
    let section = |line: &Line<'_>| sections.partition_point(|section| section.block < block(line));
    for part in lines.chunk_by(|left, right| section(left) == section(right)) {
        let context = article.records.outline.context(block(&part[0]));
        let role = article.contract.role_of_kind(context.kind);
        let is_of_files = role.is_some_and(|role| SECTIONS_OF_FILES.contains(&role));
        let rows: Vec<&Line<'_>> = part.iter().filter(|line| line.is_row()).collect();
        let level = match rows.len() {
            _ if is_of_files => Level::Error,
            1 => Level::Note,
            _ => Level::Warning,
        };
        report(&rows, level, drafts);
        if !rows.is_empty() {
            continue;
        }
        // One such line is a fact in prose; several may be a table.
        let others: Vec<&Line<'_>> =
            part.iter().filter(|line| !line.is_row() && line.prose <= MOST_WORDS_OF_PROSE).collect();
        let is_near = |left: &&Line<'_>, right: &&Line<'_>| {
            let between = text.get(left.span.end as usize..right.span.start as usize).unwrap_or_default();
            memchr::memchr_iter(b'\n', between.as_bytes()).count() <= MOST_LINES_BETWEEN + 1
        };
        for run in others.chunk_by(is_near).filter(|run| run.len() > 1 || run[0].span.slice(text).contains('|')) {
            report(run, Level::Note, drafts);
        }
    }
}

fn report(lines: &[&Line<'_>], level: Level, drafts: &mut Drafts) {
    let Some((first, others)) = lines.split_first() else { return };
    let (row, rows) = if first.is_row() { ("a row", "rows") } else { ("a part", "parts") };
    let message = match others.len() {
        0 => format!("the line of `{}` looks like {row} of a file table, and no table claims it", first.name),
        more => format!(
            "the line of `{}` and {more} more look like {rows} of a file table, and none claims them",
            first.name
        ),
    };
    let help = "put a header such as `File name  File version  File size  Date  Time  Platform` above such rows";
    let draft = drafts.add(first.span, message).level(level).label("in no dataset").help(help);
    if let Some(last) = others.last() {
        draft.other(last.span, "the last of them");
    }
}

/// Reports lines that are nothing but data: the cells of a table that was flattened, or its rows without their names.
fn report_cells(run: &[Span], drafts: &mut Drafts) {
    let Some((&first, &last)) = run.first().zip(run.last()) else { return };
    if run.len() == 1 {
        drafts
            .add(first, "this line looks like the row of a file table without its name, and no table claims it")
            .level(Level::Warning)
            .label("in no dataset")
            .help("restore the name of the file");
        return;
    }
    drafts
        .add(first, format!("{} lines look like cells of a file table, and no table claims them", run.len()))
        .label("in no dataset")
        .other(last, "the last of them")
        .help("restore the headings above them, in the order of the cells, and the names of the files");
}

/// What a line holds; null where no word is the name of a file, and where it names a host and its address.
fn line<'a>(span: Span, text: &'a str, columns: &[&Column], words: &Words) -> Option<Line<'a>> {
    let mut found = Line { span, name: "", cells: 0, prose: 0 };
    let mut seen: Vec<&str> = Vec::new();
    let mut is_address = false;
    for word in tokens(span.slice(text)) {
        if words.is_null(word) {
            continue;
        }
        // Of the types that a word looks like, the name of a file is the least telling one.
        let types = || columns.iter().filter(|column| column.is_shape(word));
        let kind = types().find(|column| column.type_name() != "file-name").or_else(|| types().next());
        match kind {
            None => found.prose += usize::from(!word.eq_ignore_ascii_case("bytes")),
            Some(column) => {
                if column.type_name() == "file-name" && found.name.is_empty() {
                    found.name = word;
                }
                // Four numbers of one byte each are an address of the network as well as a version.
                is_address |= word.split('.').count() == 4 && word.split('.').all(|part| part.parse::<u8>().is_ok());
                if !seen.contains(&column.type_name()) {
                    seen.push(column.type_name());
                }
            }
        }
    }
    found.cells = seen.len();
    let is_host = is_address && !seen.iter().any(|kind| ["date", "time", "platform"].contains(kind));
    (!found.name.is_empty() && !is_host).then_some(found)
}

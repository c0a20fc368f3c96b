//! Work stays in proportion to the article: hostile articles are doubled, and what all stages look at may only double, too.
//!
//! Seconds would depend on the machine; `just bench --double` prints them.

use crate::compiled::contract;
use kbc::checks::{Article, Corpus, Policy, check};
use kbc::emit::findings::{FORMS, Shown};
use kbc::finding::Finding;
use kbc::records::Records;
use kbc::source::Source;
use kbc::{blocks, lines, outline, records, tables, work};

/// A way to write an article that is hard to read, of so many pieces.
struct Shape {
    path: &'static str,
    format: &'static str,
    name: &'static str,
    size: usize,
    write: fn(usize) -> String,
}

const fn md(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.md", format: "markdown", name, size, write }
}

const fn txt(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.txt", format: "text", name, size, write }
}

const fn html(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.html", format: "html", name, size, write }
}

/// Pieces one after the other, each made of its number.
fn numbered(pieces: usize, write: impl Fn(usize) -> String) -> String {
    (0..pieces).map(write).collect::<Vec<_>>().concat()
}

const FLAT: &str = "File name File version File size Date Time Platform\n";
const ROW: &str = "Alder.dll 6.1.7600.16385 275,456 11-Jan-2011 15:58 x86\n";

const SHAPES: &[Shape] = &[
    md("rows of a pipe table", 50_000, |n| {
        "|File name|File size|\n|---|---|\n".to_owned() + &"|a.dll|1,024|\n".repeat(n)
    }),
    md("columns of a pipe table", 32_500, |n| {
        format!("|File name|File size|{}\n|{}\n|a.dll|1|\n", "x|".repeat(n), "---|".repeat(n + 2))
    }),
    md("columns of a transposed pipe table", 32_500, |n| {
        let row = |heading: &str, cell: &str| format!("|{heading}|{}\n", format!("{cell}|").repeat(n));
        row("File name", "a.dll") + &row("---", "---") + &row("File size", "1,024")
    }),
    md("lines with bars and without a rule", 1_000, |n| "File name | a.dll\nFile size | 1,024\n".repeat(n)),
    md("lines that begin like a pipe table", 1_000, |n| "File name | a.dll\n\n".repeat(n)),
    md("tables", 500, |n| "## Files\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n\n".repeat(n)),
    md("unclosed fences", 1_000, |n| "```text\n".repeat(n) + "text\n"),
    md("unclosed brackets", 50_000, |n| "[".repeat(n)),
    md("unclosed comments", 1_000, |n| "a <!-- ".repeat(n)),
    md("nested quotes", 50_000, |n| "> ".repeat(n) + "text\n"),
    md("nested items", 50_000, |n| "- ".repeat(n) + "text\n"),
    md("one line", 500_000, |n| "word ".repeat(n / 5)),
    txt("rows on lines", 50_000, |n| "File name File size\n".to_owned() + &"a.dll 1,024\n".repeat(n)),
    txt("rows on lines below labels without headings", 500, |n| {
        FLAT.to_owned() + &format!("For all supported x64-based versions of Windows 7\n{ROW}").repeat(n)
    }),
    txt("labels on lines without rows", 1_000, |n| {
        FLAT.to_owned() + ROW + &"For all supported x64-based versions of Windows 7\n".repeat(n)
    }),
    txt("headers without rows", 500, |n| FLAT.repeat(n)),
    txt("broken headers without rows", 500, |n| "File name File version File\nsize Date Time\n".repeat(n)),
    txt("headers with unknown headings", 500, |n| "File name File version Other word File size Date\n".repeat(n)),
    txt("one header of many headings", 1_000, |n| "File name File version ".repeat(n)),
    txt("rows without columns that fit", 500, |n| FLAT.to_owned() + &"Alder.dll is not 6.1.7600.16385 x86\n".repeat(n)),
    txt("cells on lines", 500, |n| {
        "File name\nFile version\nDate\n".to_owned() + &"A.dll\n1.0.1.2\n21-Mar-2018\n".repeat(n)
    }),
    txt("headings on lines", 500, |n| "File name\n".repeat(n)),
    txt("names and sizes on lines", 1_000, |n| "Alder.dll\n\n275,456\n\n1.2.3.4\n\n".repeat(n)),
    txt("pairs on lines", 500, |n| "File name A.dll\nFile version 10.0.14393.206\n".repeat(n)),
    txt("keys on lines", 500, |n| "File name\nA.manifest\n".repeat(n)),
    txt("fixed width", 500, |n| {
        "File name   Size     Date\n--------------------------\n".to_owned()
            + &"Alder.dll   275,456  1/10/00\n".repeat(n)
    }),
    txt("fixed width below labels without headings", 500, |n| {
        "File name   Size     Date\n--------------------------\n".to_owned()
            + &"\nServer\n\nAlder.dll   275,456  1/10/00\n".repeat(n)
    }),
    txt("lists without headings", 500, |n| "The time stamps:\n\n  01/09/98  08:16a  143,664 Alder.sys\n\n".repeat(n)),
    txt("a list without headings", 500, |n| {
        "The time stamps:\n".to_owned() + &"01/09/98  08:16a  143,664 Alder.sys\n".repeat(n)
    }),
    txt("lines like lists that nothing announces", 500, |n| "01/09/98  08:16a  143,664 Alder.sys\n".repeat(n)),
    txt("rules of boxes", 1_000, |n| "+----+----+\n".repeat(n)),
    txt("rows of a box", 500, |n| {
        "+---+---+\n|File name|File size|\n+---+---+\n".to_owned() + &"|a.dll|1,024|\n+---+---+\n".repeat(n)
    }),
    txt("one line without a break", 500_000, |n| "File name ".repeat(n / 10)),
    html("rows of an HTML table", 50_000, |n| {
        "<table><tr><th>File name<th>File size".to_owned() + &"<tr><td>a.dll<td>1,024".repeat(n)
    }),
    html("nested HTML tables", 50_000, |n| "<table><tr><td>".repeat(n)),
    html("unclosed tags", 50_000, |n| "<div><b>a".repeat(n)),
    md("unclosed tags in Markdown", 50_000, |n| "<div><b>a".repeat(n)),
    md("folded parts", 2_000, |n| "<details>\n<summary>Files</summary>\n\n".repeat(n)),
    md("numbers of articles in one line", 5_000, |n| {
        "## Update replacement information\n\nIt replaces ".to_owned() + &"KB4012212 ".repeat(n)
    }),
    md("columns of a table whose rows are counted", 2_000, |n| {
        let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(n));
        "The following 3 files:\n\n".to_owned() + &row("x") + &row("---") + &row("y")
    }),
    md("tables of one section whose rows are counted", 500, |n| {
        "The following 3 files:\n\n|x|y|\n|---|---|\n|a|b|\n\n".repeat(n)
    }),
    md("versions in one row", 500, |n| {
        let cells = numbered(n, |at| format!("6.1.{at}.{}|", at * 7 % 60_000));
        format!("|{}\n|{}\n|{cells}\n", "x|".repeat(n), "---|".repeat(n))
    }),
    md("patterns that no version fits", 500, |n| {
        let patterns = numbered(n, |at| format!("|6.0.6002.{at}*|Windows Vista|SP2|LDR|\n"));
        let files = numbered(n, |at| format!("|a.dll|6.0.6001.{at}|1,024|\n"));
        format!("|Version|Product|Milestone|Service branch|\n|---|---|---|---|\n{patterns}\n")
            + &format!("|File name|File version|File size|\n|---|---|---|\n{files}")
    }),
    md("a phrase of a restart again and again", 1_000, |n| {
        "## Restart requirement\n\n".to_owned() + &"may require ".repeat(n)
    }),
    md("sections about other articles", 1_000, |n| {
        "## Update replacement information\n\n|Update|\n|---|\n|KB4012212|\n\n".repeat(n)
    }),
    md("rows below a long heading", 1_000, |n| {
        format!("## Files {}\n\n|File name|File size|Note|\n|---|---|---|\n", "word ".repeat(n))
            + &"|a.dll|1,024|x|\n".repeat(n)
    }),
    md("rows of a long column heading", 1_000, |n| {
        format!("|File name|File size|Note {}|\n|---|---|---|\n", "word ".repeat(n)) + &"|a.dll|1,024|x|\n".repeat(n)
    }),
    md("rows that are all short", 1_000, |n| {
        "|File name|File version|File size|\n|---|---|---|\n".to_owned() + &"|Alder.dll|6.1.7600.16385|\n".repeat(n)
    }),
    md("cells that are all unread", 1_000, |n| {
        "|File name|File size|\n|---|---|\n".to_owned() + &"|a.dll|1,024|\n|a.dll|many|\n".repeat(n)
    }),
    md("digests in one row", 2_000, |n| {
        let row = |first: &str, cell: &str| format!("|{first}|{}\n", format!("{cell}|").repeat(n));
        row("File name", "SHA1") + &row("---", "---") + &row("a.msu", &"0123456789".repeat(4))
    }),
    txt("unclosed brackets in text", 50_000, |n| "[".repeat(n)),
    txt("unclosed tags in text", 50_000, |n| "a <b ".repeat(n)),
    html("unclosed brackets in HTML", 50_000, |n| "<p>".to_owned() + &"[".repeat(n)),
    html("columns of an HTML table", 32_500, |n| {
        let row = |cells: &str, more: &str| format!("<tr>{cells}{}", more.repeat(n));
        "<table>".to_owned() + &row("<th>File name<th>File size", "<th>x") + &row("<td>a.dll<td>1", "<td>y")
    }),
    html("rows of half as many cells as columns", 2_000, |n| {
        format!("<table><tr><th>File name<th>File size{}<tr><td>a.dll{}", "<th>x".repeat(2 * n), "<td>y".repeat(n))
    }),
    html("nested parts of HTML", 50_000, |n| "<div>".repeat(n)),
    html("items in nested parts of HTML", 8_000, |n| "<div>".repeat(n) + &"<li>a".repeat(n)),
    html("misnested looks", 2_000, |n| numbered(n, |at| format!("<p><font size={at}>a<p>b</b>"))),
    html("text in rows and no cells", 2_000, |n| "<table><tr>".to_owned() + &"a<b>b</b><br>".repeat(n)),
    html("quotes that never end", 2_000, |n| "<p><a href=\"x>a ' \n".repeat(n)),
    md("HTML tables that never end", 500, |n| "a\n\n<table><tr><td>\n\n".repeat(n)),
    md("HTML comments that never end", 500, |n| "<!-- <table>\n\n".repeat(n)),
    html("one line of HTML", 500_000, |n| "<p>".to_owned() + &"word ".repeat(n / 5)),
    html("spans of a long text", 500, |n| {
        format!("<table><tr><td rowspan=65534>{}<td>b", "word ".repeat(n)) + &"<tr><td>c".repeat(n)
    }),
    html("spans", 500, |n| "<table>".to_owned() + &"<tr><td colspan=1000 rowspan=65534>a".repeat(n)),
];

/// What is looked at, from the text to the findings; and the length of the text.
fn work(shape: &Shape, size: usize) -> (u64, usize) {
    let source = Source::new(shape.path.to_owned(), (shape.write)(size).into_bytes());
    let before = work::counted();
    let (records, findings) = compile(&source, shape);
    let values: usize = records.datasets.iter().map(|rows| rows.values.len()).sum();
    (work::counted() - before + values as u64 + findings.len() as u64, source.text.len())
}

/// All stages up to the findings.
fn compile<'s>(source: &'s Source, shape: &Shape) -> (Records<'s>, Vec<Finding>) {
    let document = blocks::read(source);
    assert_eq!(document.format, shape.format, "{}", shape.name);
    let lines = lines::read(&document, contract());
    let tables = tables::find(&lines);
    let records = records::read(&lines, &tables, outline::read(&lines, &tables), contract());
    let policy = Policy::default();
    let mut corpus = Corpus::default();
    corpus.add(check(&Article::new(0, &document, &tables, &records, contract()), &policy));
    let again = |_| Some(Source::new(shape.path.to_owned(), source.text.clone().into_bytes()));
    let findings = corpus.judge(contract(), &policy, &again).findings;
    (records, findings)
}

/// Doubles all articles of one front-end.
fn double(format: &str) {
    let mut failures = Vec::new();
    for shape in SHAPES.iter().filter(|shape| shape.format == format) {
        let (one, bytes) = work(shape, shape.size);
        let (two, _) = work(shape, 2 * shape.size);
        // A tenth more for what is rounded up.
        if two * 10 > one * 22 {
            failures.push(format!("{}: {one} at {bytes} bytes, {two} at twice that", shape.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn twice_the_findings_in_one_line_is_twice_the_report() {
    let shape = html("equal rows", 500, |n| {
        "<table><tr><th>File name<th>File size".to_owned() + &"<tr><td>a.dll<td>1,024".repeat(n)
    });
    let [one, two] = [shape.size, 2 * shape.size].map(|size| {
        let source = Source::new(shape.path.to_owned(), (shape.write)(size).into_bytes());
        let (_, findings) = compile(&source, &shape);
        assert!(findings.len() + 2 > size, "{} findings", findings.len());
        let load = |_: &str| Some(Source::new(shape.path.to_owned(), source.text.clone().into_bytes()));
        let shown =
            Shown { findings: &findings, root: "input", load: &load, most: None, is_styled: false, novelty: None };
        let before = work::counted();
        let length: usize = FORMS.iter().map(|form| (form.render)(&shown).len()).sum();
        work::counted() - before + length as u64
    });
    assert!(two * 10 <= one * 22, "{one} for half as many findings as {two} are for");
}

#[test]
fn twice_the_markdown_is_twice_the_work() {
    double("markdown");
}

#[test]
fn twice_the_html_is_twice_the_work() {
    double("html");
}

#[test]
fn twice_the_text_is_twice_the_work() {
    double("text");
}

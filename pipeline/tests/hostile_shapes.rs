//! Articles that are hard to read: tests count the work that they make, and `just bench --double` measures their times.

/// A way to write an article that is hard to read, of so many pieces.
pub(crate) struct Shape {
    pub(crate) path: &'static str,
    pub(crate) format: &'static str,
    pub(crate) name: &'static str,
    /// The number of pieces at which work is counted; times are measured at many more.
    pub(crate) size: usize,
    pub(crate) write: fn(usize) -> String,
}

const fn md(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.md", format: "markdown", name, size, write }
}

const fn txt(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.txt", format: "text", name, size, write }
}

pub(crate) const fn html(name: &'static str, size: usize, write: fn(usize) -> String) -> Shape {
    Shape { path: "article.html", format: "html", name, size, write }
}

/// Pieces one after the other, each made of its number.
fn numbered(pieces: usize, write: impl Fn(usize) -> String) -> String {
    (0..pieces).map(write).collect::<Vec<_>>().concat()
}

const FLAT: &str = "File name File version File size Date Time Platform\n";
const ROW: &str = "Alder.dll 6.1.7600.16385 275,456 11-Jan-2011 15:58 x86\n";

pub(crate) const SHAPES: &[Shape] = &[
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
    md("headings that are releases", 500, |n| numbered(n, |at| format!("## 1.2.{at}.0 (May 2019)\n\nText.\n\n"))),
    md("items that are releases", 500, |n| numbered(n, |at| format!("- KB{}: 1.2.{at}.0, May 2019\n", 5_000_000 + at))),
    md("items that lack the date of a release", 500, |n| "- Version 1.2.3.40000 of the server\n".repeat(n)),
    md("hyphens in an item", 2_000, |n| format!("- 1.2.3.40000 {}\n", "a-".repeat(n))),
    md("colons in a heading", 2_000, |n| format!("## 1.2.3.40000 {}\n", "Version a: ".repeat(n))),
    md("links in an item", 2_000, |n| format!("- {}\n", "[1.2.3.40000](a) - ".repeat(n))),
    md("addresses of downloads in a line", 2_000, |n| "https://contoso.com/a.exe, ".repeat(n)),
    md("links to downloads in a line", 2_000, |n| "[a](https://contoso.com/a.exe) ".repeat(n)),
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
    md("identifiers of vulnerabilities in one cell", 500, |n| {
        format!(
            "|Bug ID|Description|\n|---|---|\n|1234567|{}|\n",
            numbered(n, |at| format!("CVE-2021-{} ", 10_000 + at))
        )
    }),
    md("numbers of bugs in one cell", 500, |n| {
        format!("|Bug ID|Description|\n|---|---|\n|{}|x|\n", numbered(n, |at| format!("{} ", 1_000_000 + at)))
    }),
    md("definitions of links", 500, |n| numbered(n, |at| format!("[a{at}]: /help/{at}\n"))),
    md("definitions of links that are used", 500, |n| {
        numbered(n, |at| format!("[a{at}]\n\n")) + &numbered(n, |at| format!("[a{at}]: /help/{}\n", 4_000_000 + at))
    }),
    md("marks of footnotes", 500, |n| numbered(n, |at| format!("a[^{at}]\n\n[^{at}]: note\n\n"))),
    md("articles in one cell", 500, |n| {
        format!("|Update|Title|\n|---|---|\n|{}|x|\n", numbered(n, |at| format!("KB{} ", 4_000_000 + at)))
    }),
    md("products in one line", 500, |n| {
        "## Applies to\n\n".to_owned() + &numbered(n, |at| format!("Windows Server {at} "))
    }),
    md("products on lines", 500, |n| "## Applies to\n\n".to_owned() + &numbered(n, |at| format!("- Windows {at}\n"))),
    md("manifest names", 500, |n| {
        "|File name|File size|\n|---|---|\n".to_owned()
            + &numbered(n, |at| {
                format!(
                    "|X86_microsoft-windows-vssapi_31bf3856ad364e35_6.1.7600.{at}_none_d56e1578fc1602de.manifest|{at}|\n"
                )
            })
    }),
    md("names that are one letter apart", 500, |n| {
        "|File name|File size|\n|---|---|\n".to_owned()
            + &numbered(n, |at| {
                let letter = |place: u32| char::from(b'a' + u8::try_from(at / 26_usize.pow(place) % 26).unwrap_or(0));
                format!("|Schan{}{}{}nel.dll|1,024|\n", letter(0), letter(1), letter(2))
            })
    }),
    md("rows of one file in many sizes", 500, |n| {
        "|File name|File version|File size|\n|---|---|---|\n".to_owned()
            + &numbered(n, |at| format!("|Alder.dll|6.1.7600.16385|{}|\n", 1000 + at))
    }),
    md("rows of one file in many versions and days", 500, |n| {
        "|File name|File version|Date|\n|---|---|---|\n".to_owned()
            + &numbered(n, |at| format!("|Alder.dll|6.1.7600.{}|{}-Jan-20{:02}|\n", at % 60_000, 1 + at % 28, at % 17))
    }),
    md("attributes of one tag", 500, |n| format!("<a {}>x</a>\n", numbered(n, |at| format!("b{at}=c ")))),
    md("emphasis that never ends", 2_000, |n| "*a _b ".repeat(n)),
    md("entities", 2_000, |n| "&nbsp;&amp;".repeat(n)),
    md("tags between cells", 500, |n| format!("|File name|File size|\n|---|---|\n|{}|1|\n", "<b>a</b>".repeat(n))),
    md("keys of front matter", 500, |n| format!("---\n{}---\n\ntext\n", numbered(n, |at| format!("key{at}: value\n")))),
    md("nested lists of front matter", 500, |n| format!("---\na: {}\n---\n\ntext\n", "[".repeat(n))),
    txt("markers of a merge", 500, |n| "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n".repeat(n)),
    txt("registry keys", 500, |n| numbered(n, |at| format!("HKEY_LOCAL_MACHINE\\Software\\Key{at}\n"))),
    txt("addresses", 500, |n| numbered(n, |at| format!("https://support.microsoft.com/help/{}\n", 4_000_000 + at))),
    txt("digests on lines", 500, |n| format!("{}\n", "0123456789".repeat(4)).repeat(n)),
    html("classes of one element", 500, |n| format!("<p class=\"{}\">x", numbered(n, |at| format!("c{at} ")))),
    html("elements with ids", 500, |n| numbered(n, |at| format!("<h2 id=a{at}>x</h2><a href=#a{at}>y</a>"))),
    html("lists of definitions", 500, |n| "<dl>".to_owned() + &"<dt>File name<dd>a.dll".repeat(n)),
    html("entities in HTML", 2_000, |n| "<p>".to_owned() + &"&lt;&#65;".repeat(n)),
];

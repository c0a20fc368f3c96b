//! What an HTML article shows, its cells, headings and links are those that a browser displays: a plain walk over scraper's
//! tree says which.

use crate::html_walk::{Page, page, squeezed};
use crate::layouts::config;
use kbc::blocks::{Document, Kind, read};
use kbc::source::Source;
use kbc::span::Span;
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;

/// A node of scraper's tree.
type Node<'t> = <scraper::ElementRef<'t> as std::ops::Deref>::Target;

/// The cells of a grid by row.
type Rows = Vec<Vec<String>>;

/// The tables, headings and links of an article, and all of its text.
fn by_kbc(document: &Document<'_>) -> (Page, Vec<Rows>) {
    let mut page = Page::default();
    let mut grids = Vec::new();
    let text = |span: Span| without_raised(&squeezed(&document.plain(span)));
    for block in &document.blocks {
        match block.kind {
            Kind::Heading(2) => page.headings.push(text(block.span)),
            Kind::Grid { first, end } => {
                let rows = &document.rows[first as usize..end as usize];
                let cells = |row| document.row_cells(row).iter().map(|&cell| text(cell)).collect();
                grids.push(rows.iter().map(cells).collect());
            }
            _ => {}
        }
    }
    page.links = document.links.iter().map(|link| (link.url.to_string(), text(link.text))).collect();
    page.text = text(Span::of(0..document.source.text.len()));
    (page, grids)
}

/// A text without numbers of footnotes, which the reader raises and a browser prints small.
fn without_raised(text: &str) -> String {
    text.chars().filter(|c| !"⁰¹²³⁴⁵⁶⁷⁸⁹".contains(*c)).collect()
}

/// The characters of a text, in an order that does not depend on where they stand: a browser moves what is misplaced.
fn sorted(text: &str) -> String {
    // Commas stand between raised numbers, too.
    let mut all: Vec<char> = text.chars().filter(|&c| c != ',').collect();
    all.sort_unstable();
    all.into_iter().collect()
}

/// What of a page is not what a browser displays; empty where all is. A table is compared where it holds neither tables
/// nor headings.
fn differences(source: &Source) -> String {
    let document = read(source);
    let wanted = page(&source.text);
    let (found, grids) = by_kbc(&document);
    if sorted(&found.text) != sorted(&wanted.text) {
        return format!("text {}\nnot {}", found.text, wanted.text);
    }
    for table in wanted.tables.iter().filter(|table| !table.is_layout && table.rows.iter().flatten().count() > 1) {
        let is_shown = table.rows.iter().flatten().any(|cell| !cell.is_empty());
        // A wide cell above all rows is a caption, and rows at the top without text keep a distance.
        let is_top = |row: &Vec<String>| row.iter().all(|cell| cell == &row[0]);
        let from = table.rows.iter().take_while(|row| is_top(row)).count();
        if is_shown && !(0..=from).any(|from| grids.iter().any(|grid| *grid == table.rows[from..])) {
            return format!("table {:?}\nnot in {grids:?}", table.rows);
        }
    }
    String::new()
}

#[test]
fn fixtures_of_html_and_pieces_of_them_show_what_a_browser_displays() {
    let mut all = 0;
    for folder in ["blocks", "records", "tables", "findings"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/tests/fixtures").join(folder);
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // What never ends is dropped by a browser, and text for which there is no place is moved.
            if path.extension().is_none_or(|extension| extension != "html") || NOT_AS_IN_A_BROWSER.contains(&&*name) {
                continue;
            }
            all += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let pieces: Vec<&str> = text.split_inclusive('>').collect();
            // Without a cell its text has no place, and a browser drops what follows a style that never ends.
            let needed = ["<td", "<th", "<caption", "</style", "</script", "</title"];
            let is_needed = |at: &usize| needed.iter().any(|tag| pieces[*at].contains(tag));
            let others = (0..pieces.len()).step_by(3).filter(|at| !is_needed(at));
            let one_less = others.map(|at| [&pieces[..at], &pieces[at + 1..]].concat().concat());
            for html in one_less.filter(|html| !moves_text(html)).chain([text.clone()]) {
                let source = Source::new("a.html".to_owned(), html.into_bytes());
                assert_eq!(differences(&source), "", "{name}: {}", source.text);
            }
        }
    }
    assert!(all > 3, "{all} fixtures");
}

/// Fixtures of what the reader reads and a browser loses or moves.
const NOT_AS_IN_A_BROWSER: [&str; 2] = ["malformed-html.html", "a-cell-whose-tag-is-missing.html"];

/// Whether text stands between the cells of a table, which a browser moves and the reader keeps at its place.
fn moves_text(html: &str) -> bool {
    let tree = scraper::Html::parse_document(html);
    let is_moved = |node: Node<'_>| {
        let is_table = |node: Option<Node<'_>>| {
            node.is_some_and(|node| node.value().as_element().is_some_and(|element| element.name() == "table"))
        };
        node.value().as_text().is_some_and(|text| !text.trim().is_empty()) && is_table(node.next_sibling())
    };
    tree.tree.nodes().any(is_moved)
}

/// Text with tags in it, as written.
fn inline() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "Cng.sys",
        " a ",
        "\n",
        "1 < 2",
        "&lt;b&gt;",
        "&amp;nbsp;",
        "&nbsp;",
        "&#x41;",
        "ä",
        "<b>bold</b>",
        "<I CLASS='a > b'>c</I>",
        "<br>",
        "<br/>",
        "<wbr>",
        "<o:p>d</o:p>",
        "<!-- <td> -->",
        "<script>'<td>' < 1</script>",
        "<a href=\"x?a=1&amp;b=2\" title=\">\">link</a>",
        "<a name=here>e</a>",
        "<img alt='<td>'>",
        "<span title=\"\n\"\n>f</span\n>",
        "<p>g",
        "<p>h</p>",
        "<span style='color: red; Display : none'>i</span>",
        "<b hidden>j</b>",
        "<div hidden>k<table><tr><td>l<td>m</table></div>",
        "<template>n</template>",
        "&amp &lt;",
        "&#xD800;&#0;",
        "\r\n",
        "\u{feff}",
        "<i><b>o</i>p</b>",
        "</>",
        "<?q?>",
    ]);
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A table of 2 columns or more, with or without end tags.
fn table() -> impl Strategy<Value = String> {
    let row = |width| prop::collection::vec(inline(), width);
    let rows = (2..5_usize).prop_flat_map(move |width| prop::collection::vec(row(width), 1..5));
    let ends = select(vec![["</td>", "</tr>", "</tbody>"], ["", "</tr>", ""], ["</td>\n", "", ""], ["", "", ""]]);
    (rows, ends, select(vec!["", "<tbody>", "<thead>"]), select(vec!["td", "TH"])).prop_map(
        |(rows, [cell_end, row_end, group_end], group, name)| {
            let cell = |text: &String| format!("<{name} width='1'>{text}{}", cell_end.replace("td", name));
            let row = |cells: &Vec<String>| format!("<tr>{}{row_end}\n", cells.iter().map(cell).collect::<String>());
            let end = group_end.replace("tbody", group.trim_matches(['<', '>']));
            let end = if group.is_empty() { "" } else { &end };
            format!("<table>{group}{}{end}</table>\n", rows.iter().map(row).collect::<String>())
        },
    )
}

fn part() -> impl Strategy<Value = String> {
    let layout = |inner: String| format!("<h2>Page</h2><div>{inner}");
    prop_oneof![
        inline().prop_map(|text| format!("<p>{text}</p>")),
        inline().prop_map(|text| format!("<ul><li>one<li>{text}</ul>")),
        "[a-z]{1,4}".prop_map(|text| format!("<h2>{text} <b>{text}</b></h2>")),
        table(),
        table().prop_map(layout),
        Just("<p>a</div></td></b>b</p>".to_owned()),
        Just("<pre>\na <b>b</b>\n</pre>".to_owned()),
    ]
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn what_is_seen_is_what_a_browser_displays(parts in prop::collection::vec(part(), 0..8)) {
        let html = format!("<!doctype html>\n<title>T</title>{}", parts.concat());
        let source = Source::new("a.html".to_owned(), html.into_bytes());
        prop_assert_eq!(differences(&source), "", "{}", &source.text);
        let (found, _) = by_kbc(&read(&source));
        let wanted = page(&source.text);
        prop_assert_eq!((found.headings, found.links, found.text), (wanted.headings, wanted.links, wanted.text));
    }
}

//! Cells, headings and links of HTML are those that html5ever, the parser of a browser, finds.

use crate::layouts::config;
use kbc::blocks::{Document, Kind, read};
use kbc::source::Source;
use proptest::prelude::*;
use proptest::sample::select;
use scraper::{ElementRef, Html, Selector};

/// What a page holds: text of headings, text of cells by table and row, addresses and text of links.
#[derive(Debug, Default, PartialEq)]
struct Page {
    headings: Vec<String>,
    tables: Vec<Vec<Vec<String>>>,
    links: Vec<(String, String)>,
}

fn words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds the text of an element that people see, paragraphs and lines apart.
fn collect(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    let divides = ["br", "p"].contains(&name);
    text.push_str(if divides { " " } else { "" });
    for child in element.children().filter(|_| name != "script") {
        match (child.value().as_text(), ElementRef::wrap(child)) {
            (Some(piece), _) => text.push_str(piece),
            (_, Some(inner)) => collect(inner, text),
            _ => {}
        }
    }
    text.push_str(if divides { " " } else { "" });
}

fn by_html5ever(html: &str) -> Page {
    let page = Html::parse_document(html);
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).collect::<Vec<_>>()
    };
    let rows = Selector::parse("tr").unwrap();
    let cells = Selector::parse("td, th").unwrap();
    let row = |row: ElementRef<'_>| row.select(&cells).map(words).collect::<Vec<_>>();
    Page {
        headings: all("h2").into_iter().map(words).collect(),
        tables: all("table").into_iter().map(|table| table.select(&rows).map(row).collect()).collect(),
        links: all("a[href]").into_iter().map(|link| (link.attr("href").unwrap().to_owned(), words(link))).collect(),
    }
}

fn by_kbc(document: &Document<'_>) -> Page {
    let mut page = Page::default();
    for block in &document.blocks {
        match block.kind {
            Kind::Heading(2) => page.headings.push(document.plain(block.span).into_owned()),
            Kind::Grid { first, end } => {
                let rows = &document.rows[first as usize..end as usize];
                let cells =
                    |row| document.row_cells(row).iter().map(|&cell| document.plain(cell).into_owned()).collect();
                page.tables.push(rows.iter().map(cells).collect());
            }
            _ => {}
        }
    }
    let link = |link: &kbc::blocks::Link<'_>| (link.url.to_string(), document.plain(link.text).into_owned());
    page.links = document.links.iter().map(link).collect();
    page
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
    fn cells_headings_and_links_are_those_that_a_browser_finds(parts in prop::collection::vec(part(), 0..8)) {
        let html = format!("<!doctype html>\n<title>T</title>{}", parts.concat());
        let source = Source::new("a.html".to_owned(), html.clone().into_bytes());
        let mut wanted = by_html5ever(&html);
        // A table that shows nothing is none.
        wanted.tables.retain(|rows| rows.iter().flatten().any(|cell| !cell.is_empty()));
        prop_assert_eq!(by_kbc(&read(&source)), wanted, "{}", html);
    }
}

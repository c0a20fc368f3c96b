//! What a browser shows of HTML, by a plain walk over scraper's tree that shares no code with the reader.

use scraper::{ElementRef, Html};
use std::collections::BTreeMap;

/// What a page shows. Texts are without white space, which pages fold in ways of their own.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// All of its text.
    pub(crate) text: String,
    /// The cells of its tables, by table and row, those of spans repeated.
    pub(crate) tables: Vec<Table>,
    /// The text of headings of the second level.
    pub(crate) headings: Vec<String>,
    /// The address and text of links.
    pub(crate) links: Vec<(String, String)>,
}

/// A table.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// Texts of cells, spans repeated, in rows as they stand on the screen.
    pub(crate) rows: Vec<Vec<String>>,
    /// Whether it holds tables or headings: it may lay out the page.
    pub(crate) is_layout: bool,
}

/// Reads a page.
pub(crate) fn page(html: &str) -> Page {
    let tree = Html::parse_document(html);
    let mut page = Page::default();
    visit(tree.root_element(), &mut page);
    page.text = text(tree.root_element());
    page
}

/// A text without white space and without characters that have no width.
pub(crate) fn squeezed(text: &str) -> String {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    text.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c)).collect()
}

const NOT_DISPLAYED: [&str; 15] = [
    "area", "base", "datalist", "head", "iframe", "link", "meta", "noembed", "noframes", "noscript", "rp", "script",
    "style", "template", "title",
];

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style: String = element.attr("style").unwrap_or_default().to_lowercase().split_whitespace().collect();
    NOT_DISPLAYED.contains(&element.value().name())
        || element.attr("hidden").is_some()
        || style.split(';').any(|rule| {
            let rule = rule.strip_suffix("!important").unwrap_or(rule);
            ["display:none", "visibility:hidden", "visibility:collapse"].contains(&rule)
        })
}

fn visit(element: ElementRef<'_>, page: &mut Page) {
    if is_hidden(element) {
        return;
    }
    match element.value().name() {
        "table" => page.tables.push(table(element)),
        "h2" => page.headings.push(text(element)),
        "a" => page.links.extend(element.attr("href").map(|url| (url.trim().to_owned(), text(element)))),
        _ => {}
    }
    for child in element.children().filter_map(ElementRef::wrap) {
        visit(child, page);
    }
}

fn text(element: ElementRef<'_>) -> String {
    let mut shown = String::new();
    collect(element, &mut shown);
    squeezed(&shown)
}

fn collect(element: ElementRef<'_>, shown: &mut String) {
    if is_hidden(element) {
        return;
    }
    let is_raised = element.value().name() == "sup";
    for child in element.children() {
        if let Some(piece) = child.value().as_text() {
            // Numbers of footnotes are raised by the reader, which this is no proof of.
            shown.push_str(&if is_raised { String::new() } else { piece.to_string() });
        } else if let Some(inner) = ElementRef::wrap(child) {
            collect(inner, shown);
        }
    }
}

fn shown_children(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.children().filter_map(ElementRef::wrap).filter(|&child| !is_hidden(child))
}

/// The cells of a table, as the standard forms them: each takes the first free slots of its row.
fn table(table: ElementRef<'_>) -> Table {
    let named = |name: &'static str| move |element: &ElementRef<'_>| element.value().name() == name;
    let groups: Vec<_> = shown_children(table).filter(|group| !named("caption")(group)).collect();
    let first = |name: &'static str| groups.iter().position(|group| named(name)(group));
    let (head, foot) = (first("thead"), first("tfoot"));
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&at| (Some(at) != head, Some(at) == foot));
    let mut rows = Vec::new();
    for at in order {
        let mut slots: BTreeMap<(usize, usize), String> = BTreeMap::new();
        let own: Vec<_> = shown_children(groups[at]).filter(named("tr")).collect();
        for (y, row) in own.iter().enumerate() {
            let mut x = 0;
            for cell in shown_children(*row).filter(|cell| ["td", "th"].contains(&cell.value().name())) {
                while slots.contains_key(&(y, x)) {
                    x += 1;
                }
                let number = |name| cell.attr(name).and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1);
                let (wide, high) = (number("colspan").clamp(1, 1000), number("rowspan"));
                let high = if high == 0 { own.len() - y } else { high.min(own.len() - y) };
                for (y, x) in (y..y + high).flat_map(|y| (x..x + wide).map(move |x| (y, x))) {
                    slots.insert((y, x), text(cell));
                }
                x += wide;
            }
        }
        for (y, row) in own.iter().enumerate() {
            let has_cells = shown_children(*row).any(|cell| ["td", "th"].contains(&cell.value().name()));
            let width = slots.range((y, 0)..=(y, usize::MAX)).next_back().map_or(0, |((_, x), _)| x + 1);
            let cell = |x| slots.get(&(y, x)).cloned().unwrap_or_default();
            rows.extend(has_cells.then(|| (0..width).map(cell).collect()));
        }
    }
    let of_layouts = ["table", "h1", "h2", "h3", "h4", "h5", "h6", "summary"];
    let is_layout = table
        .descendants()
        .skip(1)
        .filter_map(ElementRef::wrap)
        .any(|inner| of_layouts.contains(&inner.value().name()));
    Table { rows, is_layout }
}

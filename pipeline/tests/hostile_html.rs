//! Hostile HTML compiles: what never ends, nests without end, or claims to be enormous.

use crate::ledger::check;
use kbc::blocks::read;
use kbc::source::Source;

const MANY: usize = 100_000;

/// Pieces, each repeated; a reader that looks twice at all that follows would take hours.
const REPEATED: [&str; 40] = [
    "<table><tr><td>",
    "<table><tr><td>a<table>b",
    "<table>",
    "<table><td>a</table>",
    "<tr>",
    "<td>a",
    "<td colspan=1000000000>a",
    "<tr><td colspan=1000 rowspan=65534>a",
    "<tr><td rowspan=0>a<td>b",
    "<caption>a",
    "<div>",
    "<b>a",
    "<a href=x>a",
    "<p><a href=\"x>a",
    "<a b=\">\" ",
    "<a b='\"<a b=\"'",
    "<!--",
    "<!-- <table></table>",
    "<table><!-- </table>\n\n",
    "<script>",
    "<title><textarea>",
    "<",
    "</",
    "<a ",
    "&lt",
    "<pre>\n",
    "<b><i><p>a</b>c</i>",
    "<p><font size=1>a<font size=2>",
    "<table><a href=x>a<tr>",
    "<tr>a<b>b</b>",
    "<table><tr><div>a</div>",
    "<table><div>",
    "<button><p>a",
    "<span>a",
    "<svg><title>a<b>",
    "<template><table>",
    "<select><option>a",
    "<script></scrip>",
    "<frameset><p>a",
    "a\0\r\r\n<!-->",
];

#[test]
fn repeated_pieces_of_html_compile_in_proportion() {
    for piece in REPEATED {
        for (name, before) in [("a.html", "<table><tr><td rowspan=0 colspan=1000>a"), ("a.md", "a\n\n<table><tr><td>")]
        {
            let text = format!("{before}{}", piece.repeat(MANY / 10));
            let source = Source::new(name.to_owned(), text.into_bytes());
            let document = read(&source);
            assert!(document.cells.len() <= 2 * source.text.len(), "{name}: {piece} has {}", document.cells.len());
        }
    }
}

#[test]
fn tables_nest_without_end() {
    for piece in ["<table><tr><td>", "<table><tr><td>a<td>", "<div><ul><li><b>", "<table><tr><td><h2>a</h2>"] {
        let source = Source::new("a.html".to_owned(), piece.repeat(MANY).into_bytes());
        let document = read(&source);
        assert!(document.rows.len() <= 1, "{piece}");
    }
}

#[test]
fn a_tag_of_any_number_of_attributes_is_read() {
    let attributes = (0..MANY).map(|number| format!(" a{number}")).collect::<Vec<_>>().concat();
    for (html, cells) in [("<table><tr><td ATTRIBUTES>a<td>b</table>", 2), ("<table><tr><td ATTRIBUTES", 0)] {
        let source = Source::new("a.html".to_owned(), html.replace("ATTRIBUTES", &attributes).into_bytes());
        assert_eq!(read(&source).cells.len(), cells, "{html}");
    }
}

#[test]
fn a_cell_that_claims_to_be_enormous_is_cut() {
    for (html, cells) in [
        ("<table><tr><td colspan=1000000000>a<td>b<tr><td>c<td>d</table>", 1_001 + 2),
        ("<table><tr><td rowspan=1000000000>a<td>b<tr><td>c<tr><td>d</table>", 6),
        ("<table><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d</table>", 5),
        ("<table><tr><td colspan=x rowspan=-1>a<td colspan=0>b</table>", 2),
    ] {
        // The text behind the table is what the copies may weigh.
        let source = Source::new("a.html".to_owned(), format!("{html}{}", "a ".repeat(MANY)).into_bytes());
        assert_eq!(read(&source).cells.len(), cells, "{html}");
        let (_, failures) = check(&source);
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

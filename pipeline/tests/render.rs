//! Renderings: the same sections of file rows as articles in every layout that kbc reads.

use kbc::tables::{CellsBy, Headings, Line, Shape};
use std::fmt::Write as _;

/// A label with the table below it, as cells of text. An empty cell is one that was left out.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// The label above the table.
    pub(crate) label: String,
    /// The headings.
    pub(crate) headings: Vec<String>,
    /// The rows, each as long as the headings.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A layout.
pub(crate) struct Layout {
    /// Name, for messages.
    pub(crate) name: &'static str,
    /// Path of the article.
    pub(crate) path: &'static str,
    /// Label and table.
    pub(crate) render: fn(&Section) -> String,
}

const MARKDOWN: &str = "article.md";
const TEXT: &str = "article.txt";
const HTML: &str = "article.html";

/// Every layout; the first is the one to compare with.
pub(crate) const LAYOUTS: &[Layout] = &[
    Layout { name: "pipe table", path: MARKDOWN, render: |section| heading(section) + &pipe(section) },
    Layout {
        name: "pipe table without outer bars",
        path: MARKDOWN,
        render: |section| heading(section) + &without_outer_bars(section),
    },
    Layout {
        name: "pipe table with blanks and alignment",
        path: MARKDOWN,
        render: |section| heading(section) + &pipe_rows(section, " ", ":---:", ""),
    },
    Layout {
        name: "pipe table with a padding row",
        path: MARKDOWN,
        render: |section| heading(section) + &pipe_rows(section, "", "---", &"|".repeat(section.headings.len() + 1)),
    },
    Layout {
        name: "pipe table with a short padding row",
        path: MARKDOWN,
        render: |section| heading(section) + &pipe_rows(section, "", "---", "|||"),
    },
    Layout {
        name: "pipe table right below its heading and right above a sentence",
        path: MARKDOWN,
        render: |section| {
            format!("##### {}\n{}\nA sentence follows at once.\n\n", section.label, pipe(section).trim_end())
        },
    },
    Layout {
        name: "pipe table right below a line of text",
        path: MARKDOWN,
        render: |section| format!("{}\n{}", section.label, pipe(section)),
    },
    Layout {
        name: "pipe table below a bold label",
        path: MARKDOWN,
        render: |section| format!("**{}**\n\n{}", section.label, pipe(section)),
    },
    Layout {
        name: "pipe table in an item of a list",
        path: MARKDOWN,
        render: |section| format!("- {}\n\n{}", section.label, prefixed("  ", &pipe(section))),
    },
    Layout {
        name: "pipe table in an item of a numbered list, deeply indented",
        path: MARKDOWN,
        render: |section| format!("1. {}\n\n{}", section.label, prefixed("    ", &pipe(section))),
    },
    Layout {
        name: "pipe table in a quote",
        path: MARKDOWN,
        render: |section| format!("> {}\n>\n{}", section.label, prefixed("> ", &pipe(section))),
    },
    Layout {
        name: "pipe table in a folded part",
        path: MARKDOWN,
        render: |section| format!("<details><summary>{}</summary>\n\n{}</details>\n\n", section.label, pipe(section)),
    },
    Layout {
        name: "pipe table in a folded part, tags on lines of their own",
        path: MARKDOWN,
        render: |section| {
            format!("<details>\n<summary><b>{}</b></summary>\n\n{}</details>\n\n", section.label, pipe(section))
        },
    },
    Layout {
        name: "pipe table without a rule",
        path: TEXT,
        render: |section| format!("{}\n\n{}\n", section.label, without_rule(&pipe(section))),
    },
    Layout {
        name: "pipe table without outer bars and without a rule",
        path: MARKDOWN,
        render: |section| heading(section) + &without_rule(&without_outer_bars(section)) + "\n",
    },
    Layout { name: "transposed pipe table", path: MARKDOWN, render: |section| heading(section) + &transposed(section) },
    Layout {
        name: "vertical pipe table",
        path: MARKDOWN,
        render: |section| heading(section) + &vertical(section, "||\n"),
    },
    Layout {
        name: "vertical pipe table without dividing rows",
        path: MARKDOWN,
        render: |section| heading(section) + &vertical(section, ""),
    },
    Layout {
        name: "fixed width",
        path: TEXT,
        render: |section| label(section) + &fixed_width(section, &|text, width| format!("{text:width$}  ")),
    },
    Layout {
        name: "fixed width, indented, rows between blank lines",
        path: TEXT,
        render: |section| {
            let table = fixed_width(section, &|text, width| format!("{text:width$}   "));
            label(section) + &prefixed("\t  ", &spaced(&table))
        },
    },
    Layout {
        name: "fixed width, divided by tabs",
        path: TEXT,
        render: |section| label(section) + &fixed_width(section, &with_tabs),
    },
    Layout {
        name: "fixed width in markdown",
        path: MARKDOWN,
        render: |section| {
            heading(section) + &prefixed("    ", &fixed_width(section, &|text, width| format!("{text:width$}  ")))
        },
    },
    Layout { name: "box", path: TEXT, render: |section| label(section) + &boxed(section, "+", true) },
    Layout {
        name: "box with one rule below the header",
        path: TEXT,
        render: |section| label(section) + &prefixed("  ", &boxed(section, "-", false)),
    },
    Layout { name: "box in markdown", path: MARKDOWN, render: |section| heading(section) + &boxed(section, "+", true) },
    Layout { name: "flattened rows", path: TEXT, render: |section| label(section) + &rows(section) },
    Layout {
        name: "flattened rows right below the label",
        path: TEXT,
        render: |section| format!("{}\n{}", section.label, rows(section)),
    },
    Layout {
        name: "flattened rows, indented",
        path: TEXT,
        render: |section| format!("  • {}\n\n{}", section.label, prefixed("    ", &rows(section))),
    },
    Layout {
        name: "flattened rows between blank lines",
        path: TEXT,
        render: |section| label(section) + &spaced(&rows(section)),
    },
    Layout {
        name: "flattened rows below a broken header",
        path: TEXT,
        render: |section| {
            // Behind the first word of the second heading.
            let rows = rows(section);
            let words: usize = section.headings[0].split(' ').count();
            let blank = rows.match_indices(' ').nth(words).map_or(0, |(at, _)| at);
            label(section) + &rows[..blank] + "\n" + &rows[blank + 1..]
        },
    },
    Layout {
        name: "flattened words",
        path: TEXT,
        render: |section| label(section) + &rows(section).trim_end().replace('\n', " ") + "\n\n",
    },
    Layout { name: "flattened rows in markdown", path: MARKDOWN, render: |section| heading(section) + &rows(section) },
    Layout { name: "flattened pairs", path: TEXT, render: |section| label(section) + &pairs(section, " ") },
    Layout {
        name: "flattened pairs, records divided by blank lines",
        path: TEXT,
        render: |section| label(section) + &divided(&pairs(section, " "), section.headings.len()),
    },
    Layout {
        name: "flattened pairs in markdown",
        path: MARKDOWN,
        render: |section| heading(section) + &pairs(section, " "),
    },
    Layout { name: "flattened cells", path: TEXT, render: |section| label(section) + &cells(section, "\n\n") },
    Layout {
        name: "flattened cells without blank lines",
        path: TEXT,
        render: |section| label(section) + &cells(section, "\n") + "\n",
    },
    Layout {
        name: "flattened cells in markdown",
        path: MARKDOWN,
        render: |section| heading(section) + &cells(section, "\n\n"),
    },
    Layout {
        name: "flattened cells, vertical",
        path: TEXT,
        render: |section| label(section) + &spaced(&pairs(section, "\n")),
    },
    Layout {
        name: "flattened cells, vertical, without blank lines",
        path: TEXT,
        render: |section| label(section) + &pairs(section, "\n"),
    },
    Layout { name: "HTML table", path: HTML, render: |section| html_heading(section) + &html(section, &CLOSED) },
    Layout {
        name: "HTML table without end tags",
        path: HTML,
        render: |section| html_heading(section) + &html(section, &["", ""]),
    },
    Layout {
        name: "HTML table in a table that lays out the page",
        path: HTML,
        render: |section| {
            format!(
                "<table width=100%><tr><td>{}{}</td><td>Aside</table>\n",
                html_heading(section),
                html(section, &CLOSED)
            )
        },
    },
    Layout {
        name: "HTML table below its caption, a row of its own",
        path: HTML,
        render: |section| {
            let caption = format!("<tr><th colspan={}>{}</th></tr>\n", section.headings.len(), section.label);
            html(section, &CLOSED).replacen('\n', &format!("\n{caption}"), 1)
        },
    },
    Layout {
        name: "HTML table, vertical",
        path: HTML,
        render: |section| html_heading(section) + &html_vertical(section),
    },
    Layout {
        name: "HTML table in markdown",
        path: MARKDOWN,
        render: |section| heading(section) + &html(section, &CLOSED) + "\n",
    },
    Layout {
        name: "HTML table in markdown, with blank lines and indented",
        path: MARKDOWN,
        render: |section| heading(section) + &spaced(&html(section, &["\n</td>", "</tr>"]).replace("<td", "      <td")),
    },
    Layout {
        name: "flattened rows in HTML",
        path: HTML,
        render: |section| html_heading(section) + "<p>" + &rows(section).trim_end().replace('\n', "<br>\n") + "</p>\n",
    },
];

/// A whole article: a title, the statement about times, the sections, and a part behind them.
pub(crate) fn article(layout: &Layout, statement: &str, sections: &[Section]) -> String {
    let (before, after, mark) = match layout.path {
        MARKDOWN => ("# ", "", ""),
        HTML => ("<h1>", "</h1>", "<p>"),
        _ => ("", "", ""),
    };
    let mut text = format!("{before}A service stops when it is started twice{after}\n\n{mark}{statement}\n\n");
    for section in sections {
        text += &(layout.render)(section);
    }
    text + before + "Status" + after + "\n\n" + mark + "This problem is known.\n"
}

/// A section as its shape says that a layout prints it; null for lists without headings, which a sentence announces.
pub(crate) fn of_shape(shape: &Shape, section: &Section) -> Option<String> {
    let table = match (shape.headings, shape.line, shape.cells) {
        (Headings::Nowhere, ..) => return None,
        (_, Line::Row, CellsBy::Frame(_)) => boxed(section, "+", true),
        (_, Line::Row, CellsBy::Print("|")) => without_rule(&pipe(section)) + "\n",
        (_, Line::Row, CellsBy::Print(divider)) => quoted(section, divider),
        (_, Line::Row, CellsBy::Place) => fixed_width(section, &|text, width| format!("{text:width$}  ")),
        (_, Line::Row, CellsBy::Type) => rows(section),
        (_, Line::Column, _) => transposed(section),
        (_, Line::Pair, CellsBy::Type | CellsBy::Place) => pairs(section, " "),
        (_, Line::Pair, _) => vertical(section, "||\n"),
        (_, Line::Cell, _) => cells(section, "\n\n"),
        (_, Line::Any, _) => rows(section).trim_end().replace('\n', " ") + "\n\n",
    };
    Some(label(section) + &table)
}

/// Rows whose cells stand in quotes where a spreadsheet would put them.
fn quoted(section: &Section, divider: &str) -> String {
    let cell = |cell: &String| if cell.contains(divider) { format!("\"{cell}\"") } else { cell.clone() };
    let row = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join(divider) + "\n";
    let rows: String = std::iter::once(&section.headings).chain(&section.rows).map(row).collect();
    rows + "\n"
}

fn html_heading(section: &Section) -> String {
    format!("<h5>{}</h5>\n", section.label)
}

/// End tags of cells and rows.
const CLOSED: [&str; 2] = ["</td>", "</tr>"];

fn html(section: &Section, [cell_end, row_end]: &[&str; 2]) -> String {
    let mut text = "<table>\n".to_owned();
    for cells in std::iter::once(&section.headings).chain(&section.rows) {
        text += "<tr>";
        for cell in cells {
            let _ = write!(text, "\n<td>{cell}{cell_end}");
        }
        text += row_end;
        text.push('\n');
    }
    text + "</table>\n"
}

fn html_vertical(section: &Section) -> String {
    let mut text = "<table>\n".to_owned();
    for (at, cells) in section.rows.iter().enumerate() {
        if at > 0 {
            text += "<tr><td colspan=2>&nbsp;</td></tr>\n";
        }
        for (heading, cell) in section.headings.iter().zip(cells) {
            let _ = writeln!(text, "<tr><th>{heading}</th><td><p>{cell}</p></td></tr>");
        }
    }
    text + "</table>\n"
}

fn heading(section: &Section) -> String {
    format!("##### {}\n\n", section.label)
}

fn label(section: &Section) -> String {
    format!("{}\n\n", section.label)
}

fn pipe(section: &Section) -> String {
    pipe_rows(section, "", "---", "")
}

fn pipe_rows(section: &Section, blank: &str, rule: &str, padding: &str) -> String {
    let row = |cells: &[String]| {
        let mut line = "|".to_owned();
        for cell in cells {
            let _ = write!(line, "{blank}{cell}{blank}|");
        }
        line + "\n"
    };
    let mut text = row(&section.headings);
    text += &row(&vec![rule.to_owned(); section.headings.len()]);
    for cells in &section.rows {
        text += &row(cells);
    }
    if !padding.is_empty() {
        text += padding;
        text.push('\n');
    }
    text + "\n"
}

fn without_outer_bars(section: &Section) -> String {
    let row = |cells: &[String]| cells.join(" | ") + "\n";
    let mut text = row(&section.headings) + &vec!["---"; section.headings.len()].join("|") + "\n";
    text.extend(section.rows.iter().map(|cells| row(cells)));
    text + "\n"
}

/// A table without its second line.
fn without_rule(table: &str) -> String {
    let lines = table.trim_end().split_inclusive('\n').enumerate().filter(|(at, _)| *at != 1);
    lines.map(|(_, line)| line).chain(["\n"]).collect()
}

fn transposed(section: &Section) -> String {
    let mut text = String::new();
    for (column, heading) in section.headings.iter().enumerate() {
        let cells: Vec<&str> = section.rows.iter().map(|row| row[column].as_str()).collect();
        let _ = writeln!(text, "|{heading}|{}|", cells.join("|"));
        if column == 0 {
            let _ = writeln!(text, "|{}", "---|".repeat(cells.len() + 1));
        }
    }
    text + "\n"
}

fn vertical(section: &Section, divider: &str) -> String {
    let mut text = String::new();
    for (at, cells) in section.rows.iter().enumerate() {
        if at > 0 {
            text += divider;
        }
        for (column, (heading, cell)) in section.headings.iter().zip(cells).enumerate() {
            let _ = writeln!(text, "| {heading}|{cell}|");
            if at == 0 && column == 0 {
                text += "|---|---|\n";
            }
        }
    }
    if !divider.is_empty() {
        text += "|||\n";
    }
    text + "\n"
}

fn rows(section: &Section) -> String {
    let mut text = section.headings.join(" ") + "\n";
    for cells in &section.rows {
        let given: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        text += &given.join(" ");
        text.push('\n');
    }
    text + "\n"
}

/// The width of each column.
fn widths(section: &Section) -> Vec<usize> {
    let longest = |column: usize| {
        let cells = section.rows.iter().map(|row| row[column].len());
        cells.chain([section.headings[column].len()]).max().unwrap_or_default()
    };
    (0..section.headings.len()).map(longest).collect()
}

/// Columns as wide as their longest cell, with a rule below the headings; `pad` makes a cell as wide as its column.
fn fixed_width(section: &Section, pad: &dyn Fn(&str, usize) -> String) -> String {
    let widths = widths(section);
    let row = |cells: &[String]| {
        let line: String = cells.iter().zip(&widths).map(|(cell, &width)| pad(cell, width)).collect();
        line.trim_end().to_owned() + "\n"
    };
    let mut text = row(&section.headings) + &"-".repeat(widths.iter().sum::<usize>() + 12) + "\n";
    text.extend(section.rows.iter().map(|cells| row(cells)));
    text + "\n"
}

/// A cell and the tabs to the next stop behind its column.
fn with_tabs(text: &str, width: usize) -> String {
    let stops = |length: usize| length / 8;
    text.to_owned() + &"\t".repeat(stops(width) + 1 - stops(text.len()))
}

/// Cells between bars, and rules with a mark at each column; `rules` below every row or below the header only.
fn boxed(section: &Section, cross: &str, rules: bool) -> String {
    let widths = widths(section);
    let runs: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
    let rule = format!("+{}+\n", runs.join(cross));
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        format!("| {} | \n", cells.join(" | "))
    };
    let mut text = rule.clone() + &row(&section.headings) + &rule;
    for (at, cells) in section.rows.iter().enumerate() {
        text += &row(cells);
        if rules || at + 1 == section.rows.len() {
            text += &rule;
        }
    }
    text + "\n"
}

fn pairs(section: &Section, between: &str) -> String {
    let mut text = String::new();
    for cells in &section.rows {
        for (heading, cell) in section.headings.iter().zip(cells) {
            let line = if cell.is_empty() { heading.clone() } else { format!("{heading}{between}{cell}") };
            text += &line;
            text.push('\n');
        }
    }
    text + "\n"
}

/// Puts a blank line behind every `count` lines.
fn divided(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let records: Vec<String> = lines.chunks(count).map(|record| record.join("\n")).collect();
    records.join("\n\n") + "\n\n"
}

/// Puts a blank line behind every line.
fn spaced(text: &str) -> String {
    text.trim_end().replace('\n', "\n\n") + "\n\n"
}

fn cells(section: &Section, between: &str) -> String {
    let mut text = String::new();
    for cell in section.headings.iter().chain(section.rows.iter().flatten()).filter(|cell| !cell.is_empty()) {
        text += cell;
        text += between;
    }
    text
}

/// Puts a prefix before every line that is not empty.
fn prefixed(prefix: &str, text: &str) -> String {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{prefix}{line}") });
    lines.collect::<Vec<_>>().join("\n") + "\n\n"
}

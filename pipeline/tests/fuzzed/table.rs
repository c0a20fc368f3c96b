//! An article with tables in a layout, made of decisions, and then damaged.

use super::article::holds_for;
use super::choices::Choices;
use crate::render::{LAYOUTS, Section, article};

/// Headings, and texts that stand below them.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "File name",
        &[
            "Cng.sys",
            "Lsasrv.dll",
            "Update.mum",
            "Read me.txt",
            "Hosts",
            "",
            "X86_1421ac8a9f6ef3ce8b937b0ae56209ae_31bf3856ad364e35_6.1.7600.20667_none_23708961b103e635.manifest",
        ],
    ),
    (
        "File version",
        &["6.1.7600.16385", "6.0.600", "2.", "Not applicable", "", "10.0.14393.206 (rs1)", "6.1.7600,16385"],
    ),
    ("File size", &["369,568", "964", "80 KB", "", "Not Applicable", "many", "1.037.312"]),
    ("Date", &["14-Jul-2009", "07/14/09", "2009-07-14", "", "31-Foo-2009", "14.07.2009"]),
    ("Time", &["01:17", "08:16a", "25:61", "", "8:16 PM"]),
    ("Platform", &["x86", "IA-64", "x64", "", "x99", "AMD64"]),
    ("SP requirement", &["None", "SP2", "Not applicable", ""]),
    ("Service branch", &["x86_ctlsys", "LDR", "GDR", "Not applicable", ""]),
    ("SHA1", &["0123456789012345678901234567890123456789", "", "01234"]),
    ("SHA256", &["0123456789012345678901234567890123456789012345678901234567890123", ""]),
    ("Product", &["Windows 7", "Windows Server 2008 R2", ""]),
    ("Version", &["6.1.760 0.16 xxx", "22xxx", "1703"]),
    ("Milestone", &["RTM", "SP1", ""]),
    ("Update", &["KB4012212", "981506", "[824684](https://support.microsoft.com/help/824684)"]),
    ("Error code", &["0x80070005", "-2147024891", "5"]),
    ("Registry subkey", &["HKEY_LOCAL_MACHINE\\Software\\A", ""]),
    ("Port", &["135", "49152-65535", "TCP 445"]),
    ("Description", &["A word", "two words, and more", "`a|b`", ""]),
];

const LABELS: &[&str] = &[
    "For all supported x86-based versions of Windows 7",
    "Files",
    "Windows Server 2008 file information",
    "Additional files for x64",
    "The following files:",
    "",
];

const STATEMENTS: &[&str] = &[
    "The dates and the times for these files are listed in Coordinated Universal Time (UTC).",
    "This update replaces KB4012212.",
    "",
];

/// What is put where an article is damaged.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\r\n",
    "\u{a0}",
    "\u{200b}",
    "ä",
    "\0",
    "**",
    "`",
    "```\n",
    "~~~",
    "- ",
    "1. ",
    "> ",
    "# ",
    "---\n",
    "|",
    "||\n",
    "|---|---|\n",
    "\\|",
    "[",
    "](x)",
    "<br/>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<td colspan=3>",
    "<td rowspan=2>",
    "<details><summary>",
    "</details>\n",
    "<!--",
    "-->",
    "&nbsp;",
    "&#124;",
    "File name",
    "File size",
    "a.dll",
    "6.1.7600.16385",
    "14-Jul-2009",
    "x86",
    "For x64-based systems\n",
    "+---+---+\n",
    ",",
    ";",
    ": ",
    "\"",
];

pub(super) fn hold(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let layout = choices.of(LAYOUTS);
    let statement = *choices.of(STATEMENTS);
    let sections: Vec<Section> = (0..=choices.below(3)).map(|_| section(&mut choices)).collect();
    let mut text = article(layout, statement, &sections);
    while choices.are_left() {
        text = damaged(&text, &mut choices);
    }
    holds_for(layout.path, text.as_bytes());
}

fn section(choices: &mut Choices<'_>) -> Section {
    let first = choices.below(COLUMNS.len());
    let width = 1 + choices.below(8);
    let step = 1 + choices.below(3);
    let columns: Vec<_> = (0..width).map(|at| &COLUMNS[(first + at * step) % COLUMNS.len()]).collect();
    let rows = (0..choices.below(6)).map(|_| columns.iter().map(|(_, texts)| cell(texts, choices)).collect()).collect();
    Section {
        label: (*choices.of(LABELS)).to_owned(),
        headings: columns.iter().map(|(heading, _)| (*heading).to_owned()).collect(),
        rows,
    }
}

/// A text of the column, seldom any other one.
fn cell(texts: &[&str], choices: &mut Choices<'_>) -> String {
    let at = choices.below(16 * texts.len());
    if at + 1 == 16 * texts.len() { choices.text() } else { texts[at % texts.len()].to_owned() }
}

/// The text after one accident.
fn damaged(text: &str, choices: &mut Choices<'_>) -> String {
    let kind = choices.below(8);
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = choices.place(lines.len());
    if lines.is_empty() {
        return (*choices.of(PIECES)).to_owned();
    }
    match kind {
        0 => drop(lines.remove(line)),
        1 => lines.insert(line, lines[line]),
        2 => lines.swap(line, 0),
        3 => lines[line] = lines[line].trim_end(),
        4 => return text.replace('\n', "\r\n"),
        _ => {
            let places: Vec<usize> = lines[line].char_indices().map(|(at, _)| at).collect();
            let at = places.get(choices.below(places.len())).copied().unwrap_or(0);
            let start: usize = lines[..line].iter().map(|line| line.len()).sum::<usize>() + at;
            let (before, after) = text.split_at(start);
            return match kind {
                5 => format!("{before}{}{after}", choices.of(PIECES)),
                6 => format!("{before}{}{after}", choices.text()),
                _ => format!("{before}{}", after.chars().skip(1 + choices.below(8)).collect::<String>()),
            };
        }
    }
    lines.concat()
}

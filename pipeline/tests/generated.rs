//! Generated files are current, and every slice of extension points is complete.

use kbc::contract::{Contract, dictionary};
use std::collections::BTreeSet;
use std::path::Path;

fn embedded() -> Contract {
    Contract::embedded(&kbc::emit::format_names()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_embedded_contract_is_the_one_in_the_repository() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let texts = kbc::source::schemas(&directory).unwrap();
    let on_disk = Contract::compile(&texts, &kbc::emit::format_names()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        dictionary(&embedded()),
        dictionary(&on_disk),
        "the binary carries other schemas: run `cargo clean -p kbc` and build again"
    );
}

#[test]
fn the_data_dictionary_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/README.md");
    super::fixtures::compare(&path, &dictionary(&embedded())).unwrap();
}

#[test]
fn every_layout_and_front_end_is_a_value_of_the_schema() {
    let contract = embedded();
    let symbols = |dataset: &str, column: &str| {
        let dataset = &contract.datasets[contract.position(dataset).unwrap()];
        dataset.columns[dataset.position(column).unwrap()].symbols().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for shape in kbc::tables::LAYOUTS.iter().map(|layout| layout.shape).chain([&kbc::tables::TITLED]) {
        assert!(symbols("tables", "layout").iter().any(|name| name == shape.name), "{}", shape.name);
    }
    for front_end in kbc::blocks::FRONT_ENDS {
        assert!(symbols("articles", "format").iter().any(|name| name == front_end.name), "{}", front_end.name);
    }
}

/// Marks of the syntaxes that articles and schemas are written in.
const MARKS: &[&str] = &[
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "\u{a0}",
    "\u{200b}",
    "**",
    "`",
    "```\n",
    "~~~\n",
    "- ",
    "1. ",
    "> ",
    "# ",
    "---\n",
    "|",
    "||\n",
    "|---|---|\n",
    "\\|",
    "](",
    "![",
    "<br>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</table>",
    " colspan=",
    " rowspan=",
    "<p>",
    "<div>",
    "<details>",
    "<summary>",
    "<!--",
    "-->",
    "<script>",
    "<pre>",
    "&nbsp;",
    "&#124;",
    "+---+\n",
    "[[column]]\n",
    "[[constraint]]\n",
    "[checks]\n",
    "[[waiver]]\n",
    "[levels]\n",
    " = \"",
    "\"\"\"",
    " = [",
    "true",
    "PAR1",
];

#[test]
fn the_dictionary_of_fuzzing_is_current() {
    let mut words: BTreeSet<String> = MARKS.iter().map(|&mark| mark.to_owned()).collect();
    for text in kbc::contract::embedded().values() {
        collect(&toml::Value::Table(text.parse().unwrap()), &mut words);
    }
    // libFuzzer reads words of at most 64 bytes.
    words.retain(|word| (2..=40).contains(&word.len()));
    let lines: Vec<String> = words.iter().map(|word| format!("\"{}\"\n", escaped(word))).collect();
    let text = format!(
        "# Words of the contract and marks of the syntaxes; `just bless` rewrites this file.\n{}",
        lines.concat()
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipeline/fuzz/kbc.dict");
    super::fixtures::compare(&path, &text).unwrap();
}

/// Keys and texts of a schema.
fn collect(value: &toml::Value, words: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(text) => drop(words.insert(text.clone())),
        toml::Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                words.insert(key.clone());
                collect(value, words);
            }
        }
        _ => {}
    }
}

/// A word as a dictionary of libFuzzer writes it.
fn escaped(word: &str) -> String {
    let escape = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    };
    word.bytes().map(escape).collect()
}

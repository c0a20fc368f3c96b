//! Roles: rules look at columns by what they are, so renamed columns and datasets change no finding; a rule whose role
//! no column has is off, and every other rule does not notice.

use kbc::catalogue::run;
use kbc::checks::{Example, RULES};
use kbc::contract::{Contract, ROLES};
use kbc::emit::format_names;
use std::collections::{BTreeMap, BTreeSet};

type Texts = BTreeMap<String, String>;

fn compile(texts: &Texts) -> Contract {
    Contract::compile(texts, &format_names()).unwrap_or_else(|error| panic!("{error}"))
}

fn fired(example: &Example, contract: &Contract) -> BTreeSet<&'static str> {
    let (_, findings) = run(example, contract).unwrap_or_else(|error| panic!("{error}"));
    findings.into_iter().filter(|finding| finding.waived.is_none()).map(|finding| finding.code).collect()
}

/// Keys of a schema whose strings name datasets and columns.
const NAMING: &[&str] = &[
    "name",
    "order",
    "identity",
    "needs_one_of",
    "in_titles",
    "one_row_per",
    "shares_tables_with",
    "columns",
    "determines",
    "dataset",
    "references",
    "from",
];

/// The schemas with another name for each of some columns and datasets.
fn renamed(texts: &Texts, names: &BTreeSet<String>, datasets: &BTreeSet<String>) -> Texts {
    let rename = |part: &str| if names.contains(part) { format!("own_{part}") } else { part.to_owned() };
    let of_line = |line: &str| {
        if !line.split_once(" = ").is_some_and(|(key, _)| NAMING.contains(&key)) {
            return line.to_owned();
        }
        let pieces = line.split('"').enumerate().map(|(at, piece)| match at % 2 {
            0 => piece.to_owned(),
            _ => match piece.split_once('.') {
                // What stands behind the point is a column of a dataset, a dataset, or a part, which kbc itself names.
                Some((head, tail)) if datasets.contains(head) || head == "rows" => {
                    format!("{}.{}", rename(head), rename(tail))
                }
                Some((head, tail)) => format!("{}.{tail}", rename(head)),
                None => rename(piece),
            },
        });
        pieces.collect::<Vec<_>>().join("\"")
    };
    // A language names columns as `"dataset.column"`, and datasets as keys of what announces their lists.
    let of_language = |table: &mut String, line: &str| {
        if line.starts_with('[') {
            line.clone_into(table);
        }
        if let Some((dataset, rest)) = line.split_once(" = ").filter(|_| table.ends_with("announced_by]")) {
            return format!("{} = {rest}", rename(dataset));
        }
        let pieces = line.split('"').enumerate().map(|(at, piece)| match piece.split_once('.') {
            Some((head, tail)) if at % 2 == 1 && datasets.contains(head) => {
                format!("{}.{}", rename(head), rename(tail))
            }
            _ => piece.to_owned(),
        });
        pieces.collect::<Vec<_>>().join("\"")
    };
    let of_text = |path: &String, text: &String| {
        let is_language = path.contains("languages/");
        if path.ends_with("/types.toml") {
            return text.clone();
        }
        let mut table = String::new();
        let is_of_families = path.contains("families/");
        let renamed = |line: &str| match line {
            _ if is_of_families => line.to_owned(),
            _ if is_language => of_language(&mut table, line),
            _ => of_line(line),
        };
        text.lines().map(renamed).map(|line| line + "\n").collect()
    };
    texts.iter().map(|(path, text)| (path.clone(), of_text(path, text))).collect()
}

#[test]
fn renamed_columns_and_datasets_change_no_finding() {
    let texts = kbc::contract::embedded();
    let before = compile(&texts);
    let columns = before.datasets.iter().flat_map(|dataset| &dataset.columns).map(|column| column.name.clone());
    let datasets: BTreeSet<String> = before.datasets.iter().map(|dataset| dataset.name.clone()).collect();
    let facts: BTreeSet<String> =
        kbc::contract::FACTS.iter().flat_map(|fact| fact.name.split('.')).map(str::to_owned).collect();
    let kinds: BTreeSet<&str> = before.section_kinds.names().collect();
    // A word that names a fact or a kind of section, too, cannot be told from it on a line.
    let is_free = |name: &String| !facts.contains(name) && !kinds.contains(name.as_str());
    let names: BTreeSet<String> = columns.chain(datasets.iter().cloned()).filter(is_free).collect();
    assert!(ROLES.iter().filter(|role| before.has(role.role)).count() == ROLES.len(), "a role that no schema gives");
    let after = compile(&renamed(&texts, &names, &datasets));
    assert!(after.position("own_files").is_some() && after.position("files").is_none());
    let mut wrong = Vec::new();
    for rule in RULES {
        for example in rule.bad.iter().chain(rule.good) {
            let (old, new) = (fired(example, &before), fired(example, &after));
            if old != new {
                wrong.push(format!("{}: {old:?} before, {new:?} after", rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_role_the_rules_that_need_it_are_off_and_all_others_fire() {
    let texts = kbc::contract::embedded();
    let mut wrong = Vec::new();
    for role in ROLES {
        let line = format!("role = \"{}\"\n", role.name);
        let without = texts.iter().map(|(path, text)| (path.clone(), text.replace(&line, ""))).collect();
        let contract = compile(&without);
        assert!(!contract.has(role.role), "{}", role.name);
        for rule in RULES {
            let is_off = rule.needs.contains(&role.role);
            let fires = rule.bad.iter().any(|example| fired(example, &contract).contains(rule.code));
            if fires == is_off {
                let what = if is_off { "needs it and fires" } else { "does not need it and is silent" };
                wrong.push(format!("{} without the role {}: {what}", rule.code, role.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

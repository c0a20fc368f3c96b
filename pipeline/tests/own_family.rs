//! Following `docs/products.md` gives what the page says.

use crate::own_language::{block, columns};
use crate::support::{Project, repository};
use std::fs;

#[test]
fn the_family_of_the_page_is_read_as_the_page_prints_it() {
    let page = fs::read_to_string(repository("docs/products.md")).unwrap();
    let project = Project::with([("widgets.md", format!("{}\n", block(&page, "markdown")))]);
    let family = block(&page, "toml");
    let path = "schemas/families/contoso.toml";
    project.write(path, family);
    project.kbc(&["build"]).exits(2).says(block(&page, "text")).says("schemas/families/contoso.toml:8:");
    project.write(path, family.replace("edition = ", "editions = "));
    let command: Vec<&str> = block(&page, "sh").split(' ').skip(1).collect();
    project.kbc(&command).exits(0);
    let expected = block(&page, "csv");
    let names = expected.lines().next().unwrap();
    assert_eq!(columns(&project.read("output/products.csv"), names), columns(expected, names));
    // Those of kbc are known beside it.
    let dictionary = project.read("schemas/README.md");
    assert!(dictionary.contains("| Widget Server | `widget-server` | `Widget * Server` |"));
    assert!(dictionary.contains("| Windows Server | `windows-server` |"));
    assert!(project.read("output/datapackage.json").contains("\"Gizmo Suite\""));
}

#[test]
fn a_family_of_the_same_name_replaces_that_of_kbc_alone() {
    let article = "# KB5001093\n\n## Applies to\n\n- Windows Server 2008 R2, Web Edition\n- Windows Server 2008 R2, Alder Edition\n- Windows 7\n";
    let project = Project::with([("widgets.md", article)]);
    let family = "[[family]]\nname = \"Windows Server\"\neditions = [\"Alder\"]\nversions = [\"2008 R2\"]\n";
    project.write("schemas/families/own.toml", family);
    project.kbc(&["build"]).exits(0);
    let found = columns(&project.read("output/products.csv"), "family,edition");
    assert_eq!(found, [["", ""], ["Windows Server", "Alder"], ["Windows", ""]]);
}

#[test]
fn the_table_at_the_top_of_the_page_is_what_names_tell() {
    let page = fs::read_to_string(repository("docs/products.md")).unwrap();
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = page
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    let printed: Vec<&String> = rows.iter().map(|row| &row[0]).filter(|name| !name.starts_with("the same")).collect();
    let list = printed.iter().map(|name| format!("- {name}")).collect::<Vec<_>>().join("\n");
    let project = Project::with([("products.md", format!("# KB5001094\n\n## Applies to\n\n{list}\n"))]);
    project.kbc(&["build"]).exits(0);
    let names = "product_key,family,product_version,product_release,edition,service_pack,platform";
    let expected: Vec<Vec<String>> = rows.iter().map(|row| row[1..].to_vec()).collect();
    assert_eq!(columns(&project.read("output/products.csv"), names), expected);
}

//! Generated files are current, and every slice of extension points is complete.

use kbc::contract::{Contract, dictionary};
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
    for layout in kbc::tables::LAYOUTS {
        assert!(symbols("tables", "layout").iter().any(|name| name == layout.shape.name), "{}", layout.shape.name);
    }
    for front_end in kbc::blocks::FRONT_ENDS {
        assert!(symbols("articles", "format").iter().any(|name| name == front_end.name), "{}", front_end.name);
    }
}

//! The names of products in `fixtures/product-names.txt` are read as the file says.

use crate::fixtures::compare;
use crate::support::repository;
use kbc::contract::Contract;
use kbc::values::{ProductName, products_named};
use std::fmt::Write as _;
use std::fs;

/// What a name tells, on one line.
fn told(product: &ProductName) -> String {
    let others = [product.edition.as_deref(), product.service_pack.as_deref(), product.platform];
    let parts: Vec<&str> = others.into_iter().flatten().collect();
    let key = product.key();
    if parts.is_empty() { key } else { format!("{key} {}", parts.join(", ")) }
}

#[test]
fn names_of_products_tell_what_the_fixture_says() {
    let contract = Contract::embedded(&["csv", "json", "parquet"]).unwrap();
    let path = repository("pipeline/tests/fixtures/product-names.txt");
    let mut found = String::new();
    for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with("    ")) {
        let _ = writeln!(found, "{line}");
        if !line.is_empty() && !line.starts_with('#') {
            for product in products_named(line, &contract.families, &contract.words) {
                let _ = writeln!(found, "    {}", told(&product));
            }
        }
    }
    compare(&path, &found).unwrap();
}

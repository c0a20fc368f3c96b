//! What the families of the contract tell of the names of products: in rows of their own, and beside the rows that stand below them.

use super::products::Product;
use crate::contract::Contract;
use crate::values::{ProductName, Value, products_named};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The value of `products.split` where one name stands for several products: `Microsoft Windows NT Server versions 3.5, 3.51, 4.0`.
const LISTED: &str = "listed";

/// The products that printed names stand for: one for each version and edition that a name lists, and one for a name that no family
/// knows.
pub(super) fn named<'s>(products: Vec<Product<'s>>, contract: &Contract) -> Vec<Product<'s>> {
    let of = |product: Product<'s>| {
        let mut named = products_named(&product.text, &contract.families, &contract.words);
        if named.len() < 2 {
            return vec![Product { named: named.pop(), ..product }];
        }
        let text = product.text;
        let each = named.into_iter().map(|named| Product {
            text: text.clone(),
            origin: product.origin,
            split: LISTED,
            named: Some(named),
        });
        each.collect()
    };
    products.into_iter().flat_map(of).collect()
}

/// What the products that labels name are: many rows stand below one label, and many labels name the same products.
pub(super) struct TargetProducts<'s> {
    contract: &'s Contract,
    known: RefCell<BTreeMap<String, Rc<[ProductName]>>>,
}

impl<'s> TargetProducts<'s> {
    pub(super) fn new(contract: &'s Contract) -> Self {
        Self { contract, known: RefCell::default() }
    }

    fn named(&self, text: &str) -> Rc<[ProductName]> {
        let mut known = self.known.borrow_mut();
        if let Some(named) = known.get(text) {
            return Rc::clone(named);
        }
        let named: Rc<[ProductName]> = products_named(text, &self.contract.families, &self.contract.words).into();
        known.insert(text.to_owned(), Rc::clone(&named));
        named
    }

    /// The keys of the products; null where none is known.
    pub(super) fn keys(&self, products: &[Cow<'s, str>]) -> Value<'s> {
        let named = products.iter().map(|text| self.named(text));
        let mut keys: Vec<String> =
            named.flat_map(|named| named.iter().map(ProductName::key).collect::<Vec<_>>()).collect();
        keys.sort();
        keys.dedup();
        if keys.is_empty() { Value::Null } else { Value::Texts(keys.into_iter().map(Cow::Owned).collect()) }
    }

    /// The service pack that all of the products have; null where one has another one, or none.
    pub(super) fn service_pack(&self, products: &[Cow<'s, str>]) -> Value<'s> {
        let mut packs = Vec::new();
        for product in products {
            let named = self.named(product);
            if named.is_empty() {
                return Value::Null;
            }
            packs.extend(named.iter().map(|named| named.service_pack.clone()));
        }
        packs.dedup();
        match packs.as_mut_slice() {
            [Some(pack)] => Value::Text(Cow::Owned(std::mem::take(pack))),
            _ => Value::Null,
        }
    }
}

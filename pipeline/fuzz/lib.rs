//! What the fuzz targets run: the properties that the tests of kbc hold, on bytes that libFuzzer makes.

#![expect(dead_code, reason = "the tests use more of these files than the targets do")]

#[path = "../tests/compiled.rs"]
mod compiled;
#[path = "../tests/fuzzed/mod.rs"]
mod fuzzed;
#[path = "../tests/ledger.rs"]
mod ledger;
#[path = "../tests/render.rs"]
mod render;

/// Gives bytes to a target, which panics where something does not hold for them.
pub fn hold(target: &str, bytes: &[u8]) {
    let found = fuzzed::TARGETS.iter().find(|known| known.name == target);
    (found.unwrap_or_else(|| panic!("no target `{target}`")).hold)(bytes);
}

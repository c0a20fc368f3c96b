//! The files that say how findings are judged. The first byte says which: `0` waivers.toml, `1` baseline.toml, `2` kbc.toml.

use super::{is_printable, way};
use crate::compiled::contract;
use kbc::build::check;
use kbc::catalogue::EXAMPLE_DAY;
use kbc::checks::{Policy, PolicyFile};
use kbc::config::Config;
use kbc::error::Error;
use kbc::finding::Finding;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

/// An article with findings of several rules.
const ARTICLE: &str = "# A title\n\n|File name|File size|Date|\n|---|---|---|\n|a.dll|1,024|14-Jul-2009|\n|a.dll|many|31-Foo-2009|\n|a.dll|1,024|14-Jul-2009|\n";

static FINDINGS: LazyLock<Vec<Finding>> = LazyLock::new(|| {
    check(&[("a.md", ARTICLE)], contract(), EXAMPLE_DAY).map(|(_, findings)| findings).unwrap_or_default()
});

pub(super) fn hold(bytes: &[u8]) {
    let Some((&mark, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let said = match way(mark, 3) {
        0 => Policy::parse(text, "input/waivers.toml").map(|policy| applies(&policy)),
        1 => {
            let baseline = PolicyFile { path: "input/baseline.toml", text };
            Policy::of(None, Some(baseline)).map(|policy| applies(&policy))
        }
        _ => Config::parse(text, PathBuf::new()).map(|_| ()),
    };
    match said {
        Ok(()) => {}
        Err(Error::Schema(said)) => {
            assert!(is_printable(&said), "a control character in {said:?}");
            assert!(said.contains("error") && said.contains(".toml"), "no place in {said}");
        }
        Err(other) => panic!("{other}"),
    }
}

/// A policy changes what is said of findings, and adds some of its own; it drops none that is an error.
fn applies(policy: &Policy) {
    assert!(!FINDINGS.is_empty());
    let mut findings = FINDINGS.clone();
    policy.apply(&mut findings, &BTreeSet::new());
    policy.expire(EXAMPLE_DAY, &mut findings);
    let [one, two] = [(); 2].map(|()| {
        let mut again = FINDINGS.clone();
        policy.apply(&mut again, &BTreeSet::new());
        policy.expire(EXAMPLE_DAY, &mut again);
        format!("{again:?}")
    });
    assert!(one == two && one == format!("{findings:?}"));
}

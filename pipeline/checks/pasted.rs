//! Manifests that belong to other files than those they are listed for: blocks that were pasted from another article.
//!
//! The manifests of a component come with the files of the component. Where an article lists the same files for two
//! systems, but components that have nothing in common, those whose names do not resemble the files are foreign.

use super::{Article, System};
use std::collections::BTreeSet;

/// A system whose manifests are those of other components than its counterpart's.
pub struct Pasted<'r, 'a> {
    /// The system.
    pub system: &'r System<'a>,
    /// A system with the same files.
    pub counterpart: &'r System<'a>,
    /// Names of its components, in lower case, in order.
    pub components: Vec<String>,
    /// Whether the counterpart's components resemble the files, which tells the two apart.
    pub is_certain: bool,
}

/// What is compared of a system.
struct Facts<'r, 'a> {
    system: &'r System<'a>,
    files: BTreeSet<String>,
    components: BTreeSet<String>,
}

/// The systems with foreign manifests, in order.
#[must_use]
pub fn pasted<'r, 'a>(article: &'r Article<'a>) -> Vec<Pasted<'r, 'a>> {
    if article.systems().len() < 2 {
        return Vec::new();
    }
    let facts: Vec<Facts<'r, 'a>> = article.systems().iter().filter_map(|system| Facts::of(system, article)).collect();
    let resembling: Vec<bool> = facts.iter().map(Facts::is_resembling).collect();
    let mut list = Vec::new();
    for (at, own) in facts.iter().enumerate().filter(|(at, _)| !resembling[*at]) {
        let others = || facts.iter().enumerate().filter(|(_, other)| own.has_files_of(other) && !own.is_related(other));
        // Where nothing tells which of two is foreign, the later one is.
        let certain = others().find(|(other, _)| resembling[*other]);
        let counterpart = certain.or_else(|| others().find(|(other, _)| *other < at));
        list.extend(counterpart.map(|(_, other)| Pasted {
            system: own.system,
            counterpart: other.system,
            components: own.components.iter().cloned().collect(),
            is_certain: certain.is_some(),
        }));
    }
    list
}

impl<'r, 'a> Facts<'r, 'a> {
    fn of(system: &'r System<'a>, article: &'r Article<'a>) -> Option<Self> {
        let named = system.assemblies(article).filter(|(assembly, _)| !assembly.is_deployment);
        let components: BTreeSet<String> = named.map(|(assembly, _)| assembly.component.to_ascii_lowercase()).collect();
        let files: BTreeSet<String> = system.payload(article).map(|row| row.name.to_ascii_lowercase()).collect();
        (!components.is_empty() && !files.is_empty()).then_some(Self { system, files, components })
    }

    /// Whether at least three of four names are in both. Systems differ in a file or two.
    fn has_files_of(&self, other: &Self) -> bool {
        let common = self.files.intersection(&other.files).count();
        4 * common >= 3 * (self.files.len() + other.files.len() - common)
    }

    /// Whether a component of one may be, under an older or newer name, a component of the other.
    fn is_related(&self, other: &Self) -> bool {
        let mut own = self.components.iter().take(MOST);
        !self.components.is_disjoint(&other.components)
            || own.any(|own| other.components.iter().take(MOST).any(|other| are_related(own, other)))
    }

    /// Whether a component's name holds the name of a file: `microsoft-windows-security-credssp`, `Credssp.dll`.
    fn is_resembling(&self) -> bool {
        let stems = || self.files.iter().map(|name| name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem));
        let words = self.components.iter().take(MOST).flat_map(|component| words(component));
        words.filter(|word| !OF_ALL.contains(word)).any(|word| stems().any(|stem| is_part(word, stem)))
    }
}

/// Components of a system to compare word by word; updates with more have some in common.
const MOST: usize = 16;
/// Words that stand in the names of most components.
const OF_ALL: [&str; 2] = ["microsoft", "windows"];
/// Shorter words are parts of others by chance, in bytes.
const SHORTEST: usize = 3;

fn words(component: &str) -> impl Iterator<Item = &str> {
    component.split(['-', '.', '_']).filter(|word| !word.is_empty())
}

fn is_part(left: &str, right: &str) -> bool {
    left.len().min(right.len()) >= SHORTEST && (left.contains(right) || right.contains(left))
}

/// Whether names go together: one adds words to the other (`...-tcpip`, `...-tcpip-binaries`), or they share a word
/// behind the words that they begin with alike (`microsoft-windows-security-`, which tell little).
fn are_related(left: &str, right: &str) -> bool {
    let common = words(left).zip(words(right)).take_while(|(left, right)| left == right).count();
    let (left, right) = (|| words(left).skip(common), || words(right).skip(common));
    left().next().is_none()
        || right().next().is_none()
        || left().any(|left| right().any(|right| left == right || is_part(left, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_grow_or_share_a_word_are_related() {
        for (left, right, expected) in [
            ("microsoft-windows-tcpip", "microsoft-windows-tcpip-binaries", true),
            ("microsoft-windows-lsa", "microsoft-windows-security-lsa", true),
            ("microsoft-windows-gdi32", "microsoft-windows-gdi", true),
            ("microsoft-windows-usbport", "usbport.inf", true),
            ("microsoft-windows-security-credssp", "microsoft-windows-security-kerberos", false),
            ("microsoft-windows-security-credssp", "microsoft-windows-vssapi", false),
        ] {
            assert_eq!(are_related(left, right), expected, "{left} {right}");
            assert_eq!(are_related(right, left), expected, "{right} {left}");
        }
    }
}

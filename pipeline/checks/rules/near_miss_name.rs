//! K507.

use crate::checks::{Article, Check, Entry, Example, Judge, Keys, Rule, hash};
use crate::contract::Role;
use crate::finding::Level;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    code: "K507",
    name: "near-miss-name",
    level: Level::Warning,
    summary: "a file name seen once, one letter from a name seen often, or in two other tables of the article",
    rationale: "`Lsarsv.dll` in one row, `Lsasrv.dll` in all others: two letters are swapped. Names of one family are not taken for slips: \
                digits never count, nor do the first and the last letter of a word, words of up to three letters (languages), \
                and names that stand in one table with one version for one platform.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "# KB900507 - Update for the cache driver\n\n\
                 ## For all supported x86-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Cachemgr.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n\
                 |Cachemgr.dll|6.1.7600.20861|22,016|18-Dec-2010|05:30|x86|\n\n\
                 ## For all supported x64-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Cachemgr.dll|6.1.7600.16385|28,160|14-Jul-2009|01:16|x64|\n\
                 |Cachemgr.dll|6.1.7600.20861|28,160|18-Dec-2010|05:30|x64|\n",
            ),
            (
                "b.md",
                "# KB900508 - Update for the cache driver\n\n\
                 ## For all supported x86-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Cahcemgr.dll|6.1.7600.21000|22,528|18-Jan-2011|05:30|x86|\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "# KB900507 - Update for the cache driver\n\n\
                 ## For all supported x86-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Cachemgr32.dll|6.1.7600.16385|22,016|14-Jul-2009|01:16|x86|\n\
                 |Cachemgr32.dll|6.1.7600.20861|22,016|18-Dec-2010|05:30|x86|\n\
                 |Cachemgr32.dll|6.1.7601.20861|22,016|18-Dec-2010|05:30|x86|\n\
                 |Cachemgr32.dll|6.1.7601.20862|22,016|18-Dec-2010|05:31|x86|\n\
                 |Cachengr32.dll|6.1.7601.20861|22,024|18-Dec-2010|05:30|x86|\n",
            ),
            (
                "b.md",
                "# KB900508 - Update for the cache driver\n\n\
                 ## For all supported x64-based versions of Windows 7\n\n\
                 |File name|File version|File size|Date|Time|Platform|\n\
                 |---|---|---|---|---|---|\n\
                 |Cachemgr64.dll|6.1.7600.21000|22,528|18-Jan-2011|05:30|x64|\n\
                 |Cachemgrx32.dll|6.1.7600.21000|22,528|18-Jan-2011|05:30|x64|\n\
                 |Cachemgr32.sys|6.1.7600.21000|22,528|18-Jan-2011|05:30|x64|\n",
            ),
        ],
        also: &[],
    }],
    needs: &[Role::FileName],
    check: Check::Corpus { gather, judge },
};

/// Rows from which on a name counts as common.
const OFTEN: usize = 3;
/// Stems with fewer letters are near too many others; longer names are not written by hand.
const FEWEST_LETTERS: usize = 6;
const LONGEST: usize = 64;
/// Words of so few letters are codes of languages, and the like.
const CODE: usize = 3;

fn gather(article: &Article<'_>, keys: &mut Keys) {
    for row in article.files().iter().filter(|row| row.kind == "payload") {
        let Some(name) = normal(row.name) else { continue };
        // The name without markup: its text is read again from there.
        let cell = row.name_span();
        let Some(at) = cell.slice(article.text()).find(row.name) else { continue };
        let place = cell.inner(at, row.name.len());
        keys.add(Entry {
            class: 0,
            key: hash(&name),
            value: hash((row.platform, row.version)),
            source: article.number,
            table: row.table,
            row: row.row,
            place,
            name: place,
        });
    }
}

/// The name as it is compared: lower case, runs of digits made one. Null for names that say too little.
fn normal(name: &str) -> Option<String> {
    let (stem, _) = name.rsplit_once('.')?;
    let letters = stem.bytes().filter(u8::is_ascii_alphabetic).count();
    if name.len() > LONGEST || !name.is_ascii() || letters < FEWEST_LETTERS {
        return None;
    }
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '0'..='9' if out.ends_with('0') => {}
            '0'..='9' => out.push('0'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    Some(out)
}

/// The name, and the name with one letter left out, as hashes: two names that are one edit apart share one.
fn neighbours(name: &str) -> impl Iterator<Item = u64> {
    let bytes = name.as_bytes();
    // Of what stands before and behind a letter as of one text.
    let hash = |without: usize| {
        let (before, behind) = (&bytes[..without], bytes.get(without + 1..).unwrap_or_default());
        before.iter().chain(behind).fold(0_u64, |hash, &byte| hash.wrapping_mul(PRIME).wrapping_add(u64::from(byte)))
    };
    (0..=bytes.len()).map(hash)
}

/// A factor for hashes of bytes.
const PRIME: u64 = 0x0000_0100_0000_01B3;

fn judge(judge: &mut Judge<'_>) {
    let files = judge.dataset(Role::FileName);
    let (once, often) = names(judge);
    if once.is_empty() || often.is_empty() {
        return;
    }
    // Only the names that matter are read again, article by article.
    let names: Vec<Option<String>> = often.iter().map(|often| normal(&judge.text(often.first.place()))).collect();
    let mut known: Vec<(u64, usize)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        known.extend(name.iter().flat_map(|name| neighbours(name)).map(|hash| (hash, at)));
    }
    known.sort_unstable();
    known.dedup();
    let mut slips = Vec::new();
    for single in once {
        let printed = judge.text(single.place());
        let Some(name) = normal(&printed) else { continue };
        let candidates = neighbours(&name).flat_map(|hash| {
            let start = known.partition_point(|(known, _)| *known < hash);
            known[start..].iter().take_while(move |(known, _)| *known == hash).map(|(_, at)| *at)
        });
        let near: BTreeSet<usize> = candidates
            .filter(|&at| often[at].is_witness_against(&single))
            .filter(|&at| names[at].as_deref().is_some_and(|other| is_slip(&name, other)))
            .collect();
        // What is near several names is one of a family.
        let mut near = near.into_iter();
        if let (Some(at), None) = (near.next(), near.next()) {
            slips.push(Slip { single, printed, often: at, are_both_files: false });
        }
    }
    look_beside(judge, &often, &mut slips);
    for Slip { single, printed, often: at, .. } in slips.into_iter().filter(|slip| !slip.are_both_files) {
        let Often { first, count, .. } = &often[at];
        let known = judge.text(first.place());
        judge
            .add(single.place(), format!("`{printed}` is listed once, `{known}` {count} times"))
            .label(format!("`{known}`?"))
            .other_place(first.place(), "one of the others")
            .row(files, single.table, Some(single.row))
            .help("compare the name with the package; waive the finding if it is a file of its own");
    }
}

/// A name that many rows have, or rows in other tables of one article.
struct Often {
    first: Entry,
    count: usize,
    /// The article and the tables of a name that few rows have.
    few: Option<(u32, [u32; 2])>,
}

impl Often {
    /// Whether it is a witness against a name: many rows anywhere, or rows in other tables of its article.
    fn is_witness_against(&self, single: &Entry) -> bool {
        self.few.is_none_or(|(source, tables)| source == single.source && !tables.contains(&single.table))
    }
}

/// A name that is listed once, and the only one near it that is listed often.
struct Slip {
    single: Entry,
    printed: String,
    often: usize,
    /// Both stand in one table with one version for one platform.
    are_both_files: bool,
}

/// The names that are listed once, and those that are listed often, in the order of articles. The rows of the latter are not
/// kept: they may be most rows of the corpus.
fn names(judge: &Judge<'_>) -> (Vec<Entry>, Vec<Often>) {
    let (mut singles, mut often) = (Vec::new(), Vec::new());
    let place = |entry: &Entry| (entry.source, entry.table, entry.row);
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let Some(&first) = group.iter().min_by_key(|entry| place(entry)) else { continue };
        let few = match group {
            [entry] => {
                singles.push(*entry);
                continue;
            }
            group if group.len() >= OFTEN => None,
            [one, other] if one.source == other.source && one.table != other.table => {
                Some((one.source, [one.table, other.table]))
            }
            _ => continue,
        };
        often.push(Often { first, count: group.len(), few });
    }
    singles.sort_by_key(place);
    often.sort_by_key(|often| place(&often.first));
    (singles, often)
}

/// Notes of each slip whether both names are files: then they stand in one table, with one version for one platform.
fn look_beside(judge: &Judge<'_>, often: &[Often], slips: &mut [Slip]) {
    let mut by_key: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, slip) in slips.iter().enumerate() {
        by_key.entry(often[slip.often].first.key).or_default().push(at);
    }
    if by_key.is_empty() {
        return;
    }
    let mut groups = judge.groups();
    while let Some(group) = groups.advance() {
        let of_group = group.first().and_then(|first| by_key.get(&first.key));
        for &at in of_group.into_iter().flatten() {
            slips[at].are_both_files = stand_together(&slips[at].single, group);
        }
    }
}

/// Whether a name stands in one table with one of a group, with one version for one platform: then both are files.
fn stand_together(single: &Entry, group: &[Entry]) -> bool {
    let key = |entry: &Entry| (entry.value, entry.source, entry.table);
    let at = group.partition_point(|entry| key(entry) < key(single));
    group.get(at).is_some_and(|entry| key(entry) == key(single))
}

/// Whether one letter inside a word of two names makes the difference: another one, one too many, one too few, or
/// two exchanged.
fn is_slip(name: &str, other: &str) -> bool {
    let (Some((stem, extension)), Some((other, other_extension))) = (name.rsplit_once('.'), other.rsplit_once('.'))
    else {
        return false;
    };
    let (left, right) = (stem.as_bytes(), other.as_bytes());
    let shorter = left.len().min(right.len());
    let before = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let behind = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count().min(shorter - before);
    let (own, others) = (&left[before..left.len() - behind], &right[before..right.len() - behind]);
    let is_edit = match (own, others) {
        ([a], [b]) => is_letter(*a) && is_letter(*b),
        ([a], []) | ([], [a]) => is_letter(*a),
        ([a, b], [c, d]) => (a, b) == (d, c) && is_letter(*a) && is_letter(*b),
        _ => false,
    };
    // The word in which it stands.
    let is_inside = |byte: &&u8| is_letter(**byte);
    let start = left[..before].iter().rev().take_while(is_inside).count();
    let end = left[left.len() - behind..].iter().take_while(is_inside).count();
    extension == other_extension && is_edit && start > 0 && end > 0 && start + own.len() + end > CODE
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(name: &str, other: &str) -> bool {
        is_slip(&normal(name).unwrap_or_default(), &normal(other).unwrap_or_default())
    }

    #[test]
    fn slips_are_told_from_families() {
        for (name, other) in [
            ("Lsarsv.dll", "Lsasrv.dll"),
            ("Schanel.dll", "Schannel.dll"),
            ("Schannnel.dll", "Schannel.dll"),
            ("Schamnel.dll", "Schannel.dll"),
            ("Microsoft.Exchnage.Data.dll", "Microsoft.Exchange.Data.dll"),
            ("Kernnel32.dll", "Kernel64.dll"),
        ] {
            assert!(slip(name, other), "{name} {other}");
        }
        for (name, other) in [
            ("Kernel32.dll", "Kernel64.dll"),
            ("Schannel.dll", "Schannel.sys"),
            ("Schannelx.dll", "Schannel.dll"),
            ("Xchannel.dll", "Schannel.dll"),
            ("Setup_de_pack.exe", "Setup_da_pack.exe"),
            ("Setup_esn_pack.exe", "Setup_esp_pack.exe"),
            ("Odbcxji32.dll", "Odbcxjt32.dll"),
            ("Swinst5.exe", "Swdist5.exe"),
            ("Cng.sys", "Cgn.sys"),
        ] {
            assert!(!slip(name, other), "{name} {other}");
        }
    }

    #[test]
    fn names_one_edit_apart_share_a_neighbour() {
        for (name, other) in
            [("cachemgr.dll", "cahcemgr.dll"), ("cachemgr.dll", "cachmgr.dll"), ("cachemgr.dll", "cacnemgr.dll")]
        {
            let known: Vec<u64> = neighbours(other).collect();
            assert!(neighbours(name).any(|hash| known.contains(&hash)), "{name} {other}");
        }
    }
}

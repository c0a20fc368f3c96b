//! `ProductName`: the printed name of a product taken apart into family, version, release, edition, service pack and processor.
//!
//! A name is read as a whole or not at all: one word that nobody knows may make another product of it, as `Windows 95 Resource Kit` is
//! not Windows 95.

use super::families::{Families, Known, Mark, Word, in_list, longest, slug, words_of};
use super::word_lists::List;
use super::words::Words;
use super::{platform, service_pack};

/// A product, as far as its name tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductName {
    /// Name of the family: `Windows Server`.
    pub family: String,
    /// `2008 R2`, `4.0`; null where none is printed.
    pub version: Option<String>,
    /// The release of the version: `1809` of `Windows 10, version 1809`.
    pub release: Option<String>,
    /// `Datacenter`.
    pub edition: Option<String>,
    /// `SP1`, `RTM`.
    pub service_pack: Option<String>,
    /// Symbol of the `platform` type; null where the name tells none, or several.
    pub platform: Option<&'static str>,
}

impl ProductName {
    /// Family, version and release in a form that joins: `windows-server/2008-r2`, `windows/10/1809`.
    #[must_use]
    pub fn key(&self) -> String {
        let parts = std::iter::once(Some(&self.family)).chain([self.version.as_ref(), self.release.as_ref()]);
        parts.flatten().map(|part| slug(part)).collect::<Vec<_>>().join("/")
    }
}

/// A name of more products is none that could be meant.
const MOST_PRODUCTS: usize = 64;
/// A longer text, in bytes, is no name.
const LONGEST: usize = 400;

/// The products that a printed name stands for: several where it lists versions or editions; none where a word of it is not known.
#[must_use]
pub fn products_named(text: &str, families: &Families, words: &Words) -> Vec<ProductName> {
    if families.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let name = words_of(text);
    let mut reading = Reading { families, words, platforms: Vec::new(), versions: Vec::new(), editions: Vec::new() };
    let products = reading.begin(&name).and_then(|(family, at)| reading.rest(family, &name, at));
    products.unwrap_or_default()
}

/// What was read of a name.
struct Reading<'a> {
    families: &'a Families,
    words: &'a Words,
    platforms: Vec<&'static str>,
    versions: Vec<Version>,
    editions: Vec<String>,
}

/// One of the versions that a name lists.
#[derive(Clone, Debug, Default)]
struct Version {
    version: Option<String>,
    release: Option<String>,
    service_pack: Option<String>,
}

/// What the last words were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Other,
    /// The word before numbers of versions.
    VersionWord,
    /// A version or a release.
    Version,
    /// A service pack, `SP1`, ...
    Pack,
    /// ... or with the words for it: `Service Packs 1`.
    WordedPack,
    Edition,
    /// A product on which this one runs.
    Host,
}

impl Last {
    fn is_pack(self) -> bool {
        matches!(self, Self::Pack | Self::WordedPack)
    }

    /// Whether another version may follow in a list.
    fn is_version(self) -> bool {
        self == Self::Version || self.is_pack()
    }
}

impl<'a> Reading<'a> {
    /// The family with whose name a text begins, behind the maker and processors, and where the name ends.
    fn begin(&mut self, name: &[Word<'_>]) -> Option<(&'a Known, usize)> {
        let mut at = 0;
        while at < name.len() {
            if let Some(begun) = self.families.beginning(&name[at..]) {
                self.versions
                    .extend(begun.version.map(|version| Version { version: Some(version), ..Version::default() }));
                return Some((begun.family, at + begun.length));
            }
            at += self.before_name(&name[at..])?;
        }
        None
    }

    /// The number of words of what may stand before the name of a family.
    fn before_name(&mut self, name: &[Word<'_>]) -> Option<usize> {
        let maker = self.families.maker(name);
        if maker > 0 {
            return Some(maker);
        }
        if let Some((symbol, length)) = self.processor(name) {
            self.add_platform(symbol);
            return Some(length);
        }
        let lists = [List::AroundProducts, List::EditionNouns, List::Hosts, List::VersionWords, List::Versions];
        lists.into_iter().map(|list| in_list(name, list, self.words)).find(|&length| length > 0)
    }

    /// The processor with whose name words begin.
    fn processor(&self, name: &[Word<'_>]) -> Option<(&'static str, usize)> {
        longest(name, LONGEST_PROCESSOR, |text| platform::symbol_before_ending(text, self.words))
    }

    fn add_platform(&mut self, symbol: &'static str) {
        if !self.platforms.contains(&symbol) {
            self.platforms.push(symbol);
        }
    }

    /// Reads what stands behind the name of the family.
    fn rest(&mut self, known: &Known, name: &[Word<'_>], start: usize) -> Option<Vec<ProductName>> {
        let (mut at, mut last) = (start, Last::Other);
        // Whether a comma or `and` stands before the next word, whether a dash does, and whether releases are listed.
        let (mut is_listed, mut is_range, mut are_releases) = (false, false, false);
        // Whether the first version stands behind the word for it.
        let mut is_worded = false;
        while at < name.len() {
            let rest = &name[at..];
            is_listed |= rest[0].before == Mark::Comma;
            is_range |= rest[0].before == Mark::Dash;
            let around = in_list(rest, List::AroundProducts, self.words);
            let edition = known.editions.longest(rest);
            let version = known.versions.longest(rest);
            let (of_edition, of_version) = (edition.map_or(0, |it| it.1), version.map_or(0, |it| it.1));
            if last == Last::WordedPack
                && is_listed
                && known.versions.longest(rest).is_none()
                && self.add_pack(rest[0].text)
            {
                (at, is_listed) = (at + 1, false);
                continue;
            }
            let is_other = of_version.max(of_edition) < around || of_version < of_edition;
            let printed = if is_other { None } else { known.version_at(rest) };
            if let Some((version, length)) = printed {
                if is_range && last.is_version() {
                    return None;
                }
                let behind_word = last == Last::VersionWord;
                is_worded |= behind_word && self.versions.is_empty();
                match self.versions.last() {
                    // A service pack may stand before the version.
                    None => self.versions.push(Version { version: Some(version), ..Version::default() }),
                    Some(Version { version: None, .. }) => {
                        self.versions.iter_mut().for_each(|entry| entry.version = Some(version.clone()));
                    }
                    Some(entry) if entry.version.as_ref() == Some(&version) && !is_listed => {}
                    Some(entry) if behind_word && !is_worded && entry.release.is_none() && !are_releases => {
                        are_releases = true;
                        self.versions.iter_mut().for_each(|entry| entry.release = Some(version.clone()));
                    }
                    Some(entry) if is_listed && (last.is_version() || behind_word) => {
                        let base = entry.version.clone().filter(|_| are_releases);
                        let entry = match base {
                            Some(base) => Version { version: Some(base), release: Some(version), service_pack: None },
                            None => Version { version: Some(version), ..Version::default() },
                        };
                        self.versions.push(entry);
                    }
                    Some(_) => return None,
                }
                (last, at) = (Last::Version, at + length);
                (is_listed, is_range) = (false, false);
            } else if of_edition > 0 && of_edition >= around {
                let (place, length) = edition?;
                let edition = known.edition(place)?;
                let is_known = self.editions.iter().any(|other| other == edition);
                if !is_known && !self.editions.is_empty() && !is_listed {
                    return None;
                }
                if !is_known {
                    self.editions.push(edition.to_owned());
                }
                (last, at) = (Last::Edition, at + length);
                (is_listed, is_range) = (false, false);
            } else if let Some((pack, length)) = self.service_pack(rest) {
                match self.versions.last_mut() {
                    None => self.versions.push(Version { service_pack: Some(pack), ..Version::default() }),
                    Some(entry) if entry.service_pack.is_none() => entry.service_pack = Some(pack),
                    Some(entry) if entry.service_pack.as_ref() == Some(&pack) => {}
                    Some(entry) if is_listed && last.is_pack() => {
                        let entry = Version { service_pack: Some(pack), ..entry.clone() };
                        self.versions.push(entry);
                    }
                    Some(_) => return None,
                }
                last = if length > 1 { Last::WordedPack } else { Last::Pack };
                at += length;
                (is_listed, is_range) = (false, false);
            } else if around > 0 {
                at += around;
            } else if let Some((symbol, length)) = self.processor(rest) {
                self.add_platform(symbol);
                at += length;
            } else if self.words.is_and(rest[0].text) {
                is_listed = true;
                at += 1;
            } else if let length @ 1.. = self.version_word(rest) {
                (last, at) = (Last::VersionWord, at + length);
            } else if let length @ 1.. = in_list(rest, List::EditionNouns, self.words) {
                at += length;
            } else if let length @ 1.. = in_list(rest, List::Hosts, self.words) {
                at += length;
                if let Some(host) = self.host(&name[at..]) {
                    (last, at) = (Last::Host, at + host);
                }
            } else if last == Last::Host && is_listed {
                at += self.host(rest)?;
                is_listed = false;
            } else {
                return None;
            }
        }
        self.products(known)
    }

    /// Adds the next one of a list of service packs, `Service Packs 1, 2`; whether a word is one.
    fn add_pack(&mut self, number: &str) -> bool {
        let pack = format!("SP{number}");
        let Some(entry) = self.versions.last().filter(|_| service_pack::is_pack(&pack)) else { return false };
        let entry = Version { service_pack: Some(pack.to_uppercase()), ..entry.clone() };
        self.versions.push(entry);
        true
    }

    /// The number of words with which a version is announced: `version`, `versions`.
    fn version_word(&self, name: &[Word<'_>]) -> usize {
        [List::VersionWords, List::Versions].map(|list| in_list(name, list, self.words)).into_iter().max().unwrap_or(0)
    }

    /// The service pack with which words begin: `Service Pack 1`, `SP 1`, `SP1`, `RTM`.
    fn service_pack(&self, name: &[Word<'_>]) -> Option<(String, usize)> {
        let first = name.first()?.text;
        if service_pack::is_pack(first) {
            return Some((first.to_uppercase(), 1));
        }
        let length = in_list(name, List::ServicePacks, self.words);
        let number = name.get(length).filter(|word| length > 0 && word.before == Mark::None)?.text;
        let pack = format!("SP{number}");
        service_pack::is_pack(&pack).then(|| (pack.to_uppercase(), length + 1))
    }

    /// The number of words of the product on which another one runs: `Windows 95`. Its version is known to be one; another number is
    /// that of the product.
    fn host(&self, name: &[Word<'_>]) -> Option<usize> {
        let mut at = in_list(name, List::AroundProducts, self.words);
        at += self.families.maker(&name[at..]);
        let host = self.families.beginning(&name[at..])?;
        at += host.length;
        let is_near = name.get(at).is_some_and(|word| word.before == Mark::None);
        let version = host.family.versions.longest(&name[at..]).filter(|_| is_near);
        Some(at + version.map_or(0, |(_, length)| length))
    }

    /// The products: each version in each edition.
    fn products(&self, known: &Known) -> Option<Vec<ProductName>> {
        let none = [Version::default()];
        let versions = if self.versions.is_empty() { &none[..] } else { &self.versions };
        let editions: Vec<Option<&String>> =
            if self.editions.is_empty() { vec![None] } else { self.editions.iter().map(Some).collect() };
        if versions.len() * editions.len() > MOST_PRODUCTS {
            return None;
        }
        let platform = if let [only] = self.platforms[..] { Some(only) } else { None };
        let product = |version: &Version, edition: Option<&String>| ProductName {
            family: known.name().to_owned(),
            version: version.version.clone(),
            release: version.release.clone(),
            edition: edition.cloned(),
            service_pack: version.service_pack.clone(),
            platform,
        };
        let pairs = versions.iter().flat_map(|version| editions.iter().map(move |edition| (version, *edition)));
        Some(pairs.map(|(version, edition)| product(version, edition)).collect())
    }
}

/// The name of a processor has at most so many words: `Intel x86 based`.
const LONGEST_PROCESSOR: usize = 3;

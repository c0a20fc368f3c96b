//! `ProductName`: the printed name of a product taken apart into family, version, release, edition, service pack and processor.
//!
//! A name is read as a whole or not at all: one word that nobody knows may make another product of it, as `Windows 95 Resource Kit` is
//! not Windows 95.

use super::families::{Families, Known, Mark, Word, in_list, is_pack, longest, slug, words_of};
use super::platform;
use super::word_lists::List;
use super::words::Words;

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

/// A text that lists more products is not taken for a name.
const MOST_PRODUCTS: usize = 64;
/// The longest text that is taken for a name, in bytes.
const LONGEST: usize = 400;

/// The products that a printed name stands for: several where it lists versions, editions or products; none where a word of it is not
/// known.
#[must_use]
pub fn products_named(text: &str, families: &Families, words: &Words) -> Vec<ProductName> {
    if families.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    Reading::of(&words_of(text), families, words).and_then(Reading::products).unwrap_or_default()
}

/// The name of a product, read word by word.
struct Reading<'a, 't> {
    families: &'a Families,
    words: &'a Words,
    family: &'a Known,
    /// What is left to read.
    rest: &'t [Word<'t>],
    /// What the last words were.
    last: Last,
    before: Before,
    numbers: Numbers,
    platforms: Vec<&'static str>,
    versions: Vec<Version>,
    editions: Vec<String>,
    /// Products with names of their own that stand behind this one.
    others: Vec<ProductName>,
}

/// One of the versions that a name lists.
#[derive(Clone, Debug, Default)]
struct Version {
    version: Option<String>,
    release: Option<String>,
    service_pack: Option<String>,
}

/// What stands between the last words of a name and the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Blank,
    /// A comma or `and`: another one of the kind may follow.
    Comma,
    /// A dash: the next number may end a range.
    Dash,
}

/// What a number behind a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// Behind the word for it a release: `Windows 10, version 1809`.
    Open,
    /// Another version, for the first one stands behind the word for it, too: `version 3.5, version 4.0`.
    Versions,
    /// Another release.
    Releases,
}

/// What the last words of a name were.
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

impl<'a, 't> Reading<'a, 't> {
    /// Reads a name; null where a word of it is not known.
    fn of(name: &'t [Word<'t>], families: &'a Families, words: &'a Words) -> Option<Self> {
        let mut platforms = Vec::new();
        let mut rest = name;
        while !rest.is_empty() {
            let Some(begun) = families.beginning(rest) else {
                rest = rest.get(before_name(rest, families, words, &mut platforms)?..)?;
                continue;
            };
            let version = begun.version.map(|version| Version { version: Some(version), ..Version::default() });
            let mut reading = Self {
                families,
                words,
                family: begun.family,
                rest: rest.get(begun.length..)?,
                last: Last::Other,
                before: Before::Blank,
                numbers: Numbers::Open,
                platforms,
                versions: version.into_iter().collect(),
                editions: Vec::new(),
                others: Vec::new(),
            };
            while let Some(next) = reading.rest.first() {
                match next.before {
                    Mark::Comma => reading.before = Before::Comma,
                    Mark::Dash => reading.before = Before::Dash,
                    Mark::None | Mark::Bracket => {}
                }
                reading.step()?;
            }
            return Some(reading);
        }
        None
    }

    /// Reads the next words; null where nobody knows them. Of what may begin here the longest counts.
    fn step(&mut self) -> Option<()> {
        let rest = self.rest;
        let around = self.in_list(List::AroundProducts);
        let edition = self.family.edition_at(rest);
        let version = self.family.version_at(rest);
        let pack = self.service_pack();
        let processor = processor(rest, self.words);
        let lengths = [
            version.as_ref().map_or(0, |found| found.1),
            edition.map_or(0, |found| found.1),
            pack.as_ref().map_or(0, |found| found.1),
            processor.map_or(0, |found| found.1),
            around,
        ];
        if self.is_next_pack() {
            return self.pack(canonical(&format!("SP{}", rest.first()?.text)), 1);
        }
        let longest = lengths.into_iter().max().filter(|&longest| longest > 0);
        if let Some(length) = longest {
            // Of equal ones the first of these.
            return match lengths.iter().position(|&other| other == length)? {
                0 => self.version(version?.0, length),
                1 => self.edition(edition?.0, length),
                2 => self.pack(pack?.0, length),
                3 => self.processor(processor?.0, length),
                _ => self.skip(length, self.last),
            };
        }
        if self.words.is_and(rest.first()?.text) {
            self.before = Before::Comma;
            return self.skip(1, self.last);
        }
        for list in [List::VersionWords, List::Versions] {
            if let length @ 1.. = self.in_list(list) {
                return self.skip(length, Last::VersionWord);
            }
        }
        if let length @ 1.. = self.in_list(List::EditionNouns) {
            return self.skip(length, self.last);
        }
        if let length @ 1.. = self.in_list(List::Hosts) {
            self.skip(length, self.last)?;
            return self.host().map_or(Some(()), |length| self.skip(length, Last::Host));
        }
        if self.last == Last::Host && self.is_listed() {
            self.before = Before::Blank;
            return self.skip(self.host()?, Last::Host);
        }
        self.other_name()
    }

    /// Whether another one of the kind may follow.
    fn is_listed(&self) -> bool {
        self.before == Before::Comma
    }

    /// The number of words of a phrase of a list at the next word; 0 = none.
    fn in_list(&self, list: List) -> usize {
        in_list(self.rest, list, self.words)
    }

    /// Leaves words behind.
    fn skip(&mut self, length: usize, last: Last) -> Option<()> {
        self.rest = self.rest.get(length..)?;
        self.last = last;
        Some(())
    }

    /// Leaves words of a list behind.
    fn listed(&mut self, length: usize, last: Last) -> Option<()> {
        self.before = Before::Blank;
        self.skip(length, last)
    }

    fn version(&mut self, version: String, length: usize) -> Option<()> {
        if self.before == Before::Dash && self.last.is_version() {
            return None;
        }
        let behind_word = self.last == Last::VersionWord;
        if behind_word && self.versions.is_empty() {
            self.numbers = Numbers::Versions;
        }
        match self.versions.last() {
            None => self.versions.push(Version { version: Some(version), ..Version::default() }),
            // A service pack may stand before the version.
            Some(Version { version: None, .. }) => {
                self.versions.iter_mut().for_each(|entry| entry.version = Some(version.clone()));
            }
            Some(entry) if entry.version.as_ref() == Some(&version) && !self.is_listed() => {}
            Some(entry) if behind_word && self.numbers == Numbers::Open && entry.release.is_none() => {
                self.numbers = Numbers::Releases;
                self.versions.iter_mut().for_each(|entry| entry.release = Some(version.clone()));
            }
            Some(entry) if self.is_listed() && (self.last.is_version() || behind_word) => {
                let entry = match entry.version.clone().filter(|_| self.numbers == Numbers::Releases) {
                    Some(base) => Version { version: Some(base), release: Some(version), service_pack: None },
                    None => Version { version: Some(version), ..Version::default() },
                };
                self.versions.push(entry);
            }
            Some(_) => return None,
        }
        self.listed(length, Last::Version)
    }

    fn edition(&mut self, edition: &str, length: usize) -> Option<()> {
        if !self.editions.iter().any(|other| other == edition) {
            if !self.editions.is_empty() && !self.is_listed() {
                return None;
            }
            self.editions.push(edition.to_owned());
        }
        self.listed(length, Last::Edition)
    }

    fn processor(&mut self, symbol: &'static str, length: usize) -> Option<()> {
        if !self.platforms.contains(&symbol) {
            self.platforms.push(symbol);
        }
        self.skip(length, self.last)
    }

    fn pack(&mut self, pack: String, length: usize) -> Option<()> {
        let may_follow = self.is_listed() && self.last.is_pack();
        match self.versions.last_mut() {
            None => self.versions.push(Version { service_pack: Some(pack), ..Version::default() }),
            Some(entry) if entry.service_pack.is_none() => entry.service_pack = Some(pack),
            Some(entry) if entry.service_pack.as_ref() == Some(&pack) => {}
            Some(entry) if may_follow => {
                let entry = Version { service_pack: Some(pack), ..entry.clone() };
                self.versions.push(entry);
            }
            Some(_) => return None,
        }
        let has_word = length > 1 || self.is_next_pack();
        self.listed(length, if has_word { Last::WordedPack } else { Last::Pack })
    }

    /// Whether the next word is the number of one more service pack: `Service Packs 1, 2`.
    fn is_next_pack(&self) -> bool {
        let is_number = |word: &Word<'_>| is_pack(&format!("SP{}", word.text));
        self.last == Last::WordedPack
            && self.is_listed()
            && self.family.versions.longest(self.rest).is_none()
            && self.rest.first().is_some_and(is_number)
    }

    /// The service pack at the next word, and the number of its words: `Service Pack 1`, `SP 1`, `SP1`, `RTM`.
    fn service_pack(&self) -> Option<(String, usize)> {
        let first = self.rest.first()?.text;
        if is_pack(first) {
            return Some((canonical(first), 1));
        }
        let length = self.in_list(List::ServicePacks);
        let number = self.rest.get(length).filter(|word| length > 0 && word.before == Mark::None)?.text;
        let pack = format!("SP{number}");
        is_pack(&pack).then(|| (canonical(&pack), length + 1))
    }

    /// The number of words of the product at the next word, on which this one runs: `Windows 95`. The version of it is one that its
    /// family lists; another number is that of this product.
    fn host(&self) -> Option<usize> {
        let mut at = self.in_list(List::AroundProducts);
        at += self.families.maker(self.rest.get(at..)?);
        let host = self.families.beginning(self.rest.get(at..)?)?;
        at += host.length;
        let rest = self.rest.get(at..)?;
        let is_near = rest.first().is_some_and(|word| word.before == Mark::None);
        let version = host.family.versions.longest(rest).filter(|_| is_near);
        Some(at + version.map_or(0, |(_, length)| length))
    }

    /// Reads what is left as another name of the list: `Windows 7 and Windows 7 Service Pack 1`.
    fn other_name(&mut self) -> Option<()> {
        if !self.is_listed() {
            return None;
        }
        self.others = Self::of(self.rest, self.families, self.words)?.products()?;
        self.rest = &[];
        Some(())
    }

    /// The products: each version in each edition, then those of other names.
    fn products(self) -> Option<Vec<ProductName>> {
        let none = [Version::default()];
        let versions = if self.versions.is_empty() { &none[..] } else { &self.versions };
        let editions: Vec<Option<&String>> =
            if self.editions.is_empty() { vec![None] } else { self.editions.iter().map(Some).collect() };
        let platform = if let [only] = self.platforms[..] { Some(only) } else { None };
        let product = |version: &Version, edition: Option<&String>| ProductName {
            family: self.family.name().to_owned(),
            version: version.version.clone(),
            release: version.release.clone(),
            edition: edition.cloned(),
            service_pack: version.service_pack.clone(),
            platform,
        };
        let pairs = versions.iter().flat_map(|version| editions.iter().map(move |edition| (version, *edition)));
        let own: Vec<ProductName> = pairs.map(|(version, edition)| product(version, edition)).collect();
        let all: Vec<ProductName> = own.into_iter().chain(self.others).collect();
        (all.len() <= MOST_PRODUCTS).then_some(all)
    }
}

/// A service pack as rows have it: `SP6a`, whatever the case in print.
fn canonical(pack: &str) -> String {
    let (word, number) = pack.split_at(pack.find(|c: char| c.is_ascii_digit()).unwrap_or(pack.len()));
    word.to_ascii_uppercase() + &number.to_ascii_lowercase()
}

/// The number of words of what may stand before the name of a family: its maker, a processor, small words.
fn before_name(
    name: &[Word<'_>],
    families: &Families,
    words: &Words,
    platforms: &mut Vec<&'static str>,
) -> Option<usize> {
    let maker = families.maker(name);
    if maker > 0 {
        return Some(maker);
    }
    if let Some((symbol, length)) = processor(name, words) {
        if !platforms.contains(&symbol) {
            platforms.push(symbol);
        }
        return Some(length);
    }
    let lists = [List::AroundProducts, List::EditionNouns, List::Hosts, List::VersionWords, List::Versions];
    lists.into_iter().map(|list| in_list(name, list, words)).find(|&length| length > 0)
}

/// The processor with whose name words begin, and the number of its words. A small word may be tied to it: `x64-процессоров`.
fn processor(name: &[Word<'_>], words: &Words) -> Option<(&'static str, usize)> {
    let tied = |text: &str| {
        let (symbol, word) = text.rsplit_once('-')?;
        words.list(List::AroundProducts).has(word).then(|| platform::symbol(symbol, words)).flatten()
    };
    longest(name, LONGEST_PROCESSOR, |text| platform::symbol_before_ending(text, words).or_else(|| tied(text)))
}

/// The most words that the name of a processor has: `basierend auf x64`.
const LONGEST_PROCESSOR: usize = 3;

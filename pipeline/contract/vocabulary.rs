//! `Vocabulary`: the headings and labels of all datasets, by which tables are recognised.

use super::normal::{NormalMap, normal, without_marks};
use super::prefixes::Prefixes;
use super::{ColumnType, Dataset, Each};
use crate::fold::{fingerprint, folded};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A heading of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadingId(u32);

/// A heading among words: its first word, the number of its words, and which it is; null where it is unknown.
pub type Segment = (usize, usize, Option<HeadingId>);

/// An unknown heading among known ones has at most this many words.
const MOST_UNKNOWN: usize = 2;
/// With fewer known headings around it, it is prose.
const LEAST_KNOWN: usize = 3;

/// One letter of a shorter word makes another word, in bytes: `Id` and `Ip`, but `Tme`.
const SHORTEST_SLIP: usize = 3;
/// No heading is longer, in bytes.
const LONGEST_SLIP: usize = 64;
/// A text of more words is a sentence.
const LONGEST_PARTIAL: usize = 8;
/// So many typed headings of a dataset prove a table that has as many others.
const ENOUGH_TYPED: usize = 3;

/// A dataset and a column that a heading feeds, and the place of the heading among those of the column.
type Fed = ((usize, usize), usize);

/// Which dataset a set of headings belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Position of the dataset.
    pub dataset: usize,
    /// For each heading, the positions of the columns it feeds; empty where the dataset does not know it.
    pub columns: Vec<Vec<usize>>,
    /// Number of headings that feed a column.
    pub known: usize,
}

impl Claim {
    /// Whether the dataset knows a heading.
    #[must_use]
    pub fn is_known(&self, heading: usize) -> bool {
        self.columns.get(heading).is_some_and(|columns| !columns.is_empty())
    }
}

/// Headings and labels of the contract.
#[derive(Debug, Default)]
pub struct Vocabulary {
    headings: NormalMap<HeadingId>,
    /// By heading: (dataset, column) pairs it feeds.
    feeds: Vec<Vec<(usize, usize)>>,
    /// By heading: its place among the headings of each of these columns.
    ranks: Vec<Vec<usize>>,
    labels: NormalMap<Vec<(usize, usize)>>,
    /// By the fingerprint of a first word the most words of a heading that begins with it: most lines are rejected here.
    first_words: FxHashMap<u64, usize>,
    /// Signs of the longest of them.
    longest_first: usize,
    /// All words of headings.
    words: NormalMap<()>,
    prefixes: Prefixes,
}

/// Words that may stand around those of a heading and are no part of it: a colon, a mark, `(UTC)`.
const WORDS_AROUND_HEADING: usize = 2;

/// The fingerprint of the first word of a text, which ends at a blank, a colon, a bracket or `=`; null where it is longer than all
/// that are looked for.
fn first_word(text: &str, longest: usize) -> Option<u64> {
    let is_end = |b: u8| !b.is_ascii() || b.is_ascii_whitespace() || matches!(b, b':' | b'(' | b'=');
    let end = text.bytes().position(is_end).unwrap_or(text.len());
    // Nearly every first word is of letters whose case alone is folded.
    if end > 0 && !text[end..].starts_with(|c: char| !c.is_ascii()) {
        let signs = text[..end].bytes().map(|b| char::from(b.to_ascii_lowercase()));
        return (end <= longest).then(|| fingerprint(signs));
    }
    let mut is_longer = false;
    let is_end = |at: usize, c: char| c == ' ' || at > 0 && matches!(c, ':' | '(' | '=');
    let signs = folded(text).enumerate().take_while(|&(at, c)| {
        is_longer |= at == longest && !is_end(at, c);
        at < longest && !is_end(at, c)
    });
    let print = fingerprint(signs.map(|(_, c)| c));
    (!is_longer).then_some(print)
}

impl Vocabulary {
    /// Collects the headings of some datasets and the labels of all.
    #[must_use]
    pub(super) fn new(datasets: &[Dataset], has_headings: impl Fn(&Dataset) -> bool) -> Self {
        let mut all: BTreeMap<String, Vec<Fed>> = BTreeMap::new();
        let mut vocabulary = Self::default();
        for (d, dataset) in datasets.iter().enumerate() {
            for (c, column) in dataset.columns.iter().enumerate() {
                for label in &column.labels {
                    vocabulary.labels.entry(label, Vec::new).push((d, c));
                }
                if dataset.each == Each::Row && has_headings(dataset) {
                    for (rank, heading) in column.headers.iter().enumerate() {
                        all.entry(normal(heading)).or_default().push(((d, c), rank));
                    }
                }
            }
        }
        for (heading, feeds) in all {
            let words = heading.split(' ').count();
            for word in heading.split(' ') {
                vocabulary.words.entry(word, || ());
            }
            let is_end = |&(at, c): &(usize, char)| c == ' ' || at > 0 && matches!(c, ':' | '(' | '=');
            let first = heading.chars().enumerate().take_while(|sign| !is_end(sign)).count();
            vocabulary.longest_first = vocabulary.longest_first.max(first);
            let most = vocabulary.first_words.entry(fingerprint(heading.chars().take(first))).or_default();
            *most = words.max(*most);
            let id = HeadingId(u32::try_from(vocabulary.feeds.len()).unwrap_or(u32::MAX));
            vocabulary.headings.entry(&heading, || id);
            vocabulary.prefixes.push(&heading, id);
            let (feeds, ranks) = feeds.into_iter().unzip();
            vocabulary.feeds.push(feeds);
            vocabulary.ranks.push(ranks);
        }
        vocabulary
    }

    /// The heading that a text is, compared without case, runs of blanks, a colon or marks at the end and `(UTC)`.
    #[must_use]
    pub fn heading(&self, text: &str) -> Option<HeadingId> {
        let text = without_marks(text);
        if !self.may_begin(text) {
            return None;
        }
        self.headings.get(text).copied()
    }

    /// Where headings that a text begins with end: bit n says that its first n bytes may be one, of the first 63. A text with letters
    /// of other scripts may end one anywhere.
    #[must_use]
    pub fn ends_of_headings(&self, text: &str) -> u64 {
        let start = &text.as_bytes()[..text.len().min(63)];
        if !start.is_ascii() {
            return u64::MAX;
        }
        let (mut ends, mut alike) = (0, self.prefixes.all());
        for (at, &sign) in start.iter().enumerate() {
            let is_blank = sign.is_ascii_whitespace();
            // Runs of blanks are one.
            if is_blank && at > 0 && start[at - 1].is_ascii_whitespace() {
                continue;
            }
            let Some(next) = self.prefixes.with(&alike, if is_blank { b' ' } else { sign }) else { break };
            ends |= self.prefixes.whole(&next).map_or(0, |_| 1 << (at + 1));
            alike = next;
        }
        ends
    }

    /// The heading from which a text beside other headings differs by one keystroke: `Filee size`, `Dste`. Null where there are
    /// several that feed other columns, which the others do not feed yet, and for short texts and plurals, which are other words.
    #[must_use]
    pub fn near_heading(&self, text: &str, others: &[Option<HeadingId>]) -> Option<HeadingId> {
        if text.len() < SHORTEST_SLIP || text.len() > LONGEST_SLIP {
            return None;
        }
        let text = normal(text);
        let is_plural = |known: &str| text.strip_suffix('s') == Some(known) || known.strip_suffix('s') == Some(&text);
        let is_near = |known: &str| {
            known.len().abs_diff(text.len()) <= 1 && !is_plural(known) && strsim::osa_distance(known, &text) == 1
        };
        // Of several, `Datee` beside `File name` is no `Datei`.
        let feeds_by_others =
            |column: &(usize, usize)| others.iter().flatten().any(|&other| self.feeds(other).contains(column));
        let is_fed = |&id: &HeadingId| self.feeds(id).iter().all(feeds_by_others);
        let near: BTreeSet<(&str, HeadingId)> =
            self.headings.iter().filter(|(known, _)| is_near(known)).map(|(known, &id)| (known, id)).collect();
        let (mut all, mut open) = (Vec::new(), Vec::new());
        for (_, id) in near {
            all.push(id);
            open.extend(Some(id).filter(|id| !is_fed(id)));
        }
        let agreed = |near: Vec<HeadingId>| {
            let first = *near.first()?;
            near.iter().all(|other| self.feeds(*other) == self.feeds(first)).then_some(first)
        };
        agreed(all).or_else(|| agreed(open))
    }

    /// A heading as it is compared.
    #[must_use]
    pub fn name(&self, heading: HeadingId) -> &str {
        self.headings.iter().find(|(_, id)| **id == heading).map_or("", |(name, _)| name)
    }

    /// The columns that a heading feeds: (dataset, column).
    #[must_use]
    pub fn feeds(&self, heading: HeadingId) -> &[(usize, usize)] {
        self.feeds.get(heading.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The place of a heading among those of a column, in the order of its schema.
    fn rank(&self, heading: HeadingId, column: (usize, usize)) -> usize {
        let at = self.feeds(heading).iter().position(|fed| *fed == column);
        at.and_then(|at| self.ranks.get(heading.0 as usize)?.get(at).copied()).unwrap_or(usize::MAX)
    }

    /// The heading that a text is without the remark in brackets behind it: `Path (Mandatory)`.
    #[must_use]
    pub fn bare_heading(&self, text: &str) -> Option<HeadingId> {
        let text = text.trim_end_matches([':', ' ']);
        self.heading(text.strip_suffix(')')?.split_once(" (")?.0)
    }

    /// The headings that a text may be meant as which is none: without a remark in brackets, without the words before it, `Data Server
    /// build version`, without one word, `Date First Introduced`. The nearest first.
    #[must_use]
    pub fn partial_headings(&self, text: &str) -> Vec<HeadingId> {
        let text = normal(text);
        let words: Vec<&str> = text.split(' ').collect();
        if words.len() > LONGEST_PARTIAL {
            return Vec::new();
        }
        let ends = (1..words.len()).map(|from| words[from..].join(" "));
        let without = (1..words.len()).map(|out| [&words[..out], &words[out + 1..]].concat().join(" "));
        let known = ends.chain(without).filter_map(|known| self.headings.get(&known).copied());
        self.bare_heading(&text).into_iter().chain(known).collect()
    }

    /// Whether a text can begin with a heading: a cheap test that rejects most lines.
    #[must_use]
    pub fn may_begin(&self, text: &str) -> bool {
        self.most_words(text).is_some()
    }

    /// The most words of a heading that begins with the first word of a text; null where none does.
    fn most_words(&self, text: &str) -> Option<usize> {
        self.first_words.get(&first_word(text, self.longest_first)?).copied()
    }

    /// The headings that words from one on begin with, the shortest first: how many words each has.
    fn headings_at(&self, words: &[&str], start: usize) -> Vec<(usize, HeadingId)> {
        let words = &words[start.min(words.len())..];
        self.plain_headings(words).unwrap_or_else(|| self.odd_headings(words))
    }

    /// The same letter by letter; null where a sign among them may be left out when headings are compared.
    fn plain_headings(&self, words: &[&str]) -> Option<Vec<(usize, HeadingId)>> {
        let mut found = Vec::new();
        let mut alike = self.prefixes.all();
        for (at, word) in words.iter().enumerate() {
            let bare = word.trim_end_matches(':');
            // A colon may stand by itself.
            let blank = (at > 0 && !bare.is_empty()).then_some(b' ');
            for letter in blank.into_iter().chain(bare.bytes()) {
                match self.prefixes.with(&alike, letter) {
                    Some(next) => alike = next,
                    None if !letter.is_ascii() || matches!(letter, b'*' | b',' | b'[' | b'(') => return None,
                    None => return Some(found),
                }
            }
            found.extend(self.prefixes.whole(&alike).map(|id| (at + 1, id)));
            // A colon ends a heading.
            if bare.len() < word.len() {
                break;
            }
        }
        Some(found)
    }

    /// The same as texts, which are compared without marks, widths and signs that show nothing.
    fn odd_headings(&self, words: &[&str]) -> Vec<(usize, HeadingId)> {
        // The first word may be a heading with the mark of a footnote by itself.
        let most =
            words.first().and_then(|word| self.most_words(word).or_else(|| self.most_words(without_marks(word))));
        let most = most.map_or(0, |most| most + WORDS_AROUND_HEADING);
        let mut text = String::new();
        let mut found = Vec::new();
        for (at, word) in words.iter().take(most).enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(word);
            found.extend(self.headings.get(without_marks(&text)).map(|&id| (at + 1, id)));
        }
        found
    }

    /// Whether a heading can begin behind the first word of a text: as cheap a test.
    #[must_use]
    pub fn may_begin_behind_word(&self, text: &str) -> bool {
        text.trim_start().split_once(' ').is_some_and(|(_, rest)| self.may_begin(rest))
    }

    /// The columns that a label feeds: (dataset, column).
    #[must_use]
    pub fn label(&self, text: &str) -> &[(usize, usize)] {
        self.labels.get(text).map_or(&[], Vec::as_slice)
    }

    /// Splits words into headings that cover all but one or two of them, which stand together and are a heading that is
    /// unknown; at least three others are known. Null where that fails, or where it can be done in several ways.
    #[must_use]
    pub fn segment_around_unknown(&self, words: &[&str]) -> Option<Vec<Segment>> {
        let begins = self.prefixes(words);
        // Prose that begins like a heading does not go on like one.
        let may_go_on = |at: usize| at == words.len() || words.get(at).is_some_and(|word| self.may_begin(word));
        for unknown in 1..=MOST_UNKNOWN {
            let mut found: Vec<Vec<Segment>> = Vec::new();
            for &at in begins.iter().filter(|&&at| may_go_on(at + unknown)) {
                let behind = at + unknown;
                let Some(rest) = self.segment(&words[behind..]) else { continue };
                let Some(mut segments) = self.segment(&words[..at]) else { continue };
                segments.push((at, unknown, None));
                segments.extend(rest.into_iter().map(|(from, length, id)| (behind + from, length, id)));
                if segments.len() > LEAST_KNOWN {
                    found.push(segments);
                }
            }
            let fewest = found.iter().map(Vec::len).min();
            found.retain(|segments| Some(segments.len()) == fewest);
            match found.len() {
                0 => {}
                1 => return found.pop(),
                _ => return None,
            }
        }
        None
    }

    /// The numbers of words, from none on, that headings cover from the first word on.
    fn prefixes(&self, words: &[&str]) -> Vec<usize> {
        let mut is_covered = vec![false; words.len() + 1];
        is_covered[0] = true;
        for start in 0..words.len() {
            if is_covered[start] {
                for (length, _) in self.headings_at(words, start) {
                    is_covered[start + length_with_basis(words, start, length)] = true;
                }
            }
        }
        (0..=words.len()).filter(|&count| is_covered[count]).collect()
    }

    /// Splits words into headings that cover all of them, as few as possible; null where that fails.
    #[must_use]
    pub fn segment(&self, words: &[&str]) -> Option<Vec<Segment>> {
        // best[i] = fewest headings that cover words[i..], with the length of the first one.
        let mut best: Vec<Option<(usize, usize, HeadingId)>> = vec![None; words.len() + 1];
        let mut cost = vec![usize::MAX; words.len() + 1];
        *cost.last_mut()? = 0;
        for start in (0..words.len()).rev() {
            for (length, id) in self.headings_at(words, start) {
                let length_all = length_with_basis(words, start, length);
                let rest = cost[start + length_all];
                if rest != usize::MAX && rest + 1 < cost[start] {
                    cost[start] = rest + 1;
                    best[start] = Some((start, length_all, id));
                }
            }
        }
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let segment = best[at]?;
            at += segment.1;
            found.push((segment.0, segment.1, Some(segment.2)));
        }
        Some(found)
    }

    /// Whether words can be headings, one of them unknown: prose has more words that no heading has.
    #[must_use]
    pub fn may_be_headings(&self, words: &[&str]) -> bool {
        let is_strange = |word: &&&str| self.words.get(word).is_none() && !normal(word).is_empty();
        words.iter().filter(is_strange).take(MOST_UNKNOWN + 1).count() <= MOST_UNKNOWN
    }

    /// The longest heading that words begin with: its id and the number of its words.
    #[must_use]
    pub fn prefix(&self, words: &[&str]) -> Option<(HeadingId, usize)> {
        let (length, id) = self.headings_at(words, 0).pop()?;
        let behind = words.get(length).is_some_and(|word| word.trim_end_matches(':').eq_ignore_ascii_case("(utc)"));
        Some((id, length + usize::from(behind)))
    }

    /// The dataset that a set of headings belongs to: it knows at least two of them and at least half, and all
    /// of its required columns are fed, and one of those it needs. The dataset that knows most wins; of equals the one
    /// that requires more columns, for it says more of its tables.
    ///
    /// # Errors
    /// When no dataset wins: the positions of those that draw; none where none knows enough.
    pub fn claim(&self, headings: &[Option<HeadingId>], datasets: &[Dataset]) -> Result<Claim, Vec<usize>> {
        self.best_claim(headings, datasets, First::Heading)
    }

    /// The same where the first column has no heading because its cells are the names of the items of a list: it feeds the
    /// column that leads rows.
    ///
    /// # Errors
    /// The same.
    pub fn claim_named(&self, headings: &[Option<HeadingId>], datasets: &[Dataset]) -> Result<Claim, Vec<usize>> {
        self.best_claim(headings, datasets, First::Name)
    }

    fn best_claim(
        &self,
        headings: &[Option<HeadingId>],
        datasets: &[Dataset],
        first: First,
    ) -> Result<Claim, Vec<usize>> {
        let shares = |dataset: usize, other: usize| datasets[dataset].shares_tables_with.contains(&other);
        let mut best: Option<(Claim, (usize, usize))> = None;
        let mut draw = Vec::new();
        for dataset in 0..datasets.len() {
            let Some(claim) = self.claim_of(headings, datasets, dataset, first) else { continue };
            let required = datasets[dataset].columns.iter().filter(|column| column.must_be_printed()).count();
            let rank = (claim.known, required);
            match &best {
                Some((_, other)) if *other > rank => {}
                // The other one comes beside it.
                Some((mine, other)) if *other == rank && shares(mine.dataset, dataset) => {}
                Some((mine, other)) if *other == rank && !shares(dataset, mine.dataset) => draw.push(dataset),
                _ => {
                    draw.clear();
                    best = Some((claim, rank));
                }
            }
        }
        match best {
            Some((claim, _)) if draw.is_empty() => Ok(claim),
            Some((claim, _)) => Err([claim.dataset].into_iter().chain(draw).collect()),
            None => Err(draw),
        }
    }

    /// The dataset that a claimed table belongs to, too: it shares tables with the other one, and knows a heading that
    /// the other does not know.
    #[must_use]
    pub fn claim_beside(&self, claim: &Claim, headings: &[Option<HeadingId>], datasets: &[Dataset]) -> Option<Claim> {
        let shares = |a: usize, b: usize| datasets[a].shares_tables_with.contains(&b);
        let others = (0..datasets.len()).filter(|&other| shares(claim.dataset, other) || shares(other, claim.dataset));
        let knows_more = |other: &Claim| {
            claim.columns.iter().zip(&other.columns).any(|(mine, theirs)| mine.is_empty() && !theirs.is_empty())
        };
        others.filter_map(|other| self.claim_of(headings, datasets, other, First::Heading)).find(knows_more)
    }

    /// What a dataset claims of a set of headings; null where it does not know enough of them.
    fn claim_of(&self, headings: &[Option<HeadingId>], datasets: &[Dataset], d: usize, first: First) -> Option<Claim> {
        let dataset = datasets.get(d).filter(|dataset| dataset.each == Each::Row)?;
        let mut columns: Vec<Vec<usize>> = Vec::with_capacity(headings.len());
        let mut taken = vec![false; dataset.columns.len()];
        let possible: Vec<Vec<usize>> = headings
            .iter()
            .map(|heading| {
                let feeds = heading.map_or(&[][..], |id| self.feeds(id));
                feeds.iter().filter(|(owner, _)| *owner == d).map(|&(_, c)| c).collect()
            })
            .collect();
        let mut firsts: FxHashMap<HeadingId, usize> = FxHashMap::default();
        for (at, mine) in possible.iter().enumerate() {
            // A heading that is printed again feeds the same columns: which row its cells belong to, the table must say.
            let earlier = headings[at].map_or(at, |id| *firsts.entry(id).or_insert(at));
            if earlier < at && !mine.iter().any(|&c| dataset.one_row_per == Some(c)) {
                columns.push(columns[earlier].clone());
                continue;
            }
            // Of several headings of one column alone the one that its schema names first feeds it.
            let is_preferred = |c: usize| {
                let rank = |at: usize| headings[at].map(|id| self.rank(id, (d, c)));
                *mine != [c] || !(0..headings.len()).any(|other| possible[other] == [c] && rank(other) < rank(at))
            };
            let mut mine: Vec<usize> = mine
                .iter()
                .copied()
                .filter(|&c| dataset.one_row_per == Some(c) || !taken[c] && is_preferred(c))
                .collect();
            if mine.len() > 1 {
                // A heading of one meaning keeps its column from headings of several.
                mine.retain(|&c| !possible.iter().any(|other| *other == [c]));
            }
            let free = |&&c: &&usize| dataset.columns[c].ty.is_free_text();
            if mine.iter().filter(free).count() > 1 {
                // One text in two columns: nobody knows in which one it belongs.
                mine.retain(|&c| !dataset.columns[c].ty.is_free_text());
            }
            for &c in &mine {
                taken[c] = true;
            }
            columns.push(mine);
        }
        let leading = dataset.columns.iter().position(|column| column.leads_rows).filter(|&c| !taken[c]);
        let is_own = |id: &HeadingId| self.feeds(*id).iter().all(|(owner, _)| *owner == d);
        let says_what_leads = || match first {
            First::Name => true,
            First::Heading => {
                headings.iter().zip(&columns).any(|(id, fed)| !fed.is_empty() && id.as_ref().is_some_and(is_own))
            }
        };
        match (leading, columns.first().map(Vec::as_slice)) {
            (Some(leading), Some([])) if says_what_leads() => {
                columns[0].push(leading);
                taken[leading] = true;
            }
            _ if first == First::Name => return None,
            _ => {}
        }
        let known = columns.iter().filter(|mine| !mine.is_empty()).count();
        let complete = dataset.columns.iter().zip(&taken).all(|(column, taken)| *taken || !column.must_be_printed());
        let has_one = dataset.needs_one_of.is_empty() || dataset.needs_one_of.iter().any(|&column| taken[column]);
        let is_typed = |fed: &&Vec<usize>| fed.iter().any(|&c| !dataset.columns[c].ty.is_free_text());
        let is_half = known * 2 >= headings.len() || columns.iter().filter(is_typed).count() >= ENOUGH_TYPED;
        let is_known = known >= 2 && is_half && complete && has_one;
        is_known.then_some(Claim { dataset: d, columns, known })
    }
}

/// What stands first among some headings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    /// A heading like the others.
    Heading,
    /// Nothing: the column holds the names of items.
    Name,
}

/// The number of words of a heading with the `(UTC)` that stands behind it and belongs to it.
fn length_with_basis(words: &[&str], start: usize, length: usize) -> usize {
    length + usize::from(words.get(start + length).is_some_and(|word| word.eq_ignore_ascii_case("(utc)")))
}

impl ColumnType {
    /// Whether a heading alone is enough evidence: free text fits every cell.
    #[must_use]
    pub fn is_free_text(&self) -> bool {
        matches!(self, Self::Semantic(ty) if ty.words() == 0)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn headings_at_the_beginning_of_a_line_end_where_their_last_letter_stands() {
        let contract =
            crate::contract::Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}"));
        let ends = |text: &str| {
            let ends = contract.flattened.ends_of_headings(text);
            (0..64).filter(|at| ends & (1 << at) != 0).collect::<Vec<_>>()
        };
        assert_eq!(ends("File nameUpdate.mum"), [4, 9]);
        assert_eq!(ends("File  name\tUpdate.mum"), [4, 10]);
        assert_eq!(ends("The service stops"), [0_u64; 0]);
    }

    #[test]
    fn a_flattened_header_is_split_into_as_few_headings_as_possible() {
        let contract =
            crate::contract::Contract::embedded(&["csv", "json", "parquet"]).unwrap_or_else(|error| panic!("{error}"));
        let words: Vec<&str> = "File name File version File size Date (UTC) Time (UTC) Platform".split(' ').collect();
        let found = contract.flattened.segment(&words).unwrap();
        assert_eq!(
            found.iter().map(|segment| (segment.0, segment.1)).collect::<Vec<_>>(),
            [(0, 2), (2, 2), (4, 2), (6, 2), (8, 2), (10, 1)]
        );
        assert!(contract.flattened.segment(&["File", "name", "and", "more"]).is_none());
        let ids: Vec<_> = found.iter().map(|segment| segment.2).collect();
        let claim = contract.flattened.claim(&ids, &contract.datasets).unwrap();
        assert_eq!(contract.datasets[claim.dataset].name, "files");
        assert_eq!(claim.known, 6);
    }
}

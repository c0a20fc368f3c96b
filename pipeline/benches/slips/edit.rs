//! Slips of the keyboard, the eye and the clipboard in one text.

/// Numbers that look random and are the same in every run: the `splitmix64` of Steele, Lea and Flood.
pub(crate) struct Rng(u64);

impl Rng {
    /// A series of its own for each name.
    pub(crate) fn of(name: &str) -> Self {
        Self(name.bytes().fold(0x5EED_0018, |seed, byte| (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = (end as u64).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// One of a list.
    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.below(list.len()))
    }
}

/// A slip in a text; none where the text has no place for it.
pub(crate) type Slip = fn(&str, &mut Rng) -> Option<String>;

fn places(text: &str, is_one: impl Fn(char) -> bool) -> Vec<usize> {
    text.char_indices().filter(|(_, c)| is_one(*c)).map(|(at, _)| at).collect()
}

fn replaced(text: &str, at: usize, length: usize, by: &str) -> String {
    format!("{}{by}{}", &text[..at], &text[at + length..])
}

fn other_digit(digit: u8, rng: &mut Rng) -> char {
    let step = u8::try_from(1 + rng.below(9)).unwrap_or(1);
    char::from(b'0' + (digit - b'0' + step) % 10)
}

/// Another digit in the place of one.
pub(crate) fn digit(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_digit()))?;
    let other = other_digit(text.as_bytes()[at], rng);
    // A number does not begin with 0.
    let first = !text[..at].ends_with(|c: char| c.is_ascii_digit());
    (other != '0' || !first).then(|| replaced(text, at, 1, &other.to_string()))
}

/// Two different digits side by side exchanged.
pub(crate) fn digits_swapped(text: &str, rng: &mut Rng) -> Option<String> {
    let bytes = text.as_bytes();
    let is_pair = |&at: &usize| at + 1 < bytes.len() && bytes[at + 1].is_ascii_digit() && bytes[at] != bytes[at + 1];
    let pairs: Vec<usize> = places(text, |c| c.is_ascii_digit()).into_iter().filter(is_pair).collect();
    let at = *rng.pick(&pairs)?;
    Some(replaced(text, at, 2, &format!("{}{}", char::from(bytes[at + 1]), char::from(bytes[at]))))
}

/// A digit less.
pub(crate) fn digit_dropped(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_digit()))?;
    Some(replaced(text, at, 1, ""))
}

/// A digit twice.
pub(crate) fn digit_doubled(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_digit()))?;
    Some(replaced(text, at, 1, &text[at..=at].repeat(2)))
}

/// Another letter in the place of one.
pub(crate) fn letter(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_alphabetic()))?;
    let old = text.as_bytes()[at];
    let base = if old.is_ascii_uppercase() { b'A' } else { b'a' };
    let step = u8::try_from(1 + rng.below(25)).unwrap_or(1);
    Some(replaced(text, at, 1, &char::from(base + (old - base + step) % 26).to_string()))
}

/// A letter less.
pub(crate) fn letter_dropped(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_alphabetic()))?;
    Some(replaced(text, at, 1, ""))
}

/// A letter twice.
pub(crate) fn letter_doubled(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| c.is_ascii_alphabetic()))?;
    Some(replaced(text, at, 1, &text[at..=at].repeat(2)))
}

/// Two different letters side by side exchanged.
pub(crate) fn letters_swapped(text: &str, rng: &mut Rng) -> Option<String> {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let pairs: Vec<usize> = (0..text.len())
        .filter(|&at| is_letter(at) && is_letter(at + 1) && !bytes[at].eq_ignore_ascii_case(&bytes[at + 1]))
        .collect();
    let at = *rng.pick(&pairs)?;
    Some(replaced(text, at, 2, &format!("{}{}", char::from(bytes[at + 1]), char::from(bytes[at]))))
}

/// Characters that a scanner takes for each other.
const LOOK_ALIKES: [(&str, &str); 9] =
    [("0", "O"), ("O", "0"), ("1", "l"), ("l", "1"), ("5", "S"), ("S", "5"), ("8", "B"), ("rn", "m"), ("m", "rn")];

/// A character that looks like another.
pub(crate) fn look_alike(text: &str, rng: &mut Rng) -> Option<String> {
    let all: Vec<(usize, &str, &str)> = LOOK_ALIKES
        .iter()
        .flat_map(|(from, to)| text.match_indices(from).map(move |(at, _)| (at, *from, *to)))
        .collect();
    let (at, from, to) = *rng.pick(&all)?;
    Some(replaced(text, at, from.len(), to))
}

/// A blank within.
pub(crate) fn blank(text: &str, rng: &mut Rng) -> Option<String> {
    let inside: Vec<usize> = places(text, |c| c.is_ascii_alphanumeric()).into_iter().filter(|at| *at > 0).collect();
    let at = *rng.pick(&inside)?;
    Some(format!("{} {}", &text[..at], &text[at..]))
}

/// The last two characters are lost.
pub(crate) fn cut(text: &str, _: &mut Rng) -> Option<String> {
    let (at, _) = text.char_indices().rev().nth(1).filter(|(at, _)| *at > 1)?;
    Some(text[..at].to_owned())
}

/// Nothing.
pub(crate) fn emptied(text: &str, _: &mut Rng) -> Option<String> {
    (!text.is_empty()).then(String::new)
}

/// The n-th run of digits, counted from 0, has another digit.
fn digit_of_run(text: &str, n: usize, rng: &mut Rng) -> Option<String> {
    let bytes = text.as_bytes();
    let starts: Vec<usize> = places(text, |c| c.is_ascii_digit())
        .into_iter()
        .filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit())
        .collect();
    let start = *starts.get(n)?;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some(replaced(text, start, length, &digit(&text[start..start + length], rng)?))
}

/// Another digit in the first number.
pub(crate) fn first_number(text: &str, rng: &mut Rng) -> Option<String> {
    digit_of_run(text, 0, rng)
}

/// Another digit in the second number.
pub(crate) fn second_number(text: &str, rng: &mut Rng) -> Option<String> {
    digit_of_run(text, 1, rng)
}

/// Another digit in the third number.
pub(crate) fn third_number(text: &str, rng: &mut Rng) -> Option<String> {
    digit_of_run(text, 2, rng)
}

/// Another digit in the fourth number.
pub(crate) fn fourth_number(text: &str, rng: &mut Rng) -> Option<String> {
    digit_of_run(text, 3, rng)
}

/// A point or comma lost.
pub(crate) fn mark_dropped(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| matches!(c, '.' | ',' | ':' | '-' | '/')))?;
    Some(replaced(text, at, 1, ""))
}

/// A comma for a point, or a point for another mark.
pub(crate) fn mark_changed(text: &str, rng: &mut Rng) -> Option<String> {
    let at = *rng.pick(&places(text, |c| matches!(c, '.' | ',' | ':' | '-' | '/')))?;
    Some(replaced(text, at, 1, if &text[at..=at] == "." { "," } else { "." }))
}

/// The last number of a version lost.
pub(crate) fn last_part_dropped(text: &str, _: &mut Rng) -> Option<String> {
    let (rest, _) = text.rsplit_once('.')?;
    rest.contains('.').then(|| rest.to_owned())
}

/// Day and month of a date in numbers exchanged, where both could be either.
pub(crate) fn day_and_month(text: &str, _: &mut Rng) -> Option<String> {
    let mark = ['/', '-', '.'].into_iter().find(|mark| text.matches(*mark).count() == 2)?;
    let parts: Vec<&str> = text.split(mark).collect();
    let is_year = |part: &str| part.len() == 4;
    let at = usize::from(is_year(parts[0]));
    let (one, two): (u32, u32) = (parts[at].trim().parse().ok()?, parts[at + 1].trim().parse().ok()?);
    let mut other = parts.clone();
    other.swap(at, at + 1);
    (one != two && one.max(two) <= 12 && one.min(two) > 0).then(|| other.join(&mark.to_string()))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Another month, by name or, in numbers with the year first or last, in the first number.
pub(crate) fn month(text: &str, rng: &mut Rng) -> Option<String> {
    if let Some((at, old)) = MONTHS.iter().find_map(|month| Some((text.find(month)?, *month))) {
        let other = MONTHS.iter().filter(|month| **month != old).nth(rng.below(11))?;
        return Some(replaced(text, at, 3, other));
    }
    let (first, rest) = text.split_once('/')?;
    let old: usize = first.parse().ok().filter(|month| (1..=12).contains(month))?;
    let other = 1 + (old + rng.below(10)) % 12;
    let digits = first.len();
    (other != old).then(|| format!("{other:0digits$}/{rest}"))
}

/// The last run of two or four digits, taken for the year, one more or one less.
pub(crate) fn year(text: &str, rng: &mut Rng) -> Option<String> {
    let start = text.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let old: u32 = text.get(start..)?.parse().ok()?;
    let length = text.len() - start;
    let other = if rng.below(2) == 0 { old + 1 } else { old.checked_sub(1)? };
    matches!(length, 2 | 4).then(|| format!("{}{other:0length$}", &text[..start]))
}

/// The century of a year of four digits: 2109 for 2009, 1909 for 2009.
pub(crate) fn century(text: &str, rng: &mut Rng) -> Option<String> {
    let start = text.find("20").filter(|&at| text[at..].len() >= 4 && text[at..at + 4].parse::<u32>().is_ok())?;
    Some(replaced(text, start, 2, if rng.below(2) == 0 { "21" } else { "19" }))
}

/// A day that no month has.
pub(crate) fn day_beyond(text: &str, rng: &mut Rng) -> Option<String> {
    let (at, _) = text.match_indices(|c: char| c.is_ascii_digit()).next()?;
    let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    (length <= 2).then(|| replaced(text, at, length, &(32 + rng.below(60)).to_string()))
}

/// The other half of the day.
pub(crate) fn half_of_day(text: &str, _: &mut Rng) -> Option<String> {
    [("AM", "PM"), ("PM", "AM"), ("am", "pm"), ("pm", "am")]
        .iter()
        .find_map(|(from, to)| text.contains(from).then(|| text.replacen(from, to, 1)))
}

/// An hour that no day has.
pub(crate) fn hour_beyond(text: &str, rng: &mut Rng) -> Option<String> {
    let (hour, rest) = text.split_once(':')?;
    hour.parse::<u32>().ok()?;
    Some(format!("{}:{rest}", 25 + rng.below(70)))
}

/// Another processor.
pub(crate) fn processor(text: &str, _: &mut Rng) -> Option<String> {
    let known = [("x86", "x64"), ("x64", "IA-64"), ("IA-64", "x64"), ("IA64", "x64"), ("x64-based", "x86-based")];
    let (from, to) = known.iter().find(|(from, _)| text.contains(from))?;
    Some(text.replacen(from, to, 1))
}

/// Another known extension.
pub(crate) fn extension(text: &str, rng: &mut Rng) -> Option<String> {
    let (stem, old) = text.rsplit_once('.')?;
    let known: Vec<&str> =
        ["dll", "exe", "sys", "mum", "manifest"].into_iter().filter(|new| !new.eq_ignore_ascii_case(old)).collect();
    Some(format!("{stem}.{}", rng.pick(&known)?))
}

/// Another character in the n-th part of the name of a manifest.
fn part_of_manifest(text: &str, n: usize, rng: &mut Rng, slip: Slip) -> Option<String> {
    let (stem, extension) = text.rsplit_once('.')?;
    let parts: Vec<&str> = stem.rsplitn(5, '_').collect();
    if parts.len() < 5 || !extension.eq_ignore_ascii_case("manifest") {
        return None;
    }
    let mut parts: Vec<String> = parts.into_iter().rev().map(ToOwned::to_owned).collect();
    let (platform, component) = parts[0].split_once('_').map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    parts.splice(0..1, [platform, component]);
    parts[n] = slip(&parts[n], rng)?;
    Some(format!("{}.{extension}", parts.join("_")))
}

/// Another letter in the processor of a manifest.
pub(crate) fn manifest_platform(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 0, rng, digit)
}

/// Another letter in the component of a manifest.
pub(crate) fn manifest_component(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 1, rng, letter)
}

/// Another digit in the token of a manifest.
pub(crate) fn manifest_token(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 2, rng, digit)
}

/// Another digit in the version of a manifest.
pub(crate) fn manifest_version(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 3, rng, digit)
}

/// Another letter in the culture of a manifest.
pub(crate) fn manifest_culture(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 4, rng, letter)
}

/// Another digit in the checksum of a manifest.
pub(crate) fn manifest_checksum(text: &str, rng: &mut Rng) -> Option<String> {
    part_of_manifest(text, 5, rng, digit)
}

//! How a time of day is spelled.

use super::words::{Half, Locale};

/// A longer text is no time of day, in bytes: `03:45:10 P. M.` has 14, in letters of three bytes one may have 40.
const LONGEST: usize = 40;
/// Nor one of more signs.
const MOST_SIGNS: usize = 20;

/// Hours, minutes and seconds as printed, and the half of the day behind or before them; null where a text is spelled in
/// another way, or has a word that no language knows.
pub(super) fn split(text: &str, locale: Locale<'_>) -> Option<([u32; 3], Half)> {
    if text.len() > LONGEST || text.len() > MOST_SIGNS && text.chars().nth(MOST_SIGNS).is_some() {
        return None;
    }
    let is_clock = |c: char| c.is_ascii_digit() || c == ':';
    let start = text.find(is_clock)?;
    let end = text[start..].find(|c| !is_clock(c)).map_or(text.len(), |end| start + end);
    let end = if text[start..end].contains(':') { end } else { behind_other_divider(text, end, locale)? };
    let before = locale.words.half(&text[..start])?;
    let ((half, Half::None) | (Half::None, half)) = (before, locale.words.half(&text[end..])?) else { return None };
    let mut numbers = [0; 3];
    let mut count = 0;
    for part in text[start..end].split(|c: char| !c.is_ascii_digit() && c != ' ').map(|part| part.trim_matches(' ')) {
        let fits = (1..=2).contains(&part.len()) && (count == 0 || part.len() == 2);
        *numbers.get_mut(count).filter(|_| fits)? = part.parse().ok()?;
        count += 1;
    }
    (count >= 2).then_some((numbers, half))
}

/// Where a time ends whose hours and minutes are divided by another sign than a colon: `06.23`, `18h05`, `3시 15`.
fn behind_other_divider(text: &str, hours: usize, locale: Locale<'_>) -> Option<usize> {
    let sign = text[hours..].chars().next().filter(|&sign| locale.divides_times(sign))?;
    let minutes = text[hours + sign.len_utf8()..].trim_start_matches(' ');
    let is_pair = minutes.bytes().take_while(u8::is_ascii_digit).count() == 2;
    is_pair.then_some(text.len() - minutes.len() + 2)
}

//! How a time of day is spelled.

/// The half of the day that is printed with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// None: the day has 24 hours.
    None,
    /// `a`, `am`, `a.m.`
    Am,
    /// `p`, `pm`, `p.m.`
    Pm,
}

/// A longer text is no time of day, in bytes: `03:45:10 P. M.` has 14.
const LONGEST: usize = 16;

/// Hours, minutes and seconds as printed, and the half of the day behind or before them; null where a text is spelled in
/// another way.
pub(super) fn split(text: &str) -> Option<([u32; 3], Half)> {
    if text.len() > LONGEST {
        return None;
    }
    let is_clock = |c: char| c.is_ascii_digit() || c == ':';
    let start = text.find(is_clock)?;
    let end = text[start..].find(|c| !is_clock(c)).map_or(text.len(), |end| start + end);
    let ((half, Half::None) | (Half::None, half)) = (half(&text[..start])?, half(&text[end..])?) else { return None };
    let mut numbers = [0; 3];
    let mut count = 0;
    for part in text[start..end].split(':') {
        let fits = (1..=2).contains(&part.len()) && (count == 0 || part.len() == 2);
        *numbers.get_mut(count).filter(|_| fits)? = part.parse().ok()?;
        count += 1;
    }
    (count >= 2).then_some((numbers, half))
}

fn half(text: &str) -> Option<Half> {
    let mut letters = text.chars().filter(|c| !matches!(c, ' ' | '.')).map(|c| c.to_ascii_lowercase());
    match (letters.next(), letters.next(), letters.next()) {
        (None, ..) => Some(Half::None),
        (Some('a'), None | Some('m'), None) => Some(Half::Am),
        (Some('p'), None | Some('m'), None) => Some(Half::Pm),
        _ => None,
    }
}

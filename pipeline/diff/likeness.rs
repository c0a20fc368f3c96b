//! How like two things are: which of several belong together, and whether one text is a spelling of another.

use rustc_hash::FxHashMap;

/// More comparisons than this in one group are not made; its members are then paired in order.
const MOST: usize = 1 << 14;

/// Pairs members of two groups, the likest first, and equally like ones in their order; those that `likeness` says nothing
/// of stay apart.
pub(super) fn likest(
    old: &[usize],
    new: &[usize],
    likeness: &dyn Fn(usize, usize) -> Option<usize>,
) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST {
        let pairs = old.iter().copied().zip(new.iter().copied());
        return pairs.filter(|&(old, new)| likeness(old, new).is_some()).collect();
    }
    let mut candidates = Vec::new();
    for (before, &left) in old.iter().enumerate() {
        for (after, &right) in new.iter().enumerate() {
            if let Some(score) = likeness(left, right) {
                candidates.push((std::cmp::Reverse(score), before, after));
            }
        }
    }
    candidates.sort_unstable();
    let (mut is_taken, mut is_given) = (vec![false; old.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for (_, before, after) in candidates {
        if !is_taken[before] && !is_given[after] {
            (is_taken[before], is_given[after]) = (true, true);
            pairs.push((old[before], new[after]));
        }
    }
    pairs
}

/// Longer texts are compared by their beginning, in characters.
const LONGEST: usize = 400;

/// How much two texts have in common, in thousandths of their pairs of characters; null where it is less than half.
pub(super) fn alike(left: &str, right: &str) -> Option<usize> {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).take(LONGEST).collect();
        text.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (left, right) = (pairs(left), pairs(right));
    let mut counts: FxHashMap<(char, char), usize> = FxHashMap::default();
    for pair in &left {
        *counts.entry(*pair).or_default() += 1;
    }
    let mut common = 0;
    for pair in &right {
        if let Some(count) = counts.get_mut(pair).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    let share = common * 2000 / (left.len() + right.len()).max(1);
    (share >= 500).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_are_paired_first_and_equally_like_ones_in_order() {
        assert_eq!(likest(&[1, 2], &[7, 8], &|old, new| Some(usize::from(old == 1 && new == 8))), [(1, 8), (2, 7)]);
        assert_eq!(likest(&[1, 2], &[7, 8], &|_, _| Some(0)), [(1, 7), (2, 8)]);
        assert_eq!(likest(&[1, 2], &[7, 8], &|old, _| (old == 2).then_some(0)), [(2, 7)]);
    }

    #[test]
    fn a_typo_is_alike_and_another_name_is_not() {
        assert!(alike("\"Symptons\"", "\"Symptoms\"").is_some());
        assert!(alike("\"Windows 7\"", "\"Windows 7 Service Pack 1\"").is_some());
        assert!(alike("\"Cause\"", "\"Resolution\"").is_none());
        assert!(alike("", "").is_none());
        assert!(alike("\"lsasrv.dll\"", "\"schannel.dll\"").is_none());
    }
}

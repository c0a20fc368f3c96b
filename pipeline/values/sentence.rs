//! Sentences of a text: a stop ends one where a capital letter begins the next, or a letter of a script without capitals.

use crate::fold::runs_on;

/// The sentences of a text; a capital letter begins each of them, in brackets or not, or a letter of a script without capitals.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr3_iter(b'.', b'?', b'!', text.as_bytes()).filter(|&at| {
        let rest = &text[at + 1..];
        let begins = |c: char| c.is_uppercase() || runs_on(c);
        rest.starts_with(' ') && rest.trim_start_matches([' ', '(']).starts_with(begins)
    });
    // Stops of Chinese and Japanese end a sentence whatever stands behind them.
    let wide = if text.is_ascii() { "" } else { text };
    let wide = wide.char_indices().filter(|(_, c)| matches!(c, '\u{3002}' | '\u{ff01}' | '\u{ff1f}'));
    let mut ends: Vec<usize> = ends.map(|at| at + 1).chain(wide.map(|(at, c)| at + c.len_utf8())).collect();
    ends.sort_unstable();
    let mut begin = 0;
    ends.into_iter().chain(std::iter::once(text.len())).map(move |end| {
        let sentence = &text[begin..end];
        begin = end;
        sentence
    })
}

//! Sentences of a text: a stop ends one where a capital letter begins the next.

/// The sentences of a text; a capital letter begins each of them, in brackets or not.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr3_iter(b'.', b'?', b'!', text.as_bytes()).filter(|&at| {
        let rest = &text[at + 1..];
        rest.starts_with(' ') && rest.trim_start_matches([' ', '(']).starts_with(char::is_uppercase)
    });
    let mut begin = 0;
    ends.map(|at| at + 1).chain(std::iter::once(text.len())).map(move |end| {
        let sentence = &text[begin..end];
        begin = end;
        sentence
    })
}

//! Text as a reader sees it: tags, comments, entities and invisible characters removed, blanks folded.

use super::element::Element;
use super::entities::decode;
use super::tokens::{Token, Tokens};
use crate::blocks::plain::{footnote, is_invisible, plain as plain_text};
use std::borrow::Cow;

/// The text of a piece of HTML; runs of blanks and line ends become one blank. Borrowed where nothing had to change.
pub(in crate::blocks) fn plain(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', raw.as_bytes()).is_none() {
        return plain_text(raw, false);
    }
    let mut out = String::with_capacity(raw.len());
    let mut is_raised = false;
    for token in Tokens::new(raw, 0, raw.len()) {
        if let Token::Open(tag) | Token::Close(tag) = &token {
            is_raised = matches!(token, Token::Open(_)) && tag.name.eq_ignore_ascii_case("sup");
        }
        match token {
            Token::Text(span) if is_raised && let Some(mark) = footnote(span.slice(raw)) => out.push_str(&mark),
            // Entities are read behind the tags: `&lt;b&gt;` is text.
            Token::Text(span) => push(&mut out, &decode(span.slice(raw))),
            Token::Open(tag) | Token::Close(tag) if !Element::of(tag.name).is_inline() => push(&mut out, " "),
            Token::Open(_) | Token::Close(_) | Token::Raw(..) => {}
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

fn push(out: &mut String, text: &str) {
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

/// Whether all text of a line is bold.
pub(in crate::blocks) fn is_bold(raw: &str) -> bool {
    let mut depth = 0_u32;
    let mut any = false;
    for token in Tokens::new(raw, 0, raw.len()) {
        match token {
            Token::Open(tag) if Element::of(tag.name) == Element::Bold => depth += 1,
            Token::Close(tag) if Element::of(tag.name) == Element::Bold => depth = depth.saturating_sub(1),
            Token::Text(span) if !span.slice(raw).trim().is_empty() => {
                if depth == 0 {
                    return false;
                }
                any = true;
            }
            _ => {}
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_removed_and_text_stays() {
        for (raw, text) in [
            ("Cng.sys", "Cng.sys"),
            (" <b>File</b> <i title='a > b'>name</i> ", "File name"),
            ("a<br>b<p>c</p><wbr>d<o:p></o:p>", "a b c d"),
            ("&lt;IP address&gt; &amp;lt; &#x41;&nbsp;&#66;", "<IP address> &lt; A B"),
            ("<!-- a -->x<script>y</script>z", "xz"),
            ("*a* _b_ [c](d) \\e `f`", "*a* _b_ [c](d) \\e `f`"),
            ("a\u{200b}b\u{a0}\r\n c", "ab c"),
            ("&nbsp;<b>&#160;</b>", ""),
            ("a < b", "a < b"),
            ("6.2.1.1<sup>1</sup> <sup>[2], 3</sup> 1<sup>st</sup>", "6.2.1.1¹ ²,³ 1st"),
        ] {
            assert_eq!(plain(raw), text, "{raw}");
        }
    }

    #[test]
    fn a_line_is_bold_when_all_of_its_text_is() {
        assert!(is_bold("<b>Note</b>"));
        assert!(is_bold("<font><STRONG class=x>a</STRONG> <b>b</b></font>"));
        assert!(!is_bold("<b>Note</b>: more"));
        assert!(!is_bold("Note"));
        assert!(!is_bold("<b></b>"));
    }
}

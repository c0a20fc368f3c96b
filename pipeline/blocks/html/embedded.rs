//! Tables of HTML in an article of another syntax: where they begin and end.

use super::tokens::{Missing, Token, Tokens};
use std::ops::Range;

/// After so many tables that never close, they end with their part: each of them costs a look at the rest.
const MOST_UNCLOSED: usize = 8;

/// What is known of an article, while its parts are looked at in order.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::blocks) struct Embedded {
    missing: Missing,
    unclosed: usize,
}

impl Embedded {
    /// The first table that begins in a part, up to its tag `</table>`, which may stand far behind the part; without
    /// one, up to the end of the part.
    pub(in crate::blocks) fn table(&mut self, text: &str, part: Range<usize>) -> Option<Range<usize>> {
        let mut tokens = Tokens::new(text, part.start, text.len()).without(self.missing);
        let mut start = None;
        let mut depth = 0_usize;
        let mut end = part.end;
        for token in tokens.by_ref() {
            let at = token.span().range();
            let may_go_on = start.is_some() && self.unclosed < MOST_UNCLOSED;
            if at.start >= part.end && !may_go_on {
                break;
            }
            match token {
                Token::Open(tag) if tag.is("table") => {
                    start.get_or_insert(at.start);
                    depth += 1;
                }
                Token::Close(tag) if tag.is("table") && depth > 0 => {
                    depth -= 1;
                    end = at.end;
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        self.missing = tokens.missing();
        if depth > 0 {
            self.unclosed += 1;
            end = part.end;
        }
        start.map(|start| start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_ends_at_its_own_tag_or_with_its_part() {
        for (text, part, table) in [
            ("a<table>b</table>c", 18, Some("<table>b</table>")),
            ("a<table><tr>\n\n<td><table>b</table></table>c", 13, Some("<table><tr>\n\n<td><table>b</table></table>")),
            ("a<table>b\n\nc</tr>", 10, Some("<table>b\n")),
            ("<!-- <table> --> a\n\n<table>", 19, None),
        ] {
            let found = Embedded::default().table(text, 0..part);
            assert_eq!(found.map(|found| &text[found]), table, "{text}");
        }
    }
}

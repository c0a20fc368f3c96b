//! HTML: headings, lines, lists, folded parts, preformatted text and tables, as far as tags go, however they nest.
//!
//! Blocks are places in the article, so it is read in the order in which it is written, from the tags themselves: a
//! tree builder drops the places, and moves what is misplaced.

mod element;
mod embedded;
mod entities;
mod plain;
mod reader;
mod table;
mod tokens;

pub(super) use embedded::Embedded;
pub(super) use plain::{is_bold, plain};
pub(super) use reader::read_part;

use super::markdown::{has_marks, sample};
use super::{Document, FrontEnd};
use crate::source::Source;
use element::Element;
use tokens::{Token, Tokens};

/// HTML.
pub(super) const FRONT_END: FrontEnd = FrontEnd { name: "html", fits, read, has_markup: false };

/// What a whole page begins with.
const DOCTYPE: &str = "<!doctype html";
/// Elements that a whole page begins with.
const PAGE: [&str; 3] = ["html", "head", "body"];

fn fits(source: &Source, body: usize) -> u32 {
    let extension = source.path.rsplit('.').next().unwrap_or_default();
    let named = ["html", "htm"].iter().any(|html| extension.eq_ignore_ascii_case(html));
    let text = sample(&source.text, body).trim_start_matches('\u{feff}').trim_start();
    let mut tokens = Tokens::new(text, 0, text.len()).filter(|token| !token.span().slice(text).trim().is_empty());
    let first = tokens.next();
    let is_block = |token: &Token<'_>| matches!(token, Token::Open(tag) if !Element::of(tag.name).is_inline());
    let is_page = |token: Token<'_>| matches!(token, Token::Open(tag) if PAGE.iter().any(|name| tag.is(name)));
    let is_declared = text.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE));
    if is_declared || first.is_some_and(is_page) {
        5
    } else if named && first.into_iter().chain(tokens).any(|token| is_block(&token)) {
        4
    } else if first.is_some_and(|token| is_block(&token)) && !has_marks(text) {
        2
    } else {
        0
    }
}

fn read(document: &mut Document<'_>, body: usize) {
    read_part(document, body..document.source.text.len(), "");
}

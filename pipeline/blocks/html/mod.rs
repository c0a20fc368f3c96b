//! HTML: headings, lines, lists, folded parts, preformatted text and tables, as a browser displays them.
//!
//! `scraper` (html5ever) reads it. Blocks are places in the article, which a tree does not have: `clock` finds the place of
//! each token, `sink` stands between tokenizer and tree builder, `places` keeps what each element stands in, and
//! `reader` goes from token to token in the order of the article and asks these.

mod clock;
mod element;
mod embedded;
mod places;
mod reader;
mod sink;
mod table;
mod tree;

pub(super) use element::Element;
pub(super) use embedded::Embedded;

use super::markdown::{has_marks, sample};
use super::{Document, FrontEnd};
use crate::source::Source;
use crate::span::Span;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use reader::Lines;
use std::cell::Cell;

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
    if !named && !text.starts_with('<') {
        return 0;
    }
    let beginning = Beginning::of(text);
    let is_declared = text.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE));
    if is_declared || beginning.first.get() == Some(First::Page) {
        5
    } else if named && beginning.has_block.get() {
        4
    } else if beginning.first.get() == Some(First::Block) && !has_marks(text) {
        2
    } else {
        0
    }
}

/// What a text begins with, as tags.
#[derive(Default)]
struct Beginning {
    first: Cell<Option<First>>,
    has_block: Cell<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Page,
    Block,
    Other,
}

impl Beginning {
    fn of(text: &str) -> Self {
        let tokenizer = Tokenizer::new(Self::default(), TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(text.into());
        // Null where it stops at a tag, which this never makes it do.
        let _ = tokenizer.feed(&queue);
        tokenizer.sink
    }
}

impl TokenSink for Beginning {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let first = match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let is_block = !Element::of(&tag.name).is_inline();
                self.has_block.set(self.has_block.get() || is_block);
                match is_block {
                    _ if PAGE.contains(&&*tag.name) => First::Page,
                    true => First::Block,
                    false => First::Other,
                }
            }
            Token::TagToken(_) => First::Other,
            Token::CharacterTokens(text) if !text.trim().is_empty() => First::Other,
            _ => return TokenSinkResult::Continue,
        };
        self.first.set(self.first.get().or(Some(first)));
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        false
    }
}

/// Whether a tag opens an element that is not displayed: `<span style="display:none">`.
pub(super) fn opens_hidden(tag: &str) -> bool {
    // Nearly none has attributes that say so.
    if !tag.contains(' ') {
        return false;
    }
    let tokenizer = Tokenizer::new(Hides::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(tag.into());
    let _ = tokenizer.feed(&queue);
    tokenizer.sink.0.get()
}

/// Whether a tag said that its element is not displayed.
#[derive(Default)]
struct Hides(Cell<bool>);

impl TokenSink for Hides {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.set(tag.kind == TagKind::StartTag && places::says_hidden(&tag.attrs));
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        false
    }
}

fn read(document: &mut Document<'_>, body: usize) {
    let text = &document.source.text;
    let part = body..text.len();
    let tree = tree::read(text, part.clone(), part.end, "");
    reader::read(document, &tree, Span::of(part), Lines::Folded);
}

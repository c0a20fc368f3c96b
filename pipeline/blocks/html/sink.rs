//! Between the tokenizer and the tree: notes the place of each token in the article, and which element it made.

use super::clock::Clock;
use super::element::Element;
use super::places::{Builder, Handle, Id, Places, Spot, says_hidden};
use crate::blocks::pieces::is_invisible;
use crate::span::Span;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{self, Tag, TagKind, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, local_name};
use std::cell::{Cell, RefCell};

/// A piece of HTML.
#[derive(Debug)]
pub(super) enum Token {
    /// Text.
    Text {
        /// Where it stands in the article.
        span: Span,
        /// What it shows; null where it shows its bytes.
        shown: Option<StrTendril>,
        /// The element that it stands in, and where in tables; null where it shows nothing.
        place: Option<(Id, Spot)>,
    },
    /// A tag that opens an element.
    Open {
        /// From `<` to `>`.
        span: Span,
        /// What it opens.
        element: Element,
        /// The element that it made; null where a browser makes none.
        made: Option<Id>,
        /// The element that is open behind it.
        within: Id,
        /// The address of a link.
        url: Option<StrTendril>,
    },
    /// A tag that closes an element.
    Close {
        /// From `<` to `>`.
        span: Span,
        /// What it closes.
        element: Element,
        /// The row that it closed, or the element that it made: `</p>` alone is a paragraph.
        made: Option<Id>,
        /// The element that is open behind it.
        within: Id,
    },
}

/// Elements are not opened deeper: the tree builder looks through all open ones at many tags.
const DEEPEST: u32 = 256;

/// Elements whose content is no HTML.
const RAW: [&str; 8] = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// Takes tokens, and gives them to the tree builder.
pub(super) struct Sink<'t> {
    text: &'t str,
    pub(super) clock: Clock<'t>,
    /// What may stand before the lines of a part: signs of quotes.
    signs: &'static str,
    /// Ends what can be read: an offset.
    end: usize,
    /// From here on only what is open and reaches on is read: tables, and what is not displayed.
    soft_end: usize,
    builder: TreeBuilder<Handle, Builder>,
    tokens: RefCell<Vec<Token>>,
    /// Texts between cells, which the tree builder holds back until it knows what follows.
    held: RefCell<Vec<usize>>,
    /// Elements of looks that are not displayed: these are in the tree under another name.
    hidden_looks: RefCell<Vec<LocalName>>,
    /// By name in `RAW`: where its next end tag stands.
    raw_ends: [Cell<usize>; RAW.len()],
    /// Whether the tokenizer reads what is no HTML.
    is_raw: Cell<bool>,
    is_line_start: Cell<bool>,
    /// Whether all of these closed behind the soft end.
    pub(super) is_done: Cell<bool>,
}

impl<'t> Sink<'t> {
    pub(super) fn new(text: &'t str, start: usize, soft_end: usize, end: usize, signs: &'static str) -> Self {
        let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        Self {
            text,
            clock: Clock::new(text, start),
            signs,
            end,
            soft_end,
            builder: TreeBuilder::new(Builder::new(), options),
            tokens: RefCell::default(),
            held: RefCell::default(),
            hidden_looks: RefCell::default(),
            raw_ends: Default::default(),
            is_raw: Cell::default(),
            is_line_start: Cell::new(true),
            is_done: Cell::default(),
        }
    }

    /// Whether what follows is no HTML.
    pub(super) fn is_raw(&self) -> bool {
        self.is_raw.get()
    }

    /// The tree and the tokens.
    pub(super) fn finish(self) -> (Places, Vec<Token>) {
        // The end asks nothing of the tokenizer.
        let _ = self.give(tokenizer::Token::EOFToken);
        (self.builder.sink.finish(), self.tokens.into_inner())
    }

    /// Adds text that shows its bytes.
    pub(super) fn literal(&self, span: Span) {
        let mut start = 0;
        for line in span.slice(self.text).split_inclusive('\n') {
            let part = span.inner(start, line.len());
            self.add_text(part, line.into());
            start += line.len();
        }
    }

    fn push(&self, token: Token) -> usize {
        let mut tokens = self.tokens.borrow_mut();
        tokens.push(token);
        tokens.len() - 1
    }

    /// Gives a token to the tree builder, and settles where the texts stand that it held back.
    fn give(&self, token: tokenizer::Token) -> TokenSinkResult<Handle> {
        let result = self.builder.process_token(token, 1);
        if let Some(place) = self.builder.sink.text.take() {
            let mut tokens = self.tokens.borrow_mut();
            for at in self.held.borrow_mut().drain(..) {
                if let Some(Token::Text { place: own, .. }) = tokens.get_mut(at) {
                    *own = Some(place);
                }
            }
        }
        result
    }

    fn add_text(&self, span: Span, shown: StrTendril) {
        let raw = span.slice(self.text);
        // The tokenizer gives `\r\n` as `\n`.
        let mut shown = Some(shown).filter(|shown| **shown != *raw && raw != "\r\n");
        let mut span = span;
        let is_blank = |text: &str| text.chars().all(|c| c.is_whitespace() || is_invisible(c));
        if self.is_line_start.get() && !self.signs.is_empty() && shown.is_none() {
            // Signs of quotes are no text.
            let inner = raw.trim_start_matches(|c: char| self.signs.contains(c) || c.is_whitespace());
            if inner.is_empty() {
                return;
            }
            span = span.inner(raw.len() - inner.len(), inner.len());
        }
        let raw = span.slice(self.text);
        self.is_line_start.set(raw.ends_with(['\n', '\r']));
        let text = shown.take();
        let is_seen = !is_blank(text.as_deref().unwrap_or(raw));
        let at = self.push(Token::Text { span, shown: text.clone(), place: None });
        if is_seen {
            self.builder.sink.begin(None);
            self.held.borrow_mut().push(at);
            // Nor does a text.
            let _ = self.give(tokenizer::Token::CharacterTokens(text.unwrap_or_else(|| raw.into())));
        }
    }

    /// Adds a tag.
    pub(super) fn tag(&self, mut tag: Tag, span: Span) -> TokenSinkResult<Handle> {
        crate::work::add(0);
        let element = Element::of(&tag.name);
        let opens = tag.kind == TagKind::StartTag;
        self.is_line_start.set(false);
        if opens && self.is_refused(&tag, span) {
            return TokenSinkResult::Continue;
        }
        let is_look = Element::is_look(&tag.name) && !self.adjusted_current_node_present_but_not_in_html_namespace();
        let within = self.builder.sink.named.get();
        if is_look && !self.is_hidden_look(&mut tag) {
            // The tree builder would open these again in each paragraph that they reach.
            let url = tag.attrs.into_iter().find(|own| own.name.local == local_name!("href") && opens);
            self.push(if opens {
                Token::Open { span, element, made: None, within, url: url.map(|url| url.value) }
            } else {
                Token::Close { span, element, made: None, within }
            });
            return TokenSinkResult::Continue;
        }
        self.builder.sink.begin(Some(tag.name.clone()));
        let result = self.give(tokenizer::Token::TagToken(tag));
        let made = self.builder.sink.made.get();
        self.is_raw.set(matches!(result, TokenSinkResult::RawData(_)));
        let within = self.current();
        self.push(if opens {
            Token::Open { span, element, made, within, url: None }
        } else {
            Token::Close { span, element, made, within }
        });
        let may_end = !opens && element == Element::Table || self.builder.sink.hides.get();
        if may_end && span.range().end > self.soft_end && !self.is_open() {
            self.is_done.set(true);
            // Stops the tokenizer.
            return TokenSinkResult::Script(self.builder.sink.get_document());
        }
        result
    }

    /// Whether an element is not opened: frames would be all that a browser shows, what is no HTML would go on to the
    /// end, and depth without end would take time without end.
    fn is_refused(&self, tag: &Tag, span: Span) -> bool {
        if let Ok(kind) = RAW.binary_search(&&*tag.name) {
            return !self.has_raw_end(kind, span.range().end);
        }
        tag.name == local_name!("frameset") || self.builder.sink.depth.get() >= DEEPEST && self.open().0 >= DEEPEST
    }

    /// Whether the end tag of an element whose content is no HTML stands behind an offset.
    fn has_raw_end(&self, kind: usize, from: usize) -> bool {
        let known = &self.raw_ends[kind];
        if known.get() < from {
            let bytes = &self.text.as_bytes()[..self.end];
            let name = RAW[kind].as_bytes();
            let is_end = |at: &usize| {
                let rest = &bytes[at + 2..];
                rest.get(..name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name))
                    && rest.get(name.len()).is_some_and(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>')
            };
            let mut ends = memchr::memmem::find_iter(&bytes[from..], b"</").map(|at| from + at);
            known.set(ends.find(is_end).unwrap_or(usize::MAX));
        }
        known.get() != usize::MAX
    }

    /// Whether a tag belongs to an element of looks that is not displayed. Such a one is given on under a name that
    /// means nothing else.
    fn is_hidden_look(&self, tag: &mut Tag) -> bool {
        let mut hidden = self.hidden_looks.borrow_mut();
        let is_hidden = match tag.kind {
            TagKind::StartTag => says_hidden(&tag.attrs),
            TagKind::EndTag => hidden.last() == Some(&tag.name),
        };
        if is_hidden {
            let name = std::mem::replace(&mut tag.name, local_name!("span"));
            match tag.kind {
                TagKind::StartTag => hidden.push(name),
                TagKind::EndTag => drop(hidden.pop()),
            }
        }
        is_hidden
    }

    /// The innermost element that is open: the tree builder asks for its name to tell whether it is of HTML.
    fn current(&self) -> Id {
        self.builder.sink.named.set(Id::ROOT);
        self.adjusted_current_node_present_but_not_in_html_namespace();
        self.builder.sink.named.get()
    }

    /// The number of open elements, and of those that reach on.
    fn open(&self) -> (u32, u32) {
        let count = Count { builder: &self.builder.sink, all: Cell::default(), reaching: Cell::default() };
        self.builder.trace_handles(&count);
        (count.all.get(), count.reaching.get())
    }

    /// Whether a table is open, or an element that is not displayed.
    pub(super) fn is_open(&self) -> bool {
        self.open().1 > 0
    }
}

/// Counts open elements.
struct Count<'b> {
    builder: &'b Builder,
    all: Cell<u32>,
    reaching: Cell<u32>,
}

impl Tracer for Count<'_> {
    type Handle = Handle;

    fn trace_handle(&self, node: &Handle) {
        self.all.set(self.all.get() + 1);
        if self.builder.reaches_on(node) {
            self.reaching.set(self.reaching.get() + 1);
        }
    }
}

impl TokenSink for &Sink<'_> {
    type Handle = Handle;

    fn process_token(&self, token: tokenizer::Token, _: u64) -> TokenSinkResult<Handle> {
        match token {
            tokenizer::Token::CharacterTokens(shown) => {
                let span = self.clock.text(&shown);
                match span.slice(self.text) {
                    "" => {}
                    raw if !self.signs.is_empty() && raw == &*shown => self.literal(span),
                    _ => self.add_text(span, shown),
                }
            }
            tokenizer::Token::NullCharacterToken | tokenizer::Token::CommentToken(_) => {
                self.clock.markup();
            }
            tokenizer::Token::DoctypeToken(_) => {
                self.clock.markup();
                return self.give(token);
            }
            tokenizer::Token::TagToken(tag) => {
                let span = self.clock.markup();
                return self.tag(tag, span);
            }
            tokenizer::Token::ParseError(_) | tokenizer::Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        Sink::adjusted_current_node_present_but_not_in_html_namespace(self)
    }
}

impl Sink<'_> {
    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

//! Where the tokenizer stands: html5ever tells no offsets, but it takes its text from a queue that can be looked into.

use crate::span::Span;
use html5ever::tokenizer::BufferQueue;
use std::cell::Cell;

/// The queue of a tokenizer, and what it took from it.
pub(super) struct Clock<'t> {
    text: &'t str,
    queue: BufferQueue,
    /// Everything before this offset was put into the queue.
    fed: Cell<usize>,
    /// The same, whatever was taken back since.
    furthest: Cell<usize>,
    /// Everything before this offset is a part of a token that came out.
    done: Cell<usize>,
}

/// The shortest reference to a character that stands for `&` itself, `&amp`, in bytes.
const SHORTEST_AMPERSAND: usize = 4;

/// An end tag without a name, which the tokenizer drops without a word.
const NAMELESS: &str = "</>";

impl<'t> Clock<'t> {
    /// A clock that stands at an offset of a text.
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, queue: BufferQueue::default(), fed: Cell::new(at), furthest: Cell::new(at), done: Cell::new(at) }
    }

    pub(super) fn queue(&self) -> &BufferQueue {
        &self.queue
    }

    pub(super) fn fed(&self) -> usize {
        self.fed.get()
    }

    /// How far the text was looked at.
    pub(super) fn furthest(&self) -> usize {
        self.furthest.get()
    }

    pub(super) fn done(&self) -> usize {
        self.done.get()
    }

    /// Puts the text up to an offset into the queue.
    pub(super) fn feed(&self, end: usize) {
        self.queue.push_back(self.text.get(self.fed.get()..end).unwrap_or_default().into());
        self.fed.set(end);
        self.furthest.set(end.max(self.furthest.get()));
    }

    /// Empties the queue, and goes on behind an offset.
    pub(super) fn restart(&self, at: usize) {
        while self.queue.pop_front().is_some() {}
        self.fed.set(at);
        self.done.set(at);
    }

    /// The span of the tag or comment that comes out now.
    pub(super) fn markup(&self) -> Span {
        self.skip_nameless();
        self.take(self.done.get(), self.taken())
    }

    /// The span of the text that comes out now. The tokenizer may have looked at characters behind it, which will come
    /// out later, and two bytes may be one line end.
    pub(super) fn text(&self, shown: &str) -> Span {
        if !shown.starts_with('<') {
            self.skip_nameless();
        }
        let (start, end) = (self.done.get(), self.taken());
        let rest = self.text.get(start..).unwrap_or_default();
        let is_reference = shown == "&" && end >= start + SHORTEST_AMPERSAND;
        if rest.starts_with(shown) && !is_reference {
            self.take(start, start + shown.len())
        } else if shown == "\n" && rest.starts_with('\r') {
            self.take(start, start + if rest.starts_with("\r\n") { 2 } else { 1 })
        } else {
            self.take(start, end)
        }
    }

    fn take(&self, start: usize, end: usize) -> Span {
        // What was put behind the end of the text is no part of it.
        let end = end.min(self.fed.get()).max(start);
        self.done.set(end);
        Span::of(start..end)
    }

    fn skip_nameless(&self) {
        while self.text.get(self.done.get()..).is_some_and(|rest| rest.starts_with(NAMELESS))
            && self.done.get() + NAMELESS.len() <= self.taken()
        {
            self.done.set(self.done.get() + NAMELESS.len());
        }
    }

    /// What was put into the queue, less what is left of it.
    fn taken(&self) -> usize {
        self.fed.get().saturating_sub(left(&self.queue))
    }
}

/// The number of bytes in a queue. It holds a piece of the article, and sometimes a few characters that were put back.
fn left(queue: &BufferQueue) -> usize {
    let Some(front) = queue.pop_front() else { return 0 };
    let length = front.len() + left(queue);
    queue.push_front(front);
    length
}

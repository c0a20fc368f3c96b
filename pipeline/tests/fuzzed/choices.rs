//! `Choices`: bytes as decisions, so that an input that changes a little is a thing that differs a little.

/// Decisions that are left; when they have run out, each is the first of its alternatives.
pub(super) struct Choices<'b>(std::slice::Iter<'b, u8>);

impl<'b> Choices<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes.iter())
    }

    /// Whether there are any left.
    pub(super) fn are_left(&self) -> bool {
        !self.0.as_slice().is_empty()
    }

    /// One of the numbers below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.next().map_or(0, |&byte| usize::from(byte)) % end.max(1)
    }

    /// One of these.
    pub(super) fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    /// A place in a text of so many characters, also of a long one.
    pub(super) fn place(&mut self, end: usize) -> usize {
        (self.below(256) << 8 | self.below(256)) % end.max(1)
    }

    /// A text as it stands in the bytes: at most fifteen of them.
    pub(super) fn text(&mut self) -> String {
        let length = self.below(16);
        let bytes: Vec<u8> = self.0.by_ref().take(length).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

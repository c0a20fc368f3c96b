//! Lines that go on in the next one, and lines that lead to what stands below them.

use super::Lines;
use super::text::is_label;

impl Lines<'_, '_> {
    /// Whether a line among others goes on in the next one.
    pub(crate) fn goes_on(&self, at: usize) -> bool {
        let ends = || self.raw(at).is_some_and(|raw| raw.ends_with(['.', ':']));
        self.document.is_hard_wrapped(at) && !ends()
    }

    /// Whether the line below a label may stand between it and its table: it leads in, `The files are listed here:`, or is
    /// any sentence below the name of a processor, and where no line is blank.
    pub(crate) fn leads_in(&self, label: usize, is_tight: bool) -> bool {
        let (Some((_, line)), Some(below)) = (self.document.line(label), self.raw(label + 1)) else { return false };
        let names_processor =
            || self.names(label).platform.is_some() && is_label(self.text(label), &self.contract.words);
        below.ends_with(['.', ':'])
            && !self.sentence_goes_on(label)
            && (!line.bullet && (below.ends_with(':') || is_tight) || names_processor())
    }

    /// Whether the sentence of a line goes on in the next one, which then is no line of its own.
    fn sentence_goes_on(&self, at: usize) -> bool {
        let begins_small = || self.raw(at + 1).is_some_and(|raw| raw.starts_with(|c: char| c.is_lowercase()));
        self.document.line(at + 1).is_some_and(|(_, line)| !line.opens) && begins_small()
            || self.document.is_hard_wrapped(at)
    }
}

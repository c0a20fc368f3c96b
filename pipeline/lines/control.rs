//! Controls of a web page, which name nothing: `Expand this table`.

use super::Lines;

/// A longer line is no control, in bytes.
const LONGEST_CONTROL: usize = 60;
/// So many controls may stand between a label and its table.
pub(crate) const MOST_CONTROLS: usize = 3;

impl Lines<'_, '_> {
    /// The number of lines from a block on that are a control. Cells of one line each break it over two.
    pub(crate) fn controls(&self, at: usize) -> usize {
        let Some(said) = self.said.get(at) else { return 0 };
        usize::from(*said.controls.get_or_init(|| match () {
            () if self.is_control(at, 1) => 1,
            () if self.is_control(at, 2) => 2,
            () => 0,
        }))
    }

    /// One past the controls from a block on.
    pub(crate) fn behind_controls(&self, at: usize) -> usize {
        (0..MOST_CONTROLS).fold(at, |at, _| at + self.controls(at))
    }

    /// Whether a block is a control by its text: whatever stands so is no label.
    pub(super) fn names_nothing(&self, at: usize) -> bool {
        is_mark(self.text(at)) || self.controls.is_some_and(|names| names.is_none(self.text(at)))
    }

    /// The length of the controls that are glued to the name of a section: 14 of `Collapse imageSYMPTOMS`.
    pub(super) fn glued_control(&self, text: &str) -> usize {
        let Some(names) = self.controls else { return 0 };
        let rest = names.behind_none(text);
        let at = text.len() - rest.len();
        let is_glued = text[..at].ends_with(char::is_alphanumeric);
        if is_glued && self.contract.section_kinds.is_spelled(rest) { at } else { 0 }
    }

    fn is_control(&self, at: usize, lines: usize) -> bool {
        let last = self.document.line(at + lines - 1);
        self.document.line(at).zip(last).is_some_and(|((first, _), (last, _))| {
            let span = first.join(last);
            lines == 1 && is_mark(self.document.raw(first))
                || span.range().len() <= LONGEST_CONTROL
                    && self.controls.is_some_and(|names| {
                        if lines == 1 {
                            return names.is_none(self.text(at));
                        }
                        if !names.may_begin_none(self.text(at)) {
                            return false;
                        }
                        let text = self.document.plain(span);
                        names.is_none(&text) || names.is_none(&one_line(&text))
                    })
        })
    }
}

/// Whether a line is a mark that pages of documentation are written with: it begins an alert (`[!NOTE]`), takes a text from
/// another file (`[!INCLUDE [a](a.md)]`), begins or ends a zone (`::: moniker range="..."`), or is a picture (`![a](a.png)`).
fn is_mark(line: &str) -> bool {
    let is_order = || {
        let name = line.strip_prefix("[!").filter(|rest| rest.ends_with(']'));
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let is_picture = || {
        let address = line.strip_prefix("![").and_then(|rest| rest.split_once("](")?.1.strip_suffix(')'));
        address.is_some_and(|address| !address.contains(')'))
    };
    line.starts_with(":::") || is_order() || is_picture()
}

/// A text with a blank in the place of its line ends.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! K101.

use crate::blocks::{Document, FenceEnd, Kind};
use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    code: "K101",
    name: "unclosed-fence",
    level: Level::Warning,
    summary: "a code fence that never closes, or backticks in mid-line that look like one",
    rationale: "A fence that nothing closes turns the rest of the article into code, tables included; other readers of \
                Markdown lose it. kbc takes such a fence for text and reads on. Backticks in mid-line that have no \
                partner are left over from a fence or from code: readers that count them lose their way, too, so they \
                are noted.",
    bad: &[
        Example::article(&[(
            "never-closed.md",
            "# KB981506 - The cache forgets\n\n## Workaround\n\n```console\nipconfig /flushdns\n\n## Cause\n\nThe cache is too small.\n",
        )]),
        Example::article(&[(
            "closed-by-the-next.md",
            "# KB981506 - The cache forgets\n\n```console\nipconfig /flushdns\n\nThen ask again:\n\n```console\nnslookup contoso.com\n```\n",
        )]),
        Example::article(&[(
            "mid-line.md",
            "# KB981506 - The cache forgets\n\nRun this command:\n\n ipconfig /flushdns **```\n\nThen ask again.\n",
        )]),
    ],
    good: &[
        Example::article(&[(
            "a.md",
            "# KB981506 - The cache forgets\n\nRun ```ipconfig /flushdns``` or this:\n\n1. As it stands:\n\n    ```console\n    ipconfig /flushdns\n    ```\n\n\
             ````markdown\n```console\nipconfig\n```\n````\n\n~~~\n``` is three backticks\n~~~\n\n\
             Ask ```nslookup\ncontoso.com``` again.\n\n| Command | Use |\n|---|---|\n| ```ipconfig``` | shows adapters |\n",
        )]),
        Example::article(&[("a.txt", "Q981506: The cache forgets\n\nPress ``` to see the console, then\n\n```\n")]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let document = article.document;
    for fence in &document.open_fences {
        match fence.end {
            FenceEnd::Nothing => drafts
                .add(fence.span, "this fence is never closed")
                .help("close it with a line of its own behind the last line of code"),
            FenceEnd::Next(next) => drafts
                .add(fence.span, "this fence is not closed before the next one opens")
                .other(next, "the next one")
                .help("close it with a line of its own between the two"),
            FenceEnd::Container => drafts
                .add(fence.span, "this fence is closed by the end of its list or quote")
                .level(Level::Note)
                .help("close it with a line of its own behind the last line of code, indented as this one"),
        }
        .label("opened here");
    }
    if document.has_markup {
        for run in lonely_backticks(document) {
            drafts
                .add(run, format!("{} backticks in mid-line open nothing and close nothing", run.range().len()))
                .level(Level::Note)
                .label("no partner in this paragraph")
                .help("remove them, or put the fence on a line of its own");
        }
    }
}

/// Three or more backticks in a row that begin no line of their own and have no equal run in their paragraph.
fn lonely_backticks(document: &Document<'_>) -> Vec<Span> {
    let text = document.source.text.as_bytes();
    // The runs of paragraphs: where each stands, and in what.
    let mut runs: Vec<(Span, u32)> = Vec::new();
    let mut paragraph = Paragraph::default();
    let mut behind = 0;
    for at in memchr::memmem::find_iter(text, b"```") {
        if at >= behind {
            behind = at + text[at..].iter().take_while(|&&b| b == b'`').count();
            let run = Span::of(at..behind);
            runs.extend(paragraph.of(document, run).map(|paragraph| (run, paragraph)));
        }
    }
    let mut lonely = Vec::new();
    let mut at = 0;
    while let Some(&(run, paragraph)) = runs.get(at) {
        let rest = runs[at + 1..].iter().take_while(|(_, other)| *other == paragraph);
        let partner = rest.take(MOST_RUNS).position(|(other, _)| other.range().len() == run.range().len());
        if partner.is_none() {
            lonely.push(run);
        }
        at += partner.map_or(1, |partner| partner + 2);
    }
    lonely
}

/// Runs among which the partner of one is searched for.
const MOST_RUNS: usize = 256;

/// The paragraph that was looked at last: its first line, and the line that is known to belong to it.
#[derive(Default)]
struct Paragraph {
    first: usize,
    known: usize,
}

impl Paragraph {
    /// Where the paragraph begins in which something stands, or the row of a table; null in code and outside of text.
    /// Asked in reading order.
    fn of(&mut self, document: &Document<'_>, part: Span) -> Option<u32> {
        let at = document.blocks.partition_point(|block| block.span.start <= part.start).checked_sub(1)?;
        let block = document.blocks[at];
        if block.span.end < part.end {
            return None;
        }
        match block.kind {
            Kind::Grid { first, end } => {
                let rows = document.rows.get(first as usize..end as usize)?;
                let row = rows.partition_point(|row| row.span.start <= part.start).checked_sub(1)?;
                Some(rows[row].span.start)
            }
            Kind::Line(line) if line.code => None,
            _ => {
                let mut first = at;
                while first > self.known && matches!(document.blocks[first].kind, Kind::Line(line) if !line.opens) {
                    first -= 1;
                }
                if first > self.known || !matches!(document.blocks[first].kind, Kind::Line(line) if !line.opens) {
                    self.first = first;
                }
                self.known = at;
                Some(document.blocks[self.first].span.start)
            }
        }
    }
}

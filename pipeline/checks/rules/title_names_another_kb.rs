//! K104.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::values::kb_number;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    code: "K104",
    name: "title-names-another-kb",
    level: Level::Note,
    summary: "the title names a number that the article does not state as its own",
    rationale: "\"KB2998527 causes wrong code lookups\" is about KB2998527 and is another article: a reader that takes \
                numbers from titles joins the wrong rows. kbc does not take it. Where it is the number of the article \
                after all, state it as such.",
    bad: &[
        Example::article(&[(
            "a.md",
            "# KB2998527 causes wrong lookups in the cache\n\n_Original KB number:_ &nbsp; 981506\n\nMake it larger.\n",
        )]),
        Example::article(&[("b.md", "# An update for the cache (KB 2998527)\n\nIt is larger now.\n")]),
    ],
    good: &[
        // A letter behind one of several bytes.
        Example::article(&[("a.md", "# KB981506 - How Cache¦BASIC forgets\n\nIt forgets.\n")]),
        Example::article(&[("a.md", "# KB981506 - The cache forgets\n\nKB2998527 brought it.\n")]),
        Example::article(&[(
            "b.md",
            "# The cache forgets 1000000 names of 512 KB 24567 times (KB981506)\n\n_Original KB number:_ &nbsp; 981506\n\nMake it larger.\n",
        )]),
    ],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let (facts, document) = (&article.records.article, article.document);
    let block = match facts.title_source {
        "heading" => article.records.outline.sections.iter().find(|at| at.text == facts.title).map(|at| at.block),
        "first_line" => Some(0),
        _ => None,
    };
    let Some(block) = block.and_then(|block| document.blocks.get(block)) else { return };
    let raw = document.raw(block.span);
    let stated = |number: u32| facts.statements.iter().any(|statement| statement.kb == number);
    let Some((number, range)) = numbers(raw).find(|(number, _)| !stated(*number)) else { return };
    let own = match facts.kb {
        Some(own) => format!("the article's own number is `{own}`"),
        None => "the article does not say that this is its own number".to_owned(),
    };
    drafts
        .add(block.span.inner(range.start, range.len()), format!("the title names KB{number}; {own}"))
        .label("not taken as the article's number")
        .help(format!("where it is its own, state it on a line such as `Original KB number: {number}`"));
}

/// Numbers of articles in a text: `KB2998527`, `KB 2998527`, `Q299276`.
fn numbers(text: &str) -> impl Iterator<Item = (u32, Range<usize>)> {
    memchr::memchr2_iter(b'B', b'Q', text.as_bytes()).filter_map(move |at| {
        let start = if text.as_bytes()[at] == b'Q' { at } else { at.checked_sub(1)? };
        let sign = &text.as_bytes()[start..=at];
        if !(sign == b"KB" || sign == b"Q") {
            return None;
        }
        let before = text[..start].bytes().next_back();
        if before.is_some_and(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        // `512 KB 24567` is a size.
        let is_size = text[..start].trim_end().ends_with(|c: char| c.is_ascii_digit());
        let behind = &text[at + 1..];
        let blanks = usize::from(behind.starts_with(' ') && sign == b"KB" && !is_size);
        let digits = behind[blanks..].bytes().take_while(u8::is_ascii_digit).count();
        let number = kb_number(&behind[blanks..blanks + digits]).filter(|_| digits >= 6)?;
        Some((number, start..at + 1 + blanks + digits))
    })
}

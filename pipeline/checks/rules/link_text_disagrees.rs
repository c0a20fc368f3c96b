//! K109.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::finding::Level;
use crate::records::number_in_address;
use crate::values::kb_number;

pub(super) const RULE: Rule = Rule {
    code: "K109",
    name: "link-text-disagrees",
    level: Level::Warning,
    summary: "the text of a link names one article, its address another",
    rationale: "One of the two numbers is wrong: digits changed places, or the address is left over from the link that \
                was copied. `kb_references` takes the number of the address; correct the one that is wrong.",
    bad: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\nSee [KB 4103198](https://support.microsoft.com/help/4013198) and:\n\n\
         | Update | Contains |\n|---|---|\n| [4525243](https://support.microsoft.com/help/3156418) | all fixes |\n\
         | [A fix (KB15009246)](https://support.microsoft.com/help/5009246) | one fix |\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "# KB981506 - The cache forgets\n\nSee [KB 4103198](https://support.microsoft.com/help/4103198/the-cache-forgets), \
         [3172614](https://support.microsoft.com/help/4009451/update-kb3172614), \
         [a folder of 500000000 bytes](https://support.microsoft.com/help/900900) and [299276](https://contoso.com/299277).\n",
    )])],
    needs: &[],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for link in &article.document.links {
        let raw = article.document.raw(link.text);
        // Most texts have no digit.
        if !raw.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let Some(there) = in_address(&link.url).filter(|there| *there >= SIX_DIGITS) else { continue };
        let text = article.document.plain(link.text);
        let Some(here) = in_text(&text) else { continue };
        let digits = here.to_string();
        if here != there && !holds(&link.url, here) && !holds(&text, there) {
            drafts
                .add(link.span, format!("the link says `{digits}` and leads to `{there}`"))
                .label("text and address disagree")
                .help("correct the one that is wrong");
        }
    }
}

/// Whether a number stands in a text: as a whole, and not as a part of a longer one.
fn holds(text: &str, number: u32) -> bool {
    let number = number.to_string();
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number)
}

/// Numbers of fewer digits are those of error codes and ports, too.
const SIX_DIGITS: u32 = 100_000;

/// The number in an address: of the Knowledge Base, or of the page of an update (`.../may-11-2021-kb5003197-...`).
fn in_address(url: &str) -> Option<u32> {
    number_in_address(url).or_else(|| {
        let (_, topic) = url.split_once("/topic/")?;
        let (_, behind) = topic.split_once("kb")?;
        kb_number(behind.split(|c: char| !c.is_ascii_digit()).next()?)
    })
}

/// The number that a text is, or that of the address that it is, or the only one that it names behind `KB`.
fn in_text(text: &str) -> Option<u32> {
    let bare = text.trim_matches(['(', ')', ' ', '.']);
    let bare =
        bare.strip_prefix("KB").or_else(|| bare.strip_prefix('Q')).unwrap_or(bare).trim_start_matches([' ', '-']);
    let number = kb_number(bare).or_else(|| number_in_address(text)).or_else(|| {
        let mut named = text.match_indices("KB").filter_map(|(at, _)| {
            let behind = text[at + 2..].trim_start_matches([' ', '-', '\u{a0}']);
            kb_number(behind.split(|c: char| !c.is_ascii_digit()).next()?)
        });
        named.next().filter(|_| named.next().is_none())
    });
    number.filter(|number| *number >= SIX_DIGITS)
}

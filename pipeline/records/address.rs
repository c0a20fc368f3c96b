//! Addresses: those that no link holds, and the number in one of the Knowledge Base.

use crate::blocks::{Document, Kind};
use crate::span::Span;
use crate::values::kb_number;

/// An address that is printed as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'s> {
    /// Its block.
    pub(super) block: usize,
    /// The address.
    pub(super) span: Span,
    /// The number in it.
    pub(super) kb: u32,
    /// Its text.
    pub(super) url: &'s str,
}

/// Block, place and text of an address of any host in the text.
pub(super) type Plain<'s> = (usize, Span, &'s str);

/// Schemes of addresses.
const SCHEMES: [&str; 3] = ["https", "http", "ftp"];
/// What divides a scheme from the host.
const SCHEME_END: &str = "://";
/// The host of the Knowledge Base.
const HOST: &str = "support.microsoft.com";
/// What stands before the number, in addresses of any host and in those that lack one.
const BEFORE_NUMBER: [&str; 2] = ["/help/", "/kb/"];
/// What stands before it at that host only.
const BEFORE_NUMBER_AT_HOST: [&str; 6] =
    ["kbid=", "?id=", "scid=kb;en-us;", "scid=kb;", "/kb/articles/q", "/kb/articles/"];
/// What ends an address in text.
const ENDS: &[char] = &['<', '>', '"', '(', ')', '[', ']', '|', '`', '\'', '*'];

/// The number in an address of the Knowledge Base.
pub(crate) fn number_in_address(url: &str) -> Option<u32> {
    let lower = url.to_ascii_lowercase();
    let behind = |before: &&str| {
        lower.match_indices(*before).find_map(|(at, _)| {
            let rest = &lower[at + before.len()..];
            kb_number(rest.split(['/', '?', '#', '&', ';', '.']).next()?).or_else(|| of_folders(rest))
        })
    };
    // `/topic/june-8-2021-kb5003638-os-build-14393-4467-d9df...`
    let in_topic = || {
        let (_, topic) = lower.split_once("/topic/")?;
        topic.split(['-', '/', '?', '#']).find_map(|word| word.strip_prefix("kb").and_then(kb_number))
    };
    // A page or a file that is named after its number: `/mim/kb5008386`, `kb5008386.md`.
    let in_name = || {
        let path = lower.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        kb_number(name.split('.').next()?.strip_prefix("kb")?)
    };
    let at_host = || lower.contains(HOST).then(|| BEFORE_NUMBER_AT_HOST.iter().find_map(behind).or_else(in_topic));
    BEFORE_NUMBER.iter().find_map(behind).or_else(|| at_host().flatten()).or_else(in_name)
}

/// Old addresses divide the number: `/kb/articles/q247/2/97.asp`.
fn of_folders(rest: &str) -> Option<u32> {
    let rest = rest.strip_suffix(".asp")?;
    let parts: Vec<&str> = rest.split('/').collect();
    let [head, middle, tail] = parts.as_slice() else { return None };
    (head.len() == 3 && middle.len() == 1 && tail.len() == 2).then(|| kb_number(&parts.concat())).flatten()
}

/// Addresses with a number that stand in the lines of the text and in no link, in reading order.
pub(super) fn numbered<'s>(document: &Document<'s>, unlinked: &[Plain<'s>]) -> Vec<Address<'s>> {
    let at_host = |url: &str| url.split_once(SCHEME_END).is_some_and(|(_, behind)| behind.starts_with(HOST));
    let is_line = |at: usize| document.line(at).is_some();
    let told = unlinked.iter().filter(|&&(block, _, url)| at_host(url) && is_line(block));
    told.filter_map(|&(block, span, url)| Some(Address { block, span, kb: number_in_address(url)?, url })).collect()
}

/// Finds the addresses that stand in the text and in no link, in reading order. Those in code are left out.
pub(super) fn unlinked<'s>(document: &Document<'s>) -> Vec<Plain<'s>> {
    let text = document.source.text.as_str();
    let mut links = document.links.iter().map(|link| link.span.range()).peekable();
    let mut after = document.front_matter.span.range().end;
    let found = memchr::memmem::find_iter(text.as_bytes(), SCHEME_END).filter_map(|at| {
        while links.next_if(|link| link.end <= at).is_some() {}
        let is_linked = links.peek().is_some_and(|link| link.start <= at);
        let before = text.get(after..at).filter(|_| !is_linked)?;
        let scheme = SCHEMES.iter().find(|scheme| before.ends_with(*scheme))?;
        let rest = &text[at..];
        let end = rest.find(|c: char| c.is_whitespace() || ENDS.contains(&c)).unwrap_or(rest.len());
        // Another one may follow right behind it, or be a part of it.
        let next = rest[SCHEME_END.len()..end].find(SCHEME_END).map(|next| &rest[..SCHEME_END.len() + next]);
        let next = next.and_then(|run| SCHEMES.iter().find_map(|scheme| run.strip_suffix(scheme)));
        let end = next.map_or(end, str::len);
        let url = text[at - scheme.len()..at + end].trim_end_matches(['.', ',', ';', ':']);
        after = at + end;
        let span = Span::of(at - scheme.len()..at - scheme.len() + url.len());
        let block = document.blocks.partition_point(|block| block.span.start <= span.start).checked_sub(1)?;
        let is_shown = document.blocks.get(block).is_some_and(|block| {
            let is_code = matches!(block.kind, Kind::Line(line) if line.code);
            !is_code && span.end <= block.span.end
        });
        is_shown.then_some((block, span, url))
    });
    found.collect()
}

/// What stands behind an address in brackets with which a text begins; null where it does not begin so.
pub(super) fn behind(text: &str, whole: Span, address: Span) -> Option<Span> {
    let before = text.get(whole.range().start..address.range().start)?;
    let behind = Span { start: address.end, end: whole.end.max(address.end) };
    let rest = behind.slice(text);
    let open = before.trim();
    let closed = rest.trim_start().strip_prefix(')');
    let tail = match (open, closed) {
        ("(", Some(tail)) => tail,
        ("", None) => rest,
        _ => return None,
    };
    Some(Span { start: behind.end - u32::try_from(tail.len()).ok()?, end: behind.end }.trim(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_addresses_of_all_ages() {
        for (url, number) in [
            ("https://support.microsoft.com/help/2033300/how-to-restart", Some(2_033_300)),
            ("/en-us/kb/2033301", Some(2_033_301)),
            ("http://support.microsoft.com/default.aspx?scid=kb;EN-US;2033303", Some(2_033_303)),
            ("http://support.microsoft.com/?kbid=824449", Some(824_449)),
            ("http://support.microsoft.com/support/kb/articles/q247/2/97.asp", Some(247_297)),
            ("https://support.microsoft.com/topic/june-8-2021-kb5003638-os-build-14393-4467-d9dfce91", Some(5_003_638)),
            ("https://support.microsoft.com/topic/how-to-back-up-855762ad-e318", None),
            ("https://support.microsoft.com/hub/4338813", None),
            ("https://www.microsoft.com/download/details.aspx?id=24009", None),
        ] {
            assert_eq!(number_in_address(url), number, "{url}");
        }
    }
}

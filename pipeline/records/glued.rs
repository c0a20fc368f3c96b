//! Runs of glued names, cut where a name begins.

use crate::contract::Names;

/// Cuts runs, by what is known of names.
pub(super) struct Cutter<'a> {
    /// What the contract knows.
    pub(super) names: Option<&'a Names>,
    /// Names that the same article prints apart.
    pub(super) apart: Vec<&'a str>,
}

impl Cutter<'_> {
    /// Cuts a run. Where nothing tells two names apart they stay one: a name is never made up.
    pub(super) fn cut(&self, run: &str) -> Vec<String> {
        let mut words: Vec<&str> = Vec::new();
        for mut word in run.split_whitespace() {
            while let Some(at) = self.names.and_then(|names| names.joint(word)) {
                words.push(&word[..at]);
                word = &word[at..];
            }
            words.push(word);
        }
        let mut starts: Vec<usize> = Vec::new();
        // The end of the words with which the name begins, which alone are no whole name: `Microsoft Office`.
        let mut bare = 0;
        for at in 0..words.len() {
            let (length, is_whole) = self.beginning(&words, at);
            if at == 0 {
                starts.push(0);
                bare = if is_whole { 0 } else { length };
                continue;
            }
            let is_inside = at < bare;
            if length == 0 || is_inside {
                continue;
            }
            if at == bare {
                bare = at + length;
            } else if !self.is_bound(words[at - 1]) && (is_whole || goes_on(&words, at + length, length)) {
                starts.push(at);
                bare = if is_whole { 0 } else { at + length };
            }
        }
        let ends = starts.iter().skip(1).copied().chain([words.len()]);
        let names = starts.iter().zip(ends).map(|(&start, end)| words[start..end].join(" "));
        names.map(|name| name.trim_matches([',', ';', '-', ' ']).to_owned()).filter(|name| !name.is_empty()).collect()
    }

    /// The number of words with which a name begins at a word, and whether they are a whole name.
    fn beginning(&self, words: &[&str], at: usize) -> (usize, bool) {
        let rest = &words[at..];
        let length = |name: &&str| name.split(' ').count();
        let fits = |name: &&str| {
            let mut own = name.split(' ');
            length(name) <= rest.len() && rest.iter().take(length(name)).all(|word| own.next() == Some(*word))
        };
        let apart = self.apart.iter().filter(|name| fits(name)).map(length).max().unwrap_or(0);
        let known = self.names.map_or(0, |names| names.beginning(rest));
        // The word with which the run begins is the beginning of a name where it comes again.
        let again = usize::from(words[at] == words[0]);
        (known.max(again).max(apart), apart > 0 && apart >= known)
    }

    fn is_bound(&self, before: &str) -> bool {
        let before = before.trim_start_matches(['(', '[']);
        self.names.is_some_and(|names| names.binds(before))
    }
}

/// Whether a name goes on behind its first words; a single word at the end of a run is the end of the name before:
/// `SQL Server 2017 Standard Windows`.
fn goes_on(words: &[&str], behind: usize, length: usize) -> bool {
    words.get(behind).map_or(length > 1, |next| next.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(run: &str) -> Vec<String> {
        let begins = ["Microsoft", "Office", "Excel", "SQL Server", "Windows", "Windows Server", "Exchange Server"];
        let names = Names::new(begins, [vec!["for".to_owned(), "on".to_owned()], Vec::new(), Vec::new()]);
        Cutter { names: Some(&names), apart: vec!["Contoso Router"] }.cut(run)
    }

    #[test]
    fn names_are_cut_where_a_beginning_stands() {
        for (run, names) in [
            (
                "Windows 7 Windows Server 2008 Windows Vista Windows Server 2008 Service Pack 2",
                &["Windows 7", "Windows Server 2008", "Windows Vista", "Windows Server 2008 Service Pack 2"][..],
            ),
            (
                "Windows Server 2012 R2 SQL Server 2014 Developer Microsoft Office Excel 2007",
                &["Windows Server 2012 R2", "SQL Server 2014 Developer", "Microsoft Office Excel 2007"],
            ),
            (
                "SQL Server 2012 on Windows Exchange Server 2013",
                &["SQL Server 2012 on Windows", "Exchange Server 2013"],
            ),
            ("SQL Server 2017 Standard Windows", &["SQL Server 2017 Standard Windows"]),
            ("Windows 10, version 1809 Windows 11", &["Windows 10, version 1809", "Windows 11"]),
            ("Windows 7Windows Vista", &["Windows 7", "Windows Vista"]),
            ("Widget 5 Contoso Router Widget 6", &["Widget 5", "Contoso Router", "Widget 6"]),
            ("Router 5 Switch 6", &["Router 5 Switch 6"]),
            ("", &[]),
        ] {
            assert_eq!(cut(run), names, "{run}");
        }
    }
}

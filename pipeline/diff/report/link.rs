//! `Link`: the address of an article in a forge, at a line where it is known.

use crate::error::Error;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// What stands in an address for the path of an article, and for the number of a line.
const PATH: &str = "{path}";
const LINE: &str = "{line}";

/// A pattern of addresses, such as `https://example.org/team/kb/blob/4f2a9c1/{path}#L{line}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pattern: String,
    /// What stands before the paths of articles.
    root: String,
}

impl Link {
    /// Reads a pattern; `input` is the directory of the articles. `{path}` stands for the path of an article, that directory
    /// included, and `{line}` for the number of the line.
    ///
    /// # Errors
    /// When the pattern has no `{path}`, or something in it would end a link in Markdown.
    pub fn new(pattern: &str, input: &Path) -> Result<Self, Error> {
        let ends_link = |c: char| c.is_whitespace() || c.is_control() || "()<>\"\\".contains(c);
        let fault = match pattern.chars().find(|&c| ends_link(c)) {
            Some(c) => format!("holds {c:?}"),
            None if !pattern.contains(PATH) => format!("has no `{PATH}`"),
            None => return Ok(Self { pattern: pattern.to_owned(), root: root(input) }),
        };
        Err(Error::Usage(format!(
            "the address `{pattern}` {fault}\n  help: an address is such as `https://example.org/team/kb/blob/4f2a9c1/{PATH}#L{LINE}`"
        )))
    }

    /// The address of an article. Where the line is not known, the part of the address that names it is left out: from the
    /// last `#`, `?` or `&` before it on.
    pub(super) fn to(&self, source: &str, line: Option<u32>) -> String {
        let pattern = match (line, self.pattern.find(LINE)) {
            (None, Some(at)) => &self.pattern[..self.pattern[..at].rfind(['#', '?', '&']).unwrap_or(at)],
            _ => &self.pattern,
        };
        let line = line.map_or_else(String::new, |line| line.to_string());
        pattern.replace(LINE, &line).replace(PATH, &encoded(&format!("{}{source}", self.root)))
    }
}

/// A directory as the beginning of a path in an address.
fn root(input: &Path) -> String {
    let parts = input.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned() + "/"),
        _ => None,
    });
    parts.collect()
}

/// A path in an address: all bytes but letters, digits and a few signs as percent and two digits (RFC 3986, 2.3).
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(pattern: &str) -> Link {
        Link::new(pattern, Path::new("./input")).unwrap()
    }

    #[test]
    fn addresses_of_every_forge_are_patterns() {
        let to = |pattern: &str, line| link(pattern).to("a.md", line);
        assert_eq!(to("https://x/o/r/blob/1f/{path}#L{line}", Some(7)), "https://x/o/r/blob/1f/input/a.md#L7");
        assert_eq!(to("https://x/o/r/src/1f/{path}#lines-{line}", Some(7)), "https://x/o/r/src/1f/input/a.md#lines-7");
        assert_eq!(
            to("https://x/r?path=/{path}&version=GC1f&line={line}", None),
            "https://x/r?path=/input/a.md&version=GC1f"
        );
        assert_eq!(to("https://x/o/r/blob/1f/{path}#L{line}", None), "https://x/o/r/blob/1f/input/a.md");
        assert_eq!(to("https://x/{path}", Some(7)), "https://x/input/a.md");
    }

    #[test]
    fn paths_are_encoded_and_cannot_end_a_link() {
        let to = link("https://x/{path}#L{line}").to("new (2)/Über {line}#.md", Some(1));
        assert_eq!(to, "https://x/input/new%20%282%29/%C3%9Cber%20%7Bline%7D%23.md#L1");
    }

    #[test]
    fn a_pattern_without_a_path_or_with_a_blank_is_refused() {
        for pattern in ["https://x/a.md#L{line}", "https://x/ {path}", "https://x/{path})"] {
            let said = Link::new(pattern, Path::new("input")).unwrap_err().to_string();
            assert!(said.contains("help: an address is such as"), "{said}");
        }
    }
}

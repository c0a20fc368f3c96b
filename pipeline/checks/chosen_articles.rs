//! `ChosenArticles`: which articles a waiver is for: one, those of a directory, or those that a glob matches.

use globset::{GlobBuilder, GlobMatcher};

/// Articles by their path relative to the input root.
#[derive(Debug)]
pub(super) enum ChosenArticles {
    /// The one of this path.
    One(String),
    /// Those that a pattern matches.
    Matching(GlobMatcher),
}

impl ChosenArticles {
    /// The articles of `a.md`, of the directory `old/`, or of a glob such as `old/**/*.md`.
    ///
    /// # Errors
    /// When the glob is wrong; the text says why.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let pattern = match text.strip_suffix('/') {
            Some(directory) => format!("{}/**", globset::escape(directory)),
            // Names with brackets are common, so only these two signs make a glob of a path.
            None if text.contains(['*', '?']) => text.to_owned(),
            None => return Ok(Self::One(text.to_owned())),
        };
        let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
        Ok(Self::Matching(glob.map_err(|error| error.kind().to_string())?.compile_matcher()))
    }

    pub(super) fn holds(&self, source: &str) -> bool {
        match self {
            Self::One(path) => path == source,
            Self::Matching(glob) => glob.is_match(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_a_directory_and_a_glob_name_articles() {
        for (text, source, expected) in [
            ("a.md", "a.md", true),
            ("a.md", "old/a.md", false),
            ("a[1].md", "a[1].md", true),
            ("old/", "old/a.md", true),
            ("old/", "old/deep/a.md", true),
            ("old/", "older/a.md", false),
            ("a[1]/", "a[1]/b.md", true),
            ("*.md", "a.md", true),
            ("*.md", "old/a.md", false),
            ("**", "old/deep/a.md", true),
            ("old/**/*.txt", "old/deep/a.txt", true),
            ("old/**/*.txt", "old/a.md", false),
        ] {
            let chosen = ChosenArticles::of(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(chosen.holds(source), expected, "{text} {source}");
        }
        assert!(ChosenArticles::of("a[*.md").is_err());
    }
}

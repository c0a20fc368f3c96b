//! `Cause`: why a row changed.

/// Why a row changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Its article says something else.
    Article,
    /// Another article does: the row says what the corpus says of it.
    OtherArticle,
    /// The schemas read it otherwise.
    Contract,
    /// Another version of kbc reads it otherwise.
    Compiler,
    /// `waivers.toml` accepts it, or no longer, or sets another level.
    Policy,
    /// One of several that changed; what would tell them apart is not at hand.
    Unknown,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 6] =
        [Self::Article, Self::OtherArticle, Self::Contract, Self::Compiler, Self::Policy, Self::Unknown];

    /// The word in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::OtherArticle => "other_article",
            Self::Contract => "contract",
            Self::Compiler => "compiler",
            Self::Policy => "policy",
            Self::Unknown => "unknown",
        }
    }

    /// The words in reports for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OtherArticle => "another article",
            other => other.name(),
        }
    }
}

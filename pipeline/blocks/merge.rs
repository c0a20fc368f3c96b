//! The markers of an unfinished merge: `<<<<<<< HEAD`, `=======`, `>>>>>>> branch`.

/// A marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Our lines stand below it.
    Ours,
    /// Below it stand theirs, or what both came from; where none of ours came before, it is an underline.
    Theirs,
    /// Both end here.
    End,
}

impl Marker {
    /// The marker that a line is.
    #[must_use]
    pub fn of(line: &str) -> Option<Self> {
        let line = line.trim_end();
        if line == "=======" {
            return Some(Self::Theirs);
        }
        match line.get(..8)? {
            "<<<<<<< " => Some(Self::Ours),
            "||||||| " => Some(Self::Theirs),
            ">>>>>>> " => Some(Self::End),
            _ => None,
        }
    }
}

//! K601.

use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K601",
    name: "waiver-unused",
    level: Level::Warning,
    summary: "a waiver that accepts no finding",
    rationale: "A waiver that accepts nothing hides the day on which its finding comes back in another form: remove it once the finding is fixed, correct it if the article changed.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n|a.dll|1,024|\n",
            ),
            (
                "waivers.toml",
                "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nwhere = \"b.dll\"\nreason = \"the article lists the file once for each of two disks\"\n",
            ),
        ],
        also: &["K401"],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n|a.dll|1,024|\n",
            ),
            (
                "waivers.toml",
                "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nwhere = \"a.dll\"\nreason = \"the article lists the file once for each of two disks\"\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Policy,
};

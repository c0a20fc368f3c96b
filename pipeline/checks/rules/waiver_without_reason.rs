//! K603.

use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K603",
    name: "waiver-without-reason",
    level: Level::Error,
    summary: "a waiver that does not say why",
    rationale: "Anyone who reads the waiver next year must be able to judge whether its reason still holds.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n|a.dll|1,024|\n",
            ),
            ("waivers.toml", "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\n"),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n|a.dll|1,024|\n",
            ),
            (
                "waivers.toml",
                "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nreason = \"the article lists the file once for each of two disks\"\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Policy,
};

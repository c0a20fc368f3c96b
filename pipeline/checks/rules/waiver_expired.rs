//! K602.

use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K602",
    name: "waiver-expired",
    level: Level::Warning,
    summary: "a waiver past its date",
    rationale: "A waiver with a date says that somebody wanted to look again. From that day on it accepts nothing. What depends on the day is in the report only, never in the output.",
    bad: &[Example {
        files: &[
            (
                "a.md",
                "_Original KB number:_ &nbsp; 981506\n\n|File name|File size|\n|---|---|\n|a.dll|1,024|\n|a.dll|1,024|\n",
            ),
            (
                "waivers.toml",
                "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nreason = \"the article lists the file once for each of two disks\"\nexpires = 2020-01-01\n",
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
                "[[waiver]]\ncode = \"K401\"\nsource = \"a.md\"\nreason = \"the article lists the file once for each of two disks\"\nexpires = 9999-01-01\n",
            ),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Policy,
};

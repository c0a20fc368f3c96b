//! K514.

use crate::checks::constraints::{gather_pattern, judge_pattern};
use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K514",
    name: "constraint-pattern",
    level: Level::Warning,
    summary: "a value does not fit the regular expression that the schema declares; the level is that of the constraint",
    rationale: "A schema can say how the values of a text column are written: `^` and `$` are not needed, for a value fits as a \
                whole. A null is not looked at. `kbc schema sql` prints a query that gives the same rows. A type of your own \
                (`[[type]]`) is the stricter way: what does not fit its pattern is not a value of the column at all.",
    bad: &[Example {
        files: &[
            ("schemas/limits.toml", SCHEMA),
            (
                "a.md",
                "# KB5001092 - Limits\n\n|Item|Code|\n|---|---|\n|Servers per group|L-100|\n|Groups|L-20|\n|Users|l 300|\n",
            ),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            ("schemas/limits.toml", SCHEMA),
            ("a.md", "# KB5001092 - Limits\n\n|Item|Code|\n|---|---|\n|Servers per group|L-100|\n|Groups|n/a|\n"),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Constraint { gather: gather_pattern, judge: judge_pattern },
};

const SCHEMA: &str = "name = \"limits\"\ndoc = \"One row per limit.\"\neach = \"row\"\norder = [\"item\"]\n\n\
    [[column]]\nname = \"item\"\ntype = \"text\"\nheaders = [\"Item\"]\nrequired = true\ndoc = \"What is limited.\"\n\n\
    [[column]]\nname = \"code\"\ntype = \"text\"\nheaders = [\"Code\"]\ndoc = \"Number of the limit.\"\n\n\
    [[constraint]]\nkind = \"pattern\"\ncolumns = [\"code\"]\npattern = 'L-[0-9]+'\nlevel = \"error\"\n";

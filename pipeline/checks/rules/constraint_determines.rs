//! K509.

use crate::checks::constraints::{gather_determines, judge_determines};
use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K509",
    name: "constraint-determines",
    level: Level::Warning,
    summary: "rows agree in some columns and not in those that the schema says they determine",
    rationale: "A schema can say that some columns determine others (a functional dependency): one build of a file has one \
                size. Rows that contradict each other cannot both be right. Of each value but the first one the first row \
                is shown. Rows with a null in the determining columns are not looked at, a null in a determined one \
                contradicts nothing, and names of files are compared without case. `kbc schema sql` prints a query that \
                gives the same rows. The level is that of the constraint. With `left_to` a constraint names rules that \
                judge the same and know more: as long as one of them is on, this one is silent.",
    bad: &[Example {
        files: &[
            ("schemas/ports.toml", SCHEMA),
            ("a.md", "# KB5001092 - Ports\n\n|Service|Port|\n|---|---|\n|Replication|5722|\n|Directory|389|\n"),
            ("b.md", "# KB5001093 - Ports\n\n|Service|Port|\n|---|---|\n|Directory|389|\n|Replication|5727|\n"),
        ],
        also: &[],
    }],
    good: &[
        Example {
            files: &[
                ("schemas/ports.toml", SCHEMA),
                ("a.md", "# KB5001092 - Ports\n\n|Service|Port|\n|---|---|\n|Replication|5722|\n|Directory|389|\n"),
                ("b.md", "# KB5001093 - Ports\n\n|Service|Port|\n|---|---|\n|Replication|5722|\n|Directory|n/a|\n"),
            ],
            also: &[],
        },
        // The rule for sizes in two articles says it, and better.
        Example {
            files: &[
                (
                    "a.md",
                    "# KB5001092 - Files\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n\
                     |Cache.sys|6.1.7600.100|10,568|x86|\n",
                ),
                (
                    "b.md",
                    "# KB5001093 - Files\n\n|File name|File version|File size|Platform|\n|---|---|---|---|\n\
                     |CACHE.sys|6.1.7600.100|10,576|x86|\n",
                ),
            ],
            also: &["K506"],
        },
    ],
    needs: &[],
    check: Check::Constraint { gather: gather_determines, judge: judge_determines },
};

const SCHEMA: &str = "name = \"ports\"\ndoc = \"One row per port.\"\neach = \"row\"\norder = [\"service\"]\n\n\
    [[column]]\nname = \"service\"\ntype = \"text\"\nheaders = [\"Service\"]\nrequired = true\ndoc = \"Who listens.\"\n\n\
    [[column]]\nname = \"port\"\ntype = \"i64\"\nheaders = [\"Port\"]\ndoc = \"Number of the port.\"\n\n\
    [[constraint]]\nkind = \"determines\"\ncolumns = [\"service\"]\ndetermines = [\"port\"]\nlevel = \"warn\"\n";

//! K508.

use crate::checks::constraints::{gather_unique, judge_unique};
use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K508",
    name: "constraint-unique",
    level: Level::Warning,
    summary: "two rows agree in columns that the schema declares `unique`; the level is that of the constraint",
    rationale: "A schema can say that no two rows of its dataset agree in some columns. A join of the dataset on them counts \
                rows twice where they do. Rows with a null in one of the columns are not looked at, as in SQL; names of \
                files are compared without case. `kbc schema sql` prints a query that gives the same rows. The first row \
                of the dataset is taken as the right one.",
    bad: &[Example {
        files: &[
            ("schemas/limits.toml", SCHEMA),
            ("a.md", "# KB5001092 - Limits\n\n|Item|Maximum|\n|---|---|\n|Servers per group|64|\n|Groups|8|\n"),
            ("b.md", "# KB5001093 - Limits\n\n|Item|Maximum|\n|---|---|\n|Servers per group|128|\n"),
        ],
        also: &[],
    }],
    good: &[
        Example {
            files: &[
                ("schemas/limits.toml", SCHEMA),
                ("a.md", "# KB5001092 - Limits\n\n|Item|Maximum|\n|---|---|\n|Servers per group|64|\n|Groups|8|\n"),
                ("b.md", "# KB5001093 - Limits\n\n|Item|Maximum|\n|---|---|\n|Groups per server|64|\n"),
            ],
            also: &[],
        },
        Example {
            files: &[
                ("schemas/limits.toml", NULLABLE),
                ("a.md", "# KB5001092 - Limits\n\n|Item|Maximum|\n|---|---|\n|Groups|n/a|\n|Users|n/a|\n|Servers|8|\n"),
            ],
            also: &[],
        },
    ],
    needs: &[],
    check: Check::Constraint { gather: gather_unique, judge: judge_unique },
};

const SCHEMA: &str = "name = \"limits\"\ndoc = \"One row per limit.\"\neach = \"row\"\norder = [\"item\"]\n\n\
    [[column]]\nname = \"item\"\ntype = \"text\"\nheaders = [\"Item\"]\nrequired = true\ndoc = \"What is limited.\"\n\n\
    [[column]]\nname = \"maximum\"\ntype = \"i64\"\nheaders = [\"Maximum\"]\ndoc = \"Largest number.\"\n\n\
    [[constraint]]\nkind = \"unique\"\ncolumns = [\"item\"]\nlevel = \"error\"\n";

const NULLABLE: &str = "name = \"limits\"\ndoc = \"One row per limit.\"\neach = \"row\"\norder = [\"item\"]\n\n\
    [[column]]\nname = \"item\"\ntype = \"text\"\nheaders = [\"Item\"]\nrequired = true\ndoc = \"What is limited.\"\n\n\
    [[column]]\nname = \"maximum\"\ntype = \"i64\"\nheaders = [\"Maximum\"]\ndoc = \"Largest number.\"\n\n\
    [[constraint]]\nkind = \"unique\"\ncolumns = [\"maximum\"]\nlevel = \"error\"\n";

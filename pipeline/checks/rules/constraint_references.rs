//! K510.

use crate::checks::constraints::{gather_references, judge_references};
use crate::checks::{Check, Example, Rule};
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K510",
    name: "constraint-references",
    level: Level::Warning,
    summary: "a row refers to a row of another dataset, as the schema declares, and that one does not exist",
    rationale: "A schema can say that columns are found in another dataset (a foreign key). A join drops every row \
                whose counterpart does not exist. Rows with a null in one of the columns are not looked at, as in SQL. `kbc schema sql` prints \
                a query that gives the same rows. The level is that of the constraint.",
    bad: &[Example {
        files: &[
            ("schemas/codes.toml", CODES),
            ("schemas/servers.toml", SERVERS),
            ("a.md", "# KB5001092 - Codes\n\n|Code|Meaning|\n|---|---|\n|E1|Disk full|\n|E2|Disk absent|\n"),
            ("b.md", "# KB5001093 - Servers\n\n|Server|Last code|\n|---|---|\n|Alpha|E2|\n|Beta|E3|\n|Gamma|n/a|\n"),
        ],
        also: &[],
    }],
    good: &[Example {
        files: &[
            ("schemas/codes.toml", CODES),
            ("schemas/servers.toml", SERVERS),
            ("a.md", "# KB5001092 - Codes\n\n|Code|Meaning|\n|---|---|\n|E1|Disk full|\n|E2|Disk absent|\n"),
            ("b.md", "# KB5001093 - Servers\n\n|Server|Last code|\n|---|---|\n|Alpha|E2|\n|Beta|E1|\n|Gamma|n/a|\n"),
        ],
        also: &[],
    }],
    needs: &[],
    check: Check::Constraint { gather: gather_references, judge: judge_references },
};

const CODES: &str = "name = \"codes\"\ndoc = \"One row per code.\"\neach = \"row\"\norder = [\"code\"]\n\n\
    [[column]]\nname = \"code\"\ntype = \"text\"\nheaders = [\"Code\"]\nrequired = true\ndoc = \"The code.\"\n\n\
    [[column]]\nname = \"meaning\"\ntype = \"text\"\nheaders = [\"Meaning\"]\ndoc = \"What it means.\"\n";

const SERVERS: &str = "name = \"servers\"\ndoc = \"One row per server.\"\neach = \"row\"\norder = [\"server\"]\n\n\
    [[column]]\nname = \"server\"\ntype = \"text\"\nheaders = [\"Server\"]\nrequired = true\ndoc = \"Its name.\"\n\n\
    [[column]]\nname = \"code\"\ntype = \"text\"\nheaders = [\"Last code\"]\ndoc = \"What it said last.\"\n\n\
    [[constraint]]\nkind = \"references\"\ncolumns = [\"code\"]\ndataset = \"codes\"\nreferences = [\"code\"]\nlevel = \"error\"\n";

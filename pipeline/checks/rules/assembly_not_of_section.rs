//! K405.

use crate::checks::{Article, AssemblyRow, Check, Drafts, Example, FileRow, Rule, may_be_itanium, takes};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K405",
    name: "assembly-not-of-section",
    level: Level::Warning,
    summary: "a manifest for another processor than the section's, such as `Ia64_` under an x64 label",
    rationale: "The name of a manifest begins with its processor: `X86_`, `Amd64_`, `Ia64_`, or `Wow64_` for a 32-bit \
                component of a 64-bit system. Under a label that names another processor it was pasted from the block \
                of another system, or the name holds a slip.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## Additional files for all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Ia64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c3c5ded7286b87.manifest|Not applicable|103,662|13-Mar-2010|10:55|Not applicable|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## Additional files for all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Amd64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_02e0bd6c8f87d3c1.manifest|Not applicable|103,664|13-Mar-2010|11:05|Not applicable|\n\
         |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|Not applicable|103,660|13-Mar-2010|11:02|Not applicable|\n",
    )])],
    needs: &[Role::FileName, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    let files = article.files();
    let rows = article.assemblies().iter().filter_map(|assembly| Some((assembly, files.get(assembly.file)?)));
    let foreign: Vec<_> = rows.filter(|(assembly, row)| is_foreign(assembly, row)).collect();
    for table in foreign.chunk_by(|(_, left), (_, right)| left.table == right.table) {
        let (assembly, row) = table[0];
        let Some(system) = row.target_platform else { continue };
        let mut message =
            format!("a manifest of `{}` for {} in a section for {system}", assembly.component, assembly.platform);
        if table.len() > 1 {
            message = format!("{message}, with {} more in the same table", table.len() - 1);
        }
        let draft = drafts
            .add(row.name_span(), message)
            .label(format!("no manifest of an {system} system"))
            .help("move it to the section of its systems, or correct the name or the label of the section");
        row.mark(draft);
    }
}

fn is_foreign(assembly: &AssemblyRow<'_>, row: &FileRow<'_>) -> bool {
    let Some(system) = row.target_platform else { return false };
    let is_itanium = assembly.platform == "ia64" && may_be_itanium(row);
    !takes(system, assembly.platform) && !is_itanium
}

//! K409.

use crate::checks::{Article, AssemblyRow, Check, Drafts, Example, FileRow, Rule, System, pasted};
use crate::contract::Role;
use crate::finding::Level;
use rustc_hash::FxHashSet;

pub(super) const RULE: Rule = Rule {
    code: "K409",
    name: "wow-rows-missing",
    level: Level::Warning,
    summary: "`Wow64_` manifests, but no 32-bit file listed for the system",
    rationale: "A `Wow64_` manifest brings the 32-bit files of a component to a 64-bit system. Where the file table of \
                that system has no row for x86, its rows are missing: a reader takes the file for one that is not \
                replaced.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         ## For all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Lsasrv.dll|6.1.7600.20667|1,446,912|13-Mar-2010|07:57|x64|\n\
         |Sspicli.dll|6.1.7600.20667|136,192|13-Mar-2010|07:57|x64|\n\n\
         ## Additional files for all supported x64-based versions of Windows 7\n\n\
         |File name|File version|File size|Date|Time|Platform|\n\
         |---|---|---|---|---|---|\n\
         |Amd64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_02e0bd6c8f87d3c1.manifest|Not applicable|103,664|13-Mar-2010|11:05|Not applicable|\n\
         |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n\
         |Wow64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_0d3567bec3e895bc.manifest|Not applicable|86,382|13-Mar-2010|07:37|Not applicable|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Lsasrv.dll|6.1.7600.20667|1,446,912|13-Mar-2010|07:57|x64|\n\
             |Sspicli.dll|6.1.7600.20667|136,192|13-Mar-2010|07:57|x64|\n\
             |Sspicli.dll|6.1.7600.20667|96,768|13-Mar-2010|07:11|x86|\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Amd64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_02e0bd6c8f87d3c1.manifest|Not applicable|103,664|13-Mar-2010|11:05|Not applicable|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n\
             |Wow64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_0d3567bec3e895bc.manifest|Not applicable|86,382|13-Mar-2010|07:37|Not applicable|\n",
        )]),
        // A component that brings a file without processor only.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             ## For all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Lsasrv.dll|6.1.7600.20667|1,446,912|13-Mar-2010|07:57|x64|\n\
             |Lsasrv.mof|Not applicable|13,784|10-Jun-2009|20:52|Not applicable|\n\
             |Lsasrv.mof|Not applicable|13,784|22-Jul-2009|23:19|Not applicable|\n\n\
             ## Additional files for all supported x64-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Amd64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_02e0bd6c8f87d3c1.manifest|Not applicable|103,664|13-Mar-2010|11:05|Not applicable|\n\
             |Update.mum|Not applicable|1,906|13-Mar-2010|10:55|Not applicable|\n\
             |Wow64_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_0d3567bec3e895bc.manifest|Not applicable|86,382|13-Mar-2010|07:37|Not applicable|\n",
        )]),
    ],
    needs: &[Role::FileName, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    if article.assemblies().is_empty() {
        return;
    }
    for system in article.systems() {
        let Some((assembly, row)) = system.assemblies(article).find(|(assembly, _)| is_wow(assembly)) else { continue };
        let Some(file) = listed(article, system) else { continue };
        // Manifests of another article say nothing of the files of this one.
        if pasted(article).iter().any(|pasted| std::ptr::eq(pasted.system, system)) {
            continue;
        }
        let message =
            format!("`Wow64_` manifest of `{}`, but no 32-bit file listed for {}", assembly.component, system.platform);
        let draft = drafts
            .add(row.name_span(), message)
            .label("brings 32-bit files")
            .other(file.name_span(), format!("the files of this system are all for {}", system.platform))
            .help("add the x86 rows that the file table lacks");
        row.mark(draft);
    }
}

/// Whether a manifest brings 32-bit programs; resources are texts of one language and have no processor.
fn is_wow(assembly: &AssemblyRow<'_>) -> bool {
    let is_resource = || assembly.component.to_ascii_lowercase().ends_with("resources");
    assembly.platform == "wow64" && !assembly.is_deployment && !is_resource()
}

/// A file of a system whose table gives processors, but no 32-bit file.
fn listed<'r, 'a>(article: &'r Article<'a>, system: &System<'a>) -> Option<&'r FileRow<'a>> {
    let own = system.payload(article).find(|row| row.platform == Some(system.platform))?;
    // Scripts and schemas have no processor; the second row of one is that of the 32-bit part.
    let mut names = FxHashSet::default();
    let is_32_bit = |row: &FileRow<'_>| {
        row.platform == Some("x86") || row.platform.is_none() && !names.insert(row.name.to_ascii_lowercase())
    };
    (!system.payload(article).any(is_32_bit)).then_some(own)
}

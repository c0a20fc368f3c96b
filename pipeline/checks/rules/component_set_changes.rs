//! K407.

use crate::checks::{Article, AssemblyRow, Check, Drafts, Example, FileRow, Pasted, Rule, System, pasted};
use crate::contract::Role;
use crate::finding::Level;

pub(super) const RULE: Rule = Rule {
    code: "K407",
    name: "component-set-changes",
    level: Level::Warning,
    summary: "the same files for two systems, but manifests of other components: a block pasted from another article",
    rationale: "The manifests of a component come with its files. Where an article lists the same files for two \
                systems, once with the component that they are named after and once with components that have nothing \
                in common with it, the second block was pasted from another article: the names are right, but of \
                another update. Where neither block resembles the files, one of them is foreign or the component was \
                renamed: a note.",
    bad: &[
        Example::article(&[(
            "a.md",
            concat!(
                "_Original KB number:_ &nbsp; 2203302\n\n\
             ## For all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Credssp.dll|6.0.6002.22489|16,384|16-Sep-2010|17:44|x86|\n\
             |Tspkg.dll|6.0.6002.22489|62,976|16-Sep-2010|17:46|x86|\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Credssp.dll|6.1.7600.20741|17,408|23-Jun-2010|07:53|x86|\n\
             |Tspkg.dll|6.1.7600.20741|65,024|23-Jun-2010|07:54|x86|\n\n",
                "## Additional files for all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|2,590|17-Sep-2010|07:35|Not applicable|\n\
             |X86_microsoft-windows-security-credssp_31bf3856ad364e35_6.0.6002.22489_none_c5dacec0b80cac40.manifest|Not applicable|12,936|16-Sep-2010|18:09|Not applicable|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,880|23-Jun-2010|11:21|Not applicable|\n\
             |X86_microsoft-windows-vssapi_31bf3856ad364e35_6.1.7600.20741_none_d56e1578fc1602de.manifest|Not applicable|12,389|23-Jun-2010|11:24|Not applicable|\n",
            ),
        )]),
        // Nothing tells which of them is foreign.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 2203302\n\n\
             ## For all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Wdigest.dll|6.0.6002.22489|16,384|16-Sep-2010|17:44|x86|\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Wdigest.dll|6.1.7600.20741|17,408|23-Jun-2010|07:53|x86|\n\n\
             ## Additional files for all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-servicing_31bf3856ad364e35_6.0.6002.22489_none_679e8e311f7e3f9b.manifest|Not applicable|12,936|13-Mar-2010|10:55|Not applicable|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,674|13-Mar-2010|10:55|Not applicable|\n\
             |X86_microsoft-windows-vssapi_31bf3856ad364e35_6.1.7600.20741_none_d56e1578fc1602de.manifest|Not applicable|12,389|13-Mar-2010|10:55|Not applicable|\n",
        )]),
    ],
    good: &[
        // The component got another name; the files are those of the first system in part only.
        Example::article(&[(
            "a.md",
            concat!(
                "_Original KB number:_ &nbsp; 2203302\n\n\
             ## For all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Tcpip.sys|6.0.6002.22489|914,816|16-Sep-2010|17:44|x86|\n\n\
             ## For all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Tcpip.sys|6.1.7600.20741|1,286,016|23-Jun-2010|07:53|x86|\n\n\
             ## For all supported x86-based versions of Windows 8\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Netio.sys|6.2.9200.20741|286,016|23-Jun-2012|07:53|x86|\n\n",
                "## Additional files for all supported x86-based versions of Windows Vista\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|2,590|17-Sep-2010|07:35|Not applicable|\n\
             |X86_microsoft-windows-tcpip_31bf3856ad364e35_6.0.6002.22489_none_63a8332da5d65227.manifest|Not applicable|12,936|16-Sep-2010|18:09|Not applicable|\n\n\
             ## Additional files for all supported x86-based versions of Windows 7\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,880|23-Jun-2010|11:21|Not applicable|\n\
             |X86_microsoft-windows-tcpip-binaries_31bf3856ad364e35_6.1.7600.20741_none_b3a5497ae0ba9886.manifest|Not applicable|12,389|23-Jun-2010|11:24|Not applicable|\n\n\
             ## Additional files for all supported x86-based versions of Windows 8\n\n\
             |File name|File version|File size|Date|Time|Platform|\n\
             |---|---|---|---|---|---|\n\
             |Update.mum|Not applicable|1,880|23-Jun-2012|11:21|Not applicable|\n\
             |X86_microsoft-windows-infrastructure_31bf3856ad364e35_6.2.9200.20741_none_150ad71a7cc4547c.manifest|Not applicable|12,389|23-Jun-2012|11:24|Not applicable|\n",
            ),
        )]),
    ],
    needs: &[Role::FileName, Role::FilePlatform],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    if article.assemblies().is_empty() {
        return;
    }
    let mut blocks = pasted(article);
    // One paste gives a block for each processor.
    while let Some(first) = blocks.first() {
        let components = first.components.clone();
        let (same, others): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|block| block.components == components);
        report(article, &same, drafts);
        blocks = others;
    }
}

/// Reports blocks of the same foreign components.
fn report<'a>(article: &Article<'a>, blocks: &[Pasted<'_, 'a>], drafts: &mut Drafts) {
    let Some(block) = blocks.first() else { return };
    let (Some((own, row)), Some((known, counterpart))) =
        (named(block.system, article), named(block.counterpart, article))
    else {
        return;
    };
    let mut files: Vec<&str> = block.system.payload(article).map(|row| row.name).collect();
    files.dedup();
    let more = if files.len() > SHOWN { ", ..." } else { "" };
    files.truncate(SHOWN);
    let message = format!(
        "`{}` here, `{}` for another system with the same files (`{}`{more})",
        own.component,
        known.component,
        files.join("`, `"),
    );
    let draft = drafts.add(row.name_span(), message);
    if block.is_certain {
        let help = "the block was probably pasted from another article: compare its manifests with the package";
        draft.label("resembles none of the files").help(help);
    } else {
        let help = "one of both blocks may be pasted from another article, or the component was renamed";
        draft.label("another component").help(help).level(Level::Note);
    }
    draft.other(counterpart.name_span(), "the component of the same files");
    for (_, also) in blocks.iter().skip(1).filter_map(|block| named(block.system, article)) {
        draft.other(also.name_span(), "pasted, too");
    }
    row.mark(draft);
}

/// The first manifest of a component that has a name.
fn named<'r, 'a>(system: &'r System<'a>, article: &'r Article<'a>) -> Option<(&'r AssemblyRow<'a>, &'r FileRow<'a>)> {
    system.assemblies(article).find(|(assembly, _)| !assembly.is_deployment)
}

/// Files to name at most.
const SHOWN: usize = 3;

//! K315.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::assembly_fault;

pub(super) const RULE: Rule = Rule {
    code: "K315",
    name: "malformed-assembly-name",
    level: Level::Error,
    summary: "a manifest name with a part that cannot be one, such as a checksum of 15 hex digits",
    rationale: "The name of a side-by-side manifest has six parts: processor, component, public key token, version, \
                culture and checksum. A name with a damaged part does not become a row of `assemblies`. Compare it with \
                the manifest itself or with its siblings in the article.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File size|\n|---|---|\n\
         |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628.manifest|1,024|\n",
    )])],
    good: &[
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File size|\n|---|---|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|1,024|\n",
        )]),
        // A manifest of an application is named as its author likes.
        Example::article(&[(
            "a.md",
            "_Original KB number:_ &nbsp; 981506\n\n\
             |File name|File size|\n|---|---|\n|My_own_app.exe.manifest|1,024|\n|Setup.manifest|1,024|\n",
        )]),
    ],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for row in article.files() {
        let Some((part, fault)) = assembly_fault(row.name) else { continue };
        let draft = drafts
            .add(row.name_span(), format!("`{part}`: {fault}"))
            .label("this name has a damaged part")
            .help("compare it with the manifest itself, or with its siblings in the article");
        row.mark(draft);
    }
}

//! K321.

use crate::checks::{Article, Check, Drafts, Example, Rule, one_keystroke};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::{AssemblyName, Verdict};

pub(super) const RULE: Rule = Rule {
    code: "K321",
    name: "manifest-with-another-extension",
    level: Level::Error,
    summary: "a name of the parts of a manifest, with another extension",
    rationale: "`X86_..._none_a6c221e8d72a628b.dll`: processor, component, token, version, culture and checksum make the name of \
                a manifest, and no other file is named so. Read as a library, it is missing in `assemblies`. Where the checksum fits the \
                other parts the finding is an error, else a warning.",
    bad: &[Example {
        files: &[(
            "a.md",
            "# KB900321 - Update for the cache driver\n\n\
             |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
             |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.dll|Not applicable|103,656|13-Mar-2010|11:02|Not applicable|\n",
        )],
        also: &[],
    }],
    good: &[Example::article(&[(
        "a.md",
        "# KB900321 - Update for the cache driver\n\n\
         |File name|File version|File size|Date|Time|Platform|\n|---|---|---|---|---|---|\n\
         |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|Not applicable|103,656|13-Mar-2010|11:02|Not applicable|\n\
         |Cache_of_the_lsa_1.dll|6.1.7600.20667|103,656|13-Mar-2010|11:02|x86|\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

/// The extension that tells a manifest.
const MANIFEST: &str = "manifest";

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for row in article.files() {
        let Some((stem, extension)) = row.name.rsplit_once('.') else { continue };
        // One that is nearly right is the business of another rule.
        let is_other = |extension: &str| extension != MANIFEST && !one_keystroke(extension, MANIFEST);
        if !stem.contains('_') || !is_other(&extension.to_ascii_lowercase()) {
            continue;
        }
        let meant = format!("{stem}.{MANIFEST}");
        let Some(name) = AssemblyName::of(&meant) else { continue };
        let fits = matches!(name.verdict(), Verdict::Fits);
        let help = if fits {
            "the checksum in the name is that of its other parts: correct the extension"
        } else {
            "compare the name with the package"
        };
        let draft = drafts
            .add(row.name_span(), format!("a manifest is named like this, and the extension is `.{extension}`"))
            .level(if fits { Level::Error } else { Level::Warning })
            .label(format!("`.{MANIFEST}`?"))
            .suggest(meant.as_str())
            .help(help);
        row.mark(draft);
    }
}

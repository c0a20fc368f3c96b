//! K316.

use crate::checks::{Article, Check, Drafts, Example, Rule};
use crate::contract::Role;
use crate::finding::Level;
use crate::values::{AssemblyName, Verdict};

pub(super) const RULE: Rule = Rule {
    code: "K316",
    name: "assembly-checksum",
    level: Level::Error,
    summary: "the checksum in a manifest name does not fit its other parts",
    rationale: "The last 16 hex digits of a manifest name are a 64-bit checksum over its component, culture, version, public \
                key token and processor. One wrong character in any of them, or in the checksum, shows. The name as \
                printed belongs to no manifest.",
    bad: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File size|\n|---|---|\n\
         |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20677_none_a6c221e8d72a628b.manifest|1,024|\n",
    )])],
    good: &[Example::article(&[(
        "a.md",
        "_Original KB number:_ &nbsp; 981506\n\n\
         |File name|File size|\n|---|---|\n\
         |X86_microsoft-windows-lsa_31bf3856ad364e35_6.1.7600.20667_none_a6c221e8d72a628b.manifest|1,024|\n",
    )])],
    needs: &[Role::FileName],
    check: Check::Article(check),
};

fn check(article: &Article<'_>, drafts: &mut Drafts) {
    for row in article.files() {
        let Some(name) = AssemblyName::of(row.name) else { continue };
        let Verdict::Differs(checksum) = name.verdict() else { continue };
        let message = format!(
            "the checksum is `{}`, that of the other parts is `{checksum:016x}`",
            name.hash.to_ascii_lowercase()
        );
        let draft = drafts
            .add(row.name_span(), message)
            .label("one character of this name is wrong, or more")
            .help("compare it with the manifest itself, or with its siblings in the article");
        row.mark(draft);
    }
}
